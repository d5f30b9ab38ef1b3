"""Verdicts: supported, contradicted or insufficient, with the number and the reason."""

import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from tests.conftest import EXAMPLES, HEADER

from tidewaiter.case import Case
from tidewaiter.evidence.verdicts import Verdict
from tidewaiter.words.errors import CommandError

Written = Callable[[str, str], Path]


CLAIM = """
[[claim]]
id = "x"
text = "…"
question = {{{question}}}
expect = {{{expect}}}
verdict = "supported"
"""


@pytest.fixture
def claimed(case: Case, profile: Path, written: Written, tmp_path: Path) -> Callable[..., Verdict]:
    """A case of three months (January, February, April 2022) and one claim about it."""
    case.ingest([written("t.csv", f"""
        {HEADER}
        a,2022-01-10,8806220000,drone,CN,RU,Altan,10,5,pcs,,,100,IM
        b,2022-02-10,8806220000,drone,CN,RU,Altan,20,6,pcs,,,344.8,IM
        c,2022-04-10,8806220000,drone,CN,RU,Altan,20,6,pcs,,,1,IM
    """)], profile)  # fmt: skip

    def verdict(expect: str, question: str = 'since = "2022-01", until = "2022-03"') -> Verdict:
        path = tmp_path / "claims.toml"
        path.write_text(CLAIM.format(question=question, expect=expect))
        (found,) = case.check(path)
        return found

    return verdict


MISSING = 'since = "2022-01", until = "2022-05"'
GROWTH = 'since = "2022-02", until = "2022-03", compare = "previous_period"'


@pytest.mark.parametrize(
    ("expect", "question", "verdict"),
    [
        ('value = "444.8"', "", "supported"),
        ('value = "445"', "", "supported"),
        ('value = "444"', "", "contradicted"),
        ('value = "4e2"', "", "supported"),
        ('value = "> 444"', "", "supported"),
        ('value = "> 444.8"', "", "contradicted"),
        ('value = ">= 444.8"', "", "supported"),
        ('value = "< 500"', "", "supported"),
        ('change = "2.448"', GROWTH, "supported"),
        ('change = "2.45"', GROWTH, "supported"),
        ('change = "2.4"', GROWTH, "supported"),
        ('change = "2.5"', GROWTH, "contradicted"),
        ('ratio = "3.448"', GROWTH, "supported"),
        # March is missing: a lower bound supports "more than" and nothing else
        ('value = "> 400"', MISSING, "supported"),
        ('value = "> 500"', MISSING, "insufficient"),
        ('value = "< 500"', MISSING, "insufficient"),
        ('value = "< 400"', MISSING, "contradicted"),
        ('value = "500"', MISSING, "insufficient"),
        ('value = "400"', MISSING, "contradicted"),
        ('change = "1"', MISSING + ', compare = "same_months_last_year"', "insufficient"),
        ('value = "1"', 'since = 2022, until = 2023, by = ["month"]', "insufficient"),
        ('value = "1"', 'gods = "drones"', "refused"),
        ('value = "1"', 'dispatch = "CN"', "insufficient"),
        ('ratio = "> 1"', 'since = "2022-04", until = "2022-05", compare = "previous_period"', "insufficient"),
        ('value = "0"', 'measure = "n_lines", importer = "nobody"', "insufficient"),
        ('value = "0"', 'measure = "n_lines", importer = "nobody", since = "2022-01", until = "2022-03"', "supported"),
    ],
)  # fmt: skip
def test_verdicts(
    claimed: Callable[..., Verdict], expect: str, question: str, verdict: str
) -> None:
    asked = (question,) if question else ()
    if verdict == "refused":
        with pytest.raises(CommandError, match="no field gods"):
            claimed(expect, *asked)
        return
    found = claimed(expect, *asked)
    assert found.verdict == verdict
    assert found.why


def test_a_lower_bound_has_no_upper_one(claimed: Callable[..., Verdict]) -> None:
    found = claimed('value = "> 400"', MISSING)
    assert (found.low, found.high) == (Decimal("445.8"), None)
    assert "1 month is missing (2022-03)" in found.why


def test_lines_that_could_not_be_split_leave_a_sum_a_lower_bound(
    case: Case, profile: Path, written: Written, tmp_path: Path
) -> None:
    line = "a,2022-01-10,8806220000,drone,CN,RU,Altan,10,5,pcs,,,100,IM"
    case.ingest([written("t.csv", f"{HEADER}\n{line}\nb,2022-01-11,only three")], profile)
    claims = tmp_path / "claims.toml"
    question = 'since = "2022-01", until = "2022-02"'
    claims.write_text(CLAIM.format(question=question, expect='value = "< 150"'))
    (found,) = case.check(claims)
    assert found.verdict == "insufficient"
    assert "1 line could not be split" in found.why


