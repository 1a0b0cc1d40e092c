"""Writes what reports look like into ``reports/gallery``, from the shipped evidence: ``make gallery``.

Pages and documents come out the same byte for byte as long as evidence, framework, texts and templates are
the same, which a test checks; pictures of them need the browser ``chromium`` and are for the README only.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from pathlib import Path

from PIL import Image

import gcmscore as gcm
from gcmscore.objective_report import ObjectiveReport
from gcmscore.render.output import write

ROOT = Path(__file__).resolve().parent.parent
GALLERY = ROOT / "reports" / "gallery"
YEARS, LANGUAGES = (2018, 2020, 2026), ("en", "fr", "nl")
COMPARED, COMPARED_YEAR, OBJECTIVE = ("GHA", "KEN", "MEX", "PHL", "SEN"), 2024, 20
# Width of the window in pixels, and how much of the page the README shows.
PICTURES = {
    "scorecard.png": ("BEL-2026-en.html", 1180, 1560),
    "phone.png": ("BEL-2026-en.html", 500, 1560),
    "comparison.png": ("comparison-2024.html", 1180, 1560),
    "objective-20.png": ("objective-20-2024.html", 1180, 1560),
}


def reports() -> Iterator[tuple[str, Callable[[], str | bytes]]]:
    """Give the name of each file of the gallery that is compared, and what makes it."""
    for year, lang in product(YEARS, LANGUAGES):
        yield f"BEL-{year}-{lang}.html", lambda year=year, lang=lang: card(year).to_html(lang=lang)
    for lang in LANGUAGES:
        yield f"BEL-2020-{lang}.pdf", lambda lang=lang: card(2020).to_pdf(lang=lang)
    for name, thing in (("comparison", compared), (f"objective-{OBJECTIVE}", objective)):
        yield f"{name}-{COMPARED_YEAR}.html", lambda thing=thing: thing().to_html()
        yield f"{name}-{COMPARED_YEAR}.pdf", lambda thing=thing: thing().to_pdf()


@cache
def card(year: int) -> gcm.Card:
    """Return the card of Belgium."""
    return gcm.score("BEL", year)


@cache
def compared() -> gcm.Comparison:
    """Return the comparison of countries."""
    return gcm.compare(list(COMPARED), COMPARED_YEAR, profile="global")


@cache
def objective() -> ObjectiveReport:
    """Return the report on one objective in all countries."""
    return gcm.score_panel([COMPARED_YEAR]).report(OBJECTIVE)


def picture(browser: str, page: Path, width: int, height: int) -> bytes:
    """Return the top of a page as a browser shows it."""
    with tempfile.TemporaryDirectory() as folder:
        shot = Path(folder) / "shot.png"
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        command = [
            browser,
            *options,
            f"--screenshot={shot}",
            f"--window-size={width},{height}",
            page.as_uri(),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        kept = io.BytesIO()
        # Without the transparency that a page does not have, the file is a third smaller.
        Image.open(shot).convert("RGB").save(kept, "PNG", optimize=True)
    return kept.getvalue()


def main() -> None:
    """Write every report, then the pictures where there is a browser."""
    for name, make in reports():
        made = make()
        print(write(GALLERY / name, made.encode() if isinstance(made, str) else made).relative_to(ROOT))
    browser = shutil.which("chromium")
    if browser is None:
        sys.exit("no chromium here: the pictures stay as they are; apt-get install chromium")
    for name, (page, width, height) in PICTURES.items():
        print(write(GALLERY / name, picture(browser, GALLERY / page, width, height)).relative_to(ROOT))


if __name__ == "__main__":
    main()
