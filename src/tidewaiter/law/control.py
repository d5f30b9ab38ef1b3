"""The step `control`: every line's answer under every regime, kept by combination and span of days.

Three tables: which kind a description is of (`goods_fact`), the combinations and their spans
(`control_case`), the answers (`control_status`). A combination is computed again only where its days
or the measures near its code are not what they were.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tidewaiter.ground import derived, store
from tidewaiter.ground.folder import CaseFolder
from tidewaiter.ground.manifest import Manifest
from tidewaiter.ground.schema import CONTROL_CASE, CONTROL_STATUS, DERIVED, schema_of
from tidewaiter.ground.store import Store
from tidewaiter.law.book import Book, open_book
from tidewaiter.law.covering import Answered, Combination, Covering, Told, contract_days
from tidewaiter.law.described import Kinds, asking, kinds_of
from tidewaiter.law.items import Items, items_of
from tidewaiter.version import VERSION
from tidewaiter.words.bundled import LIBRARY
from tidewaiter.words.progress import Progress

_COMBINATION = (LIBRARY / "law" / "combination.sql").read_text(encoding="utf-8")
_OF_COMBINATION = tuple(one.name for one in fields(Combination))
_OF_TOLD = tuple(one.name for one in fields(Told))
_SPANS = schema_of({"tariff_line": pa.string(), "first_on": pa.date32(), "last_on": pa.date32()})
_PACKED = 50_000
KnownOn = date | None


@dataclass(slots=True)
class Controlled:
    """What the step did, for people and for the ledger."""

    unchanged: bool = False
    n_lines: int = 0
    n_combinations: int = 0
    n_computed: int = 0  # the others were as they are
    n_cases: int = 0
    regimes: tuple[str, ...] = ()
    known_on: tuple[str, ...] = ()
    left_out: tuple[Mapping[str, Any], ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def refresh(
    folder: CaseFolder, state: Manifest, known_on: Collection[date], progress: Progress
) -> tuple[Manifest | None, Controlled]:
    """The state with its three tables as new; none where they are, or where there are no lines."""
    key = derived.control_key(folder, state)
    with store.opened(folder, state) as case:
        if not state.of("declaration_line"):
            return None, Controlled(unchanged=True)
        held = _days(case)
        days = sorted(day for day in {*held, *known_on} if day)
        if derived.control_key_held(state) == key and {*days, None} <= {*held}:
            left_out = items_of(case).left_out if state.of("control_item") else ()
            return None, Controlled(unchanged=True, left_out=left_out)
        made, done = _made(case, days, progress)
    staging = folder.fresh_staging()
    sources = sorted({no for one in state.of("declaration_line") for no in one.sources})
    files = [one for one in state.files if one.table not in DERIVED]
    for name, table in made.items():
        path = _written(staging / f"{name}.parquet", table)
        files.append(folder.adopt_table(path, name, len(table), tuple(sources), key))
    return replace(state, files=tuple(files)), done


def _written(path: Path, table: pa.Table) -> Path:
    pq.write_table(table, path, compression="zstd")
    return path


def _days(case: Store) -> set[KnownOn]:
    """The days of knowledge for which there are answers; none stands for today's."""
    return {day for (day,) in case.engine.rows("SELECT DISTINCT known_on FROM control_case")}


def _made(
    case: Store, days: Sequence[date], progress: Progress
) -> tuple[dict[str, pa.Table], Controlled]:
    items = items_of(case)
    book = open_book(case.folder.path / derived.CONTROLS, more=items.lists)
    codes = [code for (code,) in case.engine.rows(_CODES) if code]
    progress.say(f"the law of {len(codes):,} codes")
    described, kinds = _described(case, book, codes)
    case.engine.table("text_kind", described)
    case.engine.table("contract_span", _contract_spans(case, book, codes))
    rows = case.engine.records(_COMBINATION)
    run = _Run(book, kinds, *_held(case))
    for known_on in (None, *days):
        run.all(rows, known_on)
    case.engine.table("kept", pa.table({"law_key": pa.array(run.kept, pa.string())}))
    tables = {
        "goods_fact": described,
        "control_case": pa.concat_tables([*_kept(case, run, _KEPT_CASES), run.cases.table()]),
        "control_status": pa.concat_tables([*_kept(case, run, _KEPT_ANSWERS), run.answers.table()]),
    }
    return tables, run.done(rows, days, items, len(tables["control_case"]))


_CODES = "SELECT DISTINCT tariff_line FROM line_as_read ORDER BY tariff_line"
_STATES_CONTRACTS = """
    SELECT count(contract_on) > 0 OR (SELECT count(*) > 0 FROM problem WHERE field = 'contract_on')
    FROM line_as_read
"""
_TEXTS = """
    SELECT text_no, tariff_line, description FROM goods_text
    WHERE description IS NOT NULL AND tariff_line IN (SELECT unnest($codes))
"""


def _described(case: Store, book: Book, codes: Sequence[str]) -> tuple[pa.Table, Kinds]:
    return kinds_of(book, case.engine.arrow(_TEXTS, {"codes": asking(book, codes)}))


def _contract_spans(case: Store, book: Book, codes: Iterable[str]) -> pa.Table:
    """By code the spans of contract days that a wind-down tells apart; one, where no line states any."""
    ((stated,),) = case.engine.rows(_STATES_CONTRACTS)
    ever = [(date.min, date.max)]
    rows = [
        (code, *span) for code in codes for span in (contract_days(book, code) if stated else ever)
    ]
    return pa.Table.from_pylist([dict(zip(_SPANS.names, row, strict=True)) for row in rows], _SPANS)


