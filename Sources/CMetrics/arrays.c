// Conversions of element types to float32 and float64.
#include "arrays.h"

#include <math.h>
#include <string.h>

/// Bits of one element, 0 for what is no real number.
static size_t bits_of(int32_t type) {
  switch (type) {
    case xq_uint4: case xq_int4: case xq_float4_e2m1: return 4;
    case xq_uint8: case xq_int8: case xq_bool: case xq_float8_e4m3fn: case xq_float8_e4m3fnuz: case xq_float8_e5m2:
    case xq_float8_e5m2fnuz: return 8;
    case xq_uint16: case xq_int16: case xq_float16: case xq_bfloat16: return 16;
    case xq_float32: case xq_int32: case xq_uint32: return 32;
    case xq_float64: case xq_int64: case xq_uint64: return 64;
    default: return 0;
  }
}

xq_status xq_check(xq_array array, size_t count) {
  size_t bits = bits_of(array.type);
  if (bits == 0) return xq_type_not_real;
  // Division instead of multiplication: a count from outside may be huge.
  size_t held = bits == 4 ? (array.byte_count > SIZE_MAX / 2 ? SIZE_MAX : array.byte_count * 2)
                          : array.byte_count / (bits / 8);
  return count <= held ? xq_ok : xq_too_few_bytes;
}

bool xq_is_exact_in_f32(int32_t type) {
  size_t bits = bits_of(type);
  return (bits != 0 && bits <= 16) || type == xq_float32;
}

static float from_pattern(uint32_t pattern) {
  float value;
  memcpy(&value, &pattern, sizeof value);
  return value;
}

static float from_float16(uint16_t bits) {
  uint32_t sign = (uint32_t)(bits & 0x8000) << 16, magnitude = bits & 0x7fff;
  if (magnitude >= 0x7c00) return from_pattern(sign | 0x7f800000 | (magnitude & 0x3ff) << 13);
  // Below the smallest normal number the pattern counts steps of 2^-24.
  if (magnitude < 0x400) return (sign ? -1.0f : 1.0f) * ((float)magnitude * 0x1p-24f);
  return from_pattern(sign | ((magnitude << 13) + ((127u - 15u) << 23)));
}

/// A float of at most 8 bits without its special patterns: a sign, exponent bits, and mantissa bits.
static float from_small(unsigned bits, int exponent_bits, int mantissa_bits, int bias) {
  unsigned mantissa = bits & ((1u << mantissa_bits) - 1);
  int exponent = (int)(bits >> mantissa_bits & ((1u << exponent_bits) - 1));
  float magnitude = exponent == 0 ? ldexpf((float)mantissa, 1 - bias - mantissa_bits)
                                  : ldexpf((float)(mantissa | 1u << mantissa_bits), exponent - bias - mantissa_bits);
  return bits >> (exponent_bits + mantissa_bits) & 1 ? -magnitude : magnitude;
}

static float from_float8(int32_t type, uint8_t bits) {
  unsigned magnitude = bits & 0x7f;
  switch (type) {
    case xq_float8_e4m3fn: return magnitude == 0x7f ? NAN : from_small(bits, 4, 3, 7);
    case xq_float8_e4m3fnuz: return bits == 0x80 ? NAN : from_small(bits, 4, 3, 8);
    case xq_float8_e5m2:
      if (magnitude > 0x7c) return NAN;
      if (magnitude == 0x7c) return bits & 0x80 ? -INFINITY : INFINITY;
      return from_small(bits, 5, 2, 15);
    default: return bits == 0x80 ? NAN : from_small(bits, 5, 2, 16);
  }
}

static float from_half_byte(int32_t type, unsigned bits) {
  switch (type) {
    case xq_uint4: return (float)bits;
    case xq_int4: return (float)((int)(bits ^ 8) - 8);
    default: return from_small(bits, 2, 1, 1);
  }
}

/// Elements of one fixed-width C type, which need not be aligned.
#define EACH(SOURCE, EXPRESSION)                                                      \
  for (size_t i = 0; i < count; i++) {                                                \
    SOURCE value;                                                                     \
    memcpy(&value, bytes + (first + i) * sizeof(SOURCE), sizeof(SOURCE));             \
    result[i] = (EXPRESSION);                                                         \
  }                                                                                   \
  return xq_ok

static xq_status check_range(xq_array array, size_t first, size_t count) {
  return count > SIZE_MAX - first ? xq_too_few_bytes : xq_check(array, first + count);
}

xq_status xq_convert_to_f32(xq_array array, size_t first, size_t count, float *result) {
  if (!xq_is_exact_in_f32(array.type)) return xq_type_not_real;
  xq_status status = check_range(array, first, count);
  if (status != xq_ok) return status;
  const unsigned char *bytes = array.bytes;
  switch (array.type) {
    case xq_float32: EACH(float, value);
    case xq_uint8: EACH(uint8_t, value);
    case xq_int8: EACH(int8_t, value);
    case xq_uint16: EACH(uint16_t, value);
    case xq_int16: EACH(int16_t, value);
    case xq_bool: EACH(uint8_t, value != 0);
    case xq_float16: EACH(uint16_t, from_float16(value));
    case xq_bfloat16: EACH(uint16_t, from_pattern((uint32_t)value << 16));
    case xq_uint4: case xq_int4: case xq_float4_e2m1:
      for (size_t i = 0; i < count; i++) {
        unsigned pair = bytes[(first + i) / 2];
        result[i] = from_half_byte(array.type, (first + i) % 2 == 0 ? pair & 15 : pair >> 4);
      }
      return xq_ok;
    default: EACH(uint8_t, from_float8(array.type, value));
  }
}

xq_status xq_convert_to_f64(xq_array array, size_t first, size_t count, double *result, uint64_t *rounded) {
  xq_status status = check_range(array, first, count);
  if (status != xq_ok) return status;
  const unsigned char *bytes = array.bytes;
  switch (array.type) {
    case xq_float64: EACH(double, value);
    case xq_int32: EACH(int32_t, value);
    case xq_uint32: EACH(uint32_t, value);
    case xq_int64:
      for (size_t i = 0; i < count; i++) {
        int64_t value;
        memcpy(&value, bytes + (first + i) * sizeof value, sizeof value);
        result[i] = (double)value;
        // 2^63 is out of the integer's range, so it is told apart before it is converted back.
        *rounded += result[i] == 0x1p63 || (int64_t)result[i] != value;
      }
      return xq_ok;
    case xq_uint64:
      for (size_t i = 0; i < count; i++) {
        uint64_t value;
        memcpy(&value, bytes + (first + i) * sizeof value, sizeof value);
        result[i] = (double)value;
        *rounded += result[i] == 0x1p64 || (uint64_t)result[i] != value;
      }
      return xq_ok;
    default:
      for (size_t i = 0; i < count;) {
        float piece[256];
        size_t length = count - i < 256 ? count - i : 256;
        xq_convert_to_f32(array, first + i, length, piece);
        for (size_t k = 0; k < length; k++) result[i + k] = piece[k];
        i += length;
      }
      return xq_ok;
  }
}
