"""Many scorecards at once: what is written, kept and made again, and what one failure costs."""

from __future__ import annotations

import hashlib
import json
import os
import re

import pytest

import gcmscore as gcm
from gcmscore.errors import InvalidRequestError
from gcmscore.render import batch, formats
from gcmscore.render.manifest import Manifest

CODES = ("BEL", "ALA", "ZMB")


@pytest.fixture(scope="module")
def plan(make):
    """What to report on: two objectives of one question each and an overall score for who answers both."""
    compact = make.compact(make.measure("pupils"), make.measure("houses", objective=2), objectives=2)
    figures = [
        make.figure(name, 50, country=code) for name in ("pupils", "houses") for code in ("BEL", "ALA")
    ]
    method = gcm.Method.exploratory().replace(draws=50)
    return {"compact": compact, "evidence": make.evidence(*figures), "profile": "full", "method": method}


@pytest.fixture
def run(plan, tmp_path):
    """Report on three countries in this process."""

    def call(*codes: str, **more):
        rules = {**plan, "formats": ["html"], "jobs": 1, **more}
        return gcm.report(2020, tmp_path / "out", codes or CODES, **rules)

    return call


def written(made) -> list[str]:
    return [path.name for path in made.written]


def content(folder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# What is written


def test_each_country_gets_its_files_and_the_folder_an_index(run, tmp_path):
    made = run("BEL", "ALA", formats=["pdf", "html"])
    assert written(made) == ["BEL-2020.html", "BEL-2020.pdf", "ALA-2020.html", "ALA-2020.pdf"]
    assert (made.kept, made.failed, made.index) == ((), {}, tmp_path / "out" / "index.html")
    assert set(content(tmp_path / "out")) == {*written(made), "index.html", "reports.json"}


def test_a_file_is_what_the_card_gives(run, plan, tmp_path):
    run("BEL", lang="en")
    page = gcm.score("BEL", 2020, **plan).to_html()
    assert (tmp_path / "out" / "BEL-2020.html").read_bytes() == page.encode()


def test_the_same_input_gives_the_same_bytes_with_one_process_and_with_two(run, tmp_path):
    codes = ["BEL", "ALA", "ZMB", "KEN", "PRT", "FRA", "NLD", "AUT"]
    run(*codes)
    alone = content(tmp_path / "out")
    for path in (tmp_path / "out").iterdir():
        path.unlink()
    made = run(*codes, jobs=2)
    assert (len(made.written), made.failed) == (8, {})
    assert content(tmp_path / "out") == alone


def test_processes_end_after_so_many_countries(monkeypatch):
    """With two processes for five countries each, 23 countries go in rounds of 10, 10 and 3."""
    rounds = []
    monkeypatch.setattr(batch, "_COUNTRIES_A_WORKER", 5)
    monkeypatch.setattr(
        batch, "_round", lambda _, missing, workers: rounds.append((len(missing), workers)) or ()
    )
    list(batch._results(None, {str(number): {} for number in range(10 + 10 + 3)}, 2))
    assert rounds == [(10, 2), (10, 2), (3, 2)]


def test_few_countries_are_not_worth_a_process(monkeypatch):
    monkeypatch.setattr(batch, "_round", pytest.fail)
    monkeypatch.setattr(batch, "_made", lambda _, code, names: (code, names))
    assert list(batch._results(None, {"BEL": {}, "NLD": {}}, 2)) == [("BEL", {}), ("NLD", {})]


def test_progress_is_told_country_by_country(run):
    told = []
    run(progress=lambda *said: told.append(said))
    assert told == [("BEL", 3), ("ALA", 3), ("ZMB", 3)]


# What is kept


def test_what_is_there_is_kept(run, tmp_path):
    first = run()
    before = {path: path.stat().st_mtime_ns for path in first.written}
    second = run(progress=pytest.fail)
    assert (second.written, second.kept) == ((), first.written)
    assert {path: path.stat().st_mtime_ns for path in first.written} == before
    assert second.index.read_bytes() == first.index.read_bytes()


def test_a_run_that_was_broken_off_goes_on_where_it_stopped(run, tmp_path):
    def stop(code: str, _: int) -> None:
        if code == "ALA":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(progress=stop)
    assert set(content(tmp_path / "out")) == {"BEL-2020.html", "ALA-2020.html", "reports.json"}
    made = run()
    assert (written(made), [path.name for path in made.kept]) == (
        ["ZMB-2020.html"],
        ["BEL-2020.html", "ALA-2020.html"],
    )


def test_a_second_format_leaves_the_first_alone(run):
    run("BEL")
    made = run("BEL", formats=["html", "pdf"])
    assert (written(made), [path.name for path in made.kept]) == (["BEL-2020.pdf"], ["BEL-2020.html"])


@pytest.mark.parametrize("change", ["evidence", "method", "lang", "templates", "known_by", "code"])
def test_what_was_made_from_something_else_is_made_again(run, plan, make, tmp_path, monkeypatch, change):
    run("BEL")
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "style.css").write_text("", encoding="utf-8")
    if change == "code":
        monkeypatch.setattr(batch, "_code", lambda: "other")
    more = {
        "evidence": {"evidence": plan["evidence"] | make.evidence(make.figure("pupils", 60))},
        "method": {"method": plan["method"].replace(draws=60)},
        "lang": {"lang": "nl"},
        "templates": {"templates": folder},
        "known_by": {"known_by": "2019"},
        "code": {},
    }
    assert written(run("BEL", **more[change])) == ["BEL-2020.html"]
    assert run("BEL", **more[change]).written == ()