def test_a_number_without_quotes_has_lost_its_digits(claimed: Callable[..., Verdict]) -> None:
    with pytest.raises(CommandError, match="digits are lost"):
        claimed("value = 3.448")


def test_five_published_claims_hold_and_the_altered_one_does_not(bundled: Case) -> None:
    verdicts = {one.claim.id: one.verdict for one in bundled.check(EXAMPLES / "claims.toml")}
    assert sorted(verdicts.values()) == ["contradicted", *["supported"] * 5]
    assert verdicts["kyrgyzstan-2022-altered"] == "contradicted"


@pytest.mark.parametrize(("expected", "code"), [("contradicted", 0), ("supported", 1)])
def test_check_exits_1_when_a_verdict_is_not_the_one_the_file_expects(
    bundled: Case, tmp_path: Path, expected: str, code: int
) -> None:
    claims = tmp_path / "claims.toml"
    claims.write_text(
        (EXAMPLES / "claims.toml").read_text().replace('"contradicted"', f'"{expected}"')
    )
    command = [
        sys.executable,
        "-m",
        "tidewaiter",
        "check",
        str(bundled.path),
        str(claims),
        "--json",
    ]
    assert subprocess.run(command, capture_output=True, check=False).returncode == code


def test_an_opinion_names_no_question_and_is_not_checkable(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "claims.toml"
    path.write_text('[[claim]]\nid = "x"\ntext = "An excuse."\nverdict = "not_checkable"\n')
    (found,) = case.check(path)
    assert (found.verdict, found.value, found.as_expected) == ("not_checkable", None, True)


def test_a_claim_that_is_to_be_supported_needs_a_question(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "claims.toml"
    path.write_text('[[claim]]\nid = "x"\ntext = "It rose."\nverdict = "supported"\n')
    with pytest.raises(CommandError, match="claim x: it lacks question, expect"):
        case.check(path)


CONVERTED = 'hs = "8525.80", concordance = "converted", since = "2021-12", until = "2022-02"'


@pytest.mark.parametrize(
    ("expect", "verdict"),
    [
        ('value = ">= 7"', "supported"),  # 7 as cameras for certain, and perhaps 100 of drones
        ('value = "<= 107"', "supported"),
        ('value = "> 50"', "insufficient"),
        ('value = "107"', "insufficient"),
        ('value = "> 107"', "contradicted"),
        ('value = "108"', "contradicted"),
        ('value = "6"', "contradicted"),
    ],
)
def test_a_bounded_number_decides_only_what_holds_between_its_ends(
    case: Case, profile: Path, written: Written, tmp_path: Path, expect: str, verdict: str
) -> None:
    case.ingest([written("t.csv", f"""
        {HEADER}
        a,2021-12-10,8525800000,camera,CN,RU,Altan,10,5,pcs,,,7,IM
        b,2022-01-10,8806220000,drone,CN,RU,Altan,20,6,pcs,,,100,IM
    """)], profile)  # fmt: skip
    path = tmp_path / "claims.toml"
    path.write_text(CLAIM.format(question=CONVERTED, expect=expect))
    (found,) = case.check(path)
    assert (found.verdict, found.low, found.value, found.high) == (verdict, 7, 107, 107)


@pytest.mark.parametrize(
    ("expect", "concordance", "verdict"),
    [
        ('change = "0.5"', "as_declared", "supported_with_scope"),  # a recode, and no growth
        ('change = "0"', "as_declared", "supported_with_scope"),
        ('change = "2"', "as_declared", "contradicted"),
        ('ratio = ">= 1"', "as_declared", "supported"),
        ('change = "0"', "family", "supported"),
        ('change = "0.5"', "family", "contradicted"),
        ('value = "150"', "as_declared", "supported"),
    ],
)
def test_a_surge_that_is_a_recode_is_supported_within_its_scope_only(
    case: Case, profile: Path, written: Written, tmp_path: Path, expect: str, concordance: str, verdict: str
) -> None:  # fmt: skip
    case.ingest([written("t.csv", f"""
        {HEADER}
        a,2021-12-10,880240,aircraft,CN,RU,Altan,10,5,pcs,,,100,IM
        b,2021-12-10,852580,drone,CN,RU,Altan,20,6,pcs,,,50,IM
        c,2022-01-10,880240,aircraft,CN,RU,Altan,10,5,pcs,,,100,IM
        d,2022-01-10,880622,drone,CN,RU,Altan,20,6,pcs,,,50,IM
    """)], profile)  # fmt: skip
    asked = 'hs = "88", since = "2022-01", until = "2022-02", compare = "previous_period"'
    question = f'{asked}, concordance = "{concordance}"'
    path = tmp_path / "claims.toml"
    path.write_text(CLAIM.format(question=question, expect=expect))
    (found,) = case.check(path)
    assert found.verdict == verdict
    assert ("on families" in found.why) == (verdict == "supported_with_scope")
