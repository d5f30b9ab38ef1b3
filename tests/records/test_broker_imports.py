"""Import declarations under English headings: one profile for the words that many exports share.

Headings and rows are written by hand from common words of the trade; every firm and number is invented.
"""

from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from tidewaiter.case import Case
from tidewaiter.records.shelf import built_in

NAME = "broker-import-declarations"
(PROFILE,) = (one for one in built_in() if one.name == NAME)


def _row(text: str) -> dict[str, str]:
    """One row, a heading and its value a line."""
    pairs = (line.partition("|") for line in text.strip().splitlines())
    return {heading.strip(): value.strip() for heading, _, value in pairs}


ROW = _row("""
    RECORD_ID           | 9
    RECORDS_TAG         | x
    DECLARATION_NUMBER  | KG-100
    ITEM_NUMBER         | 1
    IMP_DATE            | 2023-03-05
    HS_CODE             | 8806220000
    HS_CODE_2           | 88
    HS_CODE_4           | 8806
    HS_CODE_DESCRIPTION | Drones
    PRODUCT_DESCRIPTION | Quadcopter with camera
    ORIGIN_COUNTRY      | CHINA
    EXPORT_COUNTRY      | UNITED ARAB EMIRATES
    DESTINATION_COUNTRY | KYRGYZSTAN
    IMPORTER_CODE       | 0070011
    IMPORTER_NAME       | ОсОО Пример
    IMPORTER_NAME_EN    | Primer LLC
    IMPORTER_ADDRESS    | Bishkek, Sample st. 1
    SUPPLIER_NAME       | Example Trading FZE
    SUPPLIER_ADDRESS    | Dubai, Model rd. 2
    MANUFACTURER        | Example Optics
    BRAND               | SKYEYE
    CUSTOMS_BROKER_NAME | Sample Broker
    QUANTITY            | 20
    UNIT                | PCS
    GROSS_WEIGHT_KG     | 44.5
    NET_WEIGHT_KG       | 40
    PACKAGES            | 4
    INVOICE_VALUE_FC    | 9000.50
    CURRENCY            | EUR
    CUSTOMS_VALUE_USD   | 9876.54
    INCOTERMS           | DAP
    TRANSPORT_TYPE      | ROAD
    CUSTOMS_OFFICE      | Bishkek-1
    LOADING_PORT        | JEBEL ALI
    PORT_OF_DISCHARGE   | OSH
    COUNTRY_ISO_CODE_2  | KG
""")
AT_THE_BORDER = _row("""
    Declaration_Number  | D-1
    Date                | 2023-01-02
    HS_Code             | 880622
    Product_Description | Drone
    Importer            | A LLC
    Supplier            | B Ltd
    Origin_Country      | CN
    Quantity            | 1
    Unit                | PCS
    USD_FOB             | 80
    USD_FREIGHT         | 15
    USD_INSURANCE       | 5
    USD_CIF             | 100
    Customs             | C
    Transport           | AIR
""")
UNDERSCORED = list(ROW)
WITH_BLANKS = [
    "DECLARATION NO", "ITEM NO", "DECLARATION DATE", "IMPORTER TAX ID", "IMPORTER NAME", "SELLER NAME", "BUYER NAME",
    "EXPORTER NAME", "EXPORTER ADDRESS", "EXPORTER COUNTRY", "HS CODE", "GOODS DESCRIPTION", "COUNTRY OF ORIGIN",
    "COUNTRY OF DISPATCH", "GROSS WEIGHT", "NET WEIGHT", "WEIGHT UNIT", "QUANTITY", "UNIT", "INVOICE VALUE",
    "INVOICE CURRENCY", "DECLARANT NAME", "DELIVERY TERMS", "MODE OF TRANSPORT", "UNIT PRICE", "FREIGHT", "INSURANCE",
]  # fmt: skip


