"""Families over a change of edition: whole, the same both ways, and never a fifth of the nomenclature."""

from collections import Counter
from itertools import pairwise

import pytest

from tidewaiter.words.families import (
    conversion,
    families,
    family_of,
    hubs,
    leaks,
    links,
    spanning,
)
from tidewaiter.words.nomenclature import EDITIONS, codes_of

SINCE_2017 = EDITIONS[1:]
SPANS = (SINCE_2017, EDITIONS[:2], EDITIONS)


def test_the_families_of_2017_and_2022_have_at_most_66_codes_and_most_have_two() -> None:
    sizes = Counter(family.n_codes for family in families(SINCE_2017))
    print(sorted(sizes.items()))
    assert max(sizes) == 66
    assert sizes[2] == 5097 and sizes[2] > 0.97 * sizes.total()


def test_a_third_edition_makes_them_wider() -> None:
    assert max(family.n_codes for family in families(EDITIONS[:2])) == 34
    assert max(family.n_codes for family in families(EDITIONS)) == 104
    assert family_of("880622", "HS2022", EDITIONS).n_codes == 32


def test_fifteen_hubs_are_cut_and_no_other_code_is_near() -> None:
    assert sorted(hubs("HS2022", "HS2017")) == [
        "852411", "852412", "852419", "852491", "852492", "852499", "852990", "854151", "854159",
        "854921", "854929", "854931", "854939", "854991", "854999",
    ]  # fmt: skip
    counted = Counter(link.newer for link in links("HS2022", "HS2017"))
    assert sorted(counted.values())[-16] == 16


def test_drones_were_cameras_and_aircraft() -> None:
    family = family_of("880622", "HS2022", SINCE_2017)
    assert family.codes["HS2017"] == (
        "852580", "880211", "880212", "880220", "880230", "880240"
    )  # fmt: skip
    assert {code[:4] for code in family.codes["HS2022"]} == {"8525", "8802", "8806"}
    assert family_of("852580", "HS2017", SINCE_2017) is family


@pytest.mark.parametrize("editions", SPANS)
def test_every_code_is_in_one_family_and_no_link_that_was_kept_leaves_it(
    editions: tuple[str, ...],
) -> None:
    each = [
        (e, code) for family in families(editions) for e in editions for code in family.codes[e]
    ]
    assert Counter(each) == Counter((e, code) for e in editions for code in codes_of(e))
    for older, newer in pairwise(editions):
        apart = [
            link
            for link in links(newer, older)
            if family_of(link.newer, newer, editions) is not family_of(link.older, older, editions)
        ]
        assert {link.newer for link in apart} <= set(hubs(newer, older))
        assert not any(link.official for link in apart)


@pytest.mark.parametrize("editions", SPANS)
def test_a_link_that_was_cut_is_a_leak_of_both_families(editions: tuple[str, ...]) -> None:
    for older, newer in pairwise(editions):
        for link in links(newer, older)[::97]:
            ours = family_of(link.newer, newer, editions)
            theirs = family_of(link.older, older, editions)
            if ours is not theirs:
                assert any(
                    one.code == link.newer and link.older in one.codes for one in leaks([ours])
                )
                assert any(
                    one.code == link.newer and link.older in one.codes for one in leaks([theirs])
                )
                assert not any(
                    link.older in one.codes
                    for one in leaks([ours, theirs])
                    if one.code == link.newer
                )


def test_a_conversion_gives_every_newer_code_one_older_one() -> None:
    for newer, older in (("HS2022", "HS2017"), ("HS2017", "HS2012"), ("HS2022", "HS2012")):
        assert set(conversion(newer, older)) == codes_of(newer)
        assert set(conversion(newer, older).values()) <= codes_of(older)


def test_what_lies_between_two_editions_belongs_to_their_span() -> None:
    assert spanning(["HS2022", "HS2012"]) == EDITIONS
    assert spanning(["HS2022"]) == ("HS2022",)
    assert {family.n_codes for family in families(("HS2022",))} == {1}
