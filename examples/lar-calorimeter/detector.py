"""One liquid-argon calorimeter channel: pulse shape, bunch pattern, electronic noise, pile-up, ADC.

Energies are GeV deposited in the cell, times ns. A pulse of 1 GeV has a peak of 1 GeV, so that samples are GeV too until the ADC.
The deposit of bunch crossing (BC) k has its first sample at k (.543 of the peak) and its peak at k + 1.
"""
from dataclasses import dataclass

import numpy as np

BC_NS = 25.0
DRIFT_NS = 450.0        # ionisation triangle 1 - t / DRIFT_NS
SHAPER_NS = 13.0        # tau of CR-(RC)^2
PREAMPLIFIER_NS = 35.0  # pole of the preamplifier with the cell's capacitance
PULSE_SAMPLES = 28      # the pulse is below 1e-3 of its peak after that

ORBIT_BC = 3564
TRAIN_FILLED = 72
TRAIN_EMPTY = 8
TRAINS = 42             # 42 * 80 = 3360 BC; the 204 BC that are left are the abort gap

NOISE_GEV = 0.080       # electronic noise, RMS per sample
HITS_PER_COLLISION = 0.03   # chance that one minimum-bias collision leaves energy in this cell
SOFT_GEV, HARD_GEV, HARD_FRACTION = 0.030, 0.200, 0.10  # its spectrum: two exponentials

ADC_MAX = (1 << 14) - 1
PEDESTAL = 3072         # ADC counts
COUNTS_PER_GEV = 128    # 7.8 MeV per count: the range is -24 GeV to 104 GeV

FINE_NS = 0.05


def fine_pulse():
    """Pulse on a grid of FINE_NS, unit peak: the triangle through s tau / (1 + s tau)^3 and 1 / (1 + s tau_p).

    r is the response to a step of current. The triangle is a step, less a ramp of slope 1 / T_d from 0, plus that ramp from T_d.
    """
    t = np.arange(0, PULSE_SAMPLES * BC_NS + 200, FINE_NS)
    alpha = 1 / SHAPER_NS - 1 / PREAMPLIFIER_NS
    integral = 2 / alpha**3 - np.exp(-alpha * t) * (t**2 / alpha + 2 * t / alpha**2 + 2 / alpha**3)
    r = np.exp(-t / PREAMPLIFIER_NS) * integral / (2 * SHAPER_NS**2 * PREAMPLIFIER_NS)
    ramp = np.concatenate(([0], np.cumsum((r[1:] + r[:-1]) / 2))) * FINE_NS / DRIFT_NS
    late = np.concatenate((np.zeros(round(DRIFT_NS / FINE_NS)), ramp))[: len(t)]
    g = r - ramp + late
    return g / g.max()


def sampled_pulse():
    """(g, d): pulse and its time derivative (1/ns) at the sampling times; g[1] is the peak, 1."""
    fine = fine_pulse()
    step = round(BC_NS / FINE_NS)
    start = int(np.argmax(fine)) - step
    index = start + step * np.arange(PULSE_SAMPLES)
    derivative = (fine[index + 1] - fine[index - 1]) / (2 * FINE_NS)
    return fine[index], derivative


def noise_autocorrelation(lags):
    """White noise at the shaper's input seen through CR-(RC)^2, at lags of 0, 1, ... BC; 1 at lag 0."""
    t = np.arange(0, 40 * SHAPER_NS, FINE_NS)
    x = t / SHAPER_NS
    h = (x - x**2 / 2) * np.exp(-x)
    step = round(BC_NS / FINE_NS)
    r = np.array([np.dot(h[: len(h) - k * step], h[k * step:]) if k * step < len(h) else 0.0 for k in range(lags)])
    return r / r[0]


def filled_bunches():
    """For each BC of the orbit: its position in its train (0 ... 71), or -1 where no bunches cross."""
    position = np.full(ORBIT_BC, -1)
    for train in range(TRAINS):
        first = train * (TRAIN_FILLED + TRAIN_EMPTY)
        position[first: first + TRAIN_FILLED] = np.arange(TRAIN_FILLED)
    return position


def electronic_noise(rng, samples):
    """Gaussian noise whose circular autocorrelation is noise_autocorrelation."""
    r = np.zeros(samples)
    half = noise_autocorrelation(24)
    r[:24] = half
    r[-23:] = half[:0:-1]
    power = np.maximum(np.fft.rfft(r).real, 0)
    return NOISE_GEV * np.fft.irfft(np.sqrt(power) * np.fft.rfft(rng.standard_normal(samples)), samples)


def minimum_bias(rng, filled, mu):
    """Energy left in each BC by Poisson(mu) collisions."""
    hits = rng.poisson(mu * HITS_PER_COLLISION, len(filled)) * filled
    hard = rng.binomial(hits, HARD_FRACTION)
    return SOFT_GEV * rng.standard_gamma(hits - hard) + HARD_GEV * rng.standard_gamma(hard)


def minimum_bias_variance(mu):
    """Variance of minimum_bias in one filled BC (compound Poisson: rate times the mean square of a hit)."""
    return mu * HITS_PER_COLLISION * 2 * ((1 - HARD_FRACTION) * SOFT_GEV**2 + HARD_FRACTION * HARD_GEV**2)


def hard_scatter(rng, filled, mean_gap, low_gev, high_gev):
    """Deposits at random filled BCs, on average one in mean_gap, energy uniform in its logarithm."""
    chosen = (rng.random(len(filled)) < 1 / mean_gap) & filled
    energy = low_gev * (high_gev / low_gev) ** rng.random(len(filled))
    return np.where(chosen, energy, 0.0)


@dataclass(frozen=True)
class Channel:
    """A continuous recording of one channel; all arrays have one entry per BC."""

    adc: np.ndarray             # int16, counts
    energy: np.ndarray          # all that was deposited in this BC, GeV
    hard: np.ndarray            # the hard-scatter part of it, GeV
    bc: np.ndarray              # BC number in the orbit
    train_position: np.ndarray  # position in the train, -1 outside
    gap: np.ndarray             # BCs since the last hard-scatter deposit before this one; -1 where there is none


def gap_since_last(chosen):
    index = np.arange(len(chosen))
    last = np.maximum.accumulate(np.where(chosen, index, -1))
    before = np.concatenate(([-1], last[:-1]))
    return np.where(before >= 0, index - before, -1)


def record(rng, orbits, mu, mean_gap=30.0, low_gev=0.25, high_gev=40.0):
    """Record a channel over whole orbits. An orbit ends with an abort gap longer than the pulse, so that nothing is missing before the first."""
    position = np.tile(filled_bunches(), orbits)
    filled = position >= 0
    hard = hard_scatter(rng, filled, mean_gap, low_gev, high_gev)
    energy = hard + minimum_bias(rng, filled, mu)
    pulse, _ = sampled_pulse()
    signal = np.convolve(energy, pulse)[: len(energy)] + electronic_noise(rng, len(energy))
    adc = np.clip(np.rint(PEDESTAL + COUNTS_PER_GEV * signal), 0, ADC_MAX).astype(np.int16)
    return Channel(adc, energy, hard, np.tile(np.arange(ORBIT_BC), orbits), position, gap_since_last(hard > 0))
