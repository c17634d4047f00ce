"""Indices of SALib on the points that the tests of `mist_engine::variance` and `::sensitivity` use.

    python3 -m venv scratch && scratch/bin/pip install SALib==1.6.0
    scratch/bin/python benches/peers/salib_indices.py

The points are an additive recurrence (Roberts 2018): x_kj = frac(1/2 + (k + 1) alpha_j), with
alpha_j = phi^-(j+1) mod 1 and phi the root above 1 of phi^(d+1) = phi + 1. They are evenly spread
and the same in any language. Of d = 2 D columns the first D are sample A, the others sample B.
"""

from importlib.metadata import version

import numpy as np
from SALib.analyze import pawn, sobol

N = 4096


def points(d):
    phi = 2.0
    for _ in range(64):
        phi = (1 + phi) ** (1 / (d + 1))
    alpha = np.array([(1 / phi) ** (j + 1) % 1 for j in range(d)])
    return alpha, (0.5 + np.outer(np.arange(1, N + 1), alpha)) % 1


def ishigami(u):
    x = np.pi * (2 * u - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def g(u, a=(0, 1, 4.5, 9)):
    a = np.array(a)
    return np.prod((np.abs(4 * u - 2) + a) / (1 + a), axis=1)


print("SALib", version("SALib"), "numpy", np.__version__)
for name, f, D in [("ishigami", ishigami, 3), ("g", g, 4)]:
    alpha, u = points(2 * D)
    print(name, "alpha", [float(repr(float(x))) for x in alpha])
    a, b = u[:, :D], u[:, D:]
    rows = np.empty((N, D + 2))
    rows[:, 0], rows[:, -1] = f(a), f(b)
    for i in range(D):
        ab = a.copy()
        ab[:, i] = b[:, i]
        rows[:, i + 1] = f(ab)
    problem = {"num_vars": D, "names": [f"x{i}" for i in range(D)], "bounds": [[0, 1]] * D}
    si = sobol.analyze(problem, rows.ravel(), calc_second_order=False, num_resamples=2, seed=1)
    print(name, "S1", [float(x) for x in si["S1"]])
    print(name, "ST", [float(x) for x in si["ST"]])
    # The moment-free index on a subset: those of the draws whose result lies above its median.
    y = rows[:, 0]
    upper = y > np.median(y)
    # As many slices as the cube root of the draws: 16 of 4,096, 13 of 2,048.
    for label, kept, slices in [("all", np.ones(N, bool), 16), ("upper half", upper, 13)]:
        pw = pawn.analyze(problem, a[kept], y[kept], S=slices, seed=1)
        print(name, "PAWN median,", label, [float(x) for x in pw["median"]])
