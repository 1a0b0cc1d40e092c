"""Every notebook runs from its folder as it stands, and holds no output of an earlier run."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from gcmscore._evidence_cache import VARIABLE

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def test_the_notebooks_can_be_read_one_after_the_other():
    assert [path.stem for path in NOTEBOOKS] == [
        "01_score_a_country",
        "02_compare_countries",
        "03_data_gaps",
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_holds_no_output_and_no_run_number(path):
    cells = nbformat.read(path, as_version=4).cells
    kept = [
        cell.source for cell in cells if cell.cell_type == "code" and (cell.outputs or cell.execution_count)
    ]
    assert kept == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_is_valid_and_asks_for_no_kernel_but_python(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata.get("kernelspec", {}).get("name", "python3") == "python3"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_begins_with_what_it_is_about(path):
    first = nbformat.read(path, as_version=4).cells[0]
    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")


def shows_a_picture(cell: nbformat.NotebookNode) -> bool:
    return any("image/png" in output.get("data", {}) for output in cell.outputs)


@pytest.fixture(scope="module")
def kernel_folder(tmp_path_factory) -> Path:
    """Where kernels keep their settings, the list of fonts and the evidence that was read."""
    return tmp_path_factory.mktemp("kernel")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_runs_and_leaves_nothing_behind(path, kernel_folder, monkeypatch):
    for variable in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "MPLCONFIGDIR", VARIABLE):
        monkeypatch.setenv(variable, str(kernel_folder))
    before = sorted(FOLDER.iterdir())
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=60, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}
    ).execute()
    assert sorted(FOLDER.iterdir()) == before
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.source for cell in code if cell.execution_count is None] == []
    assert [cell.source for cell in code if "charts." in cell.source and not shows_a_picture(cell)] == []
