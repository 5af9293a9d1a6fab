"""Cuts the small committed part of the reference pair ppocr_cls that a test compares with.

The first squeeze-and-excite block of a real text direction classifier: convolutions with BatchNormalization, a Clip and
Relus that the quantizer absorbed, pooling. What lies behind a tensor has no influence on it, so the reference values of
the whole pair hold for the part, fed with the same data in the same batches.

    python3 make.py REFERENCE_FOLDER OUT_FOLDER        (onnx 1.23.2)
"""

import json
import shutil
import sys
from pathlib import Path

import onnx
from onnx.utils import Extractor

LAST = "tmp_0"
QUANTIZED = "q_qdq_u8i8"


def cut(source: Path, target: Path, output: str) -> set[str]:
    model = onnx.load(source)
    if all(value.name != output for value in model.graph.value_info):
        model.graph.value_info.append(onnx.helper.make_tensor_value_info(output, onnx.TensorProto.FLOAT, None))
    part = Extractor(model).extract_model(["x"], [output])
    onnx.save(part, target)
    return {name for node in part.graph.node for name in node.output} | {"x"}


def main() -> None:
    reference, out = Path(sys.argv[1]) / "ppocr_cls", Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    tensors = cut(reference / "float.onnx", out / "float.onnx", LAST)
    cut(reference / f"{QUANTIZED}.onnx", out / f"{QUANTIZED}.onnx", f"{LAST}_DequantizeLinear_Output")
    shutil.copy(reference / "val.npz", out / "val.npz")
    whole = json.loads((reference / f"{QUANTIZED}.reference.json").read_text())
    kept = ("float_tensor", "quant_tensor", "rule", "val")
    part = {
        "batch": whole["batch"],
        "tensors": [{key: t[key] for key in kept} for t in whole["tensors"] if t["float_tensor"] in tensors],
        "unpaired": [
            {"float_tensor": t["float_tensor"], "reason": t["reason"]}
            for t in whole["unpaired"]
            if t["float_tensor"] in tensors
        ],
    }
    (out / "reference.json").write_text(json.dumps(part, indent=1) + "\n")


main()
