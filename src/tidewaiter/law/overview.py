"""How many lines each regime gave which answer: what there is to ask about after `run`."""

from collections.abc import Mapping
from dataclasses import dataclass

from tidewaiter.ground.store import Store
from tidewaiter.words.bundled import LIBRARY
from tidewaiter.words.statuses import STATUSES

_LINE_CASE = (LIBRARY / "law" / "line_case.sql").read_text(encoding="utf-8")
_BY_STATUS = """
    WITH lines AS (SELECT case_no, count(*) AS n FROM line_now GROUP BY case_no)
    SELECT told.regime, told.status, CAST(sum(lines.n) AS BIGINT)
    FROM lines JOIN control_status AS told ON told.case_no = lines.case_no
    GROUP BY told.regime, told.status
"""


@dataclass(frozen=True, slots=True)
class Overview:
    """By regime the number of lines that count under each status; empty before `run`."""

    statuses: Mapping[str, Mapping[str, int]]
    synthetic: bool | str  # "mixed" where some sources of the case are


def overview(case: Store) -> Overview:
    """As the law is known today."""
    case.engine.view("line_now", _LINE_CASE)
    counted = {(regime, status): n for regime, status, n in case.engine.rows(_BY_STATUS)}
    regimes = sorted({regime for regime, _ in counted})
    statuses = {
        regime: {one: counted[regime, one] for one in STATUSES if (regime, one) in counted}
        for regime in regimes
    }
    kinds = {bool(one["synthetic"]) for one in case.sources()}
    return Overview(statuses, "mixed" if len(kinds) > 1 else True in kinds)
