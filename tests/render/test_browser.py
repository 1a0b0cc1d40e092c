"""A real browser shows the page without the network, with its style, and without scrolling sideways.

The page admits no script, so a second page holds it in frames of several widths and measures there.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import gcmscore as gcm

BROWSER = shutil.which("chromium")
pytestmark = pytest.mark.skipif(BROWSER is None, reason="chromium is missing; apt-get install chromium")
WIDTHS = (320, 768, 1280)
LONG_WORD = "Donaudampfschifffahrtsgesellschaft" * 9
MEASURE = """
addEventListener("load", () => {
  const measured = [...document.querySelectorAll("iframe")].map(frame => {
    const page = frame.contentDocument, root = page.documentElement;
    const style = element => frame.contentWindow.getComputedStyle(element);
    return {
      width: frame.clientWidth, seen: root.clientWidth, whole: root.scrollWidth,
      margin: style(page.body).marginTop, first: page.querySelector("h1").textContent,
      tiles: [...page.querySelectorAll(".tiles")].map(item => style(item).display).join(),
      cut: [...page.querySelectorAll("h1, h2, h3, h4, h5, p, dd, dt, bdi, a, li")]
        .filter(item => !item.closest(".scroll, .skip"))
        .filter(item => item.getBoundingClientRect().right > root.clientWidth + 1)
        .map(item => item.textContent.trim().slice(0, 60)),
    };
  });
  document.body.innerHTML = "";
  const result = document.createElement("pre");
  result.textContent = JSON.stringify(measured);
  document.body.append(result);
});
"""


def opened(address: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [
        BROWSER,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        "--enable-logging=stderr",
        f"--user-data-dir={folder / 'profile'}",
        "--virtual-time-budget=10000",
        "--dump-dom",
        address,
    ]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stderr
    return done


def measured(page: str, folder: Path) -> list[dict]:
    frames = [
        f'<iframe width="{width}" height="900" srcdoc="{html.escape(page)}"></iframe>' for width in WIDTHS
    ]
    holder = folder / "holder.html"
    style = "<style>iframe { border: 0 }</style>"
    holder.write_text(
        f'<!doctype html><meta charset="utf-8">{style}<body>{"".join(frames)}<script>{MEASURE}</script>',
        encoding="utf-8",
    )
    found = re.search("<pre>(.*?)</pre>", opened(holder.as_uri(), folder).stdout, re.DOTALL)
    return json.loads(html.unescape(found[1]))


@pytest.fixture(scope="module")
def shown(page, tmp_path_factory):
    """Belgium's page in every width."""
    return measured(page, tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="module")
def long_shown(make, tmp_path_factory):
    """A page of words too long for any line, in every width."""
    recommendation = {"text": LONG_WORD, "addressee": LONG_WORD}
    records = [
        make.source("long", title=LONG_WORD, publisher=LONG_WORD, url=f"https://example.org/{LONG_WORD}"),
        make.finding(statement=LONG_WORD, recommendation=recommendation, sources=["long"]),
        make.reply(who=LONG_WORD, text=LONG_WORD),
        make.level(law=2, practice=1, rationale=LONG_WORD, would_change=LONG_WORD),
        make.figure("pupils", 50),
    ]
    measure = make.measure().model_copy(update={"name": LONG_WORD, "question": LONG_WORD})
    page = make.card([measure, make.rubric()], records).to_html()
    return measured(page, tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="module")
def compared_shown(make, tmp_path_factory):
    """A comparison of five years with words too long for any line, in every width."""
    indicators = [make.measure().model_copy(update={"name": LONG_WORD}), make.rubric()]
    records = [
        make.source("long", title=LONG_WORD, publisher=LONG_WORD, url=f"https://example.org/{LONG_WORD}"),
        make.finding(date="2019", statement=LONG_WORD, jurisdiction="BE-BRU", sources=["long"]),
        make.finding("law", date="2017", statement=LONG_WORD, sources=["long"]),
        make.level(since="2017", law=2, practice=1, findings=["law"]),
        *[make.figure("pupils", year - 1970, str(year), sources=["long"]) for year in range(2014, 2020)],
    ]
    comparison = gcm.compare(
        [f"BEL@{year}" for year in range(2016, 2021)],
        compact=make.compact(*indicators),
        evidence=make.evidence(*records),
        profile="full",
    )
    return measured(comparison.to_html(), tmp_path_factory.mktemp("browser"))


def test_the_page_loads_offline_and_its_policy_blocks_nothing_of_it(page, tmp_path):
    path = tmp_path / "BEL-2020.html"
    path.write_text(page, encoding="utf-8")
    done = opened(path.as_uri(), tmp_path)
    assert "Belgium 2020" in done.stdout
    assert [line for line in done.stderr.splitlines() if "CONSOLE" in line] == []


def test_the_style_sheet_is_applied(shown):
    assert {(item["margin"], item["tiles"]) for item in shown} == {("0px", "grid")}


@pytest.mark.parametrize("place", range(len(WIDTHS)), ids=WIDTHS)
def test_the_page_does_not_scroll_sideways(shown, place):
    assert shown[place]["width"] == WIDTHS[place]
    assert shown[place]["whole"] <= shown[place]["seen"]


@pytest.mark.parametrize("place", range(len(WIDTHS)), ids=WIDTHS)
def test_no_text_is_cut_off_at_the_edge(shown, place):
    assert shown[place]["cut"] == []


@pytest.mark.parametrize("place", range(len(WIDTHS)), ids=WIDTHS)
def test_a_word_of_300_letters_does_not_make_the_page_scroll_sideways(long_shown, place):
    assert long_shown[place]["cut"] == []
    assert long_shown[place]["whole"] <= long_shown[place]["seen"]


@pytest.mark.parametrize("place", range(len(WIDTHS)), ids=WIDTHS)
def test_a_comparison_of_five_cards_does_not_make_the_page_scroll_sideways(compared_shown, place):
    found = compared_shown[place]
    assert (found["width"], found["margin"], found["cut"]) == (WIDTHS[place], "0px", [])
    assert found["whole"] <= found["seen"]
    assert found["first"].startswith("Belgium 2016, Belgium 2017")


def test_a_comparison_loads_offline_and_its_policy_blocks_nothing_of_it(tmp_path):
    path = gcm.compare(["BEL@2018", "BEL@2020"]).to_html(tmp_path / "compared.html")
    done = opened(path.as_uri(), tmp_path)
    assert "Belgium 2018, Belgium 2020" in done.stdout
    assert [line for line in done.stderr.splitlines() if "CONSOLE" in line] == []


def test_a_card_without_any_evidence_is_shown_too(tmp_path):
    assert [item["tiles"] for item in measured(gcm.score("FRA", 2020).to_html(), tmp_path)] == ["grid"] * len(
        WIDTHS
    )
