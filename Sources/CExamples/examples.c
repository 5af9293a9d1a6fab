// The files of the shipped examples: the compiler puts their bytes into the program. Scripts/models makes them.

#include "CExamples.h"

// `#embed` is of C23; the package is compiled as an older C, where clang knows it too and warns.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char digits_float[] = {
#embed "files/digits/float.onnx"
};
static const unsigned char digits_int8[] = {
#embed "files/digits/int8.onnx"
};
static const unsigned char digits_int8_fixed[] = {
#embed "files/digits/int8-fixed.onnx"
};
static const unsigned char digits_repr[] = {
#embed "files/digits/repr.npz"
};
static const unsigned char digits_val[] = {
#embed "files/digits/val.npz"
};

static const xq_example examples[] = {
    {"digits/float", "digits/float.onnx", digits_float, sizeof digits_float},
    {"digits/int8", "digits/int8.onnx", digits_int8, sizeof digits_int8},
    {"digits/int8-fixed", "digits/int8-fixed.onnx", digits_int8_fixed, sizeof digits_int8_fixed},
    {"digits/repr", "digits/repr.npz", digits_repr, sizeof digits_repr},
    {"digits/val", "digits/val.npz", digits_val, sizeof digits_val},
};

size_t xq_example_count(void) { return sizeof examples / sizeof examples[0]; }

const xq_example *xq_example_at(size_t index) { return index < xq_example_count() ? &examples[index] : NULL; }
