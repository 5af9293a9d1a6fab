"""Makes the example `digits`: a float network, its 8 bit version that lost accuracy, the repaired one, and data.

Why the 8 bit version is worse, in two sentences. Training at a high learning rate left two of relu4's 64 channels dead, that
is always zero, and BatchNormalization divides what a depthwise convolution makes of a dead channel by almost nothing, so that
the folded weights of conv5 for one of these channels are 170 times as large as those of the others. They change no result, but
with one scale for the whole tensor they set it, and a channel that matters is left with three of 256 levels: -1, 0 and 1.

One scale a channel (`per_channel=True`) repairs it: int8-fixed.onnx differs in nothing else. This is how MobileNet lost its
accuracy when it was first quantized: Sheng et al., "A Quantization-Friendly Separable Convolution for MobileNets", 2018.
Nothing is put in by hand: the network is trained on scikit-learn's 8x8 digits, folded, and quantized by ONNX Runtime's
`quantize_static`. Learning rate and seed were chosen, of about a hundred tried, so that one layer alone causes a clear loss.

BatchNormalization is folded before export, as in files that people deploy, so that both models have layers of the same names.
"""

from __future__ import annotations

import json
import logging
import platform
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import sklearn
from onnx import numpy_helper
from sklearn.datasets import load_digits

from export import float_model, folded, outputs, quantize
from network import BatchNormalization, Convolution, GlobalAverage, Linear, Relu, Sequence, train

SEED = 7
EPOCHS, BATCH, RATE, DECAY = 15, 32, 1.5, 5e-4
VALIDATION, CALIBRATION = 360, 128


def digits_network(random) -> Sequence:
    layers: dict = {}

    def block(number: int, inputs: int, outputs: int, kernel: int, stride: int = 1, depthwise: bool = False) -> None:
        layers[f"conv{number}"] = Convolution(random, inputs, outputs, kernel, stride, depthwise)
        layers[f"norm{number}"] = BatchNormalization(outputs)
        # As in ShuffleNet and Xception, nothing stands between a depthwise convolution and the pointwise one behind it.
        if not depthwise:
            layers[f"relu{number}"] = Relu()

    block(1, 1, 16, kernel=3)
    block(2, 16, 16, kernel=3)
    block(3, 16, 24, kernel=3, stride=2)
    block(4, 24, 64, kernel=1)
    block(5, 64, 64, kernel=3, depthwise=True)
    block(6, 64, 48, kernel=1)
    layers["pool"] = GlobalAverage()
    layers["fc"] = Linear(random, 48, 10)
    return Sequence(layers)


def split(random) -> tuple[tuple, tuple, tuple]:
    """Images in [0, 1] and labels: to train with, to calibrate with (some of these), to validate with (none of these)."""
    digits = load_digits()
    images = (digits.images / 16).astype(np.float32)[:, None]
    labels = digits.target.astype(np.int64)
    order = random.permutation(len(images))
    validation, training = order[:VALIDATION], order[VALIDATION:]
    parts = training, training[:CALIBRATION], validation
    return tuple((images[part], labels[part]) for part in parts)


def build(folder: Path) -> dict:
    """Writes all files into `folder`; what is known of them comes back."""
    random = np.random.Generator(np.random.PCG64(SEED))
    training, calibration, validation = split(random)
    network = digits_network(random)
    train(network, *training, random, epochs=EPOCHS, batch=BATCH, rate=RATE, decay=DECAY)

    onnx.save(float_model(network), folder / "float.onnx")
    quantize(folder / "float.onnx", folder / "int8.onnx", calibration[0], per_channel=False)
    quantize(folder / "float.onnx", folder / "int8-fixed.onnx", calibration[0], per_channel=True)
    for name, (images, labels) in {"repr": calibration, "val": validation}.items():
        np.savez_compressed(folder / f"{name}.npz", image=images, labels=labels)

    images, labels = validation
    models = {name: onnx.load(folder / f"{name}.onnx") for name in ("float", "int8", "int8-fixed")}
    answers = {name: outputs(model, images).argmax(1) for name, model in models.items()}
    weight, _ = folded(network.layers["conv5"], network.layers["norm5"])
    largest = np.abs(weight).max((1, 2, 3))
    dead = (outputs(models["float"], images, "relu4") == 0).all((0, 2, 3))
    return {
        "source": "scikit-learn's load_digits: 1797 handwritten digits, 8x8 pixels",
        "samples": {"training": len(training[0]), "repr": len(calibration[0]), "val": len(images)},
        "accuracy_on_val": {name: float((answer == labels).mean()) for name, answer in answers.items()},
        "top1_agreement_with_float": {
            name: float((answers[name] == answers["float"]).mean()) for name in ("int8", "int8-fixed")},
        "parameters": int(sum(numpy_helper.to_array(value).size for value in models["float"].graph.initializer)),
        "conv5": {
            "channels": len(largest),
            "dead_inputs": int(dead.sum()),
            "largest_weight_of_dead": [float(value) for value in sorted(largest[dead], reverse=True)],
            "largest_weight_of_others": float(largest[~dead].max()),
            "median_over_channels": float(np.median(largest)),
        },
        "training": {"seed": SEED, "epochs": EPOCHS, "batch": BATCH, "rate": RATE, "decay": DECAY},
        "versions": {
            "python": platform.python_version(), "numpy": np.__version__, "scikit-learn": sklearn.__version__,
            "onnx": onnx.__version__, "onnxruntime": onnxruntime.__version__},
    }


def main() -> None:
    # The quantizer advises `quant_pre_process`, whose work (folding, shapes) is done already.
    logging.disable(logging.WARNING)
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    facts = build(folder)
    (folder / "facts.json").write_text(json.dumps(facts, indent=2) + "\n")
    print(json.dumps(facts["accuracy_on_val"]))


if __name__ == "__main__":
    main()
