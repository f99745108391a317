"""Tracks of a barrel tracker with six layers, real ones and combinations of hits of several particles, and the 16 numbers a trigger knows of each."""
import numpy as np

RADII = np.array([0.23, 0.36, 0.51, 0.68, 0.86, 1.08])     # m
FIELD = 3.8                                                  # T
SIGMA_PHI = np.array([30, 30, 30, 60, 60, 60]) * 1e-6        # m, along the circle
SIGMA_Z = np.array([0.5, 0.5, 0.5, 14, 14, 14]) * 1e-3       # m: three layers of macro-pixels, three of strips
SIGMA_BEND = 0.35                                            # strips of pitch 90 um between sensors 2 mm apart
SCATTERING = 6e-4                                            # rad at 1 GeV and normal incidence, per layer
EFFICIENCY = 0.96
FEATURES = ["inv_pt", "tan_lambda", "z0", "d0", "chi2_rphi", "chi2_rz", "chi2_bend", "stubs", "missing_inside", "worst_rphi", "worst_rz", "worst_bend",
            "worst_layer", "first_layer", "last_layer", "crowd"]


def fit(columns, values, weights):
    """Weighted least squares, one fit a row: parameters and residuals."""
    normal = np.einsum("nlp,nl,nlq->npq", columns, weights, columns)
    right = np.einsum("nlp,nl,nl->np", columns, weights, values)
    parameters = np.linalg.solve(normal, right[..., None])[..., 0]
    return parameters, values - np.einsum("nlp,np->nl", columns, parameters)


def generate(count, seed):
    """Features (count x 16, on the grid of fixed<16,6>) and truth (1: all hits of one particle)."""
    random = np.random.default_rng(seed)
    real = random.random(count) < 0.5
    pt = 2 / random.random(count) ** 0.6
    pt = np.minimum(pt, 100)
    charge = random.choice([-1, 1], count)
    tan_lambda = random.normal(0, 0.8, count)
    z0 = random.normal(0, 0.05, count)
    d0 = np.where(random.random(count) < 0.1, random.normal(0, 2e-3, count), random.normal(0, 2e-5, count))
    crowd = random.poisson(3 + 4 * random.random(count))
    curvature = 0.15 * FIELD * charge / pt                   # 1 / (2 R)
    shape = (count, len(RADII))
    scatter = SCATTERING / pt[:, None] * np.sqrt(1 + tan_lambda[:, None] ** 2)
    kicks = np.cumsum(random.normal(0, 1, shape) * scatter, axis=1)
    walk = np.concatenate([np.zeros((count, 1)), np.cumsum(kicks[:, :-1] * np.diff(RADII), axis=1)], axis=1)
    rphi = curvature[:, None] * RADII ** 2 + d0[:, None] + walk + random.normal(0, 1, shape) * SIGMA_PHI
    rz = z0[:, None] + RADII * tan_lambda[:, None] + walk * np.sqrt(1 + tan_lambda[:, None] ** 2) + random.normal(0, 1, shape) * SIGMA_Z
    bend = curvature[:, None] * 2 * RADII * 2e-3 / 90e-6 + random.normal(0, SIGMA_BEND, shape)
    # A combination takes one hit or more from neighbours inside the search window; a crowded region more of them.
    foreign = random.random(shape) < (0.12 + 0.05 * crowd[:, None]) * ~real[:, None]
    foreign[np.arange(count), random.integers(0, len(RADII), count)] |= ~real
    rphi += foreign * random.normal(0, 1, shape) * 3e-4 * random.random((count, 1))
    rz += foreign * random.normal(0, 1, shape) * 2e-3
    bend = np.where(foreign, random.normal(0, 0.8, shape), bend)
    seen = random.random(shape) < np.where(real[:, None], EFFICIENCY, EFFICIENCY - 0.08)
    few = seen.sum(axis=1) < 4
    seen[few, :4] = True

    weights_phi = seen / (SIGMA_PHI ** 2 + (0.3 * SCATTERING * RADII) ** 2)
    weights_z = seen / SIGMA_Z ** 2
    ones = np.ones(shape)
    phi_fit, phi_residual = fit(np.stack([ones * RADII ** 2, ones], axis=2), rphi, weights_phi)
    z_fit, z_residual = fit(np.stack([ones * RADII, ones], axis=2), rz, weights_z)
    expected = phi_fit[:, :1] * 2 * RADII * 2e-3 / 90e-6
    pull_phi = np.sqrt(weights_phi) * phi_residual
    pull_z = np.sqrt(weights_z) * z_residual
    pull_bend = seen * (bend - expected) / SIGMA_BEND
    stubs = seen.sum(axis=1)
    first = seen.argmax(axis=1)
    last = len(RADII) - 1 - seen[:, ::-1].argmax(axis=1)
    features = np.stack([
        10 * np.abs(phi_fit[:, 0]) / (0.15 * FIELD), z_fit[:, 0], 100 * z_fit[:, 1], 1e3 * phi_fit[:, 1],
        np.log2(1e-3 + (pull_phi ** 2).sum(axis=1) / (stubs - 2)), np.log2(1e-3 + (pull_z ** 2).sum(axis=1) / (stubs - 2)), np.log2(1e-3 + (pull_bend ** 2).mean(axis=1)),
        stubs, last - first + 1 - stubs, np.abs(pull_phi).max(axis=1), np.abs(pull_z).max(axis=1), np.abs(pull_bend).max(axis=1),
        np.abs(pull_phi).argmax(axis=1), first, last, crowd,
    ], axis=1)
    return np.clip(np.round(features * 1024), -32768, 32767) / 1024, real.astype(np.int64)
