"""Converted codes: one older code for each newer one, between what lies there for certain and what possibly does.

No weights are known, so the interval is all that can be said: from the rows whose every link lies in
the asked codes to all that have a link there, those of hubs too.
"""

from dataclasses import replace

from tidewaiter.ground.store import Store
from tidewaiter.questions.answer import Value
from tidewaiter.questions.beside import Beside, key, told, withheld
from tidewaiter.questions.cube import Cube
from tidewaiter.questions.levels import Levels
from tidewaiter.questions.question import Question
from tidewaiter.questions.recoded import sentences
from tidewaiter.questions.selecting import select
from tidewaiter.words.concordance import bounds
from tidewaiter.words.hs import EDITIONS, first_day


def bounded(
    store: Store,
    question: Question,
    cube: Cube,
    base: Question | None,
    values: list[Value],
    levels: Levels | None,
) -> Beside:
    """The interval of every value and of the total; a change only where both sides are certain."""
    assert question.codes is not None
    sides = []
    for codes in bounds(question.codes):
        side = select(store, replace(question, codes=codes), levels, side="bound_").cube(store)
        sides.append(
            ({key(one): one.value for one in side.split_like(cube).values()}, side.total())
        )
    (low, least), (high, most) = sides
    keys = dict.fromkeys([*map(key, values), *high])
    by = cube.groups()
    shown = [
        {"by": dict(zip(by, one, strict=True)), "low": low.get(one) or 0, "high": high.get(one)}
        for one in keys
    ]
    open_ends = {one for one in keys if low.get(one) != high.get(one)}
    is_oldest = base is None or _lies_in(base, question.codes.editions[0])
    found = [withheld(one) if key(one) in open_ends or not is_oldest else one for one in values]
    notes = sentences(question.codes)
    if found != values:
        notes.append("no change is given: what lies under converted codes is only bounded")
    interval = (least or 0, most) if cube.adds() and most is not None else None
    return Beside(found, told(question, values=shown), notes, interval)


def _lies_in(question: Question, edition: str) -> bool:
    """Whether a period ends before the next edition begins: nothing in it is converted."""
    later = [start for start, _ in EDITIONS if start > first_day(edition)]
    return question.until is not None and (not later or question.until <= min(later))
