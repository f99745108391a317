#!/usr/bin/env python3
"""Write the recordings of this example: recording.npy + truth.csv, calibration.npy.

Every file has its own stream of random numbers; none shares one with the training.
"""
import argparse
import os

import numpy as np

import fit
import strips

TRAINING, VALIDATION, TEST, CALIBRATION, TABLE = range(5)  # streams of random numbers


def stream(seed, *use):
    return np.random.default_rng([seed, *use])


def strips_of_spectrum(rng, count):
    return strips.record(rng, rng.uniform(*strips.HIT_NS, count), strips.spectrum(rng, count))


def strips_at(rng, snr, count):
    """Strips of one signal-to-noise ratio."""
    return strips.record(rng, rng.uniform(*strips.HIT_NS, count), np.full(count, strips.NOISE * snr))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", default=".", help="folder")
    parser.add_argument("--seed", type=int, default=60)
    parser.add_argument("--strips", type=int, default=4096)
    parser.add_argument("--calibration-strips", type=int, default=1024)
    options = parser.parse_args()
    data = strips_of_spectrum(stream(options.seed, TEST), options.strips)
    np.save(os.path.join(options.output, "recording.npy"), data.recorded)
    time_fit, amplitude_fit = fit.fit(data.recorded)
    limit, _ = strips.limits(data.time, data.amplitude, data.tau)
    truth = np.column_stack((data.time, time_fit, data.amplitude, amplitude_fit, limit))
    columns = "time,time_fit,amplitude,amplitude_fit,limit"
    np.savetxt(os.path.join(options.output, "truth.csv"), truth, "%.3f", ",", header=columns, comments="")
    calibration = strips_of_spectrum(stream(options.seed, CALIBRATION), options.calibration_strips)
    np.save(os.path.join(options.output, "calibration.npy"), calibration.recorded)


if __name__ == "__main__":
    main()
