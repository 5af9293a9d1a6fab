// The files of the shipped examples: the compiler puts their bytes into the program. Scripts/models makes them.

#include "CExamples.h"

// `#embed` is of C23; the package is compiled as an older C, where clang knows it too and warns.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char add_float[] = {
#embed "files/lessons/add/float.onnx"
};
static const unsigned char add_int8[] = {
#embed "files/lessons/add/int8.onnx"
};
static const unsigned char add_int8_shared[] = {
#embed "files/lessons/add/int8-shared.onnx"
};
static const unsigned char bits_float[] = {
#embed "files/lessons/bits/float.onnx"
};
static const unsigned char bits_int4[] = {
#embed "files/lessons/bits/int4.onnx"
};
static const unsigned char bits_int4_last[] = {
#embed "files/lessons/bits/int4-last.onnx"
};
static const unsigned char bits_int4_mixed[] = {
#embed "files/lessons/bits/int4-mixed.onnx"
};
static const unsigned char bits_int8[] = {
#embed "files/lessons/bits/int8.onnx"
};
static const unsigned char calibration_float[] = {
#embed "files/lessons/calibration/float.onnx"
};
static const unsigned char calibration_int8[] = {
#embed "files/lessons/calibration/int8.onnx"
};
static const unsigned char calibration_int8_dark[] = {
#embed "files/lessons/calibration/int8-dark.onnx"
};
static const unsigned char calibration_repr_dark[] = {
#embed "files/lessons/calibration/repr-dark.npz"
};
static const unsigned char concat_float[] = {
#embed "files/lessons/concat/float.onnx"
};
static const unsigned char concat_float_scaled[] = {
#embed "files/lessons/concat/float-scaled.onnx"
};
static const unsigned char concat_int8[] = {
#embed "files/lessons/concat/int8.onnx"
};
static const unsigned char concat_int8_scaled[] = {
#embed "files/lessons/concat/int8-scaled.onnx"
};
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
static const unsigned char negative_float[] = {
#embed "files/lessons/negative/float.onnx"
};
static const unsigned char negative_int8[] = {
#embed "files/lessons/negative/int8.onnx"
};
static const unsigned char negative_int8_lost[] = {
#embed "files/lessons/negative/int8-lost.onnx"
};
static const unsigned char negative_int8_symmetric[] = {
#embed "files/lessons/negative/int8-symmetric.onnx"
};
static const unsigned char outlier_float[] = {
#embed "files/lessons/outlier/float.onnx"
};
static const unsigned char outlier_float_scaled[] = {
#embed "files/lessons/outlier/float-scaled.onnx"
};
static const unsigned char outlier_int8[] = {
#embed "files/lessons/outlier/int8.onnx"
};
static const unsigned char outlier_int8_clipped[] = {
#embed "files/lessons/outlier/int8-clipped.onnx"
};
static const unsigned char outlier_int8_scaled[] = {
#embed "files/lessons/outlier/int8-scaled.onnx"
};

static const xq_example examples[] = {
    {"add/float", "add/float.onnx", add_float, sizeof add_float},
    {"add/int8", "add/int8.onnx", add_int8, sizeof add_int8},
    {"add/int8-shared", "add/int8-shared.onnx", add_int8_shared, sizeof add_int8_shared},
    {"bits/float", "bits/float.onnx", bits_float, sizeof bits_float},
    {"bits/int4", "bits/int4.onnx", bits_int4, sizeof bits_int4},
    {"bits/int4-last", "bits/int4-last.onnx", bits_int4_last, sizeof bits_int4_last},
    {"bits/int4-mixed", "bits/int4-mixed.onnx", bits_int4_mixed, sizeof bits_int4_mixed},
    {"bits/int8", "bits/int8.onnx", bits_int8, sizeof bits_int8},
    {"calibration/float", "calibration/float.onnx", calibration_float, sizeof calibration_float},
    {"calibration/int8", "calibration/int8.onnx", calibration_int8, sizeof calibration_int8},
    {"calibration/int8-dark", "calibration/int8-dark.onnx", calibration_int8_dark, sizeof calibration_int8_dark},
    {"calibration/repr-dark", "calibration/repr-dark.npz", calibration_repr_dark, sizeof calibration_repr_dark},
    {"concat/float", "concat/float.onnx", concat_float, sizeof concat_float},
    {"concat/float-scaled", "concat/float-scaled.onnx", concat_float_scaled, sizeof concat_float_scaled},
    {"concat/int8", "concat/int8.onnx", concat_int8, sizeof concat_int8},
    {"concat/int8-scaled", "concat/int8-scaled.onnx", concat_int8_scaled, sizeof concat_int8_scaled},
    {"digits/float", "digits/float.onnx", digits_float, sizeof digits_float},
    {"digits/int8", "digits/int8.onnx", digits_int8, sizeof digits_int8},
    {"digits/int8-fixed", "digits/int8-fixed.onnx", digits_int8_fixed, sizeof digits_int8_fixed},
    {"digits/repr", "digits/repr.npz", digits_repr, sizeof digits_repr},
    {"digits/val", "digits/val.npz", digits_val, sizeof digits_val},
    {"negative/float", "negative/float.onnx", negative_float, sizeof negative_float},
    {"negative/int8", "negative/int8.onnx", negative_int8, sizeof negative_int8},
    {"negative/int8-lost", "negative/int8-lost.onnx", negative_int8_lost, sizeof negative_int8_lost},
    {"negative/int8-symmetric", "negative/int8-symmetric.onnx", negative_int8_symmetric,
     sizeof negative_int8_symmetric},
    {"outlier/float", "outlier/float.onnx", outlier_float, sizeof outlier_float},
    {"outlier/float-scaled", "outlier/float-scaled.onnx", outlier_float_scaled, sizeof outlier_float_scaled},
    {"outlier/int8", "outlier/int8.onnx", outlier_int8, sizeof outlier_int8},
    {"outlier/int8-clipped", "outlier/int8-clipped.onnx", outlier_int8_clipped, sizeof outlier_int8_clipped},
    {"outlier/int8-scaled", "outlier/int8-scaled.onnx", outlier_int8_scaled, sizeof outlier_int8_scaled},
};

size_t xq_example_count(void) { return sizeof examples / sizeof examples[0]; }

const xq_example *xq_example_at(size_t index) { return index < xq_example_count() ? &examples[index] : NULL; }
