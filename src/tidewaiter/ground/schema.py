"""The columns of every table, their types, and the types' meaning.

Money is DECIMAL(18, 2), weights and quantities DECIMAL(18, 3), rates DECIMAL(19, 12);
codes are text, days are dates. What each column means stands in docs/glossary.md.
"""

from collections.abc import Mapping

import pyarrow as pa

_TEXT, _DAY, _KEY, _PART, _NUMBER = pa.string(), pa.date32(), pa.int64(), pa.int16(), pa.int32()
_MONEY, _MASS, _RATE = pa.decimal128(18, 2), pa.decimal128(18, 3), pa.decimal128(19, 12)
_ADDRESS: dict[str, pa.DataType] = {"row_id": _KEY, "part_no": _PART}


def schema_of(columns: Mapping[str, pa.DataType]) -> pa.Schema:
    """A schema from names and types."""
    return pa.schema([pa.field(name, kind) for name, kind in columns.items()])


SOURCE = schema_of(
    {
        "source_no": _NUMBER,
        "sha256": _TEXT,
        "file_name": _TEXT,
        "sheet": _TEXT,
        "member": _TEXT,
        "original": _TEXT,
        "n_bytes": pa.int64(),
        "encoding": _TEXT,
        "encoding_evidence": _TEXT,
        "delimiter": _TEXT,
        "header_line": _NUMBER,
        "header": _TEXT,
        "layout": _TEXT,
        "kind": _TEXT,
        "fields": _TEXT,
        "profile": _TEXT,
        "profile_sha256": _TEXT,
        **dict.fromkeys(("document_key", "item_key", "newest", "supersedes"), _TEXT),
        **dict.fromkeys(
            ("n_counted", "n_header", "n_rows", "n_aside", "n_blank", "n_breaks"), pa.int64()
        ),
        "ingested_at": _TEXT,
        "synthetic": pa.bool_(),
        "licence_note": _TEXT,
        "vintage_on": _DAY,
        "months": _TEXT,
        "homes": _TEXT,
    }
)

_PARTIES = (
    "consignor", "consignee", "importer", "exporter", "buyer", "seller", "contract_holder",
    "applicant", "declarant", "broker", "manufacturer", "brand", "carrier", "notify_party",
)  # fmt: skip

DECLARATION_LINE = schema_of(
    {
        **_ADDRESS,
        **dict.fromkeys(("event", "document_kind", "direction"), _TEXT),
        **dict.fromkeys(("declaration_id", "item_no", "version_no"), _TEXT),
        "version_on": _DAY,
        **dict.fromkeys(("version_mark", "procedure"), _TEXT),
        **dict.fromkeys(("declared_on", "released_on", "contract_on", "valid_until"), _DAY),
        **dict.fromkeys(("tariff_line", "hs_code", "hs_edition", "description"), _TEXT),
        "text_no": _NUMBER,
        **dict.fromkeys(
            ("producer", "origin", "dispatch", "trading", "sender", "destination"), _TEXT
        ),
        **dict.fromkeys(_PARTIES, _NUMBER),
        "party_extra": _TEXT,
        "quantity": _MASS,
        "unit": _TEXT,
        "unit_as_declared": _TEXT,
        "quantity_2": _MASS,
        "unit_2": _TEXT,
        "unit_2_as_declared": _TEXT,
        **dict.fromkeys(("packages", "gross_kg", "net_kg"), _MASS),
        "invoice_value": _MONEY,
        "invoice_currency": _TEXT,
        "customs_value": _MONEY,
        "customs_currency": _TEXT,
        "statistical_value_usd": _MONEY,
        "header_value": _MONEY,
        "incoterm": _TEXT,
        "value_usd": _MONEY,
        "valuation": _TEXT,
        "fx_rate": _RATE,
        "fx_on": _DAY,
        **dict.fromkeys(("transport", "office", "place_loaded", "place_unloaded"), _TEXT),
    }
)

