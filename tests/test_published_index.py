"""An index that is not the Compact's, from YAML and CSV alone; the page about it runs in ``test_docs``."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import gcmscore as gcm
from gcmscore.compact import framework_problems


@pytest.fixture(scope="module")
def folder():
    return Path(__file__).parent.parent / "docs" / "sdg-index-2019"


@pytest.fixture(scope="module")
def options(folder):
    compact = gcm.load_compact(folder)
    evidence = gcm.load_evidence(folder / "evidence", compact=compact)
    method = gcm.Method.exploratory().replace(
        band_rule="two_worst", instrument_share=1.0, overall_floor=0.0, trend_start=2011
    )
    return {"compact": compact, "evidence": evidence, "profile": "full", "method": method}


def test_the_folder_has_no_problems(folder):
    assert framework_problems(folder) == []


def test_the_goals_of_hunger_and_poverty_by_hand(options):
    scores = gcm.score("BGD", 2019, **options).objectives["score"].tolist()
    poverty = [(72.6 - 7.24) / 72.6, (51.5 - 37.91) / 51.5]
    hunger = [
        (42.3 - 15.2) / 42.3, (50.2 - 36.1) / 50.2, (16.3 - 14.3) / 16.3, (35.1 - 3.6) / (35.1 - 2.8),
        (4.6289 - 0.2) / (8.6 - 0.2), (1.2 - 0.8137242132587484) / 1.2,
        (2.47 - 2.16391342513853) / (2.47 - 2.04),
    ]  # fmt: skip
    assert scores[0] == pytest.approx(100 * sum(poverty) / 2, abs=1e-9)
    assert scores[1] == pytest.approx(100 * sum(hunger) / 7, abs=1e-9)


def test_a_colour_by_hand(options):
    # Red begins at 13 % poor: 37.91 has (51.5 − 37.91) / (51.5 − 13) = 0.353 points; 7.24 lies between 2 and
    # 13 and has 1 + (13 − 7.24) / 11 = 1.524. Not both below 1, and the mean 0.938 is below 1.5: orange.
    assert gcm.score("BGD", 2019, **options).objective(1).band == "orange"


def test_an_arrow_by_hand(options):
    # Accounts in Bangladesh: 31.74 % in 2011 score 25.80, 50.05 % in 2017 score 45.70, green begins at 78.26.
    growth = 100 * (50.0469131469727 - 31.74) / 92 / 6
    needed = 100 * (80 - 31.74) / 92 / 19
    assert growth > needed
    frame = gcm.score("BGD", 2019, **options).indicators
    assert frame.loc[("BGD", 2019, "accounts"), "trend"] == "on_track"


def test_countries_of_one_continent_lend_each_other_a_goal(options, folder):
    codes = list(pd.read_csv(folder / "published.csv", index_col="country").index)
    method = options["method"].replace(objective_imputation="continent", overall_indicator_floor=0.8)
    panel = gcm.score_panel([2019], codes, **{**options, "method": method})
    scores = panel.wide().droplevel("year")
    africa = scores.loc[["AGO", "CIV", "KEN", "LBR"], 14].mean()
    expected = (scores.loc["BWA"].sum() + africa) / 17
    assert panel.overall.loc[("BWA", 2019), "score"] == pytest.approx(expected, abs=1e-9)
    assert panel.overall["imputed"].droplevel("year").to_dict() == {
        code: {"AFG": 3, "BTN": 1, "BWA": 1, "KGZ": 1, "LAO": 1}.get(code, 0) for code in codes
    }
