"""Revision-safe families: codes of two editions that can only be compared together.

When an edition changes, goods move between codes. Codes that goods moved between are one family, in
both directions; a series over the change compares like with like only on whole families. Some new
codes gather scraps of hundreds of old ones (electrical waste, parts): followed, they would make one
family of half the nomenclature, so of such a hub only the official conversion's own link is kept, and
the links that were cut are told as possible leaks. The tables are those of the UN Statistics Division.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise
from typing import NamedTuple

from tidewaiter.words.nomenclature import EDITIONS, FOLDER, SIX, codes_of, read_rows, table_text

MOST_LINKS = 20
"""A newer code with more links is a hub. From 2017 to 2022 fifteen are, of 157 links and more each;
from 2012 to 2017 seven, of 27 and more; no other code has more than twenty."""

_ACROSS = re.compile(
    r"^(?P<new>(?P<chapter>\d\d)\d{4}),(?P<old>(?!(?P=chapter))\d{6})", re.MULTILINE
)
Node = tuple[str, str]  # edition, code


class Link(NamedTuple):
    """Goods of an older code that are, in part or whole, under a newer one."""

    newer: str
    older: str
    official: bool  # the one target that the conversion gives the newer code


@dataclass(frozen=True, slots=True)
class Leak:
    """Cut links of a hub: goods that may have moved between a family and it, in unknown part."""

    edition: str  # of the hub
    code: str  # the hub
    n_links: int  # of the hub, in all
    inside: bool  # whether the hub is of the family and its cut links lead out of it
    codes: tuple[str, ...]  # where they lead: of the family, or, for a hub inside, out of it


@dataclass(frozen=True, slots=True)
class Family:
    """Codes by edition, and the links between them and others that were cut."""

    codes: Mapping[str, tuple[str, ...]]

    @property
    def name(self) -> str:
        """Its first code in the newest edition, and how many further ones it has: "852581+20"."""
        newest = next(codes for _, codes in sorted(self.codes.items(), reverse=True) if codes)
        further = len({code for codes in self.codes.values() for code in codes}) - 1
        return f"{newest[0]}+{further}" if further else newest[0]

    @property
    def n_codes(self) -> int:
        """Codes of all editions, one that stands in two counted twice."""
        return sum(map(len, self.codes.values()))


@cache
def links(newer: str, older: str) -> tuple[Link, ...]:
    """Every correlation between two editions, hubs and all."""
    rows = read_rows(_name(newer, older))
    return tuple(Link(new, old, official == "1") for new, old, official in rows)


def _name(newer: str, older: str) -> str:
    return f"{newer.lower()}-{older.lower()}.csv.gz"


@cache
def chapters_linked(code: str) -> frozenset[str]:
    """The chapter of a code, and those of all codes that some edition's tables link with it.

    >>> sorted(chapters_linked("880622")), sorted(chapters_linked("0803"))
    (['85', '88'], ['08'])
    """
    own = code[:SIX]
    each = _across_chapters()
    if len(own) == SIX:
        return each.get(own, frozenset()) | {own[:2]}
    return frozenset().union({own[:2]}, *(each[one] for one in each if one.startswith(own)))


@cache
def _across_chapters() -> Mapping[str, frozenset[str]]:
    """By code the other chapters it is linked with; found in the tables' text, which is faster than to read them."""
    found: dict[str, set[str]] = defaultdict(set)
    for newer, older in combinations(reversed(EDITIONS), 2):
        for one in _ACROSS.finditer(table_text(_name(newer, older))):
            found[one["new"]].add(one["old"][:2])
            found[one["old"]].add(one["new"][:2])
    return {code: frozenset(chapters) for code, chapters in found.items()}


@cache
def hubs(newer: str, older: str) -> Mapping[str, int]:
    """Newer codes that gather scraps of more than twenty older ones, with the number of their links.

    >>> len(hubs("HS2022", "HS2017")), len(hubs("HS2017", "HS2012"))
    (15, 7)
    """
    counted: dict[str, int] = defaultdict(int)
    for link in links(newer, older):
        counted[link.newer] += 1
    return {code: n for code, n in counted.items() if n > MOST_LINKS}


