"""Times reports: ``python benchmarks/render.py`` prints the table of README.md; ``all`` adds every country.

Pages and documents are made five times in a process that made them once; the median of the processor time is
printed. The engine of the PDF uses all processors, so by the clock it takes less. While the scorecards of all
countries are made, the memory of each process is looked at four times a second.
"""

from __future__ import annotations

import os
import resource
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from run import RUNS, loop

import gcmscore

YEAR = 2024
LARGEST, COMMON = ("BEL", 2026), ("KEN", 2024)


def main() -> None:
    """Print one line a figure: what, how much, the limit it is held to."""
    print("| what | figure | limit |\n|---|---|---|")
    print(f"| this machine: ten million additions in a loop | {processor(lambda: loop(10**7)):.2f} s | – |")
    for code, year in (LARGEST, ("BEL", 2020), COMMON):
        one(f"{code} {year}", gcmscore.score(code, year))
    if "all" in sys.argv[1:]:
        everyone()


def one(name: str, card: gcmscore.Card) -> None:
    """Print what the page and the document of a card take, and how large they are."""
    page, document = len(str(card.to_html()).encode()), len(bytes(card.to_pdf()))
    print(f"| {name}, page, again | {1000 * processor(card.to_html):.0f} ms | 60 ms |")
    print(f"| {name}, PDF, again | {processor(card.to_pdf):.2f} s | 0.5 s |")
    print(f"| {name}, size of the page | {page / 1000:.0f} kB | 600 kB |")
    print(f"| {name}, size of the PDF | {document / 1000:.0f} kB | 800 kB |", flush=True)


def processor(action: Callable[[], object]) -> float:
    """Return the median processor time of an action, in seconds."""
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return statistics.median(times)


def everyone() -> None:
    """Print what the scorecards of all countries take, and the memory of the processes meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        before = spent()
        with memory() as seen:
            first, made = timed(folder)
        work = spent() - before
        again, kept = timed(folder)
        size = sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e6
    count = (len(made.written) + len(made.failed)) // 2
    print(f"| {count} countries, page and PDF, {os.cpu_count()} processes | {first:.0f} s | 180 s |")
    print(f"| its processor time, all processes together | {work:.0f} s | – |")
    print(f"| the same again, {len(kept.kept)} files kept | {again:.1f} s | – |")
    print(f"| all files | {size:.0f} MB | – |")
    middle = len(seen) // 2
    for name, part in (("first", seen[:middle]), ("second", seen[middle:])):
        print(f"| most memory of a process, {name} half | {max(part):.0f} MB | 700 MB |")
    for code, reason in made.failed.items():
        print(f"failed: {code}: {reason}")


def timed(folder: str) -> tuple[float, gcmscore.Reports]:
    start = time.perf_counter()
    made = gcmscore.report(YEAR, folder)
    return time.perf_counter() - start, made


def spent() -> float:
    """Return the processor time of this process and of those below it that have ended, in seconds."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(item.ru_utime + item.ru_stime for item in used)


@contextmanager
def memory() -> Iterator[list[float]]:
    """Collect the memory of the largest process below this one, in megabytes."""
    seen: list[float] = []
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.25):
            seen.append(max(resident(), default=0.0))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield seen
    finally:
        done.set()
        watcher.join()


def resident() -> Iterator[float]:
    for path in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in path.read_text().splitlines())
        except OSError:
            continue  # it ended in between
        if fields["PPid"].strip() == str(os.getpid()) and "VmRSS" in fields:
            yield int(fields["VmRSS"].split()[0]) / 1024


if __name__ == "__main__":
    main()
