"""Measures the example with numpy, for the end-to-end test: argument 1 is the folder of its files, argument 2 the JSON.

Both models run as plain float graphs in ONNX Runtime, all optimizations off, one thread, batches of 32.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

from export import outputs
from measure import errors, pairs

BATCH = 32


def main() -> None:
    folder, target = Path(sys.argv[1]), Path(sys.argv[2])
    data = {name: np.load(folder / f"{name}.npz") for name in ("val", "repr")}
    model = onnx.load(folder / "float.onnx")
    result = {"onnxruntime": onnxruntime.__version__, "numpy": np.__version__, "batch": BATCH, "quantized": {}}
    for name in ("int8", "int8-fixed"):
        quantized = onnx.load(folder / f"{name}.onnx")
        entry = {"pairs": dict(pairs(model, quantized))}
        for which, arrays in data.items():
            images, labels = arrays["image"], arrays["labels"]
            before, after = (outputs(one, images).argmax(1) for one in (model, quantized))
            entry[which] = {
                "samples": len(images),
                "correct_float": int((before == labels).sum()),
                "correct_quant": int((after == labels).sum()),
                "same_answer": int((before == after).sum()),
                "tensors": errors(model, quantized, images, BATCH),
            }
        result["quantized"][name] = entry
    target.write_text(json.dumps(result, indent=1) + "\n")
    print_table(result)


def print_table(result: dict) -> None:
    print(f"{'tensor':10}" + "".join(f"{name + ' sqnr dB':>22}" for name in result["quantized"]))
    columns = [entry["val"]["tensors"] for entry in result["quantized"].values()]
    for tensor in columns[0]:
        print(f"{tensor:10}" + "".join(f"{column[tensor]['pooled']['sqnr_db']:22.2f}" for column in columns))


if __name__ == "__main__":
    main()
