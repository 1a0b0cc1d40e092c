"""YAML becomes a workbook and a workbook YAML: nothing is lost, and only what changed is touched."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from threading import Barrier, Thread

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import gcmscore as gcm
from gcmscore import conversion
from gcmscore._evidence_files import WRITING, EvidenceFiles
from gcmscore._evidence_reader import EvidenceReader
from gcmscore._resources import DATA_ROOT
from gcmscore._workbook_fields import values_of
from gcmscore._yaml_text import record_lines
from gcmscore.cli import main
from gcmscore.records import SECTIONS, SourceKind

FILE = """\
# Kenya, read by two people
country: KEN

sources:
  # Statistics
  - id: yearbook
    title: "Statistical yearbook: 2021"   # as on the cover
    publisher: Office
    date: 2021-05
    kind: statistic
    language: en
  # Laws
  - {id: act, title: Act, publisher: Gazette, date: 2019, kind: law, language: en}

findings:
  # The act of 2019
  - id: ken-act
    date: 2019
    statement: >-
      The act ends the detention of children
      in all centres.
    objectives: [13]
    stance: advance   # nobody disagrees
    stage: adopted
    # One source is enough here
    sources:
      - {id: act, locator: "article 3"}

  # What followed
  - id: ken-practice
    date: 2021
    statement: Nobody was found in detention.
    objectives: [13, 7]
    stance: advance
    stage: practice
    sources:
      - {id: yearbook, locator: "table 3"}
    note: Twice read.
# The end
"""


def files(pack):
    """The names of all that is in the folder of YAML, hidden files too."""
    return sorted(path.name for path in (pack / "mine").iterdir())


def records(folder):
    """What the YAML of a folder says, by file and section, in order."""
    reader = EvidenceReader(EvidenceFiles(Path(folder)), gcm.load_compact())
    reader.read_yaml_records()
    assert [str(problem) for problem in reader.problems] == []
    return {
        (section, entry.document.path, entry.place[1]): values_of(entry.record)
        for section, entries in reader.entries.items()
        for entry in entries
    }


@pytest.fixture
def pack(tmp_path):
    """A folder with one file, and a workbook made of it."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "ken.yaml").write_text(FILE, "utf-8")
    gcm.convert(tmp_path / "mine", tmp_path / "pack.xlsx", to="xlsx")
    return tmp_path


def edit(pack, *changes):
    """Change cells of the workbook: sheet, row, column name, value."""
    book = openpyxl.load_workbook(pack / "pack.xlsx")
    for sheet, row, name, value in changes:
        names = [cell.value for cell in book[sheet][1]]
        book[sheet].cell(row, names.index(name) + 1).value = value
    book.save(pack / "pack.xlsx")


def back(pack, **options):
    done = gcm.convert(pack / "pack.xlsx", pack / "mine", to="yaml", **options)
    return [path.name for path in done.written]


def text(pack, name="ken.yaml"):
    return (pack / "mine" / name).read_text("utf-8")


# Nothing is lost


def test_the_belgian_evidence_comes_back_the_same_and_its_files_are_not_touched(tmp_path):
    shutil.copytree(DATA_ROOT / "evidence" / "BEL", tmp_path / "mine" / "BEL")
    before = {path: path.read_bytes() for path in (tmp_path / "mine").rglob("*.yaml")}
    assert gcm.convert(tmp_path / "mine", tmp_path / "pack.xlsx", to="xlsx").records > 800
    assert gcm.convert(tmp_path / "pack.xlsx", tmp_path / "mine", to="yaml").written == ()
    assert {path: path.read_bytes() for path in (tmp_path / "mine").rglob("*.yaml")} == before
    assert len(gcm.convert(tmp_path / "pack.xlsx", tmp_path / "new", to="yaml").written) == len(before)
    assert records(tmp_path / "new") == records(tmp_path / "mine")


def test_a_workbook_made_of_evidence_is_read_as_that_evidence(pack):
    (pack / "books").mkdir()
    shutil.move(pack / "pack.xlsx", pack / "books")
    ours, theirs = gcm.load_evidence(pack / "books"), gcm.load_evidence(pack / "mine")
    assert ours.pack.findings == theirs.pack.findings
    assert ours.pack.sources == theirs.pack.sources


