"""The pictures show what the tables hold, say what is missing, and can be read without colour."""

from __future__ import annotations

import csv
import dataclasses
import importlib.util
import io
import json
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch
from matplotlib.text import Text

import gcmscore as gcm
from gcmscore import charts
from gcmscore._resources import DATA_ROOT
from gcmscore._rounding import rounded
from gcmscore.charts import maps, projection, style, tables
from gcmscore.charts.classes import classes_of
from gcmscore.errors import (
    InvalidRequestError,
    UnknownCountryError,
    UnknownIndicatorError,
    UnknownObjectiveError,
)
from gcmscore.panel import Panel

ROOT = Path(__file__).resolve().parent.parent
FEW = ["BEL", "FRA", "KEN", "PHL", "TUV"]
YEAR = 2023


@pytest.fixture(scope="module")
def world_panel() -> Panel:
    return gcm.score_panel(years=[2020, YEAR])


@pytest.fixture(scope="module")
def few() -> Panel:
    return gcm.score_panel(years=[2020, YEAR], countries=FEW)


@pytest.fixture(scope="module")
def full() -> Panel:
    return gcm.score_panel(years=[YEAR], profile="full")


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_map", ROOT / "tools" / "build_map.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def at(panel: Panel, objective: int, year: int = YEAR) -> pd.DataFrame:
    return panel.objectives.xs((year, objective), level=("year", "objective"))


def members() -> set[str]:
    with (ROOT / "evidence" / "countries.csv").open(encoding="utf-8", newline="") as stream:
        return {row["iso3"] for row in csv.DictReader(stream) if row["un_member"] == "True"}


def drawn_texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def legend(ax: Axes) -> dict[str, object]:
    found = ax.get_legend()
    assert found is not None
    return {
        text.get_text(): handle for text, handle in zip(found.get_texts(), found.legend_handles, strict=True)
    }


def written(figure: Figure) -> list[Text]:
    """Return the texts that a reader sees; ticks outside the limits are made and not drawn."""
    (ax,) = figure.axes
    found = [*ax.texts, ax.title, ax._left_title, ax.xaxis.label, ax.yaxis.label]
    for axis, limits in ((ax.xaxis, sorted(ax.get_xlim())), (ax.yaxis, sorted(ax.get_ylim()))):
        if ax.axison:
            ticks = axis.get_major_ticks()
            kept = [tick for tick in ticks if limits[0] <= tick.get_loc() <= limits[1]]
            found += [label for tick in kept for label in (tick.label1, tick.label2)]
    if ax.get_legend() is not None:
        found += ax.get_legend().get_texts()
    return [text for text in found if text.get_text() and text.get_visible()]


def lightness(colour: str) -> float:
    """Return L* (0 black, 100 white) of a colour, by CIE 1976 from sRGB (IEC 61966-2-1)."""
    parts = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    y = float(linear @ [0.2126, 0.7152, 0.0722])
    return 116 * np.cbrt(y) - 16 if y > 0.008856 else 903.3 * y


# Every picture, of five countries and of all

