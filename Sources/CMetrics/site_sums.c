// What one look at a float tensor gives about one quantizer of it: errors, channels, a logarithmic histogram.
#include "arrays.h"

#include <float.h>
#include <math.h>
#include <string.h>

// A fused multiply-add rounds once where two operations round twice: builds would differ.
#pragma STDC FP_CONTRACT OFF

enum {
  lane_count = 8,
  group_count = 64,
  block_length = lane_count * group_count,
  /// Rows of one channel that are shorter are looked at with eight channels side by side.
  shortest_row = 32,
  /// The same where a row is no whole number of groups: the last one takes long.
  shortest_odd_row = 128,
  table_count = 4,
  infinite = 0x7f800000,
  bin_shift = 19,
  /// The pattern of the lowest bin, 2^-40, without the bits below a bin.
  first_pattern = 87 << 4,
  /// Where values go that are no numbers.
  nowhere = 2 * xq_bins,
  /// So many elements cannot make the sum of their 19-bit offsets reach the bits that count them.
  most_pending = 1 << 20,
};

typedef float floats __attribute__((ext_vector_type(8)));
typedef int32_t integers __attribute__((ext_vector_type(8)));
typedef double doubles __attribute__((ext_vector_type(8)));

/// First the elements of a bin in the upper 24 bits and the sum of their offsets in the lower 40, then the sum of the
/// squares: both are added at once.
typedef uint64_t bin_entry __attribute__((ext_vector_type(2)));
typedef uint64_t unsigned_longs __attribute__((ext_vector_type(8)));
typedef uint32_t unsigned_integers __attribute__((ext_vector_type(8)));

static const uint64_t one_counted = UINT64_C(1) << 40;

/// What a block adds, lane by lane.
typedef struct lanes {
  doubles xx, ee, e, ee_below, ee_above;
  floats low, high;
  integers below, above, kept, largest, smallest;
} lanes;

typedef struct site_job {
  xq_site_sums *sums;
  xq_site_channel *channels;
  xq_bin *bins;
  const xq_site_quantizer *quantizer;
  void (*add_block)(struct site_job *, lanes *, const float *, size_t);
  xq_array array;
  bool is_rectified;
  size_t pending;
  /// Patterns of the smallest magnitude that is not 0, less 1, and of the largest.
  int32_t smallest, largest;
  bin_entry tables[table_count][nowhere + 1];
} site_job;

static float least(const floats *values) {
  float result = (*values)[0];
  for (int lane = 1; lane < lane_count; lane++) result = (*values)[lane] < result ? (*values)[lane] : result;
  return result;
}

static float greatest(const floats *values) {
  float result = (*values)[0];
  for (int lane = 1; lane < lane_count; lane++) result = (*values)[lane] > result ? (*values)[lane] : result;
  return result;
}

static int32_t largest_of(const integers *values) {
  int32_t result = (*values)[0];
  for (int lane = 1; lane < lane_count; lane++) result = (*values)[lane] > result ? (*values)[lane] : result;
  return result;
}

#define SUFFIX _baseline
#define TARGET
#include "site_sums.inc"
#if defined(__x86_64__)
#define SUFFIX _avx2
#define TARGET __attribute__((target("avx2")))
#include "site_sums.inc"
#define SUFFIX _avx512
#define TARGET __attribute__((target("avx512f,avx512dq,avx512vl")))
#include "site_sums.inc"
#endif

static int32_t bin_of(int32_t magnitude) {
  int32_t bin = (magnitude >> bin_shift) - first_pattern;
  return bin < 0 ? 0 : bin > xq_bins - 1 ? xq_bins - 1 : bin;
}

static void flush_bin(site_job *job, size_t place) {
  uint64_t counted = 0, squares = 0;
  for (int table = 0; table < table_count; table++) {
    counted += job->tables[table][place][0];
    squares += job->tables[table][place][1];
    job->tables[table][place] = (bin_entry){0};
  }
  job->bins[place].count += counted >> 40;
  job->bins[place].offsets += counted & (one_counted - 1);
  job->bins[place].squares += squares >> 16;
}

static void flush(site_job *job) {
  for (size_t start = 0; start < nowhere; start += xq_bins) {
    flush_bin(job, start);
    flush_bin(job, start + xq_bins - 1);
    for (size_t bin = job->sums->first_bin; bin < job->sums->end_bin; bin++) flush_bin(job, start + bin);
  }
  job->pending = 0;
}

