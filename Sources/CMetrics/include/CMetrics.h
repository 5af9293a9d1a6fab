// Error statistics over pairs of arrays, facts of quantization sites, conversions of element types, agreement of maxima.
//
// Everything hot is here, because C is fast in debug builds too and can be built for more than one instruction set.
// The order of all additions is fixed and no multiply-add is contracted: every build gives the same bits.
#ifndef CMETRICS_H
#define CMETRICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The instruction sets that kernels are built for.
typedef enum xq_build {
  /// Of every processor of the architecture.
  xq_baseline,
  xq_avx2,
  xq_avx512,
  xq_widest = xq_avx512,
} xq_build;

/// The widest build up to `wanted` that this processor can run.
xq_build xq_supported(xq_build wanted);

/// Sums over pairs (x, y). A pair with a value that is not finite is counted and left out of everything else.
typedef struct xq_pair_sums {
  /// Pairs of finite values.
  uint64_t pairs;
  /// Values of x, and of y, that are infinite or no number.
  uint64_t nonfinite_x, nonfinite_y;
  /// Integers beyond 2^53 that were rounded when converted; such pairs take part, rounded.
  uint64_t rounded;
  double sum_xx, sum_yy, sum_xy;
  /// Of (x - y)^2 and of x - y.
  double sum_dd, sum_d;
  double max_abs_d;
  /// +inf, -inf while there is no pair.
  double min_x, max_x, min_y, max_y;
} xq_pair_sums;

/// The sums of no pairs.
xq_pair_sums xq_pair_sums_empty(void);

/// Adds `count` pairs. Pointers need no alignment. Adding an array in pieces gives the bits of adding it at once if
/// every piece but the last has a multiple of 4096 elements.
void xq_pair_sums_add_f32(xq_pair_sums *sums, const void *x, const void *y, size_t count);
void xq_pair_sums_add_f64(xq_pair_sums *sums, const void *x, const void *y, size_t count);

/// The same with one build, for tests that all agree.
void xq_pair_sums_add_f32_built(xq_build build, xq_pair_sums *sums, const void *x, const void *y, size_t count);
void xq_pair_sums_add_f64_built(xq_build build, xq_pair_sums *sums, const void *x, const void *y, size_t count);

/// Why elements were not taken.
typedef enum xq_status {
  xq_ok = 0,
  /// Strings, complex numbers, or a number that is no type of ONNX.
  xq_type_not_real,
  /// Fewer bytes than the elements need.
  xq_too_few_bytes,
} xq_status;

/// An array as it lies in memory: ONNX's number of the element type, little-endian elements in a row, 4-bit ones two a
/// byte, the first in the low half.
typedef struct xq_array {
  int32_t type;
  const void *bytes;
  size_t byte_count;
} xq_array;

/// Adds `count` pairs of any real types: as float32 where that holds all values of both exactly, else as float64.
xq_status xq_pair_sums_add(xq_pair_sums *sums, xq_array x, xq_array y, size_t count);

/// Whether float32 holds every value of a type exactly: floats of 32 bits and less, integers of 16 bits and less, bool.
bool xq_is_exact_in_f32(int32_t type);

/// Converts elements `first ..< first + count`. Only for types that are exact in float32.
xq_status xq_convert_to_f32(xq_array array, size_t first, size_t count, float *result);

/// Converts elements of any real type; int64 and uint64 beyond 2^53 are rounded to nearest, and counted in `rounded`.
xq_status xq_convert_to_f64(xq_array array, size_t first, size_t count, double *result, uint64_t *rounded);

/// Integers as real numbers: (q - zero_point) * scale, one rounding to float32 in the product, as DequantizeLinear does it.
xq_status xq_dequantize(xq_array array, double zero_point, float scale, size_t count, float *result);

/// For each row the place of its maximum, `places` having room for `rows`. The first of equal maxima counts, and as in
/// numpy the first value that is no number counts as the maximum. Rows of no columns are refused.
xq_status xq_row_maxima(xq_array array, size_t rows, size_t columns, int64_t *places);

