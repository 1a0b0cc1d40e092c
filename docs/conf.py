"""How the documentation site is built: ``make docs``. Pages on the framework are made from its YAML."""

from __future__ import annotations

import sys
from pathlib import Path

from sphinx.application import Sphinx

import gcmscore

sys.path.insert(0, str(Path(__file__).parent))

project = "gcmscore"
author = "The gcmscore contributors"
project_copyright = "The gcmscore contributors"
version = release = gcmscore.__version__

extensions = [
    "myst_parser",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.viewcode",
]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
autodoc_typehints = "none"  # numpydoc docstrings say types in words
autodoc_default_options = {"exclude-members": "model_config"}
numpydoc_show_class_members = False
autosummary_generate = True

exclude_patterns = ["_templates"]
templates_path = ["_templates"]
html_theme = "furo"
html_title = f"gcmscore {version}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sphinx = False


def write_pages(app: Sphinx, _config: object) -> None:
    """Write the pages that come from the data before Sphinx looks for sources."""
    import pages

    pages.write(Path(app.srcdir) / "_generated")


def lead_to_pages(app: Sphinx, document: str, source: list[str]) -> None:
    """Turn links to files of the repository into links to their pages."""
    import pages

    path = Path(app.env.doc2path(document))
    if path.parent == Path(app.srcdir):
        source[0] = pages.with_links(source[0], path)


def setup(app: Sphinx) -> None:
    """Connect both to the beginning of a build and the reading of a document."""
    app.connect("config-inited", write_pages)
    app.connect("source-read", lead_to_pages)
