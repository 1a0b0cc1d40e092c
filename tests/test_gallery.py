"""The gallery shows what the library makes today; ``make gallery`` writes it anew."""

from __future__ import annotations

import importlib.util
import io
from pathlib import Path

import pytest
from pypdf import PdfReader

ROOT = Path(__file__).resolve().parent.parent
_SPEC = importlib.util.spec_from_file_location("gallery", ROOT / "tools" / "gallery.py")
gallery = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(gallery)
REMEDY = "run make gallery, look at what changed, and commit it"


@pytest.fixture(scope="module")
def made():
    return dict(gallery.reports())


def test_the_gallery_holds_these_reports_and_their_pictures_and_nothing_else(made):
    there = {path.name for path in gallery.GALLERY.iterdir()}
    assert there == {*made, *gallery.PICTURES, "README.md"}


@pytest.mark.parametrize("name", [name for name, _ in gallery.reports() if name.endswith(".html")])
def test_a_page_is_what_the_library_makes(made, name):
    page = made[name]()
    assert (gallery.GALLERY / name).read_text(encoding="utf-8") == page, REMEDY


@pytest.mark.parametrize("name", [name for name, _ in gallery.reports() if name.endswith(".pdf")])
def test_a_document_says_what_the_library_makes(made, name):
    # Builds of zlib pack the same differently, so bytes are compared by the tests of one machine only.
    kept, now = (PdfReader(stream) for stream in (gallery.GALLERY / name, io.BytesIO(made[name]())))
    assert len(kept.pages) == len(now.pages), REMEDY
    for number in (0, 1, len(kept.pages) - 1):
        assert kept.pages[number].extract_text() == now.pages[number].extract_text(), REMEDY
