"""What descriptions decide: of many texts, the few kinds that the law tells apart.

Two descriptions are of one kind where every comparison that a measure over the code makes comes out
alike for both: 1.2 kg and 3.4 kg are the same to a limit of 7 kg. A description that decides nothing
beyond what its code says is of no kind.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tidewaiter.ground.schema import GOODS_FACT
from tidewaiter.law import texts
from tidewaiter.law.book import Book
from tidewaiter.law.conditions import Compared, Facts, Truth, comparisons
from tidewaiter.law.quantities import UNITS
from tidewaiter.words.hs import EDITIONS
from tidewaiter.words.nomenclature import OF_EACH_COUNTRY, SIX, editions_with

_SAYS: Mapping[Truth, str] = {True: "yes", False: "no"}
_SPLIT = r"[;\n。、]"
_PARTED = (
    *((pattern.pattern, instead) for pattern, instead in texts.JOINED),
    (r"[,.]([^0-9])", r";\1"),  # one that no digit follows ends a phrase
)
_HAS_NUMBER = rf"[0-9][\s\p{{Z}}]*-?[\s\p{{Z}}]*(?:{'|'.join(sorted(UNITS))})|[0-9]:[0-9]"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of description of a code: facts that stand for it, and the names of what it decides."""

    label: str  # "endurance_min >= 30: no"
    facts: Facts
    decides: frozenset[str]


@dataclass(frozen=True)
class Kinds:
    """The kinds of description of every code that asks for facts a text can give."""

    by_label: Mapping[tuple[str, str], Kind]  # (code, label)

    def of(self, code: str | None, label: str | None) -> Kind | None:
        """The kind of that label."""
        return self.by_label.get((code or "", label or ""))


def asking(book: Book, codes: Iterable[str]) -> list[str]:
    """The codes of which a description can tell more."""
    return [code for code in codes if _compared(book, code)]


def _compared(book: Book, code: str) -> list[Compared]:
    """What measures over a code compare with a limit, of the facts that a text can give."""
    near = [one.when for one in book.concerning(code) if one.when]
    near += [one.when for one in book.complete_for if one.when and code.startswith(one.codes)]
    found = dict.fromkeys(one for condition in near for one in comparisons(condition))
    return sorted(
        (one for one in found if one.name in texts.READS),
        key=lambda one: (one.name, one.number, one.sign),
    )


def kinds_of(book: Book, goods: pa.Table) -> tuple[pa.Table, Kinds]:
    """By `text_no` the label of its kind, and the kinds; of a table of text_no, tariff_line, description."""
    rows = [GOODS_FACT.empty_table()]
    kinds: dict[tuple[str, str], Kind] = {}
    for code in sorted({str(one) for one in goods["tariff_line"].to_pylist()}):
        own = goods.filter(pc.equal(goods["tariff_line"], pa.scalar(code)))
        shortened = numbers_in(own["description"])
        found = [_kind(book, code, str(text)) for text in shortened.dictionary.to_pylist()]
        kinds |= {(code, one.label): one for one in found if one}
        labels = pa.array([one.label if one else None for one in found], pa.string())
        labelled = labels.take(shortened.indices)
        rows.append(pa.Table.from_arrays([own["text_no"], labelled], schema=GOODS_FACT))
    table = pa.concat_tables(rows)
    return table.filter(pc.is_valid(table["facts"])), Kinds(kinds)


def numbers_in(descriptions: "pa.ChunkedArray[Any]") -> "pa.DictionaryArray[Any, Any]":
    """Each description cut down to its phrases that hold a number with a unit: few are distinct.

    >>> said = pa.chunked_array([["Quadcopter MX-3, 0,9 kg; made by hand, up to 29 min."]])
    >>> numbers_in(said).dictionary[0].as_py()
    ' 0,9 kg; up to 29 min.'
    """
    plain = pc.call_function(
        "utf8_normalize", [descriptions.combine_chunks()], pc.Utf8NormalizeOptions(form="NFKC")
    )
    plain = pc.utf8_lower(plain)
    plain = pc.if_else(pc.match_substring_regex(plain, _HAS_NUMBER), plain, "")
    for pattern, instead in _PARTED:
        plain = pc.replace_substring_regex(plain, pattern, instead)
    phrased = pc.split_pattern_regex(plain, _SPLIT)
    phrases = phrased.flatten()
    kept = pc.match_substring_regex(phrases, _HAS_NUMBER)
    of_text = pc.list_parent_indices(phrased).filter(kept).to_numpy()
    ends = np.cumsum(np.bincount(of_text, minlength=len(descriptions)))
    offsets = pa.array(np.concatenate([[0], ends]), pa.int32())
    joined: pa.Array[Any] = pc.call_function(
        "binary_join", [pa.ListArray.from_arrays(offsets, phrases.filter(kept)), ";"]
    )
    return joined.dictionary_encode()


def _kind(book: Book, code: str, text: str) -> Kind | None:
    read = texts.read_text(text).facts
    if not read:
        return None
    compared = _compared(book, code)
    by_edition = {
        edition: {
            one: truth
            for one in compared
            if (truth := one.met(_known(book, code, edition, read)).truth) is not None
            and truth != one.met(book.facts.known(code, edition, {})).truth
        }
        for edition in _editions(code)
    }
    decided = {one: truth for found in by_edition.values() for one, truth in found.items()}
    if not decided:
        return None
    names = frozenset(one.name for one in decided)
    return Kind(_label(by_edition), read, names)


def _known(book: Book, code: str, edition: str, read: Facts) -> Facts:
    return book.facts.known(code, edition, book.facts.sound(code, edition, read))


def _editions(code: str) -> tuple[str, ...]:
    """The editions that know a code; for a national chapter, any."""
    named = tuple(name for _, name in EDITIONS)
    return named[-1:] if code[:2] in OF_EACH_COUNTRY else editions_with(code[:SIX]) or named[-1:]


def _label(by_edition: Mapping[str, Mapping[Compared, Truth]]) -> str:
    told = {
        edition: "; ".join(
            f"{one.name} {one.sign} {one.number}: {_SAYS[truth]}" for one, truth in found.items()
        )
        for edition, found in by_edition.items()
    }
    if len(set(told.values())) == 1:
        return next(iter(told.values()))
    return " · ".join(f"{edition} {said}" for edition, said in told.items() if said)