/// Widens the bins in use to what a block holds.
static void widen(site_job *job, const lanes *found) {
  for (int lane = 0; lane < lane_count; lane++) {
    if (found->smallest[lane] < job->smallest) job->smallest = found->smallest[lane];
    if (found->largest[lane] > job->largest) job->largest = found->largest[lane];
  }
  if (job->smallest >= infinite) return;
  int32_t first = bin_of(job->smallest + 1), end = bin_of(job->largest) + 1;
  // The lowest and the highest bin are open to one side: they are kept apart.
  job->sums->first_bin = (size_t)(first < 1 ? 1 : first);
  job->sums->end_bin = (size_t)(end > xq_bins - 1 ? xq_bins - 1 : end);
  if (job->sums->end_bin < job->sums->first_bin) job->sums->end_bin = job->sums->first_bin;
}

/// Values beyond the bins: their sums cannot be had from the bin.
static void add_large(site_job *job, const float *block, size_t count) {
  const float edge = 0x1.fp+23f;
  for (size_t i = 0; i < count; i++) {
    float magnitude = fabsf(block[i]);
    if (!(magnitude >= edge && magnitude < INFINITY)) continue;
    int side = block[i] < 0 ? 1 : 0;
    job->sums->large_sum[side] += (double)magnitude;
    job->sums->large_squares[side] += (double)magnitude * (double)magnitude;
  }
}

/// Adds what some lanes hold to a channel.
static void add_to_channel(site_job *job, xq_site_channel *channel, const lanes *found, int first, int end) {
  double xx = 0, ee = 0, e = 0;
  for (int lane = first; lane < end; lane++) {
    xx += found->xx[lane];
    ee += found->ee[lane];
    e += found->e[lane];
    channel->count += (uint64_t)found->kept[lane];
    if (found->low[lane] < channel->low) channel->low = found->low[lane];
    if (found->high[lane] > channel->high) channel->high = found->high[lane];
  }
  channel->sum_xx += xx;
  channel->sum_ee += ee;
  channel->sum_e += e;
  job->sums->sum_xx += xx;
  job->sums->sum_ee += ee;
}

/// Looks at one block, of which `padding` values do not exist, and are no numbers.
static void take(site_job *job, lanes *found, const float *block, size_t groups, size_t padding) {
  job->add_block(job, found, block, groups);
  widen(job, found);
  if (largest_of(&found->largest) >> bin_shift >= first_pattern + xq_bins - 1) {
    add_large(job, block, groups * lane_count);
  }
  uint64_t kept = 0;
  double below = 0, above = 0;
  for (int lane = 0; lane < lane_count; lane++) {
    kept += (uint64_t)found->kept[lane];
    below += found->ee_below[lane];
    above += found->ee_above[lane];
    job->sums->below += (uint64_t)found->below[lane];
    job->sums->above += (uint64_t)found->above[lane];
  }
  job->sums->sum_ee_below += below;
  job->sums->sum_ee_above += above;
  job->sums->count += kept;
  job->sums->nonfinite += groups * lane_count - padding - kept;
  job->pending += groups * lane_count;
  if (job->pending > most_pending) flush(job);
}

/// Copies elements that are `stride` apart, as float32, rectified if wanted.
static void load(const site_job *job, size_t first, size_t stride, size_t count, float *result) {
  if (job->array.type == xq_float32 && stride == 1 && count == lane_count) {
    // Of a size that is known, so that it is one load and one store.
    memcpy(result, (const unsigned char *)job->array.bytes + first * sizeof(float), lane_count * sizeof(float));
  } else if (job->array.type == xq_float32 && stride == 1) {
    memcpy(result, (const unsigned char *)job->array.bytes + first * sizeof(float), count * sizeof(float));
  } else if (job->array.type == xq_float32) {
    for (size_t i = 0; i < count; i++) {
      memcpy(result + i, (const unsigned char *)job->array.bytes + (first + i * stride) * sizeof(float), sizeof(float));
    }
  } else if (xq_is_exact_in_f32(job->array.type)) {
    size_t length = stride == 1 ? count : 1;
    for (size_t i = 0; i < count; i += length) {
      xq_convert_to_f32(job->array, first + i * stride, length, result + i);
    }
  } else {
    for (size_t i = 0; i < count; i++) {
      double value = 0;
      uint64_t rounded = 0;
      xq_convert_to_f64(job->array, first + i * stride, 1, &value, &rounded);
      result[i] = (float)value;
    }
  }
  if (!job->is_rectified) return;
  // What is not finite stays so, and is counted.
  for (size_t i = 0; i < count; i++) result[i] = result[i] < 0 && result[i] >= -FLT_MAX ? 0 : result[i];
}

