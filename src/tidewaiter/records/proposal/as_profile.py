"""A proposal as a profile: TOML that `--profile` takes as it is and a person edits.

What we don't know stays a comment, so that ingest reports the column; nothing is ignored without
a reason, and nothing is mapped that would be wrong by a factor.
"""

import re
from collections.abc import Iterable

from tidewaiter.records.fields import FIELDS
from tidewaiter.records.proposal.proposal import Column, Proposal
from tidewaiter.records.proposal.wording import NOT_OURS

_VALUES = {
    "invoice_value": "invoice_currency",
    "customs_value": "customs_currency",
    "value": "currency",
}
"""The field of the currency of each value that has one."""
_SAMPLE = 40


def as_toml(proposal: Proposal) -> str:
    """The profile, with the reason behind each line."""
    sections = (_head(proposal), _read(proposal), _columns(proposal), _ignored(proposal))
    parts = [*sections, _constants(proposal), *_words(proposal)]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def quoted(text: str) -> str:
    """A text as TOML writes it, on one line.

    >>> quoted('5" pipe')
    '"5\\\\" pipe"'
    """
    signs = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return (
        '"'
        + "".join(signs.get(one, one if one.isprintable() else _escaped(one)) for one in text)
        + '"'
    )


def _escaped(sign: str) -> str:
    return f"\\u{ord(sign):04X}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08X}"


def _head(proposal: Proposal) -> list[str]:
    file = f"{proposal.file}, sheet {proposal.sheet}" if proposal.sheet else proposal.file
    return [
        "# Proposed from the names and the first rows of one file. Look it over before you count anything.",
        f"title   = {quoted(f'Columns of {file}')}",
        f"kind    = {quoted(proposal.kind)}",
        'source  = "not said"        # who made the data, and where they were published',
        'licence = "not said"        # what may be done with them',
        'status  = "?"',
    ]


def _read(proposal: Proposal) -> list[str]:
    notation = proposal.notation
    doubts = [f"# look: {one}" for one in notation.doubts]
    return [
        "[read]",
        *doubts,
        f"numbers = {quoted(notation.numbers)}",
        f"dates   = {quoted(notation.dates)}",
    ]


def _columns(proposal: Proposal) -> list[str]:
    lines = ["[columns]                   # sure, why; values seen"]
    for one in proposal.columns:
        if one.mapped:
            lines.append(f"{quoted(one.name)} = {quoted(one.field)}  # {_told(one)}")
        elif not one.field or one.obstacle:
            lines.append(f"# {quoted(one.name)} = {quoted(one.field or '…')}  # {_open(one)}")
    return lines


def _told(one: Column) -> str:
    second = f"; or {one.second.field} ({one.second.confidence:.2f})" if one.second else ""
    return _on_one_line(f"{one.confidence:.2f}, {'; '.join(one.why)}{second}; {_seen(one)}")


def _open(one: Column) -> str:
    if one.obstacle:
        return _on_one_line(f"{one.obstacle}; {_seen(one)}")
    told = any("values: " in part for part in one.why)
    kind = f"; values: {one.kind}" if one.kind and not told else ""
    guess = f"; perhaps {one.second.field}" if one.second else ""
    why = f": {'; '.join(one.why)}" if one.why else ""
    return _on_one_line(f"don't know{why}{kind}{guess}; {_seen(one)}")


def _seen(one: Column) -> str:
    return "e.g. " + " | ".join(text[:_SAMPLE] for text in one.samples) if one.samples else "empty"


def _on_one_line(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _ignored(proposal: Proposal) -> list[str]:
    lines = []
    for one in proposal.columns:
        if one.field == NOT_OURS:
            lines.append(f"{quoted(one.name)} = {quoted('; '.join(one.why) or 'no field of ours')}")
        elif one.filled_by:
            reason = f"also {one.field}, which {one.filled_by} fills"
            lines.append(f"{quoted(one.name)} = {quoted(reason)}")
    return ["[ignored]", *lines] if lines else []


def _constants(proposal: Proposal) -> list[str]:
    """What the names and check digits say for all rows; what only a person knows, as a comment."""
    mapped = {one.field: one for one in proposal.columns if one.mapped}
    known = FIELDS[proposal.kind]
    lines = [*_currencies(mapped), *_identifier_kinds(mapped.values())]
    for name, example in _ASKED[proposal.kind]:
        if name not in mapped and name in known:
            lines.append(f'# {name} = "{example}"   # if all rows are so')
    return ["[constants]", *lines]


_ASKED = {
    "declarations": (("event", "lodged"), ("direction", "import")),
    "statistics": (
        ("reporter", "KG"),
        ("flow", "import"),
        ("partner_role", "origin"),
        ("tariff_line", "TOTAL"),
        ("currency", "USD"),
    ),
}


def _currencies(mapped: dict[str, Column]) -> list[str]:
    return [
        f"{currency} = {quoted(mapped[value].currency)}   # the name of {_plain_name(mapped[value])} says so"
        for value, currency in _VALUES.items()
        if value in mapped and mapped[value].currency and currency not in mapped
    ]


def _identifier_kinds(columns: Iterable[Column]) -> list[str]:
    return [
        f"{one.field}_kind = {quoted(one.tax_number)}   # by the check digits"
        for one in columns
        if one.field.endswith("_identifier") and one.tax_number
    ]


def _plain_name(one: Column) -> str:
    return _on_one_line(one.name)


def _words(proposal: Proposal) -> list[list[str]]:
    return [
        [
            f"[words.{one.field}]",
            *(f"{quoted(word)} = {quoted(means)}" for word, means in one.words.items()),
        ]
        for one in proposal.columns
        if one.mapped and one.words
    ]


def name_for(file: str, sheet: str) -> str:
    """A name for a profile: the file's and its sheet's, in plain signs.

    >>> name_for("2022/Импорт 2022 (1).xlsx", "Лист1")
    'импорт-2022-1-лист1'
    """
    stem = f"{file.rsplit('/', 1)[-1].partition('.')[0]} {sheet}"
    return "-".join(re.findall(r"\w+", stem.casefold())) or "proposed"
