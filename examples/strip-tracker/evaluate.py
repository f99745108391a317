#!/usr/bin/env python3
"""Resolution of time and amplitude at several signal-to-noise ratios, beside the Cramer-Rao limit and least squares, as tables.

--write-expected stores the output mantissas of recording.npy.
"""
import argparse

import numpy as np

import fit
import generate
import strips
from fixed_point import Model

RATIOS = (5, 7, 10, 15, 20, 30, 45, 60)


def spread(estimate, truth):
    """Standard deviation about the mean, and bias."""
    residual = estimate - truth
    return residual.std(), residual.mean()


def line(label, truth, limit, estimates, unit):
    limit = np.sqrt((limit**2).mean())
    (float_rms, _), (fixed_rms, fixed_bias), (fit_rms, _) = (spread(e, truth) for e in estimates)
    cells = [f"{x / unit:.3f}" for x in (limit, float_rms, fixed_rms)]
    cells += [f"{fixed_rms / float_rms:.4f}", f"{fixed_rms / limit:.3f}", f"{fit_rms / limit:.3f}", f"{fixed_bias / unit:+.3f}"]
    print(f"| {label} | " + " | ".join(cells) + " |")


def header(quantity, unit):
    columns = ("S/N", f"limit, {unit}", f"sigma {quantity} float", "fixed", "fixed / float", "fixed / limit", "least squares / limit",
               "bias fixed")
    print("\n| " + " | ".join(columns) + " |\n" + "|---" * len(columns) + "|")


def table(model, samples):
    """samples: label to Strips."""
    results = {}
    for label, data in samples.items():
        methods = model.run_float(data.recorded), model.run_fixed(data.recorded), fit.fit(data.recorded)
        results[label] = data, [*zip(*methods)]
    header("t", "ns")
    for label, (data, estimates) in results.items():
        line(label, data.time, strips.limits(data.time, data.amplitude, data.tau)[0], estimates[0], 1)
    header("A", "units of the noise")
    for label, (data, estimates) in results.items():
        line(label, data.amplitude, strips.limits(data.time, data.amplitude, data.tau)[1], estimates[1], strips.NOISE)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="model.onnx")
    parser.add_argument("--precision", default="precision.yaml")
    parser.add_argument("--strips", type=int, default=40000, help="for each line of the table")
    parser.add_argument("--write-expected", metavar="FILE", help="store the fixed-point output mantissas of recording.npy as i4")
    options = parser.parse_args()
    model = Model(options.model, options.precision)
    if options.write_expected:
        mantissas = [m for m, _ in model.run_mantissas(np.load("recording.npy"))]
        np.save(options.write_expected, np.concatenate(mantissas, axis=1).astype("<i4"))
        return
    samples = {str(ratio): generate.strips_at(generate.stream(60, generate.TABLE, ratio), ratio, options.strips) for ratio in RATIOS}
    samples["spectrum"] = generate.strips_of_spectrum(generate.stream(60, generate.TABLE), options.strips)
    table(model, samples)


if __name__ == "__main__":
    main()
