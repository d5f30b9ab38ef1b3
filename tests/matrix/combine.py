"""Combinations of format, encoding, shape and container: each is written, read back and compared."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.matrix import books, shapes, texts, truth
from tests.matrix.books import Book, Writer
from tests.matrix.compare import Expected, found_by, found_in, losses
from tests.matrix.containers import delivered
from tests.matrix.shapes import Laid, Sheet
from tests.matrix.texts import DELIMITERS, DIALECTS, ENCODINGS, Dialect, Encoded
from tests.matrix.truth import Script

from tidewaiter.case import init
from tidewaiter.records.files import Document
from tidewaiter.records.how import HowToRead, told
from tidewaiter.records.readers import tables
from tidewaiter.records.signs import Fixed
from tidewaiter.words.errors import FileRefused

Encode = Callable[[str, Encoded], bytes]


@dataclass(frozen=True, slots=True)
class Written:
    """The content of a file, what each of its tables must give back, what a person has to say of it."""

    name: str
    content: bytes
    truths: dict[str, Expected]
    said: dict[str, Any] = field(default_factory=dict)
    codec: str = ""  # to be named where the guess refuses to choose
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Combination:
    """One file to write and read."""

    form: str
    encoding: str
    shape: str
    container: str
    write: Callable[[], Written]

    def __str__(self) -> str:
        return " · ".join((self.form, self.encoding, self.shape, self.container))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a combination: whether its encoding had to be named, and what was lost."""

    named: bool
    losses: tuple[str, ...]


def read_back(combination: Combination, folder: Path) -> Outcome:
    """Write, read through the readers' door, compare; hidden sheets only by name."""
    written = combination.write()
    document = delivered(folder, written.name, written.content, combination.container)
    named = False
    how = told(**written.said)
    try:
        try:
            found = _read(document, how)
        except FileRefused:
            if not written.codec:
                raise
            named, how = True, told(encoding=written.codec, **written.said)
            found = _read(document, how)
        lost = _compared(found, written.truths, written.hidden)
        if written.hidden:
            hidden = _read(document, told(sheets=sorted(written.hidden)))
            lost += _compared(hidden, written.truths, set(written.truths) - written.hidden)
    except FileRefused as refusal:
        lost = [f"refused: {refusal.message}"]
    return Outcome(named, tuple(lost))


def ingest_back(combination: Combination, folder: Path) -> Outcome:
    """The same through a case: its raw rows, its problems and its account."""
    written = combination.write()
    document = delivered(folder, written.name, written.content, combination.container)
    case = init(folder / "case")
    said = {key: value for key, value in written.said.items() if key != "fixed"}
    try:
        case.ingest([document.original], raw=True, **said)
        named = False
    except FileRefused:
        named, said["encoding"] = True, f"*t.*={written.codec}"
        case.ingest([document.original], raw=True, **said)
    found = found_in(case, document.name)
    visible = {sheet: one for sheet, one in written.truths.items() if sheet not in written.hidden}
    lost = [] if list(found) == list(visible) else [f"sheets: {list(found)}"]
    lost += [f"{s}: {one}" for s in visible if s in found for one in losses(found[s], visible[s])]
    lost += [f"doctor: {one.what}, {one.found}" for one in case.doctor() if not one.ok]
    return Outcome(named, tuple(lost))


def _read(document: Document, how: HowToRead) -> dict[str, Any]:
    return {table.sheet: found_by(table) for table in tables(document, how)}


def _compared(
    found: dict[str, Any], truths: dict[str, Expected], unseen: frozenset[str] | set[str]
) -> list[str]:
    wanted = {sheet: one for sheet, one in truths.items() if sheet not in unseen}
    if list(found) != list(wanted):
        return [f"sheets: {list(found)}, not {list(wanted)}"]
    return [f"{s}: {one}" for s, truth_of in wanted.items() for one in losses(found[s], truth_of)]


def by_python(text: str, encoded: Encoded) -> bytes:
    """The bytes of a text, by Python's own codecs."""
    return (encoded.mark + text).encode(encoded.codec)


def delimited(
    containers: Sequence[str], n_rows: int = 300, encode: Encode = by_python
) -> Iterator[Combination]:
    """Text tables: every encoding, delimiter and shape, and what is unusual only plain."""
    usual = product(ENCODINGS, DELIMITERS, shapes.TEXT_SHAPES, [""])
    unusual = product(ENCODINGS, DELIMITERS, ["plain"], [name for name in DIALECTS if name])
    for encoding, delimiter, shape, manner in (*usual, *unusual):
        for container in containers:
            write = partial(_delimited, encoding, delimiter, shape, manner, n_rows, encode)
            name = f"{shape}, {manner}" if manner else shape
            yield Combination(f"{DELIMITERS[delimiter]} text", encoding, name, container, write)


def short(n_rows: Sequence[int], encode: Encode = by_python) -> Iterator[Combination]:
    """Tables of few rows, and of one word beyond ASCII: encodings give themselves away the least."""
    for encoding, n in product(ENCODINGS, n_rows):
        write = partial(_delimited, encoding, ";", "plain", "", n, encode)
        yield Combination("semicolon text", encoding, f"plain, {n} rows", "plain", write)
    for encoding, encoded in ENCODINGS.items():
        script = encoded.script_that_fits
        for word in dict.fromkeys((*script.goods, *script.places, *script.firms, *script.header)):
            write = partial(_one_word, encoding, word, encode)
            yield Combination("semicolon text", encoding, "one word", "plain", write)


