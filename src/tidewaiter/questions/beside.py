"""What stands beside the values of an answer because codes change: bounds, families, what may not be compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tidewaiter.questions.answer import Value
from tidewaiter.questions.question import Question
from tidewaiter.questions.recoded import listed

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """The values with the changes that may be given, what codes they rest on, and what is said of it."""

    values: list[Value]
    told: Mapping[str, Any] | None = None
    notes: Sequence[str] = ()
    interval: tuple[Any, Any] | None = None  # low and high of the total


def told(question: Question, **more: Any) -> dict[str, Any]:
    """The answer's `concordance`: the codes asked and counted, and what was found of them."""
    found: dict[str, Any] = {"asked": question.concordance, **listed(question)}
    return found | {"values": [], "dominant": []} | more


def key(value: Value) -> Key:
    """The group of a value, to find its partner by."""
    return tuple(value.by.values())


def withheld(value: Value) -> Value:
    """Value and base, without a change."""
    return replace(value, change=None, ratio=None)
