"""What is written as a page and as a document: cards, comparisons and reports on an objective."""

from __future__ import annotations

from pathlib import Path


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