def _kept(case: Store, run: "_Run", query: str) -> list[pa.Table]:
    """Rows of a table as it was; nothing, also where an older version gave it other columns."""
    return [case.engine.arrow(query)] if run.kept else []


_KEPT_CASES = "SELECT * FROM control_case WHERE law_key IN (SELECT law_key FROM kept)"
_KEPT_ANSWERS = """
    SELECT told.* FROM control_status AS told
    JOIN control_case AS held ON held.case_no = told.case_no
    JOIN kept ON kept.law_key = held.law_key
"""


def _held(case: Store) -> tuple[frozenset[str], int]:
    """The keys of the answers there are, and the last number of a case."""
    keys = case.engine.rows("SELECT DISTINCT law_key FROM control_case")
    ((last,),) = case.engine.rows("SELECT coalesce(max(case_no), 0) FROM control_case")
    return frozenset(key for (key,) in keys), int(last)


@dataclass
class _Rows:
    """Rows of a table as they come: many, so that they are packed from time to time."""

    schema: pa.Schema
    loose: list[dict[str, Any]] = field(default_factory=list)
    packed: list[pa.Table] = field(default_factory=list)

    def add(self, rows: Iterable[dict[str, Any]]) -> None:
        """Some more."""
        self.loose += rows
        if len(self.loose) >= _PACKED:
            self._pack()

    def _pack(self) -> None:
        self.packed.append(pa.Table.from_pylist(self.loose, self.schema))
        self.loose = []

    def table(self) -> pa.Table:
        """All of them."""
        self._pack()
        return pa.concat_tables(self.packed)


@dataclass
class _Run:
    """One run of the step under way: what is kept, and the rows of what is computed."""

    book: Book
    kinds: Kinds
    held: frozenset[str]
    last_no: int
    kept: list[str] = field(default_factory=list)
    cases: _Rows = field(default_factory=lambda: _Rows(CONTROL_CASE))
    answers: _Rows = field(default_factory=lambda: _Rows(CONTROL_STATUS))
    n_computed: int = 0
    _by_code: dict[str, str] = field(default_factory=dict)

    def all(self, rows: Sequence[Mapping[str, Any]], known_on: KnownOn) -> None:
        """Every combination, as the law was known on a day."""
        days = [row[name] for row in rows for name in ("first_on", "last_on") if row[name]]
        first, last = min(days, default=date.max), max(days, default=date.max)
        covering = Covering(self.book, first, last, known_on)
        for row in rows:
            goods = Combination(**_picked(row, _OF_COMBINATION))
            key = self._law_key(goods, row, known_on)
            if key in self.held:
                self.kept.append(key)
                continue
            self.n_computed += 1
            for one in self._computed(covering, goods, row):
                self._add(goods, one, known_on, key)

    def _computed(
        self, covering: Covering, goods: Combination, row: Mapping[str, Any]
    ) -> list[Answered]:
        kind = self.kinds.of(goods.tariff_line, goods.facts)
        answers = [covering.without_day()] if row["some_without_day"] else []
        if row["first_on"]:
            answers += covering.spans(goods, kind, row["first_on"], row["last_on"])
        return answers

    def _add(self, goods: Combination, one: Answered, known_on: KnownOn, key: str) -> None:
        self.last_no += 1
        number = {"case_no": self.last_no}
        days = {"first_on": one.first_on, "last_on": one.last_on, "known_on": known_on}
        more = {"exporter_status": one.exporter_status, "law_key": key}
        self.cases.add([{**number, **_fields(goods, _OF_COMBINATION), **days, **more}])
        self.answers.add([{**number, **_fields(told, _OF_TOLD)} for told in one.told])

    def _law_key(self, goods: Combination, row: Mapping[str, Any], known_on: KnownOn) -> str:
        """What the answers of a combination rest on: its own words, its days, all that is near its code."""
        code = goods.tariff_line or ""
        if code not in self._by_code:
            self._by_code[code] = law_near(self.book, code)
        days = (row["first_on"], row["last_on"], row["some_without_day"], known_on)
        return _digest([self._by_code[code], repr(goods), repr(days)])

    def done(
        self,
        rows: Sequence[Mapping[str, Any]],
        days: Sequence[date],
        items: Items,
        n_cases: int,
    ) -> Controlled:
        """What was done."""
        return Controlled(
            n_lines=sum(row["n_lines"] for row in rows),
            n_combinations=len(rows) * (1 + len(days)),
            n_computed=self.n_computed,
            n_cases=n_cases,
            regimes=tuple(self.book.regimes),
            known_on=tuple(day.isoformat() for day in days),
            left_out=items.left_out,
        )


def _fields(one: object, names: Iterable[str]) -> dict[str, Any]:
    """Its fields; a copy as deep as `asdict` makes takes longer than the law."""
    return {name: getattr(one, name) for name in names}


def _picked(row: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: row[name] for name in names}


def law_near(book: Book, code: str) -> str:
    """A hash over all that an answer about a code can rest on: what is changed elsewhere leaves it alone."""
    near = [repr(one) for one in book.concerning(code)] if code else []
    complete = [repr(one) for one in book.complete_for if code.startswith(one.codes)]
    regimes = [repr(one) for one in book.regimes.values()]
    implied = [repr(one) for one in book.facts.implied if code.startswith(one.codes)]
    bounds = [repr(one) for one in book.facts.bounded]
    around = [VERSION, derived.code(), derived.shipped(*derived.AROUND)]
    return _digest([*sorted(near), *complete, *regimes, *implied, *bounds, *around])


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
