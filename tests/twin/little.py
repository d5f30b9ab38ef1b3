"""A twin of a spec given as text."""

from pathlib import Path

from tidewaiter.twin.make import Made, make
from tidewaiter.twin.parse import read_spec
from tidewaiter.words.progress import Silent

LITTLE = Path(__file__).parent / "little.toml"
N_LINES = 3_000


def twin_of(text: str, out: Path, n_lines: int = N_LINES, seed: int = 1) -> Made:
    """A twin of a spec given as text."""
    path = out.with_suffix(".toml")
    path.write_text(text, encoding="utf-8")
    spec, lacks = read_spec(path)
    assert lacks == []
    return make(out, spec, path.read_bytes(), n_lines, seed, Silent())