ANY_TEXT = st.text(min_size=1, max_size=40).map(str.strip).filter(bool)
LONG_TEXT = st.lists(st.text("abcdefghijkläß -#:'\"", min_size=1), min_size=20, max_size=40).map(" ".join)
TEXTS = st.one_of(
    ANY_TEXT,
    LONG_TEXT.map(str.strip).filter(bool),
    st.sampled_from(
        ["=1+1", "+1", "-1", "@x", "#N/A", "_x000D_", "null", "NO", "010", "12", "a\nb", "a: b", "- a"]
    ),
)
IDS = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,8}", fullmatch=True)
SLUGS = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
DATES = st.sampled_from(["2019", "2020-10", "2020-10-22"])
LEVELS = st.integers(0, 4)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=64)
COUNTRIES = st.sampled_from(["KEN", "BE-VLG"])
CITED = st.lists(st.fixed_dictionaries({"id": IDS, "locator": TEXTS}), min_size=1, max_size=3)
WORDED = {"country": COUNTRIES, "language": st.sampled_from(["en", "fr"]), "sources": CITED}
KINDS = st.sampled_from(SourceKind.__args__)
MADE = {
    "sources": st.fixed_dictionaries(
        {"id": IDS, "title": TEXTS, "publisher": TEXTS, "date": DATES, "kind": KINDS,
         "language": st.just("nl")},
        optional={"note": TEXTS, "licence": TEXTS, "url": st.just("https://x.org/?a=b#c")},
    ),
    "observations": st.fixed_dictionaries(
        {"country": COUNTRIES, "indicator": SLUGS, "period": st.sampled_from(["2020-Q3", "2018-08/2019-04"]),
         "value": NUMBERS, "unit": SLUGS, "sources": CITED},
        optional={"note": TEXTS,
                  "disaggregation": st.dictionaries(st.sampled_from(["sex", "age"]), TEXTS, min_size=1)},
    ),
    "assessments": st.fixed_dictionaries(
        {**WORDED, "indicator": SLUGS, "law": LEVELS, "from": st.just("2018"), "rationale": TEXTS,
         "would_change": TEXTS, "coder": TEXTS},
        optional={"findings": st.lists(IDS, min_size=1, max_size=3), "until": DATES,
                  "second_coder": st.fixed_dictionaries({"coder": TEXTS}, optional={"law": LEVELS})},
    ),
    "ratification_lists": st.fixed_dictionaries(
        {"instrument": SLUGS, "status_as_of": DATES, "complete": st.booleans(), "sources": CITED}
    ),
    "findings": st.fixed_dictionaries(
        {**WORDED, "id": IDS, "date": DATES, "statement": TEXTS, "stance": st.just("mixed"),
         "objectives": st.lists(st.integers(1, 23), min_size=1, max_size=3), "stage": st.just("practice")},
        optional={"actions": st.lists(st.just("13h"), min_size=1, max_size=2),
                  "recommendation": st.fixed_dictionaries({"text": TEXTS, "addressee": TEXTS})},
    ),
}  # fmt: skip
PACKS = st.dictionaries(
    st.sampled_from(["a.yaml", "b/c.yaml"]),
    st.fixed_dictionaries(
        {}, optional={name: st.lists(made, min_size=1, max_size=3) for name, made in MADE.items()}
    ),
    min_size=1,
)


@given(files=PACKS)
@settings(max_examples=10, phases=(Phase.generate,))
def test_any_pack_comes_back_the_same_records_in_the_same_order(files, tmp_path_factory):
    folder = tmp_path_factory.mktemp("any")
    for name, sections in files.items():
        path = folder / "mine" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        parts = [
            f"{section}:\n" + "".join(record_lines(section, item, 2) for item in items)
            for section, items in sections.items()
        ]
        path.write_bytes("".join(parts or ["country: KEN\n"]).encode())
    before = records(folder / "mine")
    assert len(before) == sum(len(items) for sections in files.values() for items in sections.values())
    gcm.convert(folder / "mine", folder / "pack.xlsx", to="xlsx")
    assert gcm.convert(folder / "pack.xlsx", folder / "mine", to="yaml").written == ()
    gcm.convert(folder / "pack.xlsx", folder / "new", to="yaml")
    assert records(folder / "new") == before