PICTURES: dict[str, Callable[[Panel, Axes | None], Axes]] = {
    "ranking": lambda panel, ax: charts.ranking(panel, 4, YEAR, ax=ax),
    "ranking of nobody": lambda panel, ax: charts.ranking(panel, 13, YEAR, ax=ax),
    "heatmap": lambda panel, ax: charts.heatmap(panel, YEAR, ax=ax),
    "profile": lambda panel, ax: charts.profile(panel, "BEL", YEAR, ax=ax),
    "trend": lambda panel, ax: charts.trend(panel, "BEL", "oda_gni_share", ax=ax),
    "scatter": lambda panel, ax: charts.scatter(panel, 4, 20, YEAR, ax=ax),
    "world": lambda panel, ax: charts.world(panel, 4, YEAR, ax=ax),
    "world of values": lambda panel, ax: charts.world(panel, "account_ownership", YEAR, values=True, ax=ax),
    "coverage": lambda panel, ax: charts.coverage(panel, YEAR, ax=ax),
    "coverage by region": lambda panel, ax: charts.coverage(panel, YEAR, by="region", ax=ax),
    "coverage by country": lambda panel, ax: charts.coverage(panel, YEAR, by="country", ax=ax),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_drawn_on_the_axes_it_is_given(name, few):
    given = Figure().subplots()
    assert PICTURES[name](few, given) is given


@pytest.mark.parametrize("which", ["few", "world_panel"])
@pytest.mark.parametrize("name", PICTURES)
def test_nothing_that_is_written_is_cut_off(name, which, request):
    figure = PICTURES[name](request.getfixturevalue(which), None).figure
    figure.draw_without_rendering()
    frame = figure.bbox.padded(2)
    boxes = [(text.get_text(), text.get_window_extent()) for text in written(figure)]
    inside = [
        all(frame.containsx(x) for x in box.intervalx) and all(frame.containsy(y) for y in box.intervaly)
        for _, box in boxes
    ]
    assert len(boxes) > 5
    assert [words for (words, _), kept in zip(boxes, inside, strict=True) if not kept] == []


@pytest.mark.parametrize("name", PICTURES)
def test_the_title_says_year_or_trend_profile_and_edition(name, few):
    said = PICTURES[name](few, None).get_title(loc="left")
    assert f"profile global, edition {few.compact.edition}" in said
    assert str(YEAR) in said


@pytest.mark.parametrize("name", PICTURES)
def test_the_same_panel_gives_the_same_picture_byte_for_byte(name, few):
    def saved() -> bytes:
        target = io.BytesIO()
        PICTURES[name](few, None).figure.savefig(target, format="png", dpi=50)
        return target.getvalue()

    assert saved() == saved()


def test_pictures_need_no_pyplot():
    program = (
        "import sys, gcmscore as gcm\n"
        "panel = gcm.score_panel(years=[2023], countries=['BEL', 'KEN'])\n"
        "for draw in (gcm.charts.heatmap, gcm.charts.coverage): draw(panel)\n"
        "gcm.charts.objectives(panel.card('BEL', 2023))\n"
        "gcm.charts.world(panel, 4); gcm.charts.ranking(panel, 4); gcm.charts.profile(panel, 'BEL')\n"
        "gcm.charts.scatter(panel, 4, 20); gcm.charts.trend(panel, 'BEL', 'oda_gni_share')\n"
        "print('matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stdout.strip()) == (0, "False"), done.stderr


@pytest.mark.parametrize("name", [name for name in PICTURES if name != "trend"])
def test_a_year_that_the_panel_does_not_hold_is_refused(name):
    with pytest.raises(InvalidRequestError, match="2023"):
        PICTURES[name](gcm.score_panel(years=[2020], countries=FEW), None)


@pytest.mark.parametrize("draw", [
    lambda wrong: charts.ranking(wrong, 4),
    lambda wrong: charts.world(wrong, 4),
    lambda wrong: charts.heatmap(wrong),
    lambda wrong: charts.coverage(wrong),
    lambda wrong: charts.scatter(wrong, 4, 20),
    lambda wrong: charts.trend(wrong, "BEL", "oda_gni_share"),
])  # fmt: skip
def test_what_is_no_panel_is_refused_with_the_way_to_one(draw):
    card = gcm.score("BEL", 2020)
    for wrong in (card, card.objectives, "BEL"):
        with pytest.raises(InvalidRequestError, match=r"takes a Panel, not .*; score_panel\(…\) makes one"):
            draw(wrong)
    with pytest.raises(InvalidRequestError, match=r"objectives\(card\) and profile\(card\) draw a card"):
        draw(card)


def test_a_picture_of_one_country_says_what_it_takes(few):
    with pytest.raises(InvalidRequestError, match=r"takes a Card, not Panel; .*panel\.card"):
        charts.objectives(few)
    with pytest.raises(InvalidRequestError, match="name a country of the panel, such as 'BEL'"):
        charts.profile(few)
    with pytest.raises(InvalidRequestError, match="takes a Card or a Panel, not DataFrame"):
        charts.profile(few.objectives, "BEL")


def test_the_last_year_is_drawn_unless_one_is_named(few):
    assert charts.heatmap(few).get_title(loc="left") == (
        f"Score and band, {YEAR}: 5 countries, profile global, edition {few.compact.edition}"
    )


# Without colour


def test_bands_differ_in_shape_letter_and_lightness():
    for marks in (style.MARKERS, style.LETTERS):
        assert len(set(marks.values())) == len(style.COLOURS) == 4
    steps = np.diff([lightness(style.FILLS[band]) for band in ("green", "yellow", "orange", "red")])
    assert (steps < -10).all()


def test_classes_of_coverage_and_of_values_darken_step_by_step():
    assert (
        np.diff([lightness({"white": "#ffffff"}.get(fill, fill)) for _, fill in tables.SHARES]) < -8
    ).all()
    _, shades = classes_of(pd.Series(np.linspace(0, 100, 40)))
    assert (np.diff([lightness(shade.fill) for shade in shades.values()]) < -10).all()


@pytest.mark.parametrize("band", style.FILLS)
def test_the_letters_in_a_cell_stand_out_from_it(band):
    def luminance(colour: str) -> float:
        return float(np.clip(((lightness(colour) + 16) / 116) ** 3, 0, 1))

    one, two = luminance(style.FILLS[band]), {"black": 0.0, "white": 1.0}[style.INKS[band]]
    assert (max(one, two) + 0.05) / (min(one, two) + 0.05) >= 4.5  # WCAG 2.2, 1.4.3


def test_what_has_no_value_has_a_pattern_of_its_own():
    assert len(set(style.HATCHES.values())) == len(style.HATCHES)
    assert set(style.HATCHES) == set(style.REASONS)


@pytest.mark.parametrize("colour", [style.SOFT, style.INK])
def test_grey_words_stand_out_from_the_page(colour):
    luminance = float(((lightness(colour) + 16) / 116) ** 3)
    assert 1.05 / (luminance + 0.05) >= 4.5  # WCAG 2.2, 1.4.3


# Ranking


def labels_of(ax: Axes) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


@pytest.fixture(scope="module")
def made(make) -> Panel:
    """Three questions, of which the third is answered by one country only, so that nobody is ranked on it."""
    answers = {"BEL": (80, 60, 20), "FRA": (60, 40), "NLD": (50, 50), "KEN": (30, 10), "TUV": (90,)}
    names = ("pupils", "schools", "roads")
    records = [
        make.figure(name, value, country=code)
        for code, values in answers.items()
        for name, value in zip(names, values, strict=False)
    ]
    compact = make.compact(*(make.measure(name) for name in names))
    evidence = make.evidence(*records)
    return gcm.score_panel([2020], list(answers), compact=compact, evidence=evidence, profile="full")


class WithIntervals(Panel):
    """A panel whose scores have intervals."""

    @property
    def objectives(self) -> pd.DataFrame:
        frame = super().objectives
        return frame.assign(low=frame["score"] - 3, high=frame["score"] + 2)


@pytest.fixture(scope="module")
def with_intervals(made) -> Panel:
    return WithIntervals(**{field.name: getattr(made, field.name) for field in dataclasses.fields(made)})


def test_the_ranking_names_countries_in_the_order_of_the_ranks_and_marks_ties(made):
    shown = [" ".join(label.split()) for label in labels_of(charts.ranking(made, 1))]
    assert shown == ["Belgium 1", "France 2=", "Netherlands (Kingdom of the) 2=", "Kenya 4", "Tuvalu"]


def dots_of(ax: Axes) -> list[tuple[float, float, str, str]]:
    """Return row, score, shape and filling of each dot."""
    return sorted(
        (float(place), float(score), str(line.get_marker()), str(line.get_markerfacecolor()))
        for line in ax.get_lines()
        if line.get_linestyle() == "None"
        for score, place in zip(line.get_xdata(), line.get_ydata(), strict=True)
    )


def test_the_ranking_draws_each_score_once_with_the_shape_of_its_band(made):
    # Belgium's own score is (80 + 60 + 20) / 3; it is ranked on two of its three answers, without a band.
    yellow, red = style.COLOURS["yellow"], style.COLOURS["red"]
    assert dots_of(charts.ranking(made, 1)) == [
        (0, 70, "o", "white"), (1, 50, "^", yellow), (2, 50, "^", yellow), (3, 20, "s", red),
    ]  # fmt: skip


def test_bounds_are_drawn_thin_and_only_for_a_score_that_is_the_countrys_own(made):
    ax = charts.ranking(made, 1)
    lines = ax.collections[0]
    # The third question at 0 and at 100 beside the two that are answered.
    wanted = [(100 / 3, 200 / 3), (100 / 3, 200 / 3), (40 / 3, 140 / 3)]
    ends = [tuple(segment[:, 0]) for segment in lines.get_segments()]
    assert ends == [pytest.approx(pair) for pair in wanted]
    assert lines.get_linewidth()[0] < 1
    assert "missing at 0 / at 100" in legend(ax)


def test_the_interval_of_whoever_is_ranked_is_drawn_thick(made):
    ax = charts.ranking(made, 1)
    lines = ax.collections[1]
    table = made.ranks(1).dropna(subset=["rank"])
    ends = [tuple(segment[:, 0]) for segment in lines.get_segments()]
    assert ends == [pytest.approx(pair) for pair in zip(table["low"], table["high"], strict=True)]
    assert lines.get_linewidth()[0] > 3
    assert "90 % of runs" in legend(ax)


def test_the_profile_shows_bounds_and_interval_apart(with_intervals):
    ax = charts.profile(with_intervals, "FRA")
    lines = {
        line.get_linewidth(): tuple(line.get_xdata())
        for line in ax.get_lines()
        if line.get_marker() == "None"
    }
    assert lines == {1.2: pytest.approx((100 / 3, 200 / 3)), 3: pytest.approx((47, 52))}


def test_who_is_not_ranked_stands_below_with_the_reason(made):
    assert "not ranked: 1 of 2" in drawn_texts(charts.ranking(made, 1))


def test_the_ranking_says_on_which_questions(made):
    assert "Ranked on: pupils, schools" in drawn_texts(charts.ranking(made, 1))


def test_a_long_list_of_those_not_ranked_is_cut_and_counted(world_panel):
    table = world_panel.ranks(4, year=YEAR)
    left = int(table["rank"].isna().sum())
    labels = labels_of(charts.ranking(world_panel, 4, YEAR))
    assert labels[-1].strip() == f"and {left - 10} more"
    assert len(labels) == int(table["rank"].notna().sum()) + 11


def test_those_not_named_are_counted_by_reason_below(world_panel):
    ax = charts.ranking(world_panel, 4, YEAR)
    (line,) = [words for words in "\n".join(drawn_texts(ax)).splitlines() if words.startswith("The ")]
    left = int(world_panel.ranks(4, year=YEAR)["rank"].isna().sum()) - 10
    assert line.startswith(f"The {left} more: ")
    counts = [int(part.split()[0]) for part in line.split(": ", 1)[1].split("; ")]
    assert sum(counts) == left
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize("among", ["donor", None])
def test_when_nobody_is_ranked_each_named_country_has_its_reason_and_there_is_no_scale(world_panel, among):
    table = world_panel.ranks(13, year=YEAR, among=among)
    assert table["rank"].notna().sum() == 0
    ax = charts.ranking(world_panel, 13, YEAR, among=among)
    assert drawn_texts(ax).count("not ranked: one question is too few") == 10
    assert (ax.get_xlabel(), list(ax.get_xticks())) == ("", [])
    assert "Asked: opcat" in "\n".join(drawn_texts(ax)).splitlines()


def test_the_ranking_tells_not_asked_from_not_ranked(few):
    words = drawn_texts(charts.ranking(few, 2, YEAR))
    assert {"not ranked: 1 of 2", "not asked: the questions are for other countries"} <= set(words)


def test_an_objective_of_which_the_profile_asks_nothing_is_not_ranked(few):
    with pytest.raises(InvalidRequestError, match="global"):
        charts.ranking(few, 3, YEAR)


def test_the_ranking_can_be_kept_to_some(world_panel):
    ax = charts.ranking(world_panel, 4, YEAR, among="region == 'Western Africa'")
    region = world_panel.countries["region"] == "Western Africa"
    assert f"of {region.sum()} countries ranked" in ax.get_title(loc="left")


def test_an_unknown_objective_is_refused(few):
    for draw in (
        lambda: charts.ranking(few, 99),
        lambda: charts.world(few, 99),
        lambda: charts.scatter(few, 4, 99),
    ):
        with pytest.raises(UnknownObjectiveError):
            draw()


# Tables


def test_each_score_stands_in_its_cell_with_the_letter_of_its_band(world_panel):
    ax = charts.heatmap(world_panel, YEAR)
    rows = {name: place for place, name in enumerate(labels_of(ax))}
    names = world_panel.countries["name"]
    scored = world_panel.objectives.xs(YEAR, level="year").dropna(subset="score")
    wanted = {
        (number - 1, rows[names[code]], f"{rounded(row['score'], 0)} {style.LETTERS[row['band']]}")
        for (code, number), row in scored.iterrows()
    }
    cells = {(*text.get_position(), text.get_text()) for text in ax.texts if not text.get_in_layout()}
    assert cells == wanted
    assert len(wanted) > 100


@pytest.mark.parametrize("status", ["not_assessed", "insufficient"])
def test_a_cell_without_a_score_has_the_pattern_of_its_status(world_panel, status):
    ax = charts.heatmap(world_panel, YEAR)
    (patch,) = [patch for patch in ax.patches if patch.get_hatch() == style.HATCHES[status]]
    assert isinstance(patch, PathPatch)
    count = (world_panel.objectives.xs(YEAR, level="year")["status"] == status).sum()
    assert len(patch.get_path().vertices) == 5 * count
    assert style.REASONS[status] in legend(ax)


def test_rows_keep_the_order_in_which_countries_were_asked_for():
    panel = gcm.score_panel(years=[YEAR], countries=["KEN", "BEL"])
    assert labels_of(charts.heatmap(panel)) == ["Kenya", "Belgium"]


def test_rows_in_the_order_of_codes_are_sorted_by_name(world_panel):
    labels = labels_of(charts.heatmap(world_panel, YEAR))
    assert labels == sorted(labels)
    assert len(labels) == 193


def test_coverage_by_region_is_the_mean_of_those_to_whom_the_objective_applies(world_panel):
    ax = charts.coverage(world_panel, YEAR, by="region")
    column, rows = 20 - 1, [label.rsplit(" (", 1)[0] for label in labels_of(ax)]
    table = at(world_panel, 20).query("status != 'not_applicable'")
    means = table["coverage"].groupby(world_panel.countries["region"]).mean()
    shown = {
        rows[text.get_position()[1]]: text.get_text()
        for text in ax.texts
        if not text.get_in_layout() and text.get_position()[0] == column
    }
    assert shown == {name: str(rounded(share * 100, 0)) for name, share in means.items() if share > 0}


def test_coverage_of_many_countries_is_drawn_by_region_unless_asked_otherwise(world_panel, few):
    regions = world_panel.countries["region"].nunique()
    assert len(labels_of(charts.coverage(world_panel, YEAR))) == regions
    assert len(labels_of(charts.coverage(world_panel, YEAR, by="country"))) == 193
    assert labels_of(charts.coverage(few, YEAR)) == ["Belgium", "France", "Kenya", "Philippines", "Tuvalu"]


@pytest.mark.parametrize("draw", [charts.heatmap, charts.coverage])
def test_a_table_of_all_countries_has_an_outline_a_class_and_not_one_a_cell(world_panel, draw):
    ax = draw(world_panel, YEAR, **({"by": "country"} if draw is charts.coverage else {}))
    assert len(ax.patches) <= 6


def test_cells_too_small_for_letters_have_none(world_panel):
    given = Figure(figsize=(8, 6)).subplots()
    ax = charts.heatmap(world_panel, YEAR, ax=given)
    assert [text for text in ax.texts if not text.get_in_layout()] == []
    assert len(ax.patches) == 6


def test_coverage_by_an_unknown_column_names_the_known_ones(few):
    with pytest.raises(InvalidRequestError, match="region"):
        charts.coverage(few, by="planet")


# One country


def test_the_profile_of_a_card_has_a_row_an_objective_and_says_why_there_is_no_score():
    card = gcm.score("BEL", 2020)
    ax = charts.profile(card)
    words = drawn_texts(ax)
    for number, item in enumerate(card.results):
        expected = (
            f"{rounded(item.score, 1)} {style.LETTERS[item.band]}"
            if item.band
            else item.status.replace("_", " ")
        )
        assert words[number] == expected


def test_the_profile_of_a_panel_sets_the_median_of_the_others_beside(world_panel):
    ax = charts.profile(world_panel, "BEL", YEAR)
    peers = world_panel.peers("BEL", YEAR, by="objective").loc[4]
    assert f"median {rounded(peers['median'], 1)} (n {peers['n']:.0f})" in drawn_texts(ax)[3]


def test_a_country_that_the_panel_does_not_hold_is_refused_with_the_nearest(few):
    for draw in (lambda: charts.profile(few, "BLE"), lambda: charts.trend(few, "BLE", "oda_gni_share")):
        with pytest.raises(UnknownCountryError, match="BEL"):
            draw()


# Over time


def points(ax: Axes) -> set[tuple[float, float]]:
    return {
        (round(float(x), 6), round(float(y), 6))
        for line in ax.get_lines()
        if line.get_marker() != "None"
        for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
    }


def test_the_trend_draws_every_figure_and_no_other(few):
    table = gcm.load_evidence().observations
    seen = table[(table["country"] == "BEL") & (table["indicator"] == "oda_gni_share")].dropna(subset="value")
    ax = charts.trend(few, "BEL", "oda_gni_share")
    assert points(ax) == {(float(row.period), round(row.value, 6)) for row in seen.itertuples()}


def test_the_trend_joins_only_figures_of_one_series(few):
    table = gcm.load_evidence().observations
    seen = table[(table["country"] == "BEL") & (table["indicator"] == "oda_gni_share")].dropna(subset="value")
    runs = {tuple(sorted(run["value"])) for _, run in seen.groupby(["series", "source_id"])}
    lines = [
        line for line in charts.trend(few, "BEL", "oda_gni_share").get_lines() if line.get_marker() != "None"
    ]
    assert {tuple(sorted(line.get_ydata())) for line in lines} == runs


def test_the_trend_shows_target_green_and_word(few):
    ax = charts.trend(few, "BEL", "oda_gni_share")
    assert {"target 0.7 by 2030", "green begins at 0.7"} <= set(drawn_texts(ax))
    word = few.indicators.loc[("BEL", YEAR, "oda_gni_share"), "trend"]
    said = "none" if pd.isna(word) else word.replace("_", " ")
    assert f"\ntrend: {said}, as of {YEAR};" in ax.get_title(loc="left")


def test_the_trend_of_a_mean_of_parts_is_the_mean_and_not_the_parts():
    panel = gcm.score_panel(years=[2020], countries=["BEL"], profile="core")
    values = [y for _, y in points(charts.trend(panel, "BEL", "remittance_cost_sending"))]
    assert 7.985 in values
    assert 10.08 not in values


def test_the_trend_knows_only_what_was_known_by_the_day():
    late = charts.trend(gcm.score_panel(years=[2025], countries=["BEL"]), "BEL", "oda_gni_share")
    early = charts.trend(
        gcm.score_panel(years=[2025], countries=["BEL"], known_by="2021-12-31"), "BEL", "oda_gni_share"
    )
    assert points(early) < points(late)


def hollow(ax: Axes) -> set[tuple[float, float]]:
    return {
        (float(x), round(float(y), 6))
        for found in ax.collections
        if isinstance(found, PathCollection)
        for x, y in found.get_offsets()
        if found.get_facecolor().tolist() == [[1.0, 1.0, 1.0, 1.0]]
    }


def test_a_preliminary_figure_has_a_hollow_mark_and_the_legend_says_so(few):
    table = gcm.load_evidence().observations
    seen = table[(table["country"] == "BEL") & (table["indicator"] == "oda_gni_share")]
    early = seen[seen["note"] == "preliminary"]
    ax = charts.trend(few, "BEL", "oda_gni_share")
    assert len(early) > 0
    assert hollow(ax) == {(float(row.period), round(row.value, 6)) for row in early.itertuples()}
    assert legend(ax)["preliminary"].get_markerfacecolor() == "white"


def test_without_a_preliminary_figure_no_mark_is_hollow(few):
    ax = charts.trend(few, "KEN", "birth_registration_rate")
    assert hollow(ax) == set()
    assert "preliminary" not in legend(ax)
    # Not even those of a series that ranks behind another.
    panel = gcm.score_panel(years=[2020], countries=["BEL"], profile="core")
    faces = {line.get_markerfacecolor() for line in charts.trend(panel, "BEL", "oda_gni_share").get_lines()}
    assert not {"white", "none"} & {str(face) for face in faces}


@pytest.mark.parametrize(("rule", "drawn"), [
    ({"how": "mean", "by": "sex"}, 25.0),
    ({"how": "share_above", "by": "sex", "above": 25.0}, 50.0),
])  # fmt: skip
def test_a_mean_or_share_of_which_one_part_is_preliminary_is_preliminary(make, rule, drawn):
    figures = [
        make.figure("pupils", 20, disaggregation={"sex": "female"}, note="preliminary"),
        make.figure("pupils", 30, disaggregation={"sex": "male"}),
    ]
    panel = gcm.score_panel(
        [2020], ["BEL"], compact=make.compact(make.measure("pupils", values=rule)),
        evidence=make.evidence(*figures), profile="full",
    )  # fmt: skip
    assert hollow(charts.trend(panel, "BEL", "pupils")) == {(2020.0, drawn)}


def test_what_is_no_measure_or_was_not_observed_has_no_trend(few):
    with pytest.raises(InvalidRequestError, match="opcat is an instrument, no measure; it has no figures"):
        charts.trend(few, "BEL", "opcat")
    with pytest.raises(InvalidRequestError, match="nothing was observed"):
        charts.trend(few, "TUV", "oda_gni_share")
    with pytest.raises(UnknownIndicatorError):
        charts.trend(few, "BEL", "oda")


# Two objectives


def test_the_scatter_counts_who_is_shown_and_who_is_not(world_panel):
    wide = world_panel.wide().xs(YEAR, level="year")[[4, 20]]
    ax = charts.scatter(world_panel, 4, 20, YEAR)
    shown = int(wide.notna().all(axis=1).sum())
    lacking = [
        int((wide[4].isna() & wide[20].notna()).sum()),
        int((wide[20].isna() & wide[4].notna()).sum()),
        int(wide.isna().all(axis=1).sum()),
    ]
    assert ax.get_title(loc="left").startswith(f"{shown} countries")
    (note,) = [text for text in drawn_texts(ax) if text.startswith("Not shown")]
    assert note.startswith(
        f"Not shown: {lacking[0]} without a score on 4 only, {lacking[1]} on 20 only, {lacking[2]} on"
    )
    assert shown + sum(lacking) == 193


def test_a_scatter_of_an_objective_against_itself_is_refused(few):
    with pytest.raises(InvalidRequestError, match="twice"):
        charts.scatter(few, 4, 4)


# The map


def test_every_member_of_the_united_nations_is_an_area_or_a_dot():
    outlined = {code for code, _ in projection.areas()}
    assert len(members()) == 193
    assert members() - outlined - set(projection.dots()) == set()
    assert projection.members() == members() & set(projection.dots())


def test_a_member_too_small_to_be_seen_as_an_area_is_also_a_dot():
    # The sphere has an area of 4 pi; a dot covers about as much as 15,000 square kilometres.
    areas = dict(projection.areas())
    sizes = {
        code: sum(abs(shoelace(part)) for part in areas[code].to_polygons()) * 6371.0088**2
        for code in members() & set(areas)
    }
    assert {code for code, size in sizes.items() if size < 14_000} <= set(projection.dots())


def shoelace(ring: np.ndarray) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)


def test_no_outline_runs_across_the_map():
    prepared = json.loads(projection.MAP_FILE.read_text(encoding="utf-8"))
    for area in prepared["areas"]:
        for ring in area["rings"]:
            assert np.abs(np.diff(ring[::2])).max() <= 200, area["country"]
            assert ring[:2] == ring[-2:]
    for code in ("RUS", "FJI"):
        (rings,) = [area["rings"] for area in prepared["areas"] if area["country"] == code]
        assert {np.sign(np.mean(ring[::2])) for ring in rings} == {-1, 1}, (
            f"{code} lies on both sides of 180 degrees"
        )


def holders(longitude: float, latitude: float) -> list[str]:
    """Return the codes of the areas in which a place lies; disputed areas without a code are ''."""
    x, y = (float(n) for n in projection.equal_earth(longitude, latitude))
    return sorted(code for code, outline in projection.areas() if outline.contains_point((x, y)))


@pytest.mark.parametrize(
    ("place", "longitude", "latitude", "held"),
    [
        ("Crimea, Simferopol", 34.1, 44.95, [""]),
        ("Crimea, the north", 34.4, 45.3, [""]),
        ("Western Sahara, the middle", -13.0, 24.5, ["ESH"]),
        ("Western Sahara, Smara", -11.67, 26.74, ["ESH"]),
        ("Western Sahara, Dakhla's hinterland", -15.0, 23.7, ["ESH"]),
        ("Western Sahara, east of the berm", -9.0, 26.3, ["ESH"]),
        ("Morocco, north of the parallel", -10.0, 28.5, ["MAR"]),
        ("Somaliland", 45.0, 9.8, [""]),
        ("Northern Cyprus", 33.5, 35.3, [""]),
        ("Kosovo", 20.9, 42.6, ["XKX"]),
        ("Falkland Islands (Malvinas)", -59.0, -51.8, ["FLK"]),
        ("Taiwan", 121.0, 24.0, ["TWN"]),
        ("West Bank", 35.2, 32.0, ["PSE"]),
        ("French Guiana", -53.0, 4.0, ["FRA"]),
        ("Ukraine, Donetsk", 37.8, 48.0, ["UKR"]),
        ("Russia, Krasnodar", 39.0, 45.3, ["RUS"]),
    ],
)
def test_a_disputed_area_is_in_no_states_outline(place, longitude, latitude, held):
    assert holders(longitude, latitude) == held, place


@pytest.mark.parametrize(
    ("place", "longitude", "latitude"),
    [
        ("Srinagar", 74.8, 34.1),
        ("Gilgit", 74.3, 35.9),
        ("Muzaffarabad", 73.6, 34.4),
        ("Siachen", 77.1, 35.4),
        ("Aksai Chin", 79.5, 35.2),
        ("Abyei", 28.4, 9.6),
    ],
)
def test_an_area_that_several_states_claim_is_laid_over_them(place, longitude, latitude):
    assert "" in holders(longitude, latitude), place


@pytest.mark.parametrize("code", ["ESH", "MAR"])
def test_western_sahara_is_whole_and_ends_at_its_northern_parallel(code):
    (outline,) = dict(projection.areas())[code].to_polygons()
    if code == "ESH":
        # Square kilometres, from the United Nations' list of Non-Self-Governing Territories.
        assert abs(shoelace(outline)) * 6371.0088**2 == pytest.approx(266_000, rel=0.06)
    (rings,) = [area["rings"] for area in prepared_areas() if area["country"] == code]
    north = {"ESH": max, "MAR": min}[code](y for ring in rings for y in ring[1::2])
    assert north == pytest.approx(276.667, abs=1)  # tenths of a degree, 27°40'


def prepared_areas() -> list[dict[str, object]]:
    return json.loads(projection.MAP_FILE.read_text(encoding="utf-8"))["areas"]


def crosswise(ax: Axes) -> PathCollection:
    """Return the hatched areas whose status is disputed."""
    (found,) = [item for item in ax.collections if "x" in (item.get_hatch() or "")]
    assert isinstance(found, PathCollection)
    return found


@pytest.mark.parametrize("which", ["few", "world_panel"])
def test_disputed_areas_are_hatched_over_all_others_and_explained(which, request):
    ax = charts.world(request.getfixturevalue(which), 4, YEAR)
    found = crosswise(ax)
    disputed = {id(path) for code, path in projection.areas() if code in maps.UNSETTLED}
    assert {id(path) for path in found.get_paths()} == disputed
    assert len(disputed) == 8
    assert found.get_facecolor().tolist() == [[1, 1, 1, 1]]
    held = [item for item in ax.collections if len(item.get_paths()) > 1]
    below = [item for item in held if {id(path) for path in item.get_paths()}.isdisjoint(disputed)]
    assert below
    assert max(item.get_zorder() for item in below) < found.get_zorder()
    assert "status disputed: not coloured" in legend(ax)


def test_a_territory_with_a_value_is_coloured_as_itself_and_one_without_is_not(make):
    figure = make.figure("pupils", 80, country="ESH")
    panel = gcm.score_panel(
        [2020], ["ESH", "XKX"], compact=make.compact(make.measure("pupils")),
        evidence=make.evidence(figure), profile="full",
    )  # fmt: skip
    ax = charts.world(panel, "pupils", values=True)
    hatched = {id(path) for path in crosswise(ax).get_paths()}
    outlines = dict(projection.areas())
    assert id(outlines["XKX"]) in hatched
    assert id(outlines["ESH"]) not in hatched
    assert ax.get_title(loc="left").splitlines()[1].startswith("1 of 2 countries with a value")
    assert not any(words.startswith("not assessed") for words in legend(ax))


def test_the_projection_has_the_published_extent_and_keeps_areas():
    # The width and height of the sphere as PROJ's implementation of the same paper states them.
    assert projection.equal_earth(180, 0)[0] == pytest.approx(2.7066299836, abs=1e-9)
    assert projection.equal_earth(0, 90)[1] == pytest.approx(1.3173627591574, abs=1e-12)
    for south in (0, 30, 60, 80):
        lon, lat = [0, 1, 1, 0, 0], [south, south, south + 1, south + 1, south]
        flat = abs(shoelace(np.column_stack(projection.equal_earth(lon, lat))))
        round_ = np.radians(1) * (np.sin(np.radians(south + 1)) - np.sin(np.radians(south)))
        assert flat == pytest.approx(round_, rel=2e-4)


@pytest.mark.parametrize(
    ("code", "longitude", "latitude"),
    [
        ("MLT", 14.4, 35.9),
        ("SGP", 103.8, 1.35),
        ("TUV", 179.2, -8.5),
        ("MUS", 57.6, -20.3),
        ("BRB", -59.6, 13.2),
    ],
)
def test_dots_lie_where_the_countries_are(code, longitude, latitude):
    assert projection.dots()[code] == pytest.approx(
        [float(n) for n in projection.equal_earth(longitude, latitude)], abs=0.01
    )


def test_the_map_is_what_its_builder_makes(builder, tmp_path, monkeypatch):
    monkeypatch.setattr(builder, "MAP", tmp_path / "map.json")
    builder.write_map()
    assert (tmp_path / "map.json").read_bytes() == projection.MAP_FILE.read_bytes()


def test_the_map_is_small_and_ships_with_the_package():
    inside = projection.MAP_FILE.relative_to(DATA_ROOT).as_posix()
    assert projection.MAP_FILE.stat().st_size <= 150_000
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    forced = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert forced[inside] == f"gcmscore/_data/{inside}"


def test_the_map_counts_every_country_in_a_class(world_panel):
    shown = legend(charts.world(world_panel, 4, YEAR))
    counts = {name.rsplit(" (", 1)[0]: int(name.rsplit(" (", 1)[1][:-1]) for name in shown if "(" in name}
    table = at(world_panel, 4)
    assert sum(counts.values()) == 193
    assert counts["insufficient: too little for a score"] == (table["status"] == "insufficient").sum()
    assert counts["green"] == (table["band"] == "green").sum()


def test_no_data_is_hatched_on_the_map_and_in_its_legend(world_panel):
    ax = charts.world(world_panel, 20, YEAR)
    hatched = {found.get_hatch() for found in ax.collections if isinstance(found, PathCollection)}
    assert set(style.HATCHES.values()) - {""} <= hatched
    (entry,) = [handle for words, handle in legend(ax).items() if words.startswith("not assessed")]
    assert isinstance(entry, Patch)
    assert entry.get_hatch() == style.HATCHES["not_assessed"]


def test_the_map_says_that_borders_express_no_opinion(few):
    assert maps.BORDERS in drawn_texts(charts.world(few, 4, YEAR))


def test_a_place_that_the_map_does_not_have_is_named_under_it():
    panel = gcm.score_panel(years=[YEAR], countries=["BEL", "TKL"])
    assert f"{maps.BORDERS}\nNot on the map: TKL." in drawn_texts(charts.world(panel, 4))


def test_an_indicator_that_is_not_scored_is_drawn_by_its_values(full):
    shown = legend(charts.world(full, "refugees_hosted"))
    assert "100,000 to 1 million" in {words.rsplit(" (", 1)[0] for words in shown}


def test_the_status_of_one_treaty_is_drawn_in_words(full):
    table = full.indicators.xs((YEAR, "icrmw_ratification"), level=("year", "indicator"))["value"]
    shown = legend(charts.world(full, "icrmw_ratification", values=True))
    assert f"party ({(table == 1).sum()})" in shown
    assert f"neither party nor signatory ({(table == 0).sum()})" in shown


def test_an_indicator_outside_the_profile_is_refused_with_the_way_out(world_panel):
    with pytest.raises(InvalidRequestError, match="profile='full'"):
        charts.world(world_panel, "refugees_hosted")
    with pytest.raises(UnknownIndicatorError):
        charts.world(world_panel, "refugees")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([1.0, 2.5, 3.0, 1.0], ["1", "2.5", "3"]),
        ([0.0, 0.11, 0.5, 0.6, 0.7, 1.0], ["0 to 0.2", "0.2 to 0.4", "0.4 to 0.6", "0.6 to 0.8", "0.8 to 1"]),
        ([float(n) for n in range(30)] + [3e6], [
            "0 to 100", "100 to 1,000", "1,000 to 10,000", "10,000 to 100,000", "100,000 to 1 million",
            "1 million to 10 million",
        ]),
    ],
)  # fmt: skip
def test_values_fall_into_classes(values, words):
    classes, shades = classes_of(pd.Series(values))
    assert [shade.words for shade in shades.values()] == words
    assert classes.notna().all()
    assert set(classes) <= set(shades)


def test_a_value_on_a_border_falls_into_the_upper_class_and_the_largest_into_the_last():
    classes, shades = classes_of(pd.Series([0.0, 0.2, 0.4, 0.6, 0.8, 1.0]))
    assert classes.tolist() == [0, 1, 2, 3, 4, 4]
    assert shades[4].words == "0.8 to 1"
