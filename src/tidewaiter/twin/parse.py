"""A spec from its TOML file, with a sentence for everything it lacks."""

import tomllib
from pathlib import Path

from tidewaiter.twin.cursor import Cursor, Months, label_of, month_of
from tidewaiter.twin.entries import batches, companies, files, goods, rows
from tidewaiter.twin.spec import Spec
from tidewaiter.words.errors import CommandError


def read_spec(path: Path, months: Months | None = None) -> tuple[Spec, list[str]]:
    """A spec and what it lacks; a file that is no TOML is refused."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise CommandError(
            f"there is no spec {path}", "print one to start from: tidewaiter twin --print-spec"
        ) from None
    except (OSError, ValueError) as error:
        raise CommandError(
            f"{path} is not read as TOML: {error}", "texts, and months, stand in quotation marks"
        ) from None
    lacks: list[str] = []
    return _spec(Cursor(content, "", lacks), months), [one.removeprefix(": ") for one in lacks]


def _spec(top: Cursor, asked: Months | None) -> Spec:
    stated = top.months("months") or (0, 0)
    months = asked or stated
    if stated[0] > months[0] or months[1] > stated[1]:
        top.note(f"it tells of {label_of(stated[0])}:{label_of(stated[1])} and of no other months")
    dirt = files.dirt(top.inner("dirt", None))
    spec = Spec(
        title=top.text("title"),
        about=top.text("about"),
        months=months,
        rates={
            name: _by_month(one, 4)
            for name, one in _tables(top.inner("rate", None), "rate").items()
        },
        lookalikes=top.each_text("lookalikes", None),
        countries={
            code: companies.country(code, one)
            for code, one in _tables(top.inner("country"), "country").items()
        },
        numbers={
            code: companies.number(one)
            for code, one in _tables(top.inner("number"), "number").items()
        },
        units={name: goods.unit(one) for name, one in _tables(top.inner("unit"), "unit").items()},
        goods=tuple(map(goods.good, top.each("good"))),
        companies=tuple(map(companies.company, top.each("company", None))),
        crowds=tuple(map(companies.crowd, top.each("crowd", None))),
        schemes=tuple(map(batches.scheme, top.each("scheme", None))),
        batches=tuple(batches.batch(one, stated) for one in top.each("batch")),
        files=tuple(files.file(one, stated, dirt) for one in top.each("file")),
        rows={
            name: tuple(rows.row(name, one) for one in top.each(name, None)) for name in rows.ROWS
        },
        statements=tuple(map(rows.statement, top.each("statement", None))),
        totals=tuple(map(rows.total, top.each("total", None))),
    )
    top.done()
    return spec


def _tables(inner: Cursor, name: str) -> dict[str, Cursor]:
    found = {key: inner.inner(key) for key in inner.table}
    for key, one in found.items():
        one.name = f"{name} {key}"
    return found


def _by_month(one: Cursor, digits: int) -> tuple[tuple[int, int], ...]:
    found = []
    for key in one.table:
        try:
            found.append((month_of(key), one.scaled(key, digits)))
        except ValueError as wrong:
            one.note(str(wrong))
    return tuple(sorted(found))
