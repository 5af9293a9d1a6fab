// What the values of an array are: their range, how many lie beyond limits, their histogram.
#include "arrays.h"

#include <math.h>

enum { values_at_once = 512 };

xq_range xq_range_empty(void) { return (xq_range){.low = INFINITY, .high = -INFINITY}; }

static void add_value(xq_range *range, double value, double lower, double upper) {
  if (!isfinite(value)) {
    range->nonfinite++;
    return;
  }
  range->count++;
  range->below += value < lower;
  range->above += value > upper;
  if (value < range->low) range->low = value;
  if (value > range->high) range->high = value;
}

xq_status xq_ranges_add(
    xq_range *ranges, xq_array array, size_t outer, size_t channels, size_t inner, double lower, double upper) {
  if (channels != 0 && inner > SIZE_MAX / channels) return xq_too_few_bytes;
  if (channels * inner != 0 && outer > SIZE_MAX / (channels * inner)) return xq_too_few_bytes;
  size_t count = outer * channels * inner;
  xq_status status = xq_check(array, count);
  if (status != xq_ok) return status;
  double values[values_at_once];
  uint64_t rounded = 0;
  for (size_t first = 0; first < count; first += values_at_once) {
    size_t length = count - first < values_at_once ? count - first : values_at_once;
    xq_convert_to_f64(array, first, length, values, &rounded);
    for (size_t i = 0; i < length; i++)
      add_value(&ranges[(first + i) / inner % channels], values[i], lower, upper);
  }
  return xq_ok;
}

xq_status xq_histogram_add(
    uint64_t *bins, size_t bin_count, double low, double high, xq_array array, size_t count) {
  xq_status status = xq_check(array, count);
  if (status != xq_ok || bin_count == 0) return status;
  // Halves, so that the widest range of doubles does not overflow.
  double scale = (double)bin_count / (high / 2 - low / 2);
  double values[values_at_once];
  uint64_t rounded = 0;
  for (size_t first = 0; first < count; first += values_at_once) {
    size_t length = count - first < values_at_once ? count - first : values_at_once;
    xq_convert_to_f64(array, first, length, values, &rounded);
    for (size_t i = 0; i < length; i++) {
      if (!(values[i] >= low && values[i] <= high)) continue;
      size_t bin = (size_t)((values[i] / 2 - low / 2) * scale);
      bins[bin < bin_count ? bin : bin_count - 1]++;
    }
  }
  return xq_ok;
}
