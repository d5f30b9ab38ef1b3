"""What is otherwise than in an earlier state of the case: the law's answers to lines, verdicts on claims.

A list whose date was put right changes answers without a line having changed; a sentence that rested
on them must be looked at again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tidewaiter.evidence.claims import Claim
from tidewaiter.evidence.verdicts import Verdict, check
from tidewaiter.ground import store
from tidewaiter.ground.folder import CaseFolder
from tidewaiter.law.moved import Moved, moved


@dataclass(frozen=True, slots=True)
class Difference:
    """Lines whose answer moved, and claims whose verdict or number did; each before and after."""

    since: str
    lines: Moved
    claims: Sequence[tuple[Verdict, Verdict]]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "since": self.since,
            "n_came": self.lines.n_came,
            "n_went": self.lines.n_went,
            "control": [dict(one) for one in self.lines.answers],
            "lines": [dict(one) for one in self.lines.lines],
            "claims": [_claim(*one) for one in self.claims],
        }


def difference(folder: CaseFolder, since: str, claims: Sequence[Claim], most: int) -> Difference:
    """Against a state by its id or the number of its event; at most so many lines one by one."""
    earlier = folder.state(since)
    with store.opened(folder, earlier) as before:
        then = check(before, claims)
    with store.opened(folder) as case:
        now = check(case, claims)
        lines = moved(case, earlier, most)
    pairs = zip(then, now, strict=True)
    return Difference(
        earlier.id, lines, [pair for pair in pairs if _told(pair[0]) != _told(pair[1])]
    )


def _told(one: Verdict) -> tuple[object, ...]:
    return one.verdict, one.value, one.low, one.high


def _claim(before: Verdict, after: Verdict) -> Mapping[str, Any]:
    return {
        "id": before.claim.id,
        "text": before.claim.text,
        "before": {"verdict": before.verdict, "value": before.value, "why": before.why},
        "after": {"verdict": after.verdict, "value": after.value, "why": after.why},
    }
