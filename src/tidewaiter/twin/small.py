"""The small files that go with the records: a register, a list, components, statements, controls."""

from collections.abc import Mapping, Sequence

import pyarrow as pa

from tidewaiter.twin.columns import Column, Text
from tidewaiter.twin.firms import Firm
from tidewaiter.twin.spec import FileSpec, Spec, worded

Row = Mapping[str, str]
FIELDS: dict[str, tuple[str, ...]] = {
    "companies": (
        "name", "number", "number_kind", "country", "country_name", "founded_on", "activity_code",
        "activity", "address", "revenue", "currency",
    ),
    "listed": (
        "list", "version", "entry", "name", "name_kind", "listed_on", "delisted_on", "programme", "address",
        "company.number", "company.number_kind", "company.country",
    ),
    "components": (
        "component_id", "weapon", "part", "marking", "maker.name", "maker.country",
        "country_on_marking", "code", "found_on", "found_by", "place", "reference",
    ),
    "statements": (
        "statement_id", "speaker", "said_on", "text", "language", "outlet", "chain", "stance",
    ),
    "controls": (
        "regime", "jurisdiction", "act", "article", "code", "edition", "from_country", "to_country", "action",
        "adopted_on", "published_on", "in_force_from", "in_force_to", "contract_before", "execute_by",
        "complete_from", "complete_to", "condition", "status_mark", "reference",
    ),
}  # fmt: skip


def rows_of(spec: Spec, firms: Sequence[Firm], file: FileSpec) -> list[Row]:
    """The rows of a small file, by field."""
    by_id = {firm.id: firm for firm in firms}
    if file.records == "companies":
        return [
            _registered(spec, firm, file.language) for firm in firms if _is_known(spec, firm, file)
        ]
    if file.records == "listed":
        return [
            _listed(row, by_id[row["company"]], file)
            for row in spec.rows["listing"]
            if row["list"] == file.list
        ]
    if file.records == "components":
        return [
            _component(row, by_id[row["maker"]], file.language) for row in spec.rows["component"]
        ]
    if file.records == "statements":
        return [one.row for one in spec.statements]
    return list(spec.rows["control"])


def n_rows_of(spec: Spec, firms: Sequence[Firm]) -> int:
    """How many rows all small files have together."""
    return sum(len(rows_of(spec, firms, file)) for file in spec.files if file.records in FIELDS)


def columns_of(file: FileSpec, rows: Sequence[Row]) -> dict[str, Column]:
    """The columns of a small file, by heading."""
    return {
        heading: Text(pa.array([_value(row, name) for row in rows], pa.string()))
        for heading, name in file.columns
    }


def _value(row: Row, name: str) -> str:
    return name[1:] if name.startswith("=") else row.get(name, "")


def _is_known(spec: Spec, firm: Firm, file: FileSpec) -> bool:
    """Whether a register has a company: the named ones, and of each crowd so many of a thousand."""
    if not firm.register or (file.countries and firm.country not in file.countries):
        return False
    crowd = next((one for one in spec.crowds if one.id == firm.crowd), None)
    return crowd is None or int(firm.id.rpartition("-")[2]) <= crowd.n * file.about // 1000


def _registered(spec: Spec, firm: Firm, language: str) -> Row:
    return {
        "name": worded(firm.name, language)[0],
        "number": firm.number,
        "number_kind": firm.number_kind,
        "country": firm.country,
        "country_name": worded(spec.countries[firm.country].name, language)[0],
        "founded_on": firm.founded.isoformat() if firm.founded else "",
        "activity_code": firm.activity.code,
        "activity": firm.activity.text,
        "address": worded(firm.address, language)[0],
        "revenue": firm.revenue,
        "currency": "USD" if firm.revenue else "",
    }


def _listed(row: Row, firm: Firm, file: FileSpec) -> Row:
    of_company = {"number": firm.number, "number_kind": firm.number_kind, "country": firm.country}
    return {
        **row,
        "version": file.version,
        **{f"company.{key}": text for key, text in of_company.items()},
    }


def _component(row: Row, firm: Firm, language: str) -> Row:
    return {**row, "maker.name": worded(firm.name, language)[0], "maker.country": firm.country}
