"""Makes the static fonts of the PDF from the variable Noto fonts, and the list of characters they cover.

Needs ``fontpkg-noto-sans`` and ``fontpkg-noto-sans-arabic`` (PyPI): ``python tools/build_fonts.py``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FONTS = Path(__file__).parents[1] / "reports" / "templates" / "fonts"
FAMILIES = {
    "fontpkg_noto_sans": ("NotoSans[wdth,wght].ttf", "NotoSans"),
    "fontpkg_noto_sans_arabic": ("NotoSansArabic[wdth,wght].ttf", "NotoSansArabic"),
}
WEIGHTS = {"Regular": 400, "Bold": 700}


def main() -> None:
    """Write the fonts, their licences and ``coverage.json``."""
    FONTS.mkdir(parents=True, exist_ok=True)
    covered: set[int] = set()
    for package, (file, name) in FAMILIES.items():
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            raise SystemExit(f"{package} is not installed; pip install {package.replace('_', '-')}")
        folder = Path(spec.origin).parent
        for style, weight in WEIGHTS.items():
            font: Any = TTFont(folder / "files" / file, recalcTimestamp=False)
            font = instantiateVariableFont(font, {"wght": weight, "wdth": 100}, updateFontNames=True)
            font.save(FONTS / f"{name}-{style}.ttf")
        covered |= set(font.getBestCmap())
        (FONTS / f"{name}-OFL.txt").write_bytes((folder / "LICENSE").read_bytes())
    (FONTS / "coverage.json").write_text(json.dumps(ranges(covered)) + "\n", encoding="utf-8")


def ranges(codes: Iterable[int]) -> list[list[int]]:
    """Return rising numbers as [first, last] stretches.

    Examples
    --------
    >>> ranges([1, 2, 3, 7])
    [[1, 3], [7, 7]]
    """
    found: list[list[int]] = []
    for code in sorted(codes):
        if found and code == found[-1][1] + 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return found


if __name__ == "__main__":
    main()
