"""Which lines the law tells another answer than in an earlier state of the case.

Both states hold their answers by combination; pairs of an old and a new case are few, however many
lines there are. Lines that only one state holds have not moved: they came or went.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tidewaiter.ground.manifest import Manifest
from tidewaiter.ground.store import Store, show_tables
from tidewaiter.words.bundled import LIBRARY
from tidewaiter.words.errors import CommandError

_LINE_CASE = (LIBRARY / "law" / "line_case.sql").read_text(encoding="utf-8")
_ANSWERS = "SELECT case_no, regime, status FROM control_status"
_MOVED = """
    WITH pair AS (
        SELECT before.case_no AS old_no, after.case_no AS new_no, count(*) AS n_lines, sum(after.value_usd) AS value_usd
        FROM line_before AS before
        JOIN line_after AS after ON after.row_id = before.row_id AND after.part_no = before.part_no
        GROUP BY ALL
    )
    SELECT
        coalesce(old.regime, new.regime) AS regime, old.status AS before, new.status AS after,
        CAST(sum(pair.n_lines) AS BIGINT) AS n_lines, CAST(sum(pair.value_usd) AS DECIMAL(38, 2)) AS value_usd
    FROM pair
    JOIN answer_before AS old ON old.case_no = pair.old_no
    LEFT JOIN answer_after AS new  -- no partner: no list of the regime is loaded any more
        ON new.case_no = pair.new_no AND new.regime = old.regime
    WHERE old.status IS DISTINCT FROM new.status
    GROUP BY ALL ORDER BY ALL
"""
_LINES = """
    SELECT after.row_id, after.part_no, old.regime, old.status AS before, new.status AS after
    FROM line_before AS before
    JOIN line_after AS after ON after.row_id = before.row_id AND after.part_no = before.part_no
    JOIN answer_before AS old ON old.case_no = before.case_no
    LEFT JOIN answer_after AS new ON new.case_no = after.case_no AND new.regime = old.regime
    WHERE old.status IS DISTINCT FROM new.status
    ORDER BY ALL LIMIT $most
"""

_CAME = """
    SELECT count(*) FROM line_after AS after
    ANTI JOIN line_before AS before ON before.row_id = after.row_id AND before.part_no = after.part_no
"""
_WENT = """
    SELECT count(*) FROM line_before AS before
    ANTI JOIN line_after AS after ON after.row_id = before.row_id AND after.part_no = before.part_no
"""


@dataclass(frozen=True, slots=True)
class Moved:
    """By regime and answers before and after, how many lines moved; the first of them; who came or went."""

    answers: Sequence[Mapping[str, Any]]
    lines: Sequence[Mapping[str, Any]]
    n_came: int
    n_went: int


def moved(case: Store, earlier: Manifest, most: int) -> Moved:
    """What moved between an earlier state and the one that is open."""
    for state in (earlier, case.manifest):
        if state.of("declaration_line") and not state.of("control_case"):
            what = "one of the two states does not say which law bound its lines"
            raise CommandError(what, "name a state that `run` made: tidewaiter log CASE")
    engine = case.engine
    for state, name in ((earlier, "before"), (case.manifest, "after")):
        show_tables(engine, case.folder, state)
        engine.keep(f"line_{name}", _LINE_CASE)
        engine.keep(f"answer_{name}", _ANSWERS)
    return Moved(
        engine.records(_MOVED),
        engine.records(_LINES, {"most": most}),
        int(engine.rows(_CAME)[0][0]),
        int(engine.rows(_WENT)[0][0]),
    )
