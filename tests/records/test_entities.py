"""Rows that point to each other by ids: FollowTheMoney exports, and the same in a CSV file.

The sample is written by hand from the schemata and synthetic: its firms, persons and goods are invented.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidewaiter.case import Case, init
from tidewaiter.ground import store
from tidewaiter.records import entitylines
from tidewaiter.records.files import Document
from tidewaiter.records.profilefile import load
from tidewaiter.records.readers import SourceTable, tables
from tidewaiter.records.shelf import built_in
from tidewaiter.words.errors import FileRefused, ProfileError

SAMPLE = Path(__file__).parent / "samples" / "followthemoney-economic-activity-synthetic.json"
PROFILE = next(one for one in built_in() if one.name == "followthemoney-economic-activity")

SHOWN = """
    row.row_id % 4294967296, declaration_id, declared_on, direction, procedure, origin, dispatch, destination,
    trading, tariff_line, description, invoice_value, customs_value, header_value, value_usd,
    consignor.name, consignee.name, declarant.name, contract_holder.name
"""
LINES = """
1|10702030/050422/0000001|2022-04-05|import|40|CN|HK|RU|CN|8806220000|Quadcopters, 20 pieces|79000.00|1045000.55|1245000.55||Altan Trading Ltd|ООО «Бореалис»|Invented Broker|ООО «Бореалис»
3|10702030/050422/0000001|2022-04-06|import||EC||||0803901000|Bananas, fresh|1000.50||||Cumulus LLC|Ivan Invented||
4|10702030/070422/0000003||export|||||||||||||||
5|10702030/080422/0000004||||||||9013101000|[sample] thermal sights||||||ООО «Бореалис»||
18|10702030/090422/0000005|||||||||Spare parts|||||Altan Trading Ltd|||
19|10702030/050422/0000001|||||||||||||||||
"""  # noqa: E501
PARTIES = """
Altan Trading Ltd|HK-0001|registration number|1 Invented Road, Hong Kong|hk
Cumulus LLC|co-two-names|FollowTheMoney id||ec
Invented Broker|7700000002|ИНН||
Ivan Invented|pe-1|FollowTheMoney id||
|T-77|tax number||
|co-gone|FollowTheMoney id||
ООО «Бореалис»|7700000001|ИНН|г. Придуманный, ул. Первая, 1|ru
"""
PROBLEMS = {
    (0, "properties.note", "unmapped_column"),
    (
        0,
        "properties.weight",
        "unmapped_column",
    ),  # columns in which no record states anything are not told of
    (4, "properties.date or startDate", "not_a_date"),  # a month is no day
    (4, "properties.customsAmount", "not_a_number"),
    (4, "properties.goodsDescription", "several_values"),
    (4, "properties.originCountry", "not_a_place"),  # the Soviet Union
    (4, "properties.receiver", "several_values"),
    (4, "properties.sender", "no_such_id"),
    (4, "properties.vedCode", "not_a_code"),
    (5, "properties.date", "several_values"),
    (5, "properties.directionOfTransportation", "unknown_word"),
    (8, "id", "same_id"),  # two rows of one firm
    (9, "properties.addressEntity", "no_such_id"),
    (9, "properties.name", "several_values"),  # the one it is labelled with is used
    (10, "properties.name", "several_values"),  # labelled with none of them
    (16, "", "no_object"),
    (17, "schema", "nothing_stated"),
    (18, "properties.date or startDate", "not_a_date"),  # nor is a year
    (19, "id", "same_id"),  # two rows of one declaration
}
LINKS = [
    (2, 1), (2, 18), (6, 1), (6, 18), (7, 1), (7, 5), (8, 1), (8, 5), (9, 3), (10, 5), (11, 1), (12, 3),
    (13, None), (14, None), (20, 3),
]  # fmt: skip


def _case(folder: Path, lines: Sequence[str] | None = None) -> Case:
    """The sample, under the profile as it ships but for saying that the rows are made up."""
    mine, path = folder / "sample-profile.toml", folder / SAMPLE.name
    text = PROFILE.path.read_text(encoding="utf-8")
    mine.write_text(text.replace("needed  =", "synthetic = true\nneeded  =", 1), encoding="utf-8")
    written = lines or SAMPLE.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(written) + "\n", encoding="utf-8")
    case = init(folder / "case")
    case.ingest([path], mine)
    return case


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return _case(tmp_path_factory.mktemp("entities"))


def _rows(case: Case, query: str) -> list[str]:
    with store.opened(case.folder) as opened:
        found = opened.engine.rows(query)
    return ["|".join("" if one is None else str(one) for one in row) for row in found]


def _lines(case: Case) -> list[str]:
    roles = ("consignor", "consignee", "declarant", "contract_holder")
    joins = " ".join(f"LEFT JOIN mention AS {one} ON {one}.mention_no = row.{one}" for one in roles)
    return _rows(case, f"SELECT {SHOWN} FROM declaration_line AS row {joins} ORDER BY row.row_id")


def _parties(case: Case) -> list[str]:
    columns = "name, identifier, identifier_kind, address, country"
    return sorted(_rows(case, f"SELECT {columns} FROM mention"))


def test_the_sample_comes_to_exactly_these_lines_and_parties(sample: Case) -> None:
    assert _lines(sample) == LINES.strip().split("\n")
    assert _parties(sample) == sorted(PARTIES.strip().split("\n"))


def test_what_the_sample_leaves_unread_is_told_and_nothing_else(sample: Case) -> None:
    told = [(one["line_no"], one["column_name"], one["kind"]) for one in sample.problems()]
    assert set(told) == PROBLEMS
    assert len(told) == len(PROBLEMS)


def test_rows_of_other_kinds_are_linked_to_the_records_they_gave_something_to(sample: Case) -> None:
    with store.opened(sample.folder) as opened:
        query = "SELECT row_id % 4294967296, of_row_id % 4294967296 FROM row_link"
        found = opened.engine.rows(f"{query} ORDER BY ALL")
    assert found == LINKS


def test_every_row_of_the_sample_is_accounted_for(sample: Case) -> None:
    (source,) = sample.coverage()["sources"]
    counts = [source[f"n_rows_{name}"] for name in ("in_records", "linked", "unstated")]
    assert (counts, source["n_raw_rows"]) == ([6, 11, 1], 18)
    assert source["conserved"]
    assert all(one.ok for one in sample.doctor())


def test_amounts_without_a_currency_are_kept_and_not_turned_into_dollars(sample: Case) -> None:
    answer = sample.ask(direction="import")
    assert {one["step"]: one["n"] for one in answer.bridge}["no value"] == 2
    assert answer.synthetic is True


def test_the_order_of_rows_does_not_matter(sample: Case, tmp_path: Path) -> None:
    turned = _case(tmp_path, SAMPLE.read_text(encoding="utf-8").splitlines()[::-1])
    told = sorted(
        (one["column_name"], one["kind"], one["value_as_declared"]) for one in turned.problems()
    )
    assert _parties(turned) == _parties(sample)
    assert sorted(line.partition("|")[2] for line in _lines(turned)) == sorted(
        line.partition("|")[2] for line in _lines(sample)
    )
    assert told == sorted(
        (one["column_name"], one["kind"], one["value_as_declared"]) for one in sample.problems()
    )


def test_it_is_recognised_by_itself_and_mapped_later_just_so(sample: Case, tmp_path: Path) -> None:
    case = init(tmp_path / "case")
    case.ingest([SAMPLE], raw=True)
    case.map(["1"], "followthemoney-economic-activity")
    assert _lines(case) == _lines(sample)
    assert len(case.problems()) == len(PROBLEMS)
    fresh = init(tmp_path / "fresh")
    fresh.ingest([SAMPLE])
    assert fresh.sources()[0]["profile"] == "followthemoney-economic-activity"
    assert all(one.ok for one in (*case.doctor(), *fresh.doctor()))


def test_the_profile_says_what_it_does_not_know() -> None:
    assert PROFILE.status == "≈"
    assert all(PROFILE.ignored.values())
    assert not {"invoice_currency", "customs_currency"} & {one.field for one in PROFILE.mapped}


# reading


def _opened(folder: Path, content: str) -> SourceTable:
    path = folder / "x.json"
    path.write_bytes(content.encode(errors="surrogatepass"))
    [found] = tables(Document(path.name, path))
    return found


def _entity(number: int, **properties: Sequence[object]) -> str:
    return json.dumps({"id": f"e{number}", "schema": "Person", "properties": properties})


def test_a_list_is_one_column_however_many_values_it_has(tmp_path: Path) -> None:
    names = [_entity(n, name=[f"n{m}" for m in range(n)]) for n in range(300)]
    table = _opened(tmp_path, "\n".join(names) + "\n")
    assert table.header == ("id", "schema", "properties.name")
    cells = next(read().table.column(2).to_pylist() for read in table.blocks())
    assert cells[:3] == ["", "n0", '["n0", "n1"]']
    assert json.loads(cells[-1])[-1] == "n298"


VALUES = st.sampled_from(
    ["x", 'q"q', "\\", "\n", "\x01", "жук", "[a]", '["a"]', "2021-01-01", "\ud83d", "", " x "]
)
ODD = st.sampled_from([1.50, True, None, {}, {"a": [1]}, ["a", None], [["b"]], [1, "1.0"], "text"])
LISTS = st.lists(VALUES, max_size=3)
OTHERS = st.sampled_from(
    ["", "\u00a0", "junk", "[1]", '{"a": 1}{"b": 2}', '{"id": "x"', '{"id": "1", "id": "2"}',
     '{"properties": null}', '{"properties.name": "x", "properties": {"name": ["y"]}}',
     '\u00a0{"id": "x"}', ' {"id": "x"}\r', '{"properties": "none"}']
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.dictionaries(st.sampled_from(["name", "a.b", "ж"]), LISTS | ODD), max_size=6),
    extra=st.lists(OTHERS, max_size=3),
    fewer=st.sampled_from([1, 2, 500]),
)
def test_lines_read_together_are_read_like_single_ones(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[dict[str, list[object]]],
    extra: list[str],
    fewer: int,
) -> None:
    lines = [
        _entity(0, name=["first"]),
        *extra,
        *(_entity(n, **row) for n, row in enumerate(rows, 1)),
    ]
    table = _opened(tmp_path_factory.mktemp("x"), "\n".join(lines))
    read: list[list[object]] = []
    for at_once in (True, False):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(entitylines, "FEWER", fewer)
            if not at_once:
                patch.setattr(entitylines, "_table", lambda *_: None)
            blocks = [task() for task in table.blocks()]
        read.append(
            [
                pa.concat_tables([one.table for one in blocks]).to_pylist(),
                [n for one in blocks for n in one.line_nos.tolist()],
                [one for block in blocks for one in block.rejects],
                sum(one.n_blank for one in blocks),
            ]
        )
    assert read[0] == read[1]


# the same in a CSV file

MANIFEST = """
kind,no,day,from,to,text,name,tax,place,town
D,1,2022-04-05,F1,F2,Pumps,,,,
F,F1,,,,,Altan,77,P1,
D,2,2022-04-06,F2,F9,Valves,,,,
F,F2,,,,,Borealis,,P9,
P,P1,,,,,,,,Almaty
"""
MANIFEST_PROFILE = """
title = "Rows of three kinds, made up for tests"
kind = "declarations"
source = "tests"
licence = "none needed: invented"
synthetic = true
[columns]
no = "declaration_id"
day = "declared_on"
text = "description"
[ignored]
tax = "of the firm"
[entities]
id = "no"
column = "kind"
words = ["D"]
parties = { from = "seller", to = "buyer" }
party = { name = ["name"], identifier = ["tax", "no"], address = ["place > town"] }
kinds = { tax = "tax number" }
"""


def test_rows_of_a_csv_file_may_point_to_each_other_too(case: Case, tmp_path: Path) -> None:
    path, profile = tmp_path / "manifest.csv", tmp_path / "manifest.toml"
    path.write_text(MANIFEST.lstrip())
    profile.write_text(MANIFEST_PROFILE)
    case.ingest([path], profile)
    assert _parties(case) == ["Altan|77|tax number|Almaty|", "Borealis|F2|||", "|F9|||"]
    told = {(one["line_no"], one["column_name"], one["kind"]) for one in case.problems()}
    assert told == {(4, "to", "no_such_id"), (5, "place", "no_such_id")}
    assert all(one.ok for one in case.doctor())


@pytest.mark.parametrize(
    ("stated", "lacking"), [('["place"]', "nothing"), ('["place > town"]', "place")]
)
def test_no_party_need_take_a_step_to_another_row(
    case: Case, tmp_path: Path, stated: str, lacking: str
) -> None:
    path, profile = tmp_path / "manifest.csv", tmp_path / "manifest.toml"
    path.write_text(MANIFEST.lstrip().replace(lacking, "elsewhere"))
    profile.write_text(MANIFEST_PROFILE.replace('["place > town"]', stated))
    case.ingest([path], profile)
    address = "P1" if lacking == "nothing" else ""
    assert f"Altan|77|tax number|{address}|" in _parties(case)


def test_an_id_is_looked_for_in_its_own_file(case: Case, tmp_path: Path) -> None:
    profile = tmp_path / "manifest.toml"
    profile.write_text(MANIFEST_PROFILE)
    paths = [tmp_path / name for name in ("a.csv", "b.csv")]
    paths[0].write_text(MANIFEST.lstrip())
    paths[1].write_text(MANIFEST.lstrip().replace("Altan", "Cumulus").replace("Borealis", "Dunes"))
    case.ingest(paths, profile)
    sellers = _rows(
        case,
        """
        SELECT source.file_name, mention.name FROM declaration_line AS row
        JOIN source ON source.source_no = row.row_id // 4294967296
        JOIN mention ON mention.mention_no = row.seller ORDER BY row.row_id
        """,
    )
    assert sellers == ["a.csv|Altan", "a.csv|Borealis", "b.csv|Cumulus", "b.csv|Dunes"]
    counted = [(one["n_rows"], one["n_records"]) for one in case.coverage()["sources"]]
    assert counted == [(2, 2), (2, 2)]


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ('from = "seller"', 'from = "vendor"', "vendor is not one of consignor"),
        ('words = ["D"]', 'words = "D"', "are lists"),
        ('address = ["place > town"]', "address = [1]", "are lists"),
        ('kinds = { tax = "tax number" }', 'kinds = "tax number"', "are sections"),
        ('name = ["name"]', 'phone = ["name"]', "not phone"),
        ('"place > town"', '"place > town > land"', "one step"),
        ("[entities]", '[header_rows]\ncolumn = "kind"\nwords = ["H"]\n[entities]', "without"),
        ('id = "no"', 'id = "no"\nfirst = { when = ["day"] }', "when: not under"),
        ('id = "no"', 'id = "no"\nids = "no"', "[entities] has id, column"),
        ('text = "description"', 'text = "seller_name"', "filled twice: seller_name"),
        ("[columns]", "[read]\ncountries = 'small'\n[columns]", "CN | cn"),
    ],
)
def test_entities_that_cannot_be_followed_are_refused(
    tmp_path: Path, right: str, wrong: str, told: str
) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(MANIFEST_PROFILE.replace(right, wrong, 1))
    with pytest.raises(ProfileError) as refusal:
        load(path)
    assert told in refusal.value.message


def test_a_file_without_the_column_of_ids_is_refused(case: Case, tmp_path: Path) -> None:
    path, profile = tmp_path / "manifest.csv", tmp_path / "manifest.toml"
    path.write_text(MANIFEST.lstrip().replace("kind,", "sort,"))
    profile.write_text(MANIFEST_PROFILE)
    with pytest.raises(FileRefused, match="no column kind"):
        case.ingest([path], profile)
