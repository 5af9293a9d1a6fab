// The part of ONNX Runtime's C interface that is used here, without its headers.
//
// The library exports one function. It leads to a table of function pointers that only ever grows at its end: an
// index never changes its meaning once released. So entries are named here by index, each with its prototype, and no
// struct has to be kept in step with upstream. The indices were checked against upstream's own assertions on the
// table.
#ifndef CONNXRUNTIME_H
#define CONNXRUNTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef void *const *ort_table;

typedef struct ort_status ort_status;
typedef struct ort_environment ort_environment;
typedef struct ort_session ort_session;
typedef struct ort_session_options ort_session_options;
typedef struct ort_run_options ort_run_options;
typedef struct ort_value ort_value;
typedef struct ort_memory_info ort_memory_info;
typedef struct ort_type_info ort_type_info;
typedef struct ort_tensor_info ort_tensor_info;
typedef struct ort_allocator ort_allocator;

/// Called on any thread. Severity: 0 verbose, 1 information, 2 warning, 3 error, 4 fatal.
typedef void (*ort_logger)(
    void *context, int32_t severity, const char *category, const char *identifier, const char *place, const char *text);

// MARK: - Opening

/// An opened library. It is never closed: its threads may outlive any caller.
typedef struct ort_library {
  ort_table table;
  /// Such as `1.32.0`; `NULL` if it is not known.
  const char *version;
  /// The version of the interface that `table` serves.
  uint32_t api;
} ort_library;

typedef enum ort_opening {
  ort_opened,
  /// The dynamic loader refused; `reason` has its words.
  ort_not_loadable,
  /// The library is another one.
  ort_not_onnx_runtime,
  /// It serves no interface of version `oldest` or later; `version` is set.
  ort_too_old,
} ort_opening;

/// Opens the library at an absolute path, or by a file name in the system's library path.
///
/// Asks for the interface of version `newest`, or of the highest that the library has if that is lower.
ort_opening ort_open(
    const char *path, uint32_t oldest, uint32_t newest, ort_library *library, char *reason, size_t reason_length);

// MARK: - Entries of the table

#define ORT_ENTRY(index, result, ...) ((result(*)(__VA_ARGS__))table[index])

// Status: NULL is success, else an object to be released.

static inline int32_t ort_get_error_code(ort_table table, const ort_status *status) {
  return ORT_ENTRY(1, int32_t, const ort_status *)(status);
}

static inline const char *ort_get_error_message(ort_table table, const ort_status *status) {
  return ORT_ENTRY(2, const char *, const ort_status *)(status);
}

static inline void ort_release_status(ort_table table, ort_status *status) {
  ORT_ENTRY(93, void, ort_status *)(status);
}

// Environment.

static inline ort_status *ort_create_environment(
    ort_table table, ort_logger logger, void *context, int32_t least_severity, const char *identifier,
    ort_environment **result) {
  return ORT_ENTRY(4, ort_status *, ort_logger, void *, int32_t, const char *, ort_environment **)(
      logger, context, least_severity, identifier, result);
}

static inline void ort_release_environment(ort_table table, ort_environment *environment) {
  ORT_ENTRY(92, void, ort_environment *)(environment);
}

/// `allocator`: 0 device, 1 arena. `memory`: 0 default.
static inline ort_status *ort_create_cpu_memory_info(
    ort_table table, int32_t allocator, int32_t memory, ort_memory_info **result) {
  return ORT_ENTRY(69, ort_status *, int32_t, int32_t, ort_memory_info **)(allocator, memory, result);
}

static inline void ort_release_memory_info(ort_table table, ort_memory_info *info) {
  ORT_ENTRY(94, void, ort_memory_info *)(info);
}

/// The allocator belongs to the library.
static inline ort_status *ort_get_default_allocator(ort_table table, ort_allocator **result) {
  return ORT_ENTRY(78, ort_status *, ort_allocator **)(result);
}

