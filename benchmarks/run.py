"""Times what a user waits for: ``python benchmarks/run.py`` prints a table for README.md beside this file.

Whole processes are timed from outside, five runs after one that is not counted; the median is printed.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

import gcmscore

RUNS = 5


def main() -> None:
    """Print one line a figure: what, the median, the limit it is held to."""
    python = [sys.executable, "-m", "gcmscore"]
    with tempfile.TemporaryDirectory() as folder:
        report = [*python, "report", "BEL", "--year", "2020", "--out", folder]
        rows = [
            ("import gcmscore", process([sys.executable, "-c", "import gcmscore"]), "0.15 s"),
            ("gcmscore --help", process([*python, "--help"]), "0.3 s"),
            ("gcmscore report BEL, HTML and PDF, cold", process(report), "6 s"),
        ]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    card = gcmscore.score("BEL", 2020)
    card.to_html(), card.to_pdf()
    rows += [
        ("second card in the process, HTML", median(lambda: gcmscore.score("BEL", 2019).to_html()), "0.4 s"),
        ("second card in the process, PDF", median(lambda: gcmscore.score("BEL", 2021).to_pdf()), "3.5 s"),
    ]
    for name, seconds, limit in rows:
        print(f"| {name} | {seconds:.2f} s | {limit} |")
    print(f"| peak memory of the report | {peak:.0f} MB | 600 MB |")


def process(command: list[str]) -> float:
    """Return the median wall time of a command as a whole process, in seconds."""
    return median(lambda: subprocess.run(command, check=True, capture_output=True))


def median(action: Callable[[], object]) -> float:
    """Return the median wall time of an action over the counted runs, in seconds."""
    action()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


if __name__ == "__main__":
    main()
