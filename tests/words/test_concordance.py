"""How codes of several editions meet: families closed, conversions between their bounds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidewaiter.words.concordance import bounds, by_conversion, by_family, unknown_on
from tidewaiter.words.errors import CommandError
from tidewaiter.words.families import families
from tidewaiter.words.nomenclature import EDITIONS, codes_of

SPANS = (EDITIONS[1:], EDITIONS[:2], EDITIONS, EDITIONS[2:])
SLOW_AT_FIRST = settings(deadline=None, max_examples=50)  # the tables are read once
every_code = st.sampled_from(sorted(codes_of("HS2022") | codes_of("HS2017") | codes_of("HS2012")))


@SLOW_AT_FIRST
@given(every_code, st.sampled_from(SPANS), st.sampled_from([2, 4, 6]))
def test_a_family_holds_what_begins_as_asked(code: str, span: tuple[str, ...], digits: int) -> None:
    found = by_family((code[:digits],), span)
    assert set(span) <= set(found.editions)
    for edition in span:
        assert set(found.as_declared(edition)) <= set(found.codes(edition))
    assert found.narrow().counted <= found.counted


@SLOW_AT_FIRST
@given(every_code)
def test_every_code_of_a_family_has_that_family(code: str) -> None:
    for family in by_family((code,), EDITIONS).families:
        for edition, codes in family.codes.items():
            for each in codes:
                assert family in by_family((each,), EDITIONS).families, (edition, each)


@SLOW_AT_FIRST
@given(st.sampled_from(sorted(codes_of("HS2017"))), st.sampled_from([2, 4, 6]))
def test_a_conversion_lies_between_its_bounds(code: str, digits: int) -> None:
    found = by_conversion((code[:digits],), EDITIONS[1:])
    certain, possible = bounds(found)
    assert certain.counted <= found.counted <= possible.counted
    assert set(certain.codes("HS2017")) == set(possible.codes("HS2017"))


@pytest.mark.parametrize("span", SPANS)
def test_the_names_of_families_tell_them_apart(span: tuple[str, ...]) -> None:
    names = [family.name for family in families(span)]
    assert len(names) == len(set(names))


def test_a_code_that_no_edition_of_the_span_knows_widens_it_to_the_nearest_that_does() -> None:
    assert by_family(("8806",), ["HS2012"]).editions == EDITIONS
    assert by_family(("8806",), ["HS2017"]).editions == EDITIONS[1:]
    assert by_family(("852580",), ["HS2022"]).editions == EDITIONS[1:]


def test_whole_headings_are_of_a_family_and_parts_are_not() -> None:
    held = by_family(("8806",), EDITIONS[1:]).counted
    assert {("HS2022", "8806"), ("HS2017", "8806"), ("", "8806")} <= held
    assert not {("HS2017", "8802"), ("HS2022", "8802"), ("HS2022", "88")} & held  # 8802.60 is not


@pytest.mark.parametrize(
    ("code", "edition", "said"),
    [
        ("880622", "HS2022", ""),
        ("8806", "HS2012", "no code of HS2012, but of HS2022; its family then: 852580"),
        ("852580", "HS2022", "no code of HS2022, but of HS2012, HS2017; its family then: 852581"),
        ("880677", "HS2022", "no code of HS2022, nor of any edition"),
        ("998877", "HS2022", ""),
        ("880622", "HS2007", ""),
    ],
)
def test_what_is_said_of_a_code_of_another_day(code: str, edition: str, said: str) -> None:
    assert unknown_on(code, edition).startswith(said)
    assert bool(unknown_on(code, edition)) == bool(said)


def test_a_code_that_cannot_be_converted_says_to_what_it_would_be() -> None:
    with pytest.raises(CommandError, match="has no 880622") as refused:
        by_conversion(("880622",), EDITIONS[1:])
    assert "it is converted to 852580" in refused.value.hint
    with pytest.raises(CommandError, match="does not exist under HS2022"):
        by_conversion(("852580",), ["HS2022"])
