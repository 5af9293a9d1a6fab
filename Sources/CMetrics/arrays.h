// What the files of this module share: ONNX's numbers of element types, and the check of an array's size.
#ifndef ARRAYS_H
#define ARRAYS_H

#include "CMetrics.h"

enum {
  xq_float32 = 1,
  xq_uint8 = 2,
  xq_int8 = 3,
  xq_uint16 = 4,
  xq_int16 = 5,
  xq_int32 = 6,
  xq_int64 = 7,
  xq_bool = 9,
  xq_float16 = 10,
  xq_float64 = 11,
  xq_uint32 = 12,
  xq_uint64 = 13,
  xq_bfloat16 = 16,
  xq_float8_e4m3fn = 17,
  xq_float8_e4m3fnuz = 18,
  xq_float8_e5m2 = 19,
  xq_float8_e5m2fnuz = 20,
  xq_uint4 = 21,
  xq_int4 = 22,
  xq_float4_e2m1 = 23,
};

/// Whether an array is of a real type and holds `count` elements.
xq_status xq_check(xq_array array, size_t count);

#endif
