// The pages of the manual and the script of an investigation: the compiler puts their bytes into the program.

#include "CManual.h"

// `#embed` is of C23; the package is compiled as an older C, where clang knows it too and warns.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char add[] = {
#embed "files/add.md"
};
static const unsigned char bias_correction[] = {
#embed "files/bias-correction.md"
};
static const unsigned char bitwidth[] = {
#embed "files/bitwidth.md"
};
static const unsigned char calibration[] = {
#embed "files/calibration.md"
};
static const unsigned char clipping[] = {
#embed "files/clipping.md"
};
static const unsigned char concat[] = {
#embed "files/concat.md"
};
static const unsigned char dataset_mismatch[] = {
#embed "files/dataset-mismatch.md"
};
static const unsigned char dataset_size[] = {
#embed "files/dataset-size.md"
};
static const unsigned char error_method[] = {
#embed "files/error-method.md"
};
static const unsigned char general[] = {
#embed "files/general.md"
};
static const unsigned char gptq[] = {
#embed "files/gptq.md"
};
static const unsigned char graph[] = {
#embed "files/graph.md"
};
static const unsigned char hessian[] = {
#embed "files/hessian.md"
};
static const unsigned char input[] = {
#embed "files/input.md"
};
static const unsigned char mixed_precision[] = {
#embed "files/mixed-precision.md"
};
static const unsigned char negative[] = {
#embed "files/negative.md"
};
static const unsigned char outliers[] = {
#embed "files/outliers.md"
};
static const unsigned char range[] = {
#embed "files/range.md"
};
static const unsigned char rounding[] = {
#embed "files/rounding.md"
};
static const unsigned char scales[] = {
#embed "files/scales.md"
};
static const unsigned char sensitive[] = {
#embed "files/sensitive.md"
};
static const unsigned char weights[] = {
#embed "files/weights.md"
};
static const unsigned char investigate[] = {
#embed "files/investigate.xq"
};

static const xq_manual_text pages[] = {
    {"add", add, sizeof add},
    {"bias-correction", bias_correction, sizeof bias_correction},
    {"bitwidth", bitwidth, sizeof bitwidth},
    {"calibration", calibration, sizeof calibration},
    {"clipping", clipping, sizeof clipping},
    {"concat", concat, sizeof concat},
    {"dataset-mismatch", dataset_mismatch, sizeof dataset_mismatch},
    {"dataset-size", dataset_size, sizeof dataset_size},
    {"error-method", error_method, sizeof error_method},
    {"general", general, sizeof general},
    {"gptq", gptq, sizeof gptq},
    {"graph", graph, sizeof graph},
    {"hessian", hessian, sizeof hessian},
    {"input", input, sizeof input},
    {"mixed-precision", mixed_precision, sizeof mixed_precision},
    {"negative", negative, sizeof negative},
    {"outliers", outliers, sizeof outliers},
    {"range", range, sizeof range},
    {"rounding", rounding, sizeof rounding},
    {"scales", scales, sizeof scales},
    {"sensitive", sensitive, sizeof sensitive},
    {"weights", weights, sizeof weights},
};

static const xq_manual_text investigation = {"investigate", investigate, sizeof investigate};

size_t xq_manual_page_count(void) { return sizeof pages / sizeof pages[0]; }

const xq_manual_text *xq_manual_page_at(size_t index) { return index < xq_manual_page_count() ? &pages[index] : NULL; }

const xq_manual_text *xq_manual_investigation(void) { return &investigation; }
