"""Does a spec hold together: every id it names exists, every field is one, every scheme has its innocent twin."""

import codecs
from collections.abc import Iterable, Iterator, Mapping
from math import prod
from typing import Any

from tidewaiter.evidence.claims import VERDICTS
from tidewaiter.records.fields import WORDS
from tidewaiter.twin import cells, paper, small, totals
from tidewaiter.twin.cursor import label_of
from tidewaiter.twin.spec import (
    Batch,
    Company,
    Crowd,
    FileSpec,
    Good,
    Slot,
    Spec,
    TaxNumber,
    Total,
)
from tidewaiter.twin.wording import TAIL_FIELDS
from tidewaiter.words.taxnumbers import CHECKS

PARTS = ("planted", "innocent")
FORMATS = ("csv", "xlsx")
ACTIONS = WORDS["action"]
_LENGTHS = {
    "RU INN": (10, 12), "CN USCC": (18,), "KZ BIN": (12,), "UA EDRPOU": (8,), "TR VKN": (10,), "BR CNPJ": (14,),
}  # fmt: skip
_ROOM = 4
"""So many times the numbers that are needed must be there, so that chance finds one."""
_PLACES = ("origin", "dispatch", "destination")


def lacking(spec: Spec) -> list[str]:
    """A sentence for each thing that does not fit together."""
    return [
        *_twice(spec),
        *_companies(spec),
        *(sentence for good in spec.goods for sentence in _good(spec, good)),
        *(sentence for batch in spec.batches for sentence in _batch(spec, batch)),
        *_schemes(spec),
        *(sentence for file in spec.files for sentence in _file(spec, file)),
        *_overlaps(spec),
        *_rows(spec),
        *(sentence for one in spec.totals for sentence in _total(one)),
    ]


def _twice(spec: Spec) -> Iterator[str]:
    named = {
        "good": [one.id for one in spec.goods],
        "company or crowd": [one.id for one in _firms(spec)],
        "scheme": [one.id for one in spec.schemes],
        "batch": [one.id for one in spec.batches],
        "file": [one.id for one in spec.files],
        "statement": [one.row["statement_id"] for one in spec.statements],
        "total": [one.id for one in spec.totals],
    }
    for kind, ids in named.items():
        for one in sorted({one for one in ids if ids.count(one) > 1}):
            yield f"{kind} {one}: the id is used twice"


def _companies(spec: Spec) -> Iterator[str]:
    for one in _firms(spec):
        yield from _known(f"company {one.id}", "country", [one.country], spec.countries)
        if not one.name:
            yield f"company {one.id}: it has no name"
    for crowd in spec.crowds:
        if not crowd.n:
            yield f"crowd {crowd.id}: n is 0"
        yield from _names(crowd)
        if not 1800 <= crowd.founded[0] <= crowd.founded[1] <= 2100:
            yield f"crowd {crowd.id}: founded goes from {crowd.founded[0]} to {crowd.founded[1]}"
    for country, number in spec.numbers.items():
        if number.check not in (*CHECKS, "none"):
            yield f"number {country}: check is {number.check!r}; it must be one of {', '.join(CHECKS)}, none"
        yield from _number(spec, country, number)
        if number.check == "CN USCC" and len(number.prefix) != 8:
            yield f"number {country}: a CN USCC begins with 8 signs, two for the register and six for the place"


def _names(crowd: Crowd) -> Iterator[str]:
    """Are its words there, and enough of them for as many names as companies."""
    used = _slots_in(crowd.name)
    for slot in [*used, *_slots_in(crowd.address)]:
        if slot not in crowd.parts:
            yield f"crowd {crowd.id}: its name or address has {{{slot}}}, and there is no such part"
    n_names = prod(_n_words(crowd.parts[slot]) for slot in used if slot in crowd.parts)
    if n_names < crowd.n:
        yield f"crowd {crowd.id}: its words make {n_names} names for {crowd.n} companies"


