// The errors at the end of a model.
#ifndef CENDNOISE_H
#define CENDNOISE_H

#include "CMetrics.h"

/// A tensor as samples by channels by the rest, none of them 0; only `samples` from `first` on are looked at.
typedef struct xq_end_layout {
  size_t first, samples, channels, inner;
} xq_end_layout;

/// Sums of x² and of (x - y)², an element for each sample and for each channel. Values that are not finite make them so.
typedef struct xq_end_noise {
  double *sample_squares, *sample_noise;
  double *channel_squares, *channel_noise;
} xq_end_noise;

/// Adds these samples of two tensors of one shape.
xq_status xq_end_noise_add(xq_end_noise *noise, xq_array x, xq_array y, xq_end_layout layout);

#endif
