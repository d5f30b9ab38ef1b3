"""A question is data: the one mechanism behind numbers, rows, charts and claims.

Its canonical form holds only what was asked, with names as codes and days as dates, so
the same question has the same `query_id` wherever and however it is typed.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from typing import Any

from tidewaiter.questions.fields import (
    AS_DECLARED,
    BY,
    BY_LAW,
    CHOICES,
    FILTERS,
    HS_DIGITS,
    LATER,
    LAW,
    PLACE,
    RATIOS,
    VOCABULARY,
)
from tidewaiter.words.concordance import CONVERTED, Concordance
from tidewaiter.words.currencies import read_currency
from tidewaiter.words.errors import CommandError
from tidewaiter.words.nomenclature import SIX
from tidewaiter.words.own_rates import OwnRates
from tidewaiter.words.places import PlaceUnknown, find, is_group, spans
from tidewaiter.words.statuses import IN_THE_GAP, STATUSES

DEFAULTS = {"measure": "value", "currency": "USD", "concordance": AS_DECLARED}
_SINGLE = (*CHOICES, "currency", "since", "until", "known_on", "versus")
FIELD_NAMES = tuple(dict.fromkeys([*_SINGLE, *FILTERS, *LATER, "by"]))


@dataclass(frozen=True, slots=True)
class Question:
    """One question; unset fields are None or absent."""

    of: str | None = None
    measure: str = "value"
    currency: str = "USD"
    valuation: str | None = None
    rate_rule: str | None = None
    concordance: str = AS_DECLARED
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    by: tuple[str, ...] = ()
    known_on: date | None = None  # the law as it was published by that day
    compare: str | None = None
    versus: Mapping[str, Any] | None = None
    reporter_level: str | None = None
    partner_level: str | None = None
    product_level: str | None = None
    period_level: str | None = None
    rates: OwnRates | None = None  # no part of the question, but of how it is answered
    codes: Concordance | None = None  # the same: what the asked codes are in each edition

    def canonical(self) -> dict[str, Any]:
        """What was asked, and nothing that was not."""
        found: dict[str, Any] = {}
        for name in (
            "of",
            "measure",
            *CHOICES,
            "currency",
            "since",
            "until",
            "known_on",
            "by",
            "versus",
        ):
            value = getattr(self, name)
            if value and value != DEFAULTS.get(name):
                found[name] = value.isoformat() if isinstance(value, date) else value
        found["measure"] = self.measure
        found |= {name: list(values) for name, values in self.filters.items()}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in sorted(found.items())
        }

    @property
    def query_id(self) -> str:
        """SHA-256 of the canonical question."""
        body = json.dumps(
            self.canonical(), sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )
        return f"sha256:{hashlib.sha256(body.encode()).hexdigest()}"

    def differing(self, other: Mapping[str, Any]) -> "Question":
        """The same question with some fields asked otherwise."""
        asked = parse({**self.as_asked(), "versus": None, "compare": None, **other})
        return replace(asked, rates=self.rates)

    def as_asked(self) -> dict[str, Any]:
        """A mapping that parses to this question again."""
        names = ("of", "measure", "currency", "valuation", "rate_rule", "concordance", "since", "until", "known_on",
                 "compare", "versus", "reporter_level", "partner_level", "product_level", "period_level")  # fmt: skip
        return (
            {name: getattr(self, name) for name in names}
            | {"by": list(self.by)}
            | dict(self.filters)
        )

    def during(self, since: date, until: date) -> "Question":
        """The same question about another period."""
        return replace(self, since=since, until=until, compare=None, versus=None)


def parse(asked: Mapping[str, Any]) -> Question:
    """Check and tidy a question; what is wrong with it is said field by field."""
    given = {name: value for name, value in asked.items() if value not in (None, [], (), "")}
    for name in given:
        _known(name)
    filters = {name: _filter_values(name, given[name]) for name in FILTERS if name in given}
    settings: dict[str, Any] = {
        name: _choice(name, given[name]) for name in CHOICES if name in given
    }
    question = Question(
        **settings,
        currency=_currency(given.get("currency", "USD")),
        filters=filters,
        since=_day("since", given["since"]) if "since" in given else None,
        until=_day("until", given["until"]) if "until" in given else None,
        known_on=_day("known_on", given["known_on"]) if "known_on" in given else None,
        by=_by(given.get("by", ())),
        versus=_versus(given.get("versus")),
    )
    _agree(question)
    return question


def _known(name: str) -> None:
    if name in LATER:
        raise CommandError(f"{name} cannot be answered: {LATER[name]}", "leave the field out")
    if name not in FIELD_NAMES:
        near = get_close_matches(name, FIELD_NAMES, 3)
        raise CommandError(
            f"a question has no field {name}",
            f"did you mean {', '.join(near)}?" if near else "see docs/questions.md",
        )


def _choice(name: str, value: Any) -> str:
    if value not in CHOICES[name]:
        raise CommandError(f"{name} is {value!r}", f"it must be one of {', '.join(CHOICES[name])}")
    return str(value)


def _currency(value: Any) -> str:
    code = read_currency(str(value))
    if code is None:
        raise CommandError(
            f"no ISO 4217 currency {value!r}", "write its three letters: USD, EUR, KRW"
        )
    return code


def _filter_values(name: str, value: Any) -> tuple[str, ...]:
    values = [value] if isinstance(value, str | int) else list(value)
    texts = [str(one).strip() for one in values]
    if FILTERS[name].compares == PLACE:
        texts = [_place(name, text) for text in texts]
    elif name in ("hs", "tariff_line"):
        texts = [_code(name, text) for text in texts]
    elif FILTERS[name].compares == LAW:
        texts = [_of_law(name, text) for text in texts]
    elif name in VOCABULARY and (odd := [text for text in texts if text not in VOCABULARY[name]]):
        raise CommandError(
            f"{name} is {odd[0]!r}", f"it must be one of {', '.join(VOCABULARY[name])}"
        )
    return tuple(sorted(dict.fromkeys(texts)))


def _of_law(name: str, text: str) -> str:
    """REGIME:status; of a loophole the regime that bars may be left out."""
    regime, colon, status = text.rpartition(":")
    allowed = STATUSES if name == "control" else IN_THE_GAP
    status, regime = status.strip(), regime.strip().upper()
    if status not in allowed or (name == "control" and not regime):
        example = (
            "CN:not_controlled" if name == "control" else "not_controlled, or EU:not_controlled"
        )
        raise CommandError(
            f"{name} is {text!r}",
            f"write it as {example}; the status is one of {', '.join(allowed)}",
        )
    return f"{regime}{colon}{status}" if regime else status


def _code(name: str, text: str) -> str:
    """A tariff code, or the beginning of one, without its dots and blanks."""
    digits = "".join(text.replace(".", "").split())
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 12:
        raise CommandError(
            f"{name} is {text!r}, which is no tariff code",
            "write its digits: 8806, 880622, 8806.22",
        )
    return digits


def _place(name: str, text: str) -> str:
    try:
        return find(text).code
    except PlaceUnknown as unknown:
        raise CommandError(
            f"{name}: {unknown}", "write an ISO code (KZ) or a country's name"
        ) from None


def _by(value: Any) -> tuple[str, ...]:
    names = (
        value.split(",")
        if isinstance(value, str)
        else [part for one in value for part in str(one).split(",")]
    )
    asked = tuple(dict.fromkeys(_by_law(name.strip()) for name in names if name.strip()))
    known = dict.fromkeys([*BY["declarations"], *BY["statistics"]])
    for name in asked:
        if name not in known and not name.startswith(BY_LAW):
            near = get_close_matches(name, known, 3)
            hint = f"did you mean {', '.join(near)}?" if near else f"it may be {', '.join(known)}"
            raise CommandError(f"by has no {name}", hint)
    return asked


def _by_law(name: str) -> str:
    """The status of a regime as a group, its name in capitals; other names as they are."""
    kind, _, regime = name.partition(":")
    if kind != BY_LAW[:-1]:
        return name
    if not regime.strip():
        raise CommandError(
            f"by has no {name}", "name the regime whose status you want: control:EU, control:CN"
        )
    return f"{BY_LAW}{regime.strip().upper()}"


def _versus(value: Any) -> dict[str, Any] | None:
    if not value:
        return None
    listed = (
        list(value.items()) if isinstance(value, Mapping) else [_pair(one) for one in _each(value)]
    )
    pairs = dict(listed)
    if len(pairs) < len(listed):
        raise CommandError(
            "versus names a field twice", "it holds one value for each field that differs"
        )
    if odd := [name for name in pairs if name not in FILTERS and name not in ("since", "until")]:
        raise CommandError(
            f"versus cannot change {', '.join(odd)}",
            "it changes a filter, such as destination, or the period",
        )
    own = parse(pairs).canonical()
    return {name: own[name] for name in sorted(own) if name in pairs}


def _each(value: Any) -> Sequence[str]:
    return [value] if isinstance(value, str) else list(value)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = str(text).partition("=")
    if not equals:
        raise CommandError(
            f"versus is {text!r}",
            "write the field that differs and its value: --versus destination=UA",
        )
    return name.strip().replace("-", "_"), value.strip()


def _day(name: str, value: Any) -> date:
    """2022, 2022-01 or 2022-01-31; the first day of what is named."""
    if isinstance(value, date):
        return value
    given = str(value).split("-")
    parts = [*given, "1", "1"][:3]
    try:
        if not len(parts[0]) == 4:
            raise ValueError(value)
        return date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        raise CommandError(
            f"{name} is {value!r}, which is no day", "write 2022, 2022-01 or 2022-01-31"
        ) from None


def _disjoint(name: str, codes: Sequence[str]) -> None:
    """A group and one of its members, asked together, would count trade twice."""
    held = [
        {code, *(member for member, _, _ in spans(code))} if is_group(code) else {code}
        for code in codes
    ]
    wide = [code for code in codes if find(code).level in ("world", "region", "rest_of_world")]
    if wide and len(codes) > 1:
        raise CommandError(
            f"{name}: {wide[0]} holds others of the places asked for", "ask two questions"
        )
    for at, code in enumerate(codes):
        for other, theirs in zip(codes[at + 1 :], held[at + 1 :], strict=True):
            if both := held[at] & theirs:
                raise CommandError(
                    f"{name}: {code} and {other} both hold {', '.join(sorted(both)[:3])}, which would count twice",
                    "ask for one of them, or ask two questions",
                )


def _agree(question: Question) -> None:
    for name, codes in question.filters.items():
        if FILTERS[name].compares == PLACE:
            _disjoint(name, codes)
    if question.since and question.until and question.since >= question.until:
        raise CommandError(
            f"the period is empty: since {question.since}, until {question.until} (exclusive)",
            "until names the first day after the period: a year is since 2022, until 2023",
        )
    if question.compare and question.versus:
        raise CommandError("compare and versus cannot both be asked", "ask two questions")
    if question.compare and not (question.since and question.until):
        raise CommandError(f"compare = {question.compare} needs a period", "add since and until")
    _agree_on_law(question)
    if question.measure == "n_companies":
        raise CommandError(
            "n_companies cannot be answered: no mention in this case has been resolved to a company",
            "ask for n_lines by a party role, such as by = importer",
        )
    if question.concordance != AS_DECLARED:
        _agree_on_codes(question)


def _agree_on_law(question: Question) -> None:
    """What is told side by side is never added; what is frozen must be asked for."""
    by_law = any(name.startswith(BY_LAW) for name in question.by)
    if question.known_on and not (by_law or {"control", "loophole"} & question.filters.keys()):
        raise CommandError(
            "known_on freezes the law, and nothing in the question asks for it",
            "add control = CN:licence or by = control:CN, or leave known_on out",
        )
    told = {one.rpartition(":")[2] for one in question.filters.get("loophole", ())}
    if len(told) > 1:
        raise CommandError(
            f"loophole: {' and '.join(sorted(told))} are never added",
            "ask for one of them; tidewaiter loophole CASE shows them side by side",
        )


def _agree_on_codes(question: Question) -> None:
    """Editions correspond by six digits: what is asked must be said by them."""
    kind = f"concordance = {question.concordance}"
    if "hs" not in question.filters and "hs6" not in question.by:
        raise CommandError(
            f"{kind} has no codes to bring together", "say which: hs = 8806; or group by hs6"
        )
    if "tariff_line" in question.filters:
        raise CommandError(
            f"{kind} does not fit tariff_line, which is one national code",
            "ask by its first six digits: hs",
        )
    wide = [name for name in question.by if name in HS_DIGITS and HS_DIGITS[name] < SIX]
    if question.concordance != CONVERTED and wide:
        raise CommandError(
            f"by {wide[0]} does not fit {kind}: a family may lie in several headings and chapters",
            "group by hs6: each group is then a family",
        )
    if question.product_level in ("total", "hs2", "hs4"):
        raise CommandError(
            f"product_level = {question.product_level} does not fit {kind}",
            "leave it out: editions correspond by six digits",
        )
    if question.concordance == CONVERTED and question.measure in RATIOS:
        raise CommandError(
            f"{question.measure} cannot be answered on converted codes: what lies under each is only bounded",
            "ask for value or net_kg, or for concordance = family",
        )
