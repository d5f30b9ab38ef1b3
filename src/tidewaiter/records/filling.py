"""What stands in the columns of raw rows: counted in one pass, nothing is read for it.

A cell is filled where more than blanks stands in it; in a mapped column, a mark by which the
file says "not stated" is counted apart. A row can hold several records: a cell they share counts
for each of them that is there, so that what is filled can be held against what was read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sqlglot import exp

from tidewaiter.ground.engine import Engine
from tidewaiter.records.declared import Rows, own_columns, spelling_of
from tidewaiter.records.entityrows import show_records
from tidewaiter.records.headed import show_items
from tidewaiter.records.padding import trimmed
from tidewaiter.records.profile import Mapped

_SURELY_FILLED = (("!", "\u00a0"), ("\u00a1", "\u2007"), ("\u3001", "\ufeff"))
"""Texts between these begin with no blank; trimming every value would take ten times as long."""


@dataclass(slots=True)
class Filling:
    """Counts of one source: rows, cells by column; records, and cells in them by part and field."""

    n_rows: int = 0
    filled: dict[str, int] = field(default_factory=dict)
    marked: dict[str, int] = field(default_factory=dict)
    n_records: dict[int, int] = field(default_factory=dict)
    in_records: dict[tuple[int, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Count:
    """One number: where in a `Filling` it belongs, and an expression that is null where nothing counts."""

    kind: str
    key: object
    cell: exp.Expr


def filling_of(engine: Engine, rows: Rows) -> dict[int, Filling]:
    """Count the view `raw_row`, by source; made of `row_of_file` where not every row is a record."""
    if rows.profile.header_rows is not None:
        rules = rows.profile.header_rows
        show_items(engine, rules, spelling_of(rows, rules), rows.header)
    elif rows.profile.entities is not None:
        show_records(engine)
    cells = _Cells(rows)
    counts = [*cells.by_column(), *cells.by_record()]
    found = {number: Filling() for number, *_ in rows.names}
    for number, n_rows, *counted in engine.rows(cells.query(counts)):
        found[number].n_rows = n_rows
        for one, n in zip(counts, counted, strict=True):
            getattr(found[number], one.kind)[one.key] = n
    _note_single_records(rows, found)
    _note_named_periods(rows, found)
    return found


def _note_single_records(rows: Rows, found: dict[int, Filling]) -> None:
    """Where a row is one record, a field of one column is filled where the column is."""
    if rows.profile.records:
        return
    for one in found.values():
        one.n_records[0] = one.n_rows
        for item in rows.profile.mapped:
            own = item.field in rows.profile.nothing
            if len(columns := columns_of(rows, item)) == 1 and not own:
                one.in_records[0, item.field] = one.filled.get(columns[0], 0)
        for column, role in parties_of(rows).items():
            one.in_records[0, role] = one.filled.get(column, 0)


def _note_named_periods(rows: Rows, found: dict[int, Filling]) -> None:
    """A period that the name of a file or sheet says stands in all its records, or in none."""
    for part in rows.parts():
        for item in part.profile.mapped:
            if item.by_name is not None:
                for number, file, sheet in rows.names:
                    n_records = found[number].n_records.get(part.part_no, 0)
                    said = n_records if item.by_name.said(file, sheet) else 0
                    found[number].in_records[part.part_no, item.field] = said


def columns_of(part: Rows, item: Mapped) -> list[str]:
    """The file's own columns that a field is read from; none where one of them is lacking."""
    own = [part.profile.column_in(part.header, name) for name in item.columns]
    return [name for name in own if name is not None] if None not in own else []


def first_of(part: Rows, item: Mapped) -> list[str]:
    """The file's own columns of which a field is read from the first that states something."""
    rules = part.profile.entities
    names = rules.first.get(item.column, ()) if rules else ()
    return list(part.profile.own(part.header, names).values())


def parties_of(part: Rows) -> dict[str, str]:
    """The file's own columns that hold the id of a party's row, and its role."""
    rules = part.profile.entities
    roles = rules.parties if rules else {}
    own = part.profile.own(part.header, list(roles))
    return {own[column]: role for column, role in roles.items() if column in own}


