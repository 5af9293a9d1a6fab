// zlib as the system has it: raw deflate streams and CRC-32 for `.npz` archives.
#include <zlib.h>
