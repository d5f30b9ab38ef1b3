"""Encodings are proven over the whole file, and what is not certain is refused."""

import gzip
import hashlib
from pathlib import Path

import numpy as np
import pytest

from tidewaiter.records.codepages import count_pairs
from tidewaiter.records.encoding import Encoding, detect, require, utf8_chunks
from tidewaiter.records.files import Document
from tidewaiter.records.legacy import judge
from tidewaiter.words.errors import FileRefused

RUSSIAN = "Дата;Товар\n2022-03-01;Насосы центробежные для перекачки жидкостей, № 5\n"
UKRAINIAN = "Дата;Товар\n2022-03-01;Насоси відцентрові для перекачування рідини, її частини\n"
CHINESE = "日期,货物名称\n2022-03-01,离心泵，用于输送液体，深圳市某某科技有限公司\n"
TRADITIONAL = "日期,貨物名稱\n2022-03-01,離心泵，用於輸送液體，深圳市某某科技有限公司\n"
KOREAN = "날짜,품목명\n2022-03-01,원심펌프 액체 이송용 기타 장비 주식회사 한국무역 수출입 신고서\n"
JAPANESE = "日付,品名\n2022-03-01,遠心ポンプ、液体の移送用、その他の機器、株式会社日本貿易\n"
PORTUGUESE = "data;descrição\n2022-03-01;Informação sobre exportações e São Tomé\n"
FRENCH = "Date;Société\n2022-03-01;Matériel électrique de l’État, pièces détachées à œillets\n"
TURKISH = "Tarih;Eşya\n2022-03-01;Santrifüj pompalar, sıvılar için; gümrük müdürlüğü, çıkış\n"
POLISH = "Data;Towar\n2022-03-01;Części zamienne, łożyska kulkowe, silniki wewnętrzne\n"
KAZAKH = "Күні;Тауар\n2022-03-01;Жауапкершілігі шектеулі серіктестік, Қазақстан\n"
GERMAN = "Datum;Ware\n2022-03-01;Müller Großhandel, Kühlgeräte für Österreich\n"


def document(tmp_path: Path, content: bytes) -> Document:
    path = tmp_path / "trade.csv"
    path.write_bytes(content)
    return Document("trade.csv", path)


def text(one: Document, encoding: Encoding, size: int = 4 << 20) -> str:
    return b"".join(utf8_chunks(one, encoding, size)).decode()


@pytest.mark.parametrize(
    ("written", "codec", "name"),
    [
        ("a,b\n1,2\n", "ascii", "utf-8"),
        (RUSSIAN, "utf-8", "utf-8"),
        (RUSSIAN, "utf-8-sig", "utf-8"),
        (RUSSIAN, "utf-16", "utf-16-le"),
        (RUSSIAN, "utf-16-le", "utf-16-le"),
        (RUSSIAN, "utf-16-be", "utf-16-be"),
        ("\ufeff" + RUSSIAN, "utf-16-be", "utf-16-be"),
        (RUSSIAN, "cp1251", "cp1251"),
        (RUSSIAN.upper(), "cp1251", "cp1251"),
        (UKRAINIAN, "cp1251", "cp1251"),
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE, "gbk", "gb18030"),
        (TRADITIONAL, "gb18030", "gb18030"),
        ("\ufeff" + CHINESE, "gb18030", "gb18030"),
        ("a,b\n1,重量\n", "gb18030", "gb18030"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (RUSSIAN.upper(), "koi8-r", "koi8-r"),
        (RUSSIAN, "cp866", "cp866"),
        (TRADITIONAL, "big5", "big5"),
        (GERMAN, "cp1252", "cp1252"),
        (PORTUGUESE, "latin-1", "cp1252"),
        (PORTUGUESE.upper(), "latin-1", "cp1252"),
        (FRENCH, "cp1252", "cp1252"),
        (TURKISH, "cp1254", "cp1254"),
        ("a,b\n1,caf\u00e9\n", "latin-1", "cp1252"),
        ("a,b\n1,штук\n", "cp1251", "cp1251"),
    ],
)
@pytest.mark.parametrize("size", [1, 3, 4 << 20])
def test_a_supported_encoding_is_found_and_read(
    tmp_path: Path, written: str, codec: str, name: str, size: int
) -> None:
    one = document(tmp_path, written.encode(codec, "ignore"))
    encoding = detect(one)
    assert encoding.name == name
    assert text(one, encoding, size) == one.original.read_bytes().decode(codec).lstrip("\ufeff")
    assert encoding.evidence


