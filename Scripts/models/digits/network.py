"""A small convolutional network in numpy: layers that learn, and the loop that trains them.

Images are float32 arrays [samples, channels, height, width]. One thread and one order of operations: the same seed gives
the same weights.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

# The value that Keras uses: what keeps a channel that never varies from being divided by zero.
EPSILON = 1e-3


@dataclass
class Parameter:
    """Weights with what training keeps beside them."""

    value: np.ndarray
    decays: bool
    gradient: np.ndarray = field(init=False)
    velocity: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.gradient = np.zeros_like(self.value)
        self.velocity = np.zeros_like(self.value)

    def step(self, rate: float, momentum: float, decay: float) -> None:
        gradient = self.gradient + decay * self.value if self.decays else self.gradient
        self.velocity = momentum * self.velocity - rate * gradient
        self.value = self.value + self.velocity


class Convolution:
    """A convolution of odd kernel size with zero padding, without bias: BatchNormalization follows.

    Depthwise means one kernel a channel. Its few weights do not decay, as is usual for them.
    """

    def __init__(self, random, inputs: int, outputs: int, kernel: int, stride: int = 1, depthwise: bool = False):
        if depthwise and inputs != outputs:
            raise ValueError("a depthwise convolution keeps the number of channels")
        fan_in = kernel * kernel * (1 if depthwise else inputs)
        shape = (outputs, 1 if depthwise else inputs, kernel, kernel)
        weight = random.standard_normal(shape) * np.sqrt(2 / fan_in)
        self.weight = Parameter(weight.astype(np.float32), decays=not depthwise)
        self.kernel, self.stride, self.depthwise = kernel, stride, depthwise
        self.parameters = [self.weight]

    def _taps(self, padded: np.ndarray, height: int, width: int):
        """The part of the padded image that each place of the kernel sees."""
        for row in range(self.kernel):
            for column in range(self.kernel):
                rows = slice(row, row + self.stride * (height - 1) + 1, self.stride)
                columns = slice(column, column + self.stride * (width - 1) + 1, self.stride)
                yield row, column, padded[:, :, rows, columns]

    def forward(self, x: np.ndarray, training: bool) -> np.ndarray:
        border = self.kernel // 2
        self.padded = np.pad(x, ((0, 0), (0, 0), (border, border), (border, border)))
        self.border = border
        samples, _, height, width = x.shape
        height, width = -(-height // self.stride), -(-width // self.stride)
        weight = self.weight.value
        y = np.zeros((samples, weight.shape[0], height, width), np.float32)
        for row, column, seen in self._taps(self.padded, height, width):
            if self.depthwise:
                y += seen * weight[None, :, 0, row, column, None, None]
            else:
                flat = np.ascontiguousarray(seen).reshape(samples, seen.shape[1], -1)
                y += (weight[:, :, row, column] @ flat).reshape(y.shape)
        return y

    def backward(self, dy: np.ndarray) -> np.ndarray:
        samples, _, height, width = dy.shape
        weight = self.weight.value
        gradient = np.zeros_like(weight)
        dx = np.zeros_like(self.padded)
        flat_dy = np.ascontiguousarray(dy).reshape(samples, dy.shape[1], -1)
        # The slices of `dx` are views, so that adding to one adds to the image.
        places = zip(self._taps(self.padded, height, width), self._taps(dx, height, width))
        for (row, column, seen), (_, _, into) in places:
            if self.depthwise:
                gradient[:, 0, row, column] = (seen * dy).sum((0, 2, 3))
                into += dy * weight[None, :, 0, row, column, None, None]
            else:
                flat = np.ascontiguousarray(seen).reshape(samples, seen.shape[1], -1)
                gradient[:, :, row, column] = (flat_dy @ flat.transpose(0, 2, 1)).sum(0)
                into += (weight[:, :, row, column].T @ flat_dy).reshape(into.shape)
        self.weight.gradient = gradient
        edge = self.border
        return dx[:, :, edge : dx.shape[2] - edge, edge : dx.shape[3] - edge]


class BatchNormalization:
    """Normalizes each channel, then scales and shifts it. Folded into the convolution before it for export."""

    def __init__(self, channels: int):
        self.scale = Parameter(np.ones(channels, np.float32), decays=False)
        self.shift = Parameter(np.zeros(channels, np.float32), decays=False)
        self.mean = np.zeros(channels, np.float32)
        self.variance = np.ones(channels, np.float32)
        self.parameters = [self.scale, self.shift]

    def forward(self, x: np.ndarray, training: bool) -> np.ndarray:
        mean, variance = self.mean, self.variance
        if training:
            mean, variance = x.mean((0, 2, 3)), x.var((0, 2, 3))
            self.mean = 0.9 * self.mean + 0.1 * mean
            self.variance = 0.9 * self.variance + 0.1 * variance
        self.deviation = np.sqrt(variance + EPSILON)
        self.normalized = (x - mean[:, None, None]) / self.deviation[:, None, None]
        return self.normalized * self.scale.value[:, None, None] + self.shift.value[:, None, None]

    def backward(self, dy: np.ndarray) -> np.ndarray:
        count = dy.shape[0] * dy.shape[2] * dy.shape[3]
        self.shift.gradient = dy.sum((0, 2, 3))
        self.scale.gradient = (dy * self.normalized).sum((0, 2, 3))
        centred = dy - (self.shift.gradient[:, None, None] + self.normalized * self.scale.gradient[:, None, None]) / count
        return centred * (self.scale.value / self.deviation)[:, None, None]


class Relu:
    parameters: list = []

    def forward(self, x: np.ndarray, training: bool) -> np.ndarray:
        self.positive = x > 0
        return np.where(self.positive, x, np.float32(0))

    def backward(self, dy: np.ndarray) -> np.ndarray:
        return np.where(self.positive, dy, np.float32(0))


class GlobalAverage:
    """The mean of each channel: [samples, channels, height, width] to [samples, channels]."""

    parameters: list = []

    def forward(self, x: np.ndarray, training: bool) -> np.ndarray:
        self.shape = x.shape
        return x.mean((2, 3))

    def backward(self, dy: np.ndarray) -> np.ndarray:
        share = dy[:, :, None, None] / (self.shape[2] * self.shape[3])
        return np.broadcast_to(share, self.shape).astype(np.float32)


class Linear:
    def __init__(self, random, inputs: int, outputs: int):
        weight = random.standard_normal((outputs, inputs)) * np.sqrt(1 / inputs)
        self.weight = Parameter(weight.astype(np.float32), decays=True)
        self.bias = Parameter(np.zeros(outputs, np.float32), decays=False)
        self.parameters = [self.weight, self.bias]

    def forward(self, x: np.ndarray, training: bool) -> np.ndarray:
        self.x = x
        return x @ self.weight.value.T + self.bias.value

    def backward(self, dy: np.ndarray) -> np.ndarray:
        self.weight.gradient = dy.T @ self.x
        self.bias.gradient = dy.sum(0)
        return dy @ self.weight.value


class Sequence:
    """Named layers, one after the other; with `skip`, what came in is added to what comes out."""

    def __init__(self, layers: dict, skip: bool = False):
        self.layers, self.skip = layers, skip
        self.parameters = [parameter for layer in layers.values() for parameter in layer.parameters]

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        y = x
        for layer in self.layers.values():
            y = layer.forward(y, training)
        return x + y if self.skip else y

    def backward(self, dy: np.ndarray) -> np.ndarray:
        dx = dy
        for layer in reversed(self.layers.values()):
            dx = layer.backward(dx)
        return dx + dy if self.skip else dx


def train(network: Sequence, images: np.ndarray, labels: np.ndarray, random, *, epochs: int, batch: int, rate: float, decay: float) -> None:
    """Stochastic gradient descent with momentum on the cross entropy; the rate falls along half a cosine."""
    count = len(images)
    for epoch in range(epochs):
        current = rate * 0.5 * (1 + math.cos(math.pi * epoch / epochs))
        order = random.permutation(count)
        for start in range(0, count - batch + 1, batch):
            chosen = order[start : start + batch]
            logits = network.forward(images[chosen], training=True)
            share = np.exp(logits - logits.max(1, keepdims=True))
            share /= share.sum(1, keepdims=True)
            share[np.arange(batch), labels[chosen]] -= 1
            network.backward((share / batch).astype(np.float32))
            for parameter in network.parameters:
                parameter.step(current, momentum=0.9, decay=decay)
