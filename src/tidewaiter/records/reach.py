"""How far the cells of a sheet reach, by the places that they name.

The library that reads workbooks makes room for every cell up to the last row and column. A
single one that stands far away from the table can ask for more memory than there is, and that
would end the run.
"""

import numpy as np

from tidewaiter.records.split import IntArray

NAMED = int.from_bytes(b' r="', "little")
LETTERS, DIGITS = b"AZ", b"09"


def reach(text: bytes) -> tuple[int, int]:
    """The last column and the last row in which a cell of an XLSX sheet says that it stands.

    >>> reach(b'<c r="B7"><v>1</v></c><c r="AA3"><v>2</v></c><c><v>3</v></c>')
    (27, 7)
    """
    padded = text + bytes(16)
    fours = np.ndarray((len(text),), "<u4", padded, strides=(1,))
    eights = np.ndarray((len(text) + 9,), ">u8", padded, strides=(1,))
    at = np.flatnonzero(fours == NAMED) + 4
    n_letters, letters = _longest(eights[at], LETTERS)
    _, digits = _longest(eights[at + n_letters], DIGITS)
    column = 0
    for letter in letters:
        column = 26 * column + letter - ord("A") + 1
    return column, int(digits or b"0")


def _longest(eights: "np.typing.NDArray[np.uint64]", signs: bytes) -> tuple[IntArray, bytes]:
    """How many of eight signs lie between two, from the first on; and the last of the longest."""
    low, high = signs
    count, going = np.zeros(len(eights), np.int64), np.ones(len(eights), np.bool_)
    for shift in range(56, -1, -8):
        sign = eights >> np.uint64(shift) & np.uint64(255)
        going &= (sign >= low) & (sign <= high)
        if not going.any():
            break
        count += going
    most = int(count.max(initial=0))
    last = int(eights[count == most].max(initial=0))
    return count, last.to_bytes(8, "big")[:most]
