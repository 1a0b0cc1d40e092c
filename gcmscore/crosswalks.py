"""How other systems of goals and themes correspond to the objectives, as a table."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from gcmscore.compact import Compact, load_compact
from gcmscore.definitions import Correspondence
from gcmscore.errors import UnknownCrosswalkError

_COLUMNS = {
    "code": "string",
    "title": "string",
    "objective": "Int64",
    "actions": "string",
    "indicator": "string",
    "source": "string",
    "locator": "string",
    "note": "string",
}


def crosswalk(name: str, compact: Compact | None = None) -> pd.DataFrame:
    """Return how another system corresponds to the objectives and to the indicators that carry its codes.

    Parameters
    ----------
    name : str
        Id of a crosswalk, such as ``sdg``; ``load_compact().crosswalks`` has them all.
    compact : Compact, optional
        The framework; the built-in one by default.

    Returns
    -------
    DataFrame
        One row for each code, objective and indicator, in the order of the file. ``objective`` (Int64) is
        missing for a code that corresponds to none in particular, ``indicator`` where none carries the code
        under that objective; ``actions`` are those of the row's objective, joined by blanks. ``source`` and
        ``locator`` are the line's own, joined by semicolons, otherwise those of the whole crosswalk.
        ``attrs`` holds its title, custodian, basis (who made the correspondence) and caveat, and the edition
        of the framework.

    Raises
    ------
    UnknownCrosswalkError
        If there is no such crosswalk; the known ones are named.

    Examples
    --------
    >>> table = crosswalk("sdg")
    >>> table.loc[table.code == "10.c.1", "objective"].unique().tolist()
    [20]

    With a country's values, by the keys that both tables have:

    >>> import gcmscore as gcm
    >>> values = gcm.score("BEL", 2020).indicators.reset_index()
    >>> both = table.merge(values, on=["objective", "indicator"])
    >>> both.loc[both.code == "17.2.1", ["indicator", "value"]].values.tolist()
    [['oda_gni_share', 0.47831], ['oda_ldc_share_of_oda', 31.7]]
    """
    compact = load_compact() if compact is None else compact
    if name not in compact.crosswalks:
        raise UnknownCrosswalkError(name, list(compact.crosswalks))
    chosen = compact.crosswalks[name]
    rows = []
    for entry in chosen.entries:
        references = entry.sources or (chosen.source,)
        cited = (
            "; ".join(item.source for item in references),
            "; ".join(item.locator for item in references),
        )
        rows += [
            (entry.code, entry.title, *place, *cited, entry.note) for place in _places(name, entry, compact)
        ]
    table = pd.DataFrame.from_records(rows, columns=list(_COLUMNS)).astype(_COLUMNS)
    table.attrs.update(chosen.model_dump(include={"title", "custodian", "basis", "caveat"}))
    table.attrs["edition"] = compact.edition
    return table


def _places(
    name: str, entry: Correspondence, compact: Compact
) -> Iterator[tuple[int | None, str | None, str | None]]:
    carriers = [item for item in compact.indicators.values() if entry.code in _codes(item.codes.get(name))]
    # An indicator that carries the code is never dropped, whatever the line says of its objective.
    elsewhere = {item.objective for item in carriers} - set(entry.objectives)
    for number in (*entry.objectives, *sorted(elsewhere)) or (None,):
        actions = " ".join(action for action in entry.actions if int(action[:-1]) == number) or None
        here = [item.id for item in carriers if item.objective == number]
        for indicator in here or (None,):
            yield number, actions, indicator


def _codes(given: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else given or ()
