"""Write evidence/countries.csv and evidence/world from tools/raw, and print what was left out and why.

With ``--collect FOLDER`` the raw tables are taken from a folder of collected tables first.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from world.build import build, write
from world.collect import collect

EVIDENCE = Path(__file__).resolve().parent.parent / "evidence"


def main() -> None:
    """Build the files and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--collect", type=Path, metavar="FOLDER", help="folder of collected tables")
    folder: Path | None = parser.parse_args().collect
    if folder is not None:
        collect(folder)
    write(EVIDENCE, *build())


if __name__ == "__main__":
    main()
