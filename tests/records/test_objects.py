"""JSON Lines and arrays of objects are tables whose rows keep the lines they begin on."""

import codecs
import gzip
import json
import time
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import HEADER
from tests.records.test_workbook import rows

from tidewaiter.case import Case
from tidewaiter.records import encoding
from tidewaiter.records.files import Document
from tidewaiter.records.flat import DECODER, fields_of, flat, rows_of, whole
from tidewaiter.records.naming import column_names
from tidewaiter.records.readers import SourceTable, tables
from tidewaiter.words.errors import FileRefused


def opened(tmp_path: Path, content: bytes) -> SourceTable:
    (tmp_path / "x.json").write_bytes(content)
    [found] = tables(Document("x.json", tmp_path / "x.json"))
    return found


LINES = '{"Code": "007", "kg": 1.50}\n\n{"kg": 1e5, "товар": "насос"}\n'
ARRAY = '[\n {"Code": "007",\n  "kg": 1.50},\n {"kg": 1e5, "товар": "насос"}\n]\n'
ROWS = [["007", "1.50", ""], ["", "1e5", "насос"]]


@pytest.mark.parametrize(("written", "line_nos"), [(LINES, (1, 3)), (ARRAY, (2, 4))])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("chunk", [7, 4 << 20])
def test_objects_are_rows_and_numbers_keep_their_digits(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    written: str,
    line_nos: tuple[int, int],
    coding: str,
    chunk: int,
) -> None:
    monkeypatch.setattr(encoding.raw_chunks, "__defaults__", (0, None, chunk))
    found = opened(tmp_path, written.encode(coding))
    assert (found.header, found.header_line) == (("Code", "kg", "товар"), 0)
    assert rows(found) == list(zip(line_nos, ROWS, strict=True))
    assert len(found.sample()) == 2


def test_a_packed_file_is_read(tmp_path: Path) -> None:
    assert [line_no for line_no, _ in rows(opened(tmp_path, gzip.compress(LINES.encode())))] == [
        1,
        3,
    ]


def test_a_key_that_stands_twice_is_kept_twice(tmp_path: Path) -> None:
    assert rows(opened(tmp_path, b'{"a": 1, "a": 2, "A": 3}')) == [(1, ["1", "2", "3"])]


def test_a_key_that_stands_very_often_takes_no_time() -> None:
    n = 300_000
    found = flat(DECODER.decode("{" + ",".join(['"a":1'] * n) + ',"a_2":3}'))
    assert list(found)[-2:] == [f"a_{n}", "a_2_2"]


def test_a_line_that_is_no_object_is_set_aside_as_it_stands(tmp_path: Path) -> None:
    found = opened(tmp_path, b'{"a": 1}\n{"a": \n[1]\n{"a": 2}\n')
    [block] = [read() for read in found.blocks()]
    assert block.line_nos.tolist() == [1, 4]
    assert [(one.line_no, one.text) for one in block.rejects] == [(2, '{"a": '), (3, "[1]")]


def test_an_array_that_is_cut_off_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="broken JSON at line 4"):
        opened(tmp_path, codecs.BOM_UTF8 + ARRAY[:-12].encode())


def test_nothing_behind_the_end_of_an_array_is_passed_over(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="line 5: something stands behind"):
        opened(tmp_path, ARRAY.encode() + ARRAY.encode())


@pytest.mark.parametrize("content", [b"[[1, 2], [3, 4]]", b'{"data":\n [{"a": 1}]}'])
def test_json_that_is_no_table_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(FileRefused, match="JSON without a table") as refusal:
        opened(tmp_path, content)
    assert "array of objects" in refusal.value.hint


@pytest.mark.parametrize("size", [1, 1 << 20])
@pytest.mark.parametrize("content", ['[{"a":1},,{"a":2}]', '[{"a":1} {"a":2}]', '[{"a":1},]'])
def test_objects_that_one_comma_does_not_separate_are_broken_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, size: int
) -> None:
    monkeypatch.setattr(encoding.raw_chunks, "__defaults__", (0, None, size))
    path = tmp_path / "x.json"
    path.write_text(content)
    with pytest.raises(FileRefused):
        tables(Document(path.name, path))


