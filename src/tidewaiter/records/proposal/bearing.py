"""How the values of a column bear on what its name says, and what they are without a name."""

from tidewaiter.records import fields as f
from tidewaiter.records.proposal.figures import (
    MOST,
    Figure,
    Notation,
    is_days,
    is_numeric,
    is_places_by_number,
)
from tidewaiter.records.proposal.values import Evidence
from tidewaiter.records.proposal.wording import Reading

_TYPED_GAIN, _TEXT_GAIN = 0.4, 0.1
_LATER = 0.6
"""A reading that only a later line gives weighs less than the first."""


def bears(reading: Reading, seen: Evidence, kind: str, notation: Notation, first: bool) -> Reading:
    """The reading, surer or less sure for the values."""
    sure = reading.sure if first else reading.sure * _LATER
    why = f"by its name, {reading.what}" if reading.what else "by its name"
    if not seen.n_filled:
        return Reading(reading.field, sure * 0.95, f"{why}; no values")
    read_as = _read_as(reading.field, kind)
    fit = _fit(reading.field, read_as, seen, notation)
    what = kind_of(seen, None)
    told = f"{why}; values: {what}" if what else why
    if fit >= MOST:
        gain = _TEXT_GAIN if read_as == f.TEXT else _TYPED_GAIN
        return Reading(reading.field, sure + (1 - sure) * gain, told)
    if fit >= 0.5:
        return Reading(reading.field, sure * (0.75 + 0.25 * fit), told)
    return Reading(
        reading.field,
        sure * (0.35 + 0.5 * fit),
        f"{why}; values: {what or 'texts'}, which do not go with it",
    )


def _read_as(name: str, kind: str) -> str:
    return f.PLACE if name.endswith("_country") else f.FIELDS[kind][name]


def _fit(name: str, read_as: str, seen: Evidence, notation: Notation) -> float:
    """Which share of the values could be read as the field wants them."""
    if read_as in (f.AMOUNT, f.MEASURE):
        days = seen.share("day") >= MOST
        return 0.0 if days else max(seen.notations.get(notation.numbers, 0.0), 0.9 * _numeric(seen))
    if read_as == f.TEXT:
        return _fit_of_text(name, seen)
    return {
        f.DATE: max(seen.share("day"), 0.6 * seen.share("serial_day")),
        f.PERIOD: max(seen.share("period"), 0.8 * seen.share("day")),
        f.PLACE: seen.share("place", "place_number"),
        f.CODE: seen.share("code", "total"),
        f.UNIT: max(seen.share("unit"), _like_unit(seen)),
        f.CURRENCY: seen.share("currency"),
        f.WORD: seen.share("direction"),
    }[read_as]


def _like_unit(seen: Evidence) -> float:
    """Short words may be units we do not know; companies, places and days are none."""
    is_other = seen.share("company", "address", "place", "day") > 0.5
    return 0.7 if seen.length < 20 and not _numeric(seen) and not is_other else 0.0


def _numeric(seen: Evidence) -> float:
    return max(seen.notations.values(), default=0.0)


def _fit_of_text(name: str, seen: Evidence) -> float:
    """Texts fit nearly anywhere; numbers and days are no names, long texts no numbers of parties."""
    if seen.share("day") >= MOST:
        return 0.0
    if name.endswith("_identifier"):
        return 0.6 if seen.length > 30 or seen.share("company") > 0.5 else 1.0
    if name in ("item_no", "declaration_id", "version_no"):
        return 0.6 if seen.length > 40 else 1.0
    if name.endswith(("_name", "_address")) or name == "description":
        return 1.0 - max(_numeric(seen), seen.share("day", "currency"))
    return 1.0


def kind_of(seen: Evidence, figure: Figure | None) -> str:
    """What the values are, in a word; empty where they are only texts."""
    if not seen.n_filled:
        return "empty"
    if figure:
        return figure.kind
    if seen.tax_number:
        return f"tax number ({seen.tax_number})"
    for kind, least, told in _KINDS:
        if seen.share(kind) >= least:
            return told
    if seen.share("code_or_group") >= MOST and seen.share("code") > 0.3:
        return "tariff code"
    if is_days(seen):
        return "day"
    if is_places_by_number(seen):
        return "country"
    return "number" if is_numeric(seen) else ""


_KINDS = (
    ("declaration_no", 0.8, "declaration number"),
    ("day", 0.9, "day"),
    ("code", 0.9, "tariff code"),
    ("total_code", 0.9, "tariff code"),
    ("period", 0.9, "period"),
    ("month", 0.6, "month"),
    ("currency", 0.9, "currency"),
    ("incoterm", 0.9, "delivery term"),
    ("direction", 0.9, "direction"),
    ("unit", 0.9, "unit"),
    ("place", 0.6, "country"),
    ("address", 0.5, "address"),
    ("company", 0.5, "company"),
)


ROLE_OPEN = {
    "country": "whose country, only the name could say",
    "company": "which party, only the name could say",
    "address": "whose address, only the name could say",
}


def without_name(seen: Evidence, kind: str, figure: Figure | None) -> list[Reading]:
    """What the values alone may be; never a role of a country or party, which only a name gives."""
    what = kind_of(seen, figure)
    found = {
        "tariff code": Reading("tariff_line", 0.85 if _are_codes(seen) else 0.5, ""),
        "currency": Reading("invoice_currency", 0.6, ""),
        "unit": Reading("unit", 0.6, ""),
        "declaration number": Reading("declaration_id", 0.8, ""),
        "delivery term": Reading("incoterm", 0.75, ""),
        "day": Reading("declared_on", 0.55, ""),
        "period": Reading("period", 0.6, ""),
        "direction": Reading("direction", 0.5, ""),
    }.get(what)
    if figure:
        found = Reading(figure.field, figure.sure, figure.why)
    elif found is None and _is_description(seen, kind):
        found = Reading("description", 0.55, "")
    if found is None or found.field not in f.FIELDS[kind]:
        return []
    told = ", ".join(one for one in (what or "long texts", found.what) if one)
    return [Reading(found.field, found.sure, f"values: {told}")]


def _are_codes(seen: Evidence) -> bool:
    """Several different codes: one alone may be any number."""
    return seen.share("code") >= MOST and seen.n_distinct > 2


def _is_description(seen: Evidence, kind: str) -> bool:
    """Long texts that differ, of no other kind."""
    texts = seen.share("text") >= MOST and seen.length > 20
    other = seen.share("company", "address", "place") > 0.4
    return kind == "declarations" and texts and not other and seen.n_distinct * 5 > seen.n_filled
