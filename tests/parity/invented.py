"""Invented records in which every field is filled somewhere, and everything odd occurs once.

Customs declarations that write `1 234,5` and 05.03.2022, others that write `1,234.5` and
03/05/2022, statistics, and what goes with a case. A row is a full one, less what it changes.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tidewaiter.records.fields import FIELDS, PARTY_ROLES, WORDS

Texts = Mapping[str, str]

_PARTY_NAMES = {
    "consignor": "İstanbul Çip Dış Ticaret A.Ş.",
    "consignee": 'ООО "Северное сияние"',
    "importer": "ТОО «Ақ жол» Импорт",
    "exporter": "深圳市华强电子有限公司",
    "buyer": "O'Neill & Sons; Ltd.",
    "seller": "Straße, Müller GmbH",
    "contract_holder": "istanbul çip",
    "applicant": "ISTANBUL ÇIP",
    "declarant": "i\u0307stanbul c\u0327ip",
    "broker": "Broker = 17",
    "manufacturer": "한국반도체",
    "brand": "𝔹rand 🚢",
    "carrier": "Ծովային փոխադրող",
    "notify_party": "ნავსადგური\tშპს",
}

DECLARED: Texts = {
    "event": "event lodged",
    "document_kind": "ДТ",
    "direction": "direction import",
    "declaration_id": "10702030/050322/0012345",
    "item_no": "1",
    "version_no": "2",
    "version_on": "08.03.2022",
    "version_mark": "version_mark original",
    "procedure": "40 00",
    "declared_on": "07.03.2022",
    "released_on": "9.3.2022 14:05",
    "contract_on": "11.01.2021",
    "valid_until": "31.12.2023",
    "tariff_line": "8542.31 90 10",
    "description": 'Микросхемы "İ-7", 集成电路',
    "producer": "TW",
    "origin": "中国",
    "dispatch": "Türkiye",
    "trading": "Georgia",
    "sender": "KG",
    "destination": "Россия",
    **{f"{role}_name": name for role, name in _PARTY_NAMES.items()},
    **{f"{role}_identifier": f"ID-{n:03d}" for n, role in enumerate(PARTY_ROLES)},
    **{f"{role}_identifier_kind": f"kind {n % 3}" for n, role in enumerate(PARTY_ROLES)},
    **{f"{role}_address": f"ул. {role}, д. {n}" for n, role in enumerate(PARTY_ROLES)},
    **{f"{role}_country": "RU" if n % 2 else "TR" for n, role in enumerate(PARTY_ROLES)},
    "party_extra": "second notify: 'Nobody'",
    "quantity": "1 234,5",
    "unit": "ед",
    "quantity_2": "0,125",
    "unit_2": "KGS",
    "packages": "3",
    "gross_kg": "12\u00a0345,6785",
    "net_kg": "12 000,0005",
    "weight_unit": "KG",
    "invoice_value": "10,00",
    "invoice_currency": "EUR",
    "customs_value": "9 999 999 999 999,99",
    "customs_currency": "USD",
    "statistical_value_usd": "1 000,005",
    "header_value": "123,456",
    "incoterm": "FOB",
    "transport": "30",
    "office": "10702030",
    "place_loaded": "Яньтянь",
    "place_unloaded": "Владивосток",
}

PUBLISHED: Texts = {
    "reporter": "EU27_2020",
    "partner": "KG",
    "partner2": "Türkiye",
    "partner_role": "partner_role destination",
    "flow": "flow export",
    "procedure": "1",
    "trade_mode": "normal",
    "region": "İzmir",
    "transport": "3",
    "period": "202002",
    "tariff_line": "854231",
    "quantity": "1234.5",
    "unit": "pcs",
    "quantity_2": "7",
    "unit_2": "KG",
    "net_kg": "0.0005",
    "estimated": "e",
    "value": "10.00",
    "currency": "EUR",
    "value_fob": "9.505",
    "value_cif": "1.05e1",
    "valuation": "valuation fob",
    "source_column": "VALUE_IN_EUROS",
}

_BY_INVOICE = {"statistical_value_usd": "", "customs_value": "", "item_no": "3"}
_NO_VALUE = {**_BY_INVOICE, "invoice_value": " "}
_PLACE_OF_EACH_LEVEL = ("UZ", "QP", "OTHER", "EU27", "EU", "EA", "ASIA", "EXTRA_EU27", "WORLD")
_NO_PARTY = {f"{role}_{part}": "" for role in PARTY_ROLES for part in ("name", "identifier")}


def _each_word(full: Texts, kind: str) -> Iterator[Texts]:
    """A full row for every word that a field of this kind knows."""
    for field, words in WORDS.items():
        if field in FIELDS[kind]:
            yield from (full | {field: f"{field} {word}"} for word in words)


FILED_ONCE: tuple[Texts, ...] = (
    DECLARED,
    DECLARED,  # alike within one file: two consignments
    DECLARED | {"item_no": "2", "statistical_value_usd": ""},
    DECLARED | {"item_no": "7", "version_no": "10", "version_mark": ""},
    DECLARED | {"item_no": "7", "version_no": "9"},
    DECLARED | {"item_no": "7", "version_no": "", "version_on": ""},
    DECLARED | {"item_no": "2", "statistical_value_usd": "", "customs_currency": ""},
    DECLARED | _BY_INVOICE,  # 10.00 EUR at 1.0895: half a cent
    DECLARED | _BY_INVOICE | {"invoice_value": "-10,00"},
    DECLARED | _BY_INVOICE | {"invoice_value": "-0,01"},
    DECLARED | _BY_INVOICE | {"invoice_currency": "RUB"},  # no rate after 1 March 2022
    DECLARED | _BY_INVOICE | {"invoice_currency": "KGS"},  # never a rate
    DECLARED | _BY_INVOICE | {"invoice_currency": "KRW", "invoice_value": "999999999999999,99"},
    DECLARED | _NO_VALUE,
    DECLARED | {"declared_on": "1.1.0001", "released_on": "10.10.1582", **_BY_INVOICE},
    DECLARED | {"declared_on": "31.12.1899", "statistical_value_usd": ""},
    DECLARED | {"declared_on": "29.02.2021", "released_on": "вчера", "valid_until": "31.12.9999"},
    DECLARED | {"declared_on": "", "item_no": "", **_BY_INVOICE},
    DECLARED | {"tariff_line": "85.4", "unit": "barrel", "invoice_currency": "EURO"},
    DECLARED | {"tariff_line": "85", "origin": "Корея", "dispatch": "İtalya", "sender": " \u00a0"},
    DECLARED | {"event": "?", "direction": "DIRECTION IMPORT", "document_kind": "прочее"},
    DECLARED | {"net_kg": "1,234.5", "quantity": "1e2", "gross_kg": "-1,0005", "packages": "2,5"},
    DECLARED | {"customs_value": "12345678901234567,00", "header_value": "(5)"},
    DECLARED | {"tariff_line": "", "description": "  Микросхемы \r\nв две строки  "},
    DECLARED | {"tariff_line": "", "description": ""},
    DECLARED | {"customs_value": "10,005", "statistical_value_usd": "-7,005", "item_no": "10"},
    DECLARED | {"weight_unit": "lb", "item_no": "11"},
    DECLARED | {"weight_unit": "г", "item_no": "12", "net_kg": "0,5"},
    DECLARED | {"weight_unit": "шт", "item_no": "13"},
    DECLARED | {"weight_unit": "шт", "item_no": "14", "gross_kg": ""},
    DECLARED | {"weight_unit": "баррель", "item_no": "15"},
    DECLARED
    | {
        "weight_unit": "т",
        "item_no": "16",
        "gross_kg": "999999999999999",
        "net_kg": "-999 999 999 999 999,9",
    },
    DECLARED | {"weight_unit": "тыс. шт", "item_no": "17", "gross_kg": "999999999999999"},
    DECLARED
    | {
        "unit": "тыс. шт",
        "quantity": "999999999999999",
        "unit_2": "т",
        "quantity_2": "999 999 999 999 999,9",
    },
    DECLARED
    | {"unit": "тыс. шт", "quantity": "999999999999,999", "unit_2": "т", "quantity_2": "many"},
    DECLARED
    | {"quantity": "999999999999999,9999", "net_kg": "999999999999999,9994", "weight_unit": ""},
    DECLARED | {"tariff_line": "8806 22 000 0", "declared_on": "31.12.2021"},  # a code of 2022
    DECLARED | {"tariff_line": "8806", "declared_on": "31.12.2021"},
    DECLARED | {"tariff_line": "Total"},  # in statistics TOTAL is a level
    DECLARED | {"description": "=\u001f-", "tariff_line": "8542319010"},
    DECLARED | {"description": 'микросхемы "i\u0307-7", 集成电路'},
    DECLARED | _NO_PARTY | {"item_no": "9"},
    DECLARED | {"importer_name": DECLARED["consignee_name"], "importer_identifier": ""},
    DECLARED | {f"buyer_{part}": DECLARED[f"seller_{part}"] for part in ("name", "identifier")},
    {"declaration_id": "only this", "declared_on": "08.03.2022"},
    *_each_word(DECLARED, "declarations"),
)

FILED_AGAIN: tuple[Texts, ...] = (
    DECLARED,
    DECLARED | {"item_no": "3", "version_no": "3", "version_mark": "version_mark withdrawn"},
    DECLARED | {"item_no": "2", "statistical_value_usd": "", "net_kg": "11 999"},
    DECLARED | {"declared_on": "", "item_no": "", **_BY_INVOICE, "version_no": ""},
    DECLARED | {"item_no": "9", **_NO_PARTY},
)

MONTH_FIRST = DECLARED | {
    "declared_on": "03/07/2022",
    "released_on": "03/09/2022 14:05:59.5",
    "contract_on": "1/11/2021",
    "version_on": "03/08/2022",
    "valid_until": "12/31/2023",
    "quantity": "1,234.5",
    "quantity_2": ".125",
    "gross_kg": "12,345.6785",
    "net_kg": "+12,000.0005",
    "invoice_value": "10.00",
    "customs_value": "9,999,999,999,999.99",
    "statistical_value_usd": "1,000.005",
    "header_value": "123.456",
    "exporter_name": "Новый экспортёр",
    **{f"{role}_{part}": "" for role in PARTY_ROLES[4:] for part in ("name", "identifier")},
}

FILED_MONTH_FIRST: tuple[Texts, ...] = (
    MONTH_FIRST,
    MONTH_FIRST | {"net_kg": "1 234,5", "quantity": "1,234"},
    MONTH_FIRST | {"declared_on": "7.3.2022", "statistical_value_usd": "", "customs_value": ""},
)

FIRST_VINTAGE: tuple[Texts, ...] = (
    PUBLISHED,
    PUBLISHED | {"partner": "AM", "value_cif": "10.505"},
    PUBLISHED,  # published twice in one file
    PUBLISHED | {"partner": "Countries and territories not specified", "value": "-10.00"},
    PUBLISHED | {"partner": "World", "currency": "USD", "tariff_line": "TOTAL"},
    PUBLISHED | {"period": "Jan.-Mar. 2022", "tariff_line": "85", "value": "0.005"},
    PUBLISHED | {"period": "201952-Jan.-Dec. 2019", "tariff_line": "8542", "net_kg": ""},
    PUBLISHED | {"period": "1899", "tariff_line": "8542 31 90"},
    PUBLISHED | {"period": "2021-12", "tariff_line": "8806 22"},
    PUBLISHED | {"period": "0001-01", "currency": "KGS"},
    PUBLISHED | {"period": "", "value": ""},
    PUBLISHED | {"period": "202413", "reporter": "İtalya", "flow": "exp", "value": "n/a"},
    PUBLISHED | {"transport": "", "partner2": "", "region": "", "unit": "барель"},
    PUBLISHED
    | {"unit": "тыс. шт", "quantity": "999999999999999", "unit_2": "т", "quantity_2": "1e14"},
    PUBLISHED
    | {"unit": "тыс. шт", "quantity": "999999999999.9994", "net_kg": "999999999999999.9999"},
    PUBLISHED | {"region": "izmir"},
    PUBLISHED | {"region": "İZMİR"},
    *(PUBLISHED | {"reporter": place, "partner": place} for place in _PLACE_OF_EACH_LEVEL),
    *_each_word(PUBLISHED, "statistics"),
)

SECOND_VINTAGE: tuple[Texts, ...] = (
    PUBLISHED | {"value": "11.00"},
    PUBLISHED | {"partner": "World", "currency": "USD", "tariff_line": "TOTAL"},
    PUBLISHED | {"period": "201952-Jan.-Dec. 2019", "tariff_line": "8542", "net_kg": "1"},
    PUBLISHED | {"transport": "", "partner2": "", "region": "", "unit": "барель"},
)

REGISTERED: Texts = {
    "name": "ООО «İzmir-Чип» 🚢",
    "identifier": "7701234567",
    "identifier_kind": "ИНН",
    "country": "Россия",
    "legal_form": "ООО",
    "founded_on": "14.03.2022",
    "dissolved_on": "31.12.9999",
    "activity_code": "46.52",
    "activity": "Торговля оптовая 'электронным' оборудованием",
    "address": "г. Москва, ул. «8 Марта», д. 1",
    "revenue": "9 999 999 999 999,995",
    "revenue_currency": "RUB",
    "revenue_year": "2022",
    "owner": "Straße, Müller GmbH",
    "director": "i\u0307vanov",
}
FOUND: Texts = {
    "component_id": "C-1",
    "weapon": "Х-101",
    "part": "集成电路",
    "marking": "XC7A\t'100T'",
    "maker": "O'Neill & Sons",
    "maker_country": "US",
    "country_on_marking": "Türkiye",
    "tariff_line": "8542.31 90",
    "found_on": "2023-01-05",
    "found_by": "a laboratory",
    "place": "Київ",
    "reference": "report 7, page 12",
}
SAID: Texts = {
    "statement_id": "S-1",
    "speaker": "A minister",
    "said_on": "2023-02-03",
    "text": "Мы не «продаём» это.\r\nНикогда.",
    "language": "ru",
    "outlet": "a newspaper",
    "chain": "an agency, translated",
    "stance": "denies",
}
LISTED: Texts = {
    "list_name": "A list",
    "version_on": "2024-02-23",
    "entry_id": "E.1",
    "name": "ISTANBUL ÇIP",
    "name_kind": "alias",
    "identifier": "ID-1",
    "identifier_kind": "register",
    "country": "Georgia",
    "address": "улица 1",
    "programme": "P 1",
    "listed_on": "2023-06-23",
    "delisted_on": "2024-06-23",
}
CONTROLLED: Texts = {
    "regime": "An act, annex 7",
    "jurisdiction": "EU27",
    "act": "Act 833",
    "article": "3k",
    "tariff_line": "ex 8542 31",
    "hs_edition": "hs_edition HS2022",
    "from_country": "DE",
    "to_country": "Россия",
    "action": "action prohibition",
    "adopted_on": "03.06.2022",
    "published_on": "03.06.2022",
    "in_force_from": "04.06.2022",
    "in_force_to": "01.01.2030",
    "contract_before": "04.06.2022",
    "execute_by": "4.9.2022",
    "complete_from": "01.01.2022",
    "complete_to": "01.01.2024",
    "condition": "İ > 5 GHz",
    "status_mark": "amended",
    "reference": "OJ L 153",
}
_NO_DAY_NO_PLACE = dict.fromkeys(("from_country", "to_country"), "Атлантида") | dict.fromkeys(
    ("in_force_to", "contract_before", "execute_by"), "вчера"
)

REGISTER: tuple[Texts, ...] = (
    REGISTERED,
    REGISTERED,
    REGISTERED | {"name": " \u00a0"},
    REGISTERED | {"country": "Атлантида", "founded_on": "2022-03-14", "dissolved_on": "31.02.2022"},
    REGISTERED | {"revenue": "-7,005", "revenue_currency": "EURO"},
    REGISTERED | {"revenue": "many", "revenue_currency": ""},
    {"name": "nothing else"},
)
PARTS: tuple[Texts, ...] = (
    FOUND,
    FOUND | {"part": ""},
    FOUND | {"tariff_line": "Total", "found_on": "2023", "maker_country": "Корея"},
    FOUND | {"tariff_line": "85", "country_on_marking": "Made in", "found_on": ""},
)
STATEMENTS: tuple[Texts, ...] = (SAID, SAID | {"text": ""}, SAID | {"said_on": "yesterday"})
ENTRIES: tuple[Texts, ...] = (
    LISTED,
    LISTED | {"name": "", "version_on": "23.02.2024"},
    LISTED | {"delisted_on": "", "country": "Атлантида"},
)
CONTROLS: tuple[Texts, ...] = (
    CONTROLLED,
    CONTROLLED | {"to_country": "Rusia"},
    CONTROLLED | _NO_DAY_NO_PLACE,
    CONTROLLED | {"tariff_line": "854", "from_country": "", "to_country": "", "in_force_to": ""},
    CONTROLLED | {"tariff_line": "803", "hs_edition": "HS 2022", "action": "ban"},
    CONTROLLED | {"tariff_line": "90111", "complete_to": "", "complete_from": "?"},
    {"act": "no more is stated"},
    *_each_word(CONTROLLED, "controls"),
)


@dataclass(frozen=True, slots=True)
class Layout:
    """How files of one kind write days and numbers."""

    name: str
    kind: str
    dates: str
    numbers: str

    @property
    def columns(self) -> dict[str, str]:
        """Our field behind each column of the file."""
        return {field.replace("_", " "): field for field in FIELDS[self.kind]}

    def toml(self) -> str:
        """A profile that maps every field there is."""
        mapped = [f"{json.dumps(column)} = '{field}'" for column, field in self.columns.items()]
        words = [
            f"[words.{field}]\n" + "\n".join(f"'{field} {word}' = '{word}'" for word in meanings)
            for field, meanings in WORDS.items()
            if FIELDS[self.kind].get(field) == "word"
        ]
        head = (
            "title = 'Invented'",
            f"kind = '{self.kind}'",
            "source = 'tests'",
            "licence = 'none needed: invented'",
            "synthetic = true",
            f"read = {{dates = '{self.dates}', numbers = '{self.numbers}'}}",
        )
        rules = ("[document]", DOCUMENT) if self.kind == "declarations" else ()
        units = ("[words.unit]", "'ед' = 'pcs'") if "unit" in FIELDS[self.kind] else ()
        return "\n".join((*head, "[columns]", *mapped, *words, *units, *rules))


DOCUMENT = """
key = ["declaration_id", "office", "document_kind"]
item = ["item_no"]
newest = ["version_no", "version_on", "version_mark"]
supersedes = "item"
"""
DAY_FIRST_LAYOUT = Layout("day-first", "declarations", "dmy", "1 234,5")
MONTH_FIRST_LAYOUT = Layout("month-first", "declarations", "mdy", "1,234.5")
STATISTICS_LAYOUT = Layout("statistics", "statistics", "ymd", "1234.5")
REGISTER_LAYOUT = Layout("register", "companies", "dmy", "1 234,5")
PARTS_LAYOUT = Layout("parts", "components", "ymd", "1234.5")
STATEMENTS_LAYOUT = Layout("statements", "statements", "ymd", "1234.5")
ENTRIES_LAYOUT = Layout("entries", "listed", "ymd", "1234.5")
CONTROLS_LAYOUT = Layout("controls", "controls", "dmy", "1234.5")
LAYOUTS = (
    DAY_FIRST_LAYOUT,
    MONTH_FIRST_LAYOUT,
    STATISTICS_LAYOUT,
    REGISTER_LAYOUT,
    PARTS_LAYOUT,
    STATEMENTS_LAYOUT,
    ENTRIES_LAYOUT,
    CONTROLS_LAYOUT,
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file as it came; the same content under another name has the same hash."""

    source_no: int
    layout: Layout
    file_name: str
    rows: tuple[Texts, ...]
    vintage_on: date | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(repr(self.rows).encode()).hexdigest()

    def raw_rows(self) -> Iterator[dict[str, object]]:
        """The rows under the file's own columns, each with its address."""
        for line_no, texts in enumerate(self.rows, start=2):
            named = {column: texts.get(field, "") for column, field in self.layout.columns.items()}
            yield {"row_id": self.source_no * 2**32 + line_no, **named}


