// The canvas: cairo's functions found by name, and drawing with them.
#include "CCairo.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int (*write_function)(void *closure, const unsigned char *data, unsigned int length);

/// cairo_text_extents_t.
typedef struct text_extents {
  double x_bearing, y_bearing, width, height, x_advance, y_advance;
} text_extents;

enum { format_argb32 = 0, slant_normal = 0, weight_normal = 0, weight_bold = 1, pdf_creation_date = 5, status_success = 0,
       status_write_error = 11, cap_round = 1, cap_butt = 0, join_round = 1 };

/// cairo's functions: result, name, parameters.
#define CAIRO_FUNCTIONS(F)                                                                       \
  F(void *, image_surface_create, (int format, int width, int height))                           \
  F(void *, pdf_surface_create_for_stream, (write_function write, void *closure, double width, double height)) \
  F(int, surface_write_to_png_stream, (void *surface, write_function write, void *closure))      \
  F(void, surface_finish, (void *surface))                                                       \
  F(void, surface_destroy, (void *surface))                                                      \
  F(int, surface_status, (void *surface))                                                        \
  F(void *, create, (void *surface))                                                             \
  F(void, destroy, (void *context))                                                              \
  F(int, status, (void *context))                                                                \
  F(void, scale, (void *context, double x, double y))                                            \
  F(void, save, (void *context))                                                                 \
  F(void, restore, (void *context))                                                              \
  F(void, translate, (void *context, double x, double y))                                        \
  F(void, rotate, (void *context, double angle))                                                 \
  F(void, set_source_rgba, (void *context, double red, double green, double blue, double alpha)) \
  F(void, new_path, (void *context))                                                             \
  F(void, move_to, (void *context, double x, double y))                                          \
  F(void, line_to, (void *context, double x, double y))                                          \
  F(void, rectangle, (void *context, double x, double y, double width, double height))           \
  F(void, arc, (void *context, double x, double y, double radius, double from, double to))       \
  F(void, fill, (void *context))                                                                 \
  F(void, stroke, (void *context))                                                               \
  F(void, set_line_width, (void *context, double width))                                         \
  F(void, set_line_cap, (void *context, int cap))                                                \
  F(void, set_line_join, (void *context, int join))                                              \
  F(void, set_dash, (void *context, const double *dashes, int count, double offset))             \
  F(void, select_font_face, (void *context, const char *family, int slant, int weight))          \
  F(void, set_font_size, (void *context, double size))                                           \
  F(void, text_extents, (void *context, const char *text, text_extents *extents))                \
  F(void, show_text, (void *context, const char *text))

#define DECLARE(result, name, parameters) result(*name) parameters;
static struct {
  CAIRO_FUNCTIONS(DECLARE)
  /// Since 1.16; may be missing.
  void (*pdf_surface_set_metadata)(void *surface, int metadata, const char *text);
} cairo;
#undef DECLARE

// Written once, under `once`, and only read afterwards.
static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_open;
static char failure[256];