def _n_words(slot: Slot) -> int:
    return len(slot.words) or slot.last - slot.first + 1


def _number(spec: Spec, country: str, number: TaxNumber) -> Iterator[str]:
    """Are there numbers of that length, and enough of them under the prefix."""
    lengths = _LENGTHS.get(number.check, (number.digits,))
    if number.digits not in lengths:
        known = " or ".join(str(one) for one in lengths)
        yield f"number {country}: a {number.check} has {known} signs, not {number.digits}"
    n_firms = sum(one.country == country for one in spec.companies)
    n_firms += sum(one.n for one in spec.crowds if one.country == country)
    n_free = number.digits - len(number.prefix) - (2 if number.check != "none" else 0)
    if n_free < 1 or 10**n_free < _ROOM * n_firms:
        yield f"number {country}: the prefix {number.prefix!r} leaves too few numbers for {n_firms} companies"


def _good(spec: Spec, good: Good) -> Iterator[str]:
    name = f"good {good.id}"
    yield from _known(name, "unit", [good.unit], spec.units)
    yield from _known(
        name, "unit_of_weight", [good.unit_of_weight] if good.unit_of_weight else [], spec.units
    )
    yield from _known(name, "makers", good.makers, _firm_ids(spec))
    if not any(good.text.values()):
        yield f"{name}: it has no text"
    if not good.code_in(spec.months[0]):
        yield f"{name}: it has no code in {label_of(spec.months[0])}"
    for since, code in good.codes:
        if not code.isdecimal() or len(code) < 6:
            yield f"{name}: the code {code!r} from {label_of(since)} is not six digits or more"
    if not min(good.usd.middle, good.kg.middle, good.units.middle):
        yield f"{name}: usd, kg and units need a middle above 0"
    for slot in _slots_in(good.text):
        if slot not in good.slots:
            yield f"{name}: its text has {{{slot}}}, and there is no such slot"
    for slot in _slots_in(good.tail):
        if slot not in TAIL_FIELDS:
            yield f"{name}: its tail has {{{slot}}}; it may have {' '.join(TAIL_FIELDS)}"
    if not any(good.season):
        yield f"{name}: its season is all zeros"


def _slots_in(texts: Mapping[str, tuple[str, ...]]) -> list[str]:
    pieces = (piece for each in texts.values() for text in each for piece in text.split("{")[1:])
    return sorted({piece.partition("}")[0] for piece in pieces})


def _firms(spec: Spec) -> list[Company | Crowd]:
    return [*spec.companies, *spec.crowds]


def _firm_ids(spec: Spec) -> set[str]:
    return {one.id for one in _firms(spec)}


def _batch(spec: Spec, batch: Batch) -> Iterator[str]:
    name, firms = f"batch {batch.id}", _firm_ids(spec)
    goods = {good.id for good in spec.goods}
    yield from _known(name, "good", [batch.good], goods)
    yield from _known(name, "declared_as", [batch.declared_as] if batch.declared_as else [], goods)
    for key in ("sellers", "buyers", "makers", "brokers"):
        yield from _known(name, key, getattr(batch, key), firms)
    if not (batch.sellers and batch.buyers):
        yield f"{name}: it needs sellers and buyers"
    yield from _known(name, "consignee", [batch.consignee] if batch.consignee else [], firms)
    countries = [getattr(batch, role) for role in _PLACES] + (
        [batch.trading] if batch.trading else []
    )
    yield from _known(name, "country", countries, spec.countries)
    yield from _known(name, "currency", [batch.currency], {"USD", *spec.rates})
    yield from _known(
        name, "scheme", [batch.scheme] if batch.scheme else [], {one.id for one in spec.schemes}
    )
    if bool(batch.scheme) != bool(batch.part):
        yield f"{name}: scheme and part go together"
    if batch.part and batch.part not in PARTS:
        yield f"{name}: part is {batch.part!r}; it must be planted or innocent"
    if batch.office not in ("", batch.dispatch, batch.destination):
        yield f"{name}: its office {batch.office} is neither where it comes from nor where it goes"
    if batch.office and not any(
        one.office == batch.office and one.direction in ("", batch.direction) for one in spec.files
    ):
        yield f'{name}: no file holds {batch.direction}s of {batch.office}; write office = "" where nobody does'
    for span in batch.spans:
        told = f"{label_of(span.months[0])}:{label_of(span.months[1])}"
        if not span.share and not span.lines:
            yield f"{name}: the span {told} has no lines"
        if span.quantity and span.quantity < span.lines:
            yield f"{name}: the span {told} has {span.lines} lines for {span.quantity} units"
        if not (spec.months[0] <= span.months[0] and span.months[1] <= spec.months[1]):
            yield f"{name}: the span {told} is not within the months of the spec"