TRADE_STATISTIC = schema_of(
    {
        **_ADDRESS,
        **dict.fromkeys(("reporter", "partner", "partner2"), _TEXT),
        **dict.fromkeys(("reporter_level", "partner_level", "partner_role"), _TEXT),
        **dict.fromkeys(("flow", "procedure", "trade_mode", "region", "transport"), _TEXT),
        "period_start": _DAY,
        "period_months": _PART,
        **dict.fromkeys(("product_level", "tariff_line", "hs_code", "hs_edition"), _TEXT),
        "quantity": _MASS,
        "unit": _TEXT,
        "quantity_2": _MASS,
        "unit_2": _TEXT,
        "net_kg": _MASS,
        "estimated": _TEXT,
        "value": _MONEY,
        "currency": _TEXT,
        "value_fob": _MONEY,
        "value_cif": _MONEY,
        "valuation": _TEXT,
        "value_usd": _MONEY,
        "fx_rule": _TEXT,
        "vintage_on": _DAY,
        "source_column": _TEXT,
    }
)

COMPANY_REGISTER = schema_of(
    {
        **_ADDRESS,
        **dict.fromkeys(("name", "identifier", "identifier_kind", "country", "legal_form"), _TEXT),
        **dict.fromkeys(("founded_on", "dissolved_on"), _DAY),
        **dict.fromkeys(("activity_code", "activity", "address"), _TEXT),
        "revenue": _MONEY,
        **dict.fromkeys(("revenue_currency", "revenue_year", "owner", "director"), _TEXT),
    }
)
COMPONENT = schema_of(
    {
        **_ADDRESS,
        **dict.fromkeys(("component_id", "weapon", "part", "marking", "maker"), _TEXT),
        **dict.fromkeys(("maker_country", "country_on_marking", "tariff_line", "hs_code"), _TEXT),
        "found_on": _DAY,
        **dict.fromkeys(("found_by", "place", "reference"), _TEXT),
    }
)
STATEMENT = schema_of(
    {
        **_ADDRESS,
        **dict.fromkeys(("statement_id", "speaker"), _TEXT),
        "said_on": _DAY,
        **dict.fromkeys(("text", "language", "outlet", "chain", "stance"), _TEXT),
    }
)
LIST_ENTRY = schema_of(
    {
        **_ADDRESS,
        "list_name": _TEXT,
        "version_on": _DAY,
        **dict.fromkeys(("entry_id", "name", "name_kind", "identifier", "identifier_kind"), _TEXT),
        **dict.fromkeys(("country", "address", "programme"), _TEXT),
        **dict.fromkeys(("listed_on", "delisted_on"), _DAY),
    }
)
CONTROL_ITEM = schema_of(
    {
        **_ADDRESS,
        **dict.fromkeys(("regime", "jurisdiction", "act", "article"), _TEXT),
        **dict.fromkeys(("tariff_line", "tariff_line_as_declared", "hs_edition"), _TEXT),
        **dict.fromkeys(("from_country", "to_country", "action"), _TEXT),
        **dict.fromkeys(("adopted_on", "published_on", "in_force_from", "in_force_to"), _DAY),
        **dict.fromkeys(("contract_before", "execute_by", "complete_from", "complete_to"), _DAY),
        **dict.fromkeys(("unread_limits", "condition", "status_mark", "reference"), _TEXT),
    }
)

