"""The error of each tensor between a float model and a quantized one, by the definitions that xqsh uses.

x: float tensor, y: quantized tensor, all sums in float64. Pooled: one set of sums over a data set. Batch: the mean over
the batches of the metric of each.
"""

from __future__ import annotations

import math

import numpy as np
import onnx

from export import INPUT, session


def pairs(float_model: onnx.ModelProto, quantized_model: onnx.ModelProto) -> list[tuple[str, str]]:
    """(tensor of the float model, tensor of the quantized model that holds the same value), in the float model's order.

    A tensor that is quantized pairs with what comes out behind its quantizer: the quantizer removes a Relu by letting the
    node before it write the Relu's name, so that the tensor of the same name is no longer the same value.
    """
    readers: dict[str, list] = {}
    for node in quantized_model.graph.node:
        for name in node.input:
            readers.setdefault(name, []).append(node)
    written = {name for node in quantized_model.graph.node for name in node.output}
    found = []
    for name in [INPUT, *(name for node in float_model.graph.node for name in node.output)]:
        partner = None
        for candidate in (name, f"{name}_QuantizeLinear_Input"):
            quantizers = [node for node in readers.get(candidate, []) if node.op_type == "QuantizeLinear"]
            if quantizers and partner is None:
                partner = next(
                    node.output[0] for node in readers[quantizers[0].output[0]] if node.op_type == "DequantizeLinear")
        if partner is None and name in written:
            partner = name
        if partner is not None:
            found.append((name, partner))
    return found


def metrics(x: np.ndarray, y: np.ndarray) -> dict[str, float]:
    """Of finite tensors that are neither equal nor zero, which holds for every pair of this example."""
    x, y = x.astype(np.float64).ravel(), y.astype(np.float64).ravel()
    signal, other, noise = float((x * x).sum()), float((y * y).sum()), float(((x - y) ** 2).sum())
    return {
        "mse": noise / x.size,
        "cs": float((x * y).sum()) / (math.sqrt(signal) * math.sqrt(other)),
        "sqnr_db": 10 * math.log10(signal / noise),
    }


def errors(float_model: onnx.ModelProto, quantized_model: onnx.ModelProto, images: np.ndarray, batch: int) -> dict:
    """Tensor name -> {"pooled": metrics, "batch": metrics}; batches of `batch` samples, the last one may be shorter."""
    names = pairs(float_model, quantized_model)
    inner = [pair for pair in names if pair[0] != INPUT]
    before = session(float_model, [name for name, _ in inner])
    after = session(quantized_model, [name for _, name in names])
    values: dict[str, list] = {name: [] for name, _ in names}
    for start in range(0, len(images), batch):
        part = images[start : start + batch]
        x = dict(zip([INPUT, *(name for name, _ in inner)], [part, *before.run([n for n, _ in inner], {INPUT: part})]))
        y = after.run([name for _, name in names], {INPUT: part})
        for (name, _), other in zip(names, y):
            values[name].append((x[name], other))
    result = {}
    for name, parts in values.items():
        each = [metrics(x, y) for x, y in parts]
        result[name] = {
            "pooled": metrics(np.concatenate([x for x, _ in parts]), np.concatenate([y for _, y in parts])),
            "batch": {key: float(np.mean([one[key] for one in each])) for key in each[0]},
        }
    return result
