"""How many lines each regime gave which answer: what there is to ask about after `run`."""

from collections.abc import Mapping
from dataclasses import dataclass

from tidewaiter.ground.store import Store
from tidewaiter.law.covering import NEEDED
from tidewaiter.words.bundled import LIBRARY
from tidewaiter.words.statuses import STATUSES

_LINE_CASE = (LIBRARY / "law" / "line_case.sql").read_text(encoding="utf-8")
_COUNTED = "SELECT case_no, count(*) AS n FROM line_now GROUP BY case_no"
_BY_STATUS = """
    SELECT told.regime, told.status, CAST(sum(lines.n) AS BIGINT)
    FROM line_count AS lines JOIN control_status AS told ON told.case_no = lines.case_no
    GROUP BY told.regime, told.status
"""


_LACKING = """
    SELECT told.missing_facts, CAST(sum(lines.n) AS BIGINT)
    FROM line_count AS lines JOIN control_status AS told ON told.case_no = lines.case_no
    WHERE told.regime = $regime AND told.binds IS NULL AND told.possible IS NULL
        AND list_contains($needed, told.missing_facts)
    GROUP BY told.missing_facts ORDER BY told.missing_facts
"""


@dataclass(frozen=True, slots=True)
class Overview:
    """By regime the number of lines that count under each status; empty before `run`."""

    statuses: Mapping[str, Mapping[str, int]]
    lacking: Mapping[str, int]  # by field the lines that leave blank what every law needs
    synthetic: bool | str  # "mixed" where some sources of the case are


def overview(case: Store) -> Overview:
    """As the law is known today."""
    case.engine.view("line_now", _LINE_CASE)
    case.engine.keep("line_count", _COUNTED)
    counted = {(regime, status): n for regime, status, n in case.engine.rows(_BY_STATUS)}
    regimes = sorted({regime for regime, _ in counted})
    statuses = {
        regime: {one: counted[regime, one] for one in STATUSES if (regime, one) in counted}
        for regime in regimes
    }
    values = {"regime": next(iter(regimes), ""), "needed": [*NEEDED, "declared_on"]}
    lacking = {str(name): int(n) for name, n in case.engine.rows(_LACKING, values)}
    kinds = {bool(one["synthetic"]) for one in case.sources()}
    return Overview(statuses, lacking, "mixed" if len(kinds) > 1 else True in kinds)
