"""Makes the models and data of the lessons. Each network is trained on scikit-learn's 8x8 digits as the digits example is; then
a fault that is met in practice is put in, or a setting of the quantizer chosen that causes it.

Folders, by what their lesson is about:
  outlier      one channel of `relu2` is 60 times as large as the others (and the weights behind it 60 times smaller, so that the
               float model computes the same). int8: minimum and maximum as range. int8-clipped: the same by Percentile.
               float-scaled, int8-scaled: the factor taken out again before quantizing.
  negative     HardSwish, which is negative down to -0.375. int8-lost: unsigned with zero point 0. int8-symmetric: signed, the
               range as large on the negative side. int8: unsigned with a zero point, as ONNX Runtime does by itself.
  concat       two branches that a Concat joins, one 40 times as large. int8; float-scaled, int8-scaled: the factor taken out.
  add          a residual block. int8: its two inputs and the sum have a scale each. int8-shared: one scale for all three.
  bits         int8; int4-last: the last layer's weights in 4 bits; int4: all weights; int4-mixed: all but the last layer's.
  calibration  repr-dark: the calibration images as they are if one forgets to scale them. int8-dark: calibrated with these.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import numpy as np
import onnx
from onnxruntime.quantization import CalibrationMethod, QuantFormat, QuantType, quantize_static
from sklearn.datasets import load_digits

from export import Samples, outputs
from export_model import Model, exported, stretch
from layers import Branches, HardSwish
from network import BatchNormalization, Convolution, GlobalAverage, Linear, Relu, Sequence, train

SEED = 7
TRAINING = {"epochs": 12, "batch": 32, "rate": 0.3, "decay": 5e-4}
VALIDATION, CALIBRATION = 360, 128


def convolution(random, name: str, inputs: int, outputs: int, kernel: int = 3, stride: int = 1, activation=Relu) -> dict:
    """A convolution with its normalization and activation."""
    number = name.removeprefix("conv")
    layers = {name: Convolution(random, inputs, outputs, kernel, stride), f"norm{number}": BatchNormalization(outputs)}
    kind = "swish" if activation is HardSwish else "relu"
    return layers if activation is None else layers | {f"{kind}{number}": activation()}


def head(random, channels: int) -> dict:
    return {"pool": GlobalAverage(), "fc": Linear(random, channels, 10)}


def plain(random, activation=Relu) -> Sequence:
    return Sequence(
        convolution(random, "conv1", 1, 8, activation=activation)
        | convolution(random, "conv2", 8, 12, stride=2, activation=activation)
        | convolution(random, "conv3", 12, 16, activation=activation) | head(random, 16))


def branched(random) -> Sequence:
    left = Sequence(convolution(random, "conv_left", 8, 8))
    right = Sequence(convolution(random, "conv_right", 8, 8, kernel=1))
    return Sequence(
        convolution(random, "conv1", 1, 8) | {"concat": Branches({"left": left, "right": right})}
        | convolution(random, "conv2", 16, 16, stride=2) | head(random, 16))


def residual(random) -> Sequence:
    inside = {"relu1": Relu()} | convolution(random, "conv2", 12, 12) | convolution(random, "conv3", 12, 12, activation=None)
    return Sequence(
        convolution(random, "conv1", 1, 12, activation=None) | {"add": Sequence(inside, skip=True)}
        | {"relu3": Relu()} | convolution(random, "conv4", 12, 16, stride=2) | head(random, 16))


class Maker:
    """Trains, quantizes and writes, all from the same images."""

    def __init__(self, folder: Path):
        self.folder = folder
        random = np.random.Generator(np.random.PCG64(SEED))
        digits = load_digits()
        images = (digits.images / 16).astype(np.float32)[:, None]
        labels = digits.target.astype(np.int64)
        # The same split as the digits example's, whose `repr` and `val` the lessons use.
        order = random.permutation(len(images))
        validation, training = order[:VALIDATION], order[VALIDATION:]
        self.training = images[training], labels[training]
        self.calibration = images[training[:CALIBRATION]]
        self.validation = images[validation], labels[validation]

    def trained(self, make, **changes) -> Model:
        random = np.random.Generator(np.random.PCG64(SEED))
        network = make(random)
        train(network, *self.training, random, **(TRAINING | changes))
        return exported(network)

    def write(self, name: str, model: Model, opset: int = 17) -> Path:
        path = self.folder / f"{name}.onnx"
        path.parent.mkdir(parents=True, exist_ok=True)
        onnx.save(model.proto(opset), path)
        self.report(path)
        return path

    def quantize(self, source: Path, name: str, images=None, method=CalibrationMethod.MinMax, activation=QuantType.QUInt8,
                 per_channel=True, **extra) -> None:
        path = self.folder / f"{name}.onnx"
        quantize_static(
            source, path, Samples(self.calibration if images is None else images), quant_format=QuantFormat.QDQ,
            per_channel=per_channel, activation_type=activation, weight_type=QuantType.QInt8, calibrate_method=method,
            extra_options=extra)
        self.report(path)

    def report(self, path: Path) -> None:
        images, labels = self.validation
        right = (outputs(onnx.load(path), images).argmax(1) == labels).mean()
        print(f"{path.relative_to(self.folder)!s:32} {path.stat().st_size:7d} bytes   {100 * right:5.1f} % right")


def outlier(maker: Maker) -> None:
    model = maker.trained(plain)
    maker.quantize(maker.write("outlier/float-scaled", model), "outlier/int8-scaled")
    stretch(model, "conv2", [3], 60, into="conv3")
    source = maker.write("outlier/float", model)
    maker.quantize(source, "outlier/int8")
    maker.quantize(source, "outlier/int8-clipped", method=CalibrationMethod.Percentile, CalibPercentile=99.0)


def negative(maker: Maker) -> None:
    source = maker.write("negative/float", maker.trained(lambda random: plain(random, HardSwish)))
    maker.quantize(source, "negative/int8")
    maker.quantize(source, "negative/int8-symmetric", activation=QuantType.QInt8, ActivationSymmetric=True)
    tensors = ["swish1", "swish2", "swish3"]
    unsigned = {
        tensor: [{"rmin": np.float32(0), "rmax": np.float32(bound(maker, source, tensor, max))}] for tensor in tensors}
    maker.quantize(source, "negative/int8-lost", TensorQuantOverrides=unsigned)


def bound(maker: Maker, path: Path, tensor: str, edge) -> float:
    """The smallest or the largest value of a tensor on the calibration images."""
    return float(edge(outputs(onnx.load(path), maker.calibration, tensor).ravel()))


def concat(maker: Maker) -> None:
    model = maker.trained(branched)
    maker.quantize(maker.write("concat/float-scaled", model), "concat/int8-scaled")
    stretch(model, "conv_right", range(8), 40, into="conv2", offset=8)
    source = maker.write("concat/float", model)
    maker.quantize(source, "concat/int8")


def add(maker: Maker) -> None:
    source = maker.write("add/float", maker.trained(residual))
    maker.quantize(source, "add/int8")
    tensors = ["conv1", "conv3", "add"]
    low, high = (edge([bound(maker, source, tensor, edge) for tensor in tensors]) for edge in (min, max))
    shared = {tensor: [{"rmin": np.float32(low), "rmax": np.float32(high)}] for tensor in tensors}
    maker.quantize(source, "add/int8-shared", TensorQuantOverrides=shared)


def bits(maker: Maker) -> None:
    model = maker.trained(plain)
    source = maker.write("bits/float", model, opset=21)
    layers = ["conv1", "conv2", "conv3", "fc"]
    maker.quantize(source, "bits/int8")

    def narrow(names):
        return {f"{name}.weight": [{"quant_type": QuantType.QInt4, "axis": 0}] for name in names}

    maker.quantize(source, "bits/int4", TensorQuantOverrides=narrow(layers))
    maker.quantize(source, "bits/int4-last", TensorQuantOverrides=narrow(["fc"]))
    maker.quantize(source, "bits/int4-mixed", TensorQuantOverrides=narrow(layers[:-1]))


def calibration(maker: Maker) -> None:
    source = maker.write("calibration/float", maker.trained(plain))
    maker.quantize(source, "calibration/int8")
    dark = maker.calibration * np.float32(0.3)
    np.savez_compressed(maker.folder / "calibration/repr-dark.npz", image=dark)
    maker.quantize(source, "calibration/int8-dark", images=dark)


def main() -> None:
    logging.disable(logging.WARNING)
    maker = Maker(Path(sys.argv[1]))
    for make in (outlier, negative, concat, add, bits, calibration):
        make(maker)


if __name__ == "__main__":
    main()
