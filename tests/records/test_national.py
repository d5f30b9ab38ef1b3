"""National tables in their original form: several records a row, thousands, periods made of parts.

The rows are excerpts of the tables in mary-lev/eu-export-sanctions (Maria Levchenko 2024,
Apache-2.0 / CC BY 4.0).
"""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from tidewaiter.case import Case
from tidewaiter.ground import store
from tidewaiter.words.errors import FileRefused, ProfileError

Written = Callable[[str, str], Path]

ARMENIA = """
    country,export,import_consigment,import_origin,timeperiod,year
    Afghanistan,-,-,0.1,5,2020
    Belgium,4822.6,9196.0,4851.9,1,2023
    Belgium,4822.6,9196.0,4851.9,Year,2023
    Belgium,44470.9,86717.1,45805.3,Year,2019
    Monaco,-,-,-,3,2020
"""
UZBEKISTAN = """
    Code,Klassifikator,Klassifikator_ru,Klassifikator_en,2021,2022
    056,Belgiya,Бельгия,Belgium,38040.13,8e-05
    703,Slovakiya,Slovakia,Словакия,9759.95,
    0,Boshqa mamlakatlar,Другие страны,Other countries,76045.62,0.0
"""
SHARE = "удельный вес страны в общем объеме"


def _cells(case: Case) -> list[dict[str, object]]:
    with store.opened(case.folder) as opened:
        return opened.engine.records("SELECT * FROM trade_statistic ORDER BY row_id, part_no")


def _kinds(case: Case) -> list[tuple[str, str, int]]:
    found = [(one["kind"], one["value_as_declared"], one["line_no"]) for one in case.problems()]
    return sorted(found)


def _all_well(case: Case) -> bool:
    return all(one.ok for one in case.doctor())


def test_one_armenian_row_holds_an_export_and_two_imports(case: Case, written: Written) -> None:
    case.ingest([written("armenia_data.csv", ARMENIA)])
    found = [
        (one["part_no"], one["flow"], one["partner_role"], one["value"], one["source_column"])
        for one in _cells(case)
        if one["row_id"] % 2**32 == 5
    ]
    assert found == [
        (0, "export", "destination", Decimal("44470900.00"), "export"),
        (1, "import", "consignment", Decimal("86717100.00"), "import_consigment"),
        (2, "import", "origin", Decimal("45805300.00"), "import_origin"),
    ]


def test_a_cell_not_stated_makes_no_record_and_its_row_is_accounted_for(
    case: Case, written: Written
) -> None:
    case.ingest([written("armenia_data.csv", ARMENIA)])
    parts = [(one["row_id"] % 2**32, one["part_no"]) for one in _cells(case)]
    assert parts[0] == (2, 2)
    assert 6 not in {line for line, _ in parts}
    assert _kinds(case) == [("nothing_stated", "Monaco", 6)]
    assert _all_well(case)


def test_the_armenian_year_of_2023_is_january(case: Case, written: Written) -> None:
    case.ingest([written("armenia_data.csv", ARMENIA)])
    spans = {
        one["row_id"] % 2**32: (one["period_start"], one["period_months"]) for one in _cells(case)
    }
    assert spans[4] == (date(2023, 1, 1), 1)
    assert spans[5] == (date(2019, 1, 1), 12)
    asked = {"flow": "import", "by": ["partner_role"], "since": "2023", "until": "2024"}
    values = {one.by["partner_role"]: one.value for one in case.ask(asked).values}
    assert values == {"consignment": Decimal("9196000.00"), "origin": Decimal("4851900.00")}


def test_a_later_year_of_2023_contradicts_january_and_is_not_used(
    case: Case, written: Written
) -> None:
    later = ARMENIA.replace("9196.0,4851.9,Year", "99196.0,54851.9,Year")
    case.ingest([written("armenia_data.csv", later)])
    answer = case.ask(flow="import", since="2023", until="2024", by=["partner_role"])
    assert [one.value for one in answer.values] == []
    assert {one["step"]: one["n"] for one in answer.bridge}["conflicting cells"] == 4


def test_a_row_holds_a_record_for_each_year(case: Case, written: Written) -> None:
    case.ingest([written("sdmx.csv", UZBEKISTAN)], "uzbekistan-imports")
    found = [
        (one["partner"], one["part_no"], one["period_start"].year, one["value"])
        for one in _cells(case)
    ]
    assert found == [
        ("BE", 0, 2021, Decimal("38040130.00")),
        ("BE", 1, 2022, Decimal("0.08")),
        ("SK", 0, 2021, Decimal("9759950.00")),
        ("OTHER", 0, 2021, Decimal("76045620.00")),
        ("OTHER", 1, 2022, Decimal("0.00")),
    ]
    assert _all_well(case)


def test_imports_and_exports_under_one_header_have_to_be_told_apart(
    case: Case, written: Written
) -> None:
    with pytest.raises(FileRefused, match="uzbekistan-exports, uzbekistan-imports"):
        case.ingest([written("sdmx.csv", UZBEKISTAN)])


def test_other_countries_are_residual(case: Case, written: Written) -> None:
    case.ingest([written("sdmx.csv", UZBEKISTAN)], "uzbekistan-imports")
    levels = {one["partner"]: one["partner_level"] for one in _cells(case)}
    assert levels == {"BE": "country", "SK": "country", "OTHER": "residual"}


