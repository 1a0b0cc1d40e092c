"""Loads a framework: its objectives and indicators, checked together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from gcmscore._framework_reader import (
    INDICATOR_FILE,
    OBJECTIVE_FOLDER,
    Content,
    FrameworkReader,
    digest_of,
)
from gcmscore._resources import DATA_ROOT
from gcmscore.definitions import Indicator, Objective
from gcmscore.errors import (
    InvalidDataError,
    InvalidRequestError,
    Problem,
    UnknownIndicatorError,
    UnknownObjectiveError,
    UnknownProfileError,
)

__all__ = ["INDICATOR_FILE", "OBJECTIVE_FOLDER", "Compact", "framework_problems", "load_compact"]


@dataclass(frozen=True, repr=False)
class Compact(Content):
    """A framework: what is asked of States and how the answers are counted.

    Attributes
    ----------
    framework : Framework
        Its name, symbol and legal nature.
    edition : str
        Edition of the indicator set; every output carries it.
    objectives : mapping of int to Objective
        By number, rising.
    indicators : mapping of str to Indicator
        By id, in the order of the file.
    profiles : mapping of str to Profile
        Named subsets of the indicators; ``full`` always exists.
    units : mapping of str to Unit
        How values are counted.
    instruments : mapping of str to Instrument
        Treaties whose status counts.
    sources : mapping of str to Publication
        Documents that the definitions rest on.
    crosswalks : mapping of str to Crosswalk
        How other systems correspond to the objectives; read as a table with ``gcmscore.crosswalk``.
    digest : str
        Fingerprint (SHA-256) of the files it was read from.

    Examples
    --------
    >>> compact = load_compact()
    >>> compact.objectives[13].short_name
    'Alternatives to detention'
    """

    def __repr__(self) -> str:
        counts = f"{len(self.objectives)} objectives, {len(self.indicators)} indicators"
        return f"<Compact {self.framework.short_name}, edition {self.edition}: {counts}>"

    def _repr_html_(self) -> str:
        from gcmscore.catalogue import describe_compact
        from gcmscore.render.html import description_fragment

        return description_fragment(describe_compact(self))

    def indicator(self, name: str) -> Indicator:
        """Return an indicator by id; an unknown one raises with the nearest ids."""
        if name not in self.indicators:
            raise UnknownIndicatorError(name, list(self.indicators))
        return self.indicators[name]

    def objective(self, number: int) -> Objective:
        """Return an objective by number; an unknown one raises."""
        if number not in self.objectives:
            raise UnknownObjectiveError(number, [str(known) for known in self.objectives])
        return self.objectives[number]

    def members(self, profile: str, objective: int | None = None) -> tuple[Indicator, ...]:
        """Return the indicators of a profile, all of them or one objective's.

        Parameters
        ----------
        profile : str
            ``full`` for every indicator, or a profile's id.
        objective : int, optional
            Only indicators scored under this objective.

        Raises
        ------
        UnknownProfileError, UnknownObjectiveError
            If there is no such profile or objective.
        """
        if profile not in self.profiles:
            raise UnknownProfileError(profile, list(self.profiles))
        if objective is not None:
            self.objective(objective)
        found = self._of_objective.get(objective, ())
        return tuple(item for item in found if profile == "full" or profile in item.profiles)

    @cached_property
    def _of_objective(self) -> dict[int | None, tuple[Indicator, ...]]:
        """The indicators of each objective, and under None all of them."""
        every = tuple(self.indicators.values())
        numbers = {item.objective for item in every}
        return {None: every} | {
            number: tuple(item for item in every if item.objective == number) for number in numbers
        }


def load_compact(path: str | Path | None = None) -> Compact:
    """Load a framework: the Global Compact for Migration, or any folder of the same shape.

    Parameters
    ----------
    path : str or Path, optional
        A folder with ``indicators.yaml`` and ``objectives/NN-slug.yaml``. Without it, the built-in Compact.

    Returns
    -------
    Compact
        Frozen; the built-in one is read once.

    Raises
    ------
    InvalidDataError
        If anything is wrong; every problem with its file and line.

    Examples
    --------
    >>> load_compact().indicators["oda_gni_share"].goalposts.best
    0.7
    """
    return _load(DATA_ROOT if path is None else Path(path))


@lru_cache(maxsize=1)
def _built_in() -> Compact:
    return Compact(**vars(FrameworkReader(DATA_ROOT).read()))


def built_in_digest() -> str:
    """Return the fingerprint of the built-in framework, without reading it when that was not done yet."""
    return _built_in().digest if _built_in.cache_info().currsize else digest_of(DATA_ROOT)


@lru_cache(maxsize=4)
def _load_once(root: Path, _fingerprint: str) -> Compact:
    return Compact(**vars(FrameworkReader(root).read()))


def _load(root: Path) -> Compact:
    # The built-in files do not change while a process runs; another folder may, so its content is the key.
    if not root.is_dir():
        raise InvalidRequestError(f"{root} is not a folder of a framework")
    if root == DATA_ROOT:
        return _built_in()
    try:
        fingerprint = digest_of(root)
    except OSError:  # the reader says which file cannot be read
        return Compact(**vars(FrameworkReader(root).read()))
    return _load_once(root.resolve(), fingerprint)


def framework_problems(path: str | Path) -> list[Problem]:
    """Return every problem of a framework's folder, none when it loads.

    Parameters
    ----------
    path : str or Path
        The folder.
    """
    try:
        load_compact(path)
    except InvalidDataError as error:
        return list(error.problems)
    return []
