"""Text files: delimited by Python's csv module, fixed columns by hand, JSON by its module."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from tests.matrix import truth
from tests.matrix.compare import Expected, expected
from tests.matrix.shapes import Laid, Sheet
from tests.matrix.truth import Cell, Script, Table

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Encoded:
    """An encoding as a file may have it: its codec, whether a mark opens the file, what it writes."""

    codec: str
    script: Script
    mark: str = ""

    @property
    def script_that_fits(self) -> Script:
        """Without the words that this codec has no signs for."""
        script = self.script
        return replace(
            script,
            header=tuple(name if self.writes(name) else "N" for name in script.header),
            groups=tuple(name if self.writes(name) else "N" for name in script.groups),
            goods=tuple(filter(self.writes, script.goods)),
            places=tuple(filter(self.writes, script.places)),
            firms=tuple(filter(self.writes, script.firms)),
            dirt=tuple(filter(self.writes, script.dirt)),
        )

    def writes(self, text: str) -> bool:
        try:
            return text.encode(self.codec).decode(self.codec) == text
        except UnicodeEncodeError:
            return False


ENCODINGS = {
    "utf-8": Encoded("utf-8", truth.MIXED),
    "utf-8 with mark": Encoded("utf-8", truth.MIXED, BOM),
    "utf-16-le": Encoded("utf-16-le", truth.MIXED),
    "utf-16-le with mark": Encoded("utf-16-le", truth.MIXED, BOM),
    "utf-16-be": Encoded("utf-16-be", truth.MIXED),
    "utf-16-be with mark": Encoded("utf-16-be", truth.MIXED, BOM),
    "cp1251": Encoded("cp1251", truth.RUSSIAN),
    "koi8-r": Encoded("koi8-r", truth.RUSSIAN),
    "cp866": Encoded("cp866", truth.RUSSIAN),
    "gb18030": Encoded("gb18030", truth.CHINESE),
    "big5": Encoded("big5", truth.TAIWANESE),
    "latin-1": Encoded("latin-1", truth.FRENCH),
    "cp1252": Encoded("cp1252", truth.FRENCH),
    "cp1254": Encoded("cp1254", truth.TURKISH),
}


def shown(cell: Cell) -> str:
    """A cell as a text table has it.

    >>> [shown(cell) for cell in (None, 7, 1234.5, date(2023, 1, 5), " a")]
    ['', '7', '1234.50', '2023-01-05', ' a']
    """
    if cell is None:
        return ""
    return f"{cell:.2f}" if isinstance(cell, float) else str(cell)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a delimited text is written."""

    delimiter: str = ","
    line_end: str = "\r\n"
    quote_all: bool = False
    ended: bool = True  # whether the last line ends
    breaks: str = "\n"  # inside fields


DIALECTS = {
    "": {},
    "lines end with LF": {"line_end": "\n"},
    "last line not ended": {"ended": False},
    "all quoted": {"quote_all": True},
    "CRLF inside fields": {"breaks": "\r\n"},
    "old Macintosh": {"line_end": "\r", "breaks": "\r"},
}
"""What else is usual in how a text is written."""


def delimited(sheet: Sheet, dialect: Dialect) -> tuple[str, Expected]:
    """The text of a sheet, and what is to be read from it."""
    alone = ("foot_row", True)  # a line of one field is one that doesn't fill the columns
    rows = (replace(r, mark="field_count") if (r.mark, r.alone) == alone else r for r in sheet.rows)
    sheet = replace(sheet, rows=tuple(rows))
    written = [_line(row, dialect) for row in sheet.rows]
    sizes = [one.count("\n") + 1 for one in written]
    lines = [1 + sum(sizes[:n]) for n in range(len(sizes))]
    text = dialect.line_end.join(one.replace("\n", dialect.breaks) for one in written)
    held = "\r\n" if dialect.breaks == "\r\n" else "\n"
    truth = expected(
        sheet,
        lines,
        lambda cell: shown(cell).replace("\n", held),
        dict(zip(lines, written, strict=True)),
    )
    return text + dialect.line_end * dialect.ended, truth


