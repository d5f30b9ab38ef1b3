"""How the codes of several editions meet: widened to their families, or converted to the oldest edition.

A code is asked by its first digits, in whatever edition of the span knows them. Families hold
everything that goods moved between. A conversion puts each newer code under one older one, although
its goods came from several: what it may be wrong by is told as the codes that lie there for certain
and those that possibly do.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from tidewaiter.words.errors import CommandError
from tidewaiter.words.families import (
    Family,
    Leak,
    Node,
    conversion,
    families,
    family_of,
    leaks,
    links,
    spanning,
)
from tidewaiter.words.nomenclature import (
    EDITIONS,
    OF_EACH_COUNTRY,
    SIX,
    beginning_with,
    codes_of,
    editions_with,
    exists,
)

T = TypeVar("T")
FAMILY, CONVERTED = "family", "converted"
_TOLD = 12
UNDATED = ""
"""The edition of a row without a day: its code means what the editions of the span say."""


@dataclass(frozen=True, slots=True)
class Concordance:
    """What a code of each edition counts as, and whether it is among those asked for."""

    kind: str
    editions: tuple[str, ...]  # spanned, the oldest first
    asked: tuple[str, ...]  # first digits
    names: Mapping[Node, str]  # of the family, or the code converted to
    counted: frozenset[Node]
    families: tuple[Family, ...] = ()

    def codes(self, edition: str) -> tuple[str, ...]:
        """The subheadings of an edition that are counted, those that begin as asked first."""
        known = codes_of(edition)
        found = sorted(code for e, code in self.counted if e == edition and code in known)
        return tuple(sorted(found, key=lambda code: not code.startswith(self.asked)))

    def as_declared(self, edition: str) -> tuple[str, ...]:
        """The subheadings of an edition that begin as asked."""
        return tuple(sorted({code for one in self.asked for code in beginning_with(one, edition)}))

    def narrow(self) -> "Concordance":
        """Only what begins as asked, under the names of its families."""
        own = frozenset(node for node in self.counted if node[1].startswith(self.asked))
        return replace(self, counted=own)

    def widens(self) -> bool:
        """Whether it counts other codes than those that begin as asked."""
        return any(set(self.codes(e)) != set(self.as_declared(e)) for e in self.editions)

    def leaks(self) -> tuple[Leak, ...]:
        """The cut links between the asked families and all others."""
        return leaks(self.families)


def by_family(asked: tuple[str, ...], editions: Iterable[str]) -> Concordance:
    """The families of codes that begin so, in any edition of the span; without any, of all codes.

    >>> found = by_family(("880622",), ["HS2017", "HS2022"])
    >>> len(found.codes("HS2022")), found.codes("HS2017")[:2], found.codes("HS2022")[0]
    (20, ('852580', '880211'), '880622')
    """
    span = _widened(asked, tuple(editions))
    begun = (
        family_of(code, edition, span)
        for one in asked
        for edition in span
        for code in beginning_with(one, edition)
    )
    held = tuple({one.name: one for one in begun}.values()) if asked else families(span)
    names = {
        (edition, code): one.name for one in held for edition in span for code in one.codes[edition]
    }
    names |= _whole_headings(names)
    names |= _of_other_editions(names, span)
    return Concordance(FAMILY, span, asked, names, frozenset(names), held)


def by_conversion(asked: tuple[str, ...], editions: Iterable[str]) -> Concordance:
    """Every code as the official conversion has it in the oldest edition of the span.

    >>> found = by_conversion(("852580",), ["HS2017", "HS2022"])
    >>> found.codes("HS2022")[:3], found.names["HS2022", "852589"]
    (('852581', '852582', '852583'), '852580')
    """
    span = spanning(editions)
    oldest = span[0]
    for one in asked:
        if not beginning_with(one, oldest):
            raise _not_in(one, oldest)
    names = {(oldest, code): code for code in codes_of(oldest)}
    for newer in span[1:]:
        names |= {(newer, code): older for code, older in conversion(newer, oldest).items()}
    names |= _of_other_editions(names, span)
    counted = frozenset(node for node, target in names.items() if target.startswith(asked))
    return Concordance(CONVERTED, span, asked, names, counted)


def bounds(found: Concordance) -> tuple[Concordance, Concordance]:
    """A conversion with only the codes whose every link lies there, and with all that have one there."""
    oldest = found.editions[0]
    targets: dict[Node, set[str]] = {}
    for newer in found.editions[1:]:
        for link in links(newer, oldest):
            targets.setdefault((newer, link.newer), set()).add(link.older)
    linked = dict(_of_other_editions(targets, found.editions))
    possible = {node: {name} for node, name in found.names.items()} | targets | linked
    every: set[Node] = set()
    some: set[Node] = set()
    for node, codes in possible.items():
        within = [code.startswith(found.asked) for code in codes]
        every |= {node} if all(within) else set()
        some |= {node} if any(within) else set()
    return replace(found, counted=frozenset(every)), replace(found, counted=frozenset(some))


def unknown_on(code: str, edition: str) -> str:
    """What to say of a code that an edition does not know; nothing where it does, or nobody can tell.

    >>> unknown_on("650610", "HS2017"), unknown_on("981000", "HS2017"), unknown_on("8806", "HS1996")
    ('', '', '')
    >>> unknown_on("880622", "HS2017")
    'no code of HS2017, but of HS2022; its family then: 852580, 880211, 880212, 880220, 880230, 880240'
    """
    if edition not in EDITIONS or code.startswith(OF_EACH_COUNTRY) or exists(code, edition):
        return ""
    known = editions_with(code[:SIX])
    if not known:
        return f"no code of {edition}, nor of any edition from {EDITIONS[0]} to {EDITIONS[-1]}"
    then = by_family((code[:SIX],), (edition,)).codes(edition)
    shown = f"{', '.join(then[:_TOLD])}{' …' if len(then) > _TOLD else ''}"
    held = f"; its family then: {shown}" if then else ""
    return f"no code of {edition}, but of {', '.join(known)}{held}"


def _widened(asked: tuple[str, ...], editions: tuple[str, ...]) -> tuple[str, ...]:
    """The span, with an edition that knows what none of it does: 8806 is asked of 2020 too."""
    span = spanning(editions)
    for one in asked:
        known = editions_with(one)
        if len(one) > SIX or not known:
            raise _unknown(one)
        if not set(known) & set(span):
            nearest = min(known, key=lambda edition: _distance(edition, span))
            span = spanning([*span, nearest])
    return span


def _distance(edition: str, span: tuple[str, ...]) -> int:
    return min(abs(EDITIONS.index(edition) - EDITIONS.index(one)) for one in span)


def _unknown(code: str) -> CommandError:
    if len(code) > SIX:
        return CommandError(
            f"hs {code} has no family: editions correspond by six digits",
            f"ask for {code[:SIX]}, or leave concordance out",
        )
    return CommandError(
        f"hs {code} stands in no edition from {EDITIONS[0]} to {EDITIONS[-1]}",
        "look a code up: tidewaiter code 8806",
    )


def _not_in(code: str, oldest: str) -> CommandError:
    if len(code) > SIX or not editions_with(code):
        return _unknown(code)
    newer = editions_with(code)[-1]
    if EDITIONS.index(newer) < EDITIONS.index(oldest):
        return CommandError(
            f"hs {code} does not exist under {oldest}", f"it stands in {newer} and no longer after"
        )
    targets = sorted({conversion(newer, oldest)[each] for each in beginning_with(code, newer)})
    return CommandError(
        f"hs {code} cannot be converted: the codes of the period are converted to {oldest}, which has no {code}",
        f"it is converted to {', '.join(targets[:6])}: ask for that, or for concordance = family",
    )


def _whole_headings(names: Mapping[Node, str]) -> Iterator[tuple[Node, str]]:
    """Headings and chapters all of whose subheadings are held: some records say no more."""
    for digits in (4, 2):
        for edition, start in sorted({(edition, code[:digits]) for edition, code in names}):
            below = beginning_with(start, edition)
            if exists(start, edition) and all((edition, code) in names for code in below):
                each = {names[edition, code] for code in below}
                yield (edition, start), each.pop() if len(each) == 1 else start


def _of_other_editions(held: Mapping[Node, T], span: tuple[str, ...]) -> Iterator[tuple[Node, T]]:
    """Codes on a day on which they did not exist, and without a day: as in the edition that knows them."""
    given: dict[str, T] = {}
    for edition in span:  # the newest one decides
        given |= {code: one for (e, code), one in held.items() if e == edition}
    for code, one in given.items():
        yield (UNDATED, code), one
        for edition in span:
            if not exists(code, edition):
                yield (edition, code), one
