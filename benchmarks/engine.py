"""Times the engine against the script of an analyst and the floor: ``python benchmarks/engine.py``.

All of one line run in turn, five times after one that is not counted; medians of processor time are printed,
of one thread, so that they are the time that passes on an idle machine, and ratios, which travel between
machines. With the word ``growth`` it prints the tables of docs/scale.md instead.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import baselines
import joblib
import numpy as np
import pandas as pd

from gcmscore._tables import INDICATOR_COLUMNS, table
from gcmscore.scoring import aggregate, normalise
from gcmscore.scoring.method import Method
from gcmscore.scoring.monte_carlo import run, run_at
from gcmscore.scoring.plans import Matrix, planned
from gcmscore.scoring.sensitivity import SobolIndices, rank_shift, sobol_indices, sobol_samples
from gcmscore.scoring.streams import keys_of

Given = dict[str, np.ndarray]
RUNS = 5
UNITS, YEARS, ITEMS, GROUPS, DRAWS = 200, 20, 80, 10, 1000
LARGE = 20_000
LINE = "| {what} | {ours} | {script} | {floor} | {to_script} | {to_floor} | {bar} |"


def made(units: int, *years: int, items: int = ITEMS) -> Given:
    """Return values with a tenth missing, goalposts of either direction, weights and groups."""
    generator = np.random.default_rng(7)
    values = generator.normal(50, 20, (units, *years, items))
    values[generator.random(values.shape) < 0.1] = np.nan
    falling = generator.random(items) < 0.3
    return {
        "values": values,
        "worst": np.where(falling, 95.0, 5.0),
        "best": np.where(falling, 5.0, 95.0),
        "weights": generator.choice([0.5, 1.0, 2.0], items),
        "groups": np.repeat(np.arange(GROUPS), items // GROUPS),
    }


def without_groups(given: Given) -> Given:
    """Return the same as one group: of 80 items at once the script has less to do than ours."""
    return given | {"groups": np.zeros_like(given["groups"])}


def our_scores(values, worst, best, weights, groups):
    scores = normalise(values, worst, best)
    parts = []
    for group in range(GROUPS):
        inside = groups == group
        parts.append(aggregate(scores[..., inside], weights[inside], coverage_floor=0.5))
    return aggregate(np.stack(parts, axis=-1))


def matrix_of(given: Given, spread: float = 0.0) -> Matrix:
    (units, items), seed = given["values"].shape, Method().seed
    values = given["values"]
    shares = given["weights"] / np.bincount(given["groups"], given["weights"])[given["groups"]]
    return Matrix(
        values=values,
        low=values - spread,
        high=values + spread,
        worst=given["worst"],
        best=given["best"],
        movable=np.ones(items, dtype=bool),
        limits=np.repeat([[-np.inf], [np.inf]], items, axis=1),
        weights=np.where(np.isnan(values), 0.0, shares),
        groups=given["groups"],
        unit_keys=keys_of([f"unit {number}" for number in range(units)], seed),
        item_keys=keys_of([f"item {number}" for number in range(items)], seed),
        group_keys=keys_of([f"group {number}" for number in range(GROUPS)], seed),
    )


def our_draws(matrix: Matrix, draws: int = DRAWS):
    runs = run(matrix, planned(matrix, Method(draws=draws)))
    return runs.scores, runs.ends, runs.rank_ends


def our_sobol(matrix: Matrix, runs: int = 100) -> SobolIndices:
    """Return the shares of goalposts, means, weights and figures in the average shift of ranks."""
    plan = planned(matrix, Method())
    samples = sobol_samples(4, runs, seed=1)
    goalposts, means, weights, evidence = (samples.points * [6, 2, 2**31, 2**31]).astype(np.int64).T
    scores = run_at(matrix, plan, 2 * goalposts + means, weights, evidence)
    zero = np.zeros(1, dtype=np.int64)
    published = run_at(matrix, planned(matrix, Method(), ["means"]), zero, zero, zero)[0]
    return sobol_indices(*samples.split(rank_shift(published, scores)))


def in_turn(*actions: Callable[[], object]) -> list[float]:
    """Return the median processor time of each action in seconds; they take turns."""
    times: list[list[float]] = [[] for _ in actions]
    for turn in range(RUNS + 1):
        for found, action in zip(times, actions, strict=True):
            start = time.process_time()
            action()
            if turn:
                found.append(time.process_time() - start)
    return [statistics.median(found) for found in times]


def line(what: str, bar: str, ours: float, script: float | None = None, floor: float | None = None) -> None:
    """Print one row of the table."""

    def seconds(value: float | None) -> str:
        return "–" if value is None else f"{value * 1000:.1f} ms" if value < 0.1 else f"{value:.2f} s"

    def ratio(value: float | None) -> str:
        return "–" if value is None else f"{ours / value:.2f}"

    cells = {"ours": seconds(ours), "script": seconds(script), "floor": seconds(floor)}
    print(
        LINE.format(what=what, **cells, to_script=ratio(script), to_floor=ratio(floor), bar=bar), flush=True
    )


def our_frame(years: int) -> pd.DataFrame:
    """Return the indicators of units and years as the table of a panel, from columns of random numbers."""
    keys = [
        [f"U{number}" for number in range(UNITS)],
        range(years),
        [f"i{number}" for number in range(ITEMS)],
    ]
    index = pd.MultiIndex.from_product(keys, names=["country", "year", "indicator"])
    words = np.resize(np.array(["scored", "stale", "green", None], dtype=object), len(index))
    numbers = np.resize(np.arange(100.0), len(index))
    texts = ("status", "reason", "band", "trend", "confidence", "unit", "period", "source_id")
    columns = {name: words if name in texts else numbers for name in INDICATOR_COLUMNS}
    return table(columns, INDICATOR_COLUMNS, index, "1", "full")


def main() -> None:
    """Print the table of README.md."""
    head = {"what": "what", "ours": "ours", "script": "script", "floor": "floor"}
    print(LINE.format(**head, to_script="ours / script", to_floor="ours / floor", bar="bar"))
    print("|---" * 7 + "|")
    scores()
    draws()
    for name, years in (("one year", 1), (f"{YEARS} years", YEARS)):
        what = f"its DataFrame, {UNITS} × {ITEMS}, {name}"
        line(what, "50 ms" if years == 1 else "–", *in_turn(lambda years=years: our_frame(years)))
    ranged = matrix_of(made(UNITS), spread=5.0)
    line(
        f"Sobol indices of four factors, N = 100, {UNITS} units", "0.5 s", *in_turn(lambda: our_sobol(ranged))
    )
    large()


def scores() -> None:
    """Print what one score of each unit and year takes."""
    given = made(UNITS, YEARS)
    found = in_turn(
        lambda: our_scores(**given),
        lambda: baselines.script_scores(**given),
        lambda: baselines.floor_scores(**given),
    )
    line(f"scores, {UNITS} units × {YEARS} years × {ITEMS} items", "3 × script", *found)


def draws() -> None:
    """Print what a thousand draws of 200 units take."""
    given = made(UNITS)
    flat, certain, ranged = without_groups(given), matrix_of(given), matrix_of(given, spread=5.0)
    ours, script, floor, plain = in_turn(
        lambda: our_draws(certain),
        lambda: baselines.script_draws(**given, draws=DRAWS),
        lambda: baselines.floor_draws(**given, draws=DRAWS),
        lambda: baselines.script_draws(**flat, draws=DRAWS),
    )
    what = f"{UNITS} × {ITEMS} × {DRAWS:,}, ranks and quantiles"
    line(f"method draws, {what}", "1 × script", ours, script, floor)
    line("the same, the script without groups", "–", ours, plain, floor)
    found = in_turn(
        lambda: our_draws(ranged), lambda: baselines.script_draws(**given, draws=DRAWS, spread=5.0)
    )
    line(f"method and evidence draws, {what}", "1 s", *found)


def large() -> None:
    """Print time and memory of 20,000 units, each in a process of its own."""
    found = {name: [alone(name) for _ in range(3)] for name in ("ours", "script", "floor", "flat script")}
    ours, script, floor, plain = (statistics.median(pair[0] for pair in pairs) for pairs in found.values())
    line(
        f"method draws, {LARGE:,} × {ITEMS} × {DRAWS:,}, ranks and quantiles",
        "1 × script",
        ours,
        script,
        floor,
    )
    line("the same, the script without groups", "–", ours, plain, floor)
    peaks = [f"{max(pair[1] for pair in pairs):.0f} MB" for pairs in found.values()]
    print(f"| its peak memory | {peaks[0]} | {peaks[1]} | {peaks[2]} | – | – | 2,000 MB |")


def alone(
    name: str, units: int = LARGE, items: int = ITEMS, draws: int = DRAWS, workers: int = 1
) -> tuple[float, float]:
    """Return what a process of its own says: seconds, and the most megabytes that it held."""
    command = [sys.executable, __file__, name, *map(str, (units, items, draws, workers))]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, kilobytes = said.split()
    return float(seconds), float(kilobytes) / 1024


def be_measured(name: str, units: int, items: int, draws: int, workers: int) -> None:
    """Compute draws in one way; print seconds, and the most kilobytes that this process held."""
    given = made(units, items=items)
    ways = {
        "ours": lambda: our_draws(matrix_of(given), draws),
        "script": lambda: baselines.script_draws(**given, draws=draws),
        "flat script": lambda: baselines.script_draws(**without_groups(given), draws=draws),
        "floor": lambda: baselines.floor_draws(**given, draws=draws),
    }
    with joblib.parallel_config(n_jobs=workers):
        # Workers start with the first call and stay.
        our_draws(matrix_of(made(20)), 24)
        clock = time.process_time if workers == 1 else time.perf_counter
        start = clock()
        ways[name]()
        seconds = clock() - start
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (peak,) = (row.split()[1] for row in status.splitlines() if row.startswith("VmHWM"))
    print(seconds, peak)


def growth() -> None:
    """Print the tables of docs/scale.md: one thing grows, the others are held."""
    for name, sizes, held in (
        ("units", (200, 2_000, 20_000), {}),
        ("items", (20, 80, 320), {"units": 2_000}),
        ("draws", (250, 1_000, 4_000), {"units": 2_000}),
        ("workers", (1, 2), {}),
    ):
        print(f"\n| {name} | time | peak memory |\n|---|---|---|")
        for size in sizes:
            pairs = [alone("ours", **{**held, name: size}) for _ in range(3)]
            seconds, peak = statistics.median(pair[0] for pair in pairs), max(pair[1] for pair in pairs)
            print(f"| {size:,} | {seconds:.2f} s | {peak:.0f} MB |", flush=True)


if __name__ == "__main__":
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        # NumPy reads it when it is loaded, so that it is too late for this process.
        sys.exit(subprocess.call([sys.executable, *sys.argv], env=os.environ | {"OPENBLAS_NUM_THREADS": "1"}))
    if len(sys.argv) == 6:
        be_measured(sys.argv[1], *map(int, sys.argv[2:]))
    elif sys.argv[1:] == ["growth"]:
        growth()
    else:
        main()
