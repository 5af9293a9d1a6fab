"""Makes the models beside this file. Needs the Python packages onnx (1.20) and numpy; the results are committed."""

import pathlib

import numpy as np
import onnx
from onnx import TensorProto as T
from onnx import helper as h
from onnx import numpy_helper

folder = pathlib.Path(__file__).parent
info = h.make_tensor_value_info


def constant(name, values, dtype=np.float32):
    return numpy_helper.from_array(np.array(values, dtype), name)


def save(name, nodes, inputs, outputs, initializers=(), opset=21, domains=()):
    graph = h.make_graph(list(nodes), name, inputs, outputs, list(initializers))
    opsets = [h.make_opsetid("", opset)] + [h.make_opsetid(domain, 1) for domain in domains]
    model = h.make_model(graph, opset_imports=opsets, ir_version=10)
    (folder / f"{name}.onnx").write_bytes(model.SerializeToString())
    return model


x = info("x", T.FLOAT, ["n", 4])

# An inner tensor, an initializer, an unused one that the engine warns of.
save(
    "inner",
    [h.make_node("MatMul", ["x", "w"], ["hidden"], name="multiply"), h.make_node("Relu", ["hidden"], ["y"], name="clamp")],
    [x], [info("y", T.FLOAT, ["n", 2])],
    [constant("w", [[1, -1], [2, -2], [3, -3], [4, -4]]), constant("unused", [1.0])],
)

# Every kind of output.
casts = {"as_int32": T.INT32, "as_int64": T.INT64, "as_bool": T.BOOL, "as_float16": T.FLOAT16, "as_bfloat16": T.BFLOAT16,
         "as_float64": T.DOUBLE, "as_float8": T.FLOAT8E4M3FN, "as_string": T.STRING}
save(
    "types",
    [h.make_node("Cast", ["x"], [name], name=name, to=to) for name, to in casts.items()]
    + [
        h.make_node("QuantizeLinear", ["x", "one"], ["as_int4"], name="as_int4", output_dtype=T.INT4),
        h.make_node("SequenceConstruct", ["x", "x"], ["as_sequence"], name="as_sequence"),
        h.make_node("Identity", ["x"], ["y"], name="same"),
    ],
    [info("x", T.FLOAT, [3])], [info("y", T.FLOAT, [3])], [constant("one", 1.0)],
)

# Tensors inside the branches of an If.
branches = [
    h.make_graph([h.make_node(op, ["x"], [f"{word}_result"], name=f"{word}_node")], word, [], [info(f"{word}_result", T.FLOAT, None)])
    for word, op in (("then", "Relu"), ("else", "Neg"))
]
save(
    "branches", [h.make_node("If", ["condition"], ["y"], name="choose", then_branch=branches[0], else_branch=branches[1])],
    [x, info("condition", T.BOOL, [])], [info("y", T.FLOAT, None)],
)

# Refused at loading; failing when it runs; wanting 16 TiB.
save("unknown_op", [h.make_node("Mystery", ["x"], ["y"], name="what")], [x], [info("y", T.FLOAT, None)])
save("fails", [h.make_node("Reshape", ["x", "seven"], ["y"], name="reshape")], [x], [info("y", T.FLOAT, None)],
     [constant("seven", [7], np.int64)])
save("huge", [h.make_node("Expand", ["x", "shape"], ["y"], name="expand")], [info("x", T.FLOAT, [1, 1])],
     [info("y", T.FLOAT, None)], [constant("shape", [1 << 21, 1 << 21], np.int64)])

# Counts to 2^62: ends only when it is cancelled.
body = h.make_graph(
    [h.make_node("Identity", ["go_on"], ["still"]), h.make_node("Add", ["sum", "one"], ["next"])], "body",
    [info("i", T.INT64, []), info("go_on", T.BOOL, []), info("sum", T.FLOAT, [1])],
    [info("still", T.BOOL, []), info("next", T.FLOAT, [1])],
)
save("endless", [h.make_node("Loop", ["trips", "", "x"], ["y"], name="loop", body=body)], [info("x", T.FLOAT, [1])],
     [info("y", T.FLOAT, [1])], [constant("trips", 1 << 62, np.int64), constant("one", [1.0])])

