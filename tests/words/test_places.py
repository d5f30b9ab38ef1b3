"""A label must read to its one place, or to a reason; never to a neighbour."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidewaiter.words import places
from tidewaiter.words.places import PlaceUnknown, find, members, places_of, read_place

LEVELS = {"country", "not_specified", "residual", "union", "union_changing", "euro_area"}
LEVELS |= {"region", "rest_of_world", "world"}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


EUROSTAT = rows(Path(__file__).with_name("eurostat_labels.csv"))
PLACES = rows(places.FOLDER / "places.csv")


def test_every_label_eurostat_printed_reads_to_its_place() -> None:
    read = places_of(row["label"] for row in EUROSTAT)
    assert not read.problems
    assert {label: place.code for label, place in read.places.items()} == {
        row["label"]: row["code"] for row in EUROSTAT
    }


def test_every_name_and_code_of_a_place_reads_to_that_place() -> None:
    columns = ("code", "alpha3", "m49", "name_en", "name_fr", "name_ru", "name_zh")
    misread = [
        (row["code"], row[column])
        for row in PLACES
        for column in columns
        if row[column] and read_place(row[column]).code != row["code"]
    ]
    assert not misread


def test_every_label_reads_to_the_code_beside_it() -> None:
    labels = rows(places.FOLDER / "labels.csv")
    assert [row for row in labels if read_place(row["label"]).code != row["code"]] == []


def test_every_refused_label_gives_its_reason() -> None:
    for row in rows(places.FOLDER / "refused.csv"):
        with pytest.raises(PlaceUnknown) as refusal:
            read_place(row["label"])
        assert str(refusal.value) == row["why"]
        assert row["why"].startswith(("historic: ", "ambiguous: ", "no place: "))


def test_a_code_or_name_stands_for_one_place_only() -> None:
    for column in ("code", "alpha3", "m49", "name_en", "name_fr", "name_ru", "name_zh"):
        written = [row[column] for row in PLACES if row[column]]
        assert len(written) == len(set(written)), column


def test_two_places_cannot_share_a_spelling() -> None:
    names = {"congo": "CG"}
    with pytest.raises(ValueError, match="would mean both CG and CD"):
        places._enter(names, "The Congo", "CD")


def test_levels_are_the_ones_statistics_know() -> None:
    assert {row["level"] for row in PLACES} == LEVELS


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("Germany", "Allemagne"),
        ("Netherlands", "Pays-Bas"),
        ("Korea, Republic of (South Korea)", "Corée, République de (Corée du Sud)"),
        ("Côte d’Ivoire (Ivory Coast)", "Côte d'Ivoire"),
        ("Comoros (incl. Mayotte 'YT' -> 1976)", "Comores (incl. Mayotte 'YT' -> 1976)"),
        ("Montenegro", "Monténégro (depuis 2007)"),
        ("High seas", "Haute mer"),
        ("Extra-EU27 (from 2020)", "Extra-UE27 (à partir de 2020)"),
    ],
)
def test_english_and_french_mean_the_same_place(english: str, french: str) -> None:
    assert read_place(english) == read_place(french)


NEIGHBOURS = """
    Dominica                     | DM
    Dominican Republic           | DO
    Dominique                    | DM
    République dominicaine       | DO
    Доминика                     | DM
    Доминикана                   | DO
    多米尼克                       | DM
    多米尼加                       | DO
    Niger                        | NE
    Nigeria                      | NG
    Nigéria                      | NG
    Нигер                        | NE
    Нигерия                      | NG
    Congo                        | CG
    Congo, Republic of the       | CG
    Congo - Kinshasa             | CD
    DR Congo                     | CD
    Congo, Democratic Republic of | CD
    刚果(布)                      | CG
    刚果（金）                     | CD
    Guinea                       | GN
    Guinea-Bissau                | GW
    Equatorial Guinea            | GQ
    Papua New Guinea             | PG
    French Guiana                | GF
    Guyana                       | GY
    Guyane française             | GF
    South Korea                  | KR
    North Korea                  | KP
    Республика Корея             | KR
    КНДР                         | KP
    韩国                          | KR
    朝鲜                          | KP
    Samoa                        | WS
    American Samoa               | AS
    Virgin Islands, British      | VG
    Virgin Islands, United States | VI
    Виргинские острова, США      | VI
    Micronesia                   | FM
    Macedonia                    | MK
    Macedonia, FYR               | MK
    Saint-Martin (French part)   | MF
    Sint Maarten                 | SX
    Saint Martin (Dutch part)    | SX
    San Marino                   | SM
    Palestine                    | PS
    State of Palestine           | PS
    Sudan                        | SD
    South Sudan                  | SS
    Mauritius                    | MU
    Mauritania                   | MR
    Maurice                      | MU
    Slovakia                     | SK
    Slovenia                     | SI
    Austria                      | AT
    Australia                    | AU
    Iran                         | IR
    Iraq                         | IQ
    NA                           | NA
    LA                           | LA