/// Counts the places at which x and y hold the same number; integers beyond 2^53 are rounded before.
xq_status xq_count_equal(xq_array x, xq_array y, size_t count, uint64_t *equal);

/// A quantizer as QuantizeLinear and DequantizeLinear compute it, in float32, everything in the tensor's unit or in steps.
typedef struct xq_site_quantizer {
  float scale;
  /// Limits of x / scale: the integer limits less the zero point.
  float low_steps, high_steps;
  /// QuantizeLinear's zero point less DequantizeLinear's.
  float shift;
  float dequantized_scale;
  /// Values below, and above, are clipped: half a step beyond what can be represented.
  float clip_low, clip_high;
} xq_site_quantizer;

/// Bins of a histogram for each sign: 16 an octave from 2^-40 on. The first one also holds what is smaller, the last one
/// what is larger.
enum { xq_bins = 1024 };

/// A bin of values of one exponent, whose mantissas agree in the upper 4 of 23 bits: the lower 19 bits are the offset.
typedef struct xq_bin {
  uint64_t count;
  /// The sum of the offsets, exact; 0 in the first and the last bin.
  uint64_t offsets;
  /// The sum of their squares in units of 2^16, rounded down once in 2^20 elements; 0 in the first and the last bin.
  uint64_t squares;
} xq_bin;

/// Sums over the finite values of one channel; e is what the quantizer adds.
typedef struct xq_site_channel {
  uint64_t count;
  double sum_xx, sum_ee, sum_e;
  /// +inf, -inf without values.
  float low, high;
} xq_site_channel;

/// Sums over the finite values of a tensor.
typedef struct xq_site_sums {
  uint64_t count, nonfinite;
  /// Values that are clipped, at the lower limit and at the upper one.
  uint64_t below, above;
  double sum_xx, sum_ee, sum_ee_below, sum_ee_above;
  /// Of the magnitudes in the last bin, of values that are not negative and of negative ones.
  double large_sum[2], large_squares[2];
  /// Bins from the first to before the end hold all that the bins but the first and the last one hold.
  size_t first_bin, end_bin;
} xq_site_sums;

/// A tensor as `outer` times `channels` times `inner` elements in C order.
typedef struct xq_site_tensor {
  xq_array array;
  size_t outer, channels, inner;
  /// Whether negative values count as 0.
  bool is_rectified;
} xq_site_tensor;

/// Looks once at a tensor; overwrites all results. `channels` has room for the tensor's channels, `bins` for 2 * xq_bins:
/// first those of values that are not negative. Without a quantizer the sums of errors are 0. Values that float32 does
/// not hold are rounded to it. Every build gives the same bits; the table of counts takes 130 KB of the stack.
xq_status xq_site_sums_of(
    xq_site_sums *sums, xq_site_channel *channels, xq_bin *bins, const xq_site_quantizer *quantizer,
    xq_site_tensor tensor);

/// The same with one build, for tests that all agree.
xq_status xq_site_sums_of_built(
    xq_build build, xq_site_sums *sums, xq_site_channel *channels, xq_bin *bins, const xq_site_quantizer *quantizer,
    xq_site_tensor tensor);

/// A 64-bit mark of bytes: other bytes have another mark, but for one case in 2^64 or so. No protection against somebody who
/// wants two arrays to look alike.
uint64_t xq_content_mark(const void *bytes, size_t count);

/// The finite values of a channel: how many, their extremes (+inf, -inf while there is none), how many lie beyond limits.
typedef struct xq_range {
  double low, high;
  uint64_t count, nonfinite, below, above;
} xq_range;

xq_range xq_range_empty(void);

/// Adds an array of `outer` x `channels` x `inner` elements to the ranges, one a channel; values below `lower` and above
/// `upper` are counted.
xq_status xq_ranges_add(
    xq_range *ranges, xq_array array, size_t outer, size_t channels, size_t inner, double lower, double upper);

/// Counts values in bins of equal width between `low` and `high`, which belongs to the last one; other values are left out.
xq_status xq_histogram_add(
    uint64_t *bins, size_t bin_count, double low, double high, xq_array array, size_t count);

#include "CConstants.h"
#include "CEndNoise.h"

#endif
