"""Evidence: published figures, assessments, treaty status, findings and replies, each with its sources."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from gcmscore._evidence_cache import cache_folder, cache_key, load, store
from gcmscore._evidence_files import SHIPPED_FOLDER, EvidenceFiles
from gcmscore._evidence_reader import EvidenceReader
from gcmscore._packs import Pack, joined, known_by, record_id
from gcmscore._table_check import check_frame
from gcmscore._validation import validate as validate_record
from gcmscore._yaml import Document
from gcmscore.compact import Compact, load_compact
from gcmscore.countries import CountryTable, countries, shipped_groups
from gcmscore.errors import InvalidDataError, InvalidRequestError, Problem
from gcmscore.observations import Figure, duplicate_rows, figures_of, fingerprint
from gcmscore.records import Assessment, Finding, Group, Ratification, Record, Reply, Source

Kept = TypeVar("Kept", bound=Record)
Item = TypeVar("Item")


@dataclass(frozen=True)
class Dossier:
    """What is on record about one country; figures and assessments by indicator, best-ranking first.

    ``regional`` holds the assessments of its regions, by indicator: shown beside, never its score.
    """

    figures: Mapping[str, tuple[Figure, ...]]
    assessments: Mapping[str, tuple[Assessment, ...]]
    regional: Mapping[str, tuple[Assessment, ...]]
    ratifications: tuple[Ratification, ...]
    findings: tuple[Finding, ...]
    replies: tuple[Reply, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Evidence:
    """Everything known about countries, with sources; two of them are joined with ``|``.

    The tables are DataFrames, one row a record: ``observations``, ``assessments``, ``ratifications``,
    ``findings``, ``replies`` and ``sources``. Each access returns a copy: evidence itself never changes.

    Examples
    --------
    >>> evidence = load_evidence()
    >>> evidence.sources.loc["be-gcm-review-2020", "kind"]
    'academic'
    """

    pack: Pack
    country_table: CountryTable
    own_groups: Mapping[str, Group]
    digest: str

    def __repr__(self) -> str:
        pack = self.pack
        return (
            f"<Evidence: {len(pack.observations)} observations, {len(pack.assessments)} assessments, "
            f"{len(pack.ratifications)} ratifications, {len(pack.findings)} findings, "
            f"{len(pack.replies)} replies, {len(pack.sources)} sources>"
        )

    def __or__(self, other: Evidence) -> Evidence:
        """Join two bodies of evidence; the right side replaces equal keys and ranks first."""
        if not isinstance(other, Evidence):
            return NotImplemented
        mine, theirs = self.pack, other.pack
        for name in mine.sources.keys() & theirs.sources.keys():
            if mine.sources[name] != theirs.sources[name]:
                raise InvalidRequestError(
                    f"the source id {name!r} means two different things; give one of them another id"
                )
        pack = joined(mine, theirs)
        digest = hashlib.sha256(f"{self.digest}|{other.digest}".encode()).hexdigest()
        own_groups = {**self.own_groups, **other.own_groups}
        return replace(self, pack=pack, own_groups=own_groups, digest=digest)

    @property
    def observations(self) -> pd.DataFrame:
        """Published figures, one row each; ``value`` is float64, NaN where nothing is published."""
        return self.pack.observations.copy()

    @property
    def assessments(self) -> pd.DataFrame:
        """Rubric levels: ``law`` and ``practice`` as Int64, NA where that side was not coded."""
        return _table(Assessment, self.pack.assessments).astype({"law": "Int64", "practice": "Int64"})

    @property
    def ratifications(self) -> pd.DataFrame:
        """Treaty status, one row a State and instrument."""
        return _table(Ratification, self.pack.ratifications)

    @property
    def findings(self) -> pd.DataFrame:
        """Dated facts, one row a finding."""
        return _table(Finding, self.pack.findings)

    @property
    def replies(self) -> pd.DataFrame:
        """Comments of the assessed party and others."""
        return _table(Reply, self.pack.replies)

    @property
    def sources(self) -> pd.DataFrame:
        """Sources, indexed by id."""
        return _table(Source, self.pack.sources.values()).set_index("id")

    @property
    def groups(self) -> Mapping[str, Group]:
        """Country groups: the shipped ones, with one's own in place of those of the same name."""
        return {**shipped_groups(), **self.own_groups}

    def about(self, country: str) -> Dossier:
        """Return what is on record about a country, its regions' findings and replies included.

        Parameters
        ----------
        country : str
            ISO3 code.
        """
        if country not in self._dossiers:
            self._dossiers[country] = self._dossier(country)
        return self._dossiers[country]

    @cached_property
    def _dossiers(self) -> dict[str, Dossier]:
        return {}

    @cached_property
    def _rows(self) -> Mapping[Any, Any]:
        return self.pack.observations.groupby("country").indices

    @cached_property
    def _assessments(self) -> Mapping[str, tuple[Assessment, ...]]:
        return _listed(self.pack.assessments, lambda item: item.country)

    @cached_property
    def _ratifications(self) -> Mapping[str, tuple[Ratification, ...]]:
        return _listed(self.pack.ratifications, lambda item: item.country)

    def _dossier(self, country: str) -> Dossier:
        pack = self.pack
        rows = pack.observations.take(self._rows.get(country, []))
        return Dossier(
            figures=_listed(figures_of(rows), lambda item: item.indicator),
            assessments=_listed(self._assessments.get(country, ()), lambda item: item.indicator),
            regional=_listed(self._regional(country), lambda item: item.indicator),
            ratifications=self._ratifications.get(country, ()),
            findings=tuple(item for item in pack.findings if self._concerns(item.country, country)),
            replies=tuple(item for item in pack.replies if self._concerns(item.country, country)),
        )

    def _regional(self, country: str) -> tuple[Assessment, ...]:
        found = [item for item in self.pack.assessments if item.country != country]
        return tuple(item for item in found if self._concerns(item.country, country))

    def _concerns(self, code: str, country: str) -> bool:
        place = self.country_table.of_region(code)
        return place is not None and place.iso3 == country

    def known_by(self, day: date) -> Evidence:
        """Return the evidence as it could be known on a day: citations of later sources are dropped.

        Parameters
        ----------
        day : date
            A source counts when it was surely out by then: one dated only to the year, from its last day.

        Returns
        -------
        Evidence
            Without the records of which no source is left; nothing is confirmed later than that day.
        """
        pack = known_by(self.pack, day)
        digest = hashlib.sha256(f"{self.digest} known by {day.isoformat()}".encode()).hexdigest()
        return replace(self, pack=pack, digest=digest)

    @classmethod
    def from_frame(
        cls,
        frame: pd.DataFrame,
        *,
        source: Mapping[str, Any] | Source,
        columns: Mapping[str, str] | None = None,
        compact: Compact | None = None,
        locator: str = "table",
    ) -> Evidence:
        """Make evidence from a table of figures.

        Parameters
        ----------
        frame : DataFrame
            One row a figure, with ``indicator``, ``country``, ``period``, ``value``, ``unit``; optionally
            ``low``, ``high``, ``series``, ``edition``, ``corridor``, ``sex``, ``age``, ``migration_status``,
            ``category``, ``override``, ``locator`` and ``note``. A figure without one of the indicator's
            ``series`` ranks behind a shipped one of the same period that has it.
        source : mapping or Source
            Where all of them come from.
        columns : mapping, optional
            The names used in ``frame`` → the names above.
        compact : Compact, optional
            The framework whose indicators are meant; the built-in one by default.
        locator : str
            Where in the source the figures stand, for rows without a locator of their own.

        Raises
        ------
        InvalidDataError
            Every row that breaks a rule, counted from line 2 as in a spreadsheet.
        InvalidRequestError
            If ``source`` is neither a mapping nor a Source, or two columns would have one name.

        Examples
        --------
        >>> figures = pd.DataFrame({"iso": ["BEL"], "year": [2019], "share": [0.41]})
        >>> figures = figures.assign(indicator="oda_gni_share", unit="percent_of_gni")
        >>> source = {"id": "mine", "title": "My table", "publisher": "Me", "date": "2020",
        ...           "kind": "ngo", "language": "en"}
        >>> mine = Evidence.from_frame(figures, source=source,
        ...                            columns={"iso": "country", "year": "period", "share": "value"})
        >>> len(mine.observations)
        1
        """
        checked = source if isinstance(source, Source) else _checked_source(source)
        names = dict(columns or {})
        if twice := sorted(set(names.values()) & (set(frame.columns) - set(names))):
            raise InvalidRequestError(f"columns= would make a second column {twice[0]!r}; drop one of them")
        table = frame.rename(columns=names).assign(source=checked.id)
        table["locator"] = table["locator"].fillna(locator) if "locator" in table else locator
        table.index = pd.RangeIndex(2, len(table) + 2)
        observations, problems = check_frame(
            table, "DataFrame", compact or load_compact(), countries(), {checked.id}
        )
        problems += duplicate_rows(observations)
        if problems:
            raise InvalidDataError(problems)
        pack = Pack(observations=observations, sources={checked.id: checked})
        return cls(pack, countries(), {}, fingerprint(observations))


