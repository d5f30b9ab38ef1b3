"""Where a table begins and ends: titles, headers of several rows, totals and notes."""

from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from tidewaiter.records.files import Document
from tidewaiter.records.heading import Heading, find
from tidewaiter.records.how import told
from tidewaiter.records.naming import column_names
from tidewaiter.records.readers import SourceTable, tables
from tidewaiter.records.row import Row, is_label
from tidewaiter.words.errors import FileRefused


def top(*lines: str) -> list[Row]:
    """Rows from lines with a bar between cells; a blank line takes a number and is no row."""
    numbered = enumerate(lines, 1)
    return [Row(n, tuple(line.split("|")), line) for n, line in numbered if line.strip()]


def lines(heading: Heading) -> list[int]:
    return [row.line_no for row in heading.rows]


def opened(tmp_path: Path, text: str, **how: str) -> SourceTable:
    path = tmp_path / "trade.csv"
    path.write_text(text, encoding="utf-8")
    [table] = tables(Document("trade.csv", path), told(**how))
    return table


def story(table: SourceTable) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Rows under their lines, and what was set aside under its line and kind."""
    blocks = [read() for read in table.blocks()]
    rows = [
        (int(line_no), "|".join(row.values()))
        for block in blocks
        for line_no, row in zip(block.line_nos, block.table.to_pylist(), strict=True)
    ]
    return rows, [(one.line_no, one.kind) for block in blocks for one in block.rejects]


def test_titles_and_a_unit_stand_above_the_header() -> None:
    found = find(top("Trade of a country", "in 2022", "", "|||thousand USD", "Name|Import|kg|USD",
                     "China|5|7|9", "Korea|1|2|3", "Japan|2|2|2"))  # fmt: skip
    assert (lines(found), found.names) == ([5], ("Name", "Import", "kg", "USD"))
    assert [row.line_no for row in found.above] == [1, 2, 4]


def test_groups_over_two_rows_give_joined_names() -> None:
    found = find(top("Name|Import||Export|", "|kg|USD|kg|USD", "World|1|2|3|4", "China|1|2|3|4"))
    assert lines(found) == [1, 2]
    assert found.names == ("Name", "Import / kg", "Import / USD", "Export / kg", "Export / USD")


def test_names_that_go_over_both_rows_stand_beside_groups() -> None:
    header = ("No|Date|Goods||Parties||Weight||Value", "||code|text|from|to|net|gross|")
    rows = [
        f"A{n}|0{n}.03.2022|8806220000|Drone|A Ltd|B Ltd|{n},5|{n},7|{n}00" for n in range(1, 9)
    ]
    words = "none|none|none|Drone|A Ltd|B Ltd|none|none|no"
    names = ("No", "Date", "Goods / code", "Goods / text", "Parties / from", "Parties / to",
             "Weight / net", "Weight / gross", "Value")  # fmt: skip
    for found in (find(top(*header, *rows)), find(top(*header, words, *rows))):
        assert (lines(found), found.names) == ([1, 2], names)
    counted = find(top("A title||||||||", *header, "1|2|3|4|5|6|7|8|9", *rows))
    assert (lines(counted), counted.names) == ([2, 3, 4], names)
    last = find(
        top(
            "No|Goods|From|To|Weight||Value",
            "||||net|gross|",
            "A1|Drone|A|B|1|2|3",
            "A2|Drone|A|B|1|2|3",
        )
    )
    assert (lines(last), last.names[4:]) == ([1, 2], ("Weight / net", "Weight / gross", "Value"))


def test_a_section_below_a_column_without_a_name_is_a_row() -> None:
    found = find(top("Name|City||kg", "|Osh||", "A|Osh|x|5", "B|Osh|y|7"))
    assert lines(found) == [1]


def test_titles_in_three_languages_are_no_groups() -> None:
    found = find(top("Соода|Торговля|Trade||||", "(миң)|(тыс.)|(thousand)||||",
                     "Аты|Название|Name|1994|1995|1996|1997", "Бардыгы|Всего|Total|5|2|3|4"))  # fmt: skip
    assert lines(found) == [3]


def test_a_row_that_counts_the_columns_belongs_to_the_header() -> None:
    found = find(top("Country|Code|kg", "1|2|3", "China|8806|12.5", "Korea|8807|3"))
    assert (lines(found), found.names) == ([1, 2], ("Country", "Code", "kg"))


def test_a_section_between_header_and_rows_is_a_row() -> None:
    found = find(top("|China|Korea|Japan", "2006|||", "January|5|6|7", "February|6|7|8"))
    assert (lines(found), found.body_line) == ([1], 2)


def test_years_name_columns_also_beside_empty_names() -> None:
    found = find(top("Title", "|1994|1995|1996", "Total|11|12|13", "China|4|5|6"))
    assert (lines(found), found.names) == ([2], ("column_1", "1994", "1995", "1996"))


def test_a_table_of_words_begins_with_its_first_full_row() -> None:
    assert lines(find(top("List of firms", "Name|City|Street", "Altan|Osh|Main"))) == [2]


def test_names_that_go_on_in_the_next_rows_are_one_header() -> None:
    found = find(top("Code|Goods|In 2022||Growth, %|", "in full|of|thsd|mln|weight|value", "||tons|USD||",
                     "|Total|-|900|-|104", "0207|Poultry|14|26|114|150", "0402|Milk|8|24|92|113"))  # fmt: skip
    assert lines(found) == [1, 2, 3]
    assert found.names == ("Code / in full", "Goods / of", "In 2022 / thsd / tons", "In 2022 / mln / USD",
                           "Growth, % / weight", "Growth, % / value")  # fmt: skip


def test_a_unit_below_a_name_belongs_to_the_header() -> None:
    found = find(top("Country|Code|Weight|Value", "|||USD", "China|8806|5|7", "Korea|8807|1|2"))
    assert (lines(found), found.names[-1]) == ([1, 2], "Value / USD")


def test_records_that_begin_with_words_do_not_push_the_header_down() -> None:
    found = find(top("level|code|text|texte", *(f"section|{roman}|{roman} goods|biens {roman}"
                     for roman in ("I", "II", "III", "IV", "V")), *(f"heading|{code}|goods|biens"
                     for code in range(1001, 1020))))  # fmt: skip
    assert (lines(found), found.above) == ([1], ())


def test_many_titles_do_not_hide_a_wide_table() -> None:
    found = find(top(*["a title"] * 12, "Month|Turnover|Exports|Imports|Balance|Share",
                     *(f"{month}|{month}5|3|2|1|7" for month in range(1, 11))))  # fmt: skip
    assert lines(found) == [13]


def test_numbers_above_the_header_are_said_to_be_of_another_table(tmp_path: Path) -> None:
    table = opened(tmp_path, "Summary,,,,,,,\nTurnover,9,8,,,,,\n\nMonth,a,b,c,d,e,f,g\n"
                   + "".join(f"{n},5,2,7,4,9,6,7\n" for n in range(9)))  # fmt: skip
    rows, aside = story(table)
    assert (table.header_line, len(rows)) == (4, 9)
    assert aside == [(1, "above_header"), (2, "other_table")]


def test_a_record_whose_numbers_count_on_or_are_years_is_no_header() -> None:
    counting = find(top("Name|A|B|C", "China|1|2|3", "Korea|2|3|4", "Japan|4|9|2"))
    years = find(top("Name|since|until", "Altan|2019|2022", "Borealis|2020|", "Cassia|2021|2023"))
    assert (lines(counting), lines(years)) == ([1], [1])


def test_a_list_under_a_title_has_no_header() -> None:
    found = find(top("Contents|", "by the customs service|", "|Exports", "|Imports"))
    assert (lines(found), found.above) == ([], ())


def test_a_file_without_a_header_keeps_its_first_row(tmp_path: Path) -> None:
    table = opened(tmp_path, "2023-01-05,8806,12\n2023-01-06,8807,7\n")
    assert (table.header_line, table.header) == (0, ("column_1", "column_2", "column_3"))
    assert len(story(table)[0]) == 2


def test_titles_in_a_text_do_not_hide_its_delimiter(tmp_path: Path) -> None:
    table = opened(tmp_path, "Imports, by customs office\n\nDate;Code;kg\n2023-01-05;8806;1,5\n")
    assert (table.delimiter, table.header_line) == (";", 3)
    assert story(table) == ([(4, "2023-01-05|8806|1,5")], [(1, "above_header")])


def test_totals_notes_and_a_header_pasted_again_are_set_aside(tmp_path: Path) -> None:
    text = "date;code;text;kg\n1;8806;a;5\n2;8806;b;6\ndate;code;text;kg\n3;8807;c;7\nИтого;;;18\n* with parts;;;\n"
    rows, aside = story(opened(tmp_path, text))
    assert rows == [(2, "1|8806|a|5"), (3, "2|8806|b|6"), (5, "3|8807|c|7")]
    assert aside == [(4, "repeated_header"), (6, "foot_row"), (7, "foot_row")]


def test_rows_of_empty_cells_do_not_hide_the_foot(tmp_path: Path) -> None:
    text = (
        "date;code;text;kg\n1;8806;a;5\n;;;\n2;8806;b;6\nИтого;;;11\n;;;\n* with parts;;;\n"
        + ";;;\n" * 30
    )
    rows, aside = story(opened(tmp_path, text))
    assert rows[:3] == [(2, "1|8806|a|5"), (3, "|||"), (4, "2|8806|b|6")]
    assert {row for _, row in rows[3:]} == {"|||"}
    assert len(rows) == 3 + 1 + 30
    assert aside == [(5, "foot_row"), (7, "foot_row")]


def test_a_total_that_is_filled_like_a_row_stays_a_row(tmp_path: Path) -> None:
    rows, aside = story(opened(tmp_path, "country;year;usd\nChina;2022;5\nTotal;2022;5\n"))
    assert (rows[-1], aside) == ((3, "Total|2022|5"), [])


@pytest.mark.parametrize(
    "notes",
    ["1 Data since 1994;1 Données depuis 1994;;;;;;\n2 With fuel;2 Avec carburant;;;;;;\n",
     "* Preliminary;;;;;;;\n\nSources: customs;;;;;;;\nthe bank;;;;;;;\n",
     "\nAs declared;;;;;;;\n",
     "All figures were provided by the office itself;;;;;;;\n"],
)  # fmt: skip
def test_notes_at_the_foot_are_set_aside(tmp_path: Path, notes: str) -> None:
    text = "name;nom;a;b;c;d;e;f\n" + "".join(f"Goods {n};Biens;1;2;3;4;5;6\n" for n in "xyz")
    rows, aside = story(opened(tmp_path, text + notes))
    assert len(rows) == 3
    assert {kind for _, kind in aside} == {"foot_row"}
    assert len(aside) == sum(map(bool, notes.split("\n")))


def test_a_last_record_without_its_numbers_stays_a_record(tmp_path: Path) -> None:
    text = "country;a;b;c\nKorea, Republic of;1;2;3\nJapan;4;5;6\nTuvalu;;;\n"
    rows, aside = story(opened(tmp_path, text))
    assert (rows[-1], aside) == ((4, "Tuvalu|||"), [])


def test_a_numbered_record_without_its_numbers_stays_a_record(tmp_path: Path) -> None:
    text = "goods;unit;a;b;c\n10 Cereals;t;1;2;3\n11 Milling;t;4;5;6\n12 Seeds;;;;\n"
    rows, aside = story(opened(tmp_path, text))
    assert (rows[-1], aside) == ((4, "12 Seeds||||"), [])


def test_a_delimiter_that_changes_is_read_with_a_note(tmp_path: Path) -> None:
    rows, aside = story(opened(tmp_path, "a;b;c\n1;2;3\n4,5,6\n7;8;9\n"))
    assert rows == [(2, "1|2|3"), (3, "4|5|6"), (4, "7|8|9")]
    assert aside == [(3, "other_delimiter")]


def test_a_person_may_name_the_header(tmp_path: Path) -> None:
    text = "a;b\nx;y\n1;2\n"
    assert opened(tmp_path, text, header="2").header == ("x", "y")
    assert opened(tmp_path, text, header="0").header == ("column_1", "column_2")
    with pytest.raises(FileRefused, match="nothing on line 9"):
        opened(tmp_path, text, header="9")


def test_a_table_may_begin_anywhere_on_its_sheet(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        sheet = book.add_worksheet("data")
        sheet.write("B2", "A report")
        sheet.write_row("B5", ["code", "kg", "usd"])
        sheet.write_row("B6", ["8806", 5, 6])
        sheet.write_row("B7", ["8807", 7, 8])
        hidden = book.add_worksheet("kept back")
        hidden.write_row("A1", ["a", "b"])
        hidden.hide()
    document = Document("book.xlsx", tmp_path / "book.xlsx")
    [table] = tables(document)
    assert (table.header, table.header_line) == (("code", "kg", "usd"), 5)
    assert story(table) == ([(6, "8806|5|6"), (7, "8807|7|8")], [(2, "above_header")])
    assert "kept back is hidden" in table.notes[0]
    assert [one.sheet for one in tables(document, told(sheets=["kept back"]))] == ["kept back"]  # type: ignore[arg-type]


def test_a_name_that_stands_very_often_takes_no_time() -> None:
    names = column_names(["a", "A"] * 100_000)
    assert (names[:4], names[-1]) == (("a", "A_2", "a_3", "A_4"), "A_200000")


def test_numbers_of_very_many_digits_are_no_labels() -> None:
    assert not is_label(Row(1, tuple(str(n) + "9" * 5_000 for n in range(3)), ""))
