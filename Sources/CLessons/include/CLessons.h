// The texts of the shipped lessons and of the tour, inside the program.

#ifndef XQ_LESSONS_H
#define XQ_LESSONS_H

#include <stddef.h>

/// One shipped text, UTF-8. All pointers live as long as the program.
typedef struct {
  /// What progress is kept under: `three-measures`.
  const char *_Nonnull name;
  const unsigned char *_Nonnull bytes;
  /// How many bytes.
  size_t size;
} xq_lesson;

/// How many lessons are shipped.
size_t xq_lesson_count(void);

/// The lesson at an index, in the order in which they are taught; NULL for an index that is not below the count.
const xq_lesson *_Nullable xq_lesson_at(size_t index);

/// The tour, which is not among the lessons.
const xq_lesson *_Nonnull xq_tour(void);

#endif
