"""Which lists of States become the treaty tables, and what each of them can and cannot say."""

from __future__ import annotations

from typing import NamedTuple

UNTC_2026, UNTC_2015 = "un-treaty-collection-2026-02", "un-treaty-collection-2015-03"
# The copy drops denunciations; the depositary's own lists print the accession of 1962 in brackets.
MADAGASCAR = ("MDG", "denounced, which the copy of the list does not show")
BELGIUM = ("BEL", "stands with more detail in the country's own folder")


class Treaty(NamedTuple):
    """A treaty's list of States.

    ``raw`` pairs a raw series, whose value is a day or a year, with the status it shows. ``complete`` says
    that a State not in it has neither joined nor signed. ``apart`` are the countries left out, with reason.
    """

    instrument: str
    raw: tuple[tuple[str, str], ...]
    source: str
    status_as_of: str
    locator: str
    complete: bool
    apart: tuple[tuple[str, str], ...] = ()


def _core(instrument: str, code: str, chapter: str) -> Treaty:
    raw = ((f"UNTC_{code}_PARTY_SINCE", "party"), (f"UNTC_{code}_SIGNED_ONLY", "signed"))
    return Treaty(instrument, raw, UNTC_2026, "2026-02-03", f"chapter {chapter}", True)


def _of_2015(instrument: str, code: str, latest: str, name: str, *apart: tuple[str, str]) -> Treaty:
    # The copy of March 2015 tells no day for its lists; each is held good to the last year it shows.
    locator = f"{name}, year of becoming a party; latest year {latest}"
    return Treaty(instrument, ((code, "party"),), UNTC_2015, latest, locator, False, apart)


TREATIES: tuple[Treaty, ...] = (
    _core("icrmw", "CMW", "IV, 13"),
    _core("opcat", "CAT_OP", "IV, 9.b"),
    _core("cat", "CAT", "IV, 9"),
    _core("ced", "CED", "IV, 16"),
    _core("icerd", "CERD", "IV, 2"),
    _core("iccpr", "ICCPR", "IV, 4"),
    _core("icescr", "ICESCR", "IV, 3"),
    _core("cedaw", "CEDAW", "IV, 8"),
    _core("crc", "CRC", "IV, 11"),
    _core("crpd", "CRPD", "IV, 15"),
    _of_2015("trafficking_protocol", "TREATY_PALERMO_TRAFFICKING", "2013", "Trafficking Protocol"),
    _of_2015("smuggling_protocol", "TREATY_PALERMO_SMUGGLING", "2013", "Smuggling Protocol"),
    _of_2015(
        "stateless_persons_1954", "TREATY_STATELESS_1954", "2015", "1954 Convention", BELGIUM, MADAGASCAR
    ),
    _of_2015("statelessness_1961", "TREATY_STATELESS_1961", "2014", "1961 Convention", BELGIUM),
)
