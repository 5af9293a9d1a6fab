// Which builds of the kernels this processor can run.
#include "CMetrics.h"

xq_build xq_supported(xq_build wanted) {
#if defined(__x86_64__)
  // Each of them holds only where the operating system keeps the registers too.
  bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  bool has_avx512 = has_avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                    __builtin_cpu_supports("avx512vl");
  if (wanted == xq_avx512 && has_avx512) return xq_avx512;
  if (wanted != xq_baseline && has_avx2) return xq_avx2;
#endif
  return xq_baseline;
}
