"""A proposal: for each column of an unknown table a field, how sure, why, or that we don't know.

The name says what a column may be, the values whether it can be. Values alone never give a
column its role: that a column holds countries does not say whose.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tidewaiter.records.choose import choose
from tidewaiter.records.encoding import Sink
from tidewaiter.records.fields import FIELDS
from tidewaiter.records.files import Document
from tidewaiter.records.how import HowToRead
from tidewaiter.records.profile import Profile
from tidewaiter.records.proposal.bearing import ROLE_OPEN, bears, kind_of, without_name
from tidewaiter.records.proposal.figures import (
    SOME,
    Figure,
    Notation,
    figures,
    is_days,
    is_numeric,
    notation_of,
)
from tidewaiter.records.proposal.proposal import Column, Proposal, Second
from tidewaiter.records.proposal.repeating import without_repeated
from tidewaiter.records.proposal.settling import obstacle, settled, words_of
from tidewaiter.records.proposal.side_by_side import records_apart, under_periods
from tidewaiter.records.proposal.values import Evidence, evidence
from tidewaiter.records.proposal.wording import NOT_OURS, OPEN, Reading, Worded, worded
from tidewaiter.records.readers import SourceTable, tables
from tidewaiter.records.synthetic import MEANING, is_mark, says_synthetic
from tidewaiter.words.errors import FileRefused

ENOUGH = 0.5
"""How sure one has to be for a field; below that it is "don't know"."""
CLOSE = 0.2
_YEAR = 4
"""Signs of a year."""
_PLAIN = 0.7
"""How sure a name has to be to say whether a table holds declarations or statistics."""
_OF_STATISTICS = {"reporter", "partner", "partner2", "flow", "trade_mode", "value_fob", "value_cif"}
_OF_DECLARATIONS = ("declaration_id", "item_no", "description", "released_on", "customs_value")


def propose_all(
    document: Document, how: HowToRead, profiles: Sequence[Profile], sink: Sink | None = None
) -> list[Proposal]:
    """A proposal for each table of a document, under the header of a profile that fits already."""
    found = []
    for table in tables(document, how, sink):
        try:
            fitting, profile = choose(table, profiles)
            found.append(replace(propose(fitting), recognised=profile.name))
        except FileRefused:
            found.append(propose(table))
    return found


def propose(table: SourceTable) -> Proposal:
    """Read the names and a sample of one table."""
    sample = table.sample()
    seen = {name: evidence(sample.column(name)) for name in table.header}
    wide = under_periods(seen)
    kind, words = _worded(table.header, seen, is_wide=bool(wide))
    notation = notation_of(seen, is_text=bool(table.delimiter))
    numbers = figures(sample, seen, notation.numbers, kind == "statistics")
    columns = [
        _column(name, seen[name], one, kind, numbers.get(name), notation)
        for name, one in zip(table.header, words, strict=True)
    ]
    columns = records_apart(_whole_years(columns, words, seen), words, wide)
    return Proposal(
        table.name,
        table.sheet,
        kind,
        settled(without_repeated(columns, sample)),
        notation,
        sample.num_rows,
        says_synthetic(table.header),
    )


def _whole_years(
    columns: Sequence[Column], words: Sequence[Worded], seen: Mapping[str, Evidence]
) -> list[Column]:
    """A year beside a column of months is no whole year, and is not mapped as one."""
    months = [
        one.name
        for one, word in zip(columns, words, strict=True)
        if {"month", "period"} & word.name.concepts or one.kind == "month"
    ]
    found = []
    for one in columns:
        beside = [name for name in months if name != one.name]
        only_years = all(len(text) == _YEAR for text in seen[one.name].counts)
        apart = one.mapped and one.field == "period" and only_years and beside
        told = f"a year, of which {beside[0]} may say the month: join them first" if apart else ""
        found.append(replace(one, obstacle=told) if apart else one)
    return found


def _worded(
    names: Sequence[str], seen: Mapping[str, Evidence], is_wide: bool
) -> tuple[str, list[Worded]]:
    """Whether the table holds declarations or statistics, and its names read so."""
    as_declarations, as_statistics = worded(names, "declarations"), worded(names, "statistics")
    lines = sum(_tells(one, _OF_DECLARATIONS) or _tells_party(one) for one in as_declarations)
    cells = sum(_tells(one, _OF_STATISTICS) for one in as_statistics)
    if cells > lines or (cells == lines and (is_wide or _looks_statistical(seen))):
        return "statistics", as_statistics
    return "declarations", as_declarations


def _tells(one: Worded, fields: Sequence[str] | set[str]) -> bool:
    return bool(one.readings) and one.readings[0].field in fields and one.readings[0].sure > _PLAIN


def _tells_party(one: Worded) -> bool:
    return bool(one.readings) and one.readings[0].field.endswith(("_name", "_identifier"))


def _looks_statistical(seen: Mapping[str, Evidence]) -> bool:
    """Countries, or mostly numbers; no days, goods codes or companies."""
    filled = [one for one in seen.values() if one.n_filled]
    places = any(one.share("place") > 0.6 and one.n_distinct > 1 for one in filled)
    n_numbers = sum(is_numeric(one, SOME) for one in filled)
    lines = any(is_days(one) or one.share("company", "code") > 0.6 for one in filled)
    return not lines and (places or n_numbers * 2 > len(filled) > 1)


def _column(
    name: str,
    seen: Evidence,
    one: Worded,
    kind: str,
    figure: Figure | None,
    notation: Notation,
) -> Column:
    bare = Column(
        name, "", 0.0, kind_of(seen, figure), seen.samples, (), tax_number=seen.tax_number
    )
    if is_mark(name):
        return replace(bare, field=NOT_OURS, confidence=1.0, why=(MEANING,))
    if one.readings and one.readings[0].field == NOT_OURS:
        top = one.readings[0]
        return replace(bare, field=NOT_OURS, confidence=top.sure, why=(top.what,))
    rated = _rated(seen, one, kind, figure, notation)
    open_why = tuple(r.what for r in one.readings[:1] if r.field == OPEN and r.what)
    if not rated or rated[0].sure < ENOUGH or _is_open(one, rated[0]):
        role = ROLE_OPEN.get(bare.kind, "") if not one.readings else ""
        return _not_known(bare, rated, (*open_why, *(r.what for r in rated[:1]), role))
    top, *others = rated
    second = others[0] if others and others[0].sure > top.sure - CLOSE else None
    return replace(
        bare,
        field=top.field,
        confidence=round(top.sure, 2),
        why=(top.what,),
        second=Second(second.field, round(second.sure, 2)) if second else None,
        obstacle=obstacle(top.field, one.name, seen, notation),
        currency=one.name.currency,
        words=words_of(top.field, seen),
    )


def _is_open(one: Worded, top: Reading) -> bool:
    """Whether the name leaves open what only a name could say."""
    leaves_open = bool(one.readings) and one.readings[0].field == OPEN
    with_year = top.field == "period" and "month" in one.name.concepts
    return leaves_open and top.sure < 0.7 and not with_year


def _not_known(bare: Column, rated: Sequence[Reading], why: tuple[str, ...]) -> Column:
    confidence = round(min(rated[0].sure, ENOUGH - 0.01), 2) if rated else 0.0
    second = Second(rated[0].field, confidence) if rated else None
    return replace(bare, why=tuple(dict.fromkeys(one for one in why if one)), second=second)


def _rated(
    seen: Evidence, one: Worded, kind: str, figure: Figure | None, notation: Notation
) -> list[Reading]:
    """All fields a column may be, the likeliest first: by its name, else by its values."""
    rated = [
        bears(r, seen, kind, notation, first=place == 0)
        for place, r in enumerate(one.readings)
        if r.field in FIELDS[kind]
    ]
    by_values = without_name(seen, kind, figure)
    have = {r.field for r in rated}
    rated += [r for r in by_values if r.field not in have]
    return sorted(rated, key=lambda r: -r.sure)
