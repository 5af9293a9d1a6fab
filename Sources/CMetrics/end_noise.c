// How far two versions of a model's output are apart, by sample and by channel.
#include "CEndNoise.h"
#include "arrays.h"

enum { piece_length = 1024 };

xq_status xq_end_noise_add(xq_end_noise *noise, xq_array x, xq_array y, xq_end_layout layout) {
  double left[piece_length], right[piece_length];
  uint64_t rounded = 0;
  size_t row = layout.channels * layout.inner;
  size_t count = (layout.first + layout.samples) * row;
  xq_status status = xq_check(x, count);
  if (status == xq_ok) status = xq_check(y, count);
  if (status != xq_ok) return status;
  for (size_t sample = 0; sample < layout.samples; sample++) {
    size_t channel = 0, inside = 0;
    for (size_t first = 0; first < row; first += piece_length) {
      size_t length = row - first < piece_length ? row - first : piece_length;
      size_t start = (layout.first + sample) * row + first;
      xq_convert_to_f64(x, start, length, left, &rounded);
      xq_convert_to_f64(y, start, length, right, &rounded);
      for (size_t i = 0; i < length; i++) {
        double square = left[i] * left[i], difference = left[i] - right[i];
        noise->sample_squares[sample] += square;
        noise->sample_noise[sample] += difference * difference;
        noise->channel_squares[channel] += square;
        noise->channel_noise[channel] += difference * difference;
        if (++inside == layout.inner) inside = 0, channel++;
      }
    }
  }
  return xq_ok;
}