@pytest.mark.parametrize("begun", ["=1+1", "+1", "-1", "@sum", "#N/A", "=cmd|' /C calc'!A0"])
def test_what_could_be_a_formula_is_written_as_text_and_comes_back(pack, begun):
    path = pack / "mine" / "ken.yaml"
    path.write_text(FILE.replace("Twice read.", f'"{begun}"'), "utf-8")
    gcm.convert(pack / "mine", pack / "pack.xlsx", to="xlsx", overwrite=True)
    sheet = openpyxl.load_workbook(pack / "pack.xlsx")["findings"]
    (cell,) = [cell for row in sheet.rows for cell in row if cell.value == begun]
    assert (cell.data_type, cell.number_format) == ("s", "@")
    gcm.convert(pack / "pack.xlsx", pack / "new", to="yaml")
    assert records(pack / "new") == records(pack / "mine")


def test_a_text_too_long_for_a_cell_is_refused_and_not_cut(pack):
    path = pack / "mine" / "ken.yaml"
    path.write_text(FILE.replace("Twice read.", "x" * 32_768), "utf-8")
    with pytest.raises(
        gcm.GcmscoreError, match=r"a text of 32,768 characters does not fit .* at most 32,767"
    ):
        gcm.convert(pack / "mine", pack / "long.xlsx", to="xlsx")
    assert not (pack / "long.xlsx").exists()


# Back into the files it came from


def test_a_changed_figure_changes_its_line_and_no_other(pack):
    edit(pack, ("findings", 2, "stance", "mixed"), ("sources", 2, "title", "Yearbook"))
    assert back(pack) == ["ken.yaml"]
    assert text(pack) == FILE.replace("stance: advance   # nobody", "stance: mixed   # nobody").replace(
        '"Statistical yearbook: 2021"   # as on', "Yearbook   # as on"
    )


def test_a_long_text_and_a_list_are_changed_in_place(pack):
    edit(
        pack,
        ("findings", 2, "statement", "The act ends it."),
        ("findings", 2, "objectives", "13; 14"),
        ("findings", 2, "sources.2.id", "yearbook"),
        ("findings", 2, "sources.2.locator", "page 9"),
    )
    back(pack)
    assert text(pack) == FILE.replace(
        ">-\n      The act ends the detention of children\n      in all centres.", "The act ends it."
    ).replace("objectives: [13]\n", "objectives: [13, 14]\n").replace(
        'locator: "article 3"}\n', 'locator: "article 3"}\n      - {id: yearbook, locator: "page 9"}\n'
    )


def test_a_field_is_added_and_one_is_taken_away(pack):
    edit(pack, ("findings", 2, "note", "New: read it."), ("findings", 3, "note", None))
    back(pack)
    assert text(pack) == FILE.replace(
        'locator: "article 3"}\n', 'locator: "article 3"}\n    note: "New: read it."\n'
    ).replace("    note: Twice read.\n", "")


def test_a_record_in_brackets_is_written_anew_by_itself(pack):
    edit(pack, ("sources", 3, "title", "The Act"))
    back(pack)
    new = "  - id: act\n    title: The Act\n    publisher: Gazette\n    date: 2019\n"
    new += "    kind: law\n    language: en\n"
    assert text(pack) == FILE.replace(
        "  - {id: act, title: Act, publisher: Gazette, date: 2019, kind: law, language: en}\n", new
    )


def test_a_new_row_comes_at_the_end_of_its_section(pack):
    row = {
        "country": "KEN", "id": "ken-new", "date": "2022", "statement": "It goes on.", "objectives": "13",
        "stance": "challenge", "stage": "practice", "sources.1.id": "yearbook", "sources.1.locator": "p. 1",
    }  # fmt: skip
    edit(pack, *(("findings", 4, name, value) for name, value in row.items()))
    back(pack)
    added = (
        "  - id: ken-new\n    date: 2022\n    statement: It goes on.\n    objectives: [13]\n"
        '    stance: challenge\n    stage: practice\n    sources:\n      - {id: yearbook, locator: "p. 1"}\n'
    )
    assert text(pack) == FILE.replace("# The end\n", f"{added}# The end\n")


def test_a_new_kind_of_record_begins_a_section_or_a_file_of_its_own(pack):
    row = {
        "country": "KEN", "who": "The ministry", "date": "2022", "reason": "disputed", "text": "No.",
        "objective": 13, "sources.1.id": "yearbook", "sources.1.locator": "p. 1",
    }  # fmt: skip
    edit(
        pack,
        *(("replies", 2, name, value) for name, value in row.items()),
        ("replies", 2, "file", "ken.yaml"),
    )
    edit(pack, *(("replies", 3, name, value) for name, value in {**row, "date": "2023"}.items()))
    edit(pack, ("replies", 3, "file", "own/replies.yaml"))
    assert back(pack) == ["ken.yaml", "replies.yaml"]
    assert text(pack).startswith(FILE + "\nreplies:\n  - who: The ministry\n    date: 2022\n")
    assert text(pack, "own/replies.yaml").startswith(
        "country: KEN\n\nreplies:\n  - who: The ministry\n    date: 2023\n"
    )


