"""What a file's columns may be: by their names in many languages, by their values, or not known."""

import random
import tomllib
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from tidewaiter.case import Case
from tidewaiter.ground.backup import back_up
from tidewaiter.intake import propose
from tidewaiter.records.profilefile import load
from tidewaiter.records.proposal.as_profile import as_toml, name_for
from tidewaiter.records.proposal.proposal import Column, Proposal
from tidewaiter.records.proposal.values import evidence
from tidewaiter.records.proposal.wording import OPEN, worded
from tidewaiter.words.errors import ProfileError
from tidewaiter.words.progress import Silent
from tidewaiter.words.taxnumbers import kinds_of

NAMES = """
HSCODE                        tariff_line
netWgt                        net_kg
Country of Origin             origin
SHIPPER_NAME                  consignor_name
IMPORTER_NAME                 importer_name
INVOICE_CURENCY               invoice_currency
Код ТН ВЭД                    tariff_line
ИНН отправителя               consignor_identifier
Код страны получателя         consignee_country
Вес нетто, кг                 net_kg
Дата регистрации              declared_on
Дата выпуска                  released_on
Країна походження             origin
Код УКТЗЕД                    tariff_line
País de Procedencia           dispatch
Partida Arancelaria           tariff_line
País de Aquisição             trading
Peso Líquido (kg)             net_kg
Pays de destination           destination
Poids brut (kg)               gross_kg
Menşe Ülke                    origin
GTİP                          tariff_line
Nước xuất xứ                  origin
Đơn vị tính                   unit
Negara Asal                   origin
Uraian Barang                 description
原产国                        origin
净重(千克)                    net_kg
收货人                        consignee_name
Warenbezeichnung              description
№ товара                      item_no
Страна происх.                origin
Действует до                  valid_until
Ship-to Country               destination
Nombre de colis               packages
N° TVA importateur            importer_identifier
Data de Desembaraço           released_on
Zollstelle                    office
Statistischer Wert (EUR)      statistical_value_usd
Ass Value INR                 customs_value
美元统计价                    statistical_value_usd
Est. FOB Value (USD)          ?
Valid from                    -
Status                        ?
Статус ДТ                     ?
Amendment Date                ?
Previous declaration number   -
Предыдущая ДТ                 -
Duty currency                 ?
Индекс таможенной стоимости   -
Кол-во наименований           -
Nombre d'articles             -
收发货人                      ?
产销国                        ?
累计金额                      ?
"""
NAMES_AND_FIELDS = [line.rsplit(maxsplit=1) for line in NAMES.strip().splitlines()]
DECLARATIONS = (
    "ND (Номер декларации);G32 (Номер товара по ГТД);G072 (Дата регистрации);G011 (Направление перемещения);"
    "G021 (ИНН отправителя);G022 (Наименование отправителя);G081 (ИНН получателя);"
    "G082 (Наименование получателя);G15A (Код страны отправления);G33 (Код товара по ТН ВЭД);"
    "G34 (Код страны происхождения);G38 (Вес нетто, кг);G45 (Таможенная стоимость);"
    "G46 (Статистическая стоимость, USD);G12 (Общая таможенная стоимость по ГТД);G31_1 (Описание товара)\n"
    "10702070/130122/0001234;1;13.01.2022;ИМ;;ABC TRADING LTD;7707083893;ООО ПРИМЕР;CN;8806220000;CN;"
    "1 250,5;1 000 000,50;12 500,25;1 100 000,50;ДРОН С КАМЕРОЙ\n"
    "10702070/130122/0001234;2;13.01.2022;ИМ;;ABC TRADING LTD;7707083893;ООО ПРИМЕР;CN;8507600000;CN;"
    "10,0;100 000,00;1 250,00;1 100 000,50;АККУМУЛЯТОР\n"
    "10702070/250222/0005678;1;25.02.2022;ИМ;;XYZ CO LTD;7728168971;ООО ОБРАЗЕЦ;HK;9005100000;JP;"
    "36,125;200 000,00;2 500,00;200 000,00;БИНОКЛЬ\n"
)
"""Invented rows under the names that Russian declarations have."""
LAYOUT = (
    "Declaration no;Registration date;HS code;Goods description;Country of origin;Net weight kg\n"
    "T-1;13.01.2022;8806220000;Multirotor drone;CN;36,5\n"
    "T-2;03.02.2022;8507600000;Battery for drone;CN;18,25\n"
)
"""A layout that no profile knows."""


