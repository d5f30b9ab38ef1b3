"""One JSON object as the fields of a row.

A nested value stands under the path to it. Numbers keep the digits they are written with, and
half a letter its escape.
"""

import codecs
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

import numpy as np
import pyarrow as pa

from tidewaiter.records.block import Block
from tidewaiter.records.encoding import Encoding, raw_chunks
from tidewaiter.records.files import Document
from tidewaiter.records.split import Reject
from tidewaiter.words.errors import FileRefused
from tidewaiter.words.limits import COLUMNS, NESTING


class Pairs(list[tuple[str, object]]):
    """An object as it is written, so that no key is lost that stands twice."""


DECODER = json.JSONDecoder(
    object_pairs_hook=Pairs, parse_float=str, parse_int=str, parse_constant=str
)

Fields = dict[str, str]
Found = tuple[int, str, Fields | None]
"""A line, its text ("" for a blank one), and the fields of the object on it, if it is one."""


def fields_of(document: Document, line: str) -> Fields | None:
    """The fields of the object that a line is, if it is one."""
    try:
        return flat_object(document, DECODER.decode(line))
    except RecursionError:
        raise NESTING.refuse(document.name, "holds values") from None
    except ValueError:
        return None


def flat_object(document: Document, value: object) -> Fields | None:
    """The fields of what was decoded, if it is an object."""
    if not isinstance(value, Pairs):
        return None
    refuse_deep(document, value)
    return flat(value)


def refuse_deep(document: Document, value: object) -> None:
    """Refuse lists and objects that stand too deep inside each other."""
    if _depth(value) > NESTING.now():
        raise NESTING.refuse(document.name, "holds values")


def _depth(value: object) -> int:
    """How many levels of lists and objects stand inside each other; counted level by level."""
    level, depth = [value], 0
    while nested := [one for one in level if isinstance(one, list)]:
        depth += 1
        level = [inner for one in nested for inner in _values(one)]
    return depth


def _values(nested: list[object]) -> list[object]:
    return [value for _, value in nested] if isinstance(nested, Pairs) else nested


def flat(pairs: "Pairs") -> Fields:
    """An object's values as texts, each under its key or the path to it.

    >>> flat(DECODER.decode('{"a": 1.50, "b": {"c": null, "d": [true, "x"]}, "a": 2}'))
    {'a': '1.50', 'b.c': '', 'b.d.1': 'true', 'b.d.2': 'x', 'a_2': '2'}
    """
    return fields_from(_leaves("", pairs))


def fields_from(leaves: Iterable[tuple[str, str]]) -> Fields:
    """Texts under their paths, a path that stands twice made another."""
    fields: Fields = {}
    times: Counter[str] = Counter()
    for path, text in leaves:
        unique = path
        while unique in fields:
            times[path] += 1
            unique = f"{path}_{times[path] + 1}"
        fields[unique] = text
    return fields


def _leaves(path: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Pairs):
        for key, inner in value:
            yield from _leaves(f"{path}.{key}" if path else key, inner)
    elif isinstance(value, list):
        for place, inner in enumerate(value, 1):
            yield from _leaves(f"{path}.{place}", inner)
    elif value is None:
        yield path, ""
    else:
        yield path, str(value).lower() if isinstance(value, bool) else str(value)


def rows_of(found: Sequence[Found], keys: Sequence[str], header: Sequence[str]) -> Block:
    """The objects found as rows, under a column for each key; what is none is set aside."""
    kept = [(line_no, fields) for line_no, _, fields in found if fields is not None]
    columns = [[fields.get(key, "") for _, fields in kept] for key in keys]
    table = pa.table([_texts(column) for column in columns], list(header))
    message = "this line is no JSON object; it is kept as it stands and is no record"
    rejects = tuple(
        Reject(line_no, "no_object", text, message, kept=False)
        for line_no, text, fields in found
        if fields is None and text
    )
    line_nos = np.array([line_no for line_no, _ in kept], np.int64)
    return Block(table, line_nos, rejects, len(found) - len(kept) - len(rejects))


def _texts(values: Sequence[str]) -> pa.StringArray:
    try:
        return pa.array(values, pa.string())
    except UnicodeEncodeError:
        return pa.array([whole(value) for value in values], pa.string())


def whole(text: str) -> str:
    r"""The text with its halves of letters, which only an escape can write, as those escapes.

    >>> whole(json.loads('"\\ud83d"'))
    '\\ud83d'
    """
    return text.encode(errors="backslashreplace").decode()


def refuse_many_keys(document: Document, keys: Collection[str]) -> None:
    """Refuse more keys than a table has columns."""
    if len(keys) > COLUMNS.now():
        raise COLUMNS.refuse(document.name, "has too many keys for a table")


def refuse_without_keys(document: Document, keys: Collection[str]) -> None:
    """Refuse JSON no object of which has a key."""
    if not keys:
        hint = "it should hold an object a line, or one array of objects: keep that part of it"
        raise FileRefused(f"{document.name} is JSON without a table", hint)


def chunks_of(document: Document, coding: Encoding) -> Iterator[str]:
    """The text in pieces."""
    decoder = codecs.getincrementaldecoder(coding.name)("strict")
    for chunk in raw_chunks(document, coding.bom):
        yield decoder.decode(chunk)
