"""Which older encoding a file is written in, judged over the whole file.

Every candidate is scored by how much sense it makes of the bytes beyond ASCII. The best is
believed only where it makes good sense, and where any other reading that would give another
text is far less likely.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tidewaiter.records import codepages, hanzi

Chunks = Callable[[], Iterator[bytes]]

READ = ("cp1251", "koi8-r", "cp866", "gb18030", "big5", "cp1252", "cp1254", "latin-1")
"""Encodings read without being named; the rivals are only named in the refusal."""
HEAD_START = {"cp1251": 2.0, "cp1252": 2.0, "gb18030": 1.0} | dict.fromkeys(
    ("cp1253", "cp1255", "cp1256", "cp1258", "tis-620"), -1.5
)
"""How much likelier an encoding is in customs records before a byte is read."""
FAR = 4.0
"""A rival this far behind, in natural logarithms, is fifty times less likely."""
LEAST_SENSE = -5.2
"""What each byte must add on average, or no candidate makes sense."""
MOSTLY_UTF8 = 0.2
ENOUGH = 10_000  # characters, to know that a file is not UTF-8


@dataclass(frozen=True, slots=True)
class Verdict:
    """An encoding and why; without a name, why not, and the rivals between which to choose."""

    name: str
    reason: str
    rivals: tuple[str, ...] = ()


def judge(chunks: Chunks) -> Verdict:
    """The encoding of a file that is not valid UTF-8."""
    if n_broken := _broken_utf8(chunks()):
        return Verdict("", f"the rest reads as UTF-8, broken in {n_broken:,} places")
    pairs = codepages.count_pairs(chunks())
    ranked = sorted(_scores(chunks, pairs).items(), key=lambda item: -item[1])
    n_high = codepages.n_high(pairs)
    if not ranked or ranked[0][1] < LEAST_SENSE * n_high:
        return Verdict("", "no encoding we know makes sense of it")
    best, score = ranked[0]
    near = [name for name, other in ranked[1:] if score - other < FAR]
    if rivals := [name for name in near if _differ(pairs, best, name)]:
        names = (best, *rivals)
        return Verdict("", f"it could be {' or '.join(names)}", names)
    if best not in READ:
        alike = next((name for name in READ if not _differ(pairs, best, name)), "")
        if not alike:
            return Verdict("", f"it looks like {best}", (best,))
        best = alike
    return Verdict(best, _reason(pairs, best, [name for name, _ in ranked if name != best]))


def _scores(chunks: Chunks, pairs: codepages.Pairs) -> dict[str, float]:
    scores = codepages.scores(pairs)
    for encoding in hanzi.ENCODINGS:
        if found := hanzi.score(chunks(), encoding):
            scores[encoding] = found
    return {name: score + HEAD_START.get(name, 0.0) for name, score in scores.items()}


def _differ(pairs: codepages.Pairs, one: str, other: str) -> bool:
    both = one in codepages.PAGES and other in codepages.PAGES
    return not (both and codepages.same_text(pairs, one, other))


def _reason(pairs: codepages.Pairs, best: str, others: list[str]) -> str:
    if best in codepages.PAGES:
        share = codepages.letter_share(pairs, best)
        words = f"{share:.0%} of what is not ASCII reads as letters, as frequent as they should be"
    else:
        words = "what is not ASCII reads as everyday hanzi"
    differing = next((name for name in others if _differ(pairs, best, name)), "")
    behind = f"; the next likeliest, {differing}, is far behind" if differing else ""
    return f"not UTF-8, but valid {best}, and {words}{behind}"


def _broken_utf8(chunks: Iterator[bytes]) -> int:
    """How many places are broken in what else is UTF-8; 0 where it is not."""
    n_broken = n_beyond = 0
    for chunk in chunks:
        if not chunk.isascii():
            text = chunk.decode("utf-8", "replace")
            n_broken += text.count("\ufffd")
            n_beyond += len(text) - len(text.encode("ascii", "ignore"))
        if n_beyond > ENOUGH and n_broken > n_beyond / 2:
            return 0
    return n_broken if n_broken < MOSTLY_UTF8 * n_beyond else 0