def test_a_row_that_is_deleted_takes_its_record_along_and_leaves_the_comments(pack):
    book = openpyxl.load_workbook(pack / "pack.xlsx")
    book["findings"].delete_rows(2)
    book.save(pack / "pack.xlsx")
    back(pack)
    begin, end = FILE.index("  - id: ken-act"), FILE.index("\n  # What followed")
    assert text(pack) == FILE[:begin] + FILE[end:]


def test_when_all_rows_of_a_sheet_are_deleted_an_empty_list_is_left(pack):
    book = openpyxl.load_workbook(pack / "pack.xlsx")
    book["findings"].delete_rows(2, 2)
    book.save(pack / "pack.xlsx")
    back(pack)
    assert text(pack) == FILE[: FILE.index("findings:")] + "findings: []\n# The end\n"


def test_a_corrected_key_changes_the_record_and_does_not_move_it(pack):
    edit(pack, ("findings", 2, "id", "ken-act-2019"))
    back(pack)
    assert text(pack) == FILE.replace("id: ken-act\n", "id: ken-act-2019\n")


def test_sorting_the_rows_changes_nothing(pack):
    book = openpyxl.load_workbook(pack / "pack.xlsx")
    book["findings"].move_range(f"A2:{book['findings'].dimensions.split(':')[1][:-1]}2", rows=5)
    book.save(pack / "pack.xlsx")
    assert back(pack) == []


def test_windows_line_ends_and_the_byte_order_mark_stay(pack):
    path = pack / "mine" / "ken.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + FILE.replace("\n", "\r\n").encode())
    edit(pack, ("findings", 2, "stance", "mixed"))
    back(pack)
    changed = FILE.replace("stance: advance   # nobody", "stance: mixed   # nobody")
    assert path.read_bytes() == b"\xef\xbb\xbf" + changed.replace("\n", "\r\n").encode()


# Two people, two places


def test_what_was_changed_in_yaml_meanwhile_stays(pack):
    meanwhile = FILE.replace("Twice read.", "Read thrice.")
    (pack / "mine" / "ken.yaml").write_text(meanwhile, "utf-8")
    edit(pack, ("findings", 2, "stance", "mixed"))
    back(pack)
    assert text(pack) == meanwhile.replace("stance: advance   # nobody", "stance: mixed   # nobody")


def test_what_both_changed_is_named_and_nothing_is_written(pack):
    meanwhile = FILE.replace("Twice read.", "Read thrice.")
    (pack / "mine" / "ken.yaml").write_text(meanwhile, "utf-8")
    edit(pack, ("findings", 3, "note", "Read once."), ("findings", 2, "stance", "mixed"))
    with pytest.raises(gcm.InvalidDataError) as caught:
        back(pack)
    assert [str(problem) for problem in caught.value.problems] == [
        "pack.xlsx!findings!A3: 'ken-practice' was changed in ken.yaml since the workbook was made; "
        "make a new workbook and repeat the change, or let this one win with overwrite"
    ]
    assert text(pack) == meanwhile
    back(pack, overwrite=True)
    assert "note: Read once." in text(pack)


def test_a_record_that_the_workbook_never_knew_is_not_taken_out(pack):
    more = FILE.replace("# The end\n", "") + (
        "  - {id: ken-more, date: 2022, statement: S., objectives: [1], stance: mixed, stage: practice,\n"
        "     sources: [{id: act, locator: p. 1}]}\n"
    )
    (pack / "mine" / "ken.yaml").write_text(more, "utf-8")
    assert back(pack) == []
    assert text(pack) == more


def test_a_file_that_is_changed_while_it_is_converted_is_not_overwritten(pack, monkeypatch):
    edit(pack, ("findings", 2, "stance", "mixed"))
    path = pack / "mine" / "ken.yaml"
    write = conversion.write_pack

    def meanwhile(*given):
        path.write_text(FILE + "# saved by somebody else\n", "utf-8")
        return write(*given)

    monkeypatch.setattr(conversion, "write_pack", meanwhile)
    with pytest.raises(gcm.GcmscoreError, match=r"ken\.yaml was changed meanwhile; nothing was written"):
        back(pack)
    assert text(pack).endswith("# saved by somebody else\n")
    assert files(pack) == ["ken.yaml"]