def _line(row: Laid, dialect: Dialect) -> str:
    mark = dialect.delimiter
    if row.mark == "blank":
        return ""
    if row.bare is not None:
        return row.bare.replace("{delimiter}", mark)
    cells = [*map(shown, row.cells)]
    if row.alone:
        return cells[0]
    if row.separator:
        mark = "," if mark == ";" else ";"
    held = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if dialect.quote_all else csv.QUOTE_MINIMAL
    csv.writer(held, delimiter=mark, quoting=quoting, lineterminator="\n").writerow(cells)
    return held.getvalue()[:-1]


def padded(sheet: Sheet) -> Sheet:
    """With titles and totals as wide as the table, as a spreadsheet saves them."""
    width = max(len(row.cells) for row in sheet.rows)
    rows = (
        replace(row, cells=(*row.cells, *[None] * (width - len(row.cells))))
        if row.mark in ("above_header", "foot_row") and not row.alone
        else row
        for row in sheet.rows
    )
    return replace(sheet, rows=tuple(rows))


def one_line(cell: Cell) -> Cell:
    """A cell as formats keep it in which a line break ends a row."""
    return cell.replace("\n", " ") if isinstance(cell, str) else cell


def fixed(sheet: Sheet) -> tuple[str, Expected, dict[str, tuple[int, int]]]:
    """Columns as wide as their longest text; numbers stand on the right, blanks around are lost."""
    rows = [[shown(one_line(cell)) for cell in row.cells] for row in sheet.rows]
    kept = [cells for row, cells in zip(sheet.rows, rows, strict=True) if row.mark == "row"]
    widths = [max(2, *map(len, column)) for column in zip(*kept, strict=True)]
    places, start = {}, 1
    for name, width in zip(sheet.header, widths, strict=True):
        places[name] = (start, start + width - 1)
        start += width
    lines = [
        "".join(
            cell.rjust(width) if place == 8 else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        if row.mark == "row"
        else "".join(cells)
        for row, cells in zip(sheet.rows, rows, strict=True)
    ]
    truths = expected(
        sheet,
        range(1, len(lines) + 1),
        lambda cell: shown(one_line(cell)).strip(" "),
        dict(enumerate(lines, 1)),
    )
    return "\r\n".join(lines) + "\r\n", truths, places


JSON_FORMS = ("array", "array on lines", "nested", "lines")


def json_text(table: Table, form: str, ascii_only: bool) -> tuple[str, Expected]:
    """An array, an array over several lines, lines of objects, or objects inside objects."""
    keys: Sequence[str] = table.header
    rows = [[_plain(cell) for cell in row] for row in table.rows]
    objects: list[dict[str, object]] = [dict(zip(keys, row, strict=True)) for row in rows]
    if form == "nested":
        objects = [_nested(one, keys) for one in objects]
        keys = (
            *keys[:4],
            *(f"goods.{key}" for key in keys[4:6]),
            *(f"list.{n}" for n in range(1, 6)),
        )
    whole = [json.dumps(one, ensure_ascii=ascii_only) for one in objects]
    indented = json.dumps(objects, ensure_ascii=ascii_only, indent=1)
    text, lines = {
        "array": (f"[{', '.join(whole)}]", [*range(1, len(whole) + 1)]),  # by their places
        "array on lines": (indented, _openings(indented)),
        "nested": ("\n".join(whole), [*range(1, len(whole) + 1)]),
        "lines": ("\n".join(whole) + "\n", [*range(1, len(whole) + 1)]),
    }[form]
    held = [tuple(_as_json(cell) for cell in row) for row in table.rows]
    return text, Expected(tuple(keys), 0, 0, list(zip(lines, held, strict=True)), [], [], {})


def _nested(one: dict[str, object], keys: Sequence[str]) -> dict[str, object]:
    first = {key: one[key] for key in keys[:4]}
    return {
        **first,
        "goods": {key: one[key] for key in keys[4:6]},
        "list": [one[key] for key in keys[6:]],
    }


def _openings(text: str) -> list[int]:
    return [n for n, line in enumerate(text.split("\n"), 1) if line == " {"]


def _plain(cell: Cell) -> object:
    return str(cell) if isinstance(cell, date) else cell


def _as_json(cell: Cell) -> Cell:
    return repr(cell) if isinstance(cell, int | float) else str(_plain(cell) or "")
