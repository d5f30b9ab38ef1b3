"""A spec's smallest twin is taken in and asked, so that what it would break is told before it is made."""

from pathlib import Path

import pytest

from tidewaiter.score.rehearsal import rehearse
from tidewaiter.twin.check import lacking
from tidewaiter.twin.parse import read_spec
from tidewaiter.words.progress import Silent


@pytest.mark.parametrize(
    ("taken", "put", "told"),
    [
        ('word   = { ru = "ШТ"', 'word   = { ru = "ШТЫРЬ"', "unknown_unit in the column G31_71"),
        ('dates = "dd.mm.yyyy"', 'dates = "mm/dd/yyyy"', "total kites-2022: planted"),
        ('value = "> 250e3"', 'value = "lots"', "claim L1: "),
        ('"G38 (Вес нетто)"', '"Вес чистый"', "unmapped_column in the column Вес чистый"),
    ],
)
def test_what_would_not_come_through_is_told(
    tmp_path: Path, little_text: str, taken: str, put: str, told: str
) -> None:
    path = tmp_path / "spec.toml"
    assert taken in little_text
    path.write_text(little_text.replace(taken, put, 1), encoding="utf-8")
    spec, lacks = read_spec(path)
    assert lacks + lacking(spec) == []
    found = rehearse(spec, Silent())
    assert any(told in one for one in found), found