def _one_word(encoding: str, word: str, encode: Encode) -> Written:
    encoded = ENCODINGS[encoding]
    rows = [Laid("row", (n, word if n == 3 else "LLP", n / 4)) for n in range(1, 9)]
    sheet = Sheet((Laid("header", ("no", "name", "kg")), *rows), ("no", "name", "kg"))
    text, truths = texts.delimited(sheet, Dialect(";"))
    return Written("t.csv", encode(text, encoded), {"": truths}, codec=encoded.codec)


def _delimited(
    encoding: str, delimiter: str, shape: str, manner: str, n_rows: int, encode: Encode
) -> Written:
    encoded = ENCODINGS[encoding]
    sheet = texts.padded(shapes.TEXT_SHAPES[shape](truth.table(encoded.script_that_fits, n_rows)))
    dialect = Dialect(delimiter, **DIALECTS[manner])
    text, truths = texts.delimited(sheet, dialect)
    return Written("t.csv", encode(text, encoded), {"": truths}, sheet.told, encoded.codec)


def json_and_fixed(
    containers: Sequence[str], n_rows: int = 300, encode: Encode = by_python
) -> Iterator[Combination]:
    """JSON in each form, and columns at fixed places with and without a title."""
    for encoding, container in product(ENCODINGS, containers):
        for form, ascii_only in product(texts.JSON_FORMS, (False, True)):
            write = partial(_json, encoding, form, ascii_only, n_rows, encode)
            shape = f"{form}, ASCII only" if ascii_only else form
            yield Combination("JSON", encoding, shape, container, write)
        for skip in (0, 2):
            write = partial(_fixed, encoding, skip, n_rows, encode)
            shape = "titles" if skip else "plain"
            yield Combination("fixed columns", encoding, shape, container, write)


def _json(encoding: str, form: str, ascii_only: bool, n_rows: int, encode: Encode) -> Written:
    encoded = ENCODINGS[encoding]
    text, truths = texts.json_text(truth.table(encoded.script_that_fits, n_rows), form, ascii_only)
    return Written("t.json", encode(text, encoded), {"": truths}, codec=encoded.codec)


def _fixed(encoding: str, skip: int, n_rows: int, encode: Encode) -> Written:
    encoded = ENCODINGS[encoding]
    table = truth.table(encoded.script_that_fits, n_rows)
    text, truths, places = texts.fixed(shapes.above(shapes.no_header(table), table, skip))
    said = {"fixed": Fixed(places, skip)}
    return Written("t.txt", encode(text, encoded), {"": truths}, said, encoded.codec)


def workbooks(
    name: str,
    ending: str,
    writer: Writer,
    lossy: Sequence[str] = (),
    containers: Sequence[str] = ("plain",),
    n_rows: int = 300,
) -> Iterator[Combination]:
    """Every shape and content a writer can make, and sheets of several shapes, two of them hidden."""
    for shape, book in books_of(truth.without(truth.MIXED, lossy), n_rows).items():
        for container in containers:
            write = partial(_workbook, ending, writer, book)
            yield Combination(f"{ending.upper()} by {name}", "own", shape, container, write)


def books_of(script: Script, n_rows: int) -> dict[str, Book]:
    """A workbook of each shape and content."""
    table = truth.table(script, n_rows)
    made = {shape: Book((lay(table),), merged=True) for shape, lay in shapes.BOOK_SHAPES.items()}
    for content, change in books.CONTENTS.items():
        made[f"plain, {content}"] = Book((shapes.plain(change(table)),))
        made[f"plain, {content}, from 1904"] = Book((shapes.plain(change(table)),), from_1904=True)
    laid = [shapes.plain(table), shapes.titles(table), shapes.foot(table), shapes.plain(table)]
    return {**made, "several sheets, two hidden": books.several(laid)}


def _workbook(ending: str, writer: Writer, book: Book) -> Written:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"made.{ending}"
        writer(path, book)
        said = book.sheets[0].told
        return Written(path.name, path.read_bytes(), book.truths(), said, hidden=book.hidden)


def patched(n_rows: int = 300) -> Iterator[Combination]:
    """XLSX files that state wrong dimensions, or whose cells do not say where they are."""
    table = truth.table(truth.MIXED, n_rows)
    laid: dict[str, Sheet] = {"plain": shapes.plain(table), "elsewhere": shapes.elsewhere(table)}
    for (shape, sheet), (patch, change) in product(laid.items(), books.PATCHES.items()):
        write = partial(_patched, Book((sheet,)), change)
        yield Combination("XLSX by xlsxwriter", "own", f"{shape}, {patch}", "plain", write)
    filled = Book((shapes.plain(books.filled(table)),))
    write = partial(_patched, filled, books.without_addresses)
    yield Combination("XLSX by xlsxwriter", "own", "plain, no addresses", "plain", write)


def _patched(book: Book, change: Callable[[bytes], bytes]) -> Written:
    written = _workbook("xlsx", books.by_xlsxwriter, book)
    return Written(written.name, books.patched(written.content, change), written.truths)