def load_evidence(
    path: str | Path | None = None, *, compact: Compact | None = None, cache: bool | str | Path = False
) -> Evidence:
    """Load a folder of evidence: the shipped one, or your own.

    Parameters
    ----------
    path : str or Path, optional
        A folder of ``*.yaml`` (records by section), ``*.xlsx`` (the same, a sheet a section), ``*.csv`` and
        ``*.parquet`` (figures of the indicator, or status of the treaty, that the file is named after).
        One such file is read alone. Without it, the evidence that ships with the library.
    compact : Compact, optional
        The framework the evidence speaks of; the built-in one by default.
    cache : bool, str or Path
        Keep the checked evidence in a folder and take it from there the next time, in a tenth of the time:
        True for your user's cache folder, or a folder of your own. The environment variable
        ``GCMSCORE_CACHE`` names a folder and turns it on. An entry is used only if every byte of the evidence
        and the framework is the same, and so are the versions of this library, Python and pandas; the eight
        used last are kept. Nothing in it can run; still, let only yourself write to the folder.

    Returns
    -------
    Evidence
        Frozen; the shipped evidence is read once.

    Raises
    ------
    InvalidDataError
        If anything is wrong; every problem with its file and line.

    Examples
    --------
    >>> evidence = load_evidence()
    >>> sorted(set(evidence.findings["country"]))
    ['BEL', 'NLD']
    """
    folder = cache_folder(cache)
    if path is not None or compact is not None:
        return _read(SHIPPED_FOLDER if path is None else Path(path), compact, folder)
    if not _shipped:
        _shipped.append(_read(SHIPPED_FOLDER, None, folder))
    return _shipped[0]


