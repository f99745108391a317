#!/usr/bin/env python3
"""Write expected.npy: raw_baseline and raw_peak of every waveform, in Python integers and from the formula alone (model.onnx is not read)."""
import argparse

import numpy as np


def baseline_and_peak(samples):
    baseline = sum(s - 2048 for s in samples[:16])
    peak = 8 * (min(samples) - 2048) - (baseline >> 1)
    return baseline, peak


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--waveforms", default="waveforms.npy")
    parser.add_argument("--output", default="expected.npy")
    options = parser.parse_args()
    rows = [baseline_and_peak(row) for row in np.load(options.waveforms).tolist()]
    np.save(options.output, np.array(rows, dtype="<i4"))


if __name__ == "__main__":
    main()
