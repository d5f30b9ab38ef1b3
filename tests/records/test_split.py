"""Records end where they should, and their lines are those an editor shows."""

import csv
import io
from typing import Literal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidewaiter.records import delimited
from tidewaiter.records.block import Block
from tidewaiter.records.delimited import parse
from tidewaiter.records.dialect import Dialect, sniff
from tidewaiter.records.heading import Heading
from tidewaiter.records.row import Row
from tidewaiter.records.split import Reject, Shape, slices
from tidewaiter.words.errors import FileRefused
from tidewaiter.words.limits import RECORD_BYTES

PLAIN = Dialect(",", '"')


def read(text: str, n_columns: int, size: int = 1 << 20, dialect: Dialect = PLAIN) -> list[Block]:
    """All blocks of a text without a header, delivered in pieces of `size` bytes."""
    data = text.encode()
    pieces = (data[at : at + size] for at in range(0, len(data), size))
    header = [f"c{place}" for place in range(n_columns)]
    found = slices(pieces, Shape("test", dialect, n_columns), 1, size)
    top = Heading((Row(1, tuple(header), ""),), width=len(header))
    return [parse(piece, top, dialect, is_last=False) for piece in found]


def rows(blocks: list[Block]) -> list[tuple[int, list[str]]]:
    return [
        (int(line_no), list(row.values()))
        for block in blocks
        for line_no, row in zip(block.line_nos, block.table.to_pylist(), strict=True)
    ]


def rejects(blocks: list[Block]) -> list[Reject]:
    return [reject for block in blocks for reject in block.rejects]


def story(text: str, n_columns: int) -> list[tuple[int, str]]:
    """Kept rows as line and joined fields, rejected ones as line and '!' with their text."""
    blocks = read(text, n_columns)
    kept = [(line_no, "|".join(fields)) for line_no, fields in rows(blocks)]
    lost = [(one.line_no, "!" + one.text) for one in rejects(blocks) if not one.kept]
    return sorted(kept + lost)


DELIMITERS = st.sampled_from(",;\t|")
LINE_ENDS = st.sampled_from(["\n", "\r\n"])
PARTS = [*'ab",;\t| é', "\r\n", "\n", "\rx", '""', "12"]
FIELDS = st.lists(st.sampled_from(PARTS), max_size=6).map("".join)


@st.composite
def written(draw: st.DrawFn) -> tuple[str, Dialect, list[tuple[int, list[str]]]]:
    """What Python's csv module writes, with blank lines between, and the truth about it."""
    delimiter, ending = draw(DELIMITERS), draw(LINE_ENDS)
    quoting: Literal[0, 1] = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    n_columns = draw(st.integers(2, 5))
    table = draw(st.lists(st.lists(FIELDS, min_size=n_columns, max_size=n_columns), max_size=12))
    text, truth = "", []
    for fields in table:
        text += ending * draw(st.integers(0, 2))
        truth.append((text.count("\n") + 1, fields))
        record = io.StringIO(newline="")
        csv.writer(record, delimiter=delimiter, quoting=quoting, lineterminator=ending).writerow(
            fields
        )
        text += record.getvalue()
    return text, Dialect(delimiter, '"'), truth


@given(written(), st.sampled_from([1, 7, 40, 300, 1 << 20]))
@settings(deadline=None, max_examples=300)
def test_reads_back_what_csv_wrote_with_the_lines_it_stands_on(
    case: tuple[str, Dialect, list[tuple[int, list[str]]]], size: int
) -> None:
    text, dialect, truth = case
    n_columns = len(truth[0][1]) if truth else 2
    assert rows(read(text, n_columns, size, dialect)) == truth


@given(st.text(st.sampled_from('ab,"\n\r'), max_size=60), st.integers(1, 3))
@settings(deadline=None, max_examples=500)
def test_no_letter_of_any_text_is_lost(text: str, n_columns: int) -> None:
    blocks = read(text, n_columns)
    held = ["".join(fields) for _, fields in rows(blocks)]
    held += [one.text for one in rejects(blocks) if not one.kept]
    assert sorted(c for c in "".join(held) if c in "ab") == sorted(c for c in text if c in "ab")


