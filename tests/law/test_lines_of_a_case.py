"""The law of every line: one answer a regime, read from what the line says, as new as lines and lists."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tidewaiter.case import Case
from tidewaiter.cli.main import tidewaiter
from tidewaiter.ground import store
from tidewaiter.ground.schema import DERIVED
from tidewaiter.words.errors import CommandError, ListError

Written = Callable[[str, str], Path]
PROFILE = """
title = "Lines with their roads, made up for tests"
kind = "declarations"
source = "tests"
licence = "none needed: invented"
synthetic = true
[columns]
id = "declaration_id"
day = "declared_on"
contract = "contract_on"
code = "tariff_line"
text = "description"
from = "dispatch"
sender = "sender"
to = "destination"
usd = "statistical_value_usd"
"""
HEADER = "id,day,contract,code,text,from,sender,to,usd"
LIST = """
title = "A law made up for tests"
regime = "XY"
jurisdiction = ["XK"]
source = "tests"
licence = "none needed: invented"
[every_measure]
act = "Act 1"
article = "Art. 1"
scope = "goods"
to = ["RU"]
edition = "HS2022"
mark = "✔"
source = "tests"
"""
BAN = """
[[measure]]
id = "{id}"
action = "{action}"
codes = ["{code}"]
in_force_from = {day}
"""


@pytest.fixture
def lines(case: Case, written: Written, tmp_path: Path) -> Callable[..., Case]:
    """A case of these lines, under the lists that ship and these."""
    profile = tmp_path / "roads.toml"
    profile.write_text(PROFILE, encoding="utf-8")

    def ingest(rows: str, *measures: str, name: str = "lines.csv") -> Case:
        if measures:
            listed(case, *measures)
        case.ingest([written(name, f"{HEADER}\n{rows}")], profile)
        return case

    return ingest


def listed(case: Case, *measures: str) -> None:
    """Put a list of measures of XY into the case's own folder."""
    folder = case.path / "controls"
    folder.mkdir(exist_ok=True)
    (folder / "xy.toml").write_text(LIST + "".join(measures), encoding="utf-8")


def ban(id: str, code: str, day: str, action: str = "ban") -> str:
    return BAN.format(id=id, code=code, day=day, action=action)


def ids(case: Case, **question: Any) -> list[str]:
    """The declarations that answer a question."""
    return sorted(case.to_arrow({"of": "declarations", **question})["declaration_id"].to_pylist())


TWO_DAYS = """
    a,2023-02-28,,650610,helmet,XK,XK,RU,10
    b,2023-03-01,,650610,helmet,XK,XK,RU,20
"""
ON_THE_FIRST = ban("helmets", "650610", "2023-03-01")


def test_a_ban_holds_from_its_day_and_not_the_day_before(lines: Callable[..., Case]) -> None:
    case = lines(TWO_DAYS, ON_THE_FIRST, ban("old", "650610", "2022-01-01", "licence"))
    case.run()
    assert ids(case, control="XY:licence") == ["a"]
    assert ids(case, control="xy : prohibited".replace(" ", "")) == ["b"]
    assert ids(case, control=["XY:prohibited", "XY:licence"]) == ["a", "b"]
    assert ids(case, control=["XY:prohibited", "EU:prohibited"]) == []
    assert ids(case, control=["XY:prohibited", "EU:not_applicable"]) == ["b"]


def test_every_line_has_exactly_one_answer_under_every_regime(lines: Callable[..., Case]) -> None:
    case = lines("""
        a,2023-02-28,,650610,helmet,XK,XK,RU,10
        b,,,650610,no day,XK,XK,RU,20
        c,2023-03-02,,,no code,XK,XK,RU,30
        d,2023-03-02,,650610,no road,,,RU,40
        e,2023-03-02,,650610,nowhere to,XK,,,50
        f,2023-03-02,2023-01-01,8806220001,drone,DE,,RU,60
    """, ON_THE_FIRST)  # fmt: skip
    regimes = case.run().control.regimes
    of_all = case.ask(of="declarations", measure="n_lines").total
    for regime in regimes:
        counted = [
            case.ask(measure="n_lines", control=f"{regime}:{status}").total or 0
            for status in ("prohibited", "licence", "due_diligence", "not_controlled",
                           "not_applicable", "unknown", "no_rule_loaded", "invalid_code_for_date")
        ]  # fmt: skip
        assert sum(counted) == of_all == 6