def _fields(proposal: Proposal) -> dict[str, str]:
    return {one.name: one.field for one in proposal.columns}


def _proposed(path: Path, text: str) -> dict[str, Column]:
    path.write_text(text, encoding="utf-8")
    (proposal,) = propose(path)
    return {one.name: one for one in proposal.columns}


@pytest.mark.parametrize(("name", "field"), NAMES_AND_FIELDS)
def test_a_name_is_read_in_any_language_met(name: str, field: str) -> None:
    (one,) = worded([name], "declarations")
    assert one.readings[0].field == field


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("G33", "tariff_line"),
        ("g33 (КОД ТОВАРА ПО ТН ВЭД)", "tariff_line"),
        ("33 Код товара", "tariff_line"),
        ("G081 (ИНН получателя)", "consignee_identifier"),
        ("G021\u00a0(ИНН отправителя)", "consignor_identifier"),
        ("G31_1 (Описание и характеристика товара)", "description"),
        ("31_12 Товарный знак", "brand_name"),
        ("D1 Дата выпуска груза", "released_on"),
        ("G12 (Общая таможенная стоимость по ГТД)", "header_value"),
        ("USD/KG (Статистическая стоимость за килограмм)", "-"),
    ],
)
def test_the_number_of_the_form_goes_before_its_words(name: str, field: str) -> None:
    (one,) = worded([name], "declarations")
    assert one.readings[0].field == field


def test_exporter_and_importer_are_not_taken_for_consignor_and_consignee() -> None:
    read = worded(["Exporter", "Consignor", "Importer", "Consignee"], "declarations")
    fields = [one.readings[0].field for one in read]
    assert fields == ["exporter_name", "consignor_name", "importer_name", "consignee_name"]


def test_a_total_beside_the_value_of_an_item_is_of_the_whole_declaration() -> None:
    alone = worded(["TOTAL_CUSTOMS_VALUE_USD"], "declarations")
    beside = worded(["TOTAL_CUSTOMS_VALUE_USD", "CUSTOMS_VALUE_USD"], "declarations")
    assert alone[0].readings[0].field == "customs_value"
    assert [one.readings[0].field for one in beside] == ["header_value", "customs_value"]


def test_a_number_alike_on_all_rows_of_each_declaration_is_left_to_a_person(tmp_path: Path) -> None:
    """A total printed on each row would be added as often as the declaration has items."""
    rows = [
        f"T-{n};{item};8806220000;{1000 + n};USD;{50 + n};{n * 3 + item}\n"
        for n in range(6)
        for item in range(3)
    ]
    header = "Declaration No;Item;HS Code;Invoice Value;Currency;Gross Weight kg;Net Weight kg\n"
    columns = _proposed(tmp_path / "t.csv", header + "".join(rows))
    for name in ("Invoice Value", "Gross Weight kg"):
        assert not columns[name].mapped
        assert "the same on each row of a declaration" in columns[name].obstacle
    assert columns["Net Weight kg"].mapped
    once = [row for row in rows if row.split(";")[1] == "0"]
    columns = _proposed(tmp_path / "t.csv", header + "".join(once * 3))
    assert columns["Invoice Value"].mapped, "rows that come again whole say nothing of totals"


@pytest.mark.parametrize("names", ["2021;2022", "Jan;Feb", "Value 2021;Value 2022"])
def test_periods_side_by_side_are_left_to_a_person(tmp_path: Path, names: str) -> None:
    """One of them alone would be a part, under no period."""
    rows = "".join(f"880{n};China;{n}50.5;{n}70.5\n" for n in range(1, 7))
    columns = _proposed(tmp_path / "w.csv", f"HS code;Partner country;{names}\n{rows}")
    told = {name: f"{columns[name].obstacle}{columns[name].why}" for name in names.split(";")}
    assert not [name for name in told if columns[name].mapped or columns[name].filled_by]
    assert all("[[record]]" in one for one in told.values())


