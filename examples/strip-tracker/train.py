#!/usr/bin/env python3
"""Train the network, first in float, then with its fixed-point formats in place; write model.onnx and precision.yaml.

The loss counts both residuals in units of their Cramer-Rao limits, so that every signal-to-noise ratio counts the same. One thread and
fixed seeds: the same torch on the same kind of processor gives the same bytes.
"""
import argparse
import math

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

import generate
import network
import strips

STRIPS, BATCH = 400_000, 1024
RATE = 1e-2
EDGE_NS = 25.0                      # training times go beyond the hits that are asked for, so that these are not at an edge
SNR = (4.0, 80.0)                   # uniform in the logarithm
FLOOR_NS, FLOOR_COUNTS = 0.2, 0.5   # added to the limits in quadrature: better than that need not be
HUBER = 4.0                         # standard deviations, from where on a residual counts linearly


def training_data(seed):
    """(recorded, time, amplitude, scale of the time's residual, scale of the amplitude's)."""
    rng = generate.stream(seed, generate.TRAINING)
    time = rng.uniform(strips.HIT_NS[0] - EDGE_NS, strips.HIT_NS[1] + EDGE_NS, STRIPS)
    amplitude = strips.NOISE * SNR[0] * (SNR[1] / SNR[0]) ** rng.random(STRIPS)
    data = strips.record(rng, time, amplitude)
    limits = strips.limits(time, amplitude, data.tau)
    arrays = data.recorded, time, amplitude, np.hypot(limits[0], FLOOR_NS), np.hypot(limits[1], FLOOR_COUNTS)
    return [torch.tensor(a, dtype=torch.float32) for a in arrays]


def huber(residual):
    return torch.nn.functional.huber_loss(residual, torch.zeros_like(residual), delta=HUBER)


def fit(model, data, steps, rate, shuffle):
    """Adam with a learning rate that falls as a half cosine."""
    optimiser = torch.optim.Adam(model.parameters(), lr=rate)
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = rate * (0.001 + 0.5 * (1 + math.cos(math.pi * step / steps)))
        chosen = torch.randint(STRIPS, (BATCH,), generator=shuffle)
        strip, time, amplitude, time_scale, amplitude_scale = (part[chosen] for part in data)
        estimate = model(strip)
        loss = huber((estimate[0][:, 0] - time) / time_scale) + huber((estimate[1][:, 0] - amplitude) / amplitude_scale)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 2000 == 1999:
            print(f"step {step + 1:6d}  loss {loss.item():.3f}", flush=True)


@torch.no_grad()
def resolution(model, seed):
    """Of the time at S/N 20, on strips that nothing else uses."""
    data = generate.strips_at(generate.stream(seed, generate.VALIDATION), 20, 20000)
    residual = model(torch.tensor(data.recorded, dtype=torch.float32))[0][:, 0].numpy() - data.time
    limit = np.sqrt((strips.limits(data.time, data.amplitude, data.tau)[0] ** 2).mean())
    return f"time at S/N 20: bias {residual.mean():+.3f}  rms {residual.std():.3f} ns, {residual.std() / limit:.3f} of the limit"


def export(model, path):
    def integers(*values):
        return np.array(values, dtype=np.int64)

    constants = model.exported() | {
        "start": integers(0), "middle": integers(strips.SAMPLES), "end": integers(strips.SAMPLES + 1), "axis": integers(1),
        "lowest_peak": np.float32(network.LOWEST_PEAK), "middle_tau": np.float32(network.MIDDLE_TAU),
        "tau_scale": np.float32(1 / network.TAU_STEP)}

    def node(kind, inputs, output, **attributes):
        return helper.make_node(kind, inputs, [output], output, **attributes)

    def dense(name, x, output):
        return node("Gemm", [x, f"{name}.weight", f"{name}.bias"], output, transB=1)

    nodes = [
        node("Slice", ["strip", "start", "middle", "axis"], "samples"),
        node("Slice", ["strip", "middle", "end", "axis"], "tau"),
        node("ReduceMax", ["samples"], "highest", axes=[1], keepdims=1),
        node("Max", ["highest", "lowest_peak"], "peak"),
        node("Reciprocal", ["peak"], "inverse"),
        node("Mul", ["samples", "inverse"], "shape"),
        node("Sub", ["tau", "middle_tau"], "above_middle"),
        node("Mul", ["above_middle", "tau_scale"], "shaping"),
        node("Concat", ["shape", "shaping"], "features", axis=1),
        dense("hidden0", "features", "sum0"),
        node("Relu", ["sum0"], "hidden0"),
        dense("hidden1", "hidden0", "sum1"),
        node("Relu", ["sum1"], "hidden1"),
        dense("time", "hidden1", "time"),
        dense("factor", "hidden1", "factor"),
        node("Mul", ["peak", "factor"], "amplitude"),
    ]
    graph = helper.make_graph(
        nodes, "strip_tracker", [helper.make_tensor_value_info("strip", TensorProto.FLOAT, ["batch", strips.SAMPLES + 1])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", 1]) for name in ("time", "amplitude")],
        [numpy_helper.from_array(np.asarray(v), k) for k, v in constants.items()])
    exported = helper.make_model(graph, producer_name="train.py", opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.checker.check_model(exported, full_check=True)
    onnx.save(exported, path)


def write_precision(path):
    n = network
    inputs = ", ".join([f'"{n.SAMPLE}"'] * strips.SAMPLES + [f'"{n.TAU}"'])
    lines = ["# Types that the network was trained with. Weights and biases in model.onnx are on these grids already; sums are exact.",
             f"strip: {{ format: [{inputs}], rounding: TRN, overflow: SAT }}"]
    weights = {"hidden0": (n.WEIGHT, n.BIAS), "hidden1": (n.WEIGHT, n.BIAS), "time": (n.TIME_WEIGHT, n.TIME_BIAS),
               "factor": (n.FACTOR_WEIGHT, n.FACTOR_BIAS)}
    for name, kinds in weights.items():
        lines += [f'{name}.{part}: {{ format: "{kind}" }}' for part, kind in zip(("weight", "bias"), kinds)]
    tensors = {"inverse": n.INVERSE, "shape": n.SHAPE, "hidden0": n.HIDDEN, "hidden1": n.HIDDEN, "factor": n.FACTOR, "time": n.TIME,
               "amplitude": n.AMPLITUDE}
    lines += [f'{name}: {{ format: "{kind}", rounding: RND, overflow: SAT }}' for name, kind in tensors.items()]
    lines.append('"*": { format: exact }')
    with open(path, "w") as file:
        file.write("\n".join(lines) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="model.onnx")
    parser.add_argument("--precision", default="precision.yaml")
    parser.add_argument("--seed", type=int, default=61)
    parser.add_argument("--steps", type=int, nargs=2, default=[16000, 16000], metavar=("FLOAT", "QUANTISED"))
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(options.seed)
    shuffle = torch.Generator().manual_seed(options.seed)
    data = training_data(options.seed)
    model = network.Tracker()
    print(f"{sum(p.numel() for p in model.parameters())} parameters")
    fit(model, data, options.steps[0], RATE, shuffle)
    print("float:                       ", resolution(model, options.seed))
    model.quantised = True
    print("fixed point, not yet trained:", resolution(model, options.seed))
    fit(model, data, options.steps[1], RATE / 10, shuffle)
    print("fixed point:                 ", resolution(model, options.seed))
    export(model, options.model)
    write_precision(options.precision)


if __name__ == "__main__":
    main()