static inline ort_status *ort_allocator_free(ort_table table, ort_allocator *allocator, void *memory) {
  return ORT_ENTRY(76, ort_status *, ort_allocator *, void *)(allocator, memory);
}

// Session options.

static inline ort_status *ort_create_session_options(ort_table table, ort_session_options **result) {
  return ORT_ENTRY(10, ort_status *, ort_session_options **)(result);
}

static inline void ort_release_session_options(ort_table table, ort_session_options *options) {
  ORT_ENTRY(100, void, ort_session_options *)(options);
}

/// 0 none, 1 basic, 2 extended, 99 all.
static inline ort_status *ort_set_optimization_level(ort_table table, ort_session_options *options, int32_t level) {
  return ORT_ENTRY(23, ort_status *, ort_session_options *, int32_t)(options, level);
}

static inline ort_status *ort_set_threads_within_operators(
    ort_table table, ort_session_options *options, int32_t count) {
  return ORT_ENTRY(24, ort_status *, ort_session_options *, int)(options, count);
}

static inline ort_status *ort_set_threads_between_operators(
    ort_table table, ort_session_options *options, int32_t count) {
  return ORT_ENTRY(25, ort_status *, ort_session_options *, int)(options, count);
}

static inline ort_status *ort_add_session_config(
    ort_table table, ort_session_options *options, const char *key, const char *value) {
  return ORT_ENTRY(130, ort_status *, ort_session_options *, const char *, const char *)(options, key, value);
}

/// Interface version 17.
static inline ort_status *ort_set_session_logger(
    ort_table table, ort_session_options *options, ort_logger logger, void *context) {
  return ORT_ENTRY(266, ort_status *, ort_session_options *, ort_logger, void *)(options, logger, context);
}

/// Interface version 22. May be called on another thread while a session is created with these options.
static inline ort_status *ort_set_load_cancelled(ort_table table, ort_session_options *options, bool is_cancelled) {
  return ORT_ENTRY(293, ort_status *, ort_session_options *, bool)(options, is_cancelled);
}

// Sessions.

static inline ort_status *ort_create_session(
    ort_table table, const ort_environment *environment, const void *bytes, size_t count,
    const ort_session_options *options, ort_session **result) {
  return ORT_ENTRY(
      8, ort_status *, const ort_environment *, const void *, size_t, const ort_session_options *, ort_session **)(
      environment, bytes, count, options, result);
}

static inline void ort_release_session(ort_table table, ort_session *session) {
  ORT_ENTRY(95, void, ort_session *)(session);
}

static inline ort_status *ort_get_input_count(ort_table table, const ort_session *session, size_t *result) {
  return ORT_ENTRY(30, ort_status *, const ort_session *, size_t *)(session, result);
}

static inline ort_status *ort_get_output_count(ort_table table, const ort_session *session, size_t *result) {
  return ORT_ENTRY(31, ort_status *, const ort_session *, size_t *)(session, result);
}

static inline ort_status *ort_get_input_type(
    ort_table table, const ort_session *session, size_t index, ort_type_info **result) {
  return ORT_ENTRY(33, ort_status *, const ort_session *, size_t, ort_type_info **)(session, index, result);
}

static inline ort_status *ort_get_output_type(
    ort_table table, const ort_session *session, size_t index, ort_type_info **result) {
  return ORT_ENTRY(34, ort_status *, const ort_session *, size_t, ort_type_info **)(session, index, result);
}

static inline ort_status *ort_get_input_name(
    ort_table table, const ort_session *session, size_t index, ort_allocator *allocator, char **result) {
  return ORT_ENTRY(36, ort_status *, const ort_session *, size_t, ort_allocator *, char **)(
      session, index, allocator, result);
}

static inline ort_status *ort_get_output_name(
    ort_table table, const ort_session *session, size_t index, ort_allocator *allocator, char **result) {
  return ORT_ENTRY(37, ort_status *, const ort_session *, size_t, ort_allocator *, char **)(
      session, index, allocator, result);
}

