// Integers times their scale.
#include "arrays.h"

enum { piece_length = 512 };

xq_status xq_dequantize(xq_array array, double zero_point, float scale, size_t count, float *result) {
  xq_status status = xq_check(array, count);
  if (status != xq_ok) return status;
  double piece[piece_length];
  uint64_t rounded = 0;
  for (size_t start = 0; start < count; start += piece_length) {
    size_t length = count - start < piece_length ? count - start : piece_length;
    status = xq_convert_to_f64(array, start, length, piece, &rounded);
    if (status != xq_ok) return status;
    // The subtraction is exact in double; then one product in float32, as DequantizeLinear computes it.
    for (size_t i = 0; i < length; i++) result[start + i] = (float)(piece[i] - zero_point) * scale;
  }
  return xq_ok;
}
