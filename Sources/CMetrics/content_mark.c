// A mark of an array's bytes, by which two arrays can be told apart without keeping both.
#include "CMetrics.h"

#include <string.h>

enum { lane_count = 8 };

/// Multiplication carries differences upwards only: turned, they reach all bits.
static uint64_t mixed(uint64_t state, uint64_t word) {
  state ^= word;
  return (state << 31 | state >> 33) * UINT64_C(0x9e3779b185ebca87);
}

uint64_t xq_content_mark(const void *bytes, size_t count) {
  const unsigned char *next = bytes;
  // Lanes of their own: a product need not wait for the last one.
  uint64_t lanes[lane_count];
  for (size_t lane = 0; lane < lane_count; lane++) lanes[lane] = lane + 1;
  size_t left = count;
  for (; left >= sizeof lanes; left -= sizeof lanes, next += sizeof lanes) {
    uint64_t words[lane_count];
    memcpy(words, next, sizeof words);
    for (size_t lane = 0; lane < lane_count; lane++) lanes[lane] = mixed(lanes[lane], words[lane]);
  }
  for (size_t i = 0; i < left; i++) lanes[i % lane_count] = mixed(lanes[i % lane_count], next[i]);
  uint64_t mark = count;
  for (size_t lane = 0; lane < lane_count; lane++) mark = mixed(mark, lanes[lane]);
  return mark;
}