/// A run of elements of one channel.
static void add_row(site_job *job, xq_site_channel *channel, size_t first, size_t count) {
  bool is_direct = job->array.type == xq_float32 && !job->is_rectified &&
                   (uintptr_t)job->array.bytes % sizeof(float) == 0;
  for (size_t start = 0; start < count; start += block_length) {
    size_t length = count - start < block_length ? count - start : block_length;
    size_t groups = (length + lane_count - 1) / lane_count, padding = groups * lane_count - length;
    lanes found;
    if (is_direct && padding == 0) {
      take(job, &found, (const float *)job->array.bytes + first + start, groups, 0);
    } else {
      float block[block_length];
      load(job, first + start, 1, length, block);
      for (size_t i = length; i < groups * lane_count; i++) block[i] = NAN;
      take(job, &found, block, groups, padding);
    }
    add_to_channel(job, channel, &found, 0, lane_count);
  }
}

/// Up to eight channels side by side, of which elements `inner` apart are neighbours.
static void add_columns(site_job *job, size_t channel, size_t outer, size_t channels, size_t inner) {
  size_t width = channels - channel < lane_count ? channels - channel : lane_count, positions = outer * inner;
  size_t row = 0, place = 0;
  for (size_t start = 0; start < positions; start += group_count) {
    size_t groups = positions - start < group_count ? positions - start : group_count;
    float block[block_length];
    for (size_t group = 0; group < groups; group++) {
      load(job, (row * channels + channel) * inner + place, inner, width, block + group * lane_count);
      place++;
      if (place == inner) {
        place = 0;
        row++;
      }
      for (size_t lane = width; lane < lane_count; lane++) block[group * lane_count + lane] = NAN;
    }
    lanes found;
    take(job, &found, block, groups, groups * (lane_count - width));
    for (size_t lane = 0; lane < width; lane++) {
      add_to_channel(job, job->channels + channel + lane, &found, (int)lane, (int)lane + 1);
    }
  }
}

static xq_status add_site(
    void (*add_block)(site_job *, lanes *, const float *, size_t), xq_site_sums *sums, xq_site_channel *channels,
    xq_bin *bins, const xq_site_quantizer *quantizer, xq_site_tensor tensor) {
  *sums = (xq_site_sums){.first_bin = 1, .end_bin = 1};
  memset(bins, 0, 2 * xq_bins * sizeof *bins);
  for (size_t i = 0; i < tensor.channels; i++) channels[i] = (xq_site_channel){.low = INFINITY, .high = -INFINITY};
  if (tensor.outer == 0 || tensor.channels == 0 || tensor.inner == 0) return xq_ok;
  if (tensor.channels > SIZE_MAX / tensor.outer || tensor.inner > SIZE_MAX / (tensor.channels * tensor.outer)) {
    return xq_too_few_bytes;
  }
  xq_status status = xq_check(tensor.array, tensor.outer * tensor.channels * tensor.inner);
  if (status != xq_ok) return status;

  site_job job = {
      .sums = sums, .channels = channels, .bins = bins, .quantizer = quantizer, .add_block = add_block,
      .array = tensor.array, .is_rectified = tensor.is_rectified, .smallest = INT32_MAX, .largest = 0};
  if (tensor.channels == 1) {
    add_row(&job, channels, 0, tensor.outer * tensor.inner);
  } else if (tensor.inner >= shortest_row && (tensor.inner % lane_count == 0 || tensor.inner >= shortest_odd_row)) {
    for (size_t row = 0; row < tensor.outer * tensor.channels; row++) {
      add_row(&job, channels + row % tensor.channels, row * tensor.inner, tensor.inner);
    }
  } else {
    for (size_t channel = 0; channel < tensor.channels; channel += lane_count) {
      add_columns(&job, channel, tensor.outer, tensor.channels, tensor.inner);
    }
  }
  flush(&job);
  return xq_ok;
}

xq_status xq_site_sums_of_built(
    xq_build build, xq_site_sums *sums, xq_site_channel *channels, xq_bin *bins, const xq_site_quantizer *quantizer,
    xq_site_tensor tensor) {
#if defined(__x86_64__)
  switch (xq_supported(build)) {
    case xq_avx512: return add_site(add_block_avx512, sums, channels, bins, quantizer, tensor);
    case xq_avx2: return add_site(add_block_avx2, sums, channels, bins, quantizer, tensor);
    case xq_baseline: break;
  }
#endif
  return add_site(add_block_baseline, sums, channels, bins, quantizer, tensor);
}

xq_status xq_site_sums_of(
    xq_site_sums *sums, xq_site_channel *channels, xq_bin *bins, const xq_site_quantizer *quantizer,
    xq_site_tensor tensor) {
  return xq_site_sums_of_built(xq_widest, sums, channels, bins, quantizer, tensor);
}
