"""Our words for what a record declares, and how each is read.

A profile maps a file's columns to these fields. Countries and parties keep their own
field for each role; no role is ever filled from another.
"""

from collections.abc import Mapping

from tidewaiter.words.hs import EDITIONS

PARTY_ROLES = (
    "consignor", "consignee", "importer", "exporter", "buyer", "seller", "contract_holder",
    "applicant", "declarant", "broker", "manufacturer", "brand", "carrier", "notify_party",
)  # fmt: skip
PARTY_PARTS = ("name", "identifier", "identifier_kind", "address", "country")
COUNTRY_ROLES = ("producer", "origin", "dispatch", "trading", "sender", "destination")

TEXT, WORD, DATE, PERIOD, AMOUNT, MEASURE, PLACE, CODE, PREFIX, UNIT, CURRENCY = (
    "text", "word", "date", "period", "amount", "measure", "place", "code", "prefix", "unit", "currency",
)  # fmt: skip

DECLARATION: dict[str, str] = {
    "event": WORD,
    "document_kind": TEXT,
    "direction": WORD,
    "declaration_id": TEXT,
    "item_no": TEXT,
    "version_no": TEXT,
    "version_on": DATE,
    "version_mark": WORD,
    "procedure": TEXT,
    "declared_on": DATE,
    "released_on": DATE,
    "contract_on": DATE,
    "valid_until": DATE,
    "tariff_line": CODE,
    "description": TEXT,
    **dict.fromkeys(COUNTRY_ROLES, PLACE),
    **{f"{role}_{part}": TEXT for role in PARTY_ROLES for part in PARTY_PARTS},
    "party_extra": TEXT,
    "quantity": MEASURE,
    "unit": UNIT,
    "quantity_2": MEASURE,
    "unit_2": UNIT,
    "packages": MEASURE,
    "gross_kg": MEASURE,
    "net_kg": MEASURE,
    "weight_unit": UNIT,
    "invoice_value": AMOUNT,
    "invoice_currency": CURRENCY,
    "customs_value": AMOUNT,
    "customs_currency": CURRENCY,
    "statistical_value_usd": AMOUNT,
    "header_value": AMOUNT,
    "incoterm": TEXT,
    "transport": TEXT,
    "office": TEXT,
    "place_loaded": TEXT,
    "place_unloaded": TEXT,
}

STATISTIC: dict[str, str] = {
    "reporter": PLACE,
    "partner": PLACE,
    "partner2": PLACE,
    "partner_role": WORD,
    "flow": WORD,
    "procedure": TEXT,
    "trade_mode": TEXT,
    "region": TEXT,
    "transport": TEXT,
    "period": PERIOD,
    "tariff_line": CODE,
    "hs_edition": WORD,
    "quantity": MEASURE,
    "unit": UNIT,
    "quantity_2": MEASURE,
    "unit_2": UNIT,
    "net_kg": MEASURE,
    "estimated": TEXT,
    "value": AMOUNT,
    "currency": CURRENCY,
    "value_fob": AMOUNT,
    "value_cif": AMOUNT,
    "valuation": WORD,
    "source_column": TEXT,
}

COMPANY: dict[str, str] = {
    "name": TEXT,
    "identifier": TEXT,
    "identifier_kind": TEXT,
    "country": PLACE,
    "legal_form": TEXT,
    "founded_on": DATE,
    "dissolved_on": DATE,
    "activity_code": TEXT,
    "activity": TEXT,
    "address": TEXT,
    "revenue": AMOUNT,
    "revenue_currency": CURRENCY,
    "revenue_year": TEXT,
    "owner": TEXT,
    "director": TEXT,
}

COMPONENT: dict[str, str] = {
    "component_id": TEXT,
    "weapon": TEXT,
    "part": TEXT,
    "marking": TEXT,
    "maker": TEXT,
    "maker_country": PLACE,
    "country_on_marking": PLACE,
    "tariff_line": CODE,
    "found_on": DATE,
    "found_by": TEXT,
    "place": TEXT,
    "reference": TEXT,
}

STATEMENT: dict[str, str] = {
    "statement_id": TEXT,
    "speaker": TEXT,
    "said_on": DATE,
    "text": TEXT,
    "language": TEXT,
    "outlet": TEXT,
    "chain": TEXT,
    "stance": TEXT,
}

LISTED: dict[str, str] = {
    "list_name": TEXT,
    "version_on": DATE,
    "entry_id": TEXT,
    "name": TEXT,
    "name_kind": TEXT,
    "identifier": TEXT,
    "identifier_kind": TEXT,
    "country": PLACE,
    "address": TEXT,
    "programme": TEXT,
    "listed_on": DATE,
    "delisted_on": DATE,
}

CONTROL: dict[str, str] = {
    "regime": TEXT,
    "jurisdiction": PLACE,
    "act": TEXT,
    "article": TEXT,
    "tariff_line": PREFIX,
    "hs_edition": WORD,
    "from_country": PLACE,
    "to_country": PLACE,
    "action": WORD,
    "adopted_on": DATE,
    "published_on": DATE,
    "in_force_from": DATE,
    "in_force_to": DATE,
    "contract_before": DATE,
    "execute_by": DATE,
    "complete_from": DATE,
    "complete_to": DATE,
    "condition": TEXT,
    "status_mark": TEXT,
    "reference": TEXT,
}

FIELDS: dict[str, dict[str, str]] = {
    "declarations": DECLARATION,
    "statistics": STATISTIC,
    "companies": COMPANY,
    "components": COMPONENT,
    "statements": STATEMENT,
    "listed": LISTED,
    "controls": CONTROL,
}
"""By kind of record: the first two are what questions are about, the others go with them."""

WORDS: dict[str, tuple[str, ...]] = {
    "event": ("order", "conformity", "manifest", "lodged", "released", "delivered"),
    "direction": ("import", "export", "transit"),
    "version_mark": ("original", "corrected", "withdrawn"),
    "flow": ("import", "export", "re_import", "re_export"),
    "partner_role": ("origin", "consignment", "destination"),
    "valuation": ("invoice", "customs", "statistical", "fob", "cif"),
    "hs_edition": tuple(name for _, name in EDITIONS),
    "action": ("prohibition", "ban", "licence", "due_diligence", "catch_all"),
}

NUMBER = "number"
READING_KIND = {AMOUNT: NUMBER, MEASURE: NUMBER}  # both are read from one number


def reading_kind(value_kind: str) -> str:
    """Under which kind the distinct texts of a field are read.

    >>> reading_kind("amount"), reading_kind("place")
    ('number', 'place')
    """
    return READING_KIND.get(value_kind, value_kind)


def is_typed(kind: str, name: str, words: Mapping[str, Mapping[str, str]]) -> bool:
    """Whether a field's texts are read into values, or only kept."""
    return FIELDS[kind][name] != TEXT or name in words
