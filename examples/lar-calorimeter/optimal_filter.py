"""The optimal filter: the linear estimate of amplitude and time with the least variance (W. E. Cleland, E. G. Stern, NIM A 338 (1994) 467)."""
import numpy as np

import detector

SAMPLES = 5  # of the pulse, from its first sample on: .54 1 .75 .37 .11


def autocorrelation(samples, mu):
    """R of electronic noise and of pile-up in the middle of a long train, GeV^2."""
    pulse, _ = detector.sampled_pulse()
    noise = detector.NOISE_GEV**2 * detector.noise_autocorrelation(samples)
    overlap = np.array([np.dot(pulse[lag:], pulse[: len(pulse) - lag]) for lag in range(samples)])
    r = noise + detector.minimum_bias_variance(mu) * overlap
    return r[np.abs(np.subtract.outer(np.arange(samples), np.arange(samples)))]


def coefficients(mu):
    """(a, b): A = sum a_i (s_i - p) and A tau = sum b_i (s_i - p) over the first SAMPLES of the pulse.

    The pile-up of the crossing itself is in R too: it adds a multiple of g g', which changes neither a nor b.
    """
    g, d = (shape[:SAMPLES] for shape in detector.sampled_pulse())
    v = np.linalg.inv(autocorrelation(SAMPLES, mu))
    q1, q2, q3 = g @ v @ g, d @ v @ d, d @ v @ g
    det = q1 * q2 - q3**2
    a = (q2 * v @ g - q3 * v @ d) / det
    b = (q3 * v @ g - q1 * v @ d) / det
    constraints = [a @ g, a @ d, b @ g, b @ d]
    if not np.allclose(constraints, [1, 0, 0, -1], atol=1e-9):
        raise ArithmeticError(f"optimal filter misses its constraints: {constraints}")
    return a, b


def apply(weights, adc):
    """Filter output in GeV for the deposit whose first sample is at each BC; the last SAMPLES - 1 BCs have no answer and get 0."""
    signal = (adc - detector.PEDESTAL) / detector.COUNTS_PER_GEV
    return np.concatenate((np.correlate(signal, weights, "valid"), np.zeros(SAMPLES - 1)))


def local_maxima(energy):
    """OFMax: what is not larger than both neighbours becomes 0."""
    padded = np.concatenate(([-np.inf], energy, [-np.inf]))
    return np.where((energy > padded[:-2]) & (energy >= padded[2:]), energy, 0.0)
