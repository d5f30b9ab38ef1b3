"""The loophole value: trade that one jurisdiction barred, and the exporter's own law did not control.

Three answers to one question, told side by side and never added: what was certainly free to go, what no
loaded rule spoke of, and what may have been free if facts were known. Each is a question of its own, so
`rows` with the same `loophole` gives the lines behind it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tidewaiter.ground.store import Store
from tidewaiter.questions.answer import Answer
from tidewaiter.questions.ask import ask
from tidewaiter.questions.controlled import LOOPHOLE
from tidewaiter.questions.fields import DECLARATIONS
from tidewaiter.questions.question import Question
from tidewaiter.questions.standing import synthetic_of
from tidewaiter.words.errors import CommandError
from tidewaiter.words.places import is_group
from tidewaiter.words.statuses import IN_THE_GAP, NOT_CONTROLLED


@dataclass(frozen=True, slots=True)
class Loophole:
    """The answers by status, and from which day each regime named each product that some law barred."""

    barred_by: tuple[str, ...]  # none: any loaded law
    answers: Mapping[str, Answer]
    first_covered: Sequence[Mapping[str, Any]]
    synthetic: bool | str

    @property
    def value(self) -> Answer:
        """The loophole value itself."""
        return self.answers[NOT_CONTROLLED]

    def rows(self) -> list[dict[str, Any]]:
        """One row a group, with the value and its companions side by side."""
        found: dict[tuple[Any, ...], dict[str, Any]] = {}
        for status, answer in self.answers.items():
            for one in answer.values:
                key = tuple(one.by.values())
                row = found.setdefault(key, {"by": dict(one.by), **dict.fromkeys(IN_THE_GAP)})
                row[status] = {"value": one.value, "n_lines": one.n_lines}
        return [found[key] for key in sorted(found, key=lambda key: [str(one) for one in key])]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "barred_by": list(self.barred_by),
            "values": self.rows(),
            "totals": {status: one.total for status, one in self.answers.items()},
            "unit": self.value.unit,
            "first_covered": [dict(one) for one in self.first_covered],
            "answers": {status: one.as_dict() for status, one in self.answers.items()},
            "synthetic": self.synthetic,
        }


def loophole(store: Store, asked: Question, barred_by: Sequence[str] = ()) -> Loophole:
    """The loophole value of a question, by its groups; `barred_by` names the regimes that count."""
    if LOOPHOLE in asked.filters or asked.compare or asked.versus:
        raise CommandError(
            "loophole asks for all three of its answers, and compares them with nothing",
            "leave --loophole, --compare and --versus out; ask takes them",
        )
    regimes = tuple(sorted({one.strip().upper() for one in barred_by}))
    about = replace(asked, of=DECLARATIONS)
    answers = {one: ask(store, _in_gap(about, one, regimes)) for one in IN_THE_GAP}
    found = [one.synthetic for one in answers.values()]
    synthetic = found[0] if len(set(found)) == 1 else synthetic_of(store.sources())
    return Loophole(regimes, answers, _first_covered(store, asked), synthetic)


def _in_gap(asked: Question, status: str, regimes: Sequence[str]) -> Question:
    values = tuple(f"{one}:{status}" for one in regimes) or (status,)
    return replace(asked, filters={**asked.filters, LOOPHOLE: values})


_FIRST_COVERED = """
    WITH barred AS (
        SELECT DISTINCT held.tariff_line, held.destination
        FROM control_case AS held
        JOIN control_status AS own ON own.case_no = held.case_no
        WHERE own.own_status = 'prohibited' AND held.known_on IS NOT DISTINCT FROM $known_on
    )
    SELECT DISTINCT held.tariff_line, held.destination, told.regime, told.first_covered_on
    FROM barred
    JOIN control_case AS held
        ON held.tariff_line = barred.tariff_line AND held.destination = barred.destination
    JOIN control_status AS told ON told.case_no = held.case_no
    WHERE told.first_covered_on IS NOT NULL AND held.known_on IS NOT DISTINCT FROM $known_on
        AND (len($hs) = 0 OR len(list_filter($hs, lambda one: starts_with(held.tariff_line, one))) > 0)
        AND (len($destination) = 0 OR list_contains($destination, held.destination))
    ORDER BY ALL
"""


def _first_covered(store: Store, asked: Question) -> list[dict[str, Any]]:
    """By product, destination and regime: first day from which the whole code was named.

    Of every product that some law barred to its own exporters, whatever the answer of the exporter's.
    """
    places = asked.filters.get("destination", ())
    values = {
        "known_on": asked.known_on,
        "hs": [*asked.filters.get("hs", ()), *asked.filters.get("tariff_line", ())],
        "destination": [] if any(map(is_group, places)) else list(places),
    }
    return store.engine.records(_FIRST_COVERED, values)
