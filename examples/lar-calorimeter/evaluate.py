#!/usr/bin/env python3
"""Resolution of the network (float and fixed point) beside the optimal filter, OFMax and the best linear filter over the same 28 samples.

The recording of the example by default; --mu makes fresh events instead. --write-expected stores the output mantissas of the recording.
"""
import argparse

import numpy as np

import detector
import generate
import optimal_filter
from fixed_point import Model
from window import AFTER, BEFORE

GAPS = ((1, 3), (3, 6), (6, 11), (11, 21), (21, 31), (31, detector.ORBIT_BC))
PLACES = ((0, 4), (4, 12), (12, 28), (28, 72))
ENERGIES = ((0, 1), (1, 3), (3, 10), (10, 100))


def linear_fit(mu):
    """Least squares of the true energy on 28 samples and a constant, from 20,000 deposits that are in no recording."""
    samples, truth = generate.events(generate.stream(40, generate.VALIDATION), 20000, mu)
    weights, *_ = np.linalg.lstsq(design(samples), truth[:, 0], rcond=None)
    return weights


def design(samples):
    signal = (samples[:, 0].astype(np.float64) - detector.PEDESTAL) / detector.COUNTS_PER_GEV
    return np.column_stack((signal, np.ones(len(signal))))


def half_width(residual):
    low, high = np.quantile(residual, [0.16, 0.84])
    return (high - low) / 2


def row(label, columns, chosen):
    cells = [f"{r[chosen].std():7.3f} {half_width(r[chosen]):6.3f}" for r in columns]
    print(f"{label:<22}{chosen.sum():6d}  " + "  ".join(cells))


def table(residuals, truth):
    names, columns = list(residuals), list(residuals.values())
    everything = np.ones(len(truth), dtype=bool)
    print(f"{'RMS, 68% half width':<22}{'events':>6}  " + "  ".join(f"{n:>14}" for n in names))
    row("all", columns, everything)
    for label, column, bins in (("gap", truth[:, 5], GAPS), ("place in train", truth[:, 4], PLACES), ("energy", truth[:, 0], ENERGIES)):
        for low, high in bins:
            row(f"{label} {low}-{high - (label != 'energy')}", columns, (column >= low) & (column < high))
    print(f"{'bias':<22}{'':6}  " + "  ".join(f"{r.mean():14.4f}" for r in columns))


def continuous(model):
    """Every BC of channel.npy, the network sliding; a false peak is an answer above 1 GeV where less than 0.5 GeV was deposited."""
    adc, energy = np.load("channel.npy"), np.load("channel_truth.npy")[:, BEFORE:-AFTER]
    mantissas, fraction = model.run_fixed(adc[:, None])
    a, _ = optimal_filter.coefficients(200)
    of = np.stack([optimal_filter.apply(a, channel) for channel in adc])
    ofmax = np.stack([optimal_filter.local_maxima(channel) for channel in of])
    estimates = {"OF": of[:, BEFORE:-AFTER], "OFMax": ofmax[:, BEFORE:-AFTER], "CNN fixed": mantissas[:, 0] * 2.0**-fraction}
    for name, estimate in estimates.items():
        residual = estimate - energy
        false = ((estimate > 1) & (energy < 0.5)).mean()
        print(f"every BC of channel.npy: {name:<9}  RMS {residual.std():.3f}  68% half width {half_width(residual):.3f} GeV  false peaks {false:.4%}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="model.onnx")
    parser.add_argument("--precision", default="precision.yaml")
    parser.add_argument("--mu", type=float, help="evaluate on fresh events at this pile-up, not on the recording")
    parser.add_argument("--events", type=int, default=20000, help="how many, with --mu")
    parser.add_argument("--write-expected", metavar="FILE", help="store the fixed-point output mantissas as i4")
    options = parser.parse_args()
    model = Model(options.model, options.precision)
    if options.mu:
        samples, truth = generate.events(np.random.default_rng([7, round(options.mu)]), options.events, options.mu)
    else:
        samples, truth = np.load("recording.npy"), np.loadtxt("truth.csv", delimiter=",", skiprows=1)
    mantissas, fraction = model.run_fixed(samples)
    fixed = mantissas.reshape(-1) * 2.0**-fraction
    in_float = model.run_float(samples).reshape(-1)
    energy = truth[:, 0]
    estimates = {"OF": truth[:, 1], "OFMax": truth[:, 2], "linear, 28": design(samples) @ linear_fit(options.mu or 200), "CNN float": in_float,
                 "CNN fixed": fixed}
    table({name: estimate - energy for name, estimate in estimates.items()}, truth)
    difference = (fixed - in_float) * 2.0**fraction
    print(f"fixed - float: RMS {difference.std():.2f} LSB of 2^-{fraction} GeV, largest {np.abs(difference).max():.1f}; "
          f"RMS ratio {(fixed - energy).std() / (in_float - energy).std():.4f}")
    if not options.mu:
        continuous(model)
    if options.write_expected:
        np.save(options.write_expected, mantissas.astype("<i4"))


if __name__ == "__main__":
    main()
