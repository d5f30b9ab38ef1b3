"""The same table as LibreOffice saves it: XLSX, XLS, ODS, DBF, and CSV in its encodings.

It opens workbooks written by xlsxwriter and saves them again, all of one format at once. A few
small ones are kept under tests/matrix/files; `python -m bench.office` makes them anew.
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.writers import converted
from tests.matrix import shapes, texts, truth
from tests.matrix.books import Book, by_xlsxwriter
from tests.matrix.combine import Combination, Written, books_of
from tests.matrix.compare import Expected, expected
from tests.matrix.shapes import Laid, Sheet
from tests.matrix.texts import DELIMITERS, ENCODINGS
from tests.matrix.truth import Cell

CHARSETS = {
    "utf-8": 76, "utf-16-le with mark": 65535, "cp1251": 34, "koi8-r": 74, "cp866": 30,
    "gb18030": 85, "big5": 68, "latin-1": 12, "cp1252": 1, "cp1254": 36,
}  # fmt: skip
"""The numbers LibreOffice has for encodings."""
FORMATS = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "xls": "xls:MS Excel 97", "ods": "ods:calc8"}


@dataclass(frozen=True, slots=True)
class Plan:
    """Which files, where, and whether they are to be made or are there."""

    folder: Path
    to_make: bool = True
    n_rows: int = 300
    books: tuple[str, ...] = ()  # all shapes and contents where none is named
    texts: tuple[str, ...] = ("plain", "titles", "two_row_header", "foot")
    encodings: tuple[str, ...] = tuple(CHARSETS)
    marks: str = ",;"
    tables: tuple[str, ...] = ("cp1251", "cp866", "cp1252", "cp1254")


KEPT = Plan(
    Path("tests/matrix/files"),
    to_make=False,
    n_rows=40,
    books=("foot",),
    texts=("titles",),
    encodings=("utf-16-le with mark", "cp1251", "gb18030", "cp1254"),
    marks=";",
    tables=("cp866",),
)


def combinations(plan: Plan) -> Iterator[Combination]:
    """Files that are made when the first of their kind is asked for."""
    yield from _books(plan)
    yield from _texts(plan)
    yield from _tables(plan)


def _books(plan: Plan) -> Iterator[Combination]:
    made = books_of(truth.MIXED, plan.n_rows)
    books = {shape: made[shape] for shape in plan.books or made}
    for ending, filter_name in FORMATS.items():
        paths = _saved(plan, books, ending, filter_name, ending)
        for shape, book in books.items():
            write = partial(_book, paths[shape], book)
            yield Combination(f"{ending.upper()} by LibreOffice", "own", shape, "plain", write)


def _texts(plan: Plan) -> Iterator[Combination]:
    for encoding in plan.encodings:
        encoded = ENCODINGS[encoding]
        table = truth.table(encoded.script_that_fits, plan.n_rows)
        laid = {shape: shapes.TEXT_SHAPES[shape](table) for shape in plan.texts}
        books = {shape: Book((sheet,)) for shape, sheet in laid.items()}
        for mark in plan.marks:
            options = f"{ord(mark)},34,{CHARSETS[encoding]},1,,0,false,true,false"
            filter_name = f"csv:Text - txt - csv (StarCalc):{options}"
            paths = _saved(plan, books, "csv", filter_name, f"{encoding}-{DELIMITERS[mark]}")
            for shape, sheet in laid.items():
                write = partial(_text, paths[shape], sheet, encoded.codec)
                form = f"{DELIMITERS[mark]} text by LibreOffice"
                yield Combination(form, encoding, shape, "plain", write)


def _tables(plan: Plan) -> Iterator[Combination]:
    """DBF: names in ASCII, every text on one line."""
    for encoding in plan.tables:
        rows = truth.table(ENCODINGS[encoding].script_that_fits, plan.n_rows).rows
        names = tuple(f"F{n}" for n in range(1, len(rows[0]) + 1))
        flat = [tuple(texts.one_line(cell) for cell in row) for row in rows]
        sheet = Sheet((Laid("header", names), *(Laid("row", row) for row in flat)), names)
        filter_name = f"dbf:dBase:{CHARSETS[encoding]}"
        paths = _saved(plan, {"plain": Book((sheet,))}, "dbf", filter_name, f"dbf-{encoding}")
        kept = [(n, tuple(map(_held, row))) for n, row in enumerate(flat, 2)]
        write = partial(_table, paths["plain"], Expected(names, 1, 0, kept, [], [], {}))
        yield Combination("DBF by LibreOffice", encoding, "plain", "plain", write)


def _saved(
    plan: Plan, books: Mapping[str, Book], ending: str, filter_name: str, to: str
) -> dict[str, Path]:
    folder = plan.folder / to.replace(" ", "-")
    names = {shape: shape.replace(" ", "-").replace(",", "") for shape in books}
    if plan.to_make:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory() as opened:
            sources = [Path(opened) / f"{name}.xlsx" for name in names.values()]
            for source, book in zip(sources, books.values(), strict=True):
                by_xlsxwriter(source, book)
            converted(sources, filter_name, folder)
    saved = {shape: folder / f"{name}.{ending}" for shape, name in names.items()}
    if lacking := [path for path in saved.values() if not path.exists()]:
        sys.exit(f"LibreOffice wrote no {lacking[0].name}: DBF needs libreoffice-base besides")
    return saved


def _book(path: Path, book: Book) -> Written:
    said = book.sheets[0].told
    return Written(path.name, path.read_bytes(), book.truths(), said, hidden=book.hidden)


def _text(path: Path, sheet: Sheet, codec: str) -> Written:
    truths = expected(_with_delimiters(sheet), _lines(sheet), lambda cell: cell, {})
    return Written("t.csv", path.read_bytes(), {"": truths}, sheet.told, codec)


def _with_delimiters(sheet: Sheet) -> Sheet:
    """A blank row is saved as a line of delimiters, which above the header is set aside."""
    rows = (replace(r, mark="above_header") if r.mark == "blank" else r for r in sheet.rows)
    return replace(sheet, rows=tuple(rows))


def _lines(sheet: Sheet) -> list[int]:
    """The line of each row, where only line breaks inside cells make rows longer."""
    sizes = [1 + sum(str(cell).count("\n") for cell in row.cells) for row in sheet.rows]
    return [1 + sum(sizes[:n]) for n in range(len(sizes))]


def _held(cell: Cell) -> Cell:
    """Texts are filled with blanks up to the end of their field, so blanks at the end are lost."""
    return cell.rstrip(" ") if isinstance(cell, str) else cell


def _table(path: Path, truths: Expected) -> Written:
    return Written(path.name, path.read_bytes(), {"": truths})


if __name__ == "__main__":
    for _ in combinations(replace(KEPT, to_make=True)):
        pass
