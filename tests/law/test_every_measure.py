"""Every measure with codes begins on its day and not one day earlier; lists are as their publishers had them."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.law.conftest import Typed, on

from tidewaiter.law.book import Book, as_published, open_book
from tidewaiter.law.conditions import Compared, Condition, Fact, Joined, Limits, Named, Not
from tidewaiter.law.measures import BAN, LIST, WIND_DOWN, Measure
from tidewaiter.law.roads import Road
from tidewaiter.law.status import Standing, code_exists, standing
from tidewaiter.law.weighing import Question
from tidewaiter.words.nomenclature import beginning_with

DAY = timedelta(days=1)
SENDER = {"EU": "DE", "E5": "AU"}
TABLES = tuple(f"eu-20{year}-" for year in ("22", "23", "24", "25"))


@pytest.fixture(scope="module")
def book() -> Book:
    return open_book()


def meeting(condition: Condition | None) -> dict[str, Fact]:
    """Facts by which a condition is met."""
    match condition:
        case Named(name):
            return {name: True}
        case Not(Named(name)):
            return {name: False}
        case Compared(name, sign, number):
            near = number + (1 if sign == ">" else -1 if sign == "<" else 0)
            return {name: Limits(near, near)}
        case Joined(True, parts):
            return {name: fact for part in parts for name, fact in meeting(part).items()}
        case Joined(False, parts):
            return meeting(parts[0])
    return {}


def facts(measure: Measure) -> Mapping[str, Fact]:
    """Facts by which a measure applies to the goods it describes."""
    worth = (measure.value_over_eur or Decimal(0)) + 1
    described: dict[str, Fact] = {
        measure.own_fact: True,
        "value_per_item_eur": Limits(worth, worth),
    }
    return described | meeting(measure.when)


def asked(measure: Measure, code: str, day: date) -> Question:
    to = "RU" if "RU" in measure.to else "BY" if "BY" in measure.to else "KZ"
    sender = SENDER.get(measure.regime, measure.regime)
    return Question(code, day, Road(sender, to, sender), facts(measure))


def ids(found: Standing) -> tuple[set[str], set[str]]:
    return tuple({one.measure.id for one in each} for each in (found.deciding, found.also))  # type: ignore[return-value]


def coded(book: Book) -> list[Measure]:
    """Every line of the dated EU table, and every measure read in its source that has codes."""
    return [
        one
        for one in book.measures
        if (one.codes or one.reference)
        and one.in_force_from
        and (one.mark == "✔" or one.list_name.startswith(TABLES))
    ]


def test_every_measure_is_absent_the_day_before_and_decides_on_the_day(
    book: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wind-down and a list decide nothing: they stand beside the status from their day on."""
    counted: Counter[str] = Counter()
    wrong: list[str] = []
    for one in coded(book):
        assert one.in_force_from is not None
        code = (one.codes or tuple(ref[:6] for ref in one.reference))[0]
        regime = book.regimes[one.regime]
        before = ids(standing(book, regime, asked(one, code, one.in_force_from - DAY)))
        at = ids(standing(book, regime, asked(one, code, one.in_force_from)))
        kind = "beside" if one.action in (LIST, WIND_DOWN) else "deciding"
        if not code_exists(code, one.in_force_from):
            kind = "code of another edition"
        counted[kind] += 1
        there = at[1] if kind == "beside" else at[0]
        absent = one.id not in before[0] | before[1]
        if not absent or (one.id not in there and kind != "code of another edition"):
            wrong.append(one.id)
    with capsys.disabled():
        told = ", ".join(f"{n:,} {kind}" for kind, n in counted.items())
        print(f"\nbegins on its day and not before: {counted.total():,} measures ({told})")
    assert wrong == []
    assert counted.total() > 3_200


def test_the_table_of_the_regulation_is_whole(book: Book) -> None:
    """3,155 lines were read; 45 lines of Art. 12g are derived from other annexes."""
    names = {one.name for one in book.lists if one.name.startswith("eu-20")} | {"eu-833-2014"}
    lines = [
        measure
        for one in book.lists
        if one.name in names
        for measure in one.measures
        if measure.id.count("/") == 2
    ]
    derived = [one for one in lines if "line derived from" in one.note]
    assert (len(lines) - len(derived), len(derived)) == (3155, 45)
    assert Counter(one.action for one in lines)[WIND_DOWN] == 177


HIGH_PRIORITY = """
2023-06-01 | US 9 ≈
2024-01-15 | E5 45 ✔, EU 45 ✔
2024-03-01 | E5 45 ✔, EU 45 ✔, US 50 ✔
2024-07-01 | E5 45 ✔, EU 50 ≈, US 50 ✔
"""


@pytest.mark.parametrize("line", HIGH_PRIORITY.strip().splitlines())
def test_the_high_priority_list_that_applied_by_publisher(line: str, book: Book) -> None:
    day, _, expected = line.partition("|")
    found = [
        f"{one.regime} {len({code for m in as_published(one) for code in m.codes})} {as_published(one)[0].mark}"
        for _, one in book.published("common high priority", on(day.strip()))
    ]
    assert ", ".join(sorted(found)) == expected.strip()


def test_the_fifty_codes_are_the_forty_five_and_five_machine_tools(book: Book) -> None:
    codes = {
        one.name: {code for measure in as_published(one) for code in measure.codes}
        for day in ("2024-03-01", "2024-07-01")
        for _, one in book.published("common high priority", on(day))
    }
    tools = {"845710", "845811", "845891", "845961", "846693"}
    assert codes["us-chpl-2024-02-23"] == codes["eu-2024-1745"]
    assert codes["us-chpl-2024-02-23"] - codes["eu-2023-2878"] == tools
    assert codes["e5-chpl-2023-09-26"] == codes["eu-2023-2878"]