@pytest.mark.parametrize("harm", ["gone", "list gone", "list damaged", "list of something else"])
def test_what_is_not_as_it_was_written_is_made_again(run, tmp_path, harm):
    path = run("BEL").written[0]
    before, listed = path.read_bytes(), tmp_path / "out" / "reports.json"
    match harm:
        case "gone":
            path.unlink()
        case "list gone":
            listed.unlink()
        case "list damaged":
            listed.write_bytes(listed.read_bytes()[:40])
        case _:
            listed.write_text('["BEL-2020.html"]', encoding="utf-8")
    assert run("BEL").written == (path,)
    assert path.read_bytes() == before


def test_what_somebody_edited_is_left_alone_and_named(run):
    path = run("BEL").written[0]
    path.write_text("my own words", encoding="utf-8")
    again = run("BEL")
    assert (again.written, again.kept) == ((), ())
    assert again.failed == {"BEL": "BEL-2020.html changed after writing; move it away or delete it"}
    assert path.read_text(encoding="utf-8") == "my own words"


def test_the_list_says_what_each_file_was_made_from(run, tmp_path):
    run("BEL", "ALA")
    listed = json.loads((tmp_path / "out" / "reports.json").read_text(encoding="utf-8"))
    assert list(listed) == ["ALA-2020.html", "BEL-2020.html"]
    for name, entry in listed.items():
        assert entry["sha256"] == hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest()
    assert len({entry["key"] for entry in listed.values()}) == 1


def test_another_year_in_the_same_folder_leaves_the_first_alone(run, plan, tmp_path):
    first = run("BEL")
    gcm.report(2021, tmp_path / "out", ["BEL"], formats=["html"], jobs=1, **plan)
    assert run("BEL").kept == first.written


# What fails


@pytest.fixture
def failing(monkeypatch):
    """Let the page of Åland fail."""

    def fail(error: Exception) -> None:
        def page(card, *more):
            if card.country.iso3 == "ALA":
                raise error
            return card.to_html()

        monkeypatch.setattr(formats, "page", page)

    return fail


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (
            gcm.GcmscoreError("parts/x.html.j2:3: there is no 'y' here"),
            "parts/x.html.j2:3: there is no 'y' here",
        ),
        (ZeroDivisionError("division by zero"), "ZeroDivisionError: division by zero"),
    ],
    ids=["of the library", "unforeseen"],
)
def test_a_country_that_fails_costs_no_other_its_scorecard(run, failing, tmp_path, read_page, error, reason):
    failing(error)
    made = run()
    assert (written(made), made.failed) == (["BEL-2020.html", "ZMB-2020.html"], {"ALA": reason})
    rows = [row.text for row in read_page(made.index.read_text(encoding="utf-8")).all("tr")]
    assert next(row for row in rows if row.startswith("Åland")).endswith("could not be made")
    assert "ALA-2020.html" not in Manifest.of(tmp_path / "out").entries


