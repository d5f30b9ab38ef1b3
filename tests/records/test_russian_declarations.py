"""Russian goods declarations: every box under every heading, and a sample with its traps.

The sample is written by hand from the layout and synthetic: its numbers, firms and goods are invented.
"""

import csv
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tidewaiter.case import Case, init
from tidewaiter.ground import store
from tidewaiter.records.profile import Profile
from tidewaiter.records.shelf import built_in

SAMPLE = Path(__file__).parent / "samples" / "russia-declarations-synthetic.csv"
PROFILE = next(one for one in built_in() if one.name == "russia-declarations")

NAMES = {
    "Номер декларации": "declaration_id",
    "Таможенный орган": "office",
    "Дата  регистрации\u00a0ДТ": "declared_on",
    "Дата выпуска": "released_on",
    "код вида таможенной декларации": "document_kind",
    "НАПРАВЛЕНИЕ (ИМ/ЭК)": "direction",
    "Процедура": "procedure",
    "ИНН отправителя": "consignor_identifier",
    "ИНН получателя": "consignee_identifier",
    "Получатель": "consignee_name",
    "ИНН Декларанта": "declarant_identifier",
    "ИНН таможенного брокера": "broker_identifier",
    "Код торгующей страны": "trading",
    "Страна отправления": "dispatch",
    "Страна происхождения товара": "origin",
    "Описание и характеристика товара": "description",
    "Изготовитель": "manufacturer_name",
    "Товарный знак": "brand_name",
    "Код ТН ВЭД. Знак звёздочки (*) в конце, если указывается менее 10 знаков.": "tariff_line",
    "Код валюты цены договора": "invoice_currency",
    "Вес брутто": "gross_kg",
    "Вес нетто": "net_kg",
    "Фактурная стоимость": "invoice_value",
    "Таможенная стоимость": "customs_value",
    "Статистическая стоимость": "statistical_value_usd",
    "Цена за кг (USD)": "",
    "№ св-ва брокера": "",
    "Признак контейнерных перевозок": "",
    "Метод определения таможенной стоимости": "",
}

SHORT = {"GD1": "D1", "GD0": "D0", "GD2": "D2", "G541_INN": "541_INN"}
STANDS_IN = {
    "G15": "G15A", "G17B": "G17A", "G16": "G34", "G31_13": "G34", "G0121": "G37", "G41A": "G31_71",
}  # fmt: skip
"""Boxes that are ignored beside another one, and stand in for it where a file lacks that."""
BOXES = [code for code in (*PROFILE.columns, *PROFILE.ignored) if code[0] == "G"]


def _means(header: str) -> tuple[set[str], set[str]]:
    """The boxes whose column a heading is, alone in a file; and those it is ignored as."""
    mapped = {code for code in PROFILE.columns if PROFILE.column_in((header,), code)}
    return mapped, {code for code in PROFILE.ignored if PROFILE.column_in((header,), code)}


@pytest.mark.parametrize("code", BOXES)
@pytest.mark.parametrize(
    "form", ["{} (что угодно)", "{}(Что-то, кг)", "{}\u00a0 Название  графы", "{}"]
)
def test_a_column_is_found_by_the_code_of_its_box(code: str, form: str) -> None:
    for written in (code, code.lower(), SHORT.get(code, code.removeprefix("G"))):
        mapped, ignored = _means(form.format(written))
        expected = code if code in PROFILE.columns else STANDS_IN.get(code)
        assert mapped == ({expected} if expected else set()), written
        assert code in mapped | ignored or written == "15"  # without a letter it is the code, 15A


@pytest.mark.parametrize(("name", "field"), NAMES.items())
def test_a_column_is_found_by_its_russian_name(name: str, field: str) -> None:
    mapped, ignored = _means(name)
    assert [field in PROFILE.columns[code] for code in mapped] == ([True] if field else [])
    assert mapped or ignored


@pytest.mark.parametrize("name", ["G330", "G31_111", "331 Код", "ND2", "Отметка", "Получатель 2"])
def test_a_name_that_only_begins_alike_is_another_column(name: str) -> None:
    assert _means(name) == (set(), set())


def _listed() -> Iterator[tuple[str, str]]:
    """A list of headings as seen, of one's own: graph_code, header_as_seen."""
    path = os.environ.get("TIDEWAITER_RUSSIAN_HEADINGS")
    if path:
        with Path(path).open(encoding="utf-8", newline="") as lines:
            yield from ((row["graph_code"], row["header_as_seen"]) for row in csv.DictReader(lines))


@pytest.mark.parametrize(("code", "heading"), list(_listed()))
def test_every_listed_heading_is_the_box_it_is_listed_under(code: str, heading: str) -> None:
    mapped, ignored = _means(heading)
    assert len(mapped) <= 1
    assert code in mapped | ignored if code else ignored


