"""An answer: values with their bridge, coverage and method, and the hashes that fix it.

`answer_hash` covers the values, the bridge and the versions of the rates and code tables
used: an unrelated file leaves it alone, a moved rate does not.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Value:
    """One number of an answer and the group it stands for."""

    by: Mapping[str, Any]
    value: Decimal | int | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    n_lines: int = 0
    base: Decimal | int | None = None
    change: Decimal | None = None
    ratio: Decimal | None = None
    n_months: int = 0  # statistics only, where a missing cell is no zero

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            name: getattr(self, name) for name in self.__dataclass_fields__ if name != "n_months"
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What a case says to one question; `row_set` only when it was asked for."""

    question: Mapping[str, Any]
    query_id: str
    manifest: str
    synthetic: bool | str
    values: Sequence[Value]
    total: Decimal | int | None
    unit: str
    bridge: Sequence[Mapping[str, Any]]
    coverage: Mapping[str, Any]
    valuation: Mapping[str, int]
    levels: Sequence[Mapping[str, Any]]
    method: Sequence[Mapping[str, str]]
    versions: Mapping[str, str] = field(default_factory=dict)
    interval: tuple[Any, Any] | None = None  # low and high of the total
    concordance: Mapping[str, Any] | None = None
    overlapping: bool = False
    row_set: str | None = None

    @property
    def answer_hash(self) -> str:
        """SHA-256 over values, bridge and the versions of what they rest on."""
        content: dict[str, Any] = {
            "values": [one.as_dict() for one in self.values],
            "total": self.total,
            "bridge": list(self.bridge),
            "versions": dict(self.versions),
        }
        if self.concordance is not None:
            content["concordance"] = self.concordance
        return f"sha256:{hashlib.sha256(dumps(content).encode()).hexdigest()}"

    def as_dict(self) -> dict[str, Any]:
        """The answer as SCHEMA's JSON, keys in its order."""
        return {
            "question": dict(self.question),
            "query_id": self.query_id,
            "answer_hash": self.answer_hash,
            "row_set": self.row_set,
            "manifest": self.manifest,
            "synthetic": self.synthetic,
            "values": [one.as_dict() for one in self.values],
            "total": self.total,
            "interval": None if self.interval is None else list(self.interval),
            "overlapping": self.overlapping,
            "unit": self.unit,
            "bridge": list(self.bridge),
            "coverage": dict(self.coverage),
            "valuation": dict(self.valuation),
            "levels": list(self.levels),
            "method": list(self.method),
            "concordance": self.concordance,
            "versions": dict(self.versions),
        }


def dumps(content: Any, indent: int | None = None) -> str:
    """JSON with every decimal written exactly, digit for digit.

    >>> dumps({"value": Decimal("12345678901234567.10")})
    '{"value": 12345678901234567.10}'
    """
    exact: list[str] = []

    def shown(value: Any) -> Any:
        if isinstance(value, Decimal):
            exact.append(f"{value:f}")
            return f"\u0000{len(exact) - 1}\u0000"
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Mapping):
            return {str(key): shown(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [shown(one) for one in value]
        return value

    text = json.dumps(shown(content), ensure_ascii=False, indent=indent)
    pieces = text.split('"\\u0000')
    return pieces[0] + "".join(_restore(piece, exact) for piece in pieces[1:])


def _restore(piece: str, exact: Sequence[str]) -> str:
    number, _, rest = piece.partition('\\u0000"')
    return exact[int(number)] + rest
