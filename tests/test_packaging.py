"""The wheel carries all it needs, nothing else, and makes the checkout's scorecard byte for byte."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parent.parent
DATA_FOLDERS = ("objectives", "evidence", "locale", "reports/templates", "schemas")
DATA_FILES = ("indicators.yaml", "crosswalks.yaml", "reports/world-110m.json")


def run(arguments: list[str], folder: Path, python_path: Path | None = None) -> str:
    # Nothing of the caller's Python set-up may decide which gcmscore is run.
    environment = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
    if python_path is not None:
        environment["PYTHONPATH"] = str(python_path)
    command = [sys.executable, "-P", "-B", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def built(kind: str, source: Path, target: Path) -> Path:
    run(["-m", "hatchling", "build", "--target", kind, "--directory", str(target)], source)
    (made,) = target.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    return built("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def names(wheel) -> set[str]:
    return set(ZipFile(wheel).namelist())


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("installed")
    pip = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-compile", "--no-cache-dir"]
    run([*pip, "--disable-pip-version-check", "--target", str(target), str(wheel)], target)
    return target


@pytest.fixture(scope="module")
def made_elsewhere(installed, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("empty")
    run(["-m", "gcmscore", "report", "BEL", "--year", "2020", "--out", "."], folder, installed)
    return folder


def shipped_files() -> set[str]:
    files = [path for folder in DATA_FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
    return {path.relative_to(ROOT).as_posix() for path in [*files, *(ROOT / name for name in DATA_FILES)]}


def test_the_wheel_carries_every_file_of_the_data_and_no_other(names):
    data = {name.removeprefix("gcmscore/_data/") for name in names if name.startswith("gcmscore/_data/")}
    assert data == shipped_files()


def test_the_wheel_carries_the_modules_of_the_checkout_and_the_type_marker(names):
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "gcmscore").rglob("*.py")}
    code = {name for name in names if name.startswith("gcmscore/") and "/_data/" not in name}
    assert code == modules | {"gcmscore/py.typed"}


def test_the_wheel_carries_the_licence_and_nothing_beside_the_package(names):
    (licence,) = [name for name in names if name.endswith("/licenses/LICENSE")]
    home = licence.split("/")[0]
    about = {name.removeprefix(f"{home}/") for name in names if not name.startswith("gcmscore/")}
    licences = {"licenses/LICENSE", "licenses/evidence/LICENSES.md"}
    assert about == {"METADATA", "RECORD", "WHEEL", "entry_points.txt"} | licences


@pytest.mark.parametrize("number", range(1, 24))
def test_the_wheel_carries_each_objective(names, number):
    folder = "gcmscore/_data/objectives/"
    assert (
        len([name for name in names if name.startswith(f"{folder}{number:02d}-") and name.endswith(".yaml")])
        == 1
    )


@pytest.mark.parametrize(
    "name",
    [
        "indicators.yaml",
        "evidence/countries.csv",
        "evidence/groups.yaml",
        "evidence/sources.yaml",
        "evidence/LICENSES.md",
        "evidence/BEL/02-drivers.yaml",
        "evidence/BEL/13-detention.yaml",
        "evidence/BEL/20-remittances.yaml",
        "locale/en/interface.po",
        "locale/fr/compact.yaml",
        "locale/fr/interface.po",
        "reports/templates/scorecard.html.j2",
        "reports/templates/scorecard.typ.j2",
        "reports/templates/style.css",
        "reports/world-110m.json",
        "reports/templates/fonts/coverage.json",
        "reports/templates/fonts/NotoSans-Regular.ttf",
        "reports/templates/fonts/NotoSans-Bold.ttf",
        "reports/templates/fonts/NotoSansArabic-Regular.ttf",
        "reports/templates/fonts/NotoSansArabic-Bold.ttf",
    ],
)
def test_the_wheel_carries(names, name):
    assert f"gcmscore/_data/{name}" in names


def test_each_family_of_fonts_comes_with_its_licence(names):
    fonts = {name for name in names if name.endswith(".ttf")}
    assert {f"{name.rpartition('-')[0]}-OFL.txt" for name in fonts} <= names


def test_the_checkout_holds_no_copy_of_the_data(wheel):
    assert not (ROOT / "gcmscore" / "_data").exists()


def test_a_wheel_made_from_the_source_archive_carries_the_same_files(names, tmp_path):
    archive = built("sdist", ROOT, tmp_path / "sdist")
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path / "unpacked", filter="data")
    (source,) = (tmp_path / "unpacked").iterdir()
    assert set(ZipFile(built("wheel", source, tmp_path / "again")).namelist()) == names


def test_what_runs_elsewhere_is_the_installed_package_with_its_own_data(installed, tmp_path):
    program = "import gcmscore, gcmscore._resources as r; print(gcmscore.__file__); print(r.DATA_ROOT)"
    code, data = run(["-c", program], tmp_path, installed).splitlines()
    assert (Path(code), Path(data)) == (
        installed / "gcmscore" / "__init__.py",
        installed / "gcmscore" / "_data",
    )


def test_the_installed_package_writes_two_files_into_an_empty_folder(made_elsewhere):
    assert sorted(path.name for path in made_elsewhere.iterdir()) == ["BEL-2020.html", "BEL-2020.pdf"]


def test_the_installed_package_makes_the_same_page_as_the_checkout_byte_for_byte(made_elsewhere, shelf):
    assert (made_elsewhere / "BEL-2020.html").read_bytes() == shelf.page("BEL-2020").encode()


def test_the_installed_package_makes_the_same_pdf_as_the_checkout_byte_for_byte(made_elsewhere, shelf):
    assert (made_elsewhere / "BEL-2020.pdf").read_bytes() == shelf.pdf("BEL-2020")


def test_installing_puts_nothing_but_the_package_its_command_and_its_description_in_place(installed):
    top = {path.name for path in installed.iterdir()}
    assert {name for name in top if not name.endswith(".dist-info")} == {"gcmscore", "bin"}
