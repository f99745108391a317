#!/usr/bin/env python3
"""The networks side by side with OF and OFMax, as the tables of the README: each is compiled for its clock and validated on its recording.

Resolution and bias come from `fastai validate` (ONNX Runtime and the emulator), latency and resources from `report.json`, parameters and
multiply-accumulates (those of a whole window, and the element-wise products of the LSTM with them) from the ONNX files.
"""
import argparse
import json
import os
import subprocess
import tempfile
from dataclasses import dataclass

import numpy as np
import onnx
from onnx import numpy_helper, shape_inference

CHANNELS, SAMPLE_RATE_MHZ = 384, 40


@dataclass(frozen=True)
class Network:
    label: str
    model: str
    precision: str
    recording: str
    clock_mhz: int


NETWORKS = (Network("CNN", "model.onnx", "precision.yaml", "recording.npy", 560),
            Network("RNN", "rnn.onnx", "rnn_precision.yaml", "recording_5.npy", 560),
            Network("LSTM", "lstm.onnx", "lstm_precision.yaml", "recording_5.npy", 360))


def size(path):
    """(parameters, multiply-accumulates of one window)."""
    graph = shape_inference.infer_shapes(onnx.load(path)).graph
    shape = {v.name: [d.dim_value for d in v.type.tensor_type.shape.dim] for v in [*graph.input, *graph.value_info, *graph.output]}
    constant = {i.name: numpy_helper.to_array(i).shape for i in graph.initializer}
    parameters = operations = 0
    for node in graph.node:
        if node.op_type in ("Conv", "Gemm"):
            parameters += sum(int(np.prod(constant[name])) for name in node.input[1:])
            operations += int(np.prod(constant[node.input[1]])) * (shape[node.output[0]][2] if node.op_type == "Conv" else 1)
        elif node.op_type in ("RNN", "LSTM"):
            _, rows, inputs = constant[node.input[1]]
            units, steps = constant[node.input[2]][2], shape[node.input[0]][0]
            parameters += rows * (inputs + units + 1)
            operations += steps * (rows * (inputs + units) + (3 * units if node.op_type == "LSTM" else 0))
    return parameters, operations


def fastai(command, *arguments):
    subprocess.run([*command, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def build(command, network, device, mode, folder):
    """The compiled model's folder and its report.json."""
    out = os.path.join(folder, f"{network.label}-{device}")
    streaming = ["--mode", "stream", "--interleave", "auto", "--sample-rate", str(SAMPLE_RATE_MHZ)] if mode == "stream" else []
    clock = ["--clock", str(network.clock_mhz), "--device", device]
    fastai(command, "compile", network.model, "-o", out, "--precision", network.precision, *clock, *streaming)
    with open(os.path.join(out, "report.json")) as report:
        return out, json.load(report)


def residuals(command, network, out):
    """Bias, RMS and half width of each estimate by its name."""
    figures = out + ".json"
    fastai(command, "validate", out, network.recording, "--truth", "truth.csv", "--json", figures)
    with open(figures) as validation:
        estimates = json.load(validation)["physics"]["regressions"][0]["all"]["estimates"]
    return {e["name"]: e["residual"] for e in estimates}


def print_row(*cells):
    print("| " + " | ".join(str(c) for c in cells) + " |")


def physics_table(results):
    """results: network to its residuals."""
    columns = ("", "parameters", "MACs", "RMS float, GeV", "RMS fixed", "fixed / float", "half width float", "half width fixed",
               "bias float", "bias fixed")
    print_row(*columns)
    print_row(*["---"] * len(columns))
    classical = next(iter(results.values()))
    for label, name in (("OF", "of"), ("OFMax", "ofmax")):
        r = classical[name]
        print_row(label, 5, 5, f"{r['rms']:.3f}", "", "", f"{r['half_width']:.3f}", "", f"{r['bias']:+.3f}", "")
    for network, estimates in results.items():
        a, b = estimates["float"], estimates["fixed"]
        print_row(network.label, *size(network.model), f"{a['rms']:.3f}", f"{b['rms']:.3f}", f"{b['rms'] / a['rms']:.4f}",
                  f"{a['half_width']:.3f}", f"{b['half_width']:.3f}", f"{a['bias']:+.3f}", f"{b['bias']:+.3f}")


def firmware_table(reports):
    """reports: (network, report) of each design."""
    columns = ("", "device", "MHz", "latency, cycles", "ns", "instances x interleave", "LUT", "FF", "DSP", "BRAM", f"LUT for {CHANNELS}")
    print_row(*columns)
    print_row(*["---"] * len(columns))
    for network, report in reports:
        # without state an instance serves as many channels as events fit between two samples of one channel
        interleave = report["interleave"] if report.get("mode") == "stream" else int(report["clock_mhz"] // SAMPLE_RATE_MHZ)
        instances, r = -(-CHANNELS // interleave), report["resources"]
        print_row(network.label, report["device"], f"{report['clock_mhz']:g}", report["latency_cycles"], f"{report['latency_ns']:.1f}",
                  f"{instances} x {interleave}", r["lut"], r["ff"], r["dsp"], r["bram"], instances * r["lut"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fastai", nargs="+", default=["../../artifacts/bin/FastAI.Cli/release/fastai"], help="the command")
    parser.add_argument("--device", nargs="+", default=["xcup", "agilex7"])
    parser.add_argument("--mode", choices=["parallel", "stream"], default="stream")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        built = [(n, *build(options.fastai, n, device, options.mode, folder)) for n in NETWORKS for device in options.device]
        results = {n: residuals(options.fastai, n, out) for n, out, report in built if report["device"] == options.device[0]}
    physics_table(results)
    print()
    firmware_table([(n, report) for n, _, report in built])


if __name__ == "__main__":
    main()