@dataclass(frozen=True)
class _Cells:
    """The cells of like sources, as flags that are 1 where a cell is filled and null elsewhere."""

    rows: Rows

    def query(self, counts: Sequence[_Count]) -> exp.Select:
        """All counts of every source in one pass."""
        source_no = exp.condition("row_id // 4294967296", dialect="duckdb")
        numbers = [number for number, *_ in self.rows.names]
        flags = exp.select(exp.alias_(source_no, "source_no"), *self._flags()).from_("raw_row")
        cell = flags.where(source_no.copy().isin(*numbers)).subquery("cell")
        counted = [exp.func("count", one.cell) for one in counts]
        every = exp.select("source_no", exp.func("count", exp.Star()), *counted)
        return every.from_(cell).group_by("source_no")

    def by_column(self) -> Iterator[_Count]:
        """Filled cells, and marks, of every column of the file."""
        for place, name in enumerate(self.rows.header):
            yield _Count("filled", name, exp.column(f"filled_{place}"))
            if name in self._marks:
                yield _Count("marked", name, exp.column(f"marked_{place}"))

    def by_record(self) -> Iterator[_Count]:
        """Records, and in them the fields that are read from columns the file has."""
        several = bool(self.rows.profile.records)
        for part in self.rows.parts():
            there = self._is_there(part)
            if several:
                yield _Count("n_records", part.part_no, _one_where(there))
            for item in part.profile.mapped:
                columns = columns_of(part, item)
                if item.field in part.profile.nothing or first_of(part, item):
                    own = exp.not_(exp.column(f"own_{part.part_no}_{item.field}").is_(exp.null()))
                    filled = exp.and_(there.copy(), own)
                    yield _Count("in_records", (part.part_no, item.field), _one_where(filled))
                elif len(columns) > 1 or (several and columns):
                    filled = exp.and_(there.copy(), *map(self._is_filled, columns))
                    yield _Count("in_records", (part.part_no, item.field), _one_where(filled))

    def _is_there(self, part: Rows) -> exp.Expr:
        """Whether a row holds this record."""
        if not part.profile.records:
            return exp.true()
        own = [part.profile.column_in(part.header, name) for name in own_columns(part.profile)]
        return exp.or_(exp.false(), *[self._is_filled(name) for name in own if name])

    def _is_filled(self, column: str) -> exp.Expr:
        place = self.rows.header.index(column)
        return exp.not_(exp.column(f"filled_{place}").is_(exp.null()))

    def _flags(self) -> Iterator[exp.Expr]:
        for place, name in enumerate(self.rows.header):
            cell, marks = exp.column(name, quoted=True), self._marks.get(name, ())
            yield exp.alias_(_flag(cell, marks), f"filled_{place}")
            if marks:
                yield exp.alias_(_mark(cell, marks), f"marked_{place}")
        for part in self.rows.parts():
            yield from _own_flags(part)

    @cached_property
    def _marks(self) -> dict[str, tuple[str, ...]]:
        """What states nothing in a column, whichever of its fields is asked for."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for part in self.rows.parts():
            for item in part.profile.mapped:
                for name in columns_of(part, item):
                    found.setdefault(name, []).append(_marks(part, item))
        common = {
            name: tuple(mark for mark in each[0] if all(mark in other for other in each))
            for name, each in found.items()
        }
        return {name: marks for name, marks in common.items() if marks}


def _marks(part: Rows, item: Mapped) -> tuple[str, ...]:
    """What states nothing in a field."""
    return (*part.profile.not_stated, *part.profile.nothing.get(item.field, ()))


def _own_flags(part: Rows) -> Iterator[exp.Expr]:
    """1 where a field is stated that has marks of its own, or stands in the first of several columns."""
    for item in part.profile.mapped:
        firsts = first_of(part, item)
        if item.field in part.profile.nothing or firsts:
            cells = [_first_filled(firsts)] if firsts else map(_cell, columns_of(part, item))
            flags = [_flag(cell, _marks(part, item)) for cell in cells]
            stated = exp.and_(exp.true(), *[exp.not_(flag.is_(exp.null())) for flag in flags])
            found = _one_where(stated) if flags else exp.null()
            yield exp.alias_(found, f"own_{part.part_no}_{item.field}")


def _cell(column: str) -> exp.Expr:
    return exp.column(column, quoted=True)


def _first_filled(columns: Sequence[str]) -> exp.Expr:
    """The first of some cells in which more than blanks stands."""
    texts = [exp.func("nullif", trimmed(_cell(one)), _text("")) for one in columns]
    return exp.func("coalesce", *texts)


def _flag(cell: exp.Expr, marks: Sequence[str]) -> exp.Expr:
    """1 where a cell is more than blanks and none of the marks; most cells tell by their first sign."""
    begins, *ranges = [exp.and_(cell >= first, cell < last) for first, last in _SURELY_FILLED]
    unlike = [exp.not_(_begins(cell, mark)) for mark in marks]
    nothing = trimmed(cell).isin(*map(_text, ("", *marks)))
    more = exp.or_(*[exp.and_(one, *unlike) for one in ranges], exp.not_(nothing))
    filled = exp.and_(cell.neq(_text("")), exp.paren(more))
    return exp.Case().when(exp.and_(begins, *unlike), _ONE.copy()).when(filled, _ONE.copy())


def _mark(cell: exp.Expr, marks: Sequence[str]) -> exp.Expr:
    """1 where a cell is one of the marks, which begin it or stand behind blanks."""
    begins = exp.and_(
        cell >= "!", *[exp.not_(_begins(cell, mark)) for mark in marks], cell < "\u00a0"
    )
    is_mark = trimmed(cell).isin(*map(_text, marks))
    return exp.Case().when(begins, exp.null()).when(is_mark, _ONE.copy())


def _begins(cell: exp.Expr, mark: str) -> exp.Expr:
    return exp.func("starts_with", cell.copy(), _text(mark), dialect="duckdb")


def _one_where(condition: exp.Expr) -> exp.Expr:
    return exp.Case().when(condition, _ONE.copy())


def _text(text: str) -> exp.Literal:
    return exp.Literal.string(text)


_ONE = exp.Literal.number(1)