def test_imports_beside_exports_are_left_to_a_person(tmp_path: Path) -> None:
    names = ("Import value, USD", "Export value, USD")
    rows = "".join(f"880622;China;{n}5.5;{n}7.5\n" for n in range(1, 7))
    text = f"HS code;Partner country;{';'.join(names)}\n{rows}"
    columns = _proposed(tmp_path / "f.csv", text)
    assert all("imports beside exports" in columns[name].obstacle for name in names)


def test_the_value_of_an_invoice_beside_that_of_an_item_is_left_open() -> None:
    alone = worded(["Inv Value FC"], "declarations")
    beside = worded(["Inv Value FC", "Item Value FC"], "declarations")
    assert alone[0].readings[0].field == "invoice_value"
    assert [one.readings[0].field for one in beside] == [OPEN, "invoice_value"]
    (total,) = worded(["Valor Total da Fatura"], "declarations")
    assert total.readings[0].sure < 0.9


def test_a_country_without_a_role_stays_open(tmp_path: Path) -> None:
    (one,) = worded(["Country"], "declarations")
    assert one.readings[0].field == OPEN
    rows = "\n".join(f"8806220000;{place};12.01.2023" for place in ("CN", "HK", "DE"))
    column = _proposed(tmp_path / "a.csv", f"HS code;Country;Date\n{rows}\n")["Country"]
    assert (column.field, column.kind, column.mapped) == ("", "country", False)


def test_a_year_beside_its_month_is_not_read_as_a_whole_year(tmp_path: Path) -> None:
    rows = "".join(
        f"{place};{month};2023;{month}5.5\n" for place in ("China", "Japan") for month in "123"
    )
    year = _proposed(tmp_path / "a.csv", f"partner;timeperiod;year;value\n{rows}")["year"]
    assert (year.field, year.mapped) == ("period", False)
    alone = _proposed(tmp_path / "b.csv", "partner;year;value\nChina;2022;5.5\nJapan;2023;6.5\n")[
        "year"
    ]
    assert alone.mapped


def test_a_month_whose_values_say_the_year_is_a_period(tmp_path: Path) -> None:
    text = "Partner;Month;Value\nChina;2022-01;5.5\nJapan;2022-02;6.5\n"
    assert _proposed(tmp_path / "m.csv", text)["Month"].field == "period"


@pytest.mark.parametrize(
    ("name", "values", "field"),
    [
        ("Условия 2", ("12.01.2023", "15.02.2023"), "incoterm"),
        ("经营单位", ("深圳阿尔法有限公司", "北京贝塔有限公司"), "unit"),
    ],
)
def test_days_are_no_terms_and_companies_no_units(
    tmp_path: Path, name: str, values: tuple[str, str], field: str
) -> None:
    rows = "".join(f"880622;{value}\n" for value in values)
    assert _proposed(tmp_path / "x.csv", f"HS code;{name}\n{rows}")[name].field != field


def test_the_day_of_another_event_is_not_that_of_the_declaration(tmp_path: Path) -> None:
    text = "estimated_arrival_date;hs_code\n2022-03-01;880622\n2022-03-15;880622\n"
    date = _proposed(tmp_path / "a.csv", text)["estimated_arrival_date"]
    assert (date.field, date.kind) == ("", "day")


def test_a_name_its_values_contradict_is_not_believed(tmp_path: Path) -> None:
    rows = "\n".join(f"{text};{n}.5" for n, text in enumerate(("new", "used", "broken"), 1))
    found = _proposed(tmp_path / "a.csv", f"Net weight;Declaration date\n{rows}\n")
    assert {one.field for one in found.values()} == {""}