def _book(path: Path, *rows: dict[str, str]) -> Path:
    """A workbook as brokers send them: a title block, the header in row 6."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Sheet")
        sheet.write(0, 0, "Import data")
        sheet.write(2, 0, "Records:")
        sheet.write(2, 1, len(rows))
        sheet.write_row(5, 0, list(rows[0]))
        for place, row in enumerate(rows, start=6):
            sheet.write_row(place, 0, list(row.values()))
    return path


@pytest.mark.parametrize("header", [UNDERSCORED, WITH_BLANKS, list(AT_THE_BORDER)])
def test_common_headings_are_known_one_and_all(header: list[str]) -> None:
    assert (PROFILE.missing(header), PROFILE.unnamed(header)) == ([], [])


@pytest.mark.parametrize(
    "lacking", ["HS_CODE", "IMP_DATE", "IMPORTER_NAME", "PRODUCT_DESCRIPTION", "ORIGIN_COUNTRY"]
)
def test_a_table_that_lacks_what_an_import_declaration_has_is_none(lacking: str) -> None:
    translated = {f"{lacking}_EN", lacking}
    assert PROFILE.missing([name for name in UNDERSCORED if name not in translated]) != []


def test_exports_are_not_taken_for_imports() -> None:
    header = "HS_CODE EXP_DATE EXPORTER_NAME BUYER_NAME PRODUCT_DESCRIPTION ORIGIN_COUNTRY QUANTITY"
    assert PROFILE.missing(header.split()) == ["DECLARATION_DATE", "IMPORTER_NAME"]


def test_a_row_under_a_title_block_is_read_whole(case: Case, tmp_path: Path) -> None:
    case.ingest([_book(tmp_path / "imports.xlsx", ROW)])
    (source,) = case.sources()
    assert (source["profile"], source["header_line"]) == (NAME, 6)
    (line,) = case.to_arrow().to_pylist()
    told = (
        "direction", "declaration_id", "item_no", "hs_code", "origin", "dispatch", "destination", "unit", "incoterm",
        "transport", "office", "place_loaded", "place_unloaded", "invoice_currency", "valuation",
    )  # fmt: skip
    assert [line[name] for name in told] == [
        "import", "KG-100", "1", "880622", "CN", "AE", "KG", "piece", "DAP",
        "ROAD", "Bishkek-1", "JEBEL ALI", "OSH", "EUR", "customs",
    ]  # fmt: skip
    numbers = (
        "quantity",
        "gross_kg",
        "net_kg",
        "packages",
        "invoice_value",
        "customs_value",
        "value_usd",
    )
    assert [str(line[name]) for name in numbers] == [
        "20.000", "44.500", "40.000", "4.000", "9000.50", "9876.54", "9876.54",
    ]  # fmt: skip
    assert case.ask(importer="ОсОО Пример", seller="Example Trading FZE").total == Decimal(
        "9876.54"
    )
    assert case.ask(manufacturer="Example Optics", broker="Sample Broker").total == Decimal(
        "9876.54"
    )
    assert {one["kind"] for one in case.problems()} == {"above_header"}


def test_the_value_at_the_border_is_the_customs_value_and_is_told_of(
    case: Case, tmp_path: Path
) -> None:
    case.ingest([_book(tmp_path / "imports.xlsx", AT_THE_BORDER)])
    answer = case.ask()
    assert (answer.total, answer.valuation) == (Decimal(100), {"customs": 1})
    (note,) = (one for one in case.problems() if one["kind"] == "column_note")
    assert note["column_name"] == "USD_CIF"


def test_coverage_says_of_each_column_why_it_feeds_nothing(case: Case, tmp_path: Path) -> None:
    case.ingest([_book(tmp_path / "imports.xlsx", ROW)])
    others = case.coverage()["sources"][0]["other_columns"]
    assert {one["column"] for one in others} >= {"HS_CODE_2", "HS_CODE_4", "RECORD_ID"}
    assert [one["column"] for one in others if not one["ignored"]] == []


def test_a_total_that_says_no_more_gives_way_to_a_customs_value() -> None:
    header = [*UNDERSCORED, "TOTAL_VALUE_USD", "CIF_USD"]
    assert PROFILE.own(header, ["CUSTOMS_VALUE_USD"]) == {"CUSTOMS_VALUE_USD": "CUSTOMS_VALUE_USD"}
    rest = [name for name in header if name != "CUSTOMS_VALUE_USD"]
    assert PROFILE.own(rest, ["CUSTOMS_VALUE_USD"]) == {"CUSTOMS_VALUE_USD": "CIF_USD"}
    assert PROFILE.unnamed(header) == []


def test_the_file_that_arrives_later_corrects_an_item_and_leaves_another_offices_alone(
    case: Case, tmp_path: Path
) -> None:
    elsewhere = ROW | {"CUSTOMS_OFFICE": "Osh-2", "CUSTOMS_VALUE_USD": "1000"}
    case.ingest([_book(tmp_path / "first.xlsx", ROW, elsewhere)])
    case.ingest([_book(tmp_path / "second.xlsx", ROW | {"CUSTOMS_VALUE_USD": "500"})])
    answer = case.ask()
    assert answer.total == Decimal(1500)
    assert [one["n"] for one in answer.bridge if one["step"] == "superseded"] == [1]
