"""What a number in a description is about: the name of a fact stands directly before it, or after.

Between the name and the number only words of measure may stand ("up to", "max", "of the drone"), so
that a time of charging, readiness or video is no flight time, and 12 kg in a box no take-off weight.
A bare "weight" names no fact: an aircraft of 3.6 kg without its batteries may take off with 9 kg.
"""

from dataclasses import dataclass

from tidewaiter.law.conditions import Limits
from tidewaiter.law.quantities import OF_A_NAME, Kind, Quantity
from tidewaiter.law.wording import (
    ASIDE,
    BEFORE,
    BEFORE_ALONE,
    BEHIND,
    BOUND,
    DENIED,
    FILLED,
    FROM,
    NOT_THE_MOST,
    OF,
    OF_WHAT,
    OTHER,
    SIGNS,
    SPEAKS,
    UNDER,
    WHAT_IT_IS_FOR,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A number and the fact it gives; or, without a name, why it gives none."""

    number: Quantity
    name: str = ""
    limits: Limits | None = None
    why: str = ""
    rival: bool = False  # may be another number for a fact of its kind


def in_phrase(phrase: str, numbers: list[Quantity]) -> list[Reading]:
    """What each number of a phrase is about."""
    ends = [0, *(one.end for one in numbers)]
    starts = [*(one.start for one in numbers), len(phrase)]
    found = [
        _reading(phrase, one, phrase[ends[at] : one.start], phrase[one.end : starts[at + 1]])
        for at, one in enumerate(numbers)
    ]
    return [_beside(one, found) for one in found]


def _beside(one: Reading, all: list[Reading]) -> Reading:
    """A number without a name beside one of its kind may be another number for the same fact."""
    named = any(other.name and other.number.kind == one.number.kind for other in all)
    return one if one.name or not named else Reading(one.number, why=one.why, rival=True)


def _reading(phrase: str, number: Quantity, before: str, after: str) -> Reading:
    sign, left = _stripped(before)
    bare = not (left or _stripped(after)[1])
    name, rest = _named(number.kind, left, after)
    why = number.doubt or _not_used(phrase, number, name, rest, after)
    if not why and number.is_range() and sign and not FROM.search(before):
        why = OF_WHAT[number.kind]
    if why:
        unsure = why in (number.doubt, OF_WHAT[number.kind])
        meant = SPEAKS[number.kind].search(f"{left} {after}")
        return Reading(number, why=why, rival=bare or why == OF_A_NAME or bool(unsure and meant))
    return Reading(number, name, number.within("" if number.is_range() else sign))


def _not_used(phrase: str, number: Quantity, name: str, left: str, after: str) -> str:
    if OTHER[number.kind].search(ASIDE.sub(" ", phrase)):
        return f"a {number.kind} of something else"
    if not name:
        return OF_WHAT[number.kind]
    if NOT_THE_MOST.search(phrase):
        return "the least, the usual or what remains, not the most"
    if number.kind in ("weight", "time") and WHAT_IT_IS_FOR.search(phrase):
        return "of what the goods are for"
    if DENIED.search(left):
        return "said not to be so, or to be the least"
    if UNDER.match(ASIDE.sub(" ", after)):
        return "only under a condition"
    return ""


def _named(kind: Kind, left: str, after: str) -> tuple[str, str]:
    """The fact whose name ends the words before a number or is all that follows it; and what is left."""
    for name, words in BEFORE[kind]:
        if found := words.search(left):
            return name, left[: found.start()]
    for name, words in BEFORE_ALONE[kind]:
        found = words.search(left)
        if found and not _stripped(left[: found.start()])[1]:
            return name, ""
    named = (name for name, words in BEHIND[kind] if words.fullmatch(_plain(after)))
    return ("" if left else next(named, "")), left


def _plain(after: str) -> str:
    """The words after a number without those of measure at either end."""
    return _stripped(OF.sub("", after))[1]


def _stripped(before: str) -> tuple[str, str]:
    """The bound that stands before a number, as a sign, and the words before the words of measure."""
    sign, left = "", before.rstrip()
    while left:
        bound = None if sign else BOUND.search(left)
        found = bound or FILLED.search(left)
        if not found:
            break
        if bound and bound.lastgroup:
            sign = SIGNS[bound.lastgroup.rstrip("2")]
        left = left[: found.start()].rstrip()
    return sign, left
