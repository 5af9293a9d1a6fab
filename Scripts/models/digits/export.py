"""Writes the trained network as ONNX, quantizes it with ONNX Runtime, and runs both.

A layer's name is the name of its node and of the tensor that it writes.
"""

from __future__ import annotations

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static

from network import EPSILON, BatchNormalization, Convolution, GlobalAverage, Linear, Relu, Sequence

INPUT, OUTPUT = "image", "logits"
OPSET, IR_VERSION = 17, 8


def folded(convolution: Convolution, normalization: BatchNormalization) -> tuple[np.ndarray, np.ndarray]:
    """Weight and bias of the one convolution that computes both."""
    factor = normalization.scale.value / np.sqrt(normalization.variance + np.float32(EPSILON))
    weight = convolution.weight.value * factor[:, None, None, None]
    return weight.astype(np.float32), (normalization.shift.value - normalization.mean * factor).astype(np.float32)


def float_model(network: Sequence) -> onnx.ModelProto:
    """The network as people export it for inference: BatchNormalization folded into the convolution before it."""
    nodes, weights, current = [], [], INPUT

    def add(operator: str, name: str, constants: dict | None = None, output: str | None = None, **attributes) -> None:
        nonlocal current
        inputs = [current]
        for suffix, value in (constants or {}).items():
            weights.append(numpy_helper.from_array(value, f"{name}.{suffix}"))
            inputs.append(f"{name}.{suffix}")
        current = output or name
        nodes.append(helper.make_node(operator, inputs, [current], name=name, **attributes))

    def write(layers: dict) -> None:
        nonlocal current
        items = list(layers.items())
        for index, (name, layer) in enumerate(items):
            match layer:
                case Convolution():
                    weight, bias = folded(layer, items[index + 1][1])
                    border = layer.kernel // 2
                    add(
                        "Conv", name, {"weight": weight, "bias": bias},
                        kernel_shape=[layer.kernel] * 2, strides=[layer.stride] * 2, pads=[border] * 4,
                        group=weight.shape[0] if layer.depthwise else 1)
                case BatchNormalization():
                    pass
                case Relu():
                    add("Relu", name)
                case GlobalAverage():
                    add("GlobalAveragePool", name)
                    add("Flatten", "flatten")
                case Linear():
                    add("Gemm", name, {"weight": layer.weight.value, "bias": layer.bias.value}, OUTPUT, transB=1)
                case Sequence():
                    start = current
                    write(layer.layers)
                    nodes.append(helper.make_node("Add", [start, current], [name], name=name))
                    current = name
                case _:
                    raise TypeError(f"no ONNX operator for {name}")

    write(network.layers)
    graph = helper.make_graph(
        nodes, "digits",
        [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, ["N", 1, 8, 8])],
        [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["N", 10])],
        weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="digits")
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model, full_check=True)
    return onnx.shape_inference.infer_shapes(model, strict_mode=True)


class Samples(CalibrationDataReader):
    """Hands the calibration images to the quantizer, batch by batch."""

    def __init__(self, images: np.ndarray, batch: int = 32):
        self.batches = iter([images[start : start + batch] for start in range(0, len(images), batch)])

    def get_next(self):
        batch = next(self.batches, None)
        return None if batch is None else {INPUT: batch}


def quantize(source: str, target: str, images: np.ndarray, per_channel: bool) -> None:
    """Static quantization, 8 bit, as ONNX Runtime's documentation shows it; `per_channel` is the only choice."""
    quantize_static(
        source, target, Samples(images), quant_format=QuantFormat.QDQ, per_channel=per_channel,
        activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8, calibrate_method=CalibrationMethod.MinMax)


def session(model: onnx.ModelProto, outputs: list[str] | None = None) -> onnxruntime.InferenceSession:
    """Runs a model as it is written, in plain float; with `outputs`, these tensors are outputs too."""
    model = onnx.ModelProto.FromString(model.SerializeToString())
    known = {output.name for output in model.graph.output}
    for name in outputs or []:
        if name not in known:
            model.graph.output.append(onnx.ValueInfoProto(name=name))
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def outputs(model: onnx.ModelProto, images: np.ndarray, name: str = OUTPUT) -> np.ndarray:
    return session(model, [name]).run([name], {INPUT: images})[0]
