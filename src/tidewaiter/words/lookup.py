"""One code in every edition: what it is called, what became of it, what it can be compared with."""

from collections.abc import Iterator
from dataclasses import asdict
from itertools import pairwise
from typing import Any

from tidewaiter.words.concordance import by_family
from tidewaiter.words.errors import CommandError
from tidewaiter.words.families import links
from tidewaiter.words.nomenclature import (
    EDITIONS,
    SIX,
    beginning_with,
    editions_with,
    exists,
    text_of,
)
from tidewaiter.words.tariff import lines_under

_SPANS = (EDITIONS[-2:], EDITIONS)


def look_up(asked: str) -> dict[str, Any]:
    """Texts, predecessors and successors, families with their cut links, and lines of the EAEU tariff.

    >>> found = look_up("8806.22")
    >>> [one["code"] for one in found["predecessors"]], found["families"][0]["n_codes"]
    (['852580', '880211', '880220'], 26)
    """
    code = "".join(asked.replace(".", "").split())
    six = code[:SIX]
    if not (code.isascii() and code.isdigit()) or len(code) < 2 or not editions_with(six):
        raise CommandError(
            f"{asked!r} is no code of any edition from {EDITIONS[0]} to {EDITIONS[-1]}",
            "write its digits: 8806, 880622, 8806.22",
        )
    return {
        "code": code,
        "editions": [_in_edition(six, one) for one in EDITIONS],
        "predecessors": list(_linked(six, backward=True)),
        "successors": list(_linked(six, backward=False)),
        "families": [_family(six, span) for span in _SPANS],
        "tariff_ru": [asdict(line) for line in lines_under(code)],
    }


def _in_edition(code: str, edition: str) -> dict[str, Any]:
    known = exists(code, edition)
    above = [code[:digits] for digits in (2, 4) if digits < len(code)] if known else []
    below = beginning_with(code, edition) if len(code) < SIX else ()
    return {
        "edition": edition,
        "exists": known,
        "code": code,
        "text": text_of(code, edition),
        "under": [{"code": one, "text": text_of(one, edition)} for one in above],
        "subheadings": [{"code": one, "text": text_of(one, edition)} for one in below],
    }


def _linked(code: str, backward: bool) -> Iterator[dict[str, Any]]:
    """The codes of the neighbouring editions that goods of a subheading came from, or went to."""
    for older, newer in pairwise(EDITIONS):
        for link in links(newer, older):
            own, other = (link.newer, link.older) if backward else (link.older, link.newer)
            if own == code:
                edition = older if backward else newer
                yield {
                    "of": newer if backward else older,
                    "edition": edition,
                    "code": other,
                    "text": text_of(other, edition),
                    "conversion": link.official,
                }


def _family(code: str, span: tuple[str, ...]) -> dict[str, Any]:
    """What the subheadings under a code can be compared with over some editions."""
    found = by_family((code,), span)
    codes = {edition: list(found.codes(edition)) for edition in found.editions}
    return {
        "editions": list(found.editions),
        "n_codes": sum(map(len, codes.values())),
        "codes": codes,
        "cut_links": [asdict(one) for one in found.leaks()],
    }
