// The texts of the lessons: the compiler puts their bytes into the program.

#include "CLessons.h"

// `#embed` is of C23; the package is compiled as an older C, where clang knows it too and warns.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char one_layer[] = {
#embed "files/01-one-layer.md"
};
static const unsigned char three_measures[] = {
#embed "files/02-three-measures.md"
};
static const unsigned char thresholds[] = {
#embed "files/03-thresholds.md"
};
static const unsigned char tour_text[] = {
#embed "files/tour.md"
};

static const xq_lesson lessons[] = {
    {"one-layer", one_layer, sizeof one_layer},
    {"three-measures", three_measures, sizeof three_measures},
    {"thresholds", thresholds, sizeof thresholds},
};

static const xq_lesson tour = {"tour", tour_text, sizeof tour_text};

size_t xq_lesson_count(void) { return sizeof lessons / sizeof lessons[0]; }

const xq_lesson *xq_lesson_at(size_t index) { return index < xq_lesson_count() ? &lessons[index] : NULL; }

const xq_lesson *xq_tour(void) { return &tour; }
