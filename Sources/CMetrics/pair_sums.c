// Error statistics of two arrays in one pass, built for several instruction sets, one of which is chosen at run time.
#include "arrays.h"

#include <math.h>
#include <string.h>

// A fused multiply-add rounds once where two operations round twice: builds would differ.
#pragma STDC FP_CONTRACT OFF

enum { block_length = 4096 };

typedef double doubles __attribute__((ext_vector_type(8)));
typedef int64_t longs __attribute__((ext_vector_type(8)));

static inline double total(const doubles *lanes) {
  double sum = 0;
  for (int lane = 0; lane < 8; lane++) sum += (*lanes)[lane];
  return sum;
}

// The product of two float32 numbers is exact in double, so that fused and separate additions of it give the same bits.
#define ADD_EXACT(sum, p, q) (sum) = __builtin_elementwise_fma(p, q, sum)
#define ADD_ROUNDED(sum, p, q) (sum) += (p) * (q)

#define ELEMENT float
#define PATTERN int32_t
#define MAGNITUDE INT32_MAX
#define INFINITE INT32_C(0x7f800000)
#define UNBOUNDED INFINITY
#define ADD_PRODUCT ADD_ROUNDED
#define KERNEL pair_sums_f32_baseline
#define TARGET
#include "pair_sums.inc"
#if defined(__x86_64__)
#undef ADD_PRODUCT
#define ADD_PRODUCT ADD_EXACT
#define KERNEL pair_sums_f32_avx2
#define TARGET __attribute__((target("avx2,fma")))
#include "pair_sums.inc"
#define KERNEL pair_sums_f32_avx512
#define TARGET __attribute__((target("avx512f,avx512dq,avx512vl,fma")))
#include "pair_sums.inc"
#endif
#undef ADD_PRODUCT
#undef ELEMENT
#undef PATTERN
#undef MAGNITUDE
#undef INFINITE
#undef UNBOUNDED

#define ELEMENT double
#define PATTERN int64_t
#define MAGNITUDE INT64_MAX
#define INFINITE INT64_C(0x7ff0000000000000)
#define UNBOUNDED ((double)INFINITY)
#define ADD_PRODUCT ADD_ROUNDED
#define KERNEL pair_sums_f64_baseline
#define TARGET
#include "pair_sums.inc"
#if defined(__x86_64__)
#define KERNEL pair_sums_f64_avx2
#define TARGET __attribute__((target("avx2,fma")))
#include "pair_sums.inc"
#endif

xq_pair_sums xq_pair_sums_empty(void) {
  return (xq_pair_sums){.min_x = INFINITY, .max_x = -INFINITY, .min_y = INFINITY, .max_y = -INFINITY};
}

void xq_pair_sums_add_f32_built(
    xq_build build, xq_pair_sums *sums, const void *x, const void *y, size_t count) {
#if defined(__x86_64__)
  switch (xq_supported(build)) {
    case xq_avx512: pair_sums_f32_avx512(sums, x, y, count); return;
    case xq_avx2: pair_sums_f32_avx2(sums, x, y, count); return;
    case xq_baseline: break;
  }
#endif
  pair_sums_f32_baseline(sums, x, y, count);
}

void xq_pair_sums_add_f64_built(
    xq_build build, xq_pair_sums *sums, const void *x, const void *y, size_t count) {
#if defined(__x86_64__)
  if (xq_supported(build) != xq_baseline) {
    pair_sums_f64_avx2(sums, x, y, count);
    return;
  }
#endif
  pair_sums_f64_baseline(sums, x, y, count);
}

void xq_pair_sums_add_f32(xq_pair_sums *sums, const void *x, const void *y, size_t count) {
  xq_pair_sums_add_f32_built(xq_widest, sums, x, y, count);
}

void xq_pair_sums_add_f64(xq_pair_sums *sums, const void *x, const void *y, size_t count) {
  xq_pair_sums_add_f64_built(xq_widest, sums, x, y, count);
}

xq_status xq_pair_sums_add(xq_pair_sums *sums, xq_array x, xq_array y, size_t count) {
  xq_status status = xq_check(x, count);
  if (status == xq_ok) status = xq_check(y, count);
  if (status != xq_ok) return status;

  if (x.type == xq_float32 && y.type == xq_float32) {
    xq_pair_sums_add_f32(sums, x.bytes, y.bytes, count);
    return xq_ok;
  }
  if (x.type == xq_float64 && y.type == xq_float64) {
    xq_pair_sums_add_f64(sums, x.bytes, y.bytes, count);
    return xq_ok;
  }
  // Converted block by block: whole converted arrays would give the same bits, and need memory.
  bool is_f32 = xq_is_exact_in_f32(x.type) && xq_is_exact_in_f32(y.type);
  for (size_t first = 0; first < count; first += block_length) {
    size_t length = count - first < block_length ? count - first : block_length;
    if (is_f32) {
      float converted_x[block_length], converted_y[block_length];
      xq_convert_to_f32(x, first, length, converted_x);
      xq_convert_to_f32(y, first, length, converted_y);
      xq_pair_sums_add_f32(sums, converted_x, converted_y, length);
    } else {
      double converted_x[block_length], converted_y[block_length];
      xq_convert_to_f64(x, first, length, converted_x, &sums->rounded);
      xq_convert_to_f64(y, first, length, converted_y, &sums->rounded);
      xq_pair_sums_add_f64(sums, converted_x, converted_y, length);
    }
  }
  return xq_ok;
}