def test_lines_grouped_by_a_law_add_up_to_the_lines_asked_for_each_status(
    lines: Callable[..., Case],
) -> None:
    case = lines("""
        a,2023-02-28,,650610,helmet,XK,XK,RU,1
        b,2023-03-01,,650610,helmet,XK,XK,RU,2
        c,2023-03-01,,650610,helmet,XK,DE,RU,4
        d,,,650610,no day,XK,XK,RU,8
        e,2023-03-02,,6506x,no code,XK,XK,RU,16
        f,2023-03-02,,650610,helmet,CN,CN,RU,32
    """, ON_THE_FIRST)  # fmt: skip
    case.run()
    grouped = case.ask(by=["control:xy"])
    found = {one.by["control:XY"]: (one.value, one.n_lines) for one in grouped.values}
    assert found == {
        "prohibited": (6, 2),
        "no_rule_loaded": (1, 1),
        "not_applicable": (32, 1),
        "unknown": (24, 2),
    }
    assert grouped.total == case.ask(measure="value", of="declarations").total == 63
    assert {s: case.ask(control=f"XY:{s}").total for s in found} == {
        s: value for s, (value, _) in found.items()
    }
    two = case.ask(by=["control:XY", "control:EU"], control="XY:prohibited")
    assert {tuple(one.by.values()): one.n_lines for one in two.values} == {
        ("prohibited", "not_applicable"): 1,
        ("prohibited", "unknown"): 1,  # a German sold it: police helmets, by technical text
    }


def test_groups_of_a_law_are_as_it_was_known(lines: Callable[..., Case]) -> None:
    case = lines(TWO_DAYS, f"{ON_THE_FIRST}published = 2023-04-01\n")
    case.run(known_on=["2023-03-15"])

    def groups(**more: Any) -> dict[str, int]:
        return {
            one.by["control:XY"]: one.n_lines for one in case.ask(by="control:XY", **more).values
        }

    assert groups() == {"no_rule_loaded": 1, "prohibited": 1}
    assert groups(known_on="2023-03-15") == {"no_rule_loaded": 2}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"by": "control:ZZ"}, "no list of a regime ZZ is loaded"),
        ({"by": "control:"}, "by has no control:"),
        ({"by": "control"}, "by has no control"),
        ({"by": "control:XY", "known_on": "2023-01-01"}, "as the law was known on 2023-01-01"),
    ],
)
def test_a_group_that_no_law_gives_is_refused(
    asked: dict[str, str], said: str, lines: Callable[..., Case]
) -> None:
    case = lines(TWO_DAYS, ON_THE_FIRST)
    case.run()
    with pytest.raises(CommandError, match=said):
        case.ask(asked)


def test_groups_of_a_law_wait_for_run(lines: Callable[..., Case]) -> None:
    case = lines(TWO_DAYS, ON_THE_FIRST)
    with pytest.raises(CommandError, match="which law bound the lines has not been looked up"):
        case.ask(by="control:XY")


def test_rows_say_what_each_law_asked_about_told_them(lines: Callable[..., Case]) -> None:
    case = lines(TWO_DAYS, f'{ON_THE_FIRST}when = "mtow_kg > 2"\n')
    case.run()
    rows = case.to_arrow({"of": "declarations", "by": ["control:XY", "control:EU"]}).to_pylist()
    told = {one["declaration_id"]: {k: v for k, v in one.items() if ":" in k} for one in rows}
    assert told["b"] == {
        "control:XY": "unknown",
        "possible:XY": "prohibited",
        "legal_basis:XY": "Act 1, Art. 1",
        "missing_facts:XY": "mtow_kg",
        "mark:XY": "✔",
        "control:EU": "not_applicable",
        "possible:EU": None,
        "legal_basis:EU": None,
        "missing_facts:EU": None,
        "mark:EU": None,
    }
    assert (told["a"]["control:XY"], told["a"]["legal_basis:XY"]) == ("no_rule_loaded", None)
    assert [one["counted"] for one in rows] == [10, 20]


def test_run_says_how_many_lines_each_law_gave_which_answer(
    lines: Callable[..., Case], capsys: pytest.CaptureFixture[str]
) -> None:
    case = lines(TWO_DAYS, ON_THE_FIRST)
    tidewaiter(["run", str(case.path), "--json"], standalone_mode=False)
    said = json.loads(capsys.readouterr().out)
    assert said["statuses"]["XY"] == {"prohibited": 1, "no_rule_loaded": 1}
    assert {regime: sum(of.values()) for regime, of in said["statuses"].items()} == dict.fromkeys(
        said["control"]["regimes"], 2
    )
    tidewaiter(["run", str(case.path)], standalone_mode=False)
    assert "SYNTHETIC" in capsys.readouterr().out