DELIVERIES = (
    Delivery(1, DAY_FIRST_LAYOUT, "march.csv", FILED_ONCE),
    Delivery(2, DAY_FIRST_LAYOUT, "İmport march (copy).csv", FILED_ONCE),
    Delivery(3, DAY_FIRST_LAYOUT, "Март-апрель.csv", FILED_AGAIN),
    Delivery(4, MONTH_FIRST_LAYOUT, "month-first.csv", FILED_MONTH_FIRST),
    Delivery(5, STATISTICS_LAYOUT, "published 2023-06-30.csv", FIRST_VINTAGE, date(2023, 6, 30)),
    Delivery(6, STATISTICS_LAYOUT, "published 2024-06-30.csv", SECOND_VINTAGE, date(2024, 6, 30)),
    Delivery(7, STATISTICS_LAYOUT, "2023 once more.csv", FIRST_VINTAGE, date(2023, 6, 30)),
    Delivery(8, STATISTICS_LAYOUT, "day unknown.csv", SECOND_VINTAGE[1:]),
    Delivery(9, REGISTER_LAYOUT, "register.csv", REGISTER),
    Delivery(10, PARTS_LAYOUT, "parts.csv", PARTS),
    Delivery(11, PARTS_LAYOUT, "parts (copy).csv", PARTS),
    Delivery(12, STATEMENTS_LAYOUT, "statements.csv", STATEMENTS),
    Delivery(13, ENTRIES_LAYOUT, "entries.csv", ENTRIES),
    Delivery(14, ENTRIES_LAYOUT, "a copy of entries.csv", ENTRIES),
    Delivery(15, CONTROLS_LAYOUT, "controls.csv", CONTROLS),
)
