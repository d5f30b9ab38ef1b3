"""How large the revision-safe families are: `python -m bench.families`."""

from collections import Counter
from itertools import pairwise

from tidewaiter.words.families import families, hubs
from tidewaiter.words.nomenclature import EDITIONS


def main() -> None:
    """For each span of editions: families by number of codes, the largest, the hubs that were cut."""
    for editions in (EDITIONS[1:], EDITIONS[:2], EDITIONS):
        found = families(editions)
        largest = max(found, key=lambda family: family.n_codes)
        print(f"{' – '.join(editions)}: {len(found):,} families, the largest {largest.name}")
        for older, newer in pairwise(editions):
            print(f"  hubs of {newer}: {', '.join(sorted(hubs(newer, older)))}")
        sizes = Counter(family.n_codes for family in found)
        print("  codes     " + " ".join(f"{size:>5}" for size in sorted(sizes)))
        print("  families  " + " ".join(f"{sizes[size]:>5}" for size in sorted(sizes)))


if __name__ == "__main__":
    main()