def test_the_dated_table_meets_the_snapshot_of_october_2022(
    book: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    """An independent list of that day: what it has and we do not, and what we have and it does not."""
    day = on("2022-10-07")
    snapshot = next(one for one in book.lists if one.check_only)
    theirs = {measure.codes[0] for measure in snapshot.measures}
    ours: dict[str, set[str]] = {}
    for one in book.measures:
        if one.regime == "EU" and one.codes and one.action != WIND_DOWN and one.in_force(day):
            ours.setdefault(one.codes[0], set()).add(one.annex)
    covered = {code for code in theirs if code.startswith(tuple(ours))}
    only_theirs = Counter(code[:2] for code in theirs - covered)
    only_ours = {code: annex for code, annex in ours.items() if not held(code, theirs)}
    with capsys.disabled():
        print(
            f"\n{len(covered):,} of {len(theirs):,} codes; the rest by chapter {dict(only_theirs)}"
        )
        print("(72 and 73: iron and steel of the import annex XVII, no export restriction)")
        print(f"{len(only_ours)} of our codes hold none of theirs, by chapter:")
        for chapter, reasons in sorted(by_chapter(only_ours).items()):
            print(f"  {chapter}: {', '.join(f'{n} {why}' for why, n in reasons.items())}")
    assert (len(covered), len(theirs)) == (2024, 2223)
    assert only_theirs == {"72": 162, "73": 37}
    assert len(only_ours) == 164


def held(code: str, theirs: set[str]) -> bool:
    return any(one.startswith(code) for one in theirs)


WHY = {
    "XVIII": "luxury goods (XVIII), sections that the snapshot has in part or not at all",
    "XXIII": "of Annex XXIII, with no CN8 code among those the snapshot names (see the next test)",
    "258/2012-I": "firearms of Art. 2aa, listed in another regulation",
    "II": "oil exploration (II), not in the snapshot",
    "XX": "jet fuel (XX), as a code the snapshot has narrower or not",
    "VII": "Annex VII Part B, not in the snapshot",
}


HEADINGS_OF_THE_SNAPSHOT = """
2106 2203 2512 2701 2702 2703 3303 3304 3305 3307 4202 4203 4303 5701 5703 5704 5705 5805 6101 6102 6103
6104 6105 6106 6107 6108 6109 6110 6111 6114 6115 6116 6117 6201 6202 6203 6204 6205 6206 6207 6208 6209
6212 6213 6214 6215 6216 6217 6309 6401 6405 6504 6602 6704 6911 7010 7102 7103 7105 7106 7107 7108 7109
7113 7114 7115 7116 7206 7207 7208 7209 8214 8215 8407 8408 8409 8411 8471 8483 8511 8519 8521 8527 8607
8702 8703 8706 8707 8708 8711 8712 8714 8801 8802 8803 8804 8805 8806 8807 8903 9006 9007 9020 9026 9101
9102 9103 9104 9105 9108 9109 9110 9111 9112 9113"""
"""What its input file names by four digits, that is, whole."""


def test_the_snapshot_names_only_some_codes_of_the_headings_it_means_whole(
    book: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    """So that a code of ours with none of theirs beside it is no contradiction.

    The snapshot's author joined the codes of the annexes to products as trade data name them; what no
    trade was recorded of is not there: of heading 8806, named whole, two subheadings of twelve.
    """
    snapshot = next(one for one in book.lists if one.check_only)
    theirs = {measure.codes[0] for measure in snapshot.measures}
    meant = {code for h in HEADINGS_OF_THE_SNAPSHOT.split() for code in beginning_with(h, "HS2022")}
    lacking = {code for code in meant if len(code) == 6 and not held(code, theirs)}
    with capsys.disabled():
        print(f"\n{len(lacking)} subheadings that the snapshot means and does not name:")
        print(f"  {' '.join(sorted(lacking))}")
    assert {code for code in meant if code[:4] == "8806"} - lacking == {"880621", "880622"}
    assert {"720825", "720928", "880240"} <= lacking
    assert (len(lacking), len([code for code in meant if len(code) == 6])) == (46, 545)


def by_chapter(found: Mapping[str, set[str]]) -> dict[str, Counter[str]]:
    told: dict[str, Counter[str]] = {}
    for code, annexes in found.items():
        why = " and ".join(WHY[annex] for annex in sorted(annexes))
        told.setdefault(code[:2], Counter())[why] += 1
    return told


def test_what_is_unverified_is_off_until_it_is_asked_for(book: Book, typed: Typed) -> None:
    words = "8542.31 --from DE --to CN --on 2023-01-01"
    assert not [one for one in book.measures if one.mark == "?"]
    assert typed(words)["EU"]["status"] == "no_rule_loaded"
    asked = typed(words, "--unverified")["EU"]
    assert (asked["status"], asked["possible"], asked["mark"]) == ("unknown", "licence", "?")


def test_a_ban_is_never_of_a_list_that_only_compares(book: Book) -> None:
    steel = Question("72081000", on("2022-11-01"), Road("DE", "RU", "DE"), {})
    found = standing(book, book.regimes["EU"], steel)
    assert [one for one in found.deciding if one.measure.action == BAN] == []
