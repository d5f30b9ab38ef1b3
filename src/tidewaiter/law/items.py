"""Items of control lists that came as records, one code a row, made into lists of the law.

A row says less than a list file: a country to which none was stated is any, an end is the first day
that no longer counts, and a condition that is not over known facts is words, which a fact must decide.
What cannot bind anybody (a limit that could not be read, no code, no regime, a code that never existed) is
told of, never guessed; so is an item without a first day, which only keeps silence from being freedom.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tidewaiter.ground.derived import CONTROLS
from tidewaiter.ground.store import Store
from tidewaiter.law.codes import never_existed
from tidewaiter.law.conditions import Condition, read_condition
from tidewaiter.law.facts import built_in, misused
from tidewaiter.law.lists import load_all
from tidewaiter.law.measures import BAN, EVERYWHERE, MARKS, CompleteFor, ControlList, Measure
from tidewaiter.words.hs import first_day
from tidewaiter.words.nomenclature import EDITIONS, SIX

DAY = timedelta(days=1)
NOT_STATED = "not stated"
ACTIONS = {"prohibition": BAN}
"""The words of records for actions, where a list says otherwise."""


_CURRENT = """
    SELECT control_item.*, source.synthetic, source.file_name, source.sheet,
        control_item.row_id % 4294967296 AS line_no
    FROM control_item
    JOIN source ON source.source_no = control_item.row_id // 4294967296
    WHERE control_item.state = 'current'
    ORDER BY control_item.row_id, control_item.part_no
"""


@dataclass(frozen=True, slots=True)
class Items:
    """The lists made of a case's items, and the rows that bind nobody, each with where it stands and why."""

    lists: tuple[ControlList, ...]
    left_out: tuple[Mapping[str, Any], ...]


def items_of(store: Store) -> Items:
    """The current items of a case, as one list a regime."""
    rows = store.engine.records(_CURRENT)
    left_out = [_left_out(row, why) for row in rows if (why := _binds_nobody(row))]
    sound = [row for row in rows if not _binds_nobody(row)]
    whose = _jurisdictions(store.folder.path / CONTROLS, sound) if sound else {}
    nobodys = [regime for regime, (places, _) in whose.items() if not places]
    left_out += [
        _left_out(row, "it states no jurisdiction: whose law it is")
        for row in sound
        if row["regime"] in nobodys
    ]
    left_out += [
        _left_out(row, "it states no first day")
        for row in sound
        if row["in_force_from"] is None and row["regime"] not in nobodys
    ]
    left_out.sort(key=lambda one: one["row_id"])
    lists = tuple(_list(one, whose[one], sound) for one in sorted({*whose} - {*nobodys}))
    return Items(lists, tuple(left_out))


def _left_out(row: Mapping[str, Any], why: str) -> dict[str, Any]:
    return {
        "row_id": row["row_id"],
        "file_name": row["file_name"],
        "sheet": row["sheet"],
        "line_no": row["line_no"],
        "code": row["tariff_line_as_declared"],
        "why": why,
    }


def _binds_nobody(row: Mapping[str, Any]) -> str:
    if row["unread_limits"]:
        return f"{', '.join(row['unread_limits'].split())} could not be read"
    if lacking := [name for name in ("regime", "tariff_line", "action") if not row[name]]:
        return f"it states no {lacking[0].replace('_', ' ')} that could be read"
    edition = _edition(row)
    if edition is not None and never_existed(row["tariff_line"], edition):
        return f"{row['tariff_line'][:SIX]} never existed in {edition or 'any edition'}"
    first, last = row["in_force_from"], row["in_force_to"]
    if first and last and last <= first:
        return f"it ends on {last}, before it begins"
    return ""


def _edition(row: Mapping[str, Any]) -> str | None:
    """What its code is looked up in: its edition, else all; none where they may lack the one of its day."""
    first = row["in_force_from"]
    if row["hs_edition"] or first is None or first >= first_day(EDITIONS[0]):
        return row["hs_edition"] or ""
    return None