def test_workbooks_documents_and_data_of_many_countries_are_those_of_their_cards(run, plan, read_page):
    made = run("BEL", "ALA", formats=["json", "xlsx", "docx"])
    assert sorted(written(made)) == sorted(
        f"{code}-2020.{ending}" for code in ("ALA", "BEL") for ending in ("docx", "json", "xlsx")
    )
    card = gcm.score("BEL", 2020, **plan)
    by_name = {path.name: path for path in made.written}
    assert by_name["BEL-2020.xlsx"].read_bytes() == card.to_excel()
    assert by_name["BEL-2020.docx"].read_bytes() == card.to_word()
    assert by_name["BEL-2020.json"].read_text(encoding="utf-8") == card.to_json()
    _, row, *_ = read_page(made.index.read_text(encoding="utf-8")).all("tr")
    links = [(link.text, link.attributes["href"]) for link in row.all("a")]
    assert links == [("Excel", "ALA-2020.xlsx"), ("Word", "ALA-2020.docx"), ("JSON", "ALA-2020.json")]
    assert written(run("BEL", "ALA", formats=["xlsx"])) == []


def test_a_country_that_failed_is_tried_again(run, failing, monkeypatch):
    failing(ValueError("no"))
    run()
    monkeypatch.undo()
    made = run()
    assert (written(made), made.failed) == (["ALA-2020.html"], {})


class _Deadly:
    """Ends the process that reads it."""

    def __reduce__(self):
        return os._exit, (1,)


def test_a_process_that_ends_early_is_a_failure_of_its_countries_and_not_of_the_run():
    codes = [f"X{number:02}" for number in range(8)]
    found = dict(batch._results(_Deadly(), {code: {} for code in codes}, 2))
    assert set(found) == set(codes)
    assert set(found.values()) == {"its process ended early, perhaps for want of memory"}


@pytest.mark.parametrize(
    ("more", "error", "said"),
    [
        ({"jobs": 0}, InvalidRequestError, "jobs=0 leaves nobody to do the work; give 1 or more, or -1"),
        (
            {"formats": ["doc"]},
            InvalidRequestError,
            r"formats=\['doc'\]; name one or more of 'html', 'pdf'",
        ),
        ({"formats": []}, InvalidRequestError, r"formats=\[\]; name one or more"),
        ({"formats": "html"}, InvalidRequestError, r"formats='html'; name one or more"),
        ({"lang": "tlh"}, LookupError, "unknown language 'tlh'"),
        ({"templates": "none"}, InvalidRequestError, "there is no folder of templates at none"),
        ({"profile": "ful"}, LookupError, "unknown profile 'ful'; did you mean full"),
        (
            {"method": gcm.Method(objective_imputation="continent")},
            InvalidRequestError,
            "needs other countries",
        ),
    ],
    ids=["no process", "format", "no format", "a text", "language", "templates", "profile", "imputation"],
)
def test_a_request_that_makes_no_sense_is_refused_before_anything_is_written(
    run, tmp_path, more, error, said
):
    with pytest.raises(error, match=said):
        run("BEL", **more)
    assert not (tmp_path / "out").exists()


def test_a_place_that_cannot_be_written_to_is_told_before_the_work(run, tmp_path, monkeypatch):
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    monkeypatch.setattr(batch, "_made", pytest.fail)
    with pytest.raises(OSError, match="cannot be written"):
        run()


# The index


def test_the_index_lists_countries_by_name_with_their_files(run, read_page, tmp_path):
    tree = read_page(run(formats=["html", "pdf"]).index.read_text(encoding="utf-8"))
    head, *rows = [[cell.text for cell in row.all("th", "td")] for row in tree.all("tr")]
    assert head == ["Country", "Overall", "Objectives scored", "Coverage", "Scorecard"]
    assert [row[0] for row in rows] == ["Åland Islands", "Belgium", "Zambia"]
    # One answer of 50 on a scale from 0 to 100 in both objectives; Zambia has none.
    assert [row[1].split(" ")[0] for row in rows] == ["50.0", "50.0", "None:"]
    assert [row[2:4] for row in rows] == [["2 of 2", "100%"], ["2 of 2", "100%"], ["0 of 2", "0%"]]
    links = [link.attributes for link in tree.all("a")]
    assert [link["href"] for link in links][:2] == ["ALA-2020.html", "ALA-2020.pdf"]
    assert [link["aria-label"] for link in links][:2] == ["Page, Åland Islands", "PDF, Åland Islands"]
    assert all((tmp_path / "out" / link["href"]).is_file() for link in links)


def test_the_index_needs_nothing_from_elsewhere(run):
    page = run("BEL").index.read_text(encoding="utf-8")
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert re.findall(r'(?:src|href)="(?!BEL-2020|#)[^"]*"', page) == []


def test_the_index_is_in_the_language_of_the_reports(run, read_page):
    tree = read_page(run("BEL", lang="nl").index.read_text(encoding="utf-8"))
    (html,) = tree.all("html")
    assert html.attributes["lang"] == "nl"
    assert "België" in tree.text
