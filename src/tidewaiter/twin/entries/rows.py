"""Rows that are written as they stand: lists, components, control items, statements; and totals to find."""

from tidewaiter.twin.cursor import Cursor
from tidewaiter.twin.spec import Statement, Total

ROWS = {
    "listing": (
        ("list", "entry", "company", "name"),
        ("name_kind", "listed_on", "delisted_on", "programme", "address"),
    ),
    "component": (
        ("component_id", "weapon", "part", "maker", "found_on"),
        ("marking", "country_on_marking", "code", "found_by", "place", "reference"),
    ),
    "control": (
        ("regime", "act", "code", "action", "in_force_from"),
        (
            "jurisdiction", "article", "edition", "from_country", "to_country", "adopted_on",
            "published_on", "in_force_to", "contract_before", "execute_by", "complete_from",
            "complete_to", "condition", "status_mark", "reference",
        ),
    ),
}  # fmt: skip
_STATEMENT = ("statement_id", "speaker", "said_on", "text")
_OF_STATEMENT = ("language", "outlet", "stance")


def row(name: str, one: Cursor) -> dict[str, str]:
    """A row of this kind: what must be stated, and what may be left blank."""
    needed, further = ROWS[name]
    found = {key: one.text(key) for key in needed}
    found |= {key: one.text(key, "") for key in further}
    one.done()
    return found


def statement(one: Cursor) -> Statement:
    """With a question it is a claim, and says what is to come out."""
    one.name = f"statement {one.table.get('statement_id', '')}"
    chain = one.texts("chain", None)
    row = {key: one.text(key) for key in _STATEMENT}
    row |= {key: one.text(key, "") for key in _OF_STATEMENT}
    found = Statement(
        {**row, "chain": " > ".join(chain)},
        one.text("verdict"),
        one.raw("question", None),
        one.raw("expect", None),
        chain,
    )
    one.done()
    if (found.question is None) != (found.expect is None):
        one.note("a question needs expect, and expect a question")
    return found


def total(one: Cursor) -> Total:
    """A question, and which number it must give: value, change or ratio."""
    found = Total(one.text("id"), one.raw("question") or {}, one.text("gives", "value"))
    one.done()
    return found
