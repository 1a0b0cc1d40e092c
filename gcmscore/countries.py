"""The country table, and the dated groups that decide which questions apply to whom."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from gcmscore._frozen import Frozen
from gcmscore._other_names import OTHER_NAMES
from gcmscore._resources import DATA_ROOT
from gcmscore._validation import validate
from gcmscore._yaml import Document, as_mapping, read_yaml
from gcmscore.errors import InvalidDataError, UnknownCountryError, nearest_names
from gcmscore.periods import first_day, last_day
from gcmscore.records import Group, GroupMember

COUNTRY_FILE = "countries.csv"
REGION_FILE = "regions.csv"
GROUP_FILE = "groups.yaml"


@dataclass(frozen=True)
class Country:
    """A country or territory as the country table lists it.

    Attributes
    ----------
    iso3, iso2 : str
        ISO 3166-1 codes.
    names : mapping of str to str
        Its name by language.
    region, subregion, intermediate_region : str
        Where the United Nations' M49 standard puts it, such as Africa, Sub-Saharan Africa, Western Africa;
        empty where M49 has no such level.
    income : str
        The World Bank's income group: ``L``, ``LM``, ``UM`` or ``H``; empty where it gives none.
    un_member : bool
        Whether it is a member of the United Nations.
    lldc, sids : bool
        Whether the United Nations list it as landlocked developing country, or small island developing State.
    """

    iso3: str
    iso2: str
    names: Mapping[str, str]
    region: str
    subregion: str = ""
    intermediate_region: str = ""
    income: str = ""
    un_member: bool = False
    lldc: bool = False
    sids: bool = False

    def name(self, language: str = "en") -> str:
        """Return its name in a language, in English when there is none."""
        return self.names.get(language) or self.names["en"]


class CountryTable(Mapping[str, Country]):
    """Countries by ISO 3166-1 alpha-3 code; regions of a country are found by their ISO 3166-2 code.

    Examples
    --------
    >>> countries()["BEL"].name("nl")
    'België'
    """

    def __init__(
        self, rows: Mapping[str, Country], regions: Mapping[str, Mapping[str, str]], digest: str
    ) -> None:
        self.digest = digest
        """Fingerprints (SHA-256) of the two files it was read from."""
        self._rows = Frozen(dict(rows))
        self._regions = Frozen(dict(regions))
        self._by_iso2 = {country.iso2: country for country in self._rows.values() if country.iso2}

    def __getitem__(self, code: str) -> Country:
        return self._rows[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def find(self, code: str) -> Country:
        """Return a country by code, or raise with the nearest codes and names.

        Parameters
        ----------
        code : str
            Three-letter code such as ``BEL``.

        Raises
        ------
        UnknownCountryError
            If the table does not list it.
        """
        if isinstance(code, str) and code in self._rows:
            return self._rows[code]
        error = UnknownCountryError(code, ())
        error.nearest = self.nearest(str(code))
        raise error

    def nearest(self, code: str) -> tuple[str, ...]:
        """Return up to three listed countries that a mistyped code or name may mean."""
        labels = {item.iso3: f"{item.iso3} ({item.name()})" for item in self._rows.values()}
        # Swapped letters are the commonest slip in a code: the same letters in another order come first.
        short = self._by_iso2.get(code.upper())
        found = [short.iso3] if short else []
        found += [iso3 for iso3 in labels if sorted(iso3) == sorted(code.upper())]
        # A guessed code takes letters of the name in their order: BLG for Belgium or Bulgaria.
        guessed = [item for item in self._rows.values() if len(code) == 3 and _guessed(code, item)]
        guessed.sort(key=lambda item: not item.name().upper().startswith(code.upper()))
        found += [item.iso3 for item in guessed]
        names = {name: iso3 for iso3, others in OTHER_NAMES.items() if iso3 in labels for name in others}
        names |= {
            name: item.iso3 for item in self._rows.values() for name in (item.iso3, *item.names.values())
        }
        found += [names[name] for name in nearest_names(code, list(names))]
        return tuple(labels[iso3] for iso3 in dict.fromkeys(found))[:3]

    def has_code(self, code: str) -> bool:
        """Tell whether a code names a listed country or a region of one."""
        return code in self._rows or ("-" in code and code.split("-")[0] in self._by_iso2)

    def of_region(self, code: str) -> Country | None:
        """Return the country a regional code such as ``BE-VLG`` belongs to."""
        return self._by_iso2.get(code.split("-")[0]) if "-" in code else self._rows.get(code)

    def region_name(self, code: str, language: str = "en") -> str:
        """Return a region's name in a language, in English when there is none; its code when it has no name.

        Examples
        --------
        >>> countries().region_name("BE-VLG", "nl")
        'Vlaanderen'
        """
        names = self._regions.get(code, {})
        return names.get(language) or names.get("en") or code


def _guessed(code: str, item: Country) -> bool:
    return any(_shortens(code, name) for name in (item.name(), *OTHER_NAMES.get(item.iso3, ())))


def _shortens(code: str, name: str) -> bool:
    letters = iter(name.upper())
    return name[:1] == code[:1].upper() and all(letter in letters for letter in code.upper())


@lru_cache(maxsize=1)
def countries() -> CountryTable:
    """Return the shipped country table."""
    return read_countries(DATA_ROOT / "evidence" / COUNTRY_FILE, DATA_ROOT / "evidence" / REGION_FILE)


def read_countries(path: Path, regions: Path) -> CountryTable:
    """Read a country table and the names of regions.

    Parameters
    ----------
    path : Path
        A CSV with ``iso3``, ``iso2``, ``name_en``, ``name_fr``, …, ``un_region`` and what else is known of
        them: ``un_subregion``, ``un_intermediate_region``, ``un_member``, ``lldc``, ``sids``, ``wb_income``.
    regions : Path
        A CSV with ``code`` (ISO 3166-2), ``name_en``, ``name_fr``, …
    """
    contents = path.read_bytes(), regions.read_bytes()
    listed, named = (csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")) for content in contents)
    rows = {row["iso3"]: _country(row) for row in listed}
    digests = [hashlib.sha256(content).hexdigest() for content in contents]
    return CountryTable(rows, {row["code"]: _names(row) for row in named}, " ".join(digests))


def _country(row: Mapping[str, str]) -> Country:
    return Country(
        iso3=row["iso3"],
        iso2=row["iso2"],
        names=_names(row),
        region=row["un_region"],
        subregion=row.get("un_subregion", ""),
        intermediate_region=row.get("un_intermediate_region", ""),
        income=row.get("wb_income", ""),
        **{name: row.get(name) == "True" for name in ("un_member", "lldc", "sids")},
    )


def _names(row: Mapping[str, str]) -> Mapping[str, str]:
    return Frozen({key[5:]: value for key, value in row.items() if key.startswith("name_")})


def read_groups(path: Path, table: CountryTable) -> tuple[Mapping[str, Group], Document]:
    """Read the groups of a folder; problems are recorded in the returned document.

    Parameters
    ----------
    path : Path
        The file ``groups.yaml``.
    table : CountryTable
        Countries that members may be.
    """
    document = read_yaml(path, path.name)
    return groups_of(document, table), document


def groups_of(document: Document, table: CountryTable) -> Mapping[str, Group]:
    """Return the groups that a read file holds, recording its problems.

    Parameters
    ----------
    document : Document
        What the file holds.
    table : CountryTable
        Countries that members may be.
    """
    entries = as_mapping(document, document.path).get("groups")
    if not isinstance(entries, dict):
        document.problem(("groups",), "must be a mapping from id to group", "groups: {donor: {…}}", "type")
        return {}
    checked = {name: validate(Group, entry, document, ("groups", name)) for name, entry in entries.items()}
    groups = {name: group for name, group in checked.items() if group is not None}
    for name, group in groups.items():
        for position, member in enumerate(group.members or ()):
            if member.country not in table:
                place = ("groups", name, "members", position, "country")
                document.problem(
                    place, f"{member.country!r} is not in the country table", "an ISO3 code", "country"
                )
    return groups


@lru_cache(maxsize=1)
def shipped_groups() -> Mapping[str, Group]:
    """Return the shipped groups.

    Raises
    ------
    InvalidDataError
        If the file breaks the rules.
    """
    groups, document = read_groups(DATA_ROOT / "evidence" / GROUP_FILE, countries())
    if document.problems:
        raise InvalidDataError(document.problems)
    return Frozen(dict(groups))


def is_member(members: tuple[GroupMember, ...], country: str, day: date) -> bool:
    """Tell whether a country belongs to a group on a day; an unknown end counts as open.

    A membership known only to the month or year begins with the first day that this can mean and ends with
    the last.

    Examples
    --------
    >>> member = GroupMember.model_validate({"country": "GBR", "from": 1973, "until": "2020-01-31"})
    >>> is_member((member,), "GBR", date(2020, 12, 31))
    False
    """
    return any(
        member.country == country
        and (member.since is None or first_day(member.since) <= day)
        and (member.until is None or day <= last_day(member.until))
        for member in members
    )
