"""What a description said: the facts read from it, and the numbers that were left, with why."""

from collections.abc import Mapping
from dataclasses import dataclass

from tidewaiter.law.conditions import Fact


@dataclass(frozen=True, slots=True)
class ReadText:
    """Facts read from a text, each with the words it was read from; and what was left, with why."""

    facts: Mapping[str, Fact]
    words: Mapping[str, str]
    left: Mapping[str, str]


def read(text: str) -> ReadText:
    """The facts of a text; without one the patterns are not made, which takes longer than most questions.

    >>> read("").facts, sorted(read("взлетная масса 0,9 кг").facts)
    ({}, ['mtow_kg'])
    """
    if not text:
        return ReadText({}, {}, {})
    from tidewaiter.law.texts import read_text

    return read_text(text)