@given(st.text(st.sampled_from('ab,"\n'), max_size=60), st.integers(1, 9))
@settings(deadline=None, max_examples=500)
def test_the_size_of_slices_changes_nothing(text: str, size: int) -> None:
    whole, sliced = read(text, 2), read(text, 2, size)
    assert (rows(sliced), rejects(sliced)) == (rows(whole), rejects(whole))


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ('1,5" pipe,x\n', ["1", '5" pipe', "x"]),
        ('1,pipe 5",x\n', ["1", 'pipe 5"', "x"]),
        ('1,"a "b" c",x\n', ["1", 'a "b" c', "x"]),
        ('1,"SHARP" TV,x\n', ["1", '"SHARP" TV', "x"]),
        ('1,"SHARP" TV,"x, y"\n', ["1", '"SHARP" TV', "x, y"]),
        ('1,"unclosed,x\n', ["1", '"unclosed', "x"]),
        ('1,""twice"",x\n', ["1", '""twice""', "x"]),
        ('1,"a ""b"" "c" d",x\n', ["1", 'a "b" "c" d', "x"]),
    ],
)
def test_a_stray_quote_is_kept_with_a_note(text: str, fields: list[str]) -> None:
    blocks = read("0,a,b\n" + text + '2,"c, d",e\n', 3)
    assert rows(blocks) == [(1, ["0", "a", "b"]), (2, fields), (3, ["2", "c, d", "e"])]
    assert [(one.line_no, one.kind, one.text, one.kept) for one in rejects(blocks)] == [
        (2, "stray_quote", text.strip(), True)
    ]


def test_two_brand_names_do_not_swallow_the_lines_between_them() -> None:
    text = '1,"SHARP" TV,x\n2,b,y\n3,TUBE 5",z\n4,d,w\n'
    assert story(text, 3) == [
        (1, '1|"SHARP" TV|x'),
        (2, "2|b|y"),
        (3, '3|TUBE 5"|z'),
        (4, "4|d|w"),
    ]


def test_quotes_that_close_by_accident_do_not_join_whole_records() -> None:
    text = '1,"TV,x,kg\n2,b,y,kg\n3,TUBE 5",z,kg\n'
    assert story(text, 4) == [
        (1, '1|"TV|x|kg'),
        (2, "2|b|y|kg"),
        (3, '3|TUBE 5"|z|kg'),
    ]


def test_a_field_over_several_lines_is_one_record() -> None:
    text = '1,"one\ntwo, ""three""\r\n\nfour",x\n5,b,c\n'
    assert story(text, 3) == [(1, '1|one\ntwo, "three"\r\n\nfour|x'), (5, "5|b|c")]


def test_stray_quotes_in_a_field_over_several_lines_are_kept() -> None:
    assert story('1,"a "b" c\nd",x\n3,e,f\n', 3) == [(1, '1|a "b" c\nd|x'), (3, "3|e|f")]


def test_a_broken_record_costs_its_first_line_only() -> None:
    text = '1,"broken\n2,b,c\n3,"d\ne",f\n'
    assert story(text, 3) == [(1, '!1,"broken'), (2, "2|b|c"), (3, "3|d\ne|f")]


def test_rows_of_the_wrong_width_are_rejected_as_they_stand() -> None:
    text = '1,a\n2,b,c\n3,"d, d",e,f\n4,"g\nh"\n6,i,j,,\n'
    assert story(text, 3) == [
        (1, "!1,a"),
        (2, "2|b|c"),
        (3, '!3,"d, d",e,f'),
        (4, '!4,"g\nh"'),
        (6, "6|i|j"),
    ]


def test_a_carriage_return_alone_is_part_of_the_value() -> None:
    text = "1,a\rb,c\r\n2,d,e\r\r\n3,f,g\r\n"
    assert story(text, 3) == [(1, "1|a\rb|c"), (2, "2|d|e"), (3, "3|f|g")]


def test_without_a_quote_character_quotes_are_letters() -> None:
    blocks = read('1,"a\n2,b"\n', 2, dialect=Dialect(",", ""))
    assert rows(blocks) == [(1, ["1", '"a']), (2, ["2", 'b"'])]
    assert not rejects(blocks)


