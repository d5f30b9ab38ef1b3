"""Ten thousand row ids open the physical line they name, in a file with all the usual dirt."""

import json
import random
from pathlib import Path

from tests.conftest import HEADER

from tidewaiter.case import Case

N = 12_000


def _dirty(seed: int) -> tuple[bytes, dict[str, tuple[int, str]]]:
    """A file's bytes, and for each declaration its first physical line and description."""
    rng = random.Random(seed)
    text, line, truth = HEADER + "\r\n", 2, {}
    for number in range(N):
        while rng.random() < 0.05:
            text, line = text + rng.choice(["\n", "\r\n"]), line + 1
        name, kind = f"d{number}", rng.randrange(8)
        said, written = {
            0: ("two\nlines", '"two\nlines"'),
            1: ("three\r\nodd\r\nlines", '"three\r\nodd\r\nlines"'),
            2: ('a 5" pipe', 'a 5" pipe'),
            3: ('he said "no" twice', '"he said ""no"" twice"'),
            4: ("comma, inside", '"comma, inside"'),
            5: ('ends with a quote"', 'ends with a quote"'),
        }.get(kind, ("plain", "plain"))
        truth[name] = (line, said)
        record = (
            f"{name},2022-03-01,8806220000,{written},CN,RU,Altan,1,1,pcs,5,USD,,IM"
            + rng.choice(["\n", "\r\n"])
        )
        text, line = text + record, line + record.count("\n")
    return text.encode(), truth


def test_ten_thousand_rows_open_the_right_line(case: Case, profile: Path, tmp_path: Path) -> None:
    content, truth = _dirty(seed=7)
    path = tmp_path / "dirty.csv"
    path.write_bytes(content)
    case.ingest([path], profile)
    rows = case.to_arrow(measure="n_lines").to_pylist()
    assert len(rows) == N
    lines = content.decode().split("\n")
    wrong = [
        row["declaration_id"]
        for row in random.Random(1).sample(rows, 10_000)
        if (row["line_no"], row["description"]) != truth[row["declaration_id"]]
        or not lines[row["line_no"] - 1].startswith(f"{row['declaration_id']},")
    ]
    assert wrong == []


def test_a_stray_quote_is_kept_and_reported(case: Case, profile: Path, tmp_path: Path) -> None:
    path = tmp_path / "stray.csv"
    rows = [
        f"d{n},2022-03-01,8806220000,{text},CN,RU,A,1,1,pcs,5,USD,,IM"
        for n, text in enumerate(['a 5" pipe', '"un" closed', '"x, y"'])
    ]
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    case.ingest([path], profile)
    described = {
        row["line_no"]: row["description"] for row in case.to_arrow(measure="n_lines").to_pylist()
    }
    assert described == {2: 'a 5" pipe', 3: '"un" closed', 4: "x, y"}
    assert {(one["kind"], one["line_no"]) for one in case.problems()} == {
        ("stray_quote", 2),
        ("stray_quote", 3),
    }


def test_rows_bring_what_their_file_says(case: Case, profile: Path, tmp_path: Path) -> None:
    content, truth = _dirty(seed=8)
    (tmp_path / "dirty.csv").write_bytes(content)
    other = tmp_path / "other.csv"
    other.write_text(f"{HEADER},note\nx1,2022-03-01,8806220000,n,CN,RU,A,1,1,pcs,5,USD,,IM,said\n")
    own = tmp_path / "other.toml"
    own.write_text(profile.read_text() + '\n[ignored]\nnote = "a remark"\n')
    case.ingest([tmp_path / "dirty.csv"], profile)
    case.ingest([other], own)
    batches = case.rows(measure="n_lines", as_declared=True)
    rows = [row for batch in batches for row in batch.to_pylist()]
    said = {row["declaration_id"]: json.loads(row["as_declared"]) for row in rows}
    assert {name: row["text"] for name, row in said.items() if name != "x1"} == {
        name: text for name, (_, text) in truth.items()
    }
    assert said["x1"]["note"] == "said"
    assert all("note" not in row for name, row in said.items() if name != "x1")
