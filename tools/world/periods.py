"""What a year in a raw table stands for, and what a reader must know of it."""

from __future__ import annotations

from collections.abc import Mapping

# The prices begin in the second quarter of 2016; of 2025 they hold the first.
PRICE_YEARS = {"2016": "2016-Q2/2016-Q4", "2025": "2025-Q1"}
# The copy of 2024 ends on 28 July and that of 2025 on 8 September.
INCIDENT_YEARS = {"2024": "2024-01-01/2024-07-28", "2025": "2025-01-01/2025-09-08"}
INCIDENT_NOTES = {
    "2024": "incomplete: incidents to 28 July 2024",
    "2025": "incomplete: incidents to 8 September 2025",
}
VOTE_DAY = {"2018": "2018-12-19"}
# The report of 2025 came out before the year had ended.
REPORT_DAY = {"2025": "2025-09-29"}


def law_of_january(years: range) -> Mapping[str, str]:
    """Return for each year the day whose law it describes, 1 January: a later change is not in it.

    Examples
    --------
    >>> law_of_january(range(2024, 2025))
    {'2024': '2024-01-01'}
    """
    return {str(year): f"{year}-01-01" for year in years}


def law_of_october(years: range) -> Mapping[str, str]:
    """Return for each report year the day whose law it describes, 1 October of the year before.

    Examples
    --------
    >>> law_of_october(range(2023, 2024))
    {'2023': '2022-10-01'}
    """
    return {str(year): f"{year - 1}-10-01" for year in years}