def _sheet(path: Path, name: str, rows: Sequence[Sequence[object]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def _kazakh(path: Path, year: int, sheet: str, armenia: float) -> Path:
    flows = ("Товарооборот", "Экспорт", "Импорт")
    return _sheet(path, sheet, [
        [" Основные показатели внешней торговли Республики Казахстан"],
        [f"{year} год"],
        ["", "", "", "", "тыс. долларов США"],
        ["Наименование страны", flows[0], "", flows[1], "", flows[2]],
        ["", "Всего", f"{SHARE} товарооборота, %", "Всего", f"{SHARE} экспорта, %", "Всего",
         f"{SHARE} импорта, %"],
        ["Всего", 86469848.76072, 100, 47540772.69568, 100, 38929076.06504, 100],
        ["Страны ЕС", 6000000.0, 6.9, 4000000.0, 8.4, 2000000.0, 5.1],
        ["Страны СНГ", 25200216.38965, 29.14336, 9151259.33503, 19.24929, 16048957.05462, 41.22614],
        ["Страны вне ЕАЭС", 4819834.4, 5.57401, 3479378.1, 7.31872, 1340456.3, 3.44333],
        ["Армения", 14235.04799, 0.01646, 6405.98412, 0.01347, armenia, 0.02011],
        ["Токелау", 6.70887, 0.00001, "", "", 6.70887, 0.00002],
    ])  # fmt: skip


def test_the_year_stands_in_the_sheets_name_and_levels_stay_apart(
    case: Case, tmp_path: Path
) -> None:
    case.ingest([_kazakh(tmp_path / "trade_2020.xlsx", 2020, "12_2020", 7829.1)])
    imports = [one for one in _cells(case) if one["flow"] == "import"]
    assert {(one["partner"], one["partner_level"]) for one in imports} == {
        ("WORLD", "world"),
        ("EU_OWN", "union_changing"),
        ("CIS", "region"),
        ("EXTRA_EAEU", "rest_of_world"),
        ("AM", "country"),
        ("TK", "country"),
    }
    assert {(one["period_start"].year, one["period_months"]) for one in imports} == {(2020, 12)}
    assert case.ask(flow="import").total == Decimal("7835808.87")
    assert case.ask(flow="import", partner="WORLD").total == Decimal("38929076065.04")
    assert _all_well(case)


def test_a_newer_edition_of_a_year_replaces_the_older(case: Case, tmp_path: Path) -> None:
    case.ingest([_kazakh(tmp_path / "trade_2021.xlsx", 2020, "2020", 7829.06387)])
    case.ingest([_kazakh(tmp_path / "trade_2020.xlsx", 2020, "12_2020", 7829.1)])
    assert case.ask(flow="import", partner="AM").total == Decimal("7829063.87")


def test_a_table_without_names_for_its_first_columns(case: Case, tmp_path: Path) -> None:
    path = _sheet(tmp_path / "import.xlsx", "import", [
        ["Товарлардын импорту", "Импорт товаров", "Imports of goods"],
        ["(миң АКШ доллары)", "(тыс. долларов США)", "(thousand US dollars)"],
        ["", "", "", "2021", "2022", "2023 1"],
        ["Бардыгы", "Всего", "Total", 5580207.282, 9803159.382, 12351968.058],
        ["ЕС", "ЕС", "The EU", 289492.9, 526857.3, 964572.9],
        ["", "", "", "", "", ""],
        ["Европа", "Европа", "Europe", 100.5, 200.5, 300.5],
        ["Австрия", "Австрия", "Austria", 12.5, "-", 14.25],
        ["Европа биримдиги", "Европейский союз", "European Union (EU)", 1.5, 2.5, 3.5],
        ["Албания", "Албания", "Albania", "-", "-", "-"],
    ])  # fmt: skip
    case.ingest([path], "kyrgyzstan-imports")
    cells = _cells(case)
    austria = [(c["period_start"].year, c["value"]) for c in cells if c["partner"] == "AT"]
    assert austria == [(2021, Decimal("12500.00")), (2023, Decimal("14250.00"))]
    assert {c["partner_level"] for c in cells if c["partner"] in ("EU", "EU_NS", "EUROPE")} == {
        "union_changing", "not_specified", "region"
    }  # fmt: skip
    assert ("nothing_stated", "Albania", 10) in _kinds(case)
    assert _all_well(case)


HEAD = """
title = "t"
kind = "statistics"
source = "s"
licence = "l"
[columns]
place = "partner"
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[record]]\nconstants = { flow = 'import' }", "either columns or each"),
        ("[[record]]\neach = '\\d{4}'\nfield = 'value'", "each needs one group"),
        ("[[record]]\ncolumns = { a = 'worth' }", "no such field: worth"),
        ("[[record]]\ncolumns = { a = 'value' }\nonly = 1", "unknown entry in"),
        ("[period]\nsheet = '(x)'\nfile = '(y)'", "must have one of columns, sheet, file"),
        ("[period]\nsheet = 'x'", "sheet must have one group"),
        ("[read]\nvalues_in = 'dozens'", "values_in is 'dozens'"),
        ("[not_stated]\nprocedure = 'C00'", "no column fills procedure"),
        ("[absent]\nflow = 'export'", "no column fills flow"),
        ("[absent]\npartner = 'WORLD'", "place must be optional"),
    ],
)
def test_a_profile_that_contradicts_itself_is_refused(
    case: Case, tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "odd.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(ProfileError, match=said):
        case.profile(path)