@pytest.mark.parametrize(
    ("late", "codec", "name"),
    [("штук", "cp1251", "cp1251"), ("штук", "utf-8", "utf-8"), ("重量", "gb18030", "gb18030")],
)
@pytest.mark.parametrize("shift", range(4))
def test_one_late_word_decides(
    tmp_path: Path, late: str, codec: str, name: str, shift: int
) -> None:
    """The word lies across the border of two chunks."""
    ascii_rows = "a,b\n" * (1 << 20)
    one = document(tmp_path, (ascii_rows[: -1 - shift] + "," + late + "\n").encode(codec))
    assert detect(one).name == name


@pytest.mark.parametrize(
    ("written", "codec"),
    [
        (RUSSIAN, "iso8859-5"),
        (RUSSIAN.replace("№", "N"), "mac-cyrillic"),
        (KOREAN, "euc-kr"),
        (JAPANESE, "euc-jp"),
        (JAPANESE, "shift-jis"),
        (POLISH, "cp1250"),
        (POLISH, "iso8859-2"),
        (KAZAKH, "kz1048"),
        (PORTUGUESE, "cp850"),
    ],
)
def test_any_other_encoding_is_refused_where_it_stops_being_utf8_and_named(
    tmp_path: Path, written: str, codec: str
) -> None:
    content = written.replace("№", "N").encode(codec)
    with pytest.raises(FileRefused, match=r"not utf-8 at line \d+, byte \d+") as refusal:
        detect(document(tmp_path, content))
    assert f"--encoding {codec}" in refusal.value.hint


def test_kazakh_that_lost_its_letters_is_read_in_the_page_that_says_the_same(
    tmp_path: Path,
) -> None:
    written = "Декларация;Күні;Жіберуші\n" + "1;Шығарылған елі;Ұшқышсыз ұшу аппараты\n" * 50
    one = document(tmp_path, written.encode("cp1251", "replace"))
    encoding = detect(one)
    assert encoding.name == "cp1251"
    assert text(one, encoding, 4 << 20) == one.original.read_bytes().decode("kz1048")


def test_the_refusal_names_the_line_and_the_bytes(tmp_path: Path) -> None:
    content = b"a,b\n" * 2_000_000 + b"1,\xf8\xf2\n"
    with pytest.raises(FileRefused, match=r"line 2000001, byte 8000003 \(hex f8\)"):
        detect(document(tmp_path, content))


def test_two_encodings_that_make_equal_sense_are_both_named(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="could be cp1251 or cp1255") as refusal:
        detect(document(tmp_path, "a,b\n1,шт\n".encode("cp1251")))
    assert "--encoding cp1251 or --encoding cp1255" in refusal.value.hint


def test_utf8_with_a_broken_letter_is_not_taken_for_something_else(tmp_path: Path) -> None:
    broken = (RUSSIAN * 5).encode().replace("ы".encode(), b"\xd1", 1)
    with pytest.raises(FileRefused, match="reads as UTF-8, broken in 1 place"):
        detect(document(tmp_path, broken))


@pytest.mark.parametrize(
    ("written", "page", "example"),
    [
        (RUSSIAN, "cp1251", "Товар"),
        (PORTUGUESE, "cp1252", "çã"),
        (RUSSIAN, "latin-1", "Товар"),
    ],
)
def test_text_that_was_encoded_twice_is_named(
    tmp_path: Path, written: str, page: str, example: str
) -> None:
    once = written.encode()
    twice = "".join(bytes([b]).decode(page, "ignore") or chr(b) for b in once).encode()
    evidence = detect(document(tmp_path, twice)).evidence
    assert "read as cp125" in evidence
    assert f"for {example})" in evidence