# The shipped evidence, once it was read.
_shipped: list[Evidence] = []


def _read(root: Path, compact: Compact | None, folder: Path | None = None) -> Evidence:
    files = EvidenceFiles(root)
    key = None if folder is None else cache_key(files, compact)
    if folder is not None and key is not None and (kept := load(folder, key)) is not None:
        return Evidence(kept[0], countries(), kept[1], files.digest)
    reader = EvidenceReader(files, compact or load_compact())
    pack = reader.read()
    if reader.problems:
        raise InvalidDataError(reader.problems)
    # What was read meanwhile may be newer than what was fingerprinted; then the key is another.
    if folder is not None and key is not None and key == cache_key(files, compact):
        store(folder, key, pack, dict(reader.own_groups))
    return Evidence(pack, reader.country_table, reader.own_groups, reader.digest)


def validate(path: str | Path, *, compact: Compact | None = None) -> list[Problem]:
    """Check a folder of evidence and return everything that is wrong with it.

    Parameters
    ----------
    path : str or Path
        The folder, or one file, which is read alone.
    compact : Compact, optional
        The framework the evidence speaks of; the built-in one by default.

    Returns
    -------
    list of Problem
        Sorted by file and line; empty when all is well.
    """
    reader = EvidenceReader(EvidenceFiles(Path(path)), compact or load_compact())
    reader.read()
    return sorted(reader.problems)


def _checked_source(source: object) -> Source:
    if not isinstance(source, Mapping):
        needed = ", ".join(name for name, field in Source.model_fields.items() if field.is_required())
        raise InvalidRequestError(
            f"source= takes a mapping with {needed}, or a Source, not {type(source).__name__}"
        )
    document = Document("source")
    checked = validate_record(Source, dict(source), document, ())
    if checked is None:
        raise InvalidDataError(document.problems)
    return checked


def _listed(records: Iterable[Item], key: Callable[[Item], str]) -> Mapping[str, tuple[Item, ...]]:
    found: dict[str, list[Item]] = {}
    for record in records:
        found.setdefault(key(record), []).append(record)
    return {name: tuple(items) for name, items in found.items()}


def _table(model: type[Record], records: Iterable[Record]) -> pd.DataFrame:
    # Columns are called as the keys in the files are.
    fields = {field.alias or name: name for name, field in model.model_fields.items() if name != "id"}
    rows = [
        {"id": record_id(record), **{key: _plain(getattr(record, name)) for key, name in fields.items()}}
        for record in records
    ]
    return pd.DataFrame(rows, columns=["id", *fields])


def _plain(value: Any) -> Any:
    if isinstance(value, Record):
        return value.model_dump(mode="json", by_alias=True)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value