"""


@pytest.mark.parametrize("line", NEIGHBOURS.strip().splitlines())
def test_neighbours_in_name_stay_apart(line: str) -> None:
    label, code = (part.strip() for part in line.split("|"))
    assert read_place(label).code == code


NEWSROOM = """
    GB: UK | U.K. | Great Britain | Великобритания | 英国
    US: USA | US | United States of America | США | 美国 | 842 | 840
    RU: Russia | Russian Federation | Россия | РФ | 俄罗斯
    CN: China | People's Republic of China | Китай | КНР | 中国 | 中华人民共和国
    CI: Ivory Coast | Cote d'Ivoire | Cote d' Ivoire | Кот-д’Ивуар
    HK: Hong Kong | Hong Kong SAR | Гонконг | 香港 | 中国香港
    MO: Macao | Macau | 澳门
    TW: Taiwan | Taiwan, Province of China | 台湾
    AE: UAE | United Arab Emirates (the) | ОАЭ
    LA: Laos | Lao PDR
    VN: Vietnam | Viet Nam
    MM: Burma | Myanmar
    TR: Turkey | Türkiye | Turkiye
    CZ: Czech Republic | Czechia
    SZ: Swaziland | Eswatini
    CV: Cape Verde | Cabo Verde
    KZ: KAZ | 398 | Казахстан
    AF: 4 | 004
    GR: EL | Greece
    RS: XS | Serbia
    NL: Нидерлaнды
"""


@pytest.mark.parametrize("line", NEWSROOM.strip().splitlines())
def test_common_names_and_other_codes_are_read(line: str) -> None:
    code, labels = line.strip().split(": ")
    assert {read_place(label).code for label in labels.split(" | ")} == {code}


@pytest.mark.parametrize(
    "label",
    [
        "Korea",
        "Virgin Islands",
        "St. Martin",
        "USSR",
        "Yugoslavia (from 1992)",
        "ZZ",
        "European Union - 27 countries",
        "European Union - 27 countries (2007-2013)",
        "China (incl. Hong Kong)",
        "Serbia (excl. Kosovo)",
        "Folkland Islands",
        "no",
        "n/a",
        "0",
        "",
        "(the)",
    ],
)
def test_what_names_no_single_place_is_refused(label: str) -> None:
    assert label in places_of([label]).problems


def test_a_new_member_does_not_change_what_the_changing_euro_area_is_called() -> None:
    assert read_place("Euro area (AT-01/1999, BE-01/1999, BG-01/2026)").code == "EA"


def test_the_command_line_takes_codes_in_any_case() -> None:
    typed = ["kz", "KAZ", "eu27", "EU27_2020", "extra-eu27", "Казахстан", "na"]
    found = [find(code).code for code in typed]
    assert found == ["KZ", "KZ", "EU27", "EU27", "EXTRA_EU27", "KZ", "NA"]


def test_a_slip_of_the_pen_is_answered_with_near_names() -> None:
    with pytest.raises(PlaceUnknown, match=r"did you mean Kazakhstan \(KZ\)"):
        find("Kazahstan")


def test_fixed_groups_never_change() -> None:
    for code, n_members in {"EU27": 27, "EU28": 28, "EA20": 20}.items():
        assert len(members(code, date(1990, 1, 1))) == n_members
        assert members(code, date(1990, 1, 1)) == members(code, date(2024, 1, 1))
    assert members("EU28", date(2024, 1, 1)) - members("EU27", date(2024, 1, 1)) == {"GB"}


@pytest.mark.parametrize(
    ("group", "country", "first_day"),
    [
        ("EU", "HR", date(2013, 7, 1)),
        ("EA", "HR", date(2023, 1, 1)),
        ("EA", "BG", date(2026, 1, 1)),
        ("EAEU", "AM", date(2015, 1, 2)),
        ("EAEU", "KG", date(2015, 8, 12)),
    ],
)
def test_a_country_is_in_from_its_first_day(group: str, country: str, first_day: date) -> None:
    eve = date.fromordinal(first_day.toordinal() - 1)
    assert country not in members(group, eve)
    assert country in members(group, first_day)


def test_the_changing_groups_met_the_fixed_ones() -> None:
    assert members("EU", date(2020, 1, 31)) == members("EU28", date(2020, 1, 31))
    assert members("EU", date(2020, 2, 1)) == members("EU27", date(2020, 2, 1))
    assert members("EA", date(2025, 12, 31)) == members("EA20", date(2025, 12, 31))


def test_groups_and_their_members_are_places() -> None:
    codes = {row["code"]: row["level"] for row in PLACES}
    for code in places._groups():
        assert code in codes
        assert {codes[member] for member in members(code, date(2019, 1, 1))} == {"country"}


def test_only_groups_have_members() -> None:
    assert places.is_group("EAEU")
    assert not places.is_group("KZ")
    with pytest.raises(PlaceUnknown, match="no group of countries"):
        members("KZ", date(2024, 1, 1))


def test_the_name_of_a_code_is_english() -> None:
    assert places.name_of("KG") == "Kyrgyzstan"


def test_the_version_is_a_digest() -> None:
    assert len(places.version()) == 64


@given(st.text())
def test_reading_a_label_twice_changes_nothing(label: str) -> None:
    assert places._key(places._key(label)) == places._key(label)