def _schemes(spec: Spec) -> Iterator[str]:
    for one in spec.schemes:
        parts = {batch.part for batch in spec.batches if batch.scheme == one.id}
        for part in PARTS:
            if part not in parts:
                yield f"scheme {one.id}: it has no {part} batch"


def _known(name: str, key: str, used: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    there = set(known)
    for one in dict.fromkeys(used):
        if one not in there:
            yield f"{name}: {key} names {one!r}, which is not there"


def fields_of(records: str) -> list[str]:
    """The fields that a file of such records may have."""
    if records == "declarations":
        places = [f"{role}.{part}" for role in paper.PLACES for part in ("code", "name", "numeric")]
        parties = [f"{role}.{part}" for role in paper.PARTIES for part in paper.PARTY_PARTS]
        return [*paper.FIELDS, *places, *parties]
    if records == "statistics":
        parties = [
            f"{role}.{part}"
            for role in ("reporter", "partner")
            for part in ("code", "name", "numeric")
        ]
        return [*cells.LABELS, *cells.AMOUNTS, "unit", "unit_number", "good.name", *parties]
    return list(small.FIELDS.get(records, ()))


def _file(spec: Spec, file: FileSpec) -> Iterator[str]:
    name = f"file {file.id}"
    known = fields_of(file.records)
    for heading, field in file.columns:
        if not field.startswith("=") and field not in known:
            yield f"{name}: the column {heading!r} has the field {field!r}, which is none of {file.records}"
    if not file.columns:
        yield f"{name}: it has no columns"
    if file.format not in FORMATS:
        yield f"{name}: format is {file.format!r}; it must be csv or xlsx"
    if file.dates not in paper.DATES:
        yield f"{name}: dates is {file.dates!r}; it must be one of {', '.join(paper.DATES)}"
    if file.delimiter == "" or len(file.delimiter) > 1:
        yield f"{name}: the delimiter must be one sign"
    try:
        codecs.lookup(file.encoding)
    except LookupError:
        yield f"{name}: there is no encoding {file.encoding!r}"
    if "/" in file.name or "\\" in file.name or not file.name.endswith(f".{file.format}"):
        yield f"{name}: name must end in .{file.format} and hold no folder"
    for month in sorted(file.missing):
        if not file.months[0] <= month <= file.months[1]:
            yield f"{name}: the missing month {label_of(month)} is not among its months"
    if file.records == "declarations":
        yield from _declarations(spec, file)
    if file.records == "statistics":
        yield from _known(name, "reporters", file.reporters, spec.countries)
        yield from _known(name, "flows", file.flows, ("import", "export"))
        if not file.reporters or not file.flows:
            yield f"{name}: statistics need reporters and flows"
        if file.editions and file.editions[0][0] > file.months[0]:
            yield f"{name}: editions begin after its months do"
        if file.format != "csv":
            yield f"{name}: statistics are written as csv"


def _declarations(spec: Spec, file: FileSpec) -> Iterator[str]:
    name = f"file {file.id}"
    for dirt, per_mille in file.dirt.items():
        if per_mille > 1000:
            yield f"{name}: {dirt} is {per_mille} of 1,000"
    if file.direction not in ("", "import", "export"):
        yield f"{name}: direction is {file.direction!r}; it must be import or export"
    yield from _known(name, "office", [file.office], spec.countries)
    yield from _known(name, "customs_currency", [file.customs_currency], {"USD", *spec.rates})
    for piece in ["{" + one + "}" for one in _slots_in({"": (file.document,)})]:
        if piece not in paper.DOCUMENT_PARTS:
            yield f"{name}: document has {piece}; it may have {' '.join(paper.DOCUMENT_PARTS)}"
    if "{serial}" not in file.document:
        yield f"{name}: document needs {{serial}}, or numbers come twice"
    if file.corrections and file.corrections <= file.name:
        yield f"{name}: corrections must come after the file in the order of names"


def _overlaps(spec: Spec) -> Iterator[str]:
    declared = [one for one in spec.files if one.records == "declarations"]
    for place, one in enumerate(declared):
        for other in declared[place + 1 :]:
            both = max(one.months[0], other.months[0]), min(one.months[1], other.months[1])
            if one.office == other.office and both[0] <= both[1] and _meet(one, other):
                yield f"file {other.id}: {one.id} holds {label_of(both[0])} of {one.office} already"
    names = [one.name for one in spec.files] + [
        one.corrections for one in spec.files if one.corrections
    ]
    for name in sorted({one for one in names if names.count(one) > 1}):
        yield f"two files are named {name}"


def _meet(one: FileSpec, other: FileSpec) -> bool:
    return "" in (one.direction, other.direction) or one.direction == other.direction


def _rows(spec: Spec) -> Iterator[str]:
    firms = {one.id for one in spec.companies}
    for row in spec.rows["listing"]:
        yield from _known(f"listing {row['entry']}", "company", [row["company"]], firms)
    for row in spec.rows["component"]:
        yield from _known(f"component {row['component_id']}", "maker", [row["maker"]], firms)
    for row in spec.rows["control"]:
        yield from _known(f"control {row['code']}", "action", [row["action"]], ACTIONS)
    for one in spec.statements:
        if one.verdict not in VERDICTS:
            known = ", ".join(VERDICTS)
            yield f"statement {one.row['statement_id']}: verdict {one.verdict!r} is none of {known}"
        if one.question is None and one.verdict != "not_checkable":
            yield f"statement {one.row['statement_id']}: without a question it is not_checkable"


def _total(total: Total) -> Iterator[str]:
    name, question = f"total {total.id}", total.question
    yield from _known(name, "question", question, totals.KNOWN)
    if total.gives not in totals.GIVES:
        yield f"{name}: gives is {total.gives!r}; it must be one of {', '.join(totals.GIVES)}"
    if question.get("of") not in ("declarations", "statistics"):
        yield f"{name}: its question must say of = declarations or statistics"
    if question.get("measure", "value") not in totals.MEASURES:
        yield f"{name}: measure must be one of {', '.join(totals.MEASURES)}"
    if total.gives != "value" and not ("compare" in question or "versus" in question):
        yield f"{name}: {total.gives} needs compare or versus"
    if not isinstance(question.get("versus", {}), Mapping):
        yield f'{name}: versus is a table such as {{ destination = "UA" }}'
    if question.get("compare", totals.COMPARES[0]) not in totals.COMPARES:
        yield f"{name}: compare must be one of {', '.join(totals.COMPARES)}"
    yield from _bounded(name, question)


def _bounded(name: str, question: Mapping[str, Any]) -> Iterator[str]:
    try:
        since, until = totals.bounds(question)
    except (KeyError, ValueError):
        yield f'{name}: its question needs since and until, years or months such as "2023-01"'
        return
    if since >= until:
        yield f"{name}: until is not after since"
