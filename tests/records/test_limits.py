"""What is beyond all measure is refused, the refusal names the setting, and the setting admits it."""

import gzip
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from tests.docs.pages import page

from tidewaiter.records import unpack
from tidewaiter.records.files import documents
from tidewaiter.records.readers import tables
from tidewaiter.words.errors import CommandError, FileRefused
from tidewaiter.words.limits import (
    COLUMNS,
    EXPANSION,
    LIMITS,
    MEMBERS,
    MEMORY_BYTES,
    NESTING,
    RECORD_BYTES,
    UNPACKED_BYTES,
    Limit,
)

ROWS = "a,b,c\n" + "1,2,3\n" * 50


def _packed(path: Path) -> None:
    path.write_bytes(gzip.compress(ROWS.encode() * 100))


def _archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name in "abcd":
            archive.writestr(f"{name}.csv", ROWS)


def _book(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row("A1", ["a", "b", "c", "d"])


def _text(text: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(text)


NESTED = json.dumps([{"a": [[[1]]]}])


@pytest.mark.parametrize(
    ("write", "limit", "low"),
    [
        (_packed, UNPACKED_BYTES, 1000),
        (_packed, EXPANSION, 2),
        (_archive, MEMBERS, 3),
        (_book, MEMORY_BYTES, 1000),
        (_text(ROWS), COLUMNS, 2),
        (_text('[{"a": 1, "b": 2, "c": 3}]'), COLUMNS, 2),
        (_book, COLUMNS, 3),
        (_book, EXPANSION, 1),
        (_text('a,b\n1,"' + "x\n" * 1_000_000), RECORD_BYTES, 65_536),
        (_text('{"a": "' + "x" * 5_000_000), RECORD_BYTES, 100),
        (_text('[{"a": "' + "x" * 5_000_000), RECORD_BYTES, 100),
        (_text(NESTED), NESTING, 3),
        (_text(NESTED[1:-1]), NESTING, 3),
    ],
)
def test_each_limit_is_a_setting_that_its_refusal_names(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    write: Callable[[Path], object],
    limit: Limit,
    low: int,
) -> None:
    monkeypatch.setattr(unpack, "SMALL", 10)
    write(tmp_path / "x")
    monkeypatch.setenv(limit.setting, str(low))
    with pytest.raises(FileRefused, match=f"more than {low:,} {limit.of}") as refusal:
        _read(tmp_path / "x")
    assert limit.setting in refusal.value.hint
    assert refusal.value.message.startswith("x")


def _read(path: Path) -> None:
    for document in documents([str(path)]):
        for table in tables(document):
            for read in table.blocks():
                read()


@pytest.mark.parametrize("said", ["", "many", "0", "-5", "1.5"])
def test_a_setting_that_is_no_number_is_refused(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(COLUMNS.setting, said)
    with pytest.raises(CommandError, match="TIDEWAITER_MOST_COLUMNS"):
        COLUMNS.now()


def test_every_setting_is_on_the_page_with_its_usual_value() -> None:
    listed = dict(
        re.findall(r"\| `(TIDEWAITER_MOST_\w+)` \|[^|]*\| ([\d,]+) ", page("settings.md"))
    )
    assert listed == {limit.setting: f"{limit.usual:,}" for limit in LIMITS}
