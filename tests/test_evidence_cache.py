"""Evidence kept for the next process: the same as read anew, never out of date, never trusted blindly."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import gcmscore as gcm
from gcmscore import _evidence_cache
from gcmscore._evidence_cache import VARIABLE, cache_folder, cache_key
from gcmscore._evidence_files import EvidenceFiles
from gcmscore.evidence import _read

FRAMES = ("observations", "assessments", "ratifications", "findings", "replies", "sources")
SHIPPED = Path(__file__).parent.parent / "evidence"


@pytest.fixture(autouse=True)
def no_cache_of_the_user(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)


RECORDS = """
sources:
  - {id: mine, title: "T: é", publisher: P, date: 2021, kind: official, language: en, accessed: 2021-03-01}
ratification_lists:
  - {instrument: opcat, status_as_of: 2020, complete: true, sources: [{id: mine, locator: list}]}
ratifications:
  - {country: NLD, instrument: opcat, status: none, status_as_of: 2020, sources: [{id: mine, locator: list}]}
observations:
  - {country: NLD, indicator: alternatives_share, period: 2018, missing: not_published, unit: percent,
     disaggregation: {sex: female}, sources: [{id: mine, locator: p. 2}, {id: mine, locator: p. 3}]}
findings:
  - {country: BEL, id: fact, date: 2019, statement: S., objectives: [13, 5], stance: mixed, stage: practice,
     sources: [{id: mine, locator: p. 4}]}
assessments:
  - {country: BEL, indicator: child_immigration_detention, law: 1, practice: 2, from: 2018-08-11,
     rationale: R., findings: [fact], would_change: W., coder: A, second_coder: {coder: B, law: 2},
     sources: [{id: mine, locator: p. 5}]}
replies:
  - {country: BEL, who: The office, date: 2021, reason: context, text: T., objective: 13,
     sources: [{id: mine, locator: p. 6}]}
