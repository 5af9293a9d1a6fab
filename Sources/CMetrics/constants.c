// Sums over the elements of constants.
#include "CConstants.h"
#include "arrays.h"

#include <math.h>

// A fused multiply-add rounds once where two operations round twice: builds would differ.
#pragma STDC FP_CONTRACT OFF

enum { piece_length = 512 };

xq_status xq_convert_to_i32(xq_array array, size_t count, int32_t *result) {
  switch (array.type) {
    case xq_uint8: case xq_int8: case xq_uint16: case xq_int16: case xq_int32: case xq_uint4: case xq_int4: break;
    default: return xq_type_not_real;
  }
  double piece[piece_length];
  uint64_t rounded = 0;
  xq_status status = xq_check(array, count);
  for (size_t start = 0; start < count && status == xq_ok; start += piece_length) {
    size_t length = count - start < piece_length ? count - start : piece_length;
    status = xq_convert_to_f64(array, start, length, piece, &rounded);
    for (size_t i = 0; status == xq_ok && i < length; i++) result[start + i] = (int32_t)piece[i];
  }
  return status;
}

/// Runs the body for each element, with its `place` and its `channel`.
#define FOR_EACH(layout, ...)                                                        \
  do {                                                                               \
    size_t place = 0;                                                                \
    for (size_t around = 0; around < (layout).outer; around++)                       \
      for (size_t channel = 0; channel < (layout).channels; channel++)               \
        for (size_t within = 0; within < (layout).inner; within++, place++) __VA_ARGS__ \
  } while (0)

void xq_dequantize_channels(
    const int32_t *q, xq_layout layout, const int32_t *zero_points, const float *scales, float *result) {
  FOR_EACH(layout, { result[place] = (float)((int64_t)q[place] - zero_points[channel]) * scales[channel]; });
}

void xq_quantize_channels(
    const float *x, xq_layout layout, const int32_t *zero_points, const float *scales, int32_t low, int32_t high,
    int32_t *result) {
  FOR_EACH(layout, {
    double steps = rint((double)(x[place] / scales[channel])) + zero_points[channel];
    if (isnan(steps)) steps = zero_points[channel];
    result[place] = steps < low ? low : steps > high ? high : (int32_t)steps;
  });
}

int64_t xq_largest_step(const int32_t *q, xq_layout layout, const int32_t *zero_points) {
  int64_t largest = 0;
  FOR_EACH(layout, {
    int64_t steps = (int64_t)q[place] - zero_points[channel];
    if (steps < 0) steps = -steps;
    if (steps > largest) largest = steps;
  });
  return largest;
}

void xq_weight_sums(const float *w, const float *d, xq_layout layout, xq_channel_sums *channels) {
  for (size_t channel = 0; channel < layout.channels; channel++) channels[channel] = (xq_channel_sums){0};
  FOR_EACH(layout, {
    xq_channel_sums *sums = &channels[channel];
    double x = w[place];
    double y = d[place];
    sums->ww += x * x;
    sums->wd += x * y;
    sums->dd += y * y;
    sums->ee += (y - x) * (y - x);
    if (fabs(x) > sums->largest) sums->largest = fabs(x);
  });
}

/// What quantizing w again makes of it.
static float requantized(float w, double scale, double limit) {
  if (!(scale > 0)) return w;
  double steps = rint(w / scale);
  steps = steps < -limit ? -limit : steps > limit ? limit : steps;
  return (float)(steps * scale);
}

void xq_requantize(const float *w, xq_layout layout, const double *scales, double limit, float *result) {
  FOR_EACH(layout, { result[place] = requantized(w[place], scales[channel], limit); });
}

void xq_requantized_noise(const float *w, xq_layout layout, const double *scales, double limit, double *noise) {
  for (size_t channel = 0; channel < layout.channels; channel++) noise[channel] = 0;
  FOR_EACH(layout, {
    double e = requantized(w[place], scales[channel], limit) - (double)w[place];
    noise[channel] += e * e;
  });
}

void xq_scaled_sums(
    const float *w, const float *d, size_t first, size_t second, size_t inner, const double *first_factors,
    const double *second_factors, int axis, double *products, double *difference) {
  size_t place = 0;
  *difference = 0;
  for (size_t i = 0; i < (axis == 0 ? first : second); i++) products[i] = 0;
  for (size_t i = 0; i < first; i++)
    for (size_t j = 0; j < second; j++) {
      double factor = first_factors[i] * second_factors[j];
      double product = 0;
      for (size_t k = 0; k < inner; k++, place++) {
        double scaled = d[place] * factor;
        product += w[place] * scaled;
        *difference += (scaled - w[place]) * (scaled - w[place]);
      }
      products[axis == 0 ? i : j] += product;
    }
}

xq_rounding_sums xq_rounding_sums_of(
    const float *w, const float *d, const int32_t *q, xq_layout layout, const float *scales) {
  xq_rounding_sums sums = {0};
  size_t count = layout.outer * layout.channels * layout.inner;
  int32_t low = INT32_MAX;
  int32_t high = INT32_MIN;
  for (size_t i = 0; i < count; i++) {
    if (q[i] < low) low = q[i];
    if (q[i] > high) high = q[i];
  }
  FOR_EACH(layout, {
    double step = fabs((double)scales[channel]);
    double x = w[place];
    double y = d[place];
    double e = y - x;
    bool is_clipped = (q[place] == low || q[place] == high) && fabs(x) > fabs(y) + step / 2 &&
                      ((x > 0 && y > 0) || (x < 0 && y < 0));
    sums.noise += e * e;
    sums.steps += e / (step > 1e-30 ? step : 1e-30);
    if (is_clipped) {
      sums.clipped_noise += e * e;
    } else {
      sums.unclipped++;
      if (fabs(e) > 0.51 * step + 1e-9) sums.inside++;
    }
  });
  return sums;
}
