"""Claims: a sentence, who said it, and the question whose answer decides; none for an opinion.

A claims file is TOML, one `[[claim]]` a sentence. Its author writes down the verdict they
expect; a check that comes out otherwise is what they want to be told.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tidewaiter.evidence.expectation import Expectation, read_expectation
from tidewaiter.questions.question import Question, parse
from tidewaiter.words.errors import CommandError, TidewaiterError

_TOML_HINT = (
    'texts, and months such as "2022-06", stand in quotes; what is inside { } stays on one line'
)
VERDICTS = (
    "supported",
    "supported_with_scope",
    "contradicted",
    "insufficient",
    "not_checkable",
    "outdated",
)
_KNOWN = {"id", "text", "speaker", "said_on", "chain", "question", "expect", "verdict"}


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence that may be printed, if the records bear it."""

    id: str
    text: str
    question: Question | None  # none: an opinion or intent, which records cannot bear
    expectation: Expectation | None
    verdict: str  # what the author expects
    speaker: str = ""
    said_on: str = ""
    chain: tuple[str, ...] = field(default=())


def load_claims(path: Path) -> list[Claim]:
    """Every claim of a file; what is wrong is said with the claim's id."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise CommandError(
            f"there is no claims file {path}", "a claims file is TOML; see docs/claims.md"
        ) from None
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} is not read as TOML: {error}", _TOML_HINT) from None
    listed = content.get("claim", [])
    if not isinstance(listed, list) or not listed:
        raise CommandError(f"{path} holds no [[claim]]", "see docs/claims.md for one to copy")
    claims = [_claim(path, number, entry) for number, entry in enumerate(listed, start=1)]
    ids = [claim.id for claim in claims]
    if twice := sorted({one for one in ids if ids.count(one) > 1}):
        raise CommandError(
            f"{path}: the id {', '.join(twice)} is used twice", "give each claim an id of its own"
        )
    return claims


def _claim(path: Path, number: int, entry: Mapping[str, Any]) -> Claim:
    name = entry.get("id", f"number {number}")
    try:
        if missing := [key for key in _needed(entry) if key not in entry]:
            raise CommandError(f"it lacks {', '.join(missing)}", "see docs/claims.md")
        if unknown := entry.keys() - _KNOWN:
            raise CommandError(
                f"unknown entry {', '.join(sorted(unknown))}",
                f"a claim has {', '.join(sorted(_KNOWN))}",
            )
        if entry["verdict"] not in VERDICTS:
            raise CommandError(
                f"verdict is {entry['verdict']!r}", f"it must be one of {', '.join(VERDICTS)}"
            )
        return Claim(
            id=str(entry["id"]),
            text=entry["text"],
            question=parse(entry["question"]) if "question" in entry else None,
            expectation=read_expectation(entry["expect"]) if "expect" in entry else None,
            verdict=entry["verdict"],
            speaker=entry.get("speaker", ""),
            said_on=str(entry.get("said_on", "")),
            chain=tuple(entry.get("chain", ())),
        )
    except TidewaiterError as error:
        raise CommandError(f"{path}: claim {name}: {error.message}", error.hint) from None


def _needed(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """What must be there; a sentence held to be not checkable asks nothing."""
    if entry.get("verdict") == "not_checkable" and not entry.keys() & {"question", "expect"}:
        return ("id", "text", "verdict")
    return ("id", "text", "question", "expect", "verdict")
