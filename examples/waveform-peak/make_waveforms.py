#!/usr/bin/env python3
"""Write waveforms.npy: synthetic photomultiplier pulses as a 12-bit digitiser at 2.56 GS/s records them.

Negative pulses (double exponential), mid-scale 2048, a pedestal per waveform, white noise plus a slow ripple. Every fourth waveform is quiet
and every sixteenth is driven into the lower rail, so that both ends of the number range are exercised. Two more are hand-made limits: all
samples 0 and all samples 4095.
"""
import argparse

import numpy as np

SAMPLES = 1024
STEP_NS = 1 / 2.56
MID_SCALE = 2048
FULL_SCALE = 4095


def pulse(time_ns, start_ns, rise_ns, fall_ns):
    """Double exponential of unit height, zero before start_ns."""
    t = np.maximum(time_ns - start_ns, 0)
    peak = rise_ns * fall_ns / (fall_ns - rise_ns) * np.log(fall_ns / rise_ns)
    height = np.exp(-peak / fall_ns) - np.exp(-peak / rise_ns)
    return (np.exp(-t / fall_ns) - np.exp(-t / rise_ns)) / height


def waveform(rng, quiet, saturating):
    time_ns = np.arange(SAMPLES) * STEP_NS
    level = MID_SCALE + rng.normal(0, 12) + 1.5 * np.sin(2 * np.pi * (time_ns / rng.uniform(150, 400) + rng.uniform()))
    level = level + rng.normal(0, 1.8, SAMPLES)
    start_ns, rise_ns, fall_ns = rng.uniform(60, 220), rng.uniform(3, 6), rng.uniform(10, 25)
    amplitude = rng.uniform(2300, 4000) if saturating else np.exp(rng.uniform(np.log(20), np.log(1900)))
    if not quiet:
        level = level - amplitude * pulse(time_ns, start_ns, rise_ns, fall_ns)
    return np.clip(np.rint(level), 0, FULL_SCALE)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", default="waveforms.npy")
    parser.add_argument("--count", type=int, default=64)
    parser.add_argument("--seed", type=int, default=20161216)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    rows = [waveform(rng, quiet=i % 4 == 3, saturating=i % 16 == 8) for i in range(options.count - 2)]
    rows += [np.zeros(SAMPLES), np.full(SAMPLES, FULL_SCALE)]
    np.save(options.output, np.array(rows, dtype="<u2"))


if __name__ == "__main__":
    main()