"""


@pytest.fixture
def mine(tmp_path):
    """A folder with every kind of record and both kinds of tables."""
    root = tmp_path / "mine"
    (root / "more").mkdir(parents=True)
    (root / "more" / "records.yaml").write_text(RECORDS, encoding="utf-8")
    (root / "groups.yaml").write_text(
        "groups:\n  two: {title: Two, members: [{country: BEL, from: 1950}, {country: NLD}], "
        "sources: [{id: mine, locator: p. 1}]}\n",
        encoding="utf-8",
    )
    (root / "oda_gni_share.csv").write_text(
        "country,period,value,low,unit,source,locator,note\n"
        "BEL,2018,0.43,0.42,percent_of_gni,mine,table 1,\n"
        'FRA,2018-06,0.44,,percent_of_gni,mine,"table 1, row 2",checked\n',
        encoding="utf-8",
    )
    (root / "opcat.csv").write_text(
        "country,status,date,status_as_of,source,locator\nBEL,signed,2005-10-24,2020,mine,list\n",
        encoding="utf-8",
    )
    return root


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "kept"


@pytest.fixture
def read_count(monkeypatch):
    """Count how often evidence is read from its files."""
    counted = []
    reader = gcm.evidence.EvidenceReader

    def counting(*arguments):
        counted.append(arguments)
        return reader(*arguments)

    monkeypatch.setattr(gcm.evidence, "EvidenceReader", counting)
    return counted


def entries(folder):
    return sorted(folder.glob("evidence-*"))


def same(one, other):
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)
    # Equal to pandas, None and NaN are not the same to whoever asks for None.
    left, right = one.observations, other.observations
    assert [name for name in left if list(map(type, left[name])) != list(map(type, right[name]))] == []
    assert one.pack.ratification_lists == other.pack.ratification_lists
    for section in ("assessments", "ratifications", "ratification_lists", "findings", "replies"):
        records = zip(getattr(one.pack, section), getattr(other.pack, section), strict=True)
        assert all(left.model_fields_set == right.model_fields_set for left, right in records)
    assert dict(one.pack.sources) == dict(other.pack.sources)
    assert list(one.pack.sources) == list(other.pack.sources)
    assert (one.digest, dict(one.own_groups)) == (other.digest, dict(other.own_groups))
    assert one.groups == other.groups
    return True


# The same


def test_kept_evidence_is_the_same_as_read_anew(mine, folder, read_count):
    first, second = (gcm.load_evidence(mine, cache=folder) for _ in range(2))
    assert len(read_count) == 1
    assert same(first, second)
    assert same(second, gcm.load_evidence(mine))


def test_the_shipped_evidence_is_the_same_and_scores_the_same(folder, shipped, read_count):
    _read(SHIPPED, None, folder)
    kept = _read(SHIPPED, None, folder)
    assert len(read_count) == 1
    assert same(kept, shipped)
    cards = [
        gcm.score("BEL", 2020, evidence=evidence, profile="full").to_dict() for evidence in (kept, shipped)
    ]
    assert cards[0] == cards[1]
    assert same(kept | kept, shipped | shipped)


def test_evidence_without_figures_can_be_kept(mine, folder, read_count):
    (mine / "oda_gni_share.csv").unlink()
    records = mine / "more" / "records.yaml"
    before, _, after = records.read_text(encoding="utf-8").partition("observations:")
    records.write_text(f"{before}findings:{after.partition('findings:')[2]}", encoding="utf-8")
    first, second = (gcm.load_evidence(mine, cache=folder) for _ in range(2))
    assert (len(read_count), len(second.observations)) == (1, 0)
    assert same(first, second)


def test_kept_evidence_can_be_changed_and_joined_like_any_other(mine, folder):
    gcm.load_evidence(mine, cache=folder)
    kept = gcm.load_evidence(mine, cache=folder)
    frame = kept.observations
    frame.loc[:, ["value", "note", "sex"]] = [1.0, "other", "women"]
    assert same(kept, gcm.load_evidence(mine))
    assert len((gcm.load_evidence() | kept).observations) > len(kept.observations)


# Never out of date


def key(root, compact=None):
    return cache_key(EvidenceFiles(root), compact)


def test_a_changed_byte_in_any_file_is_another_key(mine):
    before = key(mine)
    for path in [path for path in mine.rglob("*") if path.is_file()]:
        content = path.read_bytes()
        path.write_bytes(content + b"\n")
        assert key(mine) != before, path
        path.write_bytes(content)
        assert key(mine) == before


@pytest.mark.parametrize("change", ["add", "add_unread", "rename", "remove"])
def test_a_file_that_comes_goes_or_is_renamed_is_another_key(mine, change):
    before = key(mine)
    table = mine / "oda_gni_share.csv"
    if change.startswith("add"):
        (mine / ("new.yaml" if change == "add" else "new.yml")).touch()
    elif change == "rename":
        table.rename(mine / "oda.csv")
    else:
        table.unlink()
    assert key(mine) != before


def test_what_moves_from_one_file_to_the_next_is_another_key(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"{}b.yaml{}")
    one = EvidenceFiles(tmp_path)
    before, digest = key(tmp_path), one.digest
    (tmp_path / "a.yaml").write_bytes(b"{}")
    (tmp_path / "b.yaml").write_bytes(b"{}")
    assert EvidenceFiles(tmp_path).digest == digest
    assert key(tmp_path) != before


def test_another_framework_is_another_key(mine, make, compact):
    frameworks = [None, make.compact(make.measure()), make.compact(make.measure(worst=1)), compact]
    assert len({key(mine, framework) for framework in frameworks}) == 4


def test_a_changed_file_of_the_built_in_framework_is_another_key(mine, monkeypatch):
    before = key(mine)
    monkeypatch.setattr(_evidence_cache, "built_in_digest", lambda: "another")
    assert key(mine) != before


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (_evidence_cache.gcmscore, "__version__"),
        (_evidence_cache.sys, "version"),
        (_evidence_cache.pd, "__version__"),
        (_evidence_cache.pydantic, "VERSION"),
        (_evidence_cache, "_FORMAT"),
    ],
)
def test_another_version_is_another_key(mine, monkeypatch, place, name):
    before = key(mine)
    monkeypatch.setattr(place, name, "999")
    assert key(mine) != before


def test_a_change_of_the_code_is_another_key(mine, monkeypatch):
    before = key(mine)
    monkeypatch.setattr(_evidence_cache, "_code", lambda: "another")
    assert key(mine) != before


def test_a_changed_folder_is_read_anew(mine, folder, read_count):
    gcm.load_evidence(mine, cache=folder)
    path = mine / "oda_gni_share.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("0.43", "0.425"), encoding="utf-8")
    assert gcm.load_evidence(mine, cache=folder).observations["value"].tolist()[-2] == 0.425
    assert len(read_count) == 2


def test_what_changes_while_it_is_read_is_not_kept(mine, folder, monkeypatch):
    reader, path = gcm.evidence.EvidenceReader, mine / "oda_gni_share.csv"

    def changing(files, compact):
        monkeypatch.setattr(gcm.evidence, "cache_key", lambda *_: "another")
        return reader(files, compact)

    monkeypatch.setattr(gcm.evidence, "EvidenceReader", changing)
    assert len(gcm.load_evidence(path.parent, cache=folder).observations) > 0
    assert entries(folder) == []


def test_evidence_with_a_mistake_is_never_kept(mine, folder):
    (mine / "oda_gni_share.csv").write_text("country\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(gcm.InvalidDataError):
            gcm.load_evidence(mine, cache=folder)
    assert entries(folder) == []


# Damage


@pytest.fixture
def entry(mine, folder):
    gcm.load_evidence(mine, cache=folder)
    (path,) = entries(folder)
    return path


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2],
        lambda content: b"",
        lambda content: content[:-1],
        lambda content: content + b"\0",
        lambda content: b"something else",
        lambda content: content[:10] + b"\xff" + content[11:],
        lambda content: content[:60] + bytes([content[60] ^ 1]) + content[61:],
        lambda content: content[:-40] + bytes([content[-40] ^ 1]) + content[-39:],
    ],
    ids=["half", "empty", "a byte less", "a byte more", "foreign", "mark", "head flipped", "end flipped"],
)
def test_a_damaged_entry_is_ignored_and_written_anew(mine, folder, entry, damage, read_count):
    sound = entry.read_bytes()
    entry.write_bytes(damage(sound))
    assert same(gcm.load_evidence(mine, cache=folder), gcm.load_evidence(mine))
    assert entry.read_bytes() == sound
    gcm.load_evidence(mine, cache=folder)
    assert len(read_count) == 2


def test_every_single_flipped_byte_is_noticed(entry, folder):
    content, name = entry.read_bytes(), entry.name.removeprefix("evidence-").removesuffix(".kept")
    assert _evidence_cache.load(folder, name) is not None
    for place in range(0, len(content), 97):
        entry.write_bytes(content[:place] + bytes([content[place] ^ 64]) + content[place + 1 :])
        assert _evidence_cache.load(folder, name) is None


def test_an_entry_holds_no_code(entry):
    content = entry.read_bytes()
    assert not any(word in content for word in (b"cpickle", b"numpy.core", b"__reduce__", b"\x80\x04\x95"))


# The folder


def test_the_folder_is_made_for_its_user_alone(mine, folder):
    gcm.load_evidence(mine, cache=folder)
    if os.name == "posix":
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE(entries(folder)[0].stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_made_is_no_error(mine, tmp_path):
    (tmp_path / "file").touch()
    assert same(gcm.load_evidence(mine, cache=tmp_path / "file" / "kept"), gcm.load_evidence(mine))


def test_a_folder_that_cannot_be_written_to_is_no_error(mine, folder, monkeypatch):
    folder.mkdir(mode=0o500)

    def refuse(**_):
        raise PermissionError

    # The user of this machine may be allowed everything.
    monkeypatch.setattr(_evidence_cache.tempfile, "mkstemp", refuse)
    assert same(gcm.load_evidence(mine, cache=folder), gcm.load_evidence(mine))
    assert entries(folder) == []


def test_nothing_half_written_is_left_when_the_disk_is_full(mine, folder, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_evidence_cache.Path, "replace", full)
    gcm.load_evidence(mine, cache=folder)
    assert entries(folder) == []


def test_the_entries_used_last_are_kept(mine, folder):
    table = mine / "oda_gni_share.csv"
    text = table.read_text(encoding="utf-8")
    for number in range(10):
        table.write_text(text.replace("0.43", f"0.43{number}"), encoding="utf-8")
        gcm.load_evidence(mine, cache=folder)
        for age, path in enumerate(sorted(entries(folder), key=lambda path: -path.stat().st_mtime_ns)):
            os.utime(path, (1e9 - age, 1e9 - age))
        table.write_text(text.replace("0.43", "0.430"), encoding="utf-8")
        gcm.load_evidence(mine, cache=folder)  # used again and again
    (folder / "notes.txt").touch()
    assert len(entries(folder)) == 8
    assert _evidence_cache._entry(folder, key(mine)).exists()


def test_two_processes_may_write_at_once(mine, folder):
    code = (
        "import sys, gcmscore as gcm\n"
        "for _ in range(5):\n"
        "    evidence = gcm.load_evidence(sys.argv[1], cache=sys.argv[2])\n"
        "    for path in __import__('pathlib').Path(sys.argv[2]).glob('*.kept'):\n"
        "        path.unlink(missing_ok=True)\n"
        "gcm.load_evidence(sys.argv[1], cache=sys.argv[2])\n"
        "print(evidence.digest, len(evidence.observations))\n"
    )
    command = [sys.executable, "-c", code, str(mine), str(folder)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = {process.communicate()[0] for process in running}
    assert [process.returncode for process in running] == [0, 0]
    evidence = gcm.load_evidence(mine)
    assert said == {f"{evidence.digest} {len(evidence.observations)}\n"}
    assert [path.suffix for path in entries(folder)] in ([".kept"], [])


# Where


def test_it_is_off_unless_asked_for(mine, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    gcm.load_evidence(mine)
    assert cache_folder(False) is None
    assert not (tmp_path / "cache").exists()


def test_the_environment_turns_it_on_and_names_the_folder(mine, folder, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(folder))
    gcm.load_evidence(mine)
    assert len(entries(folder)) == 1
    assert cache_folder(True) == folder
    assert cache_folder(folder / "other") == folder / "other"
    monkeypatch.setenv(VARIABLE, "")
    assert cache_folder(False) is None


@pytest.mark.parametrize(
    ("platform", "variable", "given", "expected"),
    [
        ("linux", "XDG_CACHE_HOME", "{home}/x", "x/gcmscore"),
        ("linux", "XDG_CACHE_HOME", "relative", ".cache/gcmscore"),
        ("linux", "XDG_CACHE_HOME", "", ".cache/gcmscore"),
        ("darwin", "XDG_CACHE_HOME", "", "Library/Caches/gcmscore"),
        ("win32", "LOCALAPPDATA", "{home}/Local", "Local/gcmscore/Cache"),
    ],
)
def test_the_customary_folder_follows_the_platform(
    monkeypatch, tmp_path, platform, variable, given, expected
):
    monkeypatch.setattr(_evidence_cache.sys, "platform", platform)
    monkeypatch.setattr(_evidence_cache.Path, "home", lambda: tmp_path)
    monkeypatch.setenv(variable, given.format(home=tmp_path))
    assert cache_folder(True) == tmp_path / expected


def test_without_a_home_nothing_is_kept(mine, monkeypatch):
    def homeless():
        raise RuntimeError

    monkeypatch.setenv("XDG_CACHE_HOME", "")
    monkeypatch.setattr(_evidence_cache.Path, "home", homeless)
    assert cache_folder(True) is None
    assert same(gcm.load_evidence(mine, cache=True), gcm.load_evidence(mine))
