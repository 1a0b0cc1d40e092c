"""Every rule by the code that problems carry; documents, SARIF and silences are made from this list."""

from __future__ import annotations

from collections.abc import Mapping

from gcmscore._frozen import Frozen
from gcmscore.checking.advice_rules import ADVICE_RULES
from gcmscore.checking.file_rules import FILE_RULES
from gcmscore.checking.record_rules import RECORD_RULES
from gcmscore.checking.rule import Rule

RULES: Mapping[str, Rule] = Frozen({**FILE_RULES, **RECORD_RULES, **ADVICE_RULES})
# The same in groups, as the documentation shows them.
GROUPS: Mapping[str, Mapping[str, Rule]] = Frozen(
    {"Good evidence": ADVICE_RULES, "Records": RECORD_RULES, "Files": FILE_RULES}
)
