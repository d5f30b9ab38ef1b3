"""A comparison over a change of edition: codes as declared and their family, side by side.

A code that lost or gained goods when the edition changed shows a fall or a surge that no trade made.
Its family does not, but it holds other goods as well. How much of it the asked codes are after the
change stands beside both; below a half the family's change is not theirs, and none is given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from tidewaiter.ground.store import Store
from tidewaiter.questions.answer import Value
from tidewaiter.questions.beside import Beside, Key, key, told, withheld
from tidewaiter.questions.compare import compared, fraction
from tidewaiter.questions.coverage import coverage
from tidewaiter.questions.fields import AS_DECLARED, HS_DIGITS
from tidewaiter.questions.question import Question
from tidewaiter.questions.recoded import (
    at_six_digits,
    crossed,
    known_codes,
    named,
    sentences,
    with_codes,
)
from tidewaiter.questions.selecting import select
from tidewaiter.words.concordance import FAMILY
from tidewaiter.words.families import families
from tidewaiter.words.hs import first_day
from tidewaiter.words.nomenclature import SIX, text_of

HALF = Decimal("0.5")
_TOLD = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """One question and its base, on codes as declared and on families of the same editions."""

    declared: tuple[Question, Question]
    family: tuple[Question, Question]
    editions: tuple[str, ...]

    @property
    def is_closed(self) -> bool:
        """Whether families hold nothing but the six digits that were asked, on both sides."""
        return not any(one.codes and one.codes.widens() for one in self.family)

    @property
    def is_national(self) -> bool:
        """Whether a code of more than six digits was asked."""
        asked = [one.filters["hs"] for one in self.declared]
        return asked != [one.filters["hs"] for one in self.family]

    def after(self) -> tuple[Question, Question]:
        """Both on the days under the newest edition, of the later of question and base."""
        (asked, base), start = self.declared, first_day(self.editions[-1])
        at = 0 if _since(asked) >= _since(base) else 1
        declared, family = (
            one.during(max(_since(one), start), _until(one))
            for one in (self.declared[at], self.family[at])
        )
        return declared, family


def alongside(
    store: Store,
    question: Question,
    base: Question | None,
    values: list[Value],
    sources: Sequence[Mapping[str, Any]],
) -> Beside:
    """What a change of edition between a question and its base does to the comparison."""
    editions = crossed(question, base) if base else ()
    grouped = [name for name in question.by if name in HS_DIGITS or name == "tariff_line"]
    if editions and grouped and question.concordance == AS_DECLARED:
        return _by_code(question, values, grouped, editions)
    if base and editions and all(known_codes(one, editions) for one in (question, base)):
        pair = _pair(question, base, editions)
        stays = pair.is_closed and pair.is_national  # the edition did not touch what was asked
        return Beside(values) if stays else _side_by_side(store, pair, values, sources)
    if question.codes is None:
        return Beside(values)
    return Beside(values, told(question), sentences(question.codes))


def _since(question: Question) -> date:
    return question.since or date.min


def _until(question: Question) -> date:
    return question.until or date.max


def _by_code(
    question: Question, values: list[Value], grouped: Sequence[str], editions: tuple[str, ...]
) -> Beside:
    """Groups of single codes: no change where goods moved between a group and another."""
    by = max(grouped, key=lambda name: HS_DIGITS.get(name, SIX))
    digits = HS_DIGITS.get(by, SIX)
    moved = _moved(editions, digits)
    found = [withheld(one) if str(one.by[by])[:digits] in moved else one for one in values]
    n = sum(one != kept for one, kept in zip(values, found, strict=True))
    note = (
        f"no change is given for {n} of the groups: goods moved between their codes and others from "
        f"{editions[0]} to {editions[-1]}; group by hs6 with concordance = family"
    )
    return Beside(found, told(question, editions=list(editions)), [note]) if n else Beside(values)


@cache
def _moved(editions: tuple[str, ...], digits: int) -> frozenset[str]:
    """Codes, headings or chapters that share a family with another one of their length."""
    each = (
        {code[:digits] for codes in one.codes.values() for code in codes}
        for one in families(editions)
    )
    return frozenset(code for codes in each if len(codes) > 1 for code in codes)


def _pair(question: Question, base: Question, editions: tuple[str, ...]) -> Pair:
    both = (question, base)
    if question.concordance == FAMILY:
        narrow = [replace(one, codes=one.codes.narrow() if one.codes else None) for one in both]
        return Pair((narrow[0], narrow[1]), both, editions)
    wide = [with_codes(replace(at_six_digits(one), concordance=FAMILY), editions) for one in both]
    return Pair(both, (wide[0], wide[1]), editions)


def _side_by_side(
    store: Store, pair: Pair, values: list[Value], sources: Sequence[Mapping[str, Any]]
) -> Beside:
    is_family = pair.family[0].concordance == pair.declared[0].concordance
    unasked = pair.declared if is_family else pair.family
    split = _split(pair.declared[0], values)
    other = values if pair.is_closed else _values(store, unasked, split, sources)
    declared, family = (other, values) if is_family else (values, other)
    shares = _shares(store, pair, split, values)
    few = {group for group, share in shares.items() if share is None or share < HALF}
    dominant = _dominant(store, pair) if few else []
    sides = [{key(one): one for one in each} for each in (declared, family)]
    shown = [
        {
            "by": by,
            "as_declared": _numbers(sides[0].get(group), few),
            "family": _numbers(sides[1].get(group), few),
            "share": shares.get(group),
        }
        for group, by in {key(one): one.by for one in (*declared, *family)}.items()
    ]
    kind = FAMILY if is_family else AS_DECLARED
    beside = told(pair.family[0], asked=kind, values=shown, dominant=dominant)
    found = [withheld(one) if key(one) in few else one for one in values]
    notes = _notes(pair, is_family, shares, dominant, lost=found != values)
    return Beside(found, beside, notes)


def _split(question: Question, values: Sequence[Value]) -> tuple[str, ...]:
    """What an answer was split by beyond what was asked, so that the groups of all sides meet."""
    return tuple(name for name in (values[0].by if values else ()) if name not in question.by)


def _values(
    store: Store,
    sides: tuple[Question, Question],
    split: tuple[str, ...],
    sources: Sequence[Mapping[str, Any]],
) -> list[Value]:
    """The values of the side that was not asked, compared as the asked ones are."""
    question, against = sides
    selection = select(store, question, side="other_")
    cube = selection.cube(store)
    cube = replace(cube, split=tuple(dict.fromkeys((*split, *cube.split))))
    covered = coverage(cube, sources, [], selection.levels)
    base = select(store, against, selection.levels, side="other_base_").cube(store)
    return compared(cube.split_like(base), base, covered, sources)[0]


def _shares(
    store: Store, pair: Pair, split: tuple[str, ...], values: list[Value]
) -> dict[Key, Decimal | None]:
    """The part of the family, after the change, that the asked codes are; of each group."""
    if pair.is_closed:
        return {key(one): Decimal(1) for one in values}
    declared, family = (
        {key(value): _number(value) for value in replace(cube, split=split).values()}
        for cube in (select(store, one, side="after_").cube(store) for one in pair.after())
    )
    keys = dict.fromkeys([*map(key, values), *family])
    return {one: _share(declared.get(one) or 0, family.get(one)) for one in keys}


def _share(own: Decimal | int, whole: Decimal | int | None) -> Decimal | None:
    return fraction(own, whole) if whole else None


def _dominant(store: Store, pair: Pair) -> list[dict[str, Any]]:
    """The further codes that hold most of the family after the change."""
    _, family = pair.after()
    assert family.codes is not None
    by_line = replace(family, by=("tariff_line",))
    held: dict[str, Decimal | int] = {}
    for one in select(store, by_line, side="after_").cube(store).values():
        code = str(one.by["tariff_line"])[:SIX]
        held[code] = held.get(code, 0) + (_number(one) or 0)
    whole = sum(held.values())
    others = sorted(
        (n, code) for code, n in held.items() if not code.startswith(family.codes.asked)
    )
    return [
        {"code": code, "text": text_of(code, pair.editions[-1]), "share": fraction(n, whole)}
        for n, code in others[: -_TOLD - 1 : -1]
        if whole
    ]


def _number(value: Value) -> Decimal | int | None:
    """What is added up; of a ratio, what is divided."""
    return value.value if value.numerator is None else value.numerator


def _numbers(value: Value | None, few: set[Key]) -> dict[str, Any] | None:
    if value is None:
        return None
    kept = withheld(value) if key(value) in few else value
    return {name: getattr(kept, name) for name in ("value", "base", "change", "ratio")}


def _notes(
    pair: Pair,
    is_family: bool,
    shares: Mapping[Key, Decimal | None],
    dominant: Sequence[Mapping[str, Any]],
    lost: bool,
) -> list[str]:
    """The family where it was asked or differs, and why there is no change."""
    codes = pair.family[0].codes
    told_of = [] if codes is None or not (is_family or codes.widens()) else sentences(codes)
    known = any(share is not None and share < HALF for share in shares.values())
    return told_of + ([_hint(pair, shares, dominant)] if known or lost else [])


def _hint(
    pair: Pair, shares: Mapping[Key, Decimal | None], dominant: Sequence[Mapping[str, Any]]
) -> str:
    """Why no change is given, and which codes it would be the change of."""
    asked = pair.family[0].filters["hs"]
    known = [share for share in shares.values() if share is not None and share < HALF]
    if not known or not dominant:
        why = "after it no record of their family can be set against theirs"
    else:
        most = ", ".join(f"{one['code']} ({one['share']:.1%})" for one in dominant)
        least, largest = f"{min(known):.1%}", f"{max(known):.1%}"
        share = least if least == largest else f"{least} to {largest}"
        why = f"after it they are {share} of their family, most of which is under {most}"
    return (
        f"no change is given: the goods of {named(asked)} were declared otherwise before "
        f"{pair.editions[-1]}; {why}; compare periods of one edition, or ask for the codes you mean"
    )
