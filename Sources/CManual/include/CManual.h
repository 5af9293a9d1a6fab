// The manual and the script of an investigation, inside the program.

#ifndef XQ_MANUAL_H
#define XQ_MANUAL_H

#include <stddef.h>

/// One shipped text. All pointers live as long as the program.
typedef struct {
  /// The topic of `help`: `outliers`.
  const char *_Nonnull name;
  /// UTF-8, without a zero at the end.
  const unsigned char *_Nonnull bytes;
  /// How many bytes.
  size_t size;
} xq_manual_text;

/// How many pages the manual has.
size_t xq_manual_page_count(void);

/// The page at an index, sorted by name; NULL for an index that is not below the count.
const xq_manual_text *_Nullable xq_manual_page_at(size_t index);

/// The script behind `xqsh investigate`.
const xq_manual_text *_Nonnull xq_manual_investigation(void);

#endif
