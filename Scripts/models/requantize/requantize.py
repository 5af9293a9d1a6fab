#!/usr/bin/env python3
"""Quantizes models again with other settings, to see what a setting that `judge` imitates really brings.

Usage: requantize.py PAIR_FOLDER... [--xqsh PROGRAM] [--json FILE]

A folder holds float.onnx (and float_preprocessed.onnx where the quantizer was given that), q_qdq*.onnx, repr.npz and
val.npz, as the reference folder does. For every Q/DQ file the settings that it was made with are read off the file, the
float model is quantized again with one of them changed, and the gain over all of val, at the output and at the input of a
final Softmax, is printed beside the gain that `judge --settings` foresaw.

The packages are those of requirements.txt.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile

import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper
from onnxruntime import quantization
from onnxruntime.quantization import CalibrationMethod, QuantType

FINAL = {"Softmax", "LogSoftmax", "Sigmoid"}
PLACES = ("output", "logits")
KINDS = {"uint8": QuantType.QUInt8, "int8": QuantType.QInt8, "uint16": QuantType.QUInt16, "int16": QuantType.QInt16}


class Reader(quantization.CalibrationDataReader):
    """Feeds one sample after the other."""

    def __init__(self, data):
        count = len(next(iter(data.values())))
        self.feeds = iter({name: array[i : i + 1] for name, array in data.items()} for i in range(count))

    def get_next(self):
        return next(self.feeds, None)


def settings_of(model):
    """The options that a Q/DQ model was made with, as far as they can be read off it."""
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    quantizers = [node for node in model.graph.node if node.op_type == "QuantizeLinear"]
    zero_points = [constants[node.input[2]] for node in quantizers]
    weights = [
        node
        for node in model.graph.node
        if node.op_type == "DequantizeLinear" and node.input[0] in constants
        and constants[node.input[0]].dtype != np.int32
    ]
    activation = str(zero_points[0].dtype)
    return {
        "activation_type": activation,
        "symmetric": activation.startswith("int") and all(int(z) == 0 for z in zero_points),
        "per_channel": any(constants[node.input[1]].size > 1 for node in weights),
        "domain": quantizers[0].domain,
    }


def quantize(source, data, settings, method, percentile, target):
    options = {"ActivationSymmetric": settings["symmetric"]}
    if percentile is not None:
        options["CalibPercentile"] = percentile
    if settings["domain"]:
        options["UseQDQContribOps"] = True
    quantization.quantize_static(
        str(source), str(target), Reader(data), quant_format=quantization.QuantFormat.QDQ,
        op_types_to_quantize=sorted(settings["operators"]) if settings["operators"] else None,
        per_channel=settings["per_channel"], activation_type=KINDS[settings["activation_type"]],
        weight_type=QuantType.QInt8, calibrate_method=method, extra_options=options)


def logits_name(model, output):
    """The tensor that a final Softmax, LogSoftmax or Sigmoid reads; else the output."""
    producer = {name: node for node in model.graph.node for name in node.output}
    name = output
    for _ in range(8):
        node = producer.get(name)
        if node is None:
            return output
        if node.op_type in FINAL:
            return node.input[0]
        if node.op_type not in ("Identity", "Reshape", "Flatten", "Squeeze", "QuantizeLinear", "DequantizeLinear"):
            return output
        name = node.input[0]
    return output


def run(model, names, data):
    """The named tensors over all samples, fed in batches of four, everything as it is written in the file."""
    model = onnx.ModelProto.FromString(model.SerializeToString())
    outputs = {value.name for value in model.graph.output}
    for name in names:
        if name not in outputs:
            model.graph.output.append(onnx.helper.make_empty_tensor_value_info(name))
            outputs.add(name)
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    count = len(next(iter(data.values())))
    parts = [session.run(names, {k: v[i : i + 4] for k, v in data.items()}) for i in range(0, count, 4)]
    return [np.concatenate(column) for column in zip(*parts)]


def score(references, results):
    """Decibels of the mean noise-to-signal ratio of several tensors, and the effective number of samples."""
    ratios, noise = [], 0.0
    for x, y in zip(references, results):
        x, y = x.astype(np.float64), y.astype(np.float64)
        power = max((x**2).sum(), 1e-30)
        ratios.append(min(np.nan_to_num(((x - y) ** 2).sum() / power, nan=1e3, posinf=1e3), 1e3))
        noise = noise + ((x - y) ** 2).reshape(len(x), -1).sum(1) / power
    return -10 * np.log10(max(np.mean(ratios), 1e-15)), float(noise.sum() ** 2 / max((noise**2).sum(), 1e-30))


def variants(settings):
    """Name, changed settings, calibration method, percentile."""
    found = []
    if not settings["per_channel"]:
        found.append(("per channel", dict(settings, per_channel=True), CalibrationMethod.MinMax, None))
    if settings["symmetric"]:
        found.append(("asymmetric", dict(settings, symmetric=False), CalibrationMethod.MinMax, None))
    found.append(("MinMax", settings, CalibrationMethod.MinMax, None))
    for percentile in (99.9, 99.99):
        found.append((f"Percentile {percentile}", settings, CalibrationMethod.Percentile, percentile))
    return found


def foreseen(program, folder, path, count):
    """What `judge` imitates of each setting on all of val: gain and effective samples by place and name."""
    found = {}
    with tempfile.TemporaryDirectory() as scratch:
        files = {place: pathlib.Path(scratch) / f"{place}.json" for place in PLACES}
        lines = [f"compare '{folder}/float.onnx' '{path}' --repr '{folder}/repr.npz' --val '{folder}/val.npz'"]
        lines += [
            f"judge --settings --samples {count} --at {place} | to json '{file}'" for place, file in files.items()]
        subprocess.run([program, "--quiet", "--no-journal", "-c", "\n".join(lines)], check=True)
        for place, file in files.items():
            for row in json.loads(file.read_text()):
                found[place, row["setting"]] = (row["gain"], row["trust"])
    return found


def real(folder):
    """One row for each file, setting and place: what quantizing again brought."""
    validation, calibration = (dict(np.load(folder / name)) for name in ("val.npz", "repr.npz"))
    reference = onnx.load(folder / "float.onnx")
    outputs = [value.name for value in reference.graph.output]
    source = folder / "float_preprocessed.onnx"
    source = source if source.exists() else folder / "float.onnx"
    wanted = {"output": outputs, "logits": [logits_name(reference, name) for name in outputs]}
    exact = {place: run(reference, names, validation) for place, names in wanted.items()}

    def figures(model):
        places = {"output": outputs, "logits": [logits_name(model, name) for name in outputs]}
        return {place: score(exact[place], run(model, names, validation)) for place, names in places.items()}

    with tempfile.TemporaryDirectory() as scratch:
        target = pathlib.Path(scratch) / "again.onnx"
        for path in sorted(folder.glob("q_qdq*.onnx")):
            model = onnx.load(path)
            before = figures(model)
            settings = found_again(source, calibration, settings_of(model), before, figures, target)
            if settings is None:
                print(f"{path.name} was made with settings that are not found again", flush=True)
                continue
            for name, changed, method, percentile in variants(settings):
                try:
                    quantize(source, calibration, changed, method, percentile, target)
                except ValueError as refusal:
                    print(f"{path.name}, {name}: the quantizer refuses: {refusal}", flush=True)
                    continue
                after = figures(onnx.load(target))
                for place in PLACES:
                    yield {
                        "file": path, "setting": name, "place": place, "before": before[place][0],
                        "gain": after[place][0] - before[place][0], "trust": min(before[place][1], after[place][1])}


def found_again(source, calibration, settings, before, figures, target):
    """The settings with the operators that were quantized: those that give the same file again; None where none do."""
    for operators in (None, {"MatMul"}, {"Conv", "MatMul", "Gemm"}):
        settings["operators"] = operators
        quantize(source, calibration, settings, CalibrationMethod.MinMax, None, target)
        again = figures(onnx.load(target))
        if all(abs(again[place][0] - before[place][0]) < 0.01 for place in PLACES):
            return settings
    return None


def table(folder, program):
    """The rows with what was foreseen; a setting that the model has already is left out."""
    count = len(next(iter(dict(np.load(folder / "val.npz")).values())))
    by_file = {}
    for row in real(folder):
        path = row["file"]
        if path not in by_file:
            by_file[path] = foreseen(program, folder, path, count)
        gain, trust = by_file[path].get((row["place"], row["setting"]), (0.0, row["trust"]))
        if (row["place"], row["setting"]) not in by_file[path] and abs(row["gain"]) < 0.005:
            continue
        yield dict(row, model=folder.name, file=path.name, foreseen=gain, trust=min(trust, row["trust"]))


def show(rows):
    """The table, and how many of the cases that count are within 1 dB."""
    print(f"{'model':<12}{'file':<22}{'setting':<18}{'place':<8}{'before':>8}{'foreseen':>10}{'real':>8}{'off':>8}{'n_eff':>7}")
    for row in rows:
        off = row["foreseen"] - row["gain"]
        print(
            f"{row['model']:<12}{row['file']:<22}{row['setting']:<18}{row['place']:<8}{row['before']:8.2f}"
            f"{row['foreseen']:10.2f}{row['gain']:8.2f}{off:8.2f}{row['trust']:7.1f}")
    counted = [row for row in rows if row["place"] == "logits" or row["trust"] >= 8]
    near = sum(abs(row["foreseen"] - row["gain"]) <= 1 for row in counted)
    print(f"within 1 dB, at the logits or at an output with n_eff of 8 or more: {near} of {len(counted)}")
    return near >= 0.9 * len(counted)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", type=pathlib.Path, nargs="+")
    parser.add_argument("--xqsh", default="xqsh")
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()
    found = [row for folder in arguments.folders for row in table(folder.resolve(), arguments.xqsh)]
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1))
    raise SystemExit(0 if show(found) else 1)
