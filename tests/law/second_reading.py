"""The shipped lists read a second time, with nothing from `tidewaiter.law`: plainly, not fast.

Each code or heading a measure names is a line. It applies: 1, not: 0, a fact is missing: ½; of conditions
the least counts, of ways the most. Left out: links between editions, facts but the value of one item,
measures of any reach, undated, marked ? or seen as a snapshot."""

import csv
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tidewaiter.words.bundled import LIBRARY
from tidewaiter.words.hs import edition_on
from tidewaiter.words.nomenclature import exists

REGIMES = ("EU", "CN", "US", "GB", "JP")
STATUS = {"ban": "prohibited", "licence": "licence", "due_diligence": "due_diligence"}
UNION = "AT BE BG CY CZ DE DK EE ES FI FR GR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
DAYS = {"in_force_from", "in_force_to", "contract_before", "execute_by"}
OPEN = 0.5
DENIED = {"8802": "unmanned and", "8806": "not whole_aircraft and"}  # by the words of 2022's codes
DENIED |= dict.fromkeys(("880621", "880691"), "(mtow_kg > 7 or empty_kg > 4)")  # 250 g at most


class Asked(NamedTuple):
    """Goods on a road on a day; a contract and the value of one item, where they are stated."""

    code: str
    day: date
    sent_from: str
    to: str
    seller: str | None = None
    contract: date | None = None
    value: int | None = None


class Line(NamedTuple):
    """One code of a measure, or one heading that its text may concern; with all that is said."""

    name: str
    code: str
    said: dict[str, Any]

    def about(self, code: str) -> float:
        """All goods under a code, or none; some, if it is narrower, `ex`, or a text in words."""
        if code.startswith(self.code):
            return 1 if "codes" in self.said and not self.said.get("ex") else OPEN
        return OPEN if self.code.startswith(code) else 0

    def in_force(self, day: date) -> bool:
        return bool(self.said["in_force_from"] <= day <= self.said.get("in_force_to", date.max))


def _lines() -> Iterator[Line]:
    broad = tomllib.loads((LIBRARY / "law/reaches.toml").read_text("utf-8"))["broad"]["headings"]
    for path in sorted((LIBRARY / "controls").glob("*.toml")):
        head = tomllib.loads(path.read_text("utf-8"))
        for measure in () if head.get("check_only") else head["measure"]:
            said = {"regime": head["regime"], **head.get("every_measure", {}), **measure}
            reach = said.get("reach") or [code[:6] for code in said.get("reference", ())]
            dated = "in_force_from" in said and "snapshot" not in said
            if dated and said["mark"] != "?" and reach != "any" and said["regime"] in REGIMES:
                for row in _rows(path, said.get("codes", broad if reach == "broad" else reach)):
                    if row.get("measure", said["id"]) == said["id"]:
                        yield Line(f"{path.stem}/{said['id']}", row["code"], {**said, **row})


def _rows(path: Path, codes: str | list[str]) -> list[dict[str, Any]]:
    """The codes themselves, or the lines of a table; what a line leaves blank is as its measure says."""
    if not isinstance(codes, str):
        return [{"code": code} for code in codes]
    day, table = date.fromisoformat, (path.parent / codes).read_text("utf-8").splitlines()
    rows = [{key: cell for key, cell in row.items() if cell} for row in csv.DictReader(table)]
    return [row | {key: day(row[key]) for key in row.keys() & DAYS} for row in rows]


LINES = tuple(_lines())


@cache
def near(code: str) -> list[Line]:
    """Every line about some of the goods under a code."""
    return [one for one in LINES if one.about(code)]


def is_of(regime: str, place: str | None, day: date) -> bool:
    """Whether a law is a country's own; Croatia came to the Union, the United Kingdom left."""
    if regime == "EU" and place in ("HR", "GB"):
        return day >= date(2013, 7, 1) if place == "HR" else day <= date(2020, 1, 31)
    return place in UNION.split() if regime == "EU" else place == regime


def answer(regime: str, asked: Asked) -> tuple[str, str | None, set[tuple[str, str]]]:
    """The strictest that is certain, the strictest a missing fact could add, and the lines that say so."""
    own = is_of(regime, asked.sent_from, asked.day) or is_of(regime, asked.seller, asked.day)
    bound = 1 if own else OPEN if regime == "US" else 0  # US law also follows American content
    if not bound:
        return "not_applicable", None, set()
    if not exists(asked.code, edition_on(asked.day) or ""):
        return "invalid_code_for_date", None, set()
    lines = [one for one in near(asked.code) if one.said["regime"] == regime]
    weighed = [(one.said["action"], one[:2], min(bound, applies(one, asked))) for one in lines]
    possible = None
    for action, status in STATUS.items():  # the strictest first
        if by := {line for each, line, truth in weighed if each == action and truth == 1}:
            return status, possible, by
        if any(each == action and truth == OPEN for each, _, truth in weighed):
            possible = possible or status
    could = {line for action, line, truth in weighed if action in STATUS and truth == OPEN}
    return "unknown" if could else "no_rule_loaded", possible, could


def applies(line: Line, asked: Asked) -> float:
    """In force, about the goods, to there, with every condition met, and not lifted."""
    said, when = line.said, line.said.get("when", "")
    of_law = is_of(said["regime"], asked.to, asked.day)
    to = asked.to in said["to"] or "*" in said["to"] or ("third" in said["to"] and not of_law)
    let = OPEN if asked.to in said.get("to_unsure", ()) else 1
    let = 0 if asked.to in said.get("to_except", ()) else let
    words = [each for code, each in DENIED.items() if asked.code.startswith(code) and each in when]
    met = 0 if words and asked.day.year >= 2022 else OPEN if when else 1  # no fact was stated
    worth = 1 - not_above(asked.value, said.get("value_over_eur"), 0)
    found = min(line.in_force(asked.day), line.about(asked.code), to, let, met, worth)
    return found and min(found, 1 - lifted(line, asked))


def not_above(value: int | None, limit: Any, without: float) -> float:
    return without if limit is None else OPEN if value is None else value <= float(limit)


def lifted(line: Line, asked: Asked) -> float:
    """An older contract is lifted by the line's own wind-down, or that of its annex and first day which
    a list of wind-downs or a narrower code has. Of newly listed goods: not those held the day before.
    """
    goods = max(line.code, asked.code, key=len)  # what the line and the question are both about
    beside = [one for one in near(goods) if one.said.get("annex", "") == line.said.get("annex")]
    first, ways, held = line.said["in_force_from"], [0.0], 0.0
    for one in beside if line.said.get("newly_listed") else ():
        if one.said["action"] == "ban" and one.in_force(first - timedelta(days=1)):
            held = max(held, one.about(goods))
    for one in [line, *beside]:
        lends = one.said["action"] == "wind_down" or len(one.code) > len(line.code)
        running = asked.contract and asked.contract < one.said.get("contract_before", date.min)
        if running and asked.day <= one.said["execute_by"] and first == one.said["in_force_from"]:
            worth = not_above(asked.value, one.said.get("wind_down_value_eur"), 1)
            ways.append(min(one is line or (lends and one.about(goods)), worth, 1 - held))
    return max(ways)
