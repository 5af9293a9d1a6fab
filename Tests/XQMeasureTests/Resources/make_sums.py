"""Prints the table of ExactSumTests: sums by Python's math.fsum, checked against rational arithmetic."""

import math
import struct
from fractions import Fraction


def values(seed, count, lowest, highest):
    """Random signs and digits, exponents (as stored) in a range; the test makes the same numbers."""
    def random():
        nonlocal seed
        seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
        return seed

    for _ in range(count):
        exponent = lowest + (random() >> 53) % (highest - lowest + 1)
        bits = random()
        pattern = bits & 1 << 63 | exponent << 52 | bits >> 11 & (1 << 52) - 1
        yield struct.unpack("<d", struct.pack("<Q", pattern))[0]


for case in [(1, 1000, 1000, 1046), (2, 1000, 0, 2000), (3, 1000, 0, 3), (4, 10000, 1020, 1026), (5, 2, 0, 2046),
             (6, 5000, 1, 60), (7, 1000, 2030, 2040), (8, 100000, 1023, 1023)]:
    numbers = list(values(*case))
    total = math.fsum(numbers)
    assert total == float(sum(map(Fraction, numbers)))
    print("(%d, %d, %d...%d," % case, "0x%016x)," % struct.unpack("<Q", struct.pack("<d", total)))
