"""Are the twin's companies really nobody? Its names against lists of names that are somebody's.

Reads every list in folders of yours (OFAC's and BIS's CSV and TXT, the UN's XML, JSON with `entity_name`,
plain texts), folds both sides (no accents, Cyrillic in Latin letters, no legal form, no word that any firm
may bear) and looks for names that are equal, or one of which holds the other. Of a crowd every pair of its
stems is looked up, in every spelling. A hit is a name to change, whatever it was meant to be.

    python -m bench.twin_names FOLDER... [SPEC.toml]
"""

import csv
import json
import re
import sys
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

SPEC = Path(__file__).parents[1] / "src/tidewaiter/library/twin/two-buyers.toml"
SHORTEST = 6
"""A name of fewer letters is contained in others by chance; it must be equal."""
_LATIN = """
а=a б=b в=v г=g д=d е=e ё=e ж=zh з=z и=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh
щ=shch ъ= ы=y ь= э=e ю=yu я=ya і=i ї=yi є=ye ґ=g
"""
LATIN = {pair[0]: pair[2:] for pair in _LATIN.split()}
_COMMON = """
ao as a s aktsionernoe co company corp corporation dis e f fze g gmbh group gruppa h jsc kg kompani kompaniya lic
limited liability llc llp ltd mbh mchj oao obshchestvo obshchestvom odo ogranichennoi ogranichennoy ojsc ooo osoo
ot otvetstvennostyu ovt pao plc private pte pvt srl spa sti sirketi san sanayi tic ticaret too tov
tovarishchestvo ve z zao zat and the of i import export imp exp trade trading trejd treid treyd torg torh general
international intl commerce commercial economic economy industry industrial supply chain management mgmt hk cn ru
technology tech science electronics electronic elektro electro servis service services logistik logistic
logistics snab opt plus plyus resurs market prom line lain lajn grupp grup hrup invest stroi stroj stroy sbyt
sbit komplekt complect broker terminal deklarant kargo ved system systems sistemy products equipment
"""
COMMON = frozenset(_COMMON.split())
"""Legal forms, and words that any firm may bear."""
FORMS_ZH = re.compile(r"(股份)?有限(责任)?公司|集团|（[^）]*）|\([^)]*\)")

Words = tuple[str, ...]


def folded(name: str) -> Words:
    """The words of a name that are its own.

    >>> folded("ООО «Зоркий Лес»"), folded("OOO ZORKII LES")
    (('zorkii', 'les'), ('zorkii', 'les'))
    """
    plain = unicodedata.normalize("NFKD", name.casefold().replace("й", "и"))
    latin = "".join(LATIN.get(sign, sign) for sign in plain if not unicodedata.combining(sign))
    return tuple(word for word in re.findall(r"[a-z0-9]+", latin) if word not in COMMON)


def alike(own: Words, listed: Words) -> bool:
    """Whether two folded names are equal, or one holds the other."""
    first, second = "".join(own), "".join(listed)
    if first == second:
        return bool(first)
    return (len(second) >= SHORTEST and _holds(own, listed)) or (
        len(first) >= SHORTEST and _holds(listed, own)
    )


def _holds(whole: Words, part: Words) -> bool:
    n = len(part)
    return any(whole[at : at + n] == part for at in range(len(whole) - n + 1))


def own_names(spec: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each name of the spec with its owner: of companies as written, of crowds every pair of stems."""
    for company in spec["company"]:
        for names in company["name"].values():
            yield from ((company["id"], name) for name in _listed(names))
        if "brand" in company:
            yield company["id"], company["brand"]
    for crowd in spec["crowd"]:
        for pair in product(crowd["part"]["a"], crowd["part"]["b"]):
            for language in dict.fromkeys(key for word in pair for key in word):
                each = [_listed(word.get(language, "")) for word in pair]
                for place in range(max(map(len, each))):
                    texts = [one[place] if place < len(one) else one[0] for one in each]
                    yield crowd["id"], _joined(crowd, language, texts)


def _joined(crowd: Mapping[str, Any], language: str, texts: list[str]) -> str:
    patterns = crowd["name"].get(language, ["{a}{b}"])
    return (" " if "{a} {b}" in patterns[0] else "").join(texts)


def _listed(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


def names_in(folders: Iterable[Path]) -> Iterator[str]:
    """Every name of every list."""
    for path in sorted(path for folder in folders for path in folder.rglob("*")):
        if path.suffix == ".csv":
            yield from _of_csv(path)
        elif path.suffix == ".json":
            yield from _of_json(path)
        elif path.suffix == ".xml":
            yield from _of_xml(path)
        elif path.suffix == ".txt":
            yield from _of_text(path)


def _of_csv(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", errors="replace", newline="") as stream:
        rows = list(csv.reader(stream))
    place = {"sdn": 1, "con": 1, "alt": 3}.get(path.name[:3], -1)
    if path.name.startswith("cons_alt"):
        place = 3
    if rows and "name" in rows[0]:
        place = rows[0].index("name")
    yield from (row[place] for row in rows if 0 <= place < len(row))


def _of_json(path: Path) -> Iterator[str]:
    content = json.loads(path.read_text(encoding="utf-8"))
    for row in content if isinstance(content, list) else []:
        if isinstance(row, dict) and "entity_name" in row:
            yield str(row["entity_name"])
            yield from map(str, row.get("aliases", []))


def _of_xml(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    for block in re.findall(r"<ENTITY>.*?</ENTITY>", text, re.DOTALL):
        yield from re.findall(r"<(?:FIRST_NAME|ALIAS_NAME)>([^<]+)<", block)


def _of_text(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        yield line.split("\t")[0].strip(' "-')


def hits(own: Iterable[tuple[str, str]], listed: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Owner, own name and listed name where they are alike; names share a word or are one."""
    by_word: dict[str, set[str]] = defaultdict(set)
    chinese = set()
    for name in listed:
        words = folded(name)
        for word in {*words, "".join(words)}:
            by_word[word].add(name)
        if core := _chinese(name):
            chinese.add(core)
    for owner, name in own:
        words = folded(name)
        near: set[str] = set().union(
            *(by_word.get(word, set()) for word in {*words, "".join(words)})
        )
        yield from ((owner, name, other) for other in sorted(near) if alike(words, folded(other)))
        core = _chinese(name)
        if len(core) >= 2:
            yield from ((owner, name, other) for other in sorted(chinese) if core in other)


def _chinese(name: str) -> str:
    return "".join(re.findall(r"[一-鿿]", FORMS_ZH.sub("", name)))


def main(*paths: Path) -> int:
    """Print what was compared and each hit; 1 where there is one."""
    spec = next((path for path in paths if path.suffix == ".toml"), SPEC)
    own = list(dict.fromkeys(own_names(tomllib.loads(spec.read_text(encoding="utf-8")))))
    folders = [path for path in paths if path.is_dir()]
    listed = list(dict.fromkeys(name for name in names_in(folders) if name.strip()))
    found = list(hits(own, listed))
    for owner, name, other in found:
        print(f"{owner}: {name}  ~  {other}")
    print(
        f"{len(own):,} names of the spec against {len(listed):,} names on lists: {len(found)} hits"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
