"""model.onnx with the types of precision.yaml, in numpy integers: what the firmware has to give, bit by bit.

Independent of the training code: it reads the two files and nothing else. A value is (mantissa, fraction bits); sums and products are exact.
"""
import re

import numpy as np
import onnx
import yaml
from onnx import numpy_helper


def read_types(path):
    """Tensor name to (lowest mantissa, highest mantissa, fraction bits, rounding); tensors with format `exact` are left out."""
    types = {}
    with open(path) as file:
        entries = yaml.safe_load(file)
    for name, entry in entries.items():
        if entry["format"] == "exact":
            continue
        unsigned, width, integer = re.fullmatch(r"(u?)fixed<(\d+),(-?\d+)>", entry["format"]).groups()
        width, integer = int(width), int(integer)
        top = 1 << (width if unsigned else width - 1)
        if entry.get("overflow", "SAT") != "SAT":
            raise ValueError(f"{name}: only saturation is supported here")
        types[name] = (0 if unsigned else -top, top - 1, width - integer, entry.get("rounding", "TRN"))
    return types


def quantise(value, kind):
    mantissa, fraction = value
    low, high, wanted, rounding = kind
    drop = fraction - wanted
    if drop > 0:
        half = (1 << (drop - 1)) if {"RND": True, "TRN": False}[rounding] else 0
        mantissa = (mantissa + half) >> drop
    else:
        mantissa = mantissa << -drop
    return np.clip(mantissa, low, high), wanted


def exactly(array, fraction):
    """Float array to mantissas; an element that is not on the grid is an error."""
    scaled = np.asarray(array, dtype=np.float64) * 2.0**fraction
    mantissa = np.rint(scaled).astype(np.int64)
    if not (mantissa == scaled).all():
        raise ValueError(f"a constant is not a multiple of 2^-{fraction}")
    return mantissa, fraction


def smallest_fraction(array):
    fraction = 0
    while not np.all(np.mod(np.asarray(array, dtype=np.float64) * 2.0**fraction, 1) == 0):
        fraction += 1
    return fraction


def convolve(x, weight):
    """Cross-correlation as Conv defines it, stride 1, no padding: [n, c, t] and [o, c, k] to [n, o, t - k + 1]."""
    columns = np.lib.stride_tricks.sliding_window_view(x, weight.shape[2], axis=2)
    return np.einsum("nctk,ock->not", columns, weight)


def aligned(a, b):
    fraction = max(a[1], b[1])
    return a[0] << (fraction - a[1]), b[0] << (fraction - b[1]), fraction


def integer_node(node, inputs):
    if node.op_type == "Sub":
        a, b, fraction = aligned(*inputs)
        return a - b, fraction
    if node.op_type == "Mul":
        return inputs[0][0] * inputs[1][0], inputs[0][1] + inputs[1][1]
    if node.op_type == "Relu":
        return np.maximum(inputs[0][0], 0), inputs[0][1]
    if node.op_type == "Conv":
        x, weight, bias = inputs
        total = convolve(x[0], weight[0]), x[1] + weight[1]
        a, b, fraction = aligned(total, (bias[0][:, None], bias[1]))
        return a + b, fraction
    raise ValueError(f"node {node.name}: operator {node.op_type} is not known here")


def float_node(node, inputs):
    if node.op_type == "Conv":
        return convolve(inputs[0], inputs[1]) + inputs[2][:, None]
    return {"Sub": np.subtract, "Mul": np.multiply, "Relu": lambda x: np.maximum(x, 0)}[node.op_type](*inputs)


class Model:
    """Both meanings of the network: `run_float` in float64, `run_fixed` in integers."""

    def __init__(self, model_path="model.onnx", precision_path="precision.yaml"):
        graph = onnx.load(model_path).graph
        self.types = read_types(precision_path)
        self.input, self.output = graph.input[0].name, graph.output[0].name
        self.constants = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
        self.nodes = []
        for node in graph.node:
            if node.op_type == "Constant":
                self.constants[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)
            else:
                self.nodes.append(node)

    def run_float(self, samples):
        values = {name: array.astype(np.float64) for name, array in self.constants.items()}
        values[self.input] = samples.astype(np.float64)
        for node in self.nodes:
            values[node.output[0]] = float_node(node, [values[name] for name in node.input])
        return values[self.output]

    def run_fixed(self, samples):
        """(mantissas of the output, its fraction bits)."""
        values = {}
        for name, array in self.constants.items():
            values[name] = exactly(array, self.types[name][2] if name in self.types else smallest_fraction(array))
        values[self.input] = quantise((samples.astype(np.int64), 0), self.types[self.input])
        for node in self.nodes:
            name = node.output[0]
            values[name] = integer_node(node, [values[i] for i in node.input])
            if name in self.types:
                values[name] = quantise(values[name], self.types[name])
        return values[self.output]
