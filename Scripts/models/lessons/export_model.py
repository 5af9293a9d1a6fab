"""Writes a trained network as a list of ONNX nodes with their weights, which the lessons' faults are put into."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from export import INPUT, IR_VERSION, OUTPUT, folded
from layers import Branches, HardSwish
from network import BatchNormalization, Convolution, GlobalAverage, Linear, Relu, Sequence


@dataclass
class Model:
    """Nodes in order, and weights by name; a layer's name is that of its node and of the tensor that it writes."""

    nodes: list = field(default_factory=list)
    weights: dict = field(default_factory=dict)

    def add(self, operator: str, name: str, inputs: list[str], constants: dict | None = None, output: str | None = None, **attributes) -> str:
        names = list(inputs)
        for suffix, value in (constants or {}).items():
            self.weights[f"{name}.{suffix}"] = value
            names.append(f"{name}.{suffix}")
        self.nodes.append(helper.make_node(operator, names, [output or name], name=name, **attributes))
        return output or name

    def proto(self, opset: int = 17) -> onnx.ModelProto:
        graph = helper.make_graph(
            self.nodes, "lesson",
            [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, ["N", 1, 8, 8])],
            [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["N", 10])],
            [numpy_helper.from_array(value, name) for name, value in self.weights.items()])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], producer_name="lessons")
        model.ir_version = max(IR_VERSION, 10 if opset >= 21 else 0)
        onnx.checker.check_model(model, full_check=True)
        return onnx.shape_inference.infer_shapes(model, strict_mode=True)


def exported(network: Sequence) -> Model:
    """The network with BatchNormalization folded into the convolutions before it."""
    model = Model()
    _write(model, network.layers, INPUT)
    return model


def _write(model: Model, layers: dict, current: str) -> str:
    items = list(layers.items())
    for index, (name, layer) in enumerate(items):
        match layer:
            case Convolution():
                weight, bias = folded(layer, items[index + 1][1])
                border = layer.kernel // 2
                current = model.add(
                    "Conv", name, [current], {"weight": weight, "bias": bias}, kernel_shape=[layer.kernel] * 2,
                    strides=[layer.stride] * 2, pads=[border] * 4)
            case BatchNormalization():
                pass
            case Relu():
                current = model.add("Relu", name, [current])
            case HardSwish():
                current = model.add("HardSwish", name, [current])
            case GlobalAverage():
                current = model.add("Flatten", "flatten", [model.add("GlobalAveragePool", name, [current])])
            case Linear():
                current = model.add(
                    "Gemm", name, [current], {"weight": layer.weight.value, "bias": layer.bias.value}, OUTPUT, transB=1)
            case Branches():
                results = [_write(model, branch.layers, current) for branch in layer.branches.values()]
                current = model.add("Concat", name, results, axis=1)
            case Sequence():
                inside = _write(model, layer.layers, current)
                current = model.add("Add", name, [current, inside])
            case _:
                raise TypeError(f"no ONNX operator for {name}")
    return current


def stretch(model: Model, layer: str, channels, factor: float, into: str, offset: int = 0) -> None:
    """Makes channels of a layer `factor` times as large, and the weights of `into` that read them as much smaller.

    What the model computes stays the same, since a Relu between the two does not mind a positive factor. `offset` is where the
    channels begin in what `into` reads.
    """
    channels = np.asarray(channels)
    for part in ("weight", "bias"):
        value = model.weights[f"{layer}.{part}"].copy()
        value[channels] *= np.float32(factor)
        model.weights[f"{layer}.{part}"] = value
    weight = model.weights[f"{into}.weight"].copy()
    weight[:, channels + offset] /= np.float32(factor)
    model.weights[f"{into}.weight"] = weight