def test_when_the_disk_is_full_no_file_is_changed(pack, monkeypatch):
    edit(pack, ("findings", 2, "stance", "mixed"), ("findings", 3, "file", "other.yaml"))

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(gcm.GcmscoreError, match="No space left on device"):
        back(pack)
    assert files(pack) == ["ken.yaml"]
    assert text(pack) == FILE


class Cut(BaseException):
    """The power is gone: what comes after it does not run."""


@contextmanager
def power_cut(monkeypatch, step):
    """Let a number of changes to the disk happen, and none after them."""
    left = count(step, -1)

    def cut(change):
        def counted(*given, **named):
            if next(left) <= 0:
                raise Cut
            return change(*given, **named)

        return counted

    with monkeypatch.context() as patch:
        for name in ("mkdir", "rmdir", "unlink", "replace"):
            patch.setattr(Path, name, cut(getattr(Path, name)))
        patch.setattr("tempfile.mkstemp", cut(tempfile.mkstemp))
        patch.setattr("os.fsync", cut(os.fsync))
        with suppress(Cut):
            yield


def moved(pack):
    """Change one record and move two to files of their own: three files that belong together."""
    edit(pack, ("findings", 3, "file", "other.yaml"), ("findings", 2, "stance", "mixed"))
    edit(pack, ("sources", 3, "file", "sources.yaml"))


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_after_a_power_cut_the_old_or_the_new_is_there_or_a_word_that_it_is_neither(pack, monkeypatch):
    moved(pack)
    shutil.copytree(pack / "mine", pack / "whole")
    gcm.convert(pack / "pack.xlsx", pack / "whole", to="yaml")
    old, new = records(pack / "mine"), records(pack / "whole")
    told = []
    for step in count():
        folder = pack / f"cut at {step}"
        shutil.copytree(pack / "mine", folder)
        with power_cut(monkeypatch, step):
            gcm.convert(pack / "pack.xlsx", folder, to="yaml")
            break
        told.append("unfinished" in {problem.code for problem in gcm.check(folder)})
        # No file is half-written, whenever the cut came.
        assert records(folder) in (old, new) or told[-1], step
        if told[-1]:
            with pytest.raises(gcm.GcmscoreError, match=r"one was cut off: delete the folder .*-writing"):
                gcm.convert(pack / "pack.xlsx", folder, to="yaml")
            shutil.rmtree(folder / WRITING)
        gcm.convert(pack / "pack.xlsx", folder, to="yaml")
        assert content(folder) == content(pack / "whole")
    assert sum(told) >= 9  # three files are laid, written to the disk and moved


@pytest.mark.parametrize("failing", [0, 1, 2])
def test_when_one_file_cannot_be_replaced_all_are_as_they_were(pack, monkeypatch, failing):
    # On Windows no file can be replaced that another program has open.
    moved(pack)
    replace, left = Path.replace, count(failing, -1)

    def refused(path, target):
        if next(left) == 0:
            raise PermissionError(13, "Permission denied")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(gcm.GcmscoreError, match="Permission denied"):
        back(pack)
    assert files(pack) == ["ken.yaml"]
    assert text(pack) == FILE


def test_of_programs_that_convert_into_one_folder_at_once_one_writes_and_the_others_say_so(pack):
    edit(pack, ("findings", 2, "stance", "mixed"))
    start, said = Barrier(4), []

    def one():
        start.wait()
        try:
            said.append(back(pack))
        except gcm.GcmscoreError as error:
            said.append(str(error))

    at_once = [Thread(target=one) for _ in range(4)]
    for thread in at_once:
        thread.start()
    for thread in at_once:
        thread.join()
    refused = [item for item in said if isinstance(item, str)]
    assert all("nothing was written" in item for item in refused)
    assert len(refused) < 4
    assert files(pack) == ["ken.yaml"]
    assert text(pack) == FILE.replace("stance: advance   # nobody", "stance: mixed   # nobody")