GOODS_FACT = schema_of({"text_no": _NUMBER, "facts": _TEXT})
CONTROL_CASE = schema_of(
    {
        "case_no": _NUMBER,
        **dict.fromkeys(("tariff_line", "tariff_of", "origin", "dispatch"), _TEXT),
        **dict.fromkeys(("seller", "destination"), _TEXT),
        "facts": _TEXT,
        **dict.fromkeys(("contract_first_on", "contract_last_on"), _DAY),
        **dict.fromkeys(("first_on", "last_on", "known_on"), _DAY),
        "exporter_status": _TEXT,
        "law_key": _TEXT,
    }
)
CONTROL_STATUS = schema_of(
    {
        "case_no": _NUMBER,
        **dict.fromkeys(("regime", "status", "possible"), _TEXT),
        **dict.fromkeys(("binds", "is_exporter"), pa.bool_()),
        **dict.fromkeys(("own_status", "own_possible"), _TEXT),
        **dict.fromkeys(
            ("deciding", "legal_basis", "own_deciding", "missing_facts", "mark"), _TEXT
        ),
        "first_covered_on": _DAY,
    }
)

MENTION = schema_of(
    {
        "mention_no": _NUMBER,
        **dict.fromkeys(
            ("mention_key", "name", "identifier", "identifier_kind", "address", "country"), _TEXT
        ),
    }
)
GOODS_TEXT = schema_of(
    {
        "text_no": _NUMBER,
        **dict.fromkeys(("text_key", "tariff_line", "hs_edition", "description"), _TEXT),
    }
)
PROBLEM = schema_of(
    {
        **_ADDRESS,
        **dict.fromkeys(("column_name", "field", "kind", "value_as_declared", "message"), _TEXT),
    }
)
ROW_LINK = schema_of({**_ADDRESS, "of_row_id": _KEY})
STATE = schema_of({**_ADDRESS, "state": _TEXT, "same_as": _KEY})

TABLES: dict[str, pa.Schema] = {
    "source": SOURCE,
    "mention": MENTION,
    "goods_text": GOODS_TEXT,
    "declaration_line": DECLARATION_LINE,
    "trade_statistic": TRADE_STATISTIC,
    "company_register": COMPANY_REGISTER,
    "component": COMPONENT,
    "statement": STATEMENT,
    "list_entry": LIST_ENTRY,
    "control_item": CONTROL_ITEM,
    "problem": PROBLEM,
    "row_link": ROW_LINK,
    "line_state": STATE,
    "cell_state": STATE,
    "copy_state": STATE,
    "goods_fact": GOODS_FACT,
    "control_case": CONTROL_CASE,
    "control_status": CONTROL_STATUS,
}
DERIVED = ("goods_fact", "control_case", "control_status")
"""Made by `run` of lines and lists; they leave with any source, and never say more than these."""
RECORDS: dict[str, str] = {
    "declarations": "declaration_line",
    "statistics": "trade_statistic",
    "companies": "company_register",
    "components": "component",
    "statements": "statement",
    "listed": "list_entry",
    "controls": "control_item",
}
"""By kind of record the table that holds them."""
CALLED: dict[str, str] = {
    "companies": "companies in a register",
    "components": "parts found in weapons",
    "statements": "public statements",
    "listed": "names on lists",
    "controls": "items of control lists",
}
"""What goes with a case and is not asked about, by kind of record, as a sentence calls it."""
AS_READ: dict[str, tuple[str, str]] = {
    "declaration_line": ("line_as_read", "line_state"),
    "trade_statistic": ("cell_as_read", "cell_state"),
    **{
        table: (f"{table}_as_read", "copy_state")
        for table in ("company_register", "component", "statement", "list_entry", "control_item")
    },
}
"""By table of records the name under which they stand without their state, and the table of states."""
WIDE = ("declaration_line", "trade_statistic")
"""Tables with a column for every field there is; a file leaves out those its rows leave empty."""
SQL_TYPES: dict[pa.DataType, str] = {
    _TEXT: "VARCHAR",
    _DAY: "DATE",
    _KEY: "BIGINT",
    _PART: "SMALLINT",
    _NUMBER: "INTEGER",
    _MONEY: "DECIMAL(18, 2)",
    _MASS: "DECIMAL(18, 3)",
    _RATE: "DECIMAL(19, 12)",
    pa.bool_(): "BOOLEAN",
}
"""The same types by their names in SQL."""
