"""Values as files write them: each is read as one thing, or is a problem that says why."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.conftest import HEADER

from tidewaiter.case import Case, init
from tidewaiter.ground import store
from tidewaiter.words import hs
from tidewaiter.words.measures import read_unit
from tidewaiter.words.places import PlaceUnknown, read_place

COLUMNS = HEADER.split(",")


def _ingested(tmp_path: Path, profile: Path, read: str, **cells: str) -> Case:
    """One line with some cells, under a profile with this [read] section."""
    mine = tmp_path / "mine.toml"
    mine.write_text(profile.read_text().replace("[columns]", f"[read]\n{read}\n[columns]"))
    row = {"id": "d1", "day": "", "move": "IM"} | cells
    path = tmp_path / "one.csv"
    path.write_text(f"{HEADER}\n" + ",".join(f'"{row.get(name, "")}"' for name in COLUMNS) + "\n")
    case = init(tmp_path / "case")
    case.ingest([path], mine)
    return case


def _line(case: Case) -> dict[str, object]:
    with store.opened(case.folder) as opened:
        return opened.engine.records("SELECT * FROM declaration_line")[0]


def _told(case: Case) -> list[str]:
    return [one["kind"] for one in case.problems()]


DAYS = {
    ("dmy", "05.04.2022"): (date(2022, 4, 5), []),
    ("dmy", "5/4/22"): (date(2022, 4, 5), []),
    ("mdy", "04-05-22"): (date(2022, 4, 5), []),
    ("dmy", "31.12.99"): (date(1999, 12, 31), []),
    ("dmy", "31.12.55"): (None, ["not_a_date"]),
    ("dmy", "04.13.22"): (None, ["not_a_date"]),
    ("ymd", "22-04-05"): (None, ["not_a_date"]),  # the fifth of April, or the 22nd?
    ("ymd", "44656"): (date(2022, 4, 5), ["day_as_number"]),
    ("dmy", "44656.75"): (date(2022, 4, 5), ["day_as_number"]),
    ("dmy 1900", "44656"): (date(2022, 4, 5), []),
    ("dmy 1904", "43194"): (date(2022, 4, 5), []),
    ("dmy", "12345"): (None, ["not_a_date"]),  # in 1933
    ("dmy", "05.04.2022 г."): (None, ["not_a_date"]),
}


@pytest.mark.parametrize(("written", "read"), DAYS.items())
def test_a_day(
    written: tuple[str, str], read: tuple[object, list[str]], profile: Path, tmp_path: Path
) -> None:
    order, _, serials = written[0].partition(" ")
    said = f'dates = "{order}"' + (f"\nserials = {serials}" if serials else "")
    case = _ingested(tmp_path, profile, said, day=written[1], usd="1")
    assert (_line(case)["declared_on"], _told(case)) == read


NUMBERS = {
    ("1'234.5", "1'234'567.80"): "1234567.800",
    ("1'234.5", "1\u2019234.5"): "1234.500",
    ("12,34,567.8", "12,34,567.80"): "1234567.800",
    ("12,34,567.8", "567.8"): "567.800",
    ("12,34,567.8", "1,234,567.8"): None,
    ("1,234.5", "12,34,567.80"): None,
    ("1 234,5", "1\u00a0234,5"): "1234.500",
    ("1 234,5", "1\u2009234\u202f567,5"): "1234567.500",
    ("1 234,5", "\u20091 234,5\u00a0"): "1234.500",
    ("1 234,5", "1.234,5"): None,
}


@pytest.mark.parametrize(("written", "read"), NUMBERS.items())
def test_a_number(
    written: tuple[str, str], read: str | None, profile: Path, tmp_path: Path
) -> None:
    case = _ingested(tmp_path, profile, f'numbers = "{written[0]}"', kg=written[1])
    assert _line(case)["net_kg"] == (Decimal(read) if read else None)
    assert _told(case) == ([] if read else ["not_a_number"])


CODES = {
    "8806.22.0000": ("8806220000", ""),
    "8806*": ("8806", ""),
    "803901000": ("0803901000", "leading zero"),  # there is no heading 8039
    "80390": ("080390", "leading zero"),
    "901110000": ("", "two readings"),  # coffee 0901.11, or microscopes 9011.10
    "88062": ("", "2, 4, 6, 8, 10 or 12 digits"),
    "8.80622E+09": ("", "fit 880621, 880622"),
    "8.80622E+05": ("880622", "power of ten"),
    "8.806220000E+09": ("8806220000", "power of ten"),
    "8,54231E+09": ("854231", "kept 6 of its 10"),
    "8.5E+09": ("", "kept 2 of its 10"),
    "8517120000": ("8517120000", ""),  # of an earlier edition
}


@pytest.mark.parametrize(("written", "read"), CODES.items())
def test_a_code(written: str, read: tuple[str, str]) -> None:
    found = hs.read_code(written)
    assert found.digits == read[0]
    assert (read[1] in found.note) if read[1] else found.note == ""


def test_a_code_that_was_mended_is_used_and_told_of(profile: Path, tmp_path: Path) -> None:
    case = _ingested(tmp_path, profile, "", code="803901000", day="2022-04-05", usd="7")
    (problem,) = case.problems()
    assert (problem["kind"], problem["value_as_declared"]) == ("code_mended", "803901000")
    assert case.ask(hs="0803").total == 7


UNITS = {
    "шт": ("piece", 1), "тыс. шт": ("piece", 1000), "thousand pcs": ("piece", 1000), "пар": ("pair", 1),
    "Kgs": ("kg", 1), "t": ("kg", 1000), "LBS": ("kg", Decimal("0.45359237")), "台": ("piece", 1),
    "SET": ("set", 1), "dúzia": ("piece", 12),
}  # fmt: skip


@pytest.mark.parametrize(("written", "read"), UNITS.items())
def test_a_unit(written: str, read: tuple[str, object]) -> None:
    found = read_unit(written)
    assert found is not None
    assert (found.name, found.factor) == read


def test_a_multiple_counts_once_and_the_declared_unit_is_kept(
    profile: Path, tmp_path: Path
) -> None:
    case = _ingested(tmp_path, profile, "", n="2.5", unit="тыс. шт", day="2022-04-05")
    line = _line(case)
    assert (line["quantity"], line["unit"], line["unit_as_declared"]) == (2500, "piece", "тыс. шт")
    assert case.ask(measure="quantity").total == 2500


PLACES = {
    "CN": "CN", "China": "CN", "КИТАЙ": "CN", "中国": "CN", "Coreia do Sul": "KR", "Quirguistão": "KG",
    "Alemanha": "DE", "Киргизия": "KG", "吉尔吉斯斯坦": "KG", "Macao": "MO",
    "Estados Unidos da América": "US", "643": "RU",
}  # fmt: skip
NO_PLACES = {
    "Korea": "ambiguous", "Coreia": "ambiguous", "USSR": "historic", "União Soviética": "historic",
    "ПО ПОРУЧЕНИЮ": "acts for another", "РАЗНЫЕ": "several countries", "São Martinho": "ambiguous",
}  # fmt: skip


@pytest.mark.parametrize(("written", "code"), PLACES.items())
def test_a_country(written: str, code: str) -> None:
    assert read_place(written).code == code


@pytest.mark.parametrize(("written", "why"), NO_PLACES.items())
def test_a_label_that_is_no_one_country_is_not_guessed(written: str, why: str) -> None:
    with pytest.raises(PlaceUnknown, match=why):
        read_place(written)


@pytest.mark.parametrize(
    ("day", "usd", "expected"),
    [
        ("2022-03-01", "", Decimal("9.52")),  # the last day with a rate: 1,000 RUB
        ("2022-03-15", "", None),
        ("2022-03-15", "9.10", Decimal("9.10")),  # the statistical value needs none
    ],
)
def test_roubles_after_the_first_of_march_2022(
    day: str, usd: str, expected: Decimal | None, profile: Path, tmp_path: Path
) -> None:
    case = _ingested(tmp_path, profile, "", day=day, value="1000", currency="RUB", usd=usd)
    line = _line(case)
    assert (line["value_usd"], _told(case)) == (expected, [] if expected else ["no_rate"])


UNUSED = {
    ("quantity", "1.5", "pcs"): ("1.500", []),
    ("quantity", "999999999999", "thousand pieces"): ("999999999999000.000", []),
    ("quantity", "999999999999999", "pcs"): ("999999999999999.000", []),
    ("quantity", "999999999999999", "thousand pieces"): (None, ["number_too_large"]),
    ("quantity", "9.99e14", "thousand pieces"): (None, ["number_too_large"]),
    ("quantity", "many", "thousand pieces"): (None, ["not_a_number"]),
    ("quantity", "999999999999999.9999", "pcs"): (None, ["number_too_large"]),  # rounded up
    ("quantity_2", "-999999999999999", "t"): (None, ["number_too_large"]),
    ("gross_kg", "999999999999999", "t"): (None, ["number_too_large"]),
    ("net_kg", "999999999999999", "t"): (None, ["number_too_large"]),
    ("net_kg", "999999999999999", "thousand pieces"): (None, ["not_a_weight"]),
    ("net_kg", "7", "smoots"): (None, ["not_a_weight", "unknown_unit"]),
}
UNIT_BESIDE = {"quantity": "unit", "quantity_2": "unit_2"}


@pytest.mark.parametrize(("written", "read"), UNUSED.items())
def test_a_number_beside_a_unit_is_used_or_told_of(
    written: tuple[str, str, str], read: tuple[str | None, list[str]], tmp_path: Path
) -> None:
    field, number, unit = written
    mine, path = tmp_path / "mine.toml", tmp_path / "one.csv"
    mine.write_text(
        'title = "t"\nkind = "declarations"\nsource = "tests"\nlicence = "invented"\n[columns]\n'
        f'n = "{field}"\nu = "{UNIT_BESIDE.get(field, "weight_unit")}"\n'
    )
    path.write_text(f"n,u\n{number},{unit}\n")
    case = init(tmp_path / "case")
    case.ingest([path], mine)
    found = _line(case)[field]
    assert (None if found is None else str(found), sorted(_told(case))) == read


@pytest.mark.parametrize("written", ["TOTAL", "total"])
def test_a_total_is_no_code_of_a_line(written: str, profile: Path, tmp_path: Path) -> None:
    case = _ingested(tmp_path, profile, "", code=written)
    (told,) = case.problems()
    assert _line(case)["tariff_line"] is None
    assert (told["kind"], told["column_name"], told["value_as_declared"]) == (
        "not_a_code",
        "code",
        written,
    )