# What is refused


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../out.yaml", "'../out.yaml' leads out of the folder"),
        ("/etc/out.yaml", "'/etc/out.yaml' leads out of the folder"),
        ("a\\..\\out.yaml", "leads out of the folder"),
        ("c:out.yaml", "'c:out.yaml' leads out of the folder"),
        ("link/out.yaml", "'link/out.yaml' leads out of the folder"),
        ("out.txt", "'out.txt' is no name for a file of records"),
        ("groups.yaml", "'groups.yaml' is no name for a file of records"),
    ],
)
def test_a_file_name_that_climbs_out_of_the_folder_is_refused(pack, name, said):
    (pack / "outside").mkdir()
    (pack / "new").mkdir()
    (pack / "new" / "link").symlink_to("../outside")
    edit(pack, ("findings", 2, "file", name))
    with pytest.raises(gcm.InvalidDataError) as caught:
        gcm.convert(pack / "pack.xlsx", pack / "new", to="yaml")
    assert str(caught.value.problems[0]).startswith("pack.xlsx!findings!")
    assert said in str(caught.value.problems[0])
    assert list((pack / "outside").iterdir()) == []


def test_a_workbook_is_not_written_over_unasked(pack):
    with pytest.raises(gcm.GcmscoreError, match=r"pack\.xlsx is there already"):
        gcm.convert(pack / "mine", pack / "pack.xlsx", to="xlsx")
    gcm.convert(pack / "mine", pack / "pack.xlsx", to="xlsx", overwrite=True)


@pytest.mark.parametrize(
    ("source", "out", "to", "said"),
    [
        ("mine", "new", "yaml", "is no workbook"),
        ("mine", "pack.yaml", "xlsx", "is no name for a workbook"),
        ("pack.xlsx", "new.xlsx", "xlsx", "is not a folder of evidence"),
        ("mine", "new.ods", "ods", "to='ods' is not known; one of xlsx, yaml"),
    ],
)
def test_a_direction_that_does_not_fit_is_refused(pack, source, out, to, said):
    with pytest.raises(gcm.GcmscoreError, match=said):
        gcm.convert(pack / source, pack / out, to=to)


def test_a_pack_with_a_mistake_is_not_converted(pack):
    (pack / "mine" / "bad.yaml").write_text("findings: [{id: x}]\n", "utf-8")
    with pytest.raises(gcm.InvalidDataError, match=r"bad\.yaml:1: findings\.0\.date: is missing"):
        gcm.convert(pack / "mine", pack / "new.xlsx", to="xlsx")
    with pytest.raises(gcm.InvalidDataError, match=r"bad\.yaml:1: findings\.0\.date: is missing"):
        back(pack)


def test_the_commands_say_what_they_wrote_and_what_they_left(pack):
    (pack / "mine" / "oda_gni_share.csv").write_text("country,period,value,unit,source,locator\n", "utf-8")
    mine, book = str(pack / "mine"), str(pack / "new.xlsx")
    result = CliRunner().invoke(main, ["convert", mine, "--to", "xlsx", "--out", book])
    assert (result.exit_code, result.stdout) == (0, f"{book}\n")
    assert result.stderr == "not in the workbook, and still to be kept: oda_gni_share.csv\n4 records\n"
    result = CliRunner().invoke(main, ["convert", book, "--to", "yaml", "--out", mine])
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "4 records, 0 files changed\n")
    result = CliRunner().invoke(main, ["convert", mine, "--to", "xlsx", "--out", book])
    assert result.exit_code == 2
    assert result.stderr.endswith(
        "new.xlsx is there already; name another, or say that it may be overwritten\n"
    )


def test_every_kind_of_record_has_a_sheet(pack):
    assert openpyxl.load_workbook(pack / "pack.xlsx").sheetnames == ["read me", *SECTIONS, "lists"]


def test_a_file_that_can_no_longer_be_read_stops_it_and_leaves_nothing_behind(pack, monkeypatch):
    edit(pack, ("findings", 2, "stance", "mixed"))
    write = conversion.write_pack

    def refused(*_):
        raise PermissionError(13, "Permission denied")

    def meanwhile(*given):
        with monkeypatch.context() as patch:
            patch.setattr(Path, "read_bytes", refused)
            return write(*given)

    monkeypatch.setattr(conversion, "write_pack", meanwhile)
    with pytest.raises(gcm.GcmscoreError, match=r"ken\.yaml cannot be read \(Permission denied\)"):
        back(pack)
    assert files(pack) == ["ken.yaml"]
