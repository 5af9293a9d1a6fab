// SHA-256 over whole blocks: the part of a digest that takes all the time.

#ifndef CDIGEST_H
#define CDIGEST_H

#include <stddef.h>
#include <stdint.h>

/// Mixes `count` blocks of 64 bytes into the eight words of the state, as FIPS 180-4, 6.2.2 says.
///
/// Uses the processor's own instructions for it where there are some; the result is the same.
void xq_sha256_blocks(uint32_t state[8], const uint8_t *blocks, size_t count);

/// The same without such instructions.
void xq_sha256_blocks_portable(uint32_t state[8], const uint8_t *blocks, size_t count);

#endif