# An input whose rank the model does not state.
save("any_rank", [h.make_node("Neg", ["x"], ["y"], name="negate")], [info("x", T.FLOAT, None)], [info("y", T.FLOAT, None)])

# Weights in another file.
model = save("external", [h.make_node("Mul", ["x", "w"], ["y"], name="scale")], [x], [info("y", T.FLOAT, None)],
             [constant("w", [1, 10, 100, 1000])])
(folder / "external.bin").unlink(missing_ok=True)
onnx.external_data_helper.convert_model_to_external_data(model, location="external.bin", size_threshold=0)
onnx.save(model, folder / "external.onnx")

# What optimizations are tempted by: a convolution between quantizers, with a normalization behind it.
random = np.random.default_rng(1)


def quantizers(source, scale, zero_point):
    return [h.make_node("QuantizeLinear", [source, scale, zero_point], [f"{source}_q"], name=f"{source}_quantize"),
            h.make_node("DequantizeLinear", [f"{source}_q", scale, zero_point], [f"{source}_dq"], name=f"{source}_dequantize")]


image = info("x", T.FLOAT, [1, 2, 5, 5])
normalization = [constant(name, random.uniform(0.5, 1.5, 3)) for name in ("gain", "shift", "mean", "variance")]
save(
    "convolution",
    [h.make_node("Conv", ["x", "w"], ["conv"], name="conv"),
     h.make_node("BatchNormalization", ["conv", "gain", "shift", "mean", "variance"], ["y"], name="normalize")],
    [image], [info("y", T.FLOAT, None)], [constant("w", random.normal(size=(3, 2, 3, 3))), *normalization],
)
save(
    "quantized_convolution",
    [*quantizers("x", "x_scale", "x_zero"),
     h.make_node("DequantizeLinear", ["w_q", "w_scale", "w_zero"], ["w_dq"], name="w_dequantize"),
     h.make_node("Conv", ["x_dq", "w_dq"], ["conv"], name="conv"),
     h.make_node("BatchNormalization", ["conv", "gain", "shift", "mean", "variance"], ["normal"], name="normalize"),
     *quantizers("normal", "y_scale", "y_zero"), h.make_node("Relu", ["normal_dq"], ["y"], name="clamp")],
    [image], [info("y", T.FLOAT, None)],
    [constant("x_scale", 0.02), constant("x_zero", 128, np.uint8), constant("w_scale", 0.013), constant("w_zero", 0, np.int8),
     constant("w_q", random.integers(-127, 128, (3, 2, 3, 3)), np.int8), constant("y_scale", 0.05),
     constant("y_zero", 100, np.uint8), *normalization],
)


# Weights that are computed in each run, constant, or both: sums of 600 products show in which order they are added.
tall = info("x", T.FLOAT, [2, 600])
dequantize = h.make_node("DequantizeLinear", ["w_q", "w_scale"], ["w_dq"], name="w_dequantize")
small_weights = [constant("w_q", random.integers(-127, 128, (600, 1)), np.int8), constant("w_scale", 0.013)]
multiply = h.make_node("MatMul", ["x", "w_dq"], ["y"], name="multiply")
save("computed_weights", [dequantize, multiply], [tall], [info("y", T.FLOAT, None)], small_weights)
save(
    "mixed_weights", [dequantize, multiply, h.make_node("Gemm", ["y", "v"], ["z"], name="again")],
    [tall], [info("z", T.FLOAT, None)], [*small_weights, constant("v", [[2.0, 3.0]])],
)
multiplying = h.make_graph([h.make_node("MatMul", ["x", "w"], ["inside"])], "multiplying", [], [info("inside", T.FLOAT, None)])
passing = h.make_graph([h.make_node("Neg", ["x"], ["outside"])], "passing", [], [info("outside", T.FLOAT, None)])
save(
    "branch_weights", [h.make_node("If", ["condition"], ["y"], name="choose", then_branch=multiplying, else_branch=passing)],
    [x, info("condition", T.BOOL, [])], [info("y", T.FLOAT, None)], [constant("w", [[1.0], [2], [3], [4]])],
)
