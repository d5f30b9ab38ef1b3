"""What lies beside the files: a description, the spec, the claims; and the sign that they are no records."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tidewaiter.twin.cursor import label_of
from tidewaiter.twin.spec import Spec, Statement

SIGN = "NOT-RECORDS.txt"
"""A folder with this file in it is left out when folders are read."""
_ABOUT = "notes and claims that go with synthetic files, no records"
_TRUTH = "the truth behind synthetic files, no records; only `tidewaiter score` reads it"


def write_about(
    folder: Path, spec: Spec, body: bytes, told: Mapping[str, str], files: Mapping[str, int]
) -> None:
    """`about/`: a description, the spec as it was given, the claims."""
    folder.mkdir()
    (folder / SIGN).write_text(
        f"{_ABOUT}\ntidewaiter check CASE {folder.name}/claims.toml\n", encoding="utf-8"
    )
    (folder / "README.md").write_text(_described(spec, told, files), encoding="utf-8")
    (folder / "spec.toml").write_bytes(body)
    (folder / "claims.toml").write_text(claims_of(spec), encoding="utf-8")


def sign_truth(folder: Path, spec: Spec) -> None:
    """`truth/` is no folder of records either; it holds the claims too, for the scorer."""
    (folder / SIGN).write_text(f"{_TRUTH}\ntidewaiter score CASE {folder.name}\n", encoding="utf-8")
    (folder / "claims.toml").write_text(claims_of(spec), encoding="utf-8")


def _described(spec: Spec, told: Mapping[str, str], files: Mapping[str, int]) -> str:
    first, last = (label_of(month) for month in spec.months)
    return "\n".join(
        [
            f"# {spec.title}",
            "",
            "**SYNTHETIC DATA: every company, maker, number, statement and row here is invented.**",
            "",
            spec.about,
            "",
            f"Months {first} to {last}; "
            + ", ".join(f"{key} {value}" for key, value in told.items())
            + ".",
            "",
            "| file | rows |",
            "|---|---:|",
            *(f"| {name} | {n:,} |" for name, n in files.items()),
            "",
            "Ingest the folder; `about/` and `truth/` are left out. Then",
            "`tidewaiter check CASE about/claims.toml` gives a verdict for each claim.",
            "",
        ]
    )


def claims_of(spec: Spec) -> str:
    """The statements as a claims file; an opinion has no question."""
    head = "# SYNTHETIC: invented statements about invented trade.\n"
    return head + "".join(map(_claim, spec.statements))


def _claim(one: Statement) -> str:
    entries = {
        "id": one.row["statement_id"],
        "text": one.row["text"],
        "speaker": one.row["speaker"],
        "said_on": one.row["said_on"],
        "chain": list(one.chain),
        "question": one.question,
        "expect": one.expect,
        "verdict": one.verdict,
    }
    stated = {key: value for key, value in entries.items() if value is not None}
    return "\n[[claim]]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in stated.items())


def _toml(value: Any) -> str:
    """A value as TOML writes it on one line.

    >>> _toml({"hs": ["8806"], "since": 2023})
    '{hs = ["8806"], since = 2023}'
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key} = {_toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False, default=str)
