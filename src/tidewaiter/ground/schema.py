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
    "problem": PROBLEM,
    "row_link": ROW_LINK,
    "line_state": STATE,
    "cell_state": STATE,
}
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
}
"""The same types by their names in SQL."""
