"""Layers that the lessons' networks have besides those of the digits example."""

from __future__ import annotations

import numpy as np

from network import Sequence


class HardSwish:
    """x·clip(x/6 + 1/2, 0, 1): negative from -3 to 0, where it goes down to -0.375."""

    parameters: list = []

    def forward(self, x: np.ndarray, training: bool) -> np.ndarray:
        self.x = x
        return (x * np.clip(x / 6 + 0.5, 0, 1)).astype(np.float32)

    def backward(self, dy: np.ndarray) -> np.ndarray:
        slope = np.where(self.x <= -3, 0, np.where(self.x >= 3, 1, self.x / 3 + 0.5))
        return (dy * slope).astype(np.float32)


class Branches:
    """Sequences that see the same input; their results stand behind each other, channel by channel."""

    def __init__(self, branches: dict[str, Sequence]):
        self.branches = branches
        self.parameters = [parameter for branch in branches.values() for parameter in branch.parameters]

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        results = [branch.forward(x, training) for branch in self.branches.values()]
        self.edges = np.cumsum([result.shape[1] for result in results])[:-1]
        return np.concatenate(results, 1)

    def backward(self, dy: np.ndarray) -> np.ndarray:
        parts = np.split(dy, self.edges, 1)
        return sum(branch.backward(np.ascontiguousarray(part)) for branch, part in zip(self.branches.values(), parts))
