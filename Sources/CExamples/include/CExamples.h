// The files of the shipped examples, inside the program.

#ifndef XQ_EXAMPLES_H
#define XQ_EXAMPLES_H

#include <stddef.h>

/// One shipped file. All pointers live as long as the program.
typedef struct {
  /// What `example:` is followed by: `digits/float`.
  const char *_Nonnull name;
  /// The name that is shown: `digits/float.onnx`.
  const char *_Nonnull file_name;
  const unsigned char *_Nonnull bytes;
  /// How many bytes.
  size_t size;
} xq_example;

/// How many files are shipped.
size_t xq_example_count(void);

/// The file at an index, sorted by name; NULL for an index that is not below the count.
const xq_example *_Nullable xq_example_at(size_t index);

#endif