def test_run_says_what_lines_lack_for_any_law(
    lines: Callable[..., Case], capsys: pytest.CaptureFixture[str]
) -> None:
    case = lines("""
        a,2023-03-02,,650610,helmet,XK,XK,,1
        b,2023-03-02,,650610,helmet,XK,XK,,2
        c,,,650610,helmet,XK,XK,RU,4
        d,2023-03-02,,650610,helmet,XK,XK,RU,8
    """, ON_THE_FIRST)  # fmt: skip
    tidewaiter(["run", str(case.path), "--json"], standalone_mode=False)
    assert json.loads(capsys.readouterr().out)["lacking"] == {"declared_on": 1, "destination": 2}
    tidewaiter(["run", str(case.path)], standalone_mode=False)
    assert "2 of them say no destination: without it no law can be asked" in capsys.readouterr().out


def test_run_over_a_case_without_lines_says_what_is_missing(
    case: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    tidewaiter(["run", str(case.path)], standalone_mode=False)
    assert "no declaration lines" in capsys.readouterr().out


OPEN = """
    barred,2023-03-02,,650610,helmet,XK,XK,RU,1
    earlier,2023-02-02,,650610,helmet,XK,XK,RU,2
    unread,2023-03-02,,6506x,helmet,XK,XK,RU,4
    blank,2023-03-02,,,helmet,XK,XK,RU,8
    nowhere,2023-03-02,,650610,helmet,,XK,RU,16
    drone,2023-03-02,,8806220001,drone,XK,XK,RU,32
    bananas,2023-03-02,,0803900000,bananas,XK,XK,RU,64
"""


def test_lines_that_a_law_may_cover_are_counted_beside_those_it_covers(
    lines: Callable[..., Case],
) -> None:
    licence = f'{ban("drones", "880622", "2023-01-01", "licence")}when = "mtow_kg > 2"\n'
    case = lines(OPEN, ON_THE_FIRST, licence)
    case.run()

    def told(**question: Any) -> tuple[Any, dict[str, tuple[int, Any]]]:
        answer = case.ask(of="declarations", **question)
        steps = {one["step"]: (one["n"], one["value"]) for one in answer.bridge if one["n"]}
        return answer.total, {k: v for k, v in steps.items() if k not in ("rows read", "rows used")}

    assert told(control="XY:prohibited") == (1, {"problem": (1, 4), "law unknown": (2, 24)})
    assert told(control="XY:licence") == (None, {"problem": (1, 4), "law unknown": (3, 56)})
    assert told(control="XY:unknown") == (60, {})
    assert told(control="XY:no_rule_loaded") == (
        66, {"problem": (1, 4), "law unknown": (3, 56)}
    )  # fmt: skip
    assert told(control="XY:no_rule_loaded", hs="08") == (64, {"problem": (1, 4)})


def test_a_sentence_that_nothing_was_barred_is_not_supported_while_something_may_have_been(
    lines: Callable[..., Case], tmp_path: Path
) -> None:
    licence = f'{ban("drones", "880622", "2023-01-01")}when = "mtow_kg > 2"\n'
    case = lines("""
        drone,2023-03-02,,8806220001,drone,XK,XK,RU,32
        heavy,2023-03-02,,8806220001,"drone, take-off weight 9 kg",XK,XK,RU,64
        small,2023-03-02,,8806210001,drone,XK,XK,RU,16
    """, licence)  # fmt: skip
    case.run()
    claim = """
        [[claim]]
        id = "{id}"
        text = "Made up."
        question = {{control = "XY:prohibited", since = "2023-03", until = "2023-04", measure = "n_lines"{more}}}
        expect = {{value = "{value}"}}
        verdict = "supported"
    """
    each = {"none": ("0", ""), "some": (">= 0", ""), "light": ("0", ', hs = "880621"')}
    path = tmp_path / "claims.toml"
    text = [claim.format(id=key, value=value, more=more) for key, (value, more) in each.items()]
    path.write_text("".join(text), encoding="utf-8")
    found = {one.claim.id: (one.verdict, one.why) for one in case.check(path)}
    assert (found["light"][0], "no rule of XY is loaded" in found["light"][1]) == (
        "insufficient",
        True,
    )
    assert found["some"][0] == "supported"
    assert (found["none"][0], "law unknown" in found["none"][1]) == ("insufficient", True)


CLAIM = """
[[claim]]
id = "{id}"
text = "Made up."
question = {{since = "2023-03", until = "2023-04", measure = "n_lines", {asks}}}
expect = {{value = "{value}"}}
verdict = "supported"
"""


def verdicts(case: Case, folder: Path, *claims: tuple[str, str]) -> list[str]:
    """The verdicts on claims, each what it asks and what it expects."""
    path = folder / "claims.toml"
    made = [CLAIM.format(id=at, asks=asks, value=value) for at, (asks, value) in enumerate(claims)]
    path.write_text("".join(made), encoding="utf-8")
    return [one.verdict for one in case.check(path)]


def test_a_code_of_another_edition_may_have_been_barred(
    lines: Callable[..., Case], tmp_path: Path
) -> None:
    """8525.80 ended with 2021; what goods are under it in 2023, a law over 8525.89 may hold."""
    case = lines(
        "a,2023-03-02,,8525800000,camera,XK,XK,RU,1", ban("cameras", "852589", "2023-01-01")
    )
    case.run()
    found = verdicts(
        case, tmp_path, ('control = "XY:prohibited"', "0"), ('control = "XY:prohibited"', ">= 0")
    )
    assert found == ["insufficient", "supported"]


def test_silence_bears_no_sentence_that_nothing_was_barred(
    lines: Callable[..., Case], tmp_path: Path
) -> None:
    case = lines("""
        a,2023-03-02,,650610,helmet,XK,XK,RU,1
        b,2023-03-02,,0803900000,bananas,XK,XK,RU,2
    """, ON_THE_FIRST)  # fmt: skip
    case.run()
    barred = 'control = "XY:prohibited"'
    assert verdicts(
        case,
        tmp_path,
        (f'{barred}, hs = "0803"', "0"),
        (barred, "<= 1"),
        (barred, ">= 1"),
        (barred, "1"),
        (f'{barred}, hs = "6506"', "<= 1"),
        ('control = "XY:no_rule_loaded"', "1"),
    ) == ["insufficient", "insufficient", "supported", "supported", "supported", "supported"]


def test_a_gap_is_open_where_it_is_open_whether_a_law_barred_the_goods(
    lines: Callable[..., Case], tmp_path: Path
) -> None:
    case = lines(
        "a,2023-03-02,,8806220001,drone,CN,CN,RU,1",
        f'{ban("drones", "880622", "2023-01-01")}when = "mtow_kg > 2"\n',
    )
    case.run()
    gap = ('loophole = "XY:unknown"', "0")
    assert verdicts(case, tmp_path, gap) == ["insufficient"]


def test_a_fact_that_would_free_the_goods_keeps_the_sentence_open_that_none_were_free(
    lines: Callable[..., Case], tmp_path: Path
) -> None:
    """Chinese rules on drones are declared complete for civil ones; no line says that it is civil."""
    text = "drone, take-off weight 0.9 kg, flight time up to 29 min"
    case = lines(f'a,2023-03-02,,8806220001,"{text}",CN,CN,RU,1')
    case.run()
    told = case.to_arrow(of="declarations", by="control:CN").to_pylist()[0]
    assert (told["control:CN"], told["missing_facts:CN"]) == ("no_rule_loaded", "civil")
    found = verdicts(
        case,
        tmp_path,
        ('control = "CN:not_controlled"', "0"),
        ('loophole = "not_controlled"', "0"),
    )
    assert found == ["insufficient", "insufficient"]


def test_a_contract_that_could_not_be_read_is_a_problem_of_the_law(
    lines: Callable[..., Case],
) -> None:
    case = lines(
        """
        read,2023-03-10,2023-02-28,650610,helmet,XK,XK,RU,1
        unread,2023-03-10,yesterday,650610,helmet,XK,XK,RU,2
        nothing to lift,2023-03-10,yesterday,0803900000,bananas,XK,XK,RU,4
        """,
        ban("bananas", "0803", "2023-03-01"),
        f"{ON_THE_FIRST}contract_before = 2023-01-01\nexecute_by = 2023-03-31\n",
    )
    case.run()
    answer = case.ask(control="XY:prohibited")
    assert (answer.total, {one["step"]: one["n"] for one in answer.bridge}["problem"]) == (5, 1)


def test_a_wind_down_is_seen_where_no_contract_of_a_case_could_be_read(
    lines: Callable[..., Case],
) -> None:
    case = lines(
        "unread,2023-03-10,yesterday,650610,helmet,XK,XK,RU,2",
        f"{ON_THE_FIRST}contract_before = 2023-01-01\nexecute_by = 2023-03-31\n",
    )
    case.run()
    answer = case.ask(control="XY:prohibited")
    assert (answer.total, {one["step"]: one["n"] for one in answer.bridge}["problem"]) == (None, 1)


def test_what_is_open_is_no_wider_than_it_can_be(lines: Callable[..., Case]) -> None:
    case = lines(
        "a,2023-03-02,,8806220001,drone,XK,XK,RU,1",
        f'{ban("drones", "880622", "2023-01-01")}when = "mtow_kg > 2"\n',
    )
    case.run()

    def n_open(control: str) -> int:
        bridge = case.ask(control=control, of="declarations").bridge
        return sum(one["n"] for one in bridge if one["step"] == "law unknown")

    asked = ("prohibited", "licence", "no_rule_loaded", "not_controlled", "not_applicable",
             "invalid_code_for_date")  # fmt: skip
    assert [n_open(f"XY:{one}") for one in asked] == [1, 0, 1, 1, 0, 0]


def test_what_is_missing_is_said(lines: Callable[..., Case]) -> None:
    case = lines("""
        a,,,650610,no day,XK,XK,RU,20
        b,2023-03-02,,,no code,XK,XK,RU,30
        c,2023-03-02,,650610,no road,,,RU,40
    """, ON_THE_FIRST)  # fmt: skip
    case.run()
    with store.opened(case.folder) as opened:
        told = opened.engine.rows("""
            SELECT DISTINCT coalesce(tariff_line, ''), status, missing_facts FROM control_case
            JOIN control_status ON control_status.case_no = control_case.case_no
            WHERE regime = 'XY' ORDER BY ALL
        """)  # fmt: skip
    assert told == [
        ("", "unknown", "tariff_line"),
        ("650610", "unknown", "declared_on"),
        ("650610", "unknown", "dispatch"),
    ]


def test_a_text_that_could_not_be_read_is_a_problem_and_no_answer(
    lines: Callable[..., Case],
) -> None:
    case = lines("""
        a,2023-03-02,,650610,helmet,XK,XK,RU,10
        b,2023-03-02,,6506x,helmet,XK,XK,RU,20
    """, ON_THE_FIRST)  # fmt: skip
    case.run()
    answer = case.ask(control="XY:prohibited")
    bridge = {one["step"]: one["n"] for one in answer.bridge}
    assert (answer.total, bridge["problem"], bridge["rows read"]) == (10, 1, 2)
    assert ids(case, control="XY:unknown") == ["b"]


def test_a_wind_down_lifts_the_ban_of_an_old_contract_only(lines: Callable[..., Case]) -> None:
    case = lines(
        """
        old,2023-03-10,2023-01-10,650610,helmet,XK,XK,RU,1
        new,2023-03-10,2023-03-01,650610,helmet,XK,XK,RU,2
        none,2023-03-10,,650610,helmet,XK,XK,RU,4
        late,2023-04-10,2023-01-10,650610,helmet,XK,XK,RU,8
        """,
        f"{ON_THE_FIRST}contract_before = 2023-03-01\nexecute_by = 2023-03-31\n",
    )
    case.run()
    assert ids(case, control="XY:prohibited") == ["late", "new", "none"]


def test_a_number_in_the_description_decides_and_a_word_does_not(
    lines: Callable[..., Case],
) -> None:
    case = lines(
        """
        a,2023-03-10,,8806220001,"civil drone, flies up to 29 min",XK,XK,RU,1
        b,2023-03-10,,8806220001,"civil drone, flies 45 min",XK,XK,RU,2
        c,2023-03-10,,8806220001,civil drone,XK,XK,RU,4
        d,2023-03-10,,8806220001,"ДРОН, ВРЕМЯ ПОЛЕТА 1 Ч. 10 МИН.",XK,XK,RU,8
        e,2023-03-10,,8806220001,"drone, charging 20 min, ready in 5 min, flight 45/31 min",XK,XK,RU,16
        """,
        f'{ban("drones", "880622", "2023-03-01", "licence")}when = "endurance_min >= 30"\n',
    )
    case.run()
    found = {
        status: ids(case, control=f"XY:{status}")
        for status in ("licence", "unknown", "no_rule_loaded")
    }
    assert found == {"licence": ["b", "d"], "unknown": ["c", "e"], "no_rule_loaded": ["a"]}


def test_a_law_is_known_from_its_publication(lines: Callable[..., Case]) -> None:
    case = lines(TWO_DAYS, f"{ON_THE_FIRST}published = 2023-04-01\n")
    case.run(known_on=["2023-03-15"])
    assert ids(case, control="XY:prohibited") == ["b"]
    assert ids(case, control="XY:prohibited", known_on="2023-03-15") == []
    assert ids(case, control="XY:no_rule_loaded", known_on="2023-03-15") == ["a", "b"]
    with pytest.raises(CommandError, match="as the law was known on 2023-03-16") as refused:
        case.ask(control="XY:prohibited", known_on="2023-03-16")
    assert refused.value.hint.endswith("--known-on 2023-03-16")


def test_a_day_of_knowledge_stays_up_to_date(lines: Callable[..., Case]) -> None:
    case = lines(TWO_DAYS, ON_THE_FIRST)
    case.run(known_on=["2023-06-01"])
    listed(case, ban("helmets", "650610", "2023-02-01"))
    case.run()
    assert ids(case, control="XY:prohibited", known_on="2023-06-01") == ["a", "b"]


def test_questions_wait_until_run_has_seen_new_lines_and_lists(lines: Callable[..., Case]) -> None:
    case = lines(TWO_DAYS, ON_THE_FIRST)
    case.run()
    assert case.run().control.unchanged
    lines("c,2023-03-02,,650610,helmet,XK,XK,RU,30", name="more.csv")
    with pytest.raises(CommandError, match="have changed since the last run"):
        case.ask(control="XY:prohibited")
    case.run()
    assert ids(case, control="XY:prohibited") == ["b", "c"]
    listed(case, ban("helmets", "650610", "2023-03-02"))
    with pytest.raises(CommandError, match="have changed since the last run"):
        case.ask(control="XY:prohibited")


def test_a_changed_date_is_computed_again_for_what_it_touches_and_nothing_else(
    lines: Callable[..., Case],
) -> None:
    case = lines(
        f"{TWO_DAYS}\nd,2023-03-02,,8806220001,drone,XK,XK,RU,30\ne,2023-03-02,,0803900000,bananas,XK,XK,RU,3",
        ON_THE_FIRST,
    )
    first = case.run().control
    assert (first.n_combinations, first.n_computed) == (3, 3)
    listed(case, ban("helmets", "650610", "2023-02-28"))
    again = case.run().control
    assert (again.n_combinations, again.n_computed) == (3, 1)
    assert ids(case, control="XY:prohibited") == ["a", "b"]
    listed(case, ban("helmets", "650610", "2023-02-28"), ban("bananas", "0803", "2023-01-01"))
    assert case.run().control.n_computed == 1
    assert ids(case, control="XY:prohibited") == ["a", "b", "e"]


def test_answers_leave_with_any_source_and_the_case_stays_healthy(
    lines: Callable[..., Case], tmp_path: Path
) -> None:
    case = lines(TWO_DAYS, ON_THE_FIRST)
    lines("c,2023-03-02,,8806220001,drone flies 45 min,XK,XK,RU,30", name="more.csv")
    case.run()
    case.backup(tmp_path / "copy")
    assert ids(Case(type(case.folder)(tmp_path / "copy")), control="XY:prohibited") == ["b"]
    case.remove(["more.csv"])
    assert not any(case.folder.manifest().of(table) for table in DERIVED)
    case.run()
    case.purge(["lines.csv"], "a test")
    assert not any(case.folder.manifest().of(table) for table in DERIVED)
    assert [one.what for one in case.doctor() if not one.ok] == []


def test_a_gap_lies_between_one_law_s_ban_and_another_s_silence(lines: Callable[..., Case]) -> None:
    case = lines(
        """
        before,2023-02-28,,650610,helmet,CN,CN,RU,1
        after,2023-03-02,,650610,helmet,CN,CN,RU,2
        own,2023-03-02,,650610,helmet,XK,XK,RU,4
        trader,2023-03-02,,650610,helmet,CN,XK,RU,8
        elsewhere,2023-03-02,,650610,helmet,CN,CN,UA,16
        nobodys,2023-03-02,,650610,helmet,CN,,RU,32
        """,
        ON_THE_FIRST,
    )
    case.run()
    found = case.loophole(barred_by=["XY"])
    totals = {status: answer.total for status, answer in found.answers.items()}
    assert totals == {"not_controlled": None, "no_rule_loaded": 2, "unknown": 32}
    assert ids(case, loophole="XY:no_rule_loaded") == ["after"]
    lines("blank,2023-03-02,,650610,helmet,,CN,RU,64", name="more.csv")
    case.run()
    unknown = case.loophole(barred_by=["XY"]).answers["unknown"]
    steps = {one["step"]: one["n"] for one in unknown.bridge}
    assert (unknown.total, steps["law unknown"]) == (32, 1)


ITEMS = """
    Regime,Jurisdiction,Act,Code,From country,To country,Action,In force from,In force to,Complete from,Condition
    ZED,XK,Order 5,650610,,RU,prohibition,2023-03-01,2023-03-10,,
    ZED,XK,Order 5,8806,XK,,licence,2023-03-01,,2022-01-01,endurance_min >= 30
    ZED,XK,Order 5,0803,,Ruritania,prohibition,2023-03-01,,,
    ZED,XK,Order 5,9013,,RU,prohibition,2023-03-01,,,made for rifles
"""


def test_items_that_came_as_records_are_law_too(
    lines: Callable[..., Case], written: Written
) -> None:
    case = lines("""
        a,2023-02-28,,650610,helmet,XK,XK,RU,1
        b,2023-03-09,,650610,helmet,XK,XK,RU,2
        c,2023-03-10,,650610,helmet,XK,XK,RU,4
        d,2023-03-09,,8806220001,drone flies 45 min,XK,XK,KZ,8
        e,2023-03-09,,0803900000,bananas,XK,XK,RU,16
        f,2023-03-09,,9013100000,sight,XK,XK,RU,32
        g,2023-02-09,,8806220001,drone flies 45 min,XK,XK,KZ,64
    """)  # fmt: skip
    case.ingest([written("items.csv", ITEMS)], "control-list")
    done = case.run().control
    assert [(one["code"], one["why"]) for one in done.left_out] == [
        ("0803", "to_country could not be read")
    ]
    assert {status: ids(case, control=f"ZED:{status}") for status in
            ("prohibited", "licence", "unknown", "not_controlled", "no_rule_loaded")} == {
        "prohibited": ["b"],  # the end is the first day that no longer counts
        "licence": ["d"],
        "unknown": ["f"],  # a condition in words
        "not_controlled": ["g"],
        "no_rule_loaded": ["a", "c", "e"],
    }  # fmt: skip


AMISS = """
    Regime,Jurisdiction,Act,Code,HS edition,To country,Action,Published on,In force from,Condition
    ZED,XK,Order 6,650610,HS2022,RU,ban,,2023-03-01,
    ZED,XK,Order 6,845799,HS2022,RU,ban,,2023-03-01,
    ZED,XK,Order 6,845799,,RU,ban,,2023-03-01,
    ZED,XK,Order 6,8806,HS2017,RU,ban,,2023-03-01,
    ZED,XK,Order 6,845799,HS2002,RU,ban,,2003-03-01,
    ZED,XK,Order 6,845799,,RU,ban,,2003-03-01,
    ZED,XK,Order 6,9013,HS2022,RU,ban,,,
    ZED,XK,Order 6,9014,HS2022,RU,ban,2023-02-01,,
    ZED,XK,Order 6,8542,HS2022,RU,ban,,2023-03-01,civil > 2
"""
LEFT_OUT = [
    (3, "845799 never existed in HS2022"),
    (4, "845799 never existed in any edition"),
    (5, "8806 never existed in HS2017"),
    (8, "it states no first day"),
    (9, "it states no first day"),
]
"""Which codes HS2002 had is not at hand: lines 6 and 7 may be right."""


def test_items_that_cannot_bind_are_named_with_file_and_line(
    lines: Callable[..., Case], written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    case = lines("a,2023-03-09,,650610,helmet,XK,XK,RU,1")
    case.ingest([written("amiss.csv", AMISS)], "control-list")
    assert [(one["line_no"], one["field"]) for one in case.problems()] == [
        (8, "in_force_from"),
        (9, "in_force_from"),
    ]  # and "ban" is a word that the profile knows
    tidewaiter(["run", str(case.path)], standalone_mode=False)
    said = [" ".join(one.split()) for one in capsys.readouterr().out.splitlines()]
    told = [one for one in said if one.startswith("binds nobody")]
    assert [one.rpartition(": ")[2] for one in told] == [why for _, why in LEFT_OUT]
    assert [one.split(",")[:2] for one in told] == [
        ["binds nobody: amiss.csv", f" line {line}"] for line, _ in LEFT_OUT
    ]
    assert ids(case, control="ZED:prohibited") == ["a"]
    again = case.run().control
    assert (again.unchanged, [one["line_no"] for one in again.left_out]) == (
        True,
        [line for line, _ in LEFT_OUT],
    )


def test_one_question_of_law_names_the_items_that_cannot_bind(
    case: Case, written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    case.ingest([written("amiss.csv", AMISS)], "control-list")
    asked = ["--from", "XK", "--to", "RU", "--on", "2023-03-09", "--case", str(case.path), "--json"]
    tidewaiter(["controlled", "8457.10", *asked], standalone_mode=False)
    out, err = capsys.readouterr()
    assert "ZED" in {one["regime"] for one in json.loads(out)["regimes"]}
    assert [one.rpartition(": ")[2] for one in err.splitlines()] == [why for _, why in LEFT_OUT]
    assert err.startswith("binds nobody: amiss.csv, line 3, code 845799: ")


def test_a_day_that_is_none_is_no_next_change(
    case: Case, written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    case.ingest([written("amiss.csv", AMISS)], "control-list")
    asked = ["--from", "XK", "--to", "RU", "--on", "2023-03-09", "--case", str(case.path)]
    tidewaiter(["controlled", "9013.10", *asked], standalone_mode=False)
    assert "9999" not in capsys.readouterr().out
    silent, undated = (
        case.controlled(code, sent_from="XK", to="RU", on="2023-03-09").regime("ZED").standing
        for code in ("9015", "9014")
    )
    assert (silent.status, undated.status) == ("no_rule_loaded", "no_rule_loaded")


def test_an_item_over_a_fact_that_cannot_answer_asks_for_one_of_its_own(
    case: Case, written: Written
) -> None:
    case.ingest([written("amiss.csv", AMISS)], "control-list")
    found = case.controlled("8542", sent_from="XK", to="RU", on="2023-03-09").regime("ZED")
    assert found.standing.status == "unknown"
    assert [one.partition("/")[0] for one in found.standing.missing] == ["meets:item"]


def test_one_question_of_law_knows_the_items_of_its_case(
    case: Case, written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    case.ingest([written("items.csv", ITEMS)], "control-list")
    asked = {"sent_from": "XK", "to": "RU"}
    assert (
        case.controlled("650610", on="2023-03-01", **asked).regime("ZED").standing.status
        == "prohibited"
    )
    assert (
        case.controlled("650610", on="2023-03-10", **asked).regime("ZED").standing.status
        == "no_rule_loaded"
    )
    tidewaiter(["controls", str(case.path), "--json"], standalone_mode=False)
    listed = {
        one["regime"]: one["n_measures"] for one in json.loads(capsys.readouterr().out)["lists"]
    }
    assert listed["ZED"] == 3


def test_a_claim_may_ask_for_the_law(lines: Callable[..., Case], tmp_path: Path) -> None:
    case = lines(TWO_DAYS, ON_THE_FIRST)
    path = tmp_path / "claims.toml"
    path.write_text("""
        [[claim]]
        id = "x"
        text = "Helmets for 20 dollars were declared while a law of XY prohibited them."
        question = {control = "XY:prohibited", since = "2023-02", until = "2023-04"}
        expect = {value = "20"}
        verdict = "supported"
    """, encoding="utf-8")  # fmt: skip
    (waiting,) = case.check(path)
    assert (waiting.verdict, waiting.why) == (
        "insufficient", "control cannot be answered: which law bound the lines has not been looked up"
    )  # fmt: skip
    case.run()
    (found,) = case.check(path)
    assert (found.verdict, found.value) == ("supported", 20)


def test_diff_says_which_lines_and_claims_a_corrected_date_moved(
    lines: Callable[..., Case], tmp_path: Path
) -> None:
    case = lines(TWO_DAYS, ON_THE_FIRST)
    case.run()
    path = tmp_path / "claims.toml"
    path.write_text("""
        [[claim]]
        id = "both"
        text = "Helmets for 30 dollars were declared while a law of XY prohibited them."
        question = {control = "XY:prohibited", since = "2023-02", until = "2023-04"}
        expect = {value = "30"}
        verdict = "supported"
    """, encoding="utf-8")  # fmt: skip
    before = str(case.folder.manifest().ledger_seq)
    listed(case, ban("helmets", "650610", "2023-02-28"))
    case.run()
    found = case.diff(before, path)
    assert [dict(one) for one in found.lines.answers] == [
        {
            "regime": "XY",
            "before": "no_rule_loaded",
            "after": "prohibited",
            "n_lines": 1,
            "value_usd": 10,
        }
    ]
    assert (found.lines.n_came, found.lines.n_went, len(found.lines.lines)) == (0, 0, 1)
    ((old, new),) = found.claims
    assert (old.verdict, old.value, new.verdict, new.value) == ("contradicted", 20, "supported", 30)
    assert case.diff(str(case.folder.manifest().ledger_seq), path).claims == []


def test_a_run_that_a_broken_list_refuses_leaves_the_folder_as_it_was(
    lines: Callable[..., Case],
) -> None:
    case = lines(TWO_DAYS, ban("helmets", "659999", "2023-03-01"))
    before = {path: path.read_bytes() for path in case.path.rglob("*") if path.is_file()}
    with pytest.raises(ListError, match="659999 never existed in HS2022"):
        case.run()
    assert {path: path.read_bytes() for path in case.path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("word", ["ban", "prohibition"])
def test_a_profile_of_ones_own_may_say_either_word(
    word: str, case: Case, written: Written, tmp_path: Path
) -> None:
    profile = tmp_path / "own.toml"
    profile.write_text(f"""
        title = "Items, made up for tests"
        kind = "controls"
        source = "tests"
        licence = "none needed: invented"
        constants = {{ regime = "ZED", jurisdiction = "XK", action = "{word}" }}
        columns = {{ Code = "tariff_line", From = "in_force_from" }}
    """)
    case.ingest([written("own.csv", "Code,From\n650610,2023-03-01\n0803,2023-03-01")], profile)
    found = case.controlled("650610", sent_from="XK", to="RU", on="2023-03-09").regime("ZED")
    assert found.standing.status == "prohibited"
