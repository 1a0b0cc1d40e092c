"""A file is written whole or not at all."""

from __future__ import annotations

import pytest

import gcmscore as gcm
from gcmscore.errors import OutputError
from gcmscore.render.output import write


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_and_its_place_returned(tmp_path):
    assert write(tmp_path / "a.txt", b"text") == tmp_path / "a.txt"
    assert (tmp_path / "a.txt").read_bytes() == b"text"


def test_a_place_may_be_given_as_text(tmp_path):
    assert write(str(tmp_path / "a.txt"), b"") == tmp_path / "a.txt"


def test_missing_folders_are_made(tmp_path):
    assert write(tmp_path / "one" / "two" / "a.txt", b"text").is_file()


def test_nothing_is_left_beside_the_file(tmp_path):
    write(tmp_path / "a.txt", b"text")
    assert names(tmp_path) == ["a.txt"]


def test_an_old_file_is_replaced(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"a longer text than the new one")
    write(tmp_path / "a.txt", b"new")
    assert (tmp_path / "a.txt").read_bytes() == b"new"


def test_everyone_may_read_what_was_written(tmp_path):
    assert write(tmp_path / "a.txt", b"text").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("step", ["tempfile.mkstemp", "os.fsync", "pathlib.Path.replace"])
def test_a_failure_at_any_step_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, step):
    def fail(*_, **__):
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.txt").write_bytes(b"old")
    monkeypatch.setattr(step, fail)
    with pytest.raises(
        OutputError, match=r"a\.txt cannot be written \(Permission denied\); choose another place"
    ):
        write(tmp_path / "a.txt", b"new")
    assert names(tmp_path) == ["a.txt"]
    assert (tmp_path / "a.txt").read_bytes() == b"old"


def test_a_folder_in_the_place_of_the_file_stays(tmp_path):
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(OutputError):
        write(tmp_path / "a.txt", b"new")
    assert names(tmp_path) == ["a.txt"]
    assert names(tmp_path / "a.txt") == []


def test_a_file_in_the_place_of_a_folder_stays(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(OutputError):
        write(tmp_path / "a" / "b" / "c.txt", b"new")
    assert (tmp_path / "a").read_bytes() == b"old"


@pytest.mark.parametrize("writer", ["to_html", "to_pdf"])
def test_a_card_that_cannot_be_written_is_an_error_of_the_library_and_of_the_system(small, tmp_path, writer):
    (tmp_path / "file").write_bytes(b"old")
    with pytest.raises(gcm.GcmscoreError) as caught:
        getattr(small, writer)(tmp_path / "file" / "BEL")
    assert isinstance(caught.value, OSError)
    assert names(tmp_path) == ["file"]


@pytest.mark.parametrize("writer", ["to_html", "to_pdf"])
def test_a_card_in_an_unknown_language_writes_nothing(small, tmp_path, writer):
    with pytest.raises(LookupError, match="unknown language 'tlh'"):
        getattr(small, writer)(tmp_path / "BEL", lang="tlh")
    assert names(tmp_path) == []
