"""Libraries that only some need: imported when used, with a clear word where they are not installed."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from gcmscore.errors import MissingExtraError


def extra(module: str, name: str, purpose: str) -> ModuleType:
    """Return an optional module.

    Parameters
    ----------
    module : str
        What is imported.
    name : str
        The extra of ``pyproject.toml`` that installs it.
    purpose : str
        What it is needed for, as the beginning of a sentence.

    Raises
    ------
    MissingExtraError
        If it is not installed.

    Examples
    --------
    >>> extra("json", "excel", "reading a workbook").__name__
    'json'
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingExtraError(purpose, name) from error
