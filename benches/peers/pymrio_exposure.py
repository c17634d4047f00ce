#!/usr/bin/env python3
"""MIST's look-through accounts beside pymrio's `calc_all`, on the same table in one run.

    python3 benches/peers/pymrio_exposure.py [PARTS]

Builds the example `exposure_peer`, which hands over the embedded table (with PARTS: with every
product split into so many, a synthetic table for speed only), makes a scratch virtual environment
with pymrio from PyPI, and compares figures and seconds. Exits 0 with a message if pymrio cannot be
had, 1 if the figures differ.
"""

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

TOLERANCE = 1e-9  # relative; both solve the same system by LU in double precision
RUNS = 3

PEER = r'''
import json, sys, time
from pathlib import Path
import numpy as np, pandas as pd, pymrio

folder = Path(sys.argv[1])
runs = int(sys.argv[2])
said = json.loads((folder / "table.json").read_text())
regions, products = said["regions"], said["products"]
r, n = len(regions), len(regions) * len(products)
read = lambda name, *shape: np.fromfile(folder / name, "<f8").reshape(shape, order="F")
nodes = pd.MultiIndex.from_product([regions, products], names=["region", "sector"])
uses = pd.MultiIndex.from_product([regions, ["household", "government", "investment"]],
                                  names=["region", "category"])
z = pd.DataFrame(read("z.f64", n, n), nodes, nodes)
y = pd.DataFrame(read("f.f64", n, 3 * r), nodes, uses)
value_added = pd.DataFrame(read("value_added.f64", 1, n), ["value added"], nodes)
seconds = float("inf")
for _ in range(runs):
    world = pymrio.IOSystem(Z=z.copy(), Y=y.copy())
    world.satellite = pymrio.Extension("satellite", F=value_added.copy())
    start = time.perf_counter()
    world.calc_all()
    seconds = min(seconds, time.perf_counter() - start)

ours = read("footprints.f64", r, r)
pairs = {
    "value added per unit of final delivery": (
        read("multipliers.f64", n), world.satellite.M.to_numpy().ravel()),
    "value added in final demand": (
        ours.sum(axis=0), world.satellite.D_cba_reg.loc["value added", regions].to_numpy()),
    "value added": (
        ours.sum(axis=1), world.satellite.D_pba_reg.loc["value added", regions].to_numpy()),
    "value added imported in final demand": (
        ours.sum(axis=0) - ours.diagonal(),
        world.satellite.D_imp_reg.loc["value added", regions].to_numpy()),
    "value added exported to final demand": (
        ours.sum(axis=1) - ours.diagonal(),
        world.satellite.D_exp_reg.loc["value added", regions].to_numpy()),
}
apart = {name: float(np.max(np.abs(a - b) / np.maximum(np.abs(b), 1e-6))) for name, (a, b) in pairs.items()}
print(json.dumps({"version": pymrio.__version__, "nodes": n, "seconds": seconds, "apart": apart}))
'''


def main() -> int:
    parts = sys.argv[1] if len(sys.argv) > 1 else "1"
    root = Path(__file__).resolve().parents[2]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        python = folder / "venv" / "bin" / "python"
        venv.create(folder / "venv", with_pip=True)
        install = subprocess.run([python, "-m", "pip", "install", "--quiet", "pymrio"],
                                 capture_output=True, text=True)
        if install.returncode != 0:
            print("skipped: pymrio cannot be installed from PyPI here:",
                  (install.stderr.strip().splitlines() or ["no reason given"])[-1])
            return 0
        subprocess.run(["cargo", "run", "--quiet", "--release", "-p", "mist-benches", "--example",
                        "exposure_peer", "--", str(folder), parts],
                       cwd=root, check=True, stdout=subprocess.DEVNULL)
        mist = json.loads((folder / "table.json").read_text())
        (folder / "peer.py").write_text(PEER)
        peer = json.loads(subprocess.run(
            [python, "-W", "ignore", folder / "peer.py", folder, str(RUNS)],
            check=True, capture_output=True, text=True).stdout.strip().splitlines()[-1])
    kind = "synthetic, for speed only" if mist["synthetic"] else "the embedded table"
    print(f"{peer['nodes']} nodes ({kind}), fastest of {RUNS} runs")
    print(f"  MIST, Leontief inverse and look-through accounts: {mist['seconds']:.2f} s")
    print(f"  pymrio {peer['version']}, calc_all:                {peer['seconds']:.2f} s")
    print("largest relative difference:")
    for name, apart in peer["apart"].items():
        print(f"  {name}: {apart:.1e}")
    worst = max(peer["apart"].values())
    if not worst <= TOLERANCE:
        print(f"the figures differ by more than {TOLERANCE:g}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
