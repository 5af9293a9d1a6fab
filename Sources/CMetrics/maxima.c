// Agreement of decisions: in how many rows two arrays have their largest value at the same place, how many values equal.
#include "arrays.h"

#include <math.h>

enum { piece_length = 512 };

/// The place of the first maximum of a row, or of its first value that is no number.
static size_t place_of_maximum(xq_array array, size_t start, size_t columns) {
  double piece[piece_length], largest = -INFINITY;
  uint64_t rounded = 0;
  size_t place = 0;
  for (size_t column = 0; column < columns; column += piece_length) {
    size_t length = columns - column < piece_length ? columns - column : piece_length;
    xq_convert_to_f64(array, start + column, length, piece, &rounded);
    for (size_t i = 0; i < length; i++) {
      if (isnan(piece[i])) return column + i;
      if (piece[i] > largest) {
        largest = piece[i];
        place = column + i;
      }
    }
  }
  return place;
}

xq_status xq_row_maxima(xq_array array, size_t rows, size_t columns, int64_t *places) {
  if (columns == 0 || rows > SIZE_MAX / columns) return xq_too_few_bytes;
  xq_status status = xq_check(array, rows * columns);
  if (status != xq_ok) return status;
  for (size_t row = 0; row < rows; row++) places[row] = (int64_t)place_of_maximum(array, row * columns, columns);
  return xq_ok;
}

xq_status xq_count_equal(xq_array x, xq_array y, size_t count, uint64_t *equal) {
  double left[piece_length], right[piece_length];
  uint64_t rounded = 0;
  *equal = 0;
  xq_status status = xq_check(x, count);
  if (status == xq_ok) status = xq_check(y, count);
  if (status != xq_ok) return status;
  for (size_t first = 0; first < count; first += piece_length) {
    size_t length = count - first < piece_length ? count - first : piece_length;
    xq_convert_to_f64(x, first, length, left, &rounded);
    xq_convert_to_f64(y, first, length, right, &rounded);
    for (size_t i = 0; i < length; i++) *equal += left[i] == right[i];
  }
  return xq_ok;
}
