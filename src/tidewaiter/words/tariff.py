"""The Common Customs Tariff of the Eurasian Economic Union in Russian: ten-digit lines under HS subheadings.

Russia, Belarus, Kazakhstan, Armenia and Kyrgyzstan declare by it. It is the text in force under the HS
of 2022; what an earlier tariff said is not in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tidewaiter.words.nomenclature import read_rows

_WHOLE = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the tariff; its text from the heading down."""

    code: str
    text: str
    unit: str  # supplementary unit, as the tariff writes it
    chapter_edition: str  # day of the edition of its chapter


def lines_under(code: str) -> Iterator[Line]:
    """The ten-digit lines that begin so.

    >>> [(line.code, line.text, line.unit) for line in lines_under("8806210001")]
    [('8806210001', 'Беспилотные летательные аппараты – прочие, только с дистанционным управлением полетом – \
с максимальной взлетной массой не более 250 г – гражданские', 'шт')]
    """
    for own, (_, _, _, unit, edition) in _rows().items():
        if len(own) == _WHOLE and own.startswith(code):
            yield Line(own, " – ".join(_down_to(own)), unit, edition)


def _down_to(code: str) -> Iterator[str]:
    """What the heading, each dash line and the code itself say."""
    parent, context, text, _, _ = _rows()[code]
    if parent in _rows():
        yield from _down_to(parent)
    yield from (one for one in (context, text) if one)


@cache
def _rows() -> dict[str, list[str]]:
    """By code: its parent, the dash lines without a code between them, text, unit, edition."""
    return {code: rest for code, *rest in read_rows("tnved-ru.csv.gz")}
