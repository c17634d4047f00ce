#!/usr/bin/env python3
"""MIST beside BoARIO (the reference program of the ARIO family): same table, shock and machine.

    python3 benches/peers/boario.py [REGIONS PRODUCTS [STEPS]]

Builds the example `ario_peer`, which runs MIST's reference mode of the published family on a synthetic
table, makes a scratch virtual environment with BoARIO 0.7.2 from PyPI, and runs it on the same table
with the same shock. Checks first that both give the same production on every step, then prints
seconds a step and their ratio; and what a draw and step of MIST's own model costs, 32 draws at
once. Exits 0 with a message if BoARIO cannot be had, 1 if the trajectories differ. `CARGO_PROFILE`
names another cargo profile than `release`.
"""

import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

TOLERANCE = 1e-9  # of the largest output
# BoARIO's package names none of what it needs.
NEEDS = ["boario==0.7.2", "pymrio", "progressbar2"]

PEER = r'''
import json, sys, time, warnings
from pathlib import Path
warnings.filterwarnings("ignore")
import logging
logging.disable(logging.CRITICAL)
import numpy as np, pandas as pd, pymrio
from boario.event import from_series
from boario.extended_models import ARIOPsiModel
from boario.simulation import Simulation

folder = Path(sys.argv[1])
said = json.loads((folder / "run.json").read_text())
r, s, steps = said["regions"], said["products"], said["steps"]
n = r * s
regions = [f"R{i:03}" for i in range(r)]
sectors = [f"S{i:03}" for i in range(s)]
read = lambda name, *shape: np.fromfile(folder / name, "<f8").reshape(shape, order="F")
nodes = pd.MultiIndex.from_product([regions, sectors], names=["region", "sector"])
uses = pd.MultiIndex.from_product([regions, ["C1", "C2", "C3"]], names=["region", "category"])
table = pymrio.IOSystem(Z=pd.DataFrame(read("z.f64", n, n), nodes, nodes),
                        Y=pd.DataFrame(read("f.f64", n, 3 * r), nodes, uses))
table.calc_all()
model = ARIOPsiModel(table)
simulation = Simulation(model, n_temporal_units_to_sim=steps)
impact = pd.Series(said["share"], index=nodes[:s])
simulation.add_event(from_series(
    impact, event_type="arbitrary", occurrence=5, duration=10, recovery_tau=30,
    recovery_function="linear"))
start = time.perf_counter()
simulation.loop()
seconds = time.perf_counter() - start
ours = read("production.f64", n, steps).T
theirs = simulation.production_realised.to_numpy()[:steps]
apart = float(np.nanmax(np.abs(ours - theirs)) / ours.max())
moved = float(np.max(np.abs(theirs - theirs[0])) / theirs.max())
print(json.dumps({"seconds": seconds / steps, "apart": apart, "moved": moved}))
'''


def main() -> int:
    regions, products, *more = sys.argv[1:] or ["50", "28"]
    steps = more[0] if more else "60"
    profile = os.environ.get("CARGO_PROFILE", "release")
    root = Path(__file__).resolve().parents[2]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        python = folder / "venv" / "bin" / "python"
        venv.create(folder / "venv", with_pip=True)
        install = subprocess.run([python, "-m", "pip", "install", "--quiet", *NEEDS],
                                 capture_output=True, text=True)
        if install.returncode != 0:
            print("skipped: BoARIO cannot be installed from PyPI here:",
                  (install.stderr.strip().splitlines() or ["no reason given"])[-1])
            return 0
        subprocess.run(["cargo", "run", "--quiet", "--profile", profile, "-p", "mist-benches", "--example",
                        "ario_peer", "--", str(folder), regions, products, steps],
                       cwd=root, check=True, stdout=subprocess.DEVNULL)
        mist = json.loads((folder / "run.json").read_text())
        (folder / "peer.py").write_text(PEER)
        run = subprocess.run([python, "-W", "ignore", folder / "peer.py", folder],
                             capture_output=True, text=True)
        if run.returncode != 0:
            print(run.stderr, file=sys.stderr)
            return 1
        peer = json.loads(run.stdout.strip().splitlines()[-1])
    print(f"{regions} regions x {products} products, {steps} steps, SYNTHETIC table")
    print(f"production differs by {peer['apart']:.1e} of the largest output at most "
          f"(and moves by {peer['moved']:.1e})")
    if not peer["apart"] <= TOLERANCE:
        print(f"the trajectories differ by more than {TOLERANCE:g}", file=sys.stderr)
        return 1
    ours, batch = mist["seconds_a_step"], mist["seconds_a_draw_and_step"]
    print(f"  BoARIO 0.7.2:                       {peer['seconds'] * 1e3:10.2f} ms a step")
    print(f"  MIST, same equations, one draw:     {ours * 1e3:10.2f} ms a step, "
          f"{peer['seconds'] / ours:.0f} times faster")
    print(f"  MIST's own model, 32 draws at once: {batch * 1e3:10.3f} ms a draw and step, "
          f"{peer['seconds'] / batch:.0f} times faster")
    return 0


if __name__ == "__main__":
    sys.exit(main())