@pytest.mark.parametrize(
    ("days", "order"),
    [
        (("13.01.2022", "02.03.2022"), "dmy"),
        (("01/13/2022", "03/02/2022"), "mdy"),
        (("2022-01-13", "2022-03-02"), "ymd"),
    ],
)
def test_the_order_of_days_is_that_which_reads_them(
    tmp_path: Path, days: tuple[str, str], order: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Date;Code\n" + "".join(f"{day};880622\n" for day in days), encoding="utf-8")
    (proposal,) = propose(path)
    assert proposal.notation.dates == order
    assert proposal.columns[0].mapped


def test_days_that_fit_two_orders_are_left_to_a_person(tmp_path: Path) -> None:
    date = _proposed(tmp_path / "a.csv", "Date;Code\n01.02.2022;880622\n03.04.2022;880622\n")[
        "Date"
    ]
    assert (date.field, date.mapped) == ("declared_on", False)
    assert "other way round" in date.obstacle


@pytest.mark.parametrize(
    ("numbers", "notation"),
    [
        (("1 250,5", "10,25"), "1 234,5"),
        (("1,250.5", "10.25"), "1,234.5"),
        (("1.250,5", "10,25"), "1.234,5"),
        (("1250,5", "10,25"), "1234,5"),
        (("1250.5", "10.25"), "1234.5"),
        (("12,50,000.5", "10.25"), "12,34,567.8"),
    ],
)
def test_the_notation_is_that_which_reads_the_numbers(
    tmp_path: Path, numbers: tuple[str, str], notation: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Net weight;x\n" + "".join(f"{one};a\n" for one in numbers), encoding="utf-8")
    (proposal,) = propose(path)
    assert (proposal.notation.numbers, proposal.columns[0].mapped) == (notation, True)


def test_a_mark_that_may_group_or_divide_is_left_to_a_person(tmp_path: Path) -> None:
    weight = _proposed(tmp_path / "a.csv", "Net weight;x\n1,250;a\n12,375;b\n")["Net weight"]
    assert (weight.field, weight.mapped) == ("net_kg", False)


@pytest.mark.parametrize(
    ("name", "obstacle"),
    [
        ("Стоимость, тыс. долл.", "thousands"),
        ("Net weight, tonnes", "kilograms"),
        ("Statistical value KZT", "US dollars"),
    ],
)
def test_what_a_profile_cannot_say_is_not_mapped(tmp_path: Path, name: str, obstacle: str) -> None:
    column = _proposed(tmp_path / "a.csv", f'"{name}";x\n1.5;a\n2.5;b\n')[name]
    assert column.known
    assert not column.mapped
    assert obstacle in column.obstacle


@pytest.mark.parametrize(
    "name",
    [
        "净重(吨)",
        "Nettogewicht (t)",
        "Kıymet (Bin USD)",
        "Valeur (milliers EUR)",
        "Wert in Tsd. Euro",
        "Вартість, тис. дол.",
        "Valor (miles de USD)",
        "Valor (mil US$)",
    ],
)
def test_multiples_are_known_in_any_language(tmp_path: Path, name: str) -> None:
    column = _proposed(tmp_path / "m.csv", f"{name};HS code\n10.5;880622\n11.5;880622\n")[name]
    assert column.obstacle and not column.mapped


def test_a_value_in_dollars_is_not_put_under_the_currency_of_another(tmp_path: Path) -> None:
    text = "Value USD;Currency;HS code\n10.5;CNY;880622\n11.5;EUR;880622\n"
    found = _proposed(tmp_path / "a.csv", text)
    assert (found["Value USD"].currency, found["Value USD"].mapped) == ("USD", True)
    assert "not the currency of Value USD" in found["Currency"].obstacle


def test_a_field_is_filled_once_and_the_others_say_by_which(tmp_path: Path) -> None:
    text = "Description EN;Description;HS code\ndrone;дрон;880622\nlamp;лампа;940540\n"
    found = _proposed(tmp_path / "a.csv", text)
    assert found["Description"].mapped
    assert found["Description EN"].filled_by == "Description"


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [
        ("RU INN", ("7707083893", "7728168971", "500100732259")),
        ("CN USCC", ("91350100M000100Y43",)),
        ("KZ BIN", ("980540000397",)),
        ("UA EDRPOU", ("00032112", "32855961")),
        ("BR CNPJ", ("11.222.333/0001-81",)),
        ("TR VKN", ("4840847211",)),
    ],
)
def test_a_tax_number_passes_its_check_and_fails_with_one_digit_changed(
    kind: str, numbers: tuple[str, ...]
) -> None:
    for number in numbers:
        changed = f"{number[:-1]}{(int(number[-1]) + 1) % 10}"
        assert kind in kinds_of(number)
        assert kind not in kinds_of(changed)


def test_without_names_values_tell_what_they_are_and_never_whose(tmp_path: Path) -> None:
    draw = random.Random(7)
    rows = []
    for n in range(1, 41):
        net = draw.uniform(5, 500)
        row = (
            f"{n % 28 + 1:02}.0{n % 9 + 1}.2022",
            draw.choice(["8806220000", "8507600000", "9005100000", "8471300000"]),
            draw.choice(["CN", "HK", "DE", "TR"]),
            draw.choice(["USD", "EUR"]),
            f"{net * 1.1:.3f}",
            f"{net:.3f}",
            f"{net * draw.uniform(20, 90):.2f}",
            draw.choice(["7707083893", "7728168971", "7736050003"]),
        )
        rows.append(";".join(row))
    header = ";".join(f"col{n}" for n in range(1, 9))
    found = _proposed(tmp_path / "a.csv", header + "\n" + "\n".join(rows) + "\n")
    assert [one.kind for one in found.values()] == [
        "day", "tariff code", "country", "currency", "weight", "weight", "value", "tax number (RU INN)",
    ]  # fmt: skip
    fields = [one.field for one in found.values()]
    assert fields == [
        "declared_on", "tariff_line", "", "invoice_currency", "gross_kg", "net_kg", "invoice_value", "",
    ]  # fmt: skip
    assert max(one.confidence for one in found.values()) < 0.9


def test_the_same_file_gives_the_same_proposal_and_the_order_of_columns_does_not_matter(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(DECLARATIONS, encoding="utf-8")
    (first,), (again,) = propose(path), propose(path)
    assert first == again
    turned = [";".join(reversed(line.split(";"))) for line in DECLARATIONS.splitlines()]
    path.write_text("\n".join(turned) + "\n", encoding="utf-8")
    (other,) = propose(path)
    assert _fields(other) == _fields(first)


def test_a_proposal_reads_the_file_it_was_made_of(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "выгрузка.csv"
    path.write_bytes(DECLARATIONS.encode("cp1251"))
    (proposal,) = propose(path)
    layout = tmp_path / "layout.toml"
    layout.write_text(as_toml(proposal), encoding="utf-8")
    case.ingest([path], layout)
    assert case.problems() == []
    rows = case.to_arrow(of="declarations").to_pylist()
    told = [
        (row["declaration_id"], row["item_no"], f"{row['declared_on']}", row["direction"], row["tariff_line"],
         row["origin"], row["dispatch"], row["net_kg"], row["customs_value"], row["customs_currency"],
         row["statistical_value_usd"], row["header_value"], row["description"])
        for row in rows
    ]  # fmt: skip
    assert told == [
        ("10702070/130122/0001234", "1", "2022-01-13", "import", "8806220000", "CN", "CN", Decimal("1250.500"),
         Decimal("1000000.50"), "RUB", Decimal("12500.25"), Decimal("1100000.50"), "ДРОН С КАМЕРОЙ"),
        ("10702070/130122/0001234", "2", "2022-01-13", "import", "8507600000", "CN", "CN", Decimal("10.000"),
         Decimal("100000.00"), "RUB", Decimal("1250.00"), Decimal("1100000.50"), "АККУМУЛЯТОР"),
        ("10702070/250222/0005678", "1", "2022-02-25", "import", "9005100000", "JP", "HK", Decimal("36.125"),
         Decimal("200000.00"), "RUB", Decimal("2500.00"), Decimal("200000.00"), "БИНОКЛЬ"),
    ]  # fmt: skip


def test_a_profile_kept_in_the_case_recognises_the_next_file(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "january.csv"
    path.write_text(LAYOUT, encoding="utf-8")
    (proposal,) = propose(path)
    case.keep_profile(name_for(proposal.file, proposal.sheet), as_toml(proposal))
    later = tmp_path / "february.csv"
    later.write_text(LAYOUT.replace("2022", "2023"), encoding="utf-8")
    case.ingest([later])
    assert [one["profile"] for one in case.sources()] == ["january"]
    assert propose(later, folder=case.folder)[0].recognised == "january"
    with pytest.raises(ProfileError, match="there is a profile january already"):
        case.keep_profile("january", as_toml(proposal))


def test_a_kept_profile_stays_through_gc_and_purge_and_is_in_the_backup(
    case: Case, tmp_path: Path
) -> None:
    path = tmp_path / "january.csv"
    path.write_text(LAYOUT, encoding="utf-8")
    (proposal,) = propose(path)
    kept = case.keep_profile("january", as_toml(proposal))
    case.ingest([path])
    case.purge(["january.csv"], "a test")
    case.gc(forget_history=True)
    back_up(case.folder, tmp_path / "copy", Silent())
    assert (tmp_path / "copy" / "profiles" / "january.toml").read_bytes() == kept.read_bytes()
    assert case.log()[1].facts == {"kept": "january.toml"}


def test_what_is_no_profile_is_not_kept(case: Case) -> None:
    with pytest.raises(ProfileError):
        case.keep_profile("half", 'title = "half"')
    assert list((case.path / "profiles").iterdir()) == []


def test_any_name_of_a_column_survives_as_toml(tmp_path: Path) -> None:
    names = ['HS "code"', "Net\\weight\tkg", "Страна\nпроисхождения", "Qty # 'a'"]
    values = ("880622", "1.5", "CN", "7")
    text = "\n".join(
        ";".join('"' + one.replace('"', '""') + '"' for one in row) for row in (names, values)
    )
    path = tmp_path / "a.csv"
    path.write_text(text + "\n", encoding="utf-8")
    (proposal,) = propose(path)
    toml = as_toml(proposal)
    layout = tmp_path / "layout.toml"
    layout.write_text(toml, encoding="utf-8")
    known = {one.name for one in proposal.columns if one.mapped}
    assert set(tomllib.loads(toml)["columns"]) == known
    assert load(layout).missing([one.name for one in proposal.columns]) == []


def test_what_is_not_known_is_a_problem_at_ingest_and_never_ignored(
    case: Case, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("HS code;Zzz;VAT\n880622;q;1\n", encoding="utf-8")
    (proposal,) = propose(path)
    layout = tmp_path / "layout.toml"
    layout.write_text(as_toml(proposal), encoding="utf-8")
    assert load(layout).ignored == {"VAT": "a tax or a duty"}
    case.ingest([path], layout)
    assert [(one["kind"], one["column_name"]) for one in case.problems()] == [
        ("unmapped_column", "Zzz")
    ]


def test_chinese_statistics_are_read_as_statistics(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    header = "数据年月,商品编码,商品名称,贸易伙伴编码,贸易伙伴名称,贸易方式编码,注册地名称,第一数量,第一计量单位,美元"
    rows = (
        '202301,88062290,无人机,501,澳大利亚,10,广东省,"1,234",台,"56,789"\n'
        '202302,88062290,无人机,502,美国,10,广东省,12,台,"1,056,789"'
    )
    path.write_text(f"{header}\n{rows}\n", encoding="gb18030")
    (proposal,) = propose(path, encoding="gb18030")
    fields = _fields(proposal)
    assert proposal.kind == "statistics"
    assert proposal.notation.numbers == "1,234.5"
    assert (fields["数据年月"], fields["商品编码"], fields["贸易伙伴名称"], fields["美元"]) == (
        "period", "tariff_line", "partner", "value",
    )  # fmt: skip
    assert next(one for one in proposal.columns if one.name == "美元").currency == "USD"


def test_an_empty_column_is_known_by_its_name_alone() -> None:
    seen = evidence(pa.chunked_array([pa.array(["", "-", None, "н/д"])]))
    assert (seen.n_filled, seen.n_rows, seen.samples) == (0, 4, ())
