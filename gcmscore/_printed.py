"""What is written as a page, a document, a workbook and tables: cards, comparisons, panels, reports."""

from __future__ import annotations

from pathlib import Path
from typing import Literal


class Printed:
    """Writes itself in either format."""

    def to_html(
        self, path: str | Path | None = None, *, lang: str = "en", templates: str | Path | None = None
    ) -> str | Path:
        """Render it as one self-contained HTML page.

        Parameters
        ----------
        path : str or Path, optional
            Where to write it; without it the page is returned as text.
        lang : str
            Language of the interface; evidence stays in its own.
        templates : str or Path, optional
            A folder of your own, whose files replace the shipped templates of the same name.

        Raises
        ------
        UnknownLanguageError
            If there is no catalogue for the language.
        InvalidRequestError, InvalidDataError
            If there is no such folder of templates, or its theme is wrong.
        RenderError
            If a template is wrong, with its file and line.
        OutputError
            If the file cannot be written.

        Examples
        --------
        >>> from gcmscore import score
        >>> score("BEL", 2020).to_html()[:15]
        '<!doctype html>'
        """
        from gcmscore.render.html import page
        from gcmscore.render.output import write

        made = page(self, lang, templates)
        return made if path is None else write(path, made.encode())

    def to_pdf(
        self, path: str | Path | None = None, *, lang: str = "en", templates: str | Path | None = None
    ) -> bytes | Path:
        """Render it as a tagged PDF (PDF/UA-1).

        Parameters
        ----------
        path : str or Path, optional
            Where to write it; without it the document is returned as bytes.
        lang : str
            Language of the interface; evidence stays in its own.
        templates : str or Path, optional
            A folder of your own, whose files replace the shipped templates of the same name.

        Raises
        ------
        UnknownLanguageError
            If there is no catalogue for the language.
        InvalidRequestError, InvalidDataError
            If there is no such folder of templates, or its theme is wrong.
        RenderError
            If a template is wrong, with its file and line, or the engine refuses the document.
        OutputError
            If the file cannot be written.

        Examples
        --------
        >>> from gcmscore import score
        >>> score("BEL", 2020).to_pdf()[:5]
        b'%PDF-'
        """
        from gcmscore.render.output import write
        from gcmscore.render.pdf import document

        made = document(self, lang, templates)
        return made if path is None else write(path, made)


class Tabled:
    """Writes its tables for programs."""

    def to_tables(self, folder: str | Path, format: Literal["csv", "parquet"] = "csv") -> tuple[Path, ...]:
        """Write every table into a folder: one file each, numbers as numbers, codes as they are in frames.

        Parameters
        ----------
        folder : str or Path
            Where to; missing folders are made. ``about`` says what the others are tables of.
        format : {"csv", "parquet"}
            CSV in UTF-8, in which text that a spreadsheet would run gets an apostrophe before it; or Parquet
            (needs ``pip install gcmscore[parquet]``).

        Returns
        -------
        tuple of Path
            The files.

        Raises
        ------
        InvalidRequestError
            If there is no such format.
        MissingExtraError
            If Parquet is asked for and pyarrow is not installed.
        OutputError
            If a file cannot be written.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> from gcmscore import score
        >>> with TemporaryDirectory() as folder:
        ...     [path.name for path in score("BEL", 2020).to_tables(folder)][:3]
        ['about.csv', 'objectives.csv', 'indicators.csv']
        """
        from gcmscore.render.output import write_all
        from gcmscore.render.tables import table_files

        files = {Path(folder) / name: content for name, content in table_files(self, format).items()}
        write_all(files)
        return tuple(files)


class Exported(Tabled):
    """Writes itself as a workbook, and as JSON for programs."""

    def to_excel(self, path: str | Path | None = None, *, lang: str = "en") -> bytes | Path:
        """Render it as an Excel workbook: typed cells, words beside colours, no formula.

        Parameters
        ----------
        path : str or Path, optional
            Where to write it; without it the workbook is returned as bytes.
        lang : str
            Language of the interface; evidence stays in its own.

        Raises
        ------
        MissingExtraError
            If openpyxl is not installed: ``pip install gcmscore[excel]``.
        UnknownLanguageError
            If there is no catalogue for the language.
        OutputError
            If the file cannot be written.

        Examples
        --------
        >>> from gcmscore import score
        >>> score("BEL", 2020).to_excel()[:2]
        b'PK'
        """
        from gcmscore.render.books import excel
        from gcmscore.render.output import write

        made = excel(self, lang)
        return made if path is None else write(path, made)

    def to_json(self, path: str | Path | None = None) -> str | Path:
        """Return it as JSON by a published schema, with the working; what is missing is null.

        Parameters
        ----------
        path : str or Path, optional
            Where to write it; without it the text is returned.

        Raises
        ------
        OutputError
            If the file cannot be written.

        Examples
        --------
        >>> import json
        >>> from gcmscore import score
        >>> json.loads(score("BEL", 2020).to_json())["schema"]
        'scorecard/1'
        """
        from gcmscore.render.machine import as_json
        from gcmscore.render.output import write

        made = as_json(self)
        return made if path is None else write(path, made.encode())


class Edited:
    """Writes itself as a document that others edit."""

    def to_word(self, path: str | Path | None = None, *, lang: str = "en") -> bytes | Path:
        """Render it as a Word document with real headings, lists and tables.

        Parameters
        ----------
        path : str or Path, optional
            Where to write it; without it the document is returned as bytes.
        lang : str
            Language of the interface; evidence stays in its own, and is marked so.

        Raises
        ------
        MissingExtraError
            If python-docx is not installed: ``pip install gcmscore[word]``.
        UnknownLanguageError
            If there is no catalogue for the language.
        OutputError
            If the file cannot be written.

        Examples
        --------
        >>> from gcmscore import score
        >>> score("BEL", 2020).to_word()[:2]
        b'PK'
        """
        from gcmscore.render.output import write
        from gcmscore.render.word import word

        made = word(self, lang)
        return made if path is None else write(path, made)
