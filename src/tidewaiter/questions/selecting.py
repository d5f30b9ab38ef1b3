"""The rows of one question, picked and placed on their levels: what every number is added up from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from tidewaiter.ground.store import Store
from tidewaiter.questions.cells import pick_cells
from tidewaiter.questions.choosing import choose
from tidewaiter.questions.controlled import check_ready
from tidewaiter.questions.cube import Cube
from tidewaiter.questions.fields import DECLARATIONS
from tidewaiter.questions.levels import Levels, flag_axes, step
from tidewaiter.questions.lines import pick_lines
from tidewaiter.questions.question import Question
from tidewaiter.questions.standing import source_numbers


@dataclass(frozen=True, slots=True)
class Selection:
    """The rows of one question: where they can be read, on which levels."""

    question: Question
    rows: exp.Query  # row_id, part_no, groups, addend, step …
    values: Mapping[str, Any]
    levels: Levels | None
    side: str = ""

    def cube(self, store: Store) -> Cube:
        """Its rows added up."""
        return Cube.of(store.engine, self.question, self.rows, self.values, self.side)


def select(
    store: Store, question: Question, levels: Levels | None = None, side: str = ""
) -> Selection:
    """Pick the rows of a settled question; `levels` holds a comparison to the same ones."""
    check_ready(store, question)
    asked = question.filters.get("source", ())
    numbers = source_numbers(asked, store.sources()) if asked else None
    pick = pick_lines if question.of == DECLARATIONS else pick_cells
    picked = pick(store.engine, question, numbers, side)
    for name, table in picked.given.items():
        store.engine.table(name, table)
    if question.of == DECLARATIONS:
        return Selection(question, picked.select, picked.values, None, side)
    store.engine.keep(f"{side}candidate", picked.select, picked.values)
    flag_axes(store.engine, question, side)
    chosen = levels or choose(store.engine, question, side)
    steps = exp.alias_(step(question, chosen), "step")
    return Selection(question, exp.select("*", steps).from_(f"{side}leveled"), {}, chosen, side)
