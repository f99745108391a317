#!/usr/bin/env python3
"""Train the recurrent networks on windows of 5 samples, first in float, then with their fixed-point formats in place.

Writes NAME.onnx and NAME_precision.yaml. The loss is that of train.py: every BC counts, hard-scatter deposits 21 times. Half of each batch
are deposits and half are not, weighted by how often each occurs, which has the same expectation and less variance. One thread and fixed
seeds.
"""
import argparse
import math

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

import detector
import generate
import network
import recurrent
import train
from window import BEFORE, RECURRENT_AFTER, RECURRENT_BEFORE, RECURRENT_SLICE, RECURRENT_WINDOW

HALF_BATCH = 512
RATE, LAST_RATE = 2e-2, 2e-5
STEPS = {"rnn": (30000, 15000), "lstm": (20000, 10000)}
SEEDS = {"rnn": 1, "lstm": 2}


def windows(seed):
    """Two pairs of windows [n, 1, 5] and energies [n], of hard-scatter deposits and of all other BCs, and the share of the first."""
    adc, energy, hard = train.training_data(seed)
    first = BEFORE - RECURRENT_BEFORE
    adc = adc[:, 0, first: first + energy.shape[1] + RECURRENT_WINDOW - 1].unfold(1, RECURRENT_WINDOW, 1)
    return [(adc[chosen][:, None], energy[chosen]) for chosen in (hard, ~hard)], hard.float().mean().item()


def loss_of(estimate, energy):
    residual = (estimate[:, 0] - energy) / torch.sqrt(train.SIGMA_GEV**2 + (train.SIGMA_RELATIVE * energy) ** 2)
    return torch.nn.functional.huber_loss(residual, torch.zeros_like(residual), delta=train.HUBER)


def fit(model, parts, share, steps, rate, shuffle):
    """Adam with a learning rate that falls as a half cosine."""
    weights = (share * (1 + train.DEPOSIT_WEIGHT), 1 - share)
    optimiser = torch.optim.Adam(model.parameters(), lr=rate)
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = LAST_RATE + rate * 0.5 * (1 + math.cos(math.pi * step / steps))
        chosen = [torch.randint(len(energy), (HALF_BATCH,), generator=shuffle) for _, energy in parts]
        estimates = model(torch.cat([adc[c] for (adc, _), c in zip(parts, chosen)])).split(HALF_BATCH)
        loss = sum(w * loss_of(e, energy[c]) for w, e, (_, energy), c in zip(weights, estimates, parts, chosen))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 2000 == 1999:
            print(f"step {step + 1:6d}  loss {loss.item():.3f}", flush=True)


def export(model, path):
    """ADC counts [N, 1, 5] through Sub, Mul, Transpose, RNN or LSTM, Squeeze and Gemm to GeV [N, 1]."""
    gates, units, name = model.GATES, model.UNITS, model.NAME
    w, r, b, dense, dense_bias = (p.detach().numpy().astype(np.float32) for p in model.rounded())
    constants = {"pedestal": np.float32(detector.PEDESTAL), "scale": np.float32(model.input_scale), "W": w[None], "R": r[None],
                 "B": np.concatenate((b, np.zeros_like(b)))[None], "direction": np.array([0]), "dense.weight": dense,
                 "dense.bias": dense_bias}
    activations = {"activations": ["Relu"]} if gates == 1 else {}
    nodes = [
        helper.make_node("Sub", ["adc", "pedestal"], ["above_pedestal"], "above_pedestal"),
        helper.make_node("Mul", ["above_pedestal", "scale"], ["signal"], "signal"),
        helper.make_node("Transpose", ["signal"], ["sequence"], "sequence", perm=[2, 0, 1]),
        helper.make_node("RNN" if gates == 1 else "LSTM", ["sequence", "W", "R", "B"], ["", name], name, hidden_size=units, **activations),
        helper.make_node("Squeeze", [name, "direction"], ["last"], "last"),
        helper.make_node("Gemm", ["last", "dense.weight", "dense.bias"], ["energy"], "energy", transB=1),
    ]
    adc = helper.make_tensor_value_info("adc", TensorProto.FLOAT, ["batch", 1, RECURRENT_WINDOW])
    energy = helper.make_tensor_value_info("energy", TensorProto.FLOAT, ["batch", 1])
    graph = helper.make_graph(nodes, f"lar_{name}", [adc], [energy], [numpy_helper.from_array(np.asarray(v), k) for k, v in constants.items()])
    exported = helper.make_model(graph, producer_name="train_recurrent.py", opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    onnx.checker.check_model(exported, full_check=True)
    onnx.save(exported, path)


def write_precision(model, path):
    weights = {"W": model.WEIGHT, "R": model.WEIGHT, "B": model.BIAS, "dense.weight": model.DENSE, "dense.bias": model.DENSE_BIAS}
    lines = ["# Types that the network was trained with. Weights and biases in the model are on these grids already; sums are exact.",
             f'adc: {{ format: "{network.ADC}", rounding: TRN, overflow: SAT }}']
    lines += [f'{name}: {{ format: "{kind}" }}' for name, kind in weights.items()]
    lines += [f'"{name}": {{ format: "{kind}", rounding: RND, overflow: SAT }}' for name, kind in model.precision().items()]
    lines += [f'energy: {{ format: "{network.ENERGY}", rounding: RND, overflow: SAT }}', '"*": { format: exact }']
    with open(path, "w") as file:
        file.write("\n".join(lines) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("network", choices=["rnn", "lstm"])
    parser.add_argument("--output", help="start of the files' names (the network's name)")
    parser.add_argument("--seed", type=int, default=41, help="of the recordings that it is trained and validated on")
    parser.add_argument("--steps", type=int, nargs=2, metavar=("FLOAT", "QUANTISED"))
    options = parser.parse_args()
    steps, output = options.steps or STEPS[options.network], options.output or options.network
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(SEEDS[options.network])
    shuffle = torch.Generator().manual_seed(SEEDS[options.network])
    parts, share = windows(options.seed)
    # Never the recording that the example is judged with.
    samples, truth = generate.events(generate.stream(options.seed, generate.VALIDATION), 8192, mu=200)
    check = samples[:, :, RECURRENT_SLICE], truth
    model = {"rnn": recurrent.Vanilla, "lstm": recurrent.Lstm}[options.network]()
    print(f"{sum(p.numel() for p in model.parameters())} parameters")
    fit(model, parts, share, steps[0], RATE, shuffle)
    print("float:                          ", train.resolution(model, *check))
    print("largest parameters:             ", "  ".join(f"{(p * scale).abs().max():.3f} {kind}" for p, scale, kind in model.formats()))
    model.quantised = True
    print("fixed point, not yet trained:   ", train.resolution(model, *check))
    fit(model, parts, share, steps[1], RATE / 10, shuffle)
    print("fixed point:                    ", train.resolution(model, *check))
    model.round_weights()
    print("rounded weights, exact between: ", train.resolution(model, *check))
    export(model, f"{output}.onnx")
    write_precision(model, f"{output}_precision.yaml")


if __name__ == "__main__":
    main()
