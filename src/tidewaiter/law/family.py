"""A code on a day on which it did not exist: the codes that its goods were, or came to be, under."""

from datetime import date

from tidewaiter.words.families import family_of, spanning
from tidewaiter.words.hs import edition_on
from tidewaiter.words.nomenclature import (
    EDITIONS,
    OF_EACH_COUNTRY,
    SIX,
    beginning_with,
    editions_with,
    exists,
)


def code_exists(code: str, day: date) -> bool:
    """Whether the edition of the day knows the code; before the oldest that is at hand, whether that one does.

    >>> [code_exists("880622", date(year, 6, 15)) for year in (2010, 2021, 2022)]
    [False, False, True]
    """
    edition = edition_on(day)
    if edition is None or code.startswith(OF_EACH_COUNTRY):
        return True
    return exists(code, edition if edition in EDITIONS else EDITIONS[0])


def family_on(code: str, day: date) -> tuple[str, tuple[str, ...]] | None:
    """The edition of a day and its codes in the family of a code that only other editions know.

    No code, where all links of the code are of hubs and cut: then its family is not known.

    >>> family_on("880622", date(2021, 6, 1))[1][:3], family_on("854150", date(2023, 3, 15))
    (('852580', '880211', '880212'), ('HS2022', ()))
    """
    edition = edition_on(day)
    known = editions_with(code[:SIX])
    if edition not in EDITIONS or not known:
        return None
    of = known[0] if known[0] > edition else known[-1]  # the nearest one that knows it
    span = spanning([of, edition])
    families = [family_of(own, of, span) for own in beginning_with(code[:SIX], of)]
    codes = dict.fromkeys(each for family in families for each in family.codes[edition])
    return edition, tuple(codes)