def test_the_code_of_a_country_wins_over_its_name() -> None:
    header = ("G33", "G16 (x)", "G31_13 (y)", "G34 (z)", "G15 (a)", "G15A (b)")
    assert PROFILE.column_in(header, "G34") == "G34 (z)"
    assert PROFILE.column_in(header[:3], "G34") == "G31_13 (y)"
    assert PROFILE.column_in(header, "G15A") == "G15A (b)"
    assert PROFILE.unnamed(header) == []


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The sample, under the profile as it ships but for saying that the rows are made up."""
    folder = tmp_path_factory.mktemp("russian")
    mine = folder / "russia-declarations-sample.toml"
    text = PROFILE.path.read_text(encoding="utf-8")
    mine.write_text(text.replace("needed  =", "synthetic = true\nneeded  =", 1), encoding="utf-8")
    case = init(folder / "case")
    case.ingest([SAMPLE], mine)
    return case


SHOWN = (
    "declaration_id", "item_no", "declared_on", "direction", "origin", "sender", "tariff_line", "quantity", "unit",
    "net_kg", "invoice_value", "invoice_currency", "customs_value", "customs_currency", "statistical_value_usd",
    "header_value", "value_usd", "valuation", "state",
)  # fmt: skip
LINES = """
10702030/050422/0000001|1|2022-04-05|import|CN|CN|8806220000|20.000|piece|36.500|79000.00|CNY|1045000.55|RUB|12400.00|1245000.55|12400.00|statistical|current
10702030/050422/0000001|2|2022-04-05|import|CN|CN|8507600000|40.000|piece|18.000|15000.00|CNY|200000.00|RUB|2150.50|1245000.55|2150.50|statistical|current
10702030/050422/0000001|2|2022-04-05|import|CN|CN|8507600000|40.000|piece|18.000|15000.00|CNY|200000.00|RUB|2150.50|1245000.55|2150.50|statistical|repeated
10702030/060422/0000002|1|2022-04-06|import|EC|CN|0803901000|5.000|piece|36.500|79000.00|CNY|1045000.55|RUB|1000.00|1245000.55|1000.00|statistical|current
10702030/070422/0000003|1|2022-04-07|import|CN|CN|8806220000|20.000|piece|36.500|79000.00|CNY|1045000.55|RUB|9999.00|1245000.55|9999.00|statistical|cancelled
10702030/080422/0000004|1|2022-04-08|import||CN|8806220000|20.000|piece|36.500|500000.00|RUB|1045000.55|RUB||1245000.55||customs|current
10702030/080422/0000004|2|2022-04-08|export|CN|CN||20.000|piece|36.500|79000.00|CNY|1045000.55|RUB|77.00|1245000.55|77.00|statistical|current
"""  # fmt: skip


def test_the_sample_comes_to_exactly_these_lines(sample: Case) -> None:
    with store.opened(sample.folder) as opened:
        rows = opened.engine.rows(
            f"SELECT {', '.join(SHOWN)} FROM declaration_line ORDER BY row_id"
        )
    found = ["|".join("" if one is None else str(one) for one in row) for row in rows]
    assert found == LINES.split()


def test_what_the_sample_leaves_unread_is_told(sample: Case) -> None:
    told = {(one["line_no"], one["kind"], one["value_as_declared"]) for one in sample.problems()}
    assert {(line, kind) for line, kind, _ in told} == {
        (0, "column_note"),  # descriptions of 256 signs
        (0, "unmapped_column"),
        (5, "code_mended"),
        (7, "not_a_place"),
        (7, "no_rate"),  # roubles after 1 March 2022 without a statistical value
        (8, "not_a_code"),
    }


def test_totals_of_the_document_are_never_added_up(sample: Case) -> None:
    answer = sample.ask(direction="import")
    assert answer.total == Decimal("15550.50")
    assert answer.synthetic is True
    steps = {one["step"]: one["n"] for one in answer.bridge}
    assert (steps["delivered twice"], steps["cancelled"], steps["no rate"]) == (1, 1, 1)
    assert steps["rows used"] == 3


def test_it_is_recognised_by_itself_and_was_read_as_cp1251(tmp_path: Path) -> None:
    case = init(tmp_path / "case")
    done = case.ingest([SAMPLE])
    (source,) = case.sources()
    assert (source["profile"], source["encoding"]) == ("russia-declarations", "cp1251")
    assert done.n_lines == 7


def test_the_same_rows_in_utf8_under_short_codes_are_the_same_filings(tmp_path: Path) -> None:
    text = SAMPLE.read_bytes().decode("cp1251")
    header, _, rows = text.partition("\r\n")
    short = ";".join(name.removeprefix("G").replace(" (", " ").rstrip(")") for name in header.split(";"))  # fmt: skip
    other = tmp_path / "other-vendor-synthetic.csv"
    other.write_text(short.replace("42 Фак", "42  Фак") + "\n" + rows.replace("\r", ""), encoding="utf-8")  # fmt: skip
    case = init(tmp_path / "case")
    case.ingest([SAMPLE, other])
    assert {one["profile"] for one in case.sources()} == {"russia-declarations"}
    assert case.ask(direction="import").total == Decimal("15550.50")


def test_the_profile_says_what_it_does_not_know() -> None:
    assert isinstance(PROFILE, Profile)
    assert PROFILE.status == "≈"
    assert all(PROFILE.ignored.values())
