"""Whether goods under a code are under the codes a measure names: all of them, some, or none.

Codes are compared by their first digits. An act keeps the codes of the edition it was printed under:
where the edition of the day no longer has one, or not yet, its goods are looked for under the codes
that the UN's tables link with it. That is a reading of the act, and no surer than ≈.
"""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from tidewaiter.law.conditions import Truth
from tidewaiter.law.measures import Measure
from tidewaiter.words.families import chapters_linked, links
from tidewaiter.words.nomenclature import EDITIONS, SIX, beginning_with, exists


def under(code: str, named: tuple[str, ...]) -> Truth:
    """By the digits alone; none where the code holds more than what is named.

    >>> [under(code, ("8542", "901310")) for code in ("854231", "85", "8806")]
    [True, None, False]
    """
    if code.startswith(named):
        return True
    return None if any(one.startswith(code) for one in named) else False


@cache
def moved_under(code: str, edition: str | None, named: tuple[str, ...], of: str) -> Truth:
    """By the links of a code of one edition with named codes of another that the first does not know.

    >>> moved_under("441251", "HS2022", ("441294",), "HS2017")  # all its goods were under 4412.94
    True
    >>> moved_under("441881", "HS2022", ("441860",), "HS2017")  # some were
    >>> moved_under("441233", "HS2022", ("441294",), "HS2017")
    False
    """
    unknown = _unknown(named, of, edition)
    if not unknown or edition is None:
        return False
    found = [
        under(other, unknown)
        for own in beginning_with(code, edition)
        for other in linked(own, edition, of)
    ]
    if not found or not any(one is not False for one in found):
        return False
    return True if all(found) else None


@cache
def _unknown(named: tuple[str, ...], of: str, edition: str | None) -> tuple[str, ...]:
    """The named codes that an edition does not know; of editions without tables nothing is said."""
    if edition == of or not {edition, of} <= {*EDITIONS}:
        return ()
    return tuple(one for one in named if not exists(one, str(edition)))


def linked(code: str, edition: str, other: str) -> tuple[str, ...]:
    """The subheadings of another edition that goods of a subheading were, or came to be, under.

    >>> linked("880622", "HS2022", "HS2017")[:2]
    ('852580', '880211')
    """
    return _linked(edition, other).get(code, ())


@cache
def _linked(edition: str, other: str) -> Mapping[str, tuple[str, ...]]:
    newer, older = max(edition, other), min(edition, other)
    found: dict[str, list[str]] = defaultdict(list)
    for link in links(newer, older):
        own, theirs = (link.newer, link.older) if edition == newer else (link.older, link.newer)
        found[own].append(theirs)
    return {code: tuple(sorted(codes)) for code, codes in found.items()}


def names(measure: Measure, code: str, edition: str | None) -> tuple[Truth, bool]:
    """Whether a measure's codes hold goods under a code of an edition, and whether only by links."""
    found = under(code, measure.codes)
    if found is True:
        return True, False
    moved = moved_under(code[:SIX], edition, measure.codes, measure.edition)
    return (moved, True) if moved is True or found is False else (found, False)


def concerns(measure: Measure, code: str, edition: str | None) -> bool:
    """Whether a measure is about some goods under a code of an edition, by its codes or its reach."""
    if not measure.codes:
        return measure.any_reach or under(code, measure.reach) is not False
    return names(measure, code, edition)[0] is not False


def chapters(measure: Measure) -> frozenset[str]:
    """The chapters of a measure's codes, and of those that goods of its codes are under in other editions."""
    found = {code[:2] for code in measure.codes}
    for edition in EDITIONS:
        for code in _unknown(measure.codes, measure.edition, edition):
            found |= chapters_linked(code)
    return frozenset(found)


def touches(code: str, measure: Measure) -> bool:
    """Whether a measure can concern goods under a code in any edition: by its codes, or its reach."""
    if under(code, measure.codes or measure.reach) is not False:
        return True
    return bool(measure.codes) and any(
        moved_under(code[:SIX], edition, measure.codes, measure.edition) is not False
        for edition in EDITIONS
    )
