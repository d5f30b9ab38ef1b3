"""The rows of the Korean set with a Russian description, in two more shapes (synthetic rows).

`described` adds a description of eighty characters, three in ten of them distinct. `russian`
has the headers of a Russian declaration besides, `;` between fields and decimal commas, and
is written in two encodings: cp1251 as such files arrive, and UTF-8 for what it is compared with.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv

from korean_rows import SET_ROWS, chunks
from tidewaiter.words.bundled import LIBRARY

LENGTH = 80  # characters of a description
SHARE = 0.3  # of descriptions that are distinct
_WORDS = tuple(
    f"{part} {kind}"
    for part in ("датчик", "клапан", "насос", "редуктор", "подшипник", "фильтр", "кабель", "линза")
    for kind in ("стальной", "медный", "составной", "литой", "съемный", "малый", "усиленный")
)
_USES = ("для станков", "для насосов", "для судов", "для тракторов", "для связи", "для мебели")

HEADERS = {
    "Declaration ID": "ND (Номер декларации)",
    "Date": "G072 (Дата регистрации ДТ)",
    "Office ID": "G071 (Код таможенного органа)",
    "Process Type": "G24 (Характер сделки)",
    "Import Type": "G37 (Процедура)",
    "Import Use": "G36 (Преференции)",
    "Payment Type": "G430 (Метод определения таможенной стоимости)",
    "Mode of Transport": "G25 (Вид транспорта на границе)",
    "Declarant ID": "G141 (ИНН декларанта)",
    "Importer ID": "G081 (ИНН получателя)",
    "Seller ID": "G022 (Наименование отправителя)",
    "Courier ID": "G29 (Таможня на границе)",
    "HS6 Code": "G33 (Код товара по ТН ВЭД)",
    "Country of Departure": "G15A (Код страны отправления)",
    "Country of Origin": "G34 (Код страны происхождения)",
    "Tax Rate": "G39 (Квота)",
    "Tax Type": "G43 (Признак корректировки таможенной стоимости)",
    "Country of Origin Indicator": "G19 (Признак контейнерных перевозок)",
    "Net Mass": "G38 (Вес нетто, кг)",
    "Item Price": "G46 (Статистическая стоимость)",
    "Fraud": "G05 (Всего товаров)",
    "Critical Fraud": "G06 (Всего мест)",
    "Description": "G31_1 (Описание и характеристика товара)",
}


def _described(n_rows: int, seed: int) -> Iterator[pa.Table]:
    """The rows with a description: ten rounds of the set share three rounds of wordings.

    A wording comes back under the same code, as the goods of a regular buyer do.
    """
    at = 0
    for rows in chunks(n_rows, seed):
        row = np.arange(len(rows)) + at
        at += len(rows)
        rounds = (row // SET_ROWS * SHARE).astype(np.int64)
        yield rows.append_column("Description", _wording(row % SET_ROWS + SET_ROWS * rounds))


def _wording(which: np.ndarray) -> pa.Array:
    def word(words: Sequence[str], step: int) -> pa.Array:
        return pa.array(words).take(pa.array(which // step % len(words)))

    number = pc.cast(pa.array(which * 7 + 1_000_003), pa.string())
    parts = [
        word(_WORDS, 1),
        pc.binary_join_element_wise("арт.", number, " "),
        word(_USES, 7),
        word(_WORDS, 11),
        "в сборе, упаковано на поддоне, новое, не для розничной торговли и не для ремонта",
    ]
    return pc.utf8_slice_codeunits(pc.binary_join_element_wise(*parts, " "), 0, LENGTH)


def _in_russian(rows: pa.Table) -> pa.Table:
    day = pc.strftime(pc.cast(rows["Date"], pa.date32()), format="%d.%m.%Y")
    code = pc.utf8_rpad(pc.utf8_lpad(rows["HS6 Code"], 6, "0"), 10, "0")
    changed = {"Date": day, "HS6 Code": code}
    for name in ("Net Mass", "Item Price", "Tax Rate"):
        changed[name] = pc.replace_substring(rows[name], ".", ",")
    columns = [changed.get(name, rows[name]) for name in HEADERS]
    return pa.table(columns, names=list(HEADERS.values()))


def _write(path: Path, tables: Iterator[pa.Table], delimiter: str, encoding: str) -> Path:
    options = csv.WriteOptions(include_header=False, delimiter=delimiter, quoting_style="needed")
    with path.open("wb") as file:
        for at, table in enumerate(tables):
            if not at:
                file.write((delimiter.join(table.column_names) + "\n").encode(encoding))
            text = pa.BufferOutputStream()
            csv.write_csv(table, text, options)
            content = text.getvalue()
            if encoding == "utf-8":
                file.write(content)
            else:
                file.write(content.to_pybytes().decode().encode(encoding))
    return path


def write_described(path: Path, n_rows: int, seed: int = 1) -> Path:
    """The Korean layout and a description, in UTF-8."""
    return _write(path, _described(n_rows, seed), ",", "utf-8")


def write_russian(path: Path, n_rows: int, encoding: str, seed: int = 1) -> Path:
    """Russian headers, semicolons, decimal commas."""
    return _write(path, map(_in_russian, _described(n_rows, seed)), ";", encoding)


def profile_of_described(path: Path) -> Path:
    """The built-in Korean profile, with the description."""
    known = (LIBRARY / "profiles" / "korea-import-declarations.toml").read_text(encoding="utf-8")
    mapped = known.replace("[columns]\n", '[columns]\nDescription = "description"\n')
    path.write_text(mapped, encoding="utf-8")
    return path
