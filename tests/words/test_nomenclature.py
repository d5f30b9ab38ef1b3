"""Which codes an edition knows, and what it calls them."""

import pytest

from tidewaiter.words.nomenclature import EDITIONS, beginning_with, codes_of, exists, text_of


@pytest.mark.parametrize(
    ("code", "editions"),
    [
        ("01", ["HS2012", "HS2017", "HS2022"]),
        ("8806", ["HS2022"]),
        ("880622", ["HS2022"]),
        ("852580", ["HS2012", "HS2017"]),
        ("852589", ["HS2022"]),
        ("854231", ["HS2012", "HS2017", "HS2022"]),
        ("88062", []),  # no level of the system
        ("999999", []),  # "not specified", which is no code
        ("9901", []),
    ],
)
def test_a_code_is_known_to_its_own_editions_only(code: str, editions: list[str]) -> None:
    assert [edition for edition in EDITIONS if exists(code, edition)] == editions


def test_every_subheading_stands_under_a_heading_and_a_chapter_with_a_text() -> None:
    for edition in EDITIONS:
        assert all(exists(code[:4], edition) for code in codes_of(edition))
        assert all(exists(code[:2], edition) for code in codes_of(edition))
        assert all(text_of(code, edition) for code in codes_of(edition))


def test_a_prefix_names_the_subheadings_below_it_and_no_others() -> None:
    assert beginning_with("88069", "HS2022")[::4] == ("880691", "880699")
    assert beginning_with("8806", "HS2017") == ()
    assert beginning_with("8806220001", "HS2022") == ("880622",)
    assert len(beginning_with("", "HS2022")) == 5612