def spanning(editions: Iterable[str]) -> tuple[str, ...]:
    """The editions from the first to the last of some, those between them too.

    >>> spanning({"HS2022", "HS2012"})
    ('HS2012', 'HS2017', 'HS2022')
    """
    places = [EDITIONS.index(edition) for edition in editions]
    return EDITIONS[min(places) : max(places) + 1]


@cache
def families(editions: tuple[str, ...]) -> tuple[Family, ...]:
    """The families of neighbouring editions, the oldest first; every code is in exactly one."""
    together: dict[Node, Node] = {
        (edition, code): (edition, code)
        for edition in editions
        for code in sorted(codes_of(edition))
    }
    for older, newer in pairwise(editions):
        cut = hubs(newer, older)
        for link in links(newer, older):
            if link.official or link.newer not in cut:
                a, b = _root(together, (newer, link.newer)), _root(together, (older, link.older))
                together[max(a, b)] = min(a, b)
    found: dict[Node, list[Node]] = defaultdict(list)
    for node in together:
        found[_root(together, node)].append(node)
    return tuple(_family(editions, nodes) for nodes in found.values())


def _root(together: dict[Node, Node], node: Node) -> Node:
    while (above := together[node]) != node:
        together[node] = node = together[above]
    return node


def _family(editions: tuple[str, ...], nodes: Iterable[Node]) -> Family:
    codes: dict[str, list[str]] = {edition: [] for edition in editions}
    for edition, code in nodes:
        codes[edition].append(code)
    return Family({edition: tuple(each) for edition, each in codes.items()})


@cache
def _by_code(editions: tuple[str, ...]) -> Mapping[Node, Family]:
    return {
        (edition, code): family
        for family in families(editions)
        for edition, codes in family.codes.items()
        for code in codes
    }


def family_of(code: str, edition: str, editions: tuple[str, ...]) -> Family:
    """The family of a subheading over neighbouring editions, whichever of them it stands in.

    >>> family = family_of("880622", "HS2022", ("HS2017", "HS2022"))
    >>> family.name, family.n_codes, family.codes["HS2017"]
    ('852581+20', 26, ('852580', '880211', '880212', '880220', '880230', '880240'))
    """
    return _by_code(editions)[edition, code]


def leaks(found: Iterable[Family]) -> tuple[Leak, ...]:
    """The cut links between some families and all others, hub by hub."""
    each = list(found)
    held = {(e, code) for family in each for e, codes in family.codes.items() for code in codes}
    editions = sorted({edition for family in each for edition in family.codes})
    told: list[Leak] = []
    for older, newer in pairwise(editions):
        touched: dict[tuple[str, bool], list[str]] = defaultdict(list)
        for link in links(newer, older):
            if link.newer in hubs(newer, older) and not link.official:
                inside = (newer, link.newer) in held
                if inside != ((older, link.older) in held):
                    touched[link.newer, inside].append(link.older)
        for (hub, inside), codes in touched.items():
            told.append(Leak(newer, hub, hubs(newer, older)[hub], inside, tuple(codes)))
    return tuple(told)


@cache
def conversion(newer: str, older: str) -> Mapping[str, str]:
    """The official conversion: one older code for every newer one, though goods came from several.

    >>> conversion("HS2022", "HS2017")["880622"], conversion("HS2022", "HS2017")["852589"]
    ('852580', '852580')
    """
    return {link.newer: link.older for link in links(newer, older) if link.official}


@cache
def version() -> str:
    """SHA-256 of the tables: an answer that rests on families names it."""
    names = sorted(path.name for path in FOLDER.glob("hs*.csv.gz"))
    whole = hashlib.sha256()
    for name in names:
        whole.update(hashlib.sha256((FOLDER / name).read_bytes()).digest())
    return whole.hexdigest()
