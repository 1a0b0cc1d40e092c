"""Times what a user waits for: ``python benchmarks/run.py`` prints a table for README.md beside this file.

Whole processes are timed from outside, five runs after one that is not counted; the median is printed. Where
imports are excluded, each run is a process of its own that loads every module first and times itself.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import gcmscore

RUNS = 5
ROOT = Path(__file__).resolve().parent.parent
COMPACT = "gcmscore.load_compact()"
# A panel makes its frames when they are asked for.
PANEL = "panel = gcmscore.score_panel(years=range(2015, 2026)); panel.objectives, panel.indicators"
# A process that has loaded its modules, runs one line and says how long that took.
INSIDE = """
import time
import gcmscore, gcmscore.evidence, gcmscore.panel, gcmscore.scoring
{before}
start = time.perf_counter()
{action}
print(time.perf_counter() - start)
"""
# The same, and the most memory that it ever held, in kilobytes.
PEAK = """
import re, gcmscore
gcmscore.load_evidence()
{action}
# Not getrusage: its peak counts what the starting process held before this program took its place.
print(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""


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
        *evidence_and_panel(),
    ]
    print(f"| this machine: ten million additions in a loop | {median(lambda: loop(10**7)):.2f} s | – |")
    for name, seconds, limit in rows:
        print(f"| {name} | {seconds:.{3 if seconds < 0.1 else 2}f} s | {limit} |")
    print(f"| peak memory of the report | {peak:.0f} MB | 600 MB |")
    print(f"| peak memory of load_evidence and the panel | {panel_memory():.0f} MB | 400 MB |")
    print(f"| wheel | {wheel_size():.1f} MB | 6 MB |")


def loop(times: int) -> int:
    """Return a sum; how long it takes says how fast the machine is at the moment."""
    total = 0
    for number in range(times):
        total += number
    return total


def evidence_and_panel() -> list[tuple[str, float, str]]:
    """Return what loading the shipped evidence and scoring the world take, imports excluded."""
    with tempfile.TemporaryDirectory() as folder:
        kept = f"gcmscore.load_evidence(cache={folder!r})"
        return [
            ("load_evidence(), the framework included", inside("gcmscore.load_evidence()"), "0.4 s"),
            ("load_evidence() after load_compact()", inside("gcmscore.load_evidence()", COMPACT), "0.4 s"),
            ("load_evidence() from the cache", inside(kept), "0.05 s"),
            ("panel of 11 years, both frames", inside(PANEL, "gcmscore.load_evidence()"), "0.5 s"),
        ]


def inside(action: str, before: str = "") -> float:
    """Return the median time of a line of Python in a new process whose modules are loaded, in seconds."""
    command = [sys.executable, "-c", INSIDE.format(action=action, before=before)]
    return statistics.median([said(command) for _ in range(RUNS + 1)][1:])


def panel_memory() -> float:
    """Return the most memory of a process that loads the evidence and scores the panel, in megabytes."""
    return said([sys.executable, "-c", PEAK.format(action=PANEL)]) / 1024


def wheel_size() -> float:
    """Return the size of the wheel made of this checkout, in megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder]
        subprocess.run(build, check=True, capture_output=True, cwd=ROOT)
        (wheel,) = Path(folder).glob("*.whl")
        return wheel.stat().st_size / 1e6


def said(command: list[str]) -> float:
    """Return the number that a command prints."""
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


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
