"""Which countries a rule such as ``region == 'Western Africa' and ldc`` means."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from gcmscore.errors import InvalidRequestError, nearest_names
from gcmscore.periods import first_day
from gcmscore.scoring.arrays import Bools
from gcmscore.scoring.many import ManyEngine

_ORDER: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_EXAMPLE = "write a rule such as \"region == 'Western Africa' and ldc\""


def matching(rule: str, table: pd.DataFrame) -> Bools:
    """Tell for each row of a table whether a rule holds.

    Parameters
    ----------
    rule : str
        Columns, texts in quotes, ``and``, ``or``, ``not``, ``in``, ``==``, ``!=`` and comparisons; nothing
        else is read, and nothing is executed.
    table : DataFrame
        One row a country; a missing value satisfies no rule.

    Returns
    -------
    ndarray of bool
        As long as the table.

    Raises
    ------
    InvalidRequestError
        If the rule cannot be read or names no column of the table; with the nearest names.

    Examples
    --------
    >>> table = pd.DataFrame({"region": ["Western Africa", "Caribbean"], "ldc": [True, True]})
    >>> matching("region == 'Western Africa' and ldc", table).tolist()
    [True, False]
    """
    try:
        return _Rule(table).holds(ast.parse(rule.strip(), mode="eval").body)
    except InvalidRequestError:
        raise
    except (SyntaxError, ValueError):
        raise InvalidRequestError(f"{rule!r} is no rule for countries; {_EXAMPLE}") from None
    except (RecursionError, MemoryError):
        raise InvalidRequestError(f"a rule cannot be nested so deep; {_EXAMPLE}") from None


def described(engine: ManyEngine, at: int) -> pd.DataFrame:
    """Return what a rule can ask about the countries of a panel; ``Panel.countries`` says what is in it.

    Parameters
    ----------
    engine : ManyEngine
        Its countries, and the evidence that says to which groups they belong.
    at : int
        Position of the year.
    """
    evidence, codes = engine.evidence, engine.grid.codes
    listed = [evidence.country_table[code] for code in codes]
    day = date(engine.grid.years[at], 12, 31)
    frame = pd.DataFrame(
        {
            "name": [item.name() for item in listed],
            "continent": [item.region or None for item in listed],
            "subregion": [item.subregion or None for item in listed],
            "region": [item.intermediate_region or item.subregion or None for item in listed],
            "income": [item.income or None for item in listed],
            **{name: [getattr(item, name) for item in listed] for name in ("un_member", "lldc", "sids")},
        },
        index=pd.Index(codes, name="country"),
    )
    for name, group in evidence.groups.items():
        # A list that does not go back so far is no column: it would call its later members outside.
        if name not in frame and first_day(group.known_from or "0001") <= day:
            frame[name] = engine.belongs(name)[:, at] == 1
    return frame


class _Rule:
    def __init__(self, table: pd.DataFrame) -> None:
        self.table = table

    def holds(self, node: ast.expr) -> Bools:
        if isinstance(node, ast.BoolOp):
            parts = [self.holds(item) for item in node.values]
            whole = np.all if isinstance(node.op, ast.And) else np.any
            return np.asarray(whole(parts, axis=0))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return ~self.holds(node.operand)
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            return self._compared(node.left, node.ops[0], node.comparators[0])
        if isinstance(node, ast.Name):
            column = self._column(node.id)
            if column.dtype != bool:
                raise InvalidRequestError(f"{node.id} is no yes or no; compare it, as in {node.id} == '…'")
            return np.asarray(column)
        raise InvalidRequestError(f"{ast.unparse(node)!r} cannot be part of a rule; {_EXAMPLE}")

    def _compared(self, left: ast.expr, how: ast.cmpop, right: ast.expr) -> Bools:
        if not isinstance(left, ast.Name):
            raise InvalidRequestError(f"{ast.unparse(left)!r} is no column; {_EXAMPLE}")
        column = self._column(left.id)
        value = _literal(right)
        if isinstance(how, ast.In | ast.NotIn):
            among = list(value) if isinstance(value, list | tuple | set) else [value]
            held = column.isin([self._checked(left.id, column, item) for item in among])
            return np.asarray((held if isinstance(how, ast.In) else ~held) & column.notna())
        if type(how) not in _ORDER:
            raise InvalidRequestError(f"{ast.unparse(right)!r} cannot be compared this way; {_EXAMPLE}")
        compared = _ORDER[type(how)](column, self._checked(left.id, column, value))
        return np.asarray(compared.fillna(False) & column.notna(), dtype=bool)

    def _checked(self, name: str, column: pd.Series[Any], value: object) -> object:
        """Return a value that the column can hold: a misspelt region is not an empty one."""
        numeric = pd.api.types.is_numeric_dtype(column)
        if not isinstance(value, (int, float) if numeric else str):
            raise InvalidRequestError(f"{name} cannot be compared with {value!r}")
        known = [str(item) for item in column.dropna().unique()]
        if isinstance(value, str) and value not in known:
            nearest = nearest_names(value, known)
            hint = (
                f"did you mean {' or '.join(map(repr, nearest))}?"
                if nearest
                else f"one of {', '.join(known)}"
            )
            raise InvalidRequestError(f"no country here has {name} {value!r}; {hint}")
        return value

    def _column(self, name: str) -> pd.Series[Any]:
        if name not in self.table:
            nearest = nearest_names(name, list(self.table.columns))
            hint = (
                f"did you mean {' or '.join(nearest)}?"
                if nearest
                else f"one of {', '.join(self.table.columns)}"
            )
            raise InvalidRequestError(f"there is no group or column {name!r}; {hint}")
        return self.table[name]


def _literal(node: ast.expr) -> object:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError):
        raise InvalidRequestError(f"{ast.unparse(node)} needs quotes, or is no value") from None
