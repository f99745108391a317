#!/usr/bin/env python3
"""Train the network on continuous recordings, first in float, then with its fixed-point formats in place; write model.onnx and precision.yaml.

The loss looks at every BC, so that the network also learns to say nothing beside a deposit; hard-scatter deposits count more.
One thread and fixed seeds: the same torch on the same kind of processor gives the same bytes.
"""
import argparse
import io
import math

import numpy as np
import onnx
import torch

import detector
import generate
import network
from window import AFTER, BEFORE, WINDOW

ORBITS, BATCH = 200, 8
RATE, LAST_RATE = 2e-2, 2e-5
DEPOSIT_WEIGHT = 20.0
SIGMA_GEV, SIGMA_RELATIVE = 0.2, 0.01   # the loss counts residuals in units of these two added in quadrature
HUBER = 3.0                             # units of that, from where on a residual counts linearly


def training_data(seed):
    """ADC [orbits, 1, 3564], deposited energy and hard-scatter flag [orbits, 3564 - 27], with mu between 140 and 200."""
    rng = generate.stream(seed, generate.TRAINING)
    channels = [detector.record(rng, 1, rng.uniform(140, 200)) for _ in range(ORBITS)]
    inner = slice(BEFORE, -AFTER)
    adc = torch.tensor(np.stack([c.adc for c in channels])[:, None], dtype=torch.float32)
    energy = torch.tensor(np.stack([c.energy[inner] for c in channels]), dtype=torch.float32)
    return adc, energy, torch.tensor(np.stack([c.hard[inner] > 0 for c in channels]))


def loss_of(model, adc, energy, hard):
    sigma = torch.sqrt(SIGMA_GEV**2 + (SIGMA_RELATIVE * energy) ** 2)
    residual = (model(adc)[:, 0] - energy) / sigma
    loss = torch.nn.functional.huber_loss(residual, torch.zeros_like(residual), reduction="none", delta=HUBER)
    return (loss * (1 + DEPOSIT_WEIGHT * hard)).mean()


def fit(model, data, steps, rate, shuffle):
    """Adam with a learning rate that falls as a half cosine."""
    optimiser = torch.optim.Adam(model.parameters(), lr=rate)
    order = torch.empty(0, dtype=torch.long)
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = LAST_RATE + rate * 0.5 * (1 + math.cos(math.pi * step / steps))
        if len(order) < BATCH:
            order = torch.randperm(ORBITS, generator=shuffle)
        batch, order = order[:BATCH], order[BATCH:]
        optimiser.zero_grad()
        loss = loss_of(model, *(part[batch] for part in data))
        loss.backward()
        optimiser.step()
        if step % 1000 == 999:
            print(f"step {step + 1:6d}  loss {loss.item():.3f}", flush=True)


@torch.no_grad()
def resolution(model, samples, truth):
    residual = model(torch.tensor(samples, dtype=torch.float32)).flatten().numpy() - truth[:, 0]
    low, high = np.quantile(residual, [0.16, 0.84])
    return f"bias {residual.mean():+.4f}  rms {residual.std():.4f}  68% half width {(high - low) / 2:.4f} GeV"


def export(model, path):
    """torch's exporter, then readable names for the tensors in between."""
    buffer = io.BytesIO()
    torch.onnx.export(model, torch.zeros(1, 1, WINDOW), buffer, opset_version=13, input_names=["adc"], output_names=["energy"],
                      dynamic_axes={"adc": {0: "batch"}, "energy": {0: "batch"}})
    graph = onnx.load_from_string(buffer.getvalue())
    names = dict(zip([n.output[0] for n in graph.graph.node if n.op_type != "Constant"],
                     ["above_pedestal", "signal", "conv0", "relu0", "conv1", "relu1", "energy"]))
    for node in graph.graph.node:
        node.input[:] = [names.get(n, n) for n in node.input]
        node.output[:] = [names.get(n, n) for n in node.output]
        node.name = names.get(node.output[0], node.output[0]) if node.op_type != "Constant" else node.name
    onnx.checker.check_model(graph, full_check=True)
    onnx.save(graph, path)


def write_precision(path):
    lines = ["# Types that the network was trained with. Weights and biases in model.onnx are on these grids already; sums are exact.",
             f'adc:    {{ format: "{network.ADC}", rounding: TRN, overflow: SAT }}']
    for i in range(3):
        lines.append(f'conv{i}.weight: {{ format: "{network.WEIGHT}" }}')
        lines.append(f'conv{i}.bias:   {{ format: "{network.BIAS}" }}')
        if i < 2:
            lines.append(f'relu{i}:  {{ format: "{network.ACTIVATION}", rounding: RND, overflow: SAT }}')
    lines.append(f'energy: {{ format: "{network.ENERGY}", rounding: RND, overflow: SAT }}')
    lines.append('"*":    { format: exact }')
    with open(path, "w") as file:
        file.write("\n".join(lines) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="model.onnx")
    parser.add_argument("--precision", default="precision.yaml")
    parser.add_argument("--seed", type=int, default=41)
    parser.add_argument("--steps", type=int, nargs=2, default=[10000, 8000], metavar=("FLOAT", "QUANTISED"))
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(options.seed)
    shuffle = torch.Generator().manual_seed(options.seed)
    data = training_data(options.seed)
    # Never the recording that the example is judged with.
    check = generate.events(generate.stream(options.seed, generate.VALIDATION), 2048, mu=200)
    model = network.Calorimeter()
    print(f"{sum(p.numel() for p in model.parameters())} parameters")
    fit(model, data, options.steps[0], RATE, shuffle)
    print("float:                          ", resolution(model, *check))
    model.quantised = True
    fit(model, data, options.steps[1], RATE / 10, shuffle)
    print("fixed point:                    ", resolution(model, *check))
    model.round_weights()
    print("rounded weights, exact between: ", resolution(model, *check))
    export(model, options.model)
    write_precision(options.precision)


if __name__ == "__main__":
    main()