@pytest.mark.parametrize("written", [RUSSIAN, UKRAINIAN, PORTUGUESE, FRENCH, TURKISH, CHINESE])
def test_text_that_was_encoded_once_is_not(tmp_path: Path, written: str) -> None:
    for text_once in (written, written.upper(), "СРЕДСТВА РЯС АРС\n" + written):
        assert "saved again" not in detect(document(tmp_path, text_once.encode())).evidence


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"a,b\n1,\0\n", "not text"),
        (b"a,b\n" * 100_000 + b"\0", "not text: a zero byte at line 100001"),
        ("a,b\n".encode("utf-32"), "not text"),
        (RUSSIAN.encode("utf-16")[:-1], "not utf-16-le"),
        (b"\xef\xbb\xbfa,b\n\xff\n", "not utf-8 at line 2"),
        (RUSSIAN.encode() + b"\xd0", "not utf-8 at line 3.*cut off"),
    ],
)
def test_what_is_not_text_to_its_end_is_refused(tmp_path: Path, content: bytes, why: str) -> None:
    with pytest.raises(FileRefused, match=why):
        detect(document(tmp_path, content))


@pytest.mark.parametrize("name", ["latin-1", "koi8-r", "cp1251", "gb18030", "UTF8", "utf-8-sig"])
def test_a_named_encoding_is_believed_where_it_fits(tmp_path: Path, name: str) -> None:
    written = "a;b\n1;é\n" if name == "latin-1" else "a;b\n1;насос\n"
    one = document(tmp_path, written.encode(name))
    assert text(one, require(one, name)) == written


def test_utf16_by_name_takes_its_byte_order_from_the_mark(tmp_path: Path) -> None:
    one = document(tmp_path, ("\ufeff" + RUSSIAN).encode("utf-16-be"))
    assert text(one, require(one, "utf-16")) == RUSSIAN


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"a,b\n1,\xe9\n", "utf-8", "not utf-8 at line 2, byte 7"),
        (b"a,b\n1,\x98\n", "cp1251", "not cp1251 at line 2, byte 7"),
        (CHINESE.encode(), "gb18030", "not gb18030 at line"),
        (b"a,b\n1,2", "utf-16-le", "not utf-16-le"),
        (b"a,b\n", "klingon", "not an encoding"),
        (b"a,b\n", "hex", "not an encoding"),
        (b"", "utf-8", "empty"),
    ],
)
def test_a_wrong_name_is_refused(tmp_path: Path, content: bytes, name: str, why: str) -> None:
    with pytest.raises(FileRefused, match=why):
        require(document(tmp_path, content), name)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "cp1251"])
def test_the_sink_sees_every_unpacked_byte_once(tmp_path: Path, codec: str) -> None:
    content = RUSSIAN.encode(codec)
    one = document(tmp_path, gzip.compress(content))
    digest = hashlib.sha256()
    detect(one, digest.update)
    assert digest.hexdigest() == hashlib.sha256(content).hexdigest()


def test_pairs_of_a_long_file_are_a_sample_in_which_every_byte_of_it_occurs() -> None:
    usual, rare = "Насосы центробежные\n".encode("cp1251"), "№ 5 Ё\n".encode("cp1251")
    pieces = [usual] * 400
    pieces[61] = usual + rare
    counted = count_pairs(iter(pieces))
    assert not set(b"".join(pieces)) - set(range(128)) - set(np.flatnonzero(counted.any(axis=1)))
    assert counted.sum() == pytest.approx(count_pairs([b"".join(pieces)]).sum(), rel=0.05)


@pytest.mark.parametrize(
    ("codec", "text"),
    [("cp1251", RUSSIAN), ("gb18030", CHINESE), ("big5", TRADITIONAL), ("cp1252", FRENCH)],
)
def test_a_long_file_is_judged_as_its_beginning_is(codec: str, text: str) -> None:
    pieces = [text.encode(codec)] * 300
    assert judge(lambda: iter(pieces)).name == judge(lambda: iter(pieces[:9])).name == codec
