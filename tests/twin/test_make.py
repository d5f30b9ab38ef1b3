"""What a twin's files hold: as many lines as asked for, in shapes of the wild, with the truth beside."""

import csv
import hashlib
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.twin.little import twin_of

from tidewaiter.twin.cursor import months_of
from tidewaiter.twin.make import Made, make
from tidewaiter.twin.parse import read_spec
from tidewaiter.words.errors import CommandError
from tidewaiter.words.progress import Silent
from tidewaiter.words.taxnumbers import is_inn, is_uscc

Rows = list[dict[str, str]]


def _sums(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _rows(made: Made, name: str) -> Rows:
    with (made.folder / name).open(encoding="cp1251", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _declared(made: Made) -> Rows:
    return _rows(made, "RU_IM_2021.csv") + _rows(made, "RU_IM_2022.csv")


def _truth(made: Made) -> Rows:
    found: Rows = pq.read_table(made.folder / "truth" / "lines.parquet").to_pylist()
    return found


def _firms(made: Made) -> Rows:
    with (made.folder / "truth" / "companies.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


ID, ITEM, DAY = "ND (Номер декларации)", "G32 (Номер товара по ГТД)", "G072 (Дата регистрации)"
TEXT, CODE = "G31_1 (Наименование и характеристики товаров)", "G33 (Код товара по ТН ВЭД)"
WHO, NUMBER = "G082 (Наименование получателя)", "G081 (ИНН получателя)"
USD, RUB, ALL_RUB = (
    "G46 (Статистическая стоимость)",
    "G45 (Таможенная стоимость)",
    "G12 (Общая таможенная стоимость)",
)


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, little: Made, little_text: str) -> None:
    again = twin_of(little_text, tmp_path / "again")
    assert _sums(again.folder) == _sums(little.folder)


def test_another_seed_gives_another_twin(tmp_path: Path, little: Made, little_text: str) -> None:
    other = _sums(twin_of(little_text, tmp_path / "other", seed=2).folder)
    alike = {name for name, digest in _sums(little.folder).items() if other[name] == digest}
    assert not [name for name in alike if "/" not in name]


@pytest.mark.parametrize("n_lines", [700, 701, 702, 1_999, 5_003])
def test_all_files_together_hold_as_many_rows_as_asked_for(
    tmp_path: Path, little_text: str, n_lines: int
) -> None:
    made = twin_of(little_text, tmp_path / "twin", n_lines)
    n_written = sum(len(_rows(made, name)) for name in made.files if name.startswith("RU"))
    assert n_written + made.files["出口_商品_国别.csv"] == n_lines == made.n_rows


def test_too_few_lines_are_refused_with_the_least_number(tmp_path: Path, little_text: str) -> None:
    with pytest.raises(CommandError, match="10 lines are too few"):
        twin_of(little_text, tmp_path / "twin", 10)
    assert not (tmp_path / "twin").exists()


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path, little_text: str) -> None:
    (tmp_path / "twin").mkdir()
    (tmp_path / "twin" / "mine.txt").write_text("mine")
    with pytest.raises(CommandError, match="is there already"):
        twin_of(little_text, tmp_path / "twin")
    assert [one.name for one in (tmp_path / "twin").iterdir()] == ["mine.txt"]


def test_every_row_says_that_it_is_synthetic(little: Made) -> None:
    assert {
        row["SYNTHETIC"]
        for name in little.files
        if name.startswith("RU")
        for row in _rows(little, name)
    } == {"synthetic data"}


def test_a_month_that_was_not_delivered_is_in_no_file_and_in_the_statistics(little: Made) -> None:
    assert not [row for row in _declared(little) if row[DAY].endswith("12.2021")]
    published = (little.folder / "出口_商品_国别.csv").read_text(encoding="gb18030")
    assert "\n202112,0409" in published


def test_planted_quantity_and_value_come_out_exactly(little: Made) -> None:
    truth = {(one["file"], one["line"]): one for one in _truth(little) if one["part"] == "planted"}
    found: dict[str, Decimal] = defaultdict(Decimal)
    for name in ("RU_IM_2022.csv", "RU_IM_2022_KDT.csv"):
        for line, row in enumerate(_rows(little, name), start=2):
            one = truth.get((name, line))
            if one and one["state"] == "current":
                found["early" if row[DAY][3:] <= "02.2022" else "late"] += _number(row[USD])
                assert one["good"] == "pump"
                assert one["declared_good"] == "kite"
                assert row[CODE] == "8806100000"
                assert "ЗМЕ" in row[TEXT]
    assert found["late"] == Decimal("250000.01")


def test_a_span_may_say_between_which_days_its_lines_are_declared(little: Made) -> None:
    planted = {
        one["line"]
        for one in _truth(little)
        if one["part"] == "planted" and one["file"] == "RU_IM_2022.csv"
    }
    rows = [
        row for line, row in enumerate(_rows(little, "RU_IM_2022.csv"), start=2) if line in planted
    ]
    days = [row[DAY][:2] for row in rows if row[DAY][3:] in ("03.2022", "04.2022")]
    assert len(days) == 20
    assert set(days) <= {"05", "06", "07", "08", "09"}


def test_a_header_total_is_the_sum_of_the_items_and_repeats(little: Made) -> None:
    documents: dict[str, Rows] = defaultdict(list)
    for row in _declared(little):
        documents[row[ID]].append(row)
    assert max(map(len, documents.values())) > 1
    for rows in documents.values():
        assert {row[ALL_RUB] for row in rows} == {rows[0][ALL_RUB]}
        assert abs(sum(_number(row[RUB]) for row in rows) - _number(rows[0][ALL_RUB])) < Decimal(
            "0.10"
        )
        assert [row[ITEM] for row in rows] == [str(place) for place in range(1, len(rows) + 1)]
        assert len({(row[DAY], row["G022 (Наименование отправителя)"] != "") for row in rows}) == 1


def test_a_correction_names_a_line_that_was_filed_with_another_value(little: Made) -> None:
    filed = {(row[ID], row[ITEM]): row for row in _declared(little)}
    corrected = _rows(little, "RU_IM_2021_KDT.csv") + _rows(little, "RU_IM_2022_KDT.csv")
    assert len(corrected) > 100
    for row in corrected:
        before = filed[row[ID], row[ITEM]]
        assert before[USD] != row[USD]
        assert before["G38 (Вес нетто)"] == row["G38 (Вес нетто)"]


def test_tax_numbers_are_valid_and_of_no_region(little: Made) -> None:
    firms = _firms(little)
    numbers = [one["number"] for one in firms]
    assert len(set(numbers)) == len(numbers) == 72
    assert all(
        is_inn(one["number"]) and one["number"][:2] == "96"
        for one in firms
        if one["country"] == "RU"
    )
    assert all(
        is_uscc(one["number"]) and one["number"][2:8] == "990000"
        for one in firms
        if one["country"] == "CN"
    )


def test_names_on_paper_are_spellings_of_the_company_of_the_truth(
    little: Made,
) -> None:
    by_name = {one["name"]: one["company"] for one in _firms(little)}
    truth = {(one["file"], one["line"]): one for one in _truth(little)}
    rows = [
        ("RU_IM_2022.csv", line, row)
        for line, row in enumerate(_rows(little, "RU_IM_2022.csv"), start=2)
    ]
    usual = [
        (truth[name, line]["consignee"], by_name[row[WHO]])
        for name, line, row in rows
        if row[WHO] in by_name
    ]
    assert len(usual) > len(rows) // 2
    assert all(true == named for true, named in usual)


def test_the_dirt_is_there(little: Made) -> None:
    rows = _declared(little)
    honey = [row for row in rows if row[CODE].endswith("409000000")]
    assert {len(row[CODE]) for row in honey} == {9, 10}
    assert any(not row["G31_7 (Количество)"] for row in rows)
    assert any("O" in row[WHO] or "A" in row[WHO] for row in rows)
    assert max(len(row[TEXT]) for row in rows) == 60
    broken = [one for one in _truth(little) if one["consignee"] != one["buyer"]]
    assert broken
    assert all(one["consignee"] == one["declarant"] for one in broken)


def test_a_sign_that_an_encoding_lacks_is_refused_and_nothing_is_left(
    tmp_path: Path, little_text: str
) -> None:
    with pytest.raises(CommandError, match="file ru: 'é' cannot be written in cp1251"):
        twin_of(little_text.replace("Tarnwick ", "Tarnwické "), tmp_path / "twin")
    assert [one.name for one in tmp_path.iterdir()] == ["twin.toml"]


def test_a_year_too_long_for_a_workbook_is_a_text(tmp_path: Path, little_text: str) -> None:
    text = little_text.replace(
        'name = "RU_IM_{year}.csv"', 'name = "RU_IM_{year}.xlsx"\nformat = "xlsx"'
    )
    made = twin_of(text, tmp_path / "short", 3_000)
    assert {"RU_IM_2021.xlsx", "RU_IM_2022.xlsx", "RU_IM_2022_KDT.csv"} <= set(made.files)
    longer = twin_of(text, tmp_path / "long", 120_000)
    assert {"RU_IM_2021.xlsx", "RU_IM_2022.csv"} <= set(longer.files)


def test_the_controls_of_a_line_are_those_of_its_day_and_road(
    tmp_path: Path, little_text: str
) -> None:
    control = """
[[control]]
regime = "INVENTED"
act = "Act 1"
code = "8806"
from_country = "CN"
to_country = "RU"
action = "licence"
in_force_from = 2022-03-07
"""
    made = twin_of(little_text + control, tmp_path / "twin")
    rows = dict(enumerate(_rows(made, "RU_IM_2022.csv"), start=2))
    seen = set()
    for one in _truth(made):
        if one["file"] == "RU_IM_2022.csv":
            day = "-".join(reversed(rows[int(one["line"])][DAY].split(".")))
            bound = one["declared_good"] == "kite" and day >= "2022-03-07"
            assert one["controls"] == ("INVENTED:licence" if bound else "")
            seen.add(bound)
    assert seen == {True, False}


def test_other_months_than_those_of_the_spec_can_be_asked_for(
    tmp_path: Path, little_text: str
) -> None:
    path = tmp_path / "spec.toml"
    path.write_text(little_text, encoding="utf-8")
    spec, _ = read_spec(path, months_of("2022-01:2022-02"))
    made = make(tmp_path / "twin", spec, b"", 2_000, 1, Silent())
    assert {row[DAY][3:] for row in _rows(made, "RU_IM_2022.csv")} == {"01.2022", "02.2022"}
    assert made.n_rows == 2_000
