"""Lines of JSON that are written alike, read as whole columns.

Exports write every line the same way: the same keys in the same order, and the same signs
between two values. What is not written so is left to the reader of single lines.
"""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import IO, cast

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from tidewaiter.records.flat import Fields, whole

MOST_VALUES = 200
TEXT = r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"'
NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
VALUE = rf"(?:{TEXT}|{NUMBER}|true|false|null|NaN|-?Infinity)"
TOKEN = re.compile(rf"({TEXT})(\s*:)?|{NUMBER}|true|false|null|NaN|-?Infinity")
NULL, EMPTY = pa.scalar("null"), pa.scalar("")
MARK = "\x1f"
"""Stands between two values while a line is cut; JSON has it nowhere as it is."""


@dataclass(frozen=True)
class Alike:
    """What stands before, between and behind the values of a line; the path to each value."""

    signs: tuple[str, ...]
    paths: tuple[str, ...]

    @cached_property
    def pattern(self) -> str:
        """Of a whole line."""
        return rf"\A{VALUE.join(map(re.escape, self.signs))}\z"

    @cached_property
    def any_sign(self) -> str:
        """What stands before, between or behind the values; of two that end alike, the longer."""
        first, *between, last = map(re.escape, self.signs)
        longest_first = sorted(set(between), key=len, reverse=True)
        return "|".join([rf"\A{first}", rf"{last}\z", *longest_first])

    def matching(self, lines: pa.StringArray) -> pa.BooleanArray:
        """Which lines are written so."""
        return pc.match_substring_regex(lines, self.pattern)

    def columns(self, lines: pa.StringArray) -> dict[str, pa.StringArray] | None:
        """The values by path, of lines that are all written so; nothing if they cannot be cut."""
        marked = pc.replace_substring_regex(lines, self.any_sign, MARK)
        together = pa.ListArray.from_arrays([0, len(lines)], marked)
        text = cast(pa.StringArray, pc.binary_join(together, "\n"))
        try:
            cut = _cut(text[0].as_buffer(), len(self.paths) + 2)
        except pa.ArrowInvalid:
            return None
        if len(cut) != len(lines):
            return None
        return {
            path: _as_text(cast(pa.StringArray, column.combine_chunks()))
            for path, column in zip(self.paths, cut.columns[1:-1], strict=True)
        }


def alike(line: str, fields: Fields) -> Alike | None:
    """How a line with these fields is written, if others like it can be cut by their signs.

    Each sign between two values must hold a key, so that it stands nowhere else.

    >>> alike('{"a": 1, "b": {"c": "x"}}', {"a": "1", "b.c": "x"}).signs
    ('{"a": ', ', "b": {"c": ', '}}')
    """
    signs, end = [""], 0
    for token in TOKEN.finditer(line):
        signs[-1] += line[end : token.start()]
        end = token.end()
        if token[2]:
            signs[-1] += token[0]
        else:
            signs.append("")
    signs[-1] += line[end:]
    if len(signs) != len(fields) + 1 or not 0 < len(fields) <= MOST_VALUES:
        return None
    if not all('"' in sign for sign in signs[1:-1]) or not signs[0] or not signs[-1]:
        return None
    way = Alike(tuple(signs), tuple(fields))
    try:
        way.matching(pa.array([line], pa.string()))
    except pa.ArrowInvalid:  # too long a pattern
        return None
    return way


def _cut(text: pa.Buffer, n_columns: int) -> pa.Table:
    names = [str(number) for number in range(n_columns)]
    return csv.read_csv(
        cast(IO[bytes], text),
        csv.ReadOptions(use_threads=False, block_size=text.size + 1, column_names=names),
        csv.ParseOptions(delimiter=MARK, quote_char=False, ignore_empty_lines=False),
        csv.ConvertOptions(
            check_utf8=False,
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=False,
        ),
    )


def _as_text(written: pa.StringArray) -> pa.StringArray:
    """The texts without their quotes and escapes; nothing for null."""
    is_text = pc.starts_with(written, '"')
    texts = pc.if_else(is_text, pc.utf8_slice_codeunits(written, 1, -1), written)
    texts = pc.if_else(pc.equal(written, NULL), EMPTY, texts)
    escaped = pc.match_substring(written, "\\")
    if pc.any(escaped).as_py():
        coded = written.filter(escaped).dictionary_encode()
        meant = [whole(json.loads(str(one))) for one in coded.dictionary.to_pylist()]
        texts = pc.replace_with_mask(
            texts, escaped, pa.array(meant, pa.string()).take(coded.indices)
        )
    return cast(pa.StringArray, texts)
