"""From what a person typed to a question of law: code, places, days and facts, each refused in a sentence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tidewaiter.law.answer import LawAnswer, answer
from tidewaiter.law.book import Book, open_book
from tidewaiter.law.conditions import Fact, Limits
from tidewaiter.law.facts import MEETS, read_stated
from tidewaiter.law.family import code_exists, family_on
from tidewaiter.law.measures import ControlList
from tidewaiter.law.roads import Road
from tidewaiter.law.said import ReadText
from tidewaiter.law.said import read as read_text
from tidewaiter.law.weighing import EACH_ITS_OWN, Question
from tidewaiter.words import places
from tidewaiter.words.errors import CommandError
from tidewaiter.words.families import chapters_linked
from tidewaiter.words.hs import edition_on, read_code
from tidewaiter.words.nomenclature import OF_EACH_COUNTRY, SIX, editions_with


@dataclass(frozen=True, slots=True)
class Typed:
    """A question as it was typed."""

    hs: str
    sent_from: str
    to: str
    on: str | date
    seller: str | None = None
    origin: str | None = None
    contract: str | date | None = None
    known_on: str | date | None = None
    tariff: str | None = None
    facts: tuple[str, ...] = ()
    text: str = ""
    folder: Path | None = None  # of a case's own lists
    unverified: bool = False
    more: tuple[ControlList, ...] = ()  # that came to a case as records


@dataclass(frozen=True, slots=True)
class Understood:
    """The question, the book it is put to, and what was assumed or read to make it."""

    book: Book
    question: Question
    assumed_seller: str | None
    text: ReadText


def understand(typed: Typed) -> Understood:
    """Read what was typed."""
    code = _code(typed.hs)
    on = read_day(typed.on, "on")
    book = open_book(typed.folder, typed.unverified, _chapters(code, on), typed.more)
    stated = read_stated(typed.facts, book.facts)
    _check_measures(stated, book)
    text = read_text(typed.text)
    _check_code(book, code, on, stated)
    found = {name: fact for name, fact in text.facts.items() if name not in stated}
    read = book.facts.sound(code, edition_on(on), found, stated)
    sent_from = _place(typed.sent_from, "from")
    seller = _place(typed.seller, "seller") if typed.seller else sent_from
    origin = _place(typed.origin, "origin") if typed.origin else None
    question = Question(
        code,
        on,
        Road(sent_from, _place(typed.to, "to"), seller, origin),
        read | stated,
        read_day(typed.contract, "contract") if typed.contract else None,
        read_day(typed.known_on, "known-on") if typed.known_on else None,
        _tariff(typed.tariff, code),
    )
    _check_members(question.road, on)
    if question.contract and question.contract > on:
        raise CommandError(
            f"the contract of {question.contract} is of a later day than the goods, {on}",
            "a wind-down asks for the day on which the contract was made",
        )
    words = {name: text.words[name] for name in read}
    left = dict(text.left) | {
        text.words[name].partition(": ")[0]: _why_left(name, fact, stated)
        for name, fact in text.facts.items()
        if name not in read
    }
    assumed = None if typed.seller else sent_from
    return Understood(book, question, assumed, ReadText(read, words, left))


def _why_left(name: str, fact: Fact, stated: Mapping[str, Fact]) -> str:
    """Why a fact of the text is not used: what a person states goes before."""
    own = stated.get(name)
    if isinstance(own, Limits) and isinstance(fact, Limits):
        agree = fact.within(own) is not None
        return f"{name} is stated already" if agree else f"{name} is stated otherwise"
    return "the code, a stated fact or the text itself says otherwise"


def ask(typed: Typed) -> LawAnswer:
    """The law's answer to what was typed."""
    found = understand(typed)
    return LawAnswer(
        found.question,
        answer(found.book, found.question, found.text.facts),
        list_versions(found.book),
        found.assumed_seller,
        found.book.facts,
        {one.name: one.jurisdiction for one in found.book.regimes.values()},
        found.text.words,
        found.text.left,
    )


