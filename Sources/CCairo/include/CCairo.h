// A canvas on the cairo library, which is opened when the first picture is drawn; nothing of it is needed to build.
//
// Only the functions that are used are declared, in canvas.c. They are part of cairo's stable interface since 1.10.
#ifndef CCAIRO_H
#define CCAIRO_H

#include <stdbool.h>
#include <stddef.h>

/// Whether the library could be opened, `libcairo.so.2` or the file that the environment variable XQSH_CAIRO names; `reason` gets the words of the dynamic loader where not. Any thread may ask.
bool xq_cairo_is_there(char *reason, size_t reason_length);

/// A picture that is being drawn, or its bytes. To be used from one thread at a time.
typedef struct xq_canvas xq_canvas;

typedef enum xq_canvas_format { xq_canvas_png, xq_canvas_pdf } xq_canvas_format;

/// A canvas of that size in units of the picture; a PNG has `scale` pixels a unit. `NULL` without the library or memory.
xq_canvas *xq_canvas_make(xq_canvas_format format, double width, double height, double scale);
void xq_canvas_free(xq_canvas *canvas);

/// The colour of what follows, each part from 0 to 1.
void xq_canvas_set_colour(xq_canvas *canvas, double red, double green, double blue, double alpha);

/// Shapes; they are drawn by the next fill or stroke. `coordinates` holds x, y of each of `count` points.
void xq_canvas_add_path(xq_canvas *canvas, const double *coordinates, size_t count);
void xq_canvas_add_rectangle(xq_canvas *canvas, double x, double y, double width, double height);
void xq_canvas_add_circle(xq_canvas *canvas, double x, double y, double radius);
void xq_canvas_fill(xq_canvas *canvas);
void xq_canvas_stroke(xq_canvas *canvas, double line_width, bool is_dashed);

/// A line of UTF-8 text. `anchor`: the part of its width that lies before x, from 0 to 1. `angle` in degrees, clockwise.
void xq_canvas_draw_text(
    xq_canvas *canvas, const char *text, double x, double y, double size, bool is_bold, double angle, double anchor);

/// Ends drawing and gives the bytes of the file, which belong to the canvas. False where the library or memory failed.
bool xq_canvas_finish(xq_canvas *canvas, const unsigned char **bytes, size_t *count);

#endif
