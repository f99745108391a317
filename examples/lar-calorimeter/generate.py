#!/usr/bin/env python3
"""Write the recordings of this example: recording.npy, recording_5.npy and truth.csv, calibration.npy, channel.npy + channel_truth.npy.

Every file has its own stream of random numbers; none shares one with the training.
"""
import argparse
import os

import numpy as np

import detector
import optimal_filter
from window import AFTER, BEFORE, RECURRENT_SLICE, WINDOW

TRAINING, VALIDATION, TEST, CALIBRATION, CONTINUOUS = range(5)  # streams of random numbers


def stream(seed, use):
    return np.random.default_rng([seed, use])


def windows(adc, bcs):
    """int16 [n, 1, 28]: the samples that the network looks at for each of these BCs."""
    return np.lib.stride_tricks.sliding_window_view(adc, WINDOW)[bcs - BEFORE][:, None, :]


def deposits(channel):
    """BCs with a hard-scatter deposit whose window lies inside the recording."""
    chosen = np.flatnonzero(channel.hard > 0)
    return chosen[(chosen >= BEFORE) & (chosen < len(channel.adc) - AFTER)]


def events(rng, count, mu):
    """(samples, truth): windows of `count` hard-scatter deposits from as many orbits as it takes; truth has the columns of TRUTH."""
    a, _ = optimal_filter.coefficients(mu)
    samples, truth, found = [], [], 0
    while found < count:
        channel = detector.record(rng, 1, mu)
        at = deposits(channel)
        of = optimal_filter.apply(a, channel.adc)
        ofmax = optimal_filter.local_maxima(of)
        samples.append(windows(channel.adc, at))
        truth.append(np.stack([v[at] for v in (channel.energy, of, ofmax, channel.bc, channel.train_position, channel.gap)], axis=1))
        found += len(at)
    return np.concatenate(samples)[:count], np.concatenate(truth)[:count]


TRUTH = "energy,of,ofmax,bc,train_position,gap"
TRUTH_FORMAT = ["%.5f", "%.5f", "%.5f", "%d", "%d", "%d"]


def calibration(rng, count):
    """Windows of any BC, half of them with a hard-scatter deposit, mu from 140 to 200."""
    rows = []
    for part in np.array_split(np.arange(count), 16):
        channel = detector.record(rng, 1, rng.uniform(140, 200))
        at = deposits(channel)
        anywhere = rng.integers(BEFORE, len(channel.adc) - AFTER, len(part) - len(part) // 2)
        rows.append(windows(channel.adc, np.concatenate((rng.choice(at, len(part) // 2), anywhere))))
    return np.concatenate(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", default=".", help="folder")
    parser.add_argument("--seed", type=int, default=40)
    parser.add_argument("--events", type=int, default=4096)
    parser.add_argument("--calibration-events", type=int, default=1024)
    parser.add_argument("--orbits", type=int, default=2, help="length of channel.npy")
    options = parser.parse_args()

    def path(name):
        return os.path.join(options.output, name)

    samples, truth = events(stream(options.seed, TEST), options.events, mu=200)
    np.save(path("recording.npy"), samples)
    np.save(path("recording_5.npy"), samples[:, :, RECURRENT_SLICE])
    np.savetxt(path("truth.csv"), truth, TRUTH_FORMAT, ",", header=TRUTH, comments="")
    np.save(path("calibration.npy"), calibration(stream(options.seed, CALIBRATION), options.calibration_events))
    rng = stream(options.seed, CONTINUOUS)
    channels = [detector.record(rng, options.orbits, mu) for mu in (140, 160, 180, 200)]
    np.save(path("channel.npy"), np.stack([c.adc for c in channels]))
    np.save(path("channel_truth.npy"), np.stack([c.energy for c in channels]).astype("<f4"))


if __name__ == "__main__":
    main()
