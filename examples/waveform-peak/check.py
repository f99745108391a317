#!/usr/bin/env python3
"""Run model.onnx node by node in numpy float32 and compare its two outputs with expected integers; exit status 1 if one differs.

Without arguments: waveforms.npy against expected.npy. With --firmware: two named columns of a table that a board's firmware wrote.
"""
import argparse
import sys

import numpy as np
import onnx
from onnx import numpy_helper


def attribute(node, name):
    return next(onnx.helper.get_attribute_value(a) for a in node.attribute if a.name == name)


def slice_of(x, start, end, axis):
    return x[tuple(slice(int(start[0]), int(end[0])) if i == int(axis[0]) else slice(None) for i in range(x.ndim))]


OPERATORS = {
    "Slice": lambda node, x, start, end, axis: slice_of(x, start, end, axis),
    "ReduceSum": lambda node, x, axes: x.sum(axis=tuple(axes), keepdims=True, dtype=np.float32),
    "ReduceMin": lambda node, x: x.min(axis=tuple(attribute(node, "axes")), keepdims=True),
    "Sub": lambda node, a, b: a - b,
    "Mul": lambda node, a, b: a * b,
    "Floor": lambda node, a: np.floor(a),
}


def run(model, waveforms):
    values = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
    values[model.graph.input[0].name] = waveforms.astype(np.float32)
    for node in model.graph.node:
        values[node.output[0]] = OPERATORS[node.op_type](node, *(values[name] for name in node.input))
    return np.concatenate([values[output.name] for output in model.graph.output], axis=1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="model.onnx")
    parser.add_argument("--waveforms", default="waveforms.npy")
    parser.add_argument("--expected", default="expected.npy")
    parser.add_argument("--firmware", help="table of firmware results, one row per waveform, instead of --expected")
    parser.add_argument("--columns", help="text file with the names of the table's columns")
    options = parser.parse_args()
    if options.firmware:
        names = open(options.columns).read().split()
        expected = np.load(options.firmware)[:, [names.index("RawBaseline"), names.index("RawPeak")]]
    else:
        expected = np.load(options.expected)
    got = run(onnx.load(options.model), np.load(options.waveforms))
    equal = (got == expected).all(axis=1)
    print(f"{equal.sum()} of {len(equal)} waveforms equal in raw_baseline and raw_peak")
    if not equal.all():
        row = int(np.argmin(equal))
        print(f"first difference: waveform {row}, expected {expected[row]}, got {got[row]}")
        sys.exit(1)


if __name__ == "__main__":
    main()