def test_objects_that_share_a_line_stand_under_their_places(
    case: Case, profile: Path, tmp_path: Path
) -> None:
    """Under one line they had one address: a row opened another, and joins counted them thrice."""
    values = [f"d{n},2022-03-01,8806220000,x,CN,RU,A,1,1,pcs,5,USD,{n},IM" for n in range(3)]
    objects = [dict(zip(HEADER.split(","), row.split(","), strict=True)) for row in values]
    path = tmp_path / "trade.json"
    path.write_text(json.dumps(objects))
    case.ingest([path], profile)
    found = case.to_arrow(measure="n_lines").to_pylist()
    assert [(row["line_no"], row["declaration_id"]) for row in found] == [
        (1, "d0"),
        (2, "d1"),
        (3, "d2"),
    ]
    assert case.original(found[2]["row_id"])["row"]["id"] == "d2"
    assert "named by its place" in case.sources()[0]["encoding_evidence"]


@pytest.mark.parametrize(
    "written", ['{"a\\ud83d": "b\\udfff", "c": 1}\n', '[{"a\\ud83d": "b\\udfff", "c": 1}]']
)
def test_half_a_letter_stays_the_escape_it_is_written_as(tmp_path: Path, written: str) -> None:
    found = opened(tmp_path, written.encode())
    assert (found.header, rows(found)) == (("a\\ud83d", "c"), [(1, ["b\\udfff", "1"])])


def test_a_key_that_stands_thousands_of_times_takes_no_minutes(tmp_path: Path) -> None:
    began = time.process_time()
    with pytest.raises(FileRefused, match="more than 16,384 columns"):
        opened(tmp_path, b"{" + b'"a": 1, ' * 40_000 + b'"a": 1}')
    assert time.process_time() - began < 3  # seconds


VALUES = st.sampled_from(
    [1, 1.5, True, None, "x", 'q"q', ',"b,":', "\\", "\n", "\x1f", "жук", "null", "}", "\ud83d", {}, [], 10**30]
) | st.text(max_size=3)  # fmt: skip
KEYS = st.sampled_from(["a", "b,", 'c"', 'd":', "ж", "", "e.f", "x\\"])
OTHER = st.sampled_from(["", "junk", '{"a":{"b":1,"c":[1,2]}}', '{"a":1,"a":2}', '{"a":1'])


@settings(max_examples=100, deadline=None)
@given(objects=st.lists(st.dictionaries(KEYS, VALUES, min_size=1), min_size=1), odd=st.lists(OTHER),
       compact=st.booleans(), repeat=st.integers(1, 3))  # fmt: skip
def test_lines_that_are_written_alike_are_read_like_single_ones(
    tmp_path_factory: pytest.TempPathFactory,
    objects: list[dict[str, object]],
    odd: list[str],
    compact: bool,
    repeat: int,
) -> None:
    separators = (",", ":") if compact else (", ", ": ")
    written = [json.dumps(one, separators=separators) for one in objects] * repeat
    lines = ['{"a":1}', *written, *odd]
    folder = tmp_path_factory.mktemp("x")
    table = opened(folder, "\n".join(lines).encode(errors="surrogatepass"))
    document = Document("x.json", folder / "x.json")
    singly = [(n, line, fields_of(document, line)) for n, line in enumerate(lines, 1)]
    keys = list(dict.fromkeys(key for *_, fields in singly for key in fields or ()))
    assert table.header == column_names([whole(key) for key in keys])
    expected = rows_of(singly, keys, table.header)
    read = [task() for task in table.blocks()]
    assert pa.concat_tables([one.table for one in read]).to_pylist() == expected.table.to_pylist()
    assert [n for one in read for n in one.line_nos.tolist()] == expected.line_nos.tolist()
    assert [one for block in read for one in block.rejects] == list(expected.rejects)
