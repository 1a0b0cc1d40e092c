"""The parts of a Word file beside its text: its settings, and what the template of the library left in it."""

from __future__ import annotations

from typing import Any

from gcmscore._extras import extra

PURPOSE = "writing a Word document"
# Of the template alone: a picture of its first page, its styles a second time, its counts and program.
_LEFT = ("/metadata/thumbnail", "/stylesWithEffects", "/customXml", "/extended-properties")
# Settings that are not true of a new document: nobody has proofread it.
_UNTRUE = ("w:proofState", "w:savePreviewPicture", "w:rsids")
# Word 2013 and later; anything less opens in "compatibility mode".
_MODE = "15"


def cleared(document: Any, spoken: str) -> None:
    """Take out of a new document what the template left, and set how programs open it.

    Parameters
    ----------
    document : Document
        Of python-docx.
    spoken : str
        Its language, with a region.
    """
    for part in (document.part.package, document.part):
        for name, relation in list(part.rels.items()):
            if relation.reltype.endswith(_LEFT):
                del part.rels[name]
    _tables(document)
    _settings(document.settings.element, spoken)


def _tables(document: Any) -> None:
    """Take out the looks of tables that no table has; word processors bring the same."""
    named = extra("docx.oxml.ns", "word", PURPOSE).qn
    for style in list(document.styles.element):
        kind, code = style.get(named("w:type")), style.get(named("w:styleId"))
        if kind == "table" and code not in ("TableNormal", "TableGrid"):
            document.styles.element.remove(style)


def _settings(settings: Any, spoken: str) -> None:
    named = extra("docx.oxml.ns", "word", PURPOSE).qn
    for name in _UNTRUE:
        for element in settings.findall(named(name)):
            settings.remove(element)
    zoom = settings.find(named("w:zoom"))
    zoom.attrib.clear()
    zoom.set(named("w:percent"), "100")
    settings.find(named("w:themeFontLang")).set(named("w:val"), spoken)
    for setting in settings.iter(named("w:compatSetting")):
        if setting.get(named("w:name")) == "compatibilityMode":
            setting.set(named("w:val"), _MODE)
