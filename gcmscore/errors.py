"""Every error the library raises on purpose.

::

    GcmscoreError
    ├── InvalidDataError        (ValueError)   files that break the rules, all problems at once
    ├── InvalidRequestError     (ValueError)   a call whose arguments make no sense together
    ├── UnknownNameError        (LookupError)
    │   ├── UnknownCountryError
    │   ├── UnknownIndicatorError
    │   ├── UnknownObjectiveError
    │   ├── UnknownObjectiveNameError
    │   ├── UnknownProfileError
    │   ├── UnknownCrosswalkError
    │   ├── UnknownSchemaError
    │   └── UnknownLanguageError
    ├── MissingExtraError       (ImportError)  an optional library that is not installed
    ├── RenderError             (RuntimeError) a template or the PDF engine refused its input
    └── OutputError             (OSError)      a result that could not be written
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, ClassVar, Literal

from gcmscore._clean import clean

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a file, where it is, and what would be right.

    Attributes
    ----------
    path : str
        The file, relative to the folder that was read.
    line : int
        Line in the file, counted from 1; 0 when the file as a whole is meant.
    field : str
        The key that is wrong, as a path (``indicators.3.unit``); empty for a whole file.
    message : str
        What is wrong.
    remedy : str
        What is accepted instead.
    code : str
        Short stable name of the rule that was broken.
    severity : {"error", "warning", "note"}
        An error has to be mended, a warning should be looked at, a note may be.
    cell : str
        Sheet and cell of a workbook (``findings!C7``), in place of a line; empty for any other file.

    Examples
    --------
    >>> print(Problem("a.yaml", 3, "period", "'soon' is not a period", "write 2020 or 2020-Q3", "period"))
    a.yaml:3: period: 'soon' is not a period; write 2020 or 2020-Q3
    """

    path: str
    line: int
    field: str
    message: str
    remedy: str
    code: str
    severity: Severity = "error"
    cell: str = ""

    @property
    def where(self) -> str:
        """The file with the line, or with the sheet and cell."""
        if self.cell:
            return f"{self.path}!{self.cell}"
        return f"{self.path}:{self.line}" if self.line else self.path

    def __lt__(self, other: Problem) -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[object, ...]:
        # Sheet by sheet, row by row, and column Z before AA, as somebody goes through a workbook.
        sheet, _, place = self.cell.rpartition("!")
        column = place.rstrip("0123456789")
        told = (self.field, self.message, self.remedy, self.code, self.severity)
        return (self.path, sheet, self.line, len(column), column, *told)

    def __str__(self) -> str:
        told = ": ".join(part for part in (self.where, self.field, self.message) if part)
        return clean(f"{told}; {self.remedy}" if self.remedy else told)

    def to_dict(self) -> dict[str, Any]:
        """Return the problem as plain values, ready for JSON."""
        return dict(self.__dict__)


class GcmscoreError(Exception):
    """Base of every error this library raises on purpose."""


class InvalidDataError(GcmscoreError, ValueError):
    """Files that break the rules; ``problems`` lists every one of them.

    Parameters
    ----------
    problems : iterable of Problem
        Everything found wrong, in any order.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems))
        super().__init__(self.problems)

    def __str__(self) -> str:
        count = len(self.problems)
        head = f"{count} problem{'s' if count != 1 else ''} found:"
        return "\n".join([head, *(f"  {problem}" for problem in self.problems)])


class InvalidRequestError(GcmscoreError, ValueError):
    """A call whose arguments make no sense together."""


class UnknownNameError(GcmscoreError, LookupError):
    """A name that is not known, with the nearest ones that are.

    Parameters
    ----------
    name : object
        What was asked for.
    known : sequence of str
        Every accepted name; the nearest three are shown.
    """

    what: ClassVar[str] = "name"

    def __init__(self, name: object, known: Sequence[str]) -> None:
        self.name = name
        self.nearest: tuple[str, ...] = nearest_names(str(name), known)
        self._listed = f"; known are {', '.join(known)}" if 0 < len(known) <= 8 else ""
        super().__init__(name)

    def __str__(self) -> str:
        hint = f"; did you mean {' or '.join(self.nearest)}?" if self.nearest else self._listed
        return f"unknown {self.what} {self.name!r}{hint}"


class UnknownCountryError(UnknownNameError):
    """A country or region code that the country table does not list."""

    what = "country"


class UnknownIndicatorError(UnknownNameError):
    """An indicator id that the framework does not define."""

    what = "indicator"


class UnknownObjectiveError(UnknownNameError):
    """An objective number that the framework does not define; numbers are no slips of the pen."""

    what = "objective"

    def __init__(self, name: object, known: Sequence[str]) -> None:
        super().__init__(name, known)
        self.nearest = ()
        whole = len(known) > 2 and int(known[-1]) - int(known[0]) + 1 == len(known)
        self._listed = (
            f"; there are {known[0]} to {known[-1]}" if whole else f"; there are {', '.join(known)}"
        )


class UnknownObjectiveNameError(UnknownNameError):
    """An objective's id that the framework does not define."""

    what = "objective"


class UnknownProfileError(UnknownNameError):
    """A profile that the framework does not define."""

    what = "profile"


class UnknownCrosswalkError(UnknownNameError):
    """A crosswalk that the framework does not have."""

    what = "crosswalk"


class UnknownSchemaError(UnknownNameError):
    """A kind of file for which there is no schema."""

    what = "schema"


class UnknownLanguageError(UnknownNameError):
    """A language for which there is no catalogue; two letters are no slip of the pen."""

    what = "language"

    def __init__(self, name: object, known: Sequence[str]) -> None:
        super().__init__(name, known)
        self.nearest = ()
        self._listed = f"; there are {', '.join(known)}"


class MissingExtraError(GcmscoreError, ImportError):
    """An optional library that is not installed.

    Parameters
    ----------
    purpose : str
        What it is needed for.
    extra : str
        The name under which it is installed with gcmscore.
    """

    def __init__(self, purpose: str, extra: str) -> None:
        self.extra = extra
        super().__init__(f"{purpose} needs more: pip install 'gcmscore[{extra}]'")


class RenderError(GcmscoreError, RuntimeError):
    """A template or the PDF engine refused its input."""


class OutputError(GcmscoreError, OSError):
    """A result that could not be written; nothing was left half-written."""


def nearest_names(name: str, known: Sequence[str], limit: int = 3) -> tuple[str, ...]:
    """Return the accepted names closest to a mistyped one, ignoring case.

    Parameters
    ----------
    name : str
        What was typed.
    known : sequence of str
        Accepted names.
    limit : int
        How many to return at most.

    Examples
    --------
    >>> nearest_names("oda_gni", ["oda_gni_share", "opcat"])
    ('oda_gni_share',)
    """
    folded: dict[str, str] = {item.casefold(): item for item in known}
    return tuple(folded[match] for match in get_close_matches(name.casefold(), folded, n=limit, cutoff=0.5))