static void open_library(void) {
  // It is never closed: fonts that it holds live as long as the process.
  const char *place = getenv("XQSH_CAIRO");
  void *handle = dlopen(place && *place ? place : "libcairo.so.2", RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    const char *words = dlerror();
    snprintf(failure, sizeof failure, "%s", words ? words : "unknown reason");
    return;
  }
  // ISO C has no conversion of an object pointer to a function pointer; POSIX guarantees the representation.
#define FIND(result, name, parameters)                              \
  *(void **)&cairo.name = dlsym(handle, "cairo_" #name);            \
  if (!cairo.name) {                                                \
    snprintf(failure, sizeof failure, "it has no cairo_%s", #name); \
    return;                                                         \
  }
  CAIRO_FUNCTIONS(FIND)
#undef FIND
  *(void **)&cairo.pdf_surface_set_metadata = dlsym(handle, "cairo_pdf_surface_set_metadata");
  is_open = true;
}

bool xq_cairo_is_there(char *reason, size_t reason_length) {
  pthread_once(&once, open_library);
  if (reason_length > 0) snprintf(reason, reason_length, "%s", failure);
  return is_open;
}

struct xq_canvas {
  void *surface, *context;
  xq_canvas_format format;
  unsigned char *bytes;
  size_t count, capacity;
};

/// Appends to the bytes of a canvas.
static int append(void *closure, const unsigned char *data, unsigned int length) {
  xq_canvas *canvas = closure;
  if (length > SIZE_MAX - canvas->count) return status_write_error;
  size_t needed = canvas->count + length;
  if (needed > canvas->capacity) {
    size_t capacity = needed < SIZE_MAX / 2 ? needed * 2 : needed;
    unsigned char *bytes = realloc(canvas->bytes, capacity);
    if (!bytes) return status_write_error;
    canvas->bytes = bytes;
    canvas->capacity = capacity;
  }
  memcpy(canvas->bytes + canvas->count, data, length);
  canvas->count = needed;
  return status_success;
}

xq_canvas *xq_canvas_make(xq_canvas_format format, double width, double height, double scale) {
  if (!xq_cairo_is_there(NULL, 0)) return NULL;
  xq_canvas *canvas = calloc(1, sizeof *canvas);
  if (!canvas) return NULL;
  canvas->format = format;
  if (format == xq_canvas_png) {
    canvas->surface = cairo.image_surface_create(format_argb32, (int)(width * scale), (int)(height * scale));
  } else {
    canvas->surface = cairo.pdf_surface_create_for_stream(append, canvas, width, height);
    // Else the time of the run is written, and the same picture has other bytes each time.
    if (cairo.pdf_surface_set_metadata)
      cairo.pdf_surface_set_metadata(canvas->surface, pdf_creation_date, "2000-01-01T00:00:00Z");
  }
  canvas->context = cairo.create(canvas->surface);
  if (format == xq_canvas_png) cairo.scale(canvas->context, scale, scale);
  cairo.set_line_join(canvas->context, join_round);
  return canvas;
}

void xq_canvas_free(xq_canvas *canvas) {
  if (!canvas) return;
  cairo.destroy(canvas->context);
  // A PDF that was not finished is written now: its bytes must still be there.
  cairo.surface_destroy(canvas->surface);
  free(canvas->bytes);
  free(canvas);
}

void xq_canvas_set_colour(xq_canvas *canvas, double red, double green, double blue, double alpha) {
  cairo.set_source_rgba(canvas->context, red, green, blue, alpha);
}

void xq_canvas_add_path(xq_canvas *canvas, const double *coordinates, size_t count) {
  for (size_t i = 0; i < count; i++) {
    double x = coordinates[2 * i], y = coordinates[2 * i + 1];
    if (i == 0) cairo.move_to(canvas->context, x, y);
    else cairo.line_to(canvas->context, x, y);
  }
}

void xq_canvas_add_rectangle(xq_canvas *canvas, double x, double y, double width, double height) {
  cairo.rectangle(canvas->context, x, y, width, height);
}

void xq_canvas_add_circle(xq_canvas *canvas, double x, double y, double radius) {
  cairo.new_path(canvas->context);
  cairo.arc(canvas->context, x, y, radius, 0, 6.283185307179586);
}

void xq_canvas_fill(xq_canvas *canvas) { cairo.fill(canvas->context); }

void xq_canvas_stroke(xq_canvas *canvas, double line_width, bool is_dashed) {
  const double dashes[] = {5, 4};
  cairo.set_dash(canvas->context, dashes, is_dashed ? 2 : 0, 0);
  cairo.set_line_cap(canvas->context, is_dashed ? cap_butt : cap_round);
  cairo.set_line_width(canvas->context, line_width);
  cairo.stroke(canvas->context);
}

void xq_canvas_draw_text(
    xq_canvas *canvas, const char *text, double x, double y, double size, bool is_bold, double angle, double anchor) {
  text_extents extents;
  cairo.select_font_face(canvas->context, "sans-serif", slant_normal, is_bold ? weight_bold : weight_normal);
  cairo.set_font_size(canvas->context, size);
  cairo.text_extents(canvas->context, text, &extents);
  cairo.save(canvas->context);
  cairo.translate(canvas->context, x, y);
  cairo.rotate(canvas->context, angle * 0.017453292519943295);
  cairo.move_to(canvas->context, -anchor * extents.x_advance, 0);
  cairo.show_text(canvas->context, text);
  cairo.new_path(canvas->context);
  cairo.restore(canvas->context);
}

bool xq_canvas_finish(xq_canvas *canvas, const unsigned char **bytes, size_t *count) {
  bool is_good = cairo.status(canvas->context) == status_success;
  if (canvas->format == xq_canvas_png)
    is_good = is_good && cairo.surface_write_to_png_stream(canvas->surface, append, canvas) == status_success;
  cairo.surface_finish(canvas->surface);
  is_good = is_good && cairo.surface_status(canvas->surface) == status_success;
  *bytes = canvas->bytes;
  *count = canvas->count;
  return is_good && canvas->count > 0;
}
