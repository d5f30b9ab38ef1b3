"""The law's answer on paper: one block a regime, the status in plain words first, then what it rests on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from textwrap import shorten
from typing import Any

from rich.console import Console

from tidewaiter.cli.paper import console, print_json, say, text
from tidewaiter.law.answer import SEVERITY, FamilyStanding, LawAnswer, RegimeAnswer
from tidewaiter.law.conditions import Fact, Limits
from tidewaiter.law.facts import MEETS, TARIFF_LINE, Catalogue
from tidewaiter.law.measures import CATCH_ALL, LIST, WIND_DOWN, Measure
from tidewaiter.law.roads import among
from tidewaiter.law.status import Standing
from tidewaiter.law.timeline import Change
from tidewaiter.law.weighing import EACH_ITS_OWN, TARIFF, Weighed
from tidewaiter.words import places
from tidewaiter.words.hs import edition_on, first_day
from tidewaiter.words.nomenclature import SIX, text_of
from tidewaiter.words.statuses import NO_RULE

PLAIN = {
    "prohibited": "prohibited: a ban applied",
    "licence": "licence: an export licence was needed",
    "due_diligence": "due diligence: a duty of care applied; no ban or licence that is loaded did",
    "not_controlled": "not controlled: every rule of a list that declares itself complete is known not to apply",
    "not_applicable": "not applicable: nobody on this road is bound by this law",
    "unknown": "unknown: facts are missing to say whether a rule applied",
    "no_rule_loaded": "no rule loaded: nothing loaded speaks of it, which is silence, not freedom",
    "invalid_code_for_date": "invalid code for the date: the edition of that day has no such code",
}
_STYLES = {
    "prohibited": "bold red",
    "licence": "bold yellow",
    "unknown": "bold cyan",
    "not_controlled": "bold green",
}
_NAMES = {"EU": "European Union", "E5": "AU, CA, GB, NZ, US together"}
_OTHER_FACTS = {
    TARIFF_LINE: "which goods under it, by a longer code of that law's own: the measure holds a part of them",
    TARIFF: "whose tariff the digits beyond the sixth are of: --tariff",
    "seller": "the seller's country",
    "first_day": "the day the list first held the code",
    "to": "the country of destination",
    "from": "the country it is sent from",
}
_MOST, _FEW = 6, 3


def show_answer(found: LawAnswer, as_json: bool) -> None:
    """The answer of every regime."""
    if as_json:
        return print_json(found.as_dict())
    on = console()
    _print_question(on, found)
    for one in found.regimes:
        if one.standing.binds is not False:
            _print_regime(on, one, found)
    _print_others(on, found)
    on.print("a match of codes is a lead, not a legal classification, and no legal advice", style="dim")  # fmt: skip
    return None


def warn_of_text(found: LawAnswer) -> list[str]:
    """What was read from the description, and what was not used, a sentence each."""
    read = [f"read from the text: {name} ({words})" for name, words in found.read.items()]
    return read + [f"not used from the text: {words}: {why}" for words, why in found.left.items()]


def named(code: str) -> str:
    """A place with its name.

    >>> named("CN")
    'China (CN)'
    """
    return f"{places.name_of(code)} ({code})"


def regime_name(regime: str) -> str:
    """What a regime is called; one of a person's own list is called by its code alone.

    >>> regime_name("EU"), regime_name("CN"), regime_name("XY")
    ('European Union', 'China', '')
    """
    known = regime in places.codes() and regime not in _NAMES
    return _NAMES.get(regime, places.name_of(regime) if known else "")


def dotted(code: str) -> str:
    """A code as people write it.

    >>> dotted("880622"), dotted("88062200")
    ('8806.22', '8806.22.00')
    """
    pairs = [code[:4], *(code[at : at + 2] for at in range(4, len(code), 2))]
    return ".".join(filter(None, pairs))


def _print_question(on: Console, found: LawAnswer) -> None:
    asked, road = found.question, found.question.road
    on.print(
        f"[bold]{dotted(asked.code)} from {named(road.sent_from)} to {named(road.to)} on {asked.on}[/]"
    )
    edition = edition_on(asked.on)
    words = text_of(asked.code, edition) if edition and edition >= "HS2012" else ""
    if words:
        say(on, f"{edition}: {words}", 0, "dim")
    if found.assumed_seller:
        say(on, f"seller not stated, taken to be of {named(found.assumed_seller)}", 0)
    elif road.seller:
        say(on, f"seller of {named(road.seller)}", 0)
    if len(asked.code) > SIX:
        say(on, _whose_digits(asked.tariff), 0)
    if asked.known_on:
        say(on, f"law as known on {asked.known_on}", 0)
    for sentence in warn_of_text(found):
        say(on, sentence, 0)


def _whose_digits(tariff: str | None) -> str:
    """Six digits mean the same everywhere, those beyond only in the tariff they are of."""
    if tariff == EACH_ITS_OWN:
        return "digits beyond the sixth are taken to be of each law's own tariff; --tariff says whose they are"
    if tariff is None:
        return "digits beyond the sixth are not used, as whose tariff they are of is not stated: --tariff RU"
    return f"digits beyond the sixth are of the tariff of {named(tariff)}, and mean nothing to other laws"


def _print_regime(on: Console, one: RegimeAnswer, found: LawAnswer) -> None:
    now = one.standing
    name = regime_name(now.regime)
    sure = f"  {one.mark}" if one.mark else ""
    on.print()
    style = _STYLES.get(now.status, "bold")
    made_up = " [bold red]SYNTHETIC: no such law exists[/]" if one.synthetic else ""
    title = " ".join(filter(None, (f"[bold]{now.regime}[/]", name)))
    on.print(f"{title}{made_up}: [{style}]{_plain(now)}[/]{sure}")
    if now.binds is None:
        say(on, "whether this law binds anybody on the road is not known")
    if now.possible:
        say(on, f"possible, if a missing fact is so: {now.possible}")
    if one.family:
        say(on, f"its family in {one.family.edition}: {_of_family(one.family)}")
    head = "by" if now.status != "unknown" else "may apply"
    _print_measures(on, head, now.deciding)
    if one.in_force_from and now.status != "unknown":
        say(on, f"so since {one.in_force_from}{_with_its_edition(one)}")
    _print_missing(on, now.missing, found.facts, found.question.facts)
    _print_listed(on, "beside it", [_beside(weighed) for weighed in now.also])
    _print_listed(on, "exempt or winding down", one.exemptions)
    if one.outside:
        said = f"taken not to reach this code, unread ?: {_some_acts(one.outside)}"
        say(on, said, style="dim")
    if one.next_change:
        say(on, _next(one.next_change, found.question.on))
    elif one.newest and one.newest < found.question.on:
        say(
            on,
            f"the newest act loaded is of {one.newest}; what came after it is not known",
            style="dim",
        )


def _with_its_edition(one: RegimeAnswer) -> str:
    """A status can begin with the edition that brought its code, though the rule is older."""
    since = one.in_force_from
    older = any(
        each.measure.in_force_from and since and each.measure.in_force_from < since
        for each in one.standing.deciding
    )
    begun = since is not None and older and since == first_day(edition_on(since) or "")
    return ", when the edition with this code began" if begun else ""


def _of_family(found: FamilyStanding) -> str:
    """Each status with its codes, the strictest first; one status for all of them may be none of theirs."""
    if not found.codes:
        return "not known, as the tables link it only with codes that gather scraps of many"
    told = []
    for status in (one for one in SEVERITY if one in found.statuses.values()):
        codes = [code for code, own in found.statuses.items() if own == status]
        more = f" and {len(codes) - _MOST} more" if len(codes) > _MOST else ""
        told.append(f"{_spoken(status)} {', '.join(map(dotted, codes[:_MOST]))}{more}")
    return "; ".join(told)


def _spoken(status: str) -> str:
    return status.replace("_", " ")


def _some_acts(found: Iterable[Measure]) -> str:
    acts = list(dict.fromkeys(f"{each.act}, {each.article}" for each in found))
    more = f"; {len(acts) - _FEW} more, all with --json" if len(acts) > _FEW else ""
    return "; ".join(acts[:_FEW]) + more


def _plain(now: Standing) -> str:
    """The status in words; silence where something speaks of the goods and does not apply is another silence."""
    if now.status == NO_RULE and any(one.measure.decides for one in now.also):
        return (
            "no rule loaded that applies: what is loaded and speaks of it does not, see beside it"
        )
    if now.status == NO_RULE and any(one.measure.action != LIST for one in now.also):
        return "no rule loaded that decides: what may concern it stands beside it; silence, not freedom"
    return PLAIN[now.status]


def _print_measures(on: Console, head: str, found: Sequence[Weighed]) -> None:
    grouped: dict[tuple[str, str], list[Measure]] = {}
    for one in found:
        grouped.setdefault((one.measure.act, one.measure.article), []).append(one.measure)
    for (act, article), each in grouped.items():
        first = each[0]
        since = f"from {first.in_force_from}" if first.in_force_from else "first day not found"
        codes = ", ".join(dict.fromkeys(_code(one) for one in each if one.codes))
        reach = f", reach {first.reach_mark}" if not first.codes and first.reach_mark else ""
        what = codes or first.scope
        say(on, f"{head}: {first.action}: {act}, {article} ({what}), {since} {first.mark}{reach}")


def _code(one: Measure) -> str:
    limit = f" over EUR {one.value_over_eur:,}" if one.value_over_eur else ""
    some = ", ".join(map(dotted, one.codes[:3])) + (" …" if len(one.codes) > 3 else "")
    words = f" {shorten(one.described, 60, placeholder=' …')}" if one.ex and one.described else ""
    return f"{'ex ' if one.ex else ''}{some}{words}{limit}"


def _print_missing(
    on: Console, missing: Sequence[str], known: Catalogue, stated: Mapping[str, Fact]
) -> None:
    if missing:
        asked = [
            f"{name} ({asks(name, known)}{_within(stated.get(name))})" for name in missing[:_MOST]
        ]
        more = f"; and {len(missing) - _MOST} more" if len(missing) > _MOST else ""
        say(on, f"not stated: {'; '.join(asked)}{more}")


def _within(stated: Fact | None) -> str:
    """What is stated of a fact that is not stated narrowly enough."""
    if not isinstance(stated, Limits):
        return ""
    least = f"from {stated.low}" if stated.low.is_finite() else ""
    most = f"up to {stated.high}" if stated.high.is_finite() else ""
    return f"; known only {' '.join(filter(None, (least, most)))}"


def asks(name: str, catalogue: Catalogue) -> str:
    """The question a fact answers."""
    if name in catalogue.asked:
        one = catalogue.asked[name]
        return f"{one.asks} in {one.unit}" if one.unit else one.asks
    if name.startswith(MEETS):
        return "are the goods as this measure describes them?"
    return _OTHER_FACTS.get(name, "")


def _print_listed(on: Console, head: str, found: Iterable[str]) -> None:
    each = list(dict.fromkeys(found))
    for sentence in each[:_MOST]:
        say(on, f"{head}: {sentence}", style="dim")
    if len(each) > _MOST:
        say(on, f"{head}: {len(each) - _MOST} more, all with --json", style="dim")


def _beside(one: Weighed) -> str:
    measure = one.measure
    return f"{measure.act}, {measure.article} {measure.mark}: {_why(one)}"


def _why(one: Weighed) -> str:
    measure = one.measure
    if one.why:
        return one.why
    if measure.action == LIST:
        return "a list, binds nobody by itself"
    if measure.action == WIND_DOWN:
        return "a wind-down for contracts that are old enough"
    if measure.undated:
        return "its first day was not found; it decides nothing"
    if measure.any_reach:
        return "what it reaches is not known; it decides nothing"
    if measure.action == CATCH_ALL:
        return "catch-all: bars what the exporter knows is for military use; decided apart"
    if one.applies is False:
        return "not met by the facts"
    return f"{measure.action}, applies too" if one.applies else f"{measure.action}, may apply too"


def _next(change: Change, on: date) -> str:
    tomorrow = change.on == on + timedelta(days=1)
    when = f"from tomorrow, {change.on}" if tomorrow else f"from {change.on}"
    begins = _acts("begins", change.begins)
    ends = _acts("ends", change.ends)
    other = f"for other goods also {'; '.join(change.same_day)}" if change.same_day else ""
    moves = "" if begins or ends else "the status moves"
    what = "; ".join(filter(None, (begins, ends, moves, other)))
    possible = f", possible {change.then.possible}" if change.then.possible else ""
    return f"next change, {when}: {what} → {_spoken(change.then.status)}{possible}"


def _acts(word: str, measures: Iterable[Measure]) -> str:
    each = dict.fromkeys(f"{one.act}, {one.article}" for one in measures)
    return f"{word} {' and '.join(each)}" if each else ""


def _print_others(on: Console, found: LawAnswer) -> None:
    apart = [one.standing for one in found.regimes if one.standing.binds is False]
    if apart:
        on.print()
        names = ", ".join(one.regime for one in apart)
        say(on, f"not applicable: {names}: neither sender nor seller is theirs", 0)
    for one in apart:
        listed = (one_of.measure for one_of in one.also)
        for said in dict.fromkeys(f"{each.act}, {each.article} {each.mark}" for each in listed):
            say(on, f"on a list of {one.regime}: {said}", 2)
    for sentence in _beyond_what_is_loaded(found):
        say(on, sentence, 0)


def _beyond_what_is_loaded(found: LawAnswer) -> Iterator[str]:
    """Laws of the road that nothing loaded speaks for: of a sender without lists, of import."""
    road, day = found.question.road, found.question.on
    laws = found.jurisdictions
    for place in dict.fromkeys((road.sent_from, road.seller)):
        if place and not any(among(place, each, day) for each in laws.values()):
            yield f"the law of {named(place)} itself is not loaded: of it nothing is said"
    at_home = [name for name, each in laws.items() if among(road.to, each, day)]
    if at_home:
        yield f"rules on imports are not loaded: of goods into {named(road.to)} only others' export law is told"


def show_facts(catalogue: Catalogue, as_json: bool) -> None:
    """The facts that conditions ask for."""
    rows: list[Mapping[str, Any]] = [
        {"fact": one.name, "asks": one.asks, "unit": one.unit} for one in catalogue.asked.values()
    ]
    if as_json:
        return print_json(rows)
    on = console()
    for row in rows:
        say(on, f"[bold]{text(row['fact'])}[/]: {asks(row['fact'], catalogue)}", 0)
    say(on, "yes or no where no unit is named: civil=yes, mtow_kg=0.9, gust_kmh<46.3", 0, "dim")
    return None