// Runs.

static inline ort_status *ort_create_run_options(ort_table table, ort_run_options **result) {
  return ORT_ENTRY(39, ort_status *, ort_run_options **)(result);
}

static inline void ort_release_run_options(ort_table table, ort_run_options *options) {
  ORT_ENTRY(97, void, ort_run_options *)(options);
}

/// May be called on another thread while a run with these options goes on.
static inline ort_status *ort_terminate_run(ort_table table, ort_run_options *options) {
  return ORT_ENTRY(46, ort_status *, ort_run_options *)(options);
}

static inline ort_status *ort_run(
    ort_table table, ort_session *session, const ort_run_options *options, const char *const *input_names,
    const ort_value *const *inputs, size_t input_count, const char *const *output_names, size_t output_count,
    ort_value **outputs) {
  return ORT_ENTRY(
      9, ort_status *, ort_session *, const ort_run_options *, const char *const *, const ort_value *const *, size_t,
      const char *const *, size_t, ort_value **)(
      session, options, input_names, inputs, input_count, output_names, output_count, outputs);
}

// Values and their types.

/// A tensor over memory that the caller keeps alive.
static inline ort_status *ort_create_tensor(
    ort_table table, const ort_memory_info *info, void *bytes, size_t byte_count, const int64_t *shape, size_t rank,
    int32_t element_type, ort_value **result) {
  return ORT_ENTRY(
      49, ort_status *, const ort_memory_info *, void *, size_t, const int64_t *, size_t, int32_t, ort_value **)(
      info, bytes, byte_count, shape, rank, element_type, result);
}

static inline void ort_release_value(ort_table table, ort_value *value) {
  ORT_ENTRY(96, void, ort_value *)(value);
}

/// 0 unknown, 1 tensor, 2 sequence, 3 map, 4 opaque, 5 sparse tensor, 6 optional.
static inline ort_status *ort_get_value_kind(ort_table table, const ort_value *value, int32_t *result) {
  return ORT_ENTRY(67, ort_status *, const ort_value *, int32_t *)(value, result);
}

static inline ort_status *ort_get_tensor_bytes(ort_table table, ort_value *value, void **result) {
  return ORT_ENTRY(51, ort_status *, ort_value *, void **)(value, result);
}

static inline ort_status *ort_get_tensor_info(ort_table table, const ort_value *value, ort_tensor_info **result) {
  return ORT_ENTRY(65, ort_status *, const ort_value *, ort_tensor_info **)(value, result);
}

static inline void ort_release_tensor_info(ort_table table, ort_tensor_info *info) {
  ORT_ENTRY(99, void, ort_tensor_info *)(info);
}

/// `NULL` where the type is no tensor. The result belongs to `info`.
static inline ort_status *ort_get_tensor_type(
    ort_table table, const ort_type_info *info, const ort_tensor_info **result) {
  return ORT_ENTRY(55, ort_status *, const ort_type_info *, const ort_tensor_info **)(info, result);
}

static inline void ort_release_type_info(ort_table table, ort_type_info *info) {
  ORT_ENTRY(98, void, ort_type_info *)(info);
}

static inline ort_status *ort_get_element_type(ort_table table, const ort_tensor_info *info, int32_t *result) {
  return ORT_ENTRY(60, ort_status *, const ort_tensor_info *, int32_t *)(info, result);
}

static inline ort_status *ort_get_rank(ort_table table, const ort_tensor_info *info, size_t *result) {
  return ORT_ENTRY(61, ort_status *, const ort_tensor_info *, size_t *)(info, result);
}

static inline ort_status *ort_get_shape(ort_table table, const ort_tensor_info *info, int64_t *result, size_t rank) {
  return ORT_ENTRY(62, ort_status *, const ort_tensor_info *, int64_t *, size_t)(info, result, rank);
}

#endif