@pytest.mark.parametrize("size", [100, 5_000, 1 << 20])
def test_damage_in_one_line_of_a_hundred_leaves_the_others_exact(size: int) -> None:
    damages = ['5" pipe', '"SHARP" TV', '"unclosed', 'TUBE 3"', '"a "b" c"', '""x']
    text, expected, noted, line_no = "", [], [], 1
    for i in range(2000):
        good = 'two\nlines, "both"' if i % 10 == 3 else f"good {i}"
        value, goods = (damages[i // 100 % 6],) * 2 if i % 100 == 50 else (good, _quoted(good))
        text += f"{i},{goods},kg\n"
        expected.append((line_no, [str(i), 'a "b" c' if value == '"a "b" c"' else value, "kg"]))
        noted += [line_no] if i % 100 == 50 else []
        line_no = text.count("\n") + 1
    blocks = read(text, 3, size)
    assert rows(blocks) == expected
    assert [one.line_no for one in rejects(blocks)] == noted


def _quoted(value: str) -> str:
    doubled = value.replace('"', '""')
    return f'"{doubled}"' if '"' in value else value


@pytest.mark.parametrize("size", [1000, 1 << 22])
def test_a_quote_nobody_closes_does_not_swallow_the_file(size: int) -> None:
    lines = [f"{n},goods number {n},kg" for n in range(1, 20_001)]
    lines[9] = '10,"goods number 10,kg'
    lines[10_000] = '10001,"goods, number,kg'
    blocks = read("\n".join(lines), 3, size)
    assert [line_no for line_no, _ in rows(blocks)] == [n for n in range(1, 20_001) if n != 10_001]
    assert [(one.line_no, one.kind) for one in rejects(blocks)] == [
        (10, "stray_quote"),
        (10_001, "field_count"),
    ]


@pytest.mark.parametrize("size", [1000, 1 << 22])
def test_a_field_longer_than_any_window_is_read_whole(size: int) -> None:
    essay = "a line of prose, and more of it\n" * 70_000
    text = f'1,a,b\n2,"{essay}",c\n3,d,e\n'
    truth = [(1, ["1", "a", "b"]), (2, ["2", essay, "c"]), (70_003, ["3", "d", "e"])]
    assert rows(read(text, 3, size)) == truth


def test_a_record_beyond_all_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(RECORD_BYTES.setting, str(1 << 20))
    with pytest.raises(
        FileRefused, match="on line 2, that does not end, more than 1,048,576 bytes"
    ):
        read("a,b\n" + '1,"' + "prose without end\n" * 100_000, 2)


def test_a_parser_that_miscounts_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = pa.table({name: pa.array([], pa.string()) for name in ("c0", "c1", "c2")})
    monkeypatch.setattr(delimited, "_read", lambda *_: (nothing, {}))
    assert story('1,"a\nb",c\n\n4,d\n5,e,f\n', 3) == [(1, "1|a\nb|c"), (4, "!4,d"), (5, "5|e|f")]


@pytest.mark.parametrize(
    ("sample", "dialect"),
    [
        ("a,b\n1,2\n", Dialect(",", '"')),
        ("a;b;c\n1,5;2,5;3\n", Dialect(";", '"')),
        ("a\tb\n1, 2\t3\n", Dialect("\t", '"')),
        ("a|b\n1|2\n", Dialect("|", '"')),
        ("a^b\n1^2\n", Dialect("^", '"')),
        ("a~b\n1~2\n", Dialect("~", '"')),
        ("a\x1fb\n1\x1f2\n", Dialect("\x1f", '"')),
        ("a:b\n1:2\n3:4\n", Dialect(":", '"')),
        ("a#b\n1#2\n3#4\n", Dialect("#", '"')),
        ("name\nAltan\nBorealis\n", Dialect(",", '"')),
        ("id,name|alias,on\n1,a|b,12:30\n2,c|d,12:45\n", Dialect(",", '"')),
        ("Date;Value, USD;kg\n2020;1,5;2\n2021;2,5;3\n", Dialect(";", '"')),
        ("'a','b'\n'1, 2','3'\n", Dialect(",", "'")),
        ('a;b\n"x;y";1\n"z";2\n', Dialect(";", '"')),
        ('a;b\n5" pipe;1\n"SHARP" TV;2\n', Dialect(";", "")),
        ('"a\nb",c\n1,2\n', Dialect(",", '"')),
        ("a,b\n", Dialect(",", '"')),
    ],
)
def test_the_dialect_is_the_one_in_which_rows_fit_the_header(sample: str, dialect: Dialect) -> None:
    assert sniff(sample.encode()) == dialect


def test_a_delimiter_of_several_characters_is_refused() -> None:
    with pytest.raises(FileRefused, match="cannot separate"):
        sniff(b"a||b\n", "||")
