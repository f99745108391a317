"""A model with the types of its precision file, in numpy integers: what the firmware has to give, bit by bit.

Independent of the training code: it reads the two files and nothing else. A value is (mantissa, fraction bits); sums and products are
exact.
"""
import fnmatch
import re

import numpy as np
import onnx
import yaml
from onnx import helper, numpy_helper

import fixed_recurrent


class Types:
    """The entries of a precision file: (lowest mantissa, highest, fraction bits, rounding) by the name of a tensor; None where it is exact."""

    def __init__(self, path):
        self.entries = {}
        with open(path) as file:
            for name, entry in yaml.safe_load(file).items():
                self.entries[name] = None if entry["format"] == "exact" else self.kind(name, entry)

    @staticmethod
    def kind(name, entry):
        unsigned, width, integer = re.fullmatch(r"(u?)fixed<(\d+),(-?\d+)>", entry["format"]).groups()
        width, integer = int(width), int(integer)
        top = 1 << (width if unsigned else width - 1)
        if entry.get("overflow", "SAT") != "SAT":
            raise ValueError(f"{name}: only saturation is supported here")
        return 0 if unsigned else -top, top - 1, width - integer, entry.get("rounding", "TRN")

    def of(self, name):
        """A name is stronger than a pattern, and an earlier pattern than a later one."""
        if name in self.entries:
            return self.entries[name]
        return next((kind for pattern, kind in self.entries.items() if fnmatch.fnmatchcase(name, pattern)), None)

    def apply(self, name, value):
        kind = self.of(name)
        return value if kind is None else quantise(value, kind)


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


def add(a, b):
    left, right, fraction = aligned(a, b)
    return left + right, fraction


def attributes(node):
    return {a.name: helper.get_attribute_value(a) for a in node.attribute}


def integer_node(node, inputs, types):
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
        return add(total, (bias[0][:, None], bias[1]))
    if node.op_type == "Transpose":
        return inputs[0][0].transpose(attributes(node)["perm"]), inputs[0][1]
    if node.op_type == "Squeeze":
        return inputs[0][0].squeeze(int(inputs[1][0][0])), inputs[0][1]
    if node.op_type == "Gemm":
        x, weight, bias = inputs
        return add((x[0] @ weight[0].T, x[1] + weight[1]), bias)
    if node.op_type in ("RNN", "LSTM"):
        state = fixed_recurrent.run(node.op_type, last(node.output), types.of, *(fixed_recurrent.Exact(*value) for value in inputs))
        return state.mantissa, state.fraction
    raise ValueError(f"node {node.name}: operator {node.op_type} is not known here")


def float_node(node, inputs):
    if node.op_type == "Conv":
        return convolve(inputs[0], inputs[1]) + inputs[2][:, None]
    if node.op_type == "Transpose":
        return inputs[0].transpose(attributes(node)["perm"])
    if node.op_type in ("RNN", "LSTM"):
        state = fixed_recurrent.run(node.op_type, last(node.output), lambda name: None, *(fixed_recurrent.Real(value) for value in inputs))
        return state.value
    return {"Sub": np.subtract, "Mul": np.multiply, "Relu": lambda x: np.maximum(x, 0), "Squeeze": lambda x, axis: x.squeeze(int(axis[0])),
            "Gemm": lambda x, weight, bias: x @ weight.T + bias}[node.op_type](*inputs)


def last(outputs):
    """The output that a node is named after: optional ones that are not wanted have no name."""
    return next(name for name in reversed(outputs) if name)


class Model:
    """Both meanings of the network: `run_float` in float64, `run_fixed` in integers."""

    def __init__(self, model_path="model.onnx", precision_path="precision.yaml"):
        graph = onnx.load(model_path).graph
        self.types = Types(precision_path)
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
            values[last(node.output)] = float_node(node, [values[name] for name in node.input])
        return values[self.output]

    def run_fixed(self, samples):
        """(mantissas of the output, its fraction bits)."""
        values = {}
        for name, array in self.constants.items():
            kind = self.types.of(name)
            values[name] = exactly(array, smallest_fraction(array) if kind is None else kind[2])
        values[self.input] = self.types.apply(self.input, (samples.astype(np.int64), 0))
        for node in self.nodes:
            name = last(node.output)
            values[name] = self.types.apply(name, integer_node(node, [values[i] for i in node.input], self.types))
        return values[self.output]