def controlled(
    hs: str,
    *,
    sent_from: str,
    to: str,
    on: str | date,
    seller: str | None = None,
    origin: str | None = None,
    contract: str | date | None = None,
    known_on: str | date | None = None,
    tariff: str | None = None,
    facts: Mapping[str, object] | Iterable[str] = (),
    text: str = "",
    folder: Path | None = None,
    unverified: bool = False,
    more: tuple[ControlList, ...] = (),
) -> LawAnswer:
    """Which law covered goods on a road that day, by every loaded regime.

    Facts are a mapping, `{"mtow_kg": 0.9, "civil": True, "gust_kmh": "<46.3"}`, or as typed. `tariff` says
    of which country's tariff the digits of `hs` beyond the sixth are.
    """
    stated = facts.items() if isinstance(facts, Mapping) else None
    typed = tuple(map(_stated, stated)) if stated is not None else tuple(facts)
    return ask(
        Typed(
            hs,
            sent_from,
            to,
            on,
            seller,
            origin,
            contract,
            known_on,
            tariff,
            typed,
            text,
            folder,
            unverified,
            more,
        )
    )


def _stated(fact: tuple[str, object]) -> str:
    name, value = fact
    said = (
        {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    )
    return f"{name}{said}" if said[:1] in "<>" else f"{name}={said}"


def list_versions(book: Book) -> tuple[Mapping[str, object], ...]:
    """Every loaded list with its version and hash: what an answer rests on."""
    return tuple(
        {
            "list": one.name,
            "regime": one.regime,
            "version": one.version,
            "sha256": one.sha256,
            "own": one.own,
        }
        for one in book.lists
        if not one.check_only
    )


def _code(hs: str) -> str:
    read = read_code(hs)
    if not read.digits:
        raise CommandError(
            f"{hs!r} is no tariff code: {read.note}", "write it as 880622 or 8806.22"
        )
    code = read.digits
    if code[:2] not in OF_EACH_COUNTRY and not editions_with(code[:SIX]):
        raise CommandError(
            f"no edition of the Harmonised System from 2012 on knows {code[:SIX]}",
            "is a digit wrong? The heading alone, such as 8806, can be asked too",
        )
    return code


def _place(label: str, what: str) -> str:
    try:
        return places.find(label).code
    except places.PlaceUnknown as unknown:
        raise CommandError(f"{what}: {unknown}", "countries as CN, RU, or by name") from None


def _chapters(code: str, day: date) -> frozenset[str]:
    """The chapters whose lines can matter: of the code, of its family, of all that is linked with them."""
    family = family_on(code, day) if not code_exists(code, day) else None
    codes = [code, *(family[1] if family else ())]
    return frozenset().union(*map(chapters_linked, codes))


def _tariff(said: str | None, code: str) -> str | None:
    """Whose digits those beyond the sixth are; eight digits are taken to be of each law's own tariff."""
    if said:
        return _place(said, "tariff")
    return EACH_ITS_OWN if len(code) <= len("88062200") else None


def _check_members(road: Road, day: date) -> None:
    """Refuse a group that nobody was in yet: nothing could be said of it."""
    for place in {road.sent_from, road.to, road.seller, road.origin} - {None}:
        if not place:
            continue
        if places.is_group(place) and not places.members(place, day):
            raise CommandError(
                f"{place} has no members on {day}", "ask for a country, or for another day"
            )
        if not places.is_group(place) and places.level_of(place) != "country":
            raise CommandError(
                f"{place} is no country, and which countries it holds is not known here",
                "ask for one of its countries",
            )


def read_day(said: str | date, what: str) -> date:
    if isinstance(said, date):
        return said
    try:
        return date.fromisoformat(said.strip())
    except ValueError:
        raise CommandError(f"{what}: {said!r} is no day", "write it as 2023-03-15") from None


def _check_code(book: Book, code: str, on: date, stated: Mapping[str, Fact]) -> None:
    if wrong := book.facts.contradicted(code, edition_on(on), stated):
        names = ", ".join(one.name for one in wrong)
        by_code = {one.name for one in wrong} & book.facts.of_code(code, edition_on(on)).keys()
        said = f"the text of {code[:SIX]}" if by_code else f"the code {code[:SIX]} or another fact"
        raise CommandError(
            f"{said} says otherwise than stated: {names}",
            "ask for the code the goods belong to, or correct the fact",
        )


def _check_measures(stated: Mapping[str, Fact], book: Book) -> None:
    for name in stated:
        if name.startswith(MEETS) and book.by_id(name.removeprefix(MEETS)) is None:
            raise CommandError(
                f"no measure over this code has the id {name.removeprefix(MEETS)!r}",
                "the missing facts of an answer are named in it; copy one from there",
            )
