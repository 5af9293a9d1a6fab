// Sums over the elements of constants: what quantized weights are, laid beside the float ones.
//
// All sums are in double and in the order of the elements: every build gives the same bits.
#ifndef CCONSTANTS_H
#define CCONSTANTS_H

#include "CMetrics.h"

/// Elements in C order as a tensor of three axes, of which the middle one counts.
typedef struct xq_layout {
  size_t outer, channels, inner;
} xq_layout;

/// Converts integers of at most 32 bits; others are refused as no real type.
xq_status xq_convert_to_i32(xq_array array, size_t count, int32_t *result);

/// (q - zero_points) * scales in float32, each of the two with `layout.channels` entries.
void xq_dequantize_channels(
    const int32_t *q, xq_layout layout, const int32_t *zero_points, const float *scales, float *result);

/// Rounds x / s to even, adds z, and holds the result within the limits. What is no number becomes z.
void xq_quantize_channels(
    const float *x, xq_layout layout, const int32_t *zero_points, const float *scales, int32_t low, int32_t high,
    int32_t *result);

/// The largest |q - z|.
int64_t xq_largest_step(const int32_t *q, xq_layout layout, const int32_t *zero_points);

/// Of w, and of what it became, d; e = d - w.
typedef struct xq_channel_sums {
  double ww, wd, dd, ee;
  /// The largest |w|.
  double largest;
} xq_channel_sums;

/// Overwrites `layout.channels` entries.
void xq_weight_sums(const float *w, const float *d, xq_layout layout, xq_channel_sums *channels);

/// Quantizes w again: round to even of w / scale, held within -limit...limit, times scale, rounded to float32. A channel
/// whose scale is 0 is left as it is.
void xq_requantize(const float *w, xq_layout layout, const double *scales, double limit, float *result);

/// Of each channel the sum of squares that this would leave.
void xq_requantized_noise(const float *w, xq_layout layout, const double *scales, double limit, double *noise);

/// d with a factor for each index of the first axis and one for each of the second: the sums of w times it, over each
/// index of the axis asked for (0 or 1), and of the squared difference from w.
void xq_scaled_sums(
    const float *w, const float *d, size_t first, size_t second, size_t inner, const double *first_factors,
    const double *second_factors, int axis, double *products, double *difference);

/// How rounding went.
typedef struct xq_rounding_sums {
  double noise, clipped_noise;
  /// The sum of e / s.
  double steps;
  /// Elements that were not clipped, and those among them that are off by more than 0.51 steps.
  uint64_t unclipped, inside;
} xq_rounding_sums;

/// An element is clipped where q is the smallest or largest of all and |w| lies more than half a step beyond |d|, with
/// the same sign.
xq_rounding_sums xq_rounding_sums_of(
    const float *w, const float *d, const int32_t *q, xq_layout layout, const float *scales);

#endif
