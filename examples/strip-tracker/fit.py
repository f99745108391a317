"""The classical reference: least squares of a pulse through the six samples (maximum likelihood for Gaussian noise)."""
import numpy as np

import strips

GRID = np.arange(-32, 96, 4.0)      # start times, ns
STEPS, LONGEST = 12, 4.0            # Gauss-Newton, ns a step at most


def templates(time, tau):
    return strips.pulse(strips.sampling_times() - time[:, None], tau[:, None])


def best_amplitude(samples, g):
    return (samples * g).sum(1) / np.maximum((g**2).sum(1), 1e-12)


def residual(samples, time, tau):
    g = templates(time, tau)
    return ((samples - best_amplitude(samples, g)[:, None] * g) ** 2).sum(1)


def fit(recorded):
    """(time, amplitude) for each strip: the best of a grid of start times, then Gauss-Newton steps that are halved until they improve."""
    samples, tau = recorded[:, : strips.SAMPLES].astype(float), recorded[:, strips.SAMPLES].astype(float)
    costs = np.stack([residual(samples, np.full(len(tau), t), tau) for t in GRID])
    time, cost = GRID[np.argmin(costs, axis=0)], costs.min(axis=0)
    for _ in range(STEPS):
        g = templates(time, tau)
        amplitude = best_amplitude(samples, g)
        by_time = -amplitude[:, None] * strips.pulse_slope(strips.sampling_times() - time[:, None], tau[:, None])
        left = samples - amplitude[:, None] * g
        tt, ta, aa = (by_time**2).sum(1), (by_time * g).sum(1), (g**2).sum(1)
        step = (aa * (by_time * left).sum(1) - ta * (g * left).sum(1)) / np.maximum(tt * aa - ta**2, 1e-12)
        step = np.clip(step, -LONGEST, LONGEST)
        for _ in range(4):
            trial = residual(samples, time + step, tau)
            better = trial < cost
            time, cost = np.where(better, time + step, time), np.where(better, trial, cost)
            step = np.where(better, 0, step / 2)
    return time, best_amplitude(samples, templates(time, tau))
