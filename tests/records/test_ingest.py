"""Files become lines: nothing lost, nothing twice, nothing guessed."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.conftest import EXAMPLES, HEADER

from tidewaiter.case import Case, init
from tidewaiter.words.errors import FileRefused, ProfileError

Written = Callable[[str, str], Path]

TWO_LINES = f"""
    {HEADER}
    d1,2022-03-01,8806220000,drone,CN,RU,ООО Ромашка,1.5,2,pcs,1000,EUR,,IM
    d2,2022-03-02,0803.90,bananas,Ecuador,Россия,,1000,,,500.5,USD,,IM
"""


def _lines(case: Case) -> list[dict[str, object]]:
    rows = case.to_arrow(of="declarations", measure="n_lines").to_pylist()
    return sorted(rows, key=lambda row: row["row_id"])


def test_a_line_holds_what_the_paper_says(case: Case, profile: Path, written: Written) -> None:
    case.ingest([written("two.csv", TWO_LINES)], profile)
    first, second = _lines(case)
    assert (first["tariff_line"], first["hs_code"], first["hs_edition"]) == (
        "8806220000",
        "880622",
        "HS2022",
    )
    assert (first["origin"], first["destination"], first["dispatch"]) == ("CN", "RU", None)
    assert (first["quantity"], first["unit"], first["direction"]) == (
        Decimal("2.000"),
        "piece",
        "import",
    )
    assert (second["tariff_line"], second["origin"], second["destination"]) == (
        "080390",
        "EC",
        "RU",
    )
    assert (second["value_usd"], second["valuation"], second["fx_rate"]) == (
        Decimal("500.50"),
        "invoice",
        1,
    )


def test_a_value_that_cannot_be_read_is_a_problem_and_the_line_stays(
    case: Case, profile: Path, written: Written
) -> None:
    path = written("bad.csv", f"""
        {HEADER}
        d1,31.02.2022,88062,drone,Korea,RU,x,"1,5",2,barrel,abc,XYZ,,??
    """)  # fmt: skip
    done = case.ingest([path], profile)
    (line,) = _lines(case)
    problems = {
        one["column_name"]: (one["kind"], one["value_as_declared"], one["line_no"])
        for one in case.problems()
    }
    assert problems == {
        "day": ("not_a_date", "31.02.2022", 2),
        "code": ("not_a_code", "88062", 2),
        "from": ("not_a_place", "Korea", 2),
        "kg": ("not_a_number", "1,5", 2),
        "unit": ("unknown_unit", "barrel", 2),
        "value": ("not_a_number", "abc", 2),
        "currency": ("unknown_currency", "XYZ", 2),
        "move": ("unknown_word", "??", 2),
    }
    assert done.n_problems == 8
    assert [
        line[name] for name in ("declared_on", "tariff_line", "origin", "net_kg", "invoice_value")
    ] == [None] * 5


def test_the_same_file_again_changes_nothing(case: Case, profile: Path, written: Written) -> None:
    path = written("two.csv", TWO_LINES)
    case.ingest([path], profile)
    before = case.folder.manifest()
    done = case.ingest([path], profile)
    assert (done.unchanged, done.added) == (["two.csv"], [])
    assert case.folder.manifest() == before


def test_the_same_bytes_under_another_name_count_once(
    case: Case, profile: Path, written: Written
) -> None:
    case.ingest([written("two.csv", TWO_LINES)], profile)
    first = case.ask(measure="n_lines", row_set=True)
    done = case.ingest([written("copy.csv", TWO_LINES)], profile)
    second = case.ask(measure="n_lines", row_set=True)
    assert done.copies == [{"file": "copy.csv", "same_content_as": "two.csv"}]
    assert (first.total, first.row_set) == (second.total, second.row_set)


def test_a_filing_in_two_overlapping_files_counts_once(
    case: Case, profile: Path, written: Written
) -> None:
    case.ingest([written("first.csv", TWO_LINES)], profile)
    case.ingest([written("second.csv", TWO_LINES.replace("d1", "d3"))], profile)
    bridge = {one["step"]: one["n"] for one in case.ask(measure="n_lines").bridge}
    assert (bridge["rows read"], bridge["delivered twice"], bridge["rows used"]) == (4, 1, 3)


def test_alike_rows_of_one_file_stay_separate_consignments(
    case: Case, profile: Path, written: Written
) -> None:
    twice = TWO_LINES + TWO_LINES.splitlines()[2].strip()
    case.ingest([written("twice.csv", twice)], profile)
    assert case.ask(measure="n_lines").total == 3


def test_alike_rows_of_two_files_are_paired_one_by_one(
    case: Case, profile: Path, written: Written
) -> None:
    line = "t1,2022-03-01,8806220000,drone,CN,RU,Altan,1,1,pcs,100,USD,,IM"
    case.ingest(
        [written("a.csv", f"{HEADER}\n{line}\n{line}"), written("b.csv", f"{HEADER}\n{line}")],
        profile,
    )
    assert case.ask(measure="n_lines").total == 2


def test_the_same_bytes_in_two_layouts_are_refused(
    case: Case, profile: Path, written: Written, tmp_path: Path
) -> None:
    case.ingest([written("two.csv", TWO_LINES)], profile)
    other = tmp_path / "other.toml"
    other.write_text(profile.read_text().replace('id = "declaration_id"', 'id = "item_no"'))
    with pytest.raises(FileRefused, match=r"same content as two\.csv"):
        case.ingest([written("copy.csv", TWO_LINES)], other)


def test_another_encoding_is_another_reading(case: Case, profile: Path, written: Written) -> None:
    path = written("r.csv", TWO_LINES)
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1251"))
    case.ingest([path], profile, encoding="latin-1")
    done = case.ingest([path], profile, encoding="cp1251")
    assert len(done.renormalised) == 1
    assert case.ask(importer="ООО Ромашка", measure="n_lines").total == 1


def test_numbers_and_days_of_a_workbook_are_read_as_it_holds_them(
    case: Case, profile: Path, tmp_path: Path
) -> None:
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd.mm.yyyy"})
    sheet = book.add_worksheet("lines")
    sheet.write_row(0, 0, HEADER.split(","))
    sheet.write_row(
        1,
        0,
        [
            "a",
            "",
            8806220000,
            "drone",
            "CN",
            "RU",
            "Altan",
            12.345,
            5,
            "pcs",
            1000.5,
            "USD",
            "",
            "IM",
        ],
    )
    sheet.write_datetime(1, 1, datetime(2022, 3, 15))
    sheet.write_row(
        2,
        0,
        [
            "b",
            "16.03.2022",
            "8806220000",
            "drone",
            "CN",
            "RU",
            "Altan",
            "1.000,5",
            "",
            "",
            "2.000,25",
            "USD",
            "",
            "IM",
        ],
    )
    book.close()
    mine = tmp_path / "mine.toml"
    mine.write_text(
        profile.read_text().replace(
            "[columns]", '[read]\nnumbers = "1.234,5"\ndates = "dmy"\n[columns]'
        )
    )
    case.ingest([path], mine)
    assert case.problems() == []
    assert [
        (str(line["declared_on"]), line["net_kg"], line["invoice_value"]) for line in _lines(case)
    ] == [
        ("2022-03-15", Decimal("12.345"), Decimal("1000.50")),
        ("2022-03-16", Decimal("1000.500"), Decimal("2000.25")),
    ]


def test_a_case_inside_the_folder_is_not_ingested_into_itself(
    profile: Path, tmp_path: Path
) -> None:
    (tmp_path / "two.csv").write_text(
        "\n".join(line.strip() for line in TWO_LINES.splitlines() if line.strip())
    )
    inner = init(tmp_path / "case")
    inner.ingest([tmp_path / "two.csv"], profile)
    done = inner.ingest([tmp_path], profile)
    assert (done.added, done.unchanged) == ([], ["two.csv"])


def test_another_profile_renormalises_and_says_so(
    case: Case, profile: Path, written: Written, tmp_path: Path
) -> None:
    path = written("two.csv", TWO_LINES)
    case.ingest([path], profile)
    ids = [line["row_id"] for line in _lines(case)]
    other = tmp_path / "other-reading.toml"
    other.write_text(profile.read_text().replace('from = "origin"', 'from = "dispatch"'))
    done = case.ingest([path], other)
    assert [one["profile"] for one in done.renormalised] == ["other-reading"]
    assert [line["row_id"] for line in _lines(case)] == ids
    assert {(line["origin"], line["dispatch"]) for line in _lines(case)} == {
        (None, "CN"),
        (None, "EC"),
    }


def test_renormalising_one_of_several_leaves_the_others(
    case: Case, profile: Path, written: Written, tmp_path: Path
) -> None:
    first, second = (
        written("a.csv", TWO_LINES),
        written("b.csv", TWO_LINES.replace("d1", "d3").replace("d2", "d4")),
    )
    case.ingest([first, second], profile)
    other = tmp_path / "other.toml"
    other.write_text(profile.read_text() + "\n# another version\n")
    case.ingest([second], other)
    assert case.ask(measure="n_lines").total == 4
    assert [one["profile"] for one in case.sources()] == ["small-declarations", "other"]


def test_a_file_no_profile_fits_is_refused_with_a_lesson(case: Case, written: Written) -> None:
    with pytest.raises(FileRefused) as refused:
        case.ingest([written("odd.csv", "shape,colour\nround,red")])
    assert "[columns]" in refused.value.hint
    assert '"shape" = ' in refused.value.hint
    assert case.folder.manifest().files == ()


def test_one_wrong_file_leaves_the_case_unchanged(
    case: Case, profile: Path, written: Written
) -> None:
    with pytest.raises(FileRefused):
        case.ingest(
            [written("two.csv", TWO_LINES), written("odd.csv", "shape,colour\nround,red")], profile
        )
    assert case.sources() == []


def test_what_a_folder_holds_besides_is_named_not_refused(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "delivery"
    folder.mkdir()
    source = next((EXAMPLES / "eurostat" / "eu_year_export").glob("*.csv"))
    (folder / source.name).write_bytes(source.read_bytes())
    (folder / "notes.txt").write_text("call back on Monday")
    done = case.ingest([folder])
    assert [one["file"] for one in done.not_read] == ["notes.txt"]
    assert len(done.added) == 1


def test_a_column_nobody_named_is_reported(case: Case, profile: Path, written: Written) -> None:
    case.ingest(
        [written("more.csv", TWO_LINES.replace("move", "move,seal no").replace(",IM", ",IM,s-77"))],
        profile,
    )
    assert [(one["kind"], one["line_no"], one["column_name"]) for one in case.problems()] == [
        ("unmapped_column", 0, "seal no")
    ]


def test_a_row_with_another_number_of_fields_is_a_problem_with_its_text(
    case: Case, profile: Path, written: Written
) -> None:
    case.ingest([written("ragged.csv", TWO_LINES + "    d3,2022-03-03,only three")], profile)
    (problem,) = case.problems()
    assert (problem["kind"], problem["line_no"], problem["value_as_declared"]) == (
        "field_count",
        4,
        "d3,2022-03-03,only three",
    )
    assert case.ask(measure="n_lines").total == 2


def _zipped(tmp_path: Path, members: dict[str, bytes]) -> Path:
    path = tmp_path / "delivery.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_archives_hold_files(case: Case, profile: Path, written: Written, tmp_path: Path) -> None:
    plain = written("two.csv", TWO_LINES).read_bytes()
    members = {
        "2022/two.csv": plain,
        "2023/three.csv.gz": gzip.compress(plain.replace(b"d1", b"d3").replace(b"d2", b"d4")),
    }
    case.ingest([_zipped(tmp_path, members)], profile)
    assert case.ask(measure="n_lines").total == 4
    assert [one["member"] for one in case.sources()] == list(members)
    assert len(list(case.folder.originals.glob("*.zip"))) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_encodings_come_to_the_same_lines(
    case: Case, profile: Path, written: Written, encoding: str
) -> None:
    russian = "\n".join(
        f"x{n},2022-03-01,8806220000,беспилотник с камерой,CN,RU,ООО Ромашка,1,1,шт,5,USD,,IM"
        for n in range(30)
    )
    path = written("two.csv", TWO_LINES + russian)
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    case.ingest([path], profile)
    assert {line["description"] for line in _lines(case)} == {
        "drone",
        "bananas",
        "беспилотник с камерой",
    }
    assert case.ask(measure="n_lines", importer="ООО Ромашка").total == 31


def test_gb18030_is_read(case: Case, profile: Path, written: Written) -> None:
    chinese = "\n".join(
        f"x{n},2022-03-01,8806220000,无人机 四旋翼,中国,俄罗斯,上海贸易有限公司,1,1,台,5,USD,,EX"
        for n in range(30)
    )
    path = written("two.csv", f"{HEADER}\n{chinese}")
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    case.ingest([path], profile)
    assert {(line["origin"], line["destination"], line["unit"]) for line in _lines(case)} == {
        ("CN", "RU", "piece")
    }


NOTATIONS = {
    "1,234.5": "1,234.50",
    "1.234,5": "1.234,50",
    "1 234,5": "1\u00a0234,50",
    "1'234.5": "1'234.50",
    "1234,5": "1234,50",
}


@pytest.mark.parametrize("notation", NOTATIONS)
def test_numbers_are_read_as_the_profile_says_they_are_written(
    case: Case, profile: Path, written: Written, tmp_path: Path, notation: str
) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(
        profile.read_text().replace("[columns]", f'[read]\nnumbers = "{notation}"\n[columns]')
    )
    text = NOTATIONS[notation]
    case.ingest([written("n.csv", f'{HEADER}\nd1,2022-03-01,,,,,,,,,"{text}",USD,,IM')], mine)
    assert _lines(case)[0]["invoice_value"] == Decimal("1234.50")


def test_a_value_without_a_rate_is_a_problem_and_counts_as_a_line(
    case: Case, profile: Path, written: Written
) -> None:
    case.ingest(
        [written("r.csv", f"{HEADER}\nd1,2022-03-15,8806220000,,CN,RU,,7,,,1000,RUB,,IM")], profile
    )
    (problem,) = case.problems()
    steps = {one["step"]: one["n"] for one in case.ask().bridge}
    assert (problem["kind"], problem["value_as_declared"]) == ("no_rate", "RUB")
    assert (steps["no rate"], case.ask(measure="net_kg").total) == (1, Decimal("7.000"))


def test_a_value_too_large_for_its_column_is_a_problem(
    case: Case, profile: Path, written: Written
) -> None:
    huge = f"{HEADER}\nd1,2022-03-07,8806220000,,CN,RU,,7,,,9999999999999999.99,EUR,,IM"
    case.ingest([written("h.csv", huge)], profile)
    assert [one["kind"] for one in case.problems()] == ["number_too_large"]
    assert case.ask(measure="n_lines").total == 1


def test_blanks_around_a_value_do_not_matter_and_a_cell_of_blanks_is_empty(
    case: Case, profile: Path, written: Written
) -> None:
    case.ingest(
        [written("b.csv", f"{HEADER}\nd1,\u00a02022-03-15 ,8806220000\t,,CN ,\u00a0,,7,,,,,,IM")],
        profile,
    )
    (line,) = _lines(case)
    assert (line["origin"], line["destination"], str(line["declared_on"])) == (
        "CN",
        None,
        "2022-03-15",
    )
    assert case.problems() == []


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ('kind = "declarations"', 'kind'),
        ('from = "origin"', "no such field: origine"),
        ('IM = "import"', "imprt is not one of"),
        ('licence = "none needed: invented"', "it does not say its licence"),
    ],
)  # fmt: skip
def test_a_profile_that_lacks_something_is_refused(
    case: Case, profile: Path, written: Written, broken: str, said: str
) -> None:
    repaired = {
        'kind = "declarations"': 'kind = "manifest"', 'from = "origin"': 'from = "origine"',
        'IM = "import"': 'IM = "imprt"', 'licence = "none needed: invented"': "",
    }[broken]  # fmt: skip
    profile.write_text(profile.read_text().replace(broken, repaired))
    with pytest.raises(ProfileError, match=said):
        case.ingest([written("two.csv", TWO_LINES)], profile)


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    folder = EXAMPLES / "eurostat"
    files = [
        *sorted((folder / "kazakhstan_export_eurostat").glob("*.csv"))[:6],
        *sorted((folder / "kazahstan_export_eurostat").glob("*.csv"))[:6],
        *sorted((folder / "kyrgyzstan_import_eurostat").glob("*.csv"))[:6],
    ]
    asked = {"of": "statistics", "currency": "EUR", "by": ["flow", "month", "reporter"]}
    answers = []
    for name, order in (("there", files), ("back", files[::-1])):
        case = init(tmp_path / name)
        for file in order if name == "back" else [None]:
            case.ingest([file] if file else order)
        answers.append(case.ask(asked, row_set=True))
    assert answers[0].row_set == answers[1].row_set
    assert answers[0].answer_hash == answers[1].answer_hash


def test_an_unrelated_file_moves_neither_hash(tmp_path: Path) -> None:
    folder = EXAMPLES / "eurostat"
    case = init(tmp_path / "case")
    case.ingest(sorted((folder / "kazakhstan_export_eurostat").glob("*.csv"))[:4])
    asked = {"of": "statistics", "partner": "KZ", "by": "month"}
    before = case.ask(asked, row_set=True)
    case.ingest(sorted((folder / "russia_export_eurostat").glob("*.csv"))[:4])
    case.ingest([EXAMPLES / "korea" / "df_syn_valid_eng.csv.gz"])
    after = case.ask(asked, row_set=True)
    assert (before.row_set, before.answer_hash) == (after.row_set, after.answer_hash)


CELL = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\x00", exclude_categories=["Cs"]),
    max_size=12,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(st.lists(CELL, min_size=14, max_size=14), min_size=1, max_size=8))
@example(rows=[[""] * 12 + [";\n", ";"]])  # each line alone looks as if `;` separated it
def test_every_row_ends_in_a_line_or_a_problem(
    rows: list[list[str]], profile: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    import csv

    folder = tmp_path_factory.mktemp("rows")
    text = io.StringIO()
    csv.writer(text).writerows([HEADER.split(","), *rows])
    path = folder / "any.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    case = init(folder / "case")
    case.ingest([path], profile)
    n_lines = case.ask(measure="n_lines").total
    kinds = [one["kind"] for one in case.problems()]
    assert n_lines is not None
    assert n_lines + kinds.count("field_count") + kinds.count("nothing_stated") == len(rows)


def test_a_row_of_empty_cells_is_kept_and_is_no_consignment(tmp_path: Path) -> None:
    with gzip.open(EXAMPLES / "korea" / "df_syn_valid_eng.csv.gz", "rt") as lines:
        header, *rows = [next(lines) for _ in range(9)]
    blank = "," * header.count(",") + "\n"
    spaced = " ," + blank[1:]
    path = tmp_path / "blank.csv"
    path.write_text("".join([header, *rows[:5], blank, *rows[5:], spaced, blank]))
    case = init(tmp_path / "case")
    done = case.ingest([path])
    assert (done.n_rows, done.n_lines) == (11, 8)
    told = [(one["kind"], one["line_no"]) for one in case.problems()]
    assert told == [("nothing_stated", 7), ("nothing_stated", 11), ("nothing_stated", 12)]
    assert case.ask(measure="n_lines").total == 8
    assert all(one.ok for one in case.doctor())


def test_a_row_of_cells_without_a_value_ends_in_a_problem(profile: Path, tmp_path: Path) -> None:
    names = HEADER.split(",")
    whole = dict(zip(names, TWO_LINES.strip().splitlines()[1].strip().split(","), strict=True))
    rows = [whole, dict.fromkeys(names), dict.fromkeys(names, ""), {names[0]: None, names[1]: ""}]
    path = tmp_path / "blank.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    case = init(tmp_path / "case")
    done = case.ingest([path], profile)
    kinds = [one["kind"] for one in case.problems()]
    assert (done.n_rows, done.n_lines, kinds.count("nothing_stated")) == (4, 1, 3)
