"""The cells of one sheet as texts, as a spreadsheet shows them or finer.

The library gives numbers with nine decimals at most; where that may have cost digits, they
are fetched again.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import cast

import fastexcel
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

EMPTY = pa.scalar("")
MOST_COLUMNS = 16_384
"""No format has more, and the library takes minutes over them."""
NUMBER = r"^-?\d{1,15}(\.\d{1,9})?$"
MANY_DECIMALS = r"^-?\d+\.\d{7,9}$"
"""A sheet with these may hold more numbers that were rounded."""
NINE_DECIMALS = r"^-?\d+\.\d{8}[1-9]$"
ROUNDING = 1e-8
SHORTEST_LONG = 17
LONG = r"^-?\d{17,}$"
"""Such a number is no longer exact, and the library writes digits out that the file does not hold."""
SHOWN = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
}


@dataclass(frozen=True, slots=True)
class Cells:
    """Every row of a sheet from row 1 on, the empty ones too; how many rows hold a cell at all."""

    table: pa.Table
    n_present: int  # with a cell, even if its text is empty
    is_visible: bool


def cells_of(reader: fastexcel.ExcelReader, place: int) -> Cells | None:
    """The cells of a sheet as a spreadsheet shows them, if it has any.

    Raises FastExcelError where the library refuses it.
    """
    sheet = reader.load_sheet(place, header_row=None, skip_rows=0, dtypes="string")
    if not sheet.height:
        return None
    if sheet.width > MOST_COLUMNS:
        raise fastexcel.FastExcelError(f"a cell stands in column {sheet.width:,}")
    batch, errors = sheet.to_arrow_with_errors()
    shown: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for error in errors.errors if errors else ():
        row, column = error.position
        shown[column][row] = _as_shown(error.detail)
    present = np.zeros(batch.num_rows, np.bool_)
    for number, values in enumerate(batch.columns):
        present |= values.is_valid().to_numpy(zero_copy_only=False)
        present[list(shown[number])] = True
    nothing = pa.array([""] * batch.num_rows, pa.string())
    columns = [
        _filled(cast(pa.StringArray, column), shown[place])
        if shown[place] or column.null_count < len(column)
        else nothing  # of thousands of columns nearly all may be empty
        for place, column in enumerate(batch.columns)
    ]
    if not any(pc.any(pc.not_equal(column, EMPTY)).as_py() for column in columns):
        return None
    columns = _without_made_up_digits(reader, place, _refined(reader, place, columns))
    table = pa.table(columns, names=batch.schema.names)
    return Cells(table, int(present.sum()), sheet.visible == "visible")


def _refined(
    reader: fastexcel.ExcelReader, place: int, columns: list[pa.StringArray]
) -> list[pa.StringArray]:
    """The columns with the digits that the library rounds away after the ninth decimal."""
    if not any(pc.any(pc.match_substring_regex(one, MANY_DECIMALS)).as_py() for one in columns):
        return columns
    sheet = reader.load_sheet(place, header_row=None, skip_rows=0, dtypes="float")
    numbers = sheet.to_arrow_with_errors()[0].columns
    return [
        _with_digits(column, cast(pa.DoubleArray, exact))
        for column, exact in zip(columns, numbers, strict=True)
    ]


def _without_made_up_digits(
    reader: fastexcel.ExcelReader, place: int, columns: list[pa.StringArray]
) -> list[pa.StringArray]:
    """The columns with the digits that a long number holds, and zeros behind them; texts as they are.

    Read as booleans, numbers have a value and texts have none, which tells the two apart.
    """
    long = {
        at: pc.match_substring_regex(column, LONG)
        for at, column in enumerate(columns)
        if _holds_long(column)
    }
    if not any(pc.any(found).as_py() for found in long.values()):
        return columns
    held, marked = (
        reader.load_sheet(place, header_row=None, skip_rows=0, dtypes=kind).to_arrow_with_errors()[
            0
        ]
        for kind in ("float", "boolean")
    )
    finer = list(columns)
    for at, found in long.items():
        number = held.columns[at]
        wanted = pc.and_(pc.and_(found, marked.columns[at].is_valid()), number.is_valid())
        shown = [
            np.format_float_positional(one, trim="-")
            for one in number.filter(wanted).to_numpy(zero_copy_only=False)
        ]
        finer[at] = pc.replace_with_mask(columns[at], wanted, pa.array(shown, pa.string()))
    return finer


def _holds_long(column: pa.StringArray) -> bool:
    """Whether some text of a column has as many signs as a number that is no longer exact."""
    texts = column.buffers()[2]
    if texts is None or texts.size < SHORTEST_LONG:  # most columns of a wide sheet are empty
        return False
    return bool((pc.max(pc.binary_length(column)).as_py() or 0) >= SHORTEST_LONG)


def _with_digits(texts: pa.StringArray, exact: pa.DoubleArray) -> pa.StringArray:
    """The texts, or fifteen significant digits of what they are rounded from, as a spreadsheet shows.

    A rounded number may end earlier than its ninth decimal, so the number itself decides.
    """
    is_number = pc.match_substring_regex(texts, NUMBER)
    numbers = cast(pa.StringArray, pc.if_else(is_number, texts, None))
    rounded = numbers.cast(pa.float64()).to_numpy(zero_copy_only=False)
    held = exact.to_numpy(zero_copy_only=False)
    too_long = pc.match_substring_regex(texts, NINE_DECIMALS).to_numpy(False)
    off = np.abs(rounded - held)  # not a number where one of them is none, and then not wanted
    wanted = (off < ROUNDING) & ((off > 0) | too_long)
    shown = [
        np.format_float_positional(number, 15, fractional=False, trim="-")
        for number in held[wanted]
    ]
    finer: pa.StringArray = pc.replace_with_mask(
        texts, pa.array(wanted), pa.array(shown, pa.string())
    )
    return finer


def _as_shown(detail: str) -> str:
    """What a spreadsheet shows where the library has no text: an error, or a time of day.

    >>> _as_shown('got Error(Div0)'), _as_shown('got DurationIso("PT8H30M05S")')
    ('#DIV/0!', '08:30:05')
    """
    if kind := re.search(r"Error\((\w+)\)", detail):
        return SHOWN.get(kind[1], kind[1])
    if time := re.search(r'"PT(\d+)H(\d+)M(\d+)(\.\d+)?S"', detail):
        return ":".join(part.zfill(2) for part in time.groups()[:3]) + (time[4] or "")
    return detail


def _filled(column: pa.StringArray, shown: dict[int, str]) -> pa.StringArray:
    """The column with its error values as texts and nothing in its empty cells."""
    erring = np.isin(np.arange(len(column)), list(shown))
    texts = pa.array([shown[row] for row in sorted(shown)], pa.string())
    with_errors = pc.replace_with_mask(column, pa.array(erring, pa.bool_()), texts)
    filled: pa.StringArray = pc.fill_null(with_errors, EMPTY)
    return filled
