"""What a question may name, and which column of which table answers it.

Each country role and each party role is a filter of its own; none stands in for another.
"""

from dataclasses import dataclass

from tidewaiter.words.concordance import CONVERTED, FAMILY

DECLARATIONS, STATISTICS = "declarations", "statistics"
KINDS = (DECLARATIONS, STATISTICS)

PARTIES = (
    "consignor", "consignee", "importer", "exporter", "buyer", "seller", "contract_holder",
    "applicant", "declarant", "broker", "manufacturer", "brand", "carrier", "notify_party",
)  # fmt: skip
COUNTRIES = ("producer", "origin", "dispatch", "trading", "sender", "destination")
AXES = ("reporter", "partner")
BREAKDOWNS = ("partner2", "procedure", "trade_mode", "region", "transport")
"""What a cell may be broken down by, beside the cell that is the total; null is the total."""

WORD, PLACE, PREFIX, PARTY, TEXT, SOURCE, LAW = (
    "word",
    "place",
    "prefix",
    "party",
    "text",
    "source",
    "law",
)


@dataclass(frozen=True, slots=True)
class Filter:
    """One field that narrows a question: how its values are compared, and what must declare it."""

    name: str
    of: tuple[str, ...]
    compares: str
    needs: tuple[str, ...]  # one of these declared fields must be filled by some source


def _filters() -> dict[str, Filter]:
    found = [
        Filter("event", (DECLARATIONS,), WORD, ("event",)),
        Filter("direction", (DECLARATIONS,), WORD, ("direction",)),
        Filter("procedure", KINDS, WORD, ("procedure",)),
        Filter("flow", (STATISTICS,), WORD, ("flow",)),
        Filter("hs", KINDS, PREFIX, ("tariff_line",)),
        Filter("tariff_line", KINDS, WORD, ("tariff_line",)),
        Filter("text", (DECLARATIONS,), TEXT, ("description",)),
        Filter("source", KINDS, SOURCE, ()),
        Filter("control", (DECLARATIONS,), LAW, ()),
        Filter("loophole", (DECLARATIONS,), LAW, ()),
        *(Filter(role, (DECLARATIONS,), PLACE, (role,)) for role in COUNTRIES),
        *(Filter(axis, (STATISTICS,), PLACE, (axis,)) for axis in AXES),
        *(
            Filter(role, (DECLARATIONS,), PARTY, (f"{role}_name", f"{role}_identifier"))
            for role in PARTIES
        ),
    ]
    return {one.name: one for one in found}


FILTERS = _filters()

VOCABULARY = {
    "event": ("order", "conformity", "manifest", "lodged", "released", "delivered"),
    "direction": ("import", "export", "transit"),
    "flow": ("import", "export", "re_import", "re_export"),
}

ADDITIVE = ("value", "net_kg", "gross_kg", "n_lines", "quantity")
DISTINCT = ("n_declarations",)
RATIOS = {"value_per_kg": "net_kg", "value_per_unit": "quantity"}
MEASURES = (*ADDITIVE, *DISTINCT, *RATIOS, "n_companies")
OF_VALUE = ("value", *RATIOS)
MEASURE_NEEDS = {
    "net_kg": ("net_kg",),
    "gross_kg": ("gross_kg",),
    "quantity": ("quantity",),
    "n_declarations": ("declaration_id",),
    "value_per_kg": ("net_kg",),
    "value_per_unit": ("quantity",),
}
VALUE_NEEDS = {
    DECLARATIONS: {
        "statistical": ("statistical_value_usd",),
        "customs": ("customs_value",),
        "invoice": ("invoice_value",),
        None: ("statistical_value_usd", "customs_value", "invoice_value"),
    },
    STATISTICS: {
        "fob": ("value_fob", "value"),
        "cif": ("value_cif", "value"),
        "statistical": ("value",),
        None: ("value",),
    },
}

PERIODS = {"month": 1, "quarter": 3, "year": 12}
HS_DIGITS = {"hs2": 2, "hs4": 4, "hs6": 6}
_BY_DECLARATIONS = (
    *PERIODS, *HS_DIGITS, "tariff_line", *COUNTRIES, *PARTIES, "event", "direction", "procedure",
    "document_kind", "office", "transport", "incoterm", "unit", "valuation", "source",
)  # fmt: skip
_BY_STATISTICS = (
    *PERIODS, *HS_DIGITS, "tariff_line", "reporter", "partner", "partner2", "partner_role", "flow", "procedure",
    "trade_mode", "region", "transport", "unit", "currency", "valuation", "source",
)  # fmt: skip
BY = {DECLARATIONS: _BY_DECLARATIONS, STATISTICS: _BY_STATISTICS}
BY_LAW = "control:"
"""Before the name of a regime: grouped by the status it gave the line."""


def can_group(kind: str, name: str) -> bool:
    """Whether rows of a kind can be grouped so.

    >>> can_group("declarations", "control:EU"), can_group("statistics", "control:EU")
    (True, False)
    """
    return name in BY[kind] or (kind == DECLARATIONS and name.startswith(BY_LAW))


AS_DECLARED = "as_declared"
COMPARISONS = ("same_months_last_year", "full_last_year", "previous_period")
RATE_RULES = {"daily": 0, "monthly_mean": 1, "annual_mean": 12}
PLACE_LEVELS = (
    "country", "not_specified", "residual", "union", "union_changing", "euro_area", "region", "rest_of_world", "world",
)  # fmt: skip
LEVEL_FIELDS = {
    "reporter_level": PLACE_LEVELS,
    "partner_level": PLACE_LEVELS,
    "product_level": ("total", "hs2", "hs4", "hs6", "national"),
    "period_level": tuple(PERIODS),
}
CHOICES = {
    "of": KINDS,
    "measure": MEASURES,
    "valuation": ("invoice", "customs", "statistical", "fob", "cif"),
    "rate_rule": tuple(RATE_RULES),
    "concordance": (AS_DECLARED, FAMILY, CONVERTED),
    "compare": COMPARISONS,
    **LEVEL_FIELDS,
}
LATER = {
    "goods": "no product set is registered; ask by code prefix with hs",
    "concept": "nothing has classified the goods in this case; ask by code prefix with hs",
    "actor_type": "nothing has told state from private actors in this case",
}
