#!/usr/bin/env python3
"""Resolution of the networks in fixed point beside the optimal filter, OFMax and the best linear filter over 28 samples.

The recording of the example by default; --mu makes fresh events instead. --write-expected stores the output mantissas of the recording.
"""
import argparse

import numpy as np

import detector
import generate
import optimal_filter
from fixed_point import Model
from window import AFTER, BEFORE, RECURRENT_AFTER, RECURRENT_BEFORE, RECURRENT_SLICE, RECURRENT_WINDOW

GAPS = ((1, 3), (3, 6), (6, 11), (11, 21), (21, 31), (31, detector.ORBIT_BC))
PLACES = ((0, 4), (4, 12), (12, 28), (28, 72))
ENERGIES = ((0, 1), (1, 3), (3, 10), (10, 100))


class Network:
    """A model with the samples that it reads out of a window of 28, or out of a whole channel."""

    def __init__(self, name, prefix, recurrent):
        self.name, self.prefix, self.recurrent = name, prefix, recurrent
        self.model = Model(f"{prefix[:-1] or 'model'}.onnx", f"{prefix}precision.yaml")

    def read(self, samples):
        return samples[:, :, RECURRENT_SLICE] if self.recurrent else samples

    def slide(self, channel):
        """Fixed-point energies of the BCs BEFORE ... -AFTER of a channel."""
        if not self.recurrent:
            mantissas, fraction = self.model.run_fixed(channel[None, None])
            return mantissas[0, 0] * 2.0**-fraction
        inner = channel[BEFORE - RECURRENT_BEFORE: len(channel) - AFTER + RECURRENT_AFTER]
        samples = np.lib.stride_tricks.sliding_window_view(inner, RECURRENT_WINDOW)
        mantissas, fraction = self.model.run_fixed(samples[:, None])
        return mantissas[:, 0] * 2.0**-fraction


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


def continuous(networks):
    """Every BC of channel.npy, the networks sliding; a false peak is an answer above 1 GeV where less than 0.5 GeV was deposited."""
    adc, energy = np.load("channel.npy"), np.load("channel_truth.npy")[:, BEFORE:-AFTER]
    a, _ = optimal_filter.coefficients(200)
    of = np.stack([optimal_filter.apply(a, channel) for channel in adc])
    ofmax = np.stack([optimal_filter.local_maxima(channel) for channel in of])
    estimates = {"OF": of[:, BEFORE:-AFTER], "OFMax": ofmax[:, BEFORE:-AFTER]}
    estimates |= {network.name: np.stack([network.slide(channel) for channel in adc]) for network in networks}
    for name, estimate in estimates.items():
        residual = estimate - energy
        false = ((estimate > 1) & (energy < 0.5)).mean()
        spread = f"RMS {residual.std():.3f}  68% half width {half_width(residual):.3f} GeV"
        print(f"every BC of channel.npy: {name:<5}  {spread}  false peaks {false:.4%}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mu", type=float, help="evaluate on fresh events at this pile-up, not on the recording")
    parser.add_argument("--events", type=int, default=20000, help="how many, with --mu")
    parser.add_argument("--write-expected", action="store_true", help="store the fixed-point output mantissas of the recording as i4")
    options = parser.parse_args()
    networks = [Network("CNN", "", False), Network("RNN", "rnn_", True), Network("LSTM", "lstm_", True)]
    if options.mu:
        samples, truth = generate.events(np.random.default_rng([7, round(options.mu)]), options.events, options.mu)
    else:
        samples, truth = np.load("recording.npy"), np.loadtxt("truth.csv", delimiter=",", skiprows=1)
    energy = truth[:, 0]
    estimates = {"OF": truth[:, 1], "OFMax": truth[:, 2], "linear, 28": design(samples) @ linear_fit(options.mu or 200)}
    differences = []
    for network in networks:
        mantissas, fraction = network.model.run_fixed(network.read(samples))
        fixed, in_float = mantissas.reshape(-1) * 2.0**-fraction, network.model.run_float(network.read(samples)).reshape(-1)
        estimates[network.name] = fixed
        difference = (fixed - in_float) * 2.0**fraction
        size = f"RMS {difference.std():.2f} LSB of 2^-{fraction} GeV, largest {np.abs(difference).max():.1f}"
        differences.append(f"{network.name} fixed - float: {size}; RMS ratio {(fixed - energy).std() / (in_float - energy).std():.4f}")
        if options.write_expected:
            np.save(f"{network.prefix}expected.npy", mantissas.astype("<i4"))
    table({name: estimate - energy for name, estimate in estimates.items()}, truth)
    print("\n".join(differences))
    if not options.mu:
        continuous(networks)


if __name__ == "__main__":
    main()
