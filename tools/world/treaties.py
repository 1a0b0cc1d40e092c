"""Which lists of States become the treaty tables, and what each of them can and cannot say."""

from __future__ import annotations

from typing import NamedTuple

UNTC_2026, UNTC_2015 = "un-treaty-collection-2026-02", "un-treaty-collection-2015-03"
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


def _of_2015(instrument: str, code: str, locator: str, *apart: tuple[str, str]) -> Treaty:
    return Treaty(instrument, ((code, "party"),), UNTC_2015, "2015-03-14", locator, False, apart)


TREATIES: tuple[Treaty, ...] = (
    _core("icrmw", "CMW", "IV, 13"),
    _core("opcat", "CAT_OP", "IV, 9.b"),
    _core("cat", "CAT", "IV, 9"),
    _core("ced", "CED", "IV, 16"),
    _core("icerd", "CERD", "IV, 2"),
    _of_2015(
        "trafficking_protocol", "TREATY_PALERMO_TRAFFICKING", "Trafficking Protocol, year of becoming a party"
    ),
    _of_2015(
        "smuggling_protocol", "TREATY_PALERMO_SMUGGLING", "Smuggling Protocol, year of becoming a party"
    ),
    _of_2015(
        "stateless_persons_1954",
        "TREATY_STATELESS_1954",
        "1954 Convention, year of becoming a party",
        BELGIUM,
    ),
    _of_2015(
        "statelessness_1961",
        "TREATY_STATELESS_1961",
        "1961 Convention, year of becoming a party",
        BELGIUM,
    ),
    Treaty(
        "ilo_c97",
        (("ILO_C97_RATIFIED", "party"),),
        "ilo-c97-status-2023",
        "2023-10-26",
        "ratifications of C97, the part of the list that was seen",
        False,
        (("MYS", "ratified for Sabah only"),),
    ),
    Treaty(
        "ilo_c143",
        (("ILO_C143_RATIFIED", "party"),),
        "ilo-c143-status-2013",
        "2013",
        "ratifications of C143, the part of the list that was seen",
        False,
    ),
    Treaty(
        "ilo_c189",
        (("TREATY_ILO_C189", "party"),),
        "ilo-c189-status-2020",
        "2020-10-05",
        "scope of application on 5 October 2020",
        True,
    ),
)
# A ratification needs a date, and this list has none.
UNDATED = (("ILO_C181_RATIFIED", "ilo-c181-status-2023"),)
