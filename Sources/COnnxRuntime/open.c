// Opens the library and gets its table of functions.
#include "COnnxRuntime.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// What the library's one exported function returns.
typedef struct interface_base {
  ort_table (*get_table)(uint32_t api);
  const char *(*get_version)(void);
} interface_base;

/// Version `1.N.p` of the library serves the interface of versions 1 to N.
///
/// Read from the text, since the library prints a line when it is asked for a version that it does not have.
static uint32_t highest_api(const char *version) {
  if (strncmp(version, "1.", 2) != 0) return 0;
  unsigned long minor = strtoul(version + 2, NULL, 10);
  return minor < UINT32_MAX ? (uint32_t)minor : 0;
}

ort_opening ort_open(
    const char *path, uint32_t oldest, uint32_t newest, ort_library *library, char *reason, size_t reason_length) {
  *library = (ort_library){0};
  if (reason_length > 0) reason[0] = 0;
  void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    const char *text = dlerror();
    snprintf(reason, reason_length, "%s", text ? text : "unknown reason");
    return ort_not_loadable;
  }
  const interface_base *(*get_base)(void);
  // ISO C has no conversion of an object pointer to a function pointer; POSIX guarantees the representation.
  *(void **)&get_base = dlsym(handle, "OrtGetApiBase");
  const interface_base *base = get_base ? get_base() : NULL;
  const char *version = base ? base->get_version() : NULL;
  if (!version) {
    dlclose(handle);
    return ort_not_onnx_runtime;
  }
  library->version = version;
  uint32_t highest = highest_api(version);
  library->api = highest < newest ? highest : newest;
  if (library->api < oldest) return ort_too_old;
  library->table = base->get_table(library->api);
  return library->table ? ort_opened : ort_too_old;
}
