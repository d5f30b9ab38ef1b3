"""The one truth of the matrix: a made-up customs table with the dirt that real ones carry.

Every cell is chosen by a checksum of its place, so the table is the same on every machine and
under every Python. What an encoding cannot hold is left out of its table, never replaced.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

Cell = str | int | float | date | None
NBSP = "\u00a0"

DIRT = (
    'Кран шаровой 1/2", "Бугатти"', "Насос; центробежный, 5 кВт", "Сталь\nлистовая\nг/к",
    "a|b|c", "1,5;2|3", "=1+2", "-5", "+7 495 000", "@SUM(A1)", "'07", "  с отступом",
    "хвост  ", "два  пробела", "таб\tвнутри", "\"", '""', ",", ";", "a\n\nb", "'цитата'",
    "5'6\"", "100%", "#N/A", "TRUE", "null", "1e5", "00", "1/2", f"10{NBSP}000{NBSP}шт", "<b>&amp;",
    "_x0041_", "C:\\temp\\n", '"вся в кавычках"', 'он сказал "да", и ушёл',
)  # fmt: skip
"""Texts that programs like to change."""
SIGNS = tuple(text for text in DIRT if not any("\u0400" <= sign < "\u0500" for sign in text))
"""Those without Cyrillic letters; every script has some of its own beside them."""
HEADER = (
    "№", "Номер декларации", "Дата", "Код ТН ВЭД", "Описание товара", "Страна", "Импортёр",
    "Вес нетто", "Стоимость", "Счёт", "Примечание",
)  # fmt: skip
GROUPS = ("№", "Декларация", "", "", "Товар", "", "", "Вес и стоимость", "", "", "")
"""Names over several columns, in a row above `HEADER`; only the first stands beside its own name."""


@dataclass(frozen=True, slots=True)
class Script:
    """What an encoding can write: the words of the header, of goods, places and firms."""

    name: str
    header: tuple[str, ...]
    groups: tuple[str, ...]
    goods: tuple[str, ...]
    places: tuple[str, ...]
    firms: tuple[str, ...]
    dirt: tuple[str, ...]
    title: str
    total: str
    note: str
    has_nbsp: bool = True


RUSSIAN = Script(
    "russian",
    HEADER,
    GROUPS,
    (
        "Насосы центробежные для перекачки жидкостей", "Подшипники шариковые", "Мясо мороженое",
        "Аппараты беспилотные летательные", "Ткани хлопчатобумажные", "Двигатели электрические",
    ),
    ("Китай", "Казахстан", "Турция", "Российская Федерация", "Республика Корея"),
    ('ООО "Ромашка"', "АО «Заря»", "ИП Щукин Ё.", 'ТОО "Алтын, Лтд"', "Съезд-Объект"),
    DIRT,
    "Сведения о декларациях на товары за 2023 год",
    "Итого",
    "Примечание: данные предварительные",
)  # fmt: skip
CHINESE = Script(
    "chinese",
    (
        "序号", "报关单号", "日期", "商品编码", "商品名称", "国家", "进口商", "净重", "金额", "账号",
        "备注",
    ),
    ("序号", "报关", "", "", "商品", "", "", "数量和金额", "", "", ""),
    ("离心泵用于输送液体", "滚动轴承", "冷冻牛肉", "无人驾驶航空器", "棉布织物", "电动机和发电机"),
    ("中国", "俄罗斯", "哈萨克斯坦", "土耳其", "韩国"),
    ('深圳"大疆"科技有限公司', "上海贸易有限公司", "北京进出口公司", "广州市白云区工厂", "中国石油"),
    (*SIGNS, '球阀 1/2", "大号"', "泵; 离心, 5千瓦", "钢板\n热轧\n厚", "制表\t符", "他说 \"是\", 走了"),
    "2023年海关进口货物申报表",
    "合计",
    "注: 初步数据",
)  # fmt: skip
TAIWANESE = Script(
    "taiwanese",
    (
        "序號", "報關單號", "日期", "商品編碼", "商品名稱", "國家", "進口商", "淨重", "金額", "帳號",
        "備註",
    ),
    ("序號", "報關", "", "", "商品", "", "", "數量和金額", "", "", ""),
    ("離心泵用於輸送液體", "滾動軸承", "冷凍牛肉", "無人駕駛航空器", "棉布織物", "電動機和發電機"),
    ("中國", "俄羅斯", "臺灣", "土耳其", "韓國"),
    ('高雄"大華"科技有限公司', "臺北貿易有限公司", "新竹進出口公司", "臺中市南區工廠", "許功蓋公司"),
    (*SIGNS, '球閥 1/2", "大號"', "泵; 離心, 5千瓦", "鋼板\n熱軋\n厚", "製表\t符", "他說 \"是\", 走了"),
    "2023年海關進口貨物申報表",
    "合計",
    "注: 初步資料",
    has_nbsp=False,
)  # fmt: skip
FRENCH = Script(
    "french",
    (
        "N°", "Numéro de déclaration", "Date", "Code tarifaire", "Désignation", "Pays",
        "Importateur", "Poids net", "Valeur", "Compte", "Remarques",
    ),
    ("N°", "Déclaration", "", "", "Marchandise", "", "", "Poids et valeur", "", "", ""),
    (
        "Pompes centrifuges à eau, équipées", "Roulements à billes", "Viande congelée désossée",
        "Aéronefs télécommandés", "Tissus de coton écru", "Moteurs électriques et génératrices",
    ),
    ("Chine", "Corée du Sud", "Türkei", "España", "Côte d'Ivoire"),
    ('Société "Générale"', "Müller & Söhne GmbH", "Café, Thé et Cie", "Señor Peña SA", "Forêt"),
    (*SIGNS, 'Vanne à bille 1/2", "grande"', "Pompe; élevée, 5 kW", "Tôle\nlaminée\nà chaud", "é\tà"),
    "Déclarations de marchandises importées, année 2023",
    "Total",
    "Source: données provisoires",
)  # fmt: skip
TURKISH = Script(
    "turkish",
    (
        "Sıra", "Beyanname numarası", "Tarih", "GTİP", "Eşyanın tanımı", "Ülke", "İthalatçı",
        "Net ağırlık", "Kıymet", "Hesap", "Açıklama",
    ),
    ("Sıra", "Beyanname", "", "", "Eşya", "", "", "Ağırlık ve kıymet", "", "", ""),
    (
        "Sıvılar için santrifüj pompalar", "Bilyalı rulmanlar", "Dondurulmuş sığır eti",
        "İnsansız hava araçları", "Pamuklu dokuma kumaşlar", "Elektrik motorları ve jeneratörler",
    ),
    ("Çin", "Güney Kore", "Türkiye", "İspanya", "Rusya Federasyonu"),
    ('"Yıldız" Dış Ticaret A.Ş.', "Gümüş & Oğulları", "Şeker, Çay ve Kağıt", "Iğdır İnşaat", "Ağaç"),
    (*SIGNS, 'Küresel vana 1/2", "büyük"', "Pompa; yüksek, 5 kW", "Çelik\nsaç\nlevha", "ış\tğü"),
    "2023 yılı ithalat beyannameleri",
    "Toplam",
    "Source: geçici veriler",
)  # fmt: skip
MIXED = Script(
    "mixed",
    RUSSIAN.header,
    RUSSIAN.groups,
    RUSSIAN.goods + CHINESE.goods + FRENCH.goods + TURKISH.goods,
    RUSSIAN.places + CHINESE.places + TURKISH.places + FRENCH.places,
    RUSSIAN.firms + CHINESE.firms + TURKISH.firms + FRENCH.firms,
    (
        *dict.fromkeys(DIRT + CHINESE.dirt + FRENCH.dirt + TURKISH.dirt),
        "🛩 drone",
        "e\u0301",
        "\u200fעברית",
        "ﬁ\u200b",
        "\u2028x",
    ),
    RUSSIAN.title,
    "Итого",
    RUSSIAN.note,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """The truth: a header and rows of cells."""

    script: Script
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def without(script: Script, texts: Sequence[str]) -> Script:
    """The script less some of its dirt."""
    return replace(script, dirt=tuple(text for text in script.dirt if text not in texts))


def without_nbsp(script: Script) -> Script:
    """The script without the blank at which no line breaks."""
    return replace(script, has_nbsp=False)


def table(script: Script, n_rows: int = 300) -> Table:
    """The table of a script; the dirt stands in every third description and every fifth note."""
    return Table(script, script.header, tuple(_row(script, n) for n in range(1, n_rows + 1)))


def _row(script: Script, n: int) -> tuple[Cell, ...]:
    def one_of(column: str, words: Sequence[str]) -> str:
        return words[_chance(n, column) % len(words)]

    grouped = f"1{NBSP if script.has_nbsp else ' '}234,5"
    return (
        n,
        f"10702{n % 90:03}/{n % 28 + 1:02}0123/{_chance(n, 'id') % 10**7:07}",
        date(2023, 1, 5) + timedelta(days=n // 3),
        one_of("code", ("0201300000", "8806220000", "0303 89", "8413.70", "01", "9014208009")),
        own_dirt(script)[n // 3 % len(own_dirt(script))] if n % 3 == 0 else one_of("goods", script.goods),
        one_of("place", script.places) if n % 7 else "",
        one_of("firm", script.firms),
        one_of("kg", ("12,5", grouped, "0,001", "7", "-3,25", "1234,50")),
        (_chance(n, "value") % 10**7) / 100,
        f"{40702810 + n % 7}{_chance(n, 'account') * 7919 % 10**12:012}",
        own_dirt(script)[_chance(n, "note") % len(own_dirt(script))] if n % 5 == 0 else "",
    )  # fmt: skip


def own_dirt(script: Script) -> tuple[str, ...]:
    """The dirt that the script's encoding can write."""
    return tuple(text for text in script.dirt if script.has_nbsp or NBSP not in text)


def _chance(n: int, column: str) -> int:
    return zlib.crc32(f"{n} {column}".encode())
