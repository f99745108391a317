#!/usr/bin/env python3
"""Write model.onnx: baseline and peak of a digitiser waveform, from plain ONNX operators.

    raw_baseline = sum of (s[i] - MID_SCALE) for i < BASELINE_SAMPLES
    raw_peak     = 8 * (min(s) - MID_SCALE) - (raw_baseline >> 1)        >> is the arithmetic shift: it rounds towards minus infinity

Every intermediate is an integer below 2^17, which float32 holds exactly: the model gives the same integers in any ONNX runtime.
"""
import argparse

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SAMPLES = 1024
BASELINE_SAMPLES = 16
MID_SCALE = 2048


def integers(name, *values):
    return numpy_helper.from_array(np.array(values, dtype=np.int64), name)


def scalar(name, value):
    return numpy_helper.from_array(np.array(value, dtype=np.float32), name)


def build():
    nodes = [
        helper.make_node("Slice", ["waveform", "slice_start", "slice_end", "sample_axis"], ["head"], name="slice_head"),
        helper.make_node("ReduceSum", ["head", "sample_axis"], ["head_sum"], name="sum_head", keepdims=1),
        helper.make_node("Sub", ["head_sum", "mid_scale_sum"], ["raw_baseline"], name="subtract_pedestal"),
        helper.make_node("Mul", ["raw_baseline", "half"], ["half_baseline"], name="halve"),
        helper.make_node("Floor", ["half_baseline"], ["shifted_baseline"], name="shift_right"),
        helper.make_node("ReduceMin", ["waveform"], ["minimum"], name="minimum", axes=[1], keepdims=1),
        helper.make_node("Sub", ["minimum", "mid_scale"], ["depth"], name="subtract_mid_scale"),
        helper.make_node("Mul", ["depth", "peak_gain"], ["scaled_depth"], name="scale_peak"),
        helper.make_node("Sub", ["scaled_depth", "shifted_baseline"], ["raw_peak"], name="subtract_baseline"),
    ]
    graph = helper.make_graph(
        nodes,
        "waveform_peak",
        [helper.make_tensor_value_info("waveform", TensorProto.FLOAT, ["batch", SAMPLES])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", 1]) for name in ("raw_baseline", "raw_peak")],
        [
            integers("slice_start", 0),
            integers("slice_end", BASELINE_SAMPLES),
            integers("sample_axis", 1),
            scalar("mid_scale_sum", BASELINE_SAMPLES * MID_SCALE),
            scalar("half", 0.5),
            scalar("mid_scale", MID_SCALE),
            scalar("peak_gain", 8),
        ],
    )
    model = helper.make_model(graph, producer_name="waveform-peak", opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 7
    onnx.checker.check_model(model, full_check=True)
    return model


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", default="model.onnx")
    onnx.save(build(), parser.parse_args().output)


if __name__ == "__main__":
    main()
