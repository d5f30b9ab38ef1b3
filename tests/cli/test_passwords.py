"""A protected workbook asks for its password on a terminal, and only there."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tidewaiter.case import Case

LOCKED = Path(__file__).parents[1] / "records" / "books" / "locked.xlsx"
pty = pytest.importorskip("pty", reason="terminals of this kind exist on Unix only")


def _told_on_a_terminal(case: Case, *answers: str) -> tuple[str, int]:
    """What the command showed on its terminal, and its exit code."""
    command = [sys.executable, "-m", "tidewaiter", "ingest", str(case.path), str(LOCKED), "--raw"]
    terminal, inner = pty.openpty()
    process = subprocess.Popen(
        command, stdin=inner, stdout=inner, stderr=inner, start_new_session=True
    )
    os.close(inner)
    shown, left = "", list(answers)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            shown += os.read(terminal, 1 << 16).decode(errors="replace")
        except OSError:  # the command has ended
            break
        if left and shown.count("give up") > len(answers) - len(left):
            os.write(terminal, left.pop(0).encode() + b"\n")
    os.close(terminal)
    return shown, process.wait()


def test_a_terminal_is_asked_until_the_password_is_right(case: Case) -> None:
    shown, code = _told_on_a_terminal(case, "wrong", "тайна-7")
    assert (code, case.sources()[0]["n_rows"]) == (0, 2)
    assert "password of locked.xlsx" in shown
    assert "тайна" not in shown


def test_an_empty_answer_gives_up(case: Case) -> None:
    shown, code = _told_on_a_terminal(case, "")
    assert (code, case.sources()) == (2, [])
    assert "protected by a password" in shown
