"""One strip of a silicon vertex detector read out by APV25: shaped pulse, noise, signal spectrum, ADC; and the limits of any estimate.

Times are ns since the first of six samples, amplitudes are ADC counts. Pulse and sampling are those of the Belle II silicon vertex
detector, where six samples are read for each strip above threshold.
"""
from dataclasses import dataclass

import numpy as np

SAMPLES = 6
PERIOD_NS = 31.44
TAU_NS = (200, 280)             # shaping constant of a strip, known from calibration to 1 ns; the peak comes tau / 4 after the hit
NOISE = 4.0                     # counts RMS, each sample on its own
ADC = (-512, 511)               # counts after subtraction of the pedestal
HIT_NS = (0.0, 2 * PERIOD_NS)   # hits that the trigger asks for
PEAK = 149.012                  # makes the maximum of PEAK x^2 / (1 + x)^10, at x = 1/4, one

# Most probable signal of a cluster over the noise of a strip, and width, of Moyal's form of Landau's spectrum.
CLUSTER_SNR, CLUSTER_SPREAD = 24.0, 2.5
SHARE = (0.25, 1.0)                         # of a cluster's signal in one strip, uniform
THRESHOLD_SNR = 5.0                         # of a strip that is read out


def pulse(t, tau):
    """Response to a unit of charge at t = 0, peak 1."""
    x = np.maximum(t / tau, 0)
    return PEAK * x**2 / (1 + x) ** 10


def pulse_slope(t, tau):
    """Derivative of `pulse` by t, 1/ns."""
    x = np.maximum(t / tau, 0)
    return PEAK * (2 * x * (1 + x) - 10 * x**2) / (1 + x) ** 11 / tau


def sampling_times():
    return PERIOD_NS * np.arange(SAMPLES)


def noiseless(time, amplitude, tau):
    """[n, 6]: samples of pulses without noise and ADC."""
    return amplitude[:, None] * pulse(sampling_times() - time[:, None], tau[:, None])


@dataclass(frozen=True)
class Strips:
    """Strips above threshold; `recorded` is [n, 7]: six samples in ADC counts, then tau in ns."""

    recorded: np.ndarray
    time: np.ndarray
    amplitude: np.ndarray

    @property
    def tau(self):
        return self.recorded[:, SAMPLES].astype(float)


def record(rng, time, amplitude):
    """One strip for each time and amplitude."""
    tau = rng.integers(TAU_NS[0], TAU_NS[1] + 1, len(time)).astype(float)
    samples = noiseless(time, amplitude, tau) + NOISE * rng.standard_normal((len(time), SAMPLES))
    counts = np.clip(np.rint(samples), *ADC)
    return Strips(np.column_stack((counts, tau)).astype(np.int16), time, amplitude)


def spectrum(rng, count):
    """Amplitudes of strips above threshold, ADC counts."""
    amplitude = np.empty(0)
    while len(amplitude) < count:
        cluster = CLUSTER_SNR - CLUSTER_SPREAD * np.log(rng.standard_normal(count) ** 2)   # Moyal: -ln of a squared normal variable
        strip = cluster * rng.uniform(*SHARE, count)
        amplitude = np.concatenate((amplitude, strip[strip > THRESHOLD_SNR]))
    return NOISE * amplitude[:count]


def limits(time, amplitude, tau):
    """Cramer-Rao: the least standard deviations (time in ns, amplitude in counts) of unbiased estimates of both from six samples.

    Fisher's information of s_i = A g(t_i - T) + noise is J'J / noise^2 with J = (ds/dT, ds/dA) = (-A g', g); its inverse bounds the
    covariance.
    """
    t = sampling_times() - time[:, None]
    g, by_time = pulse(t, tau[:, None]), -amplitude[:, None] * pulse_slope(t, tau[:, None])
    tt, ta, aa = (by_time**2).sum(1), (by_time * g).sum(1), (g**2).sum(1)
    determinant = tt * aa - ta**2
    return NOISE * np.sqrt(aa / determinant), NOISE * np.sqrt(tt / determinant)
