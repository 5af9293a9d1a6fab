"""A model of one node that computes for seconds, and data for it, written without any library."""

import pathlib
import struct


def number(value):
    text = bytearray()
    while value >= 0x80:
        text.append(value & 0x7F | 0x80)
        value >>= 7
    text.append(value)
    return bytes(text)


def field(key, value):
    """One field of a protobuf message: a number, or bytes, or text."""
    if isinstance(value, int):
        return number(key << 3) + number(value)
    data = value.encode() if isinstance(value, str) else value
    return number(key << 3 | 2) + number(len(data)) + data


def node(op, inputs, output):
    return field(1, b"".join([field(1, name) for name in inputs] + [field(2, output), field(3, output), field(4, op)]))


def value(name, shape):
    dimensions = b"".join(field(1, field(1, size)) for size in shape)
    return field(1, name) + field(2, field(1, field(1, 1) + field(2, dimensions)))


def write(folder, size):
    """`slow.onnx`, which multiplies two matrices of that size, and `one.npy`, its input."""
    shape = field(1, 2) + field(2, 7) + field(8, "shape") + field(9, struct.pack("<qq", size, size))
    graph = b"".join([
        node("Expand", ["x", "shape"], "wide"), node("MatMul", ["wide", "wide"], "y"), field(2, "slow"),
        field(5, shape), field(11, value("x", [1, 1])), field(12, value("y", [size, size]))])
    model = field(1, 10) + field(7, graph) + field(8, field(1, "") + field(2, 21))
    pathlib.Path(folder, "slow.onnx").write_bytes(model)
    header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1), }"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    pathlib.Path(folder, "one.npy").write_bytes(
        b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + struct.pack("<f", 0.5))
