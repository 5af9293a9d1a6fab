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
static const unsigned char outliers[] = {
#embed "files/04-outliers.md"
};
static const unsigned char negative[] = {
#embed "files/05-negative.md"
};
static const unsigned char joining[] = {
#embed "files/06-joining.md"
};
static const unsigned char bits[] = {
#embed "files/07-bits.md"
};
static const unsigned char calibration[] = {
#embed "files/08-calibration.md"
};
static const unsigned char own_and_inherited[] = {
#embed "files/09-own-and-inherited.md"
};
static const unsigned char countermeasures[] = {
#embed "files/10-countermeasures.md"
};
static const unsigned char script_and_gate[] = {
#embed "files/11-script-and-gate.md"
};
static const unsigned char tour_text[] = {
#embed "files/tour.md"
};

static const xq_lesson lessons[] = {
    {"one-layer", one_layer, sizeof one_layer},
    {"three-measures", three_measures, sizeof three_measures},
    {"thresholds", thresholds, sizeof thresholds},
    {"outliers", outliers, sizeof outliers},
    {"negative", negative, sizeof negative},
    {"joining", joining, sizeof joining},
    {"bits", bits, sizeof bits},
    {"calibration", calibration, sizeof calibration},
    {"own-and-inherited", own_and_inherited, sizeof own_and_inherited},
    {"countermeasures", countermeasures, sizeof countermeasures},
    {"script-and-gate", script_and_gate, sizeof script_and_gate},
};

static const xq_lesson tour = {"tour", tour_text, sizeof tour_text};

size_t xq_lesson_count(void) { return sizeof lessons / sizeof lessons[0]; }

const xq_lesson *xq_lesson_at(size_t index) { return index < xq_lesson_count() ? &lessons[index] : NULL; }

const xq_lesson *xq_tour(void) { return &tour; }
