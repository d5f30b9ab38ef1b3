"""What derived tables rest on: the data, and the code that read it."""

from pathlib import Path

import pytest

from tidewaiter.ground import derived


def test_answers_of_the_law_are_old_when_the_code_that_reads_it_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in {"law/texts.py": "a = 1\n", "words/places.py": "b = 1\n"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(derived, "LIBRARY", tmp_path / "library")

    def key() -> str:
        derived.code.cache_clear()
        return derived.code()

    first = key()
    assert key() == first
    (tmp_path / "law/texts.py").write_text("a = 2\n", encoding="utf-8")
    second = key()
    (tmp_path / "words/places.py").write_text("b = 2\n", encoding="utf-8")
    assert len({first, second, key()}) == 3
    derived.code.cache_clear()