_Whose = tuple[tuple[str, ...], str]


def _jurisdictions(folder: Path, rows: Iterable[Mapping[str, Any]]) -> dict[str, _Whose]:
    """Whose law each regime is: as the loaded lists say, else as its rows do."""
    loaded = {one.regime: (one.jurisdiction, one.reaches_abroad) for one in load_all(folder)}
    stated: dict[str, dict[str, None]] = {}
    for row in rows:
        stated.setdefault(row["regime"], {}).update(
            {row["jurisdiction"]: None} if row["jurisdiction"] else {}
        )
    return {regime: loaded.get(regime, (tuple(places), "")) for regime, places in stated.items()}


def _list(regime: str, whose: _Whose, rows: Sequence[Mapping[str, Any]]) -> ControlList:
    own = [row for row in rows if row["regime"] == regime]
    name = f"items of {regime}"
    days = [row["published_on"] or row["adopted_on"] for row in own]
    return ControlList(
        name=name,
        title=f"{len(own):,} codes that came as records",
        regime=regime,
        jurisdiction=whose[0],
        source="records of the case",
        licence="as of its records",
        attribution="",
        version="",
        sha256="",
        measures=tuple(_measure(name, row) for row in own),
        complete_for=tuple(_complete(name, row) for row in own if row["complete_from"]),
        reaches_abroad=whose[1],
        own=True,
        synthetic=any(row["synthetic"] for row in own),
        newest=max((day for day in days if day), default=None),
    )


def _measure(name: str, row: Mapping[str, Any]) -> Measure:
    condition = _condition(row["condition"])
    return Measure(
        id=f"item/{row['row_id']}",
        regime=row["regime"],
        list_name=name,
        act=row["act"] or NOT_STATED,
        article=row["article"] or NOT_STATED,
        scope=row["tariff_line_as_declared"] or row["tariff_line"],
        action=ACTIONS.get(row["action"], row["action"]),
        to=_places(row["to_country"]) or (EVERYWHERE,),
        mark=_mark(row),
        source=row["reference"] or "records of the case",
        edition=row["hs_edition"] or "",
        codes=(row["tariff_line"],),
        ex=_is_part(row) or (bool(row["condition"]) and condition is None),
        when=condition,
        text=row["condition"] or "",
        sent_from=_places(row["from_country"]),
        adopted=row["adopted_on"],
        published=row["published_on"],
        in_force_from=row["in_force_from"],
        in_force_to=_last(row["in_force_to"]),
        contract_before=row["contract_before"],
        execute_by=row["execute_by"],
    )


def _complete(name: str, row: Mapping[str, Any]) -> CompleteFor:
    return CompleteFor(
        name,
        row["regime"],
        (row["tariff_line"],),
        _places(row["to_country"]) or (EVERYWHERE,),
        row["complete_from"],
        _last(row["complete_to"]),
        _mark(row),
        means=f"as {row['act'] or 'its records'} says of itself",
    )


def _is_part(row: Mapping[str, Any]) -> bool:
    """Whether only a part of the code is meant: "ex 9013 10"."""
    return str(row["tariff_line_as_declared"] or "").strip().casefold().startswith("ex")


def _condition(text: str | None) -> Condition | None:
    """What a condition says over known facts; none where it is words."""
    try:
        found = read_condition(text) if text else None
    except ValueError:
        return None
    asked = built_in().asked
    if found is None or not set(found.names()) <= asked.keys() or any(misused(found, asked)):
        return None
    return found


def _places(place: str | None) -> tuple[str, ...]:
    return (place,) if place else ()


def _last(end: date | None) -> date | None:
    return end - DAY if end else None


def _mark(row: Mapping[str, Any]) -> str:
    """A row that does not say how sure it is was brought by somebody, and not read in its source."""
    return row["status_mark"] if row["status_mark"] in MARKS else "≈"
