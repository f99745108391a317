"""model.onnx with the types of precision.yaml, in numpy integers: what the firmware has to give, bit by bit.

Independent of the training code: it reads the two files and nothing else. A value is (mantissas, fraction bits); sums and products are
exact.
"""
import re

import numpy as np
import onnx
import yaml
from onnx import helper, numpy_helper


def read_type(name, entry):
    """(lowest mantissa, highest, fraction bits, rounding), the first three for each element where a list of formats is stated."""
    if entry["format"] == "exact":
        return None
    if entry.get("overflow", "SAT") != "SAT":
        raise ValueError(f"{name}: only saturation is supported here")
    listed = entry["format"] if isinstance(entry["format"], list) else [entry["format"]]
    columns = []
    for text in listed:
        unsigned, width, integer = re.fullmatch(r"(u?)fixed<(\d+),(-?\d+)>", text).groups()
        top = 1 << (int(width) if unsigned else int(width) - 1)
        columns.append((0 if unsigned else -top, top - 1, int(width) - int(integer)))
    low, high, fraction = zip(*columns)
    if len(set(fraction)) > 1:
        raise ValueError(f"{name}: elements with different fraction bits are not supported here")
    return np.array(low), np.array(high), fraction[0], entry.get("rounding", "TRN")


def quantise(value, kind):
    if kind is None:
        return value
    mantissa, fraction = value
    low, high, wanted, rounding = kind
    drop = fraction - wanted
    half = {"RND": 1 << (drop - 1), "TRN": 0}[rounding] if drop > 0 else 0
    return np.clip((mantissa + half) >> drop if drop > 0 else mantissa << -drop, low, high), wanted


def exactly(name, array, fraction=None):
    """Float array to mantissas on the stated grid, else on the coarsest that holds it."""
    array = np.asarray(array, dtype=np.float64)
    if fraction is None:
        fraction = next(f for f in range(64) if np.all(np.mod(array * 2.0**f, 1) == 0))
    mantissa = np.rint(array * 2.0**fraction).astype(np.int64)
    if not (mantissa == array * 2.0**fraction).all():
        raise ValueError(f"{name} is not a multiple of 2^-{fraction}")
    return mantissa, fraction


def aligned(values):
    fraction = max(f for _, f in values)
    return [m << (fraction - f) for m, f in values], fraction


def reciprocal(value, kind):
    """A table: 1 / x in double precision, rounded once, half up."""
    mantissa, fraction = value
    entry = np.floor(1 / (mantissa * 2.0**-fraction) * 2.0 ** kind[2] + 0.5).astype(np.int64)
    return np.clip(entry, kind[0], kind[1]), kind[2]


def integer_node(node, inputs, kind):
    attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
    first = inputs[0]
    if node.op_type == "Slice":
        start, end, axis = (int(value[0][0]) for value in inputs[1:])
        return first[0].take(range(start, end), axis), first[1]
    if node.op_type == "ReduceMax":
        return first[0].max(axis=attributes["axes"][0], keepdims=True), first[1]
    if node.op_type == "Reciprocal":
        return reciprocal(first, kind)
    if node.op_type == "Relu":
        return np.maximum(first[0], 0), first[1]
    if node.op_type == "Mul":
        return first[0] * inputs[1][0], first[1] + inputs[1][1]
    if node.op_type == "Gemm":
        x, weight, bias = inputs
        (product, offset), fraction = aligned([(x[0] @ weight[0].T, x[1] + weight[1]), bias])
        return product + offset, fraction
    if node.op_type in ("Sub", "Max", "Concat"):
        operands, fraction = aligned(inputs)
        if node.op_type == "Concat":
            return np.concatenate(operands, attributes["axis"]), fraction
        return {"Sub": np.subtract, "Max": np.maximum}[node.op_type](*operands), fraction
    raise ValueError(f"node {node.name}: operator {node.op_type} is not known here")


def float_node(node, inputs):
    attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
    return {"Slice": lambda x, start, end, axis: x.take(range(int(start[0]), int(end[0])), int(axis[0])),
            "ReduceMax": lambda x: x.max(axis=attributes["axes"][0], keepdims=True), "Reciprocal": lambda x: 1 / x,
            "Relu": lambda x: np.maximum(x, 0), "Mul": np.multiply, "Sub": np.subtract, "Max": np.maximum,
            "Gemm": lambda x, weight, bias: x @ weight.T + bias,
            "Concat": lambda *parts: np.concatenate(parts, attributes["axis"])}[node.op_type](*inputs)


class Model:
    """Both meanings of the network: `run_float` in float64, `run_fixed` in integers; each gives (time, amplitude), [n]."""

    def __init__(self, model_path="model.onnx", precision_path="precision.yaml"):
        self.graph = onnx.load(model_path).graph
        with open(precision_path) as file:
            self.types = {name: read_type(name, entry) for name, entry in yaml.safe_load(file).items()}
        self.constants = {i.name: numpy_helper.to_array(i) for i in self.graph.initializer}

    def outputs(self, values):
        return [values[output.name] for output in self.graph.output]

    def run_float(self, strip):
        values = {name: array.astype(np.float64) for name, array in self.constants.items()}
        values[self.graph.input[0].name] = strip.astype(np.float64)
        for node in self.graph.node:
            values[node.output[0]] = float_node(node, [values[name] for name in node.input])
        return [value[:, 0] for value in self.outputs(values)]

    def run_mantissas(self, strip):
        """[(mantissas [n, 1], fraction bits)] of the outputs."""
        name = self.graph.input[0].name
        values = {n: exactly(n, array, self.types[n][2] if n in self.types else None) for n, array in self.constants.items()}
        values[name] = quantise((strip.astype(np.int64), 0), self.types[name])
        for node in self.graph.node:
            name = node.output[0]
            kind = self.types.get(name)
            values[name] = quantise(integer_node(node, [values[i] for i in node.input], kind), kind)
        return self.outputs(values)

    def run_fixed(self, strip):
        return [mantissa[:, 0] * 2.0**-fraction for mantissa, fraction in self.run_mantissas(strip)]
