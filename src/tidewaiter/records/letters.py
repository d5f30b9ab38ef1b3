"""How often letters stand in the languages of customs records, in one table for each.

Only what lies beyond ASCII is listed. The weights are rough and need be no better: over a
few dozen letters a wrong code page loses by orders of magnitude.
"""

import math
from functools import cache

RUSSIAN = (
    "о110 е85 а80 и74 н67 т63 с55 р47 в45 л43 к35 м32 д30 п28 у26 я20 ы19 ь17 г17 з16 б16"
    " ч14 й12 х10 ж9 ш7 ю6 ц5 щ4 э3 ф3 ъ1 ё1 і1 ї0.2 є0.2 ґ0.01 ў0.1"
)
UKRAINIAN = (
    "о95 а85 н68 и61 і58 в54 т55 р47 е50 с41 к38 л36 у34 д33 м30 п29 я21 з22 ь17 г16 б17 ч14"
    " й12 х11 ц8 ї7 є6 ж8 ш7 ю8 щ4 ф3 ґ0.2 ы0.5 э0.2 ъ0.1 ё0.1"
)
KAZAKH = (
    "а110 е80 н70 ы65 т60 і55 р50 д45 л45 с38 қ33 к35 м30 о25 б22 ғ18 у22 й15 ж18 ң14 ү10 ә10"
    " п14 з14 ұ8 ө8 ш14 и14 г12 я5 в12 х3 ц2 ч2 ф2 э1 ю1 ь2 щ0.3 һ0.3"
)
WESTERN = (
    "é15 á8 ã8 ó8 í7 ü7 ö7 ç6 ä6 ñ4 à4 ú4 è3 õ3 å3 ß2 ê2 ø2 æ2 ô2 â2 î1 ë0.5 ï0.5 û0.5 ù0.5"
    " ì0.3 ò0.3 ð0.3 þ0.2 ý0.3 ÿ0.05 œ0.3 š0.1 ž0.1"
)
FRENCH = "é55 è12 à12 ê5 ç4 ô3 û2 î2 â2 ù1.5 ë0.5 ï0.5 œ1 ü0.3 ö0.3 ñ0.1 ä0.1"
PORTUGUESE = "ã20 ç18 á14 é12 í9 ó9 ê5 õ5 ú4 â3 à3 ô2 ü0.5 ñ0.2 ö0.1"
SPANISH = "ó30 í20 á18 é14 ñ10 ú7 ü1 ç0.3 ö0.1"
GERMAN = "ü35 ä30 ö18 ß15 é1 è0.2 á0.1 ç0.1"
SWEDISH = "ä45 å25 ö28 é1 ü0.3 ø0.2"
DANISH = "ø35 å35 æ28 é1 ö0.5 ä0.5 ü0.3"
ICELANDIC = "ð18 á15 í15 þ6 ö10 ó8 é6 ú6 ý4 æ7"
ITALIAN = "à35 è30 ù10 ò12 ì8 é5"
ESTONIAN = "ä35 õ25 ü25 ö10 š1 ž0.5"
TURKISH = "ı29 ş13 ü14 ğ9 ç10 ö8 İ7 â0.5 î0.2 û0.1"
POLISH = "ł20 ą12 ę13 ó12 ż10 ś9 ć5 ń3 ź1"
CZECH = "í18 á15 é9 ě10 š6 č7 ř8 ž7 ý7 ů4 ú2 ň0.5 ť0.5 ď0.3 ľ1 ô1 ä0.5 ó0.3"
HUNGARIAN = "á28 é28 ö9 ó9 ő8 ü5 ű2 í5 ú3"
ROMANIAN = "ă35 ţ12 ş13 î13 â9"
CROATIAN = "č30 š25 ž20 ć17 đ8"
LITHUANIAN = "ė20 ų15 į10 š14 ž10 ū8 č6 ą9 ę4"
LATVIAN = "ā35 ī18 ē15 š10 ņ6 ū6 ļ5 ž4 č3 ģ2 ķ2"
VIETNAMESE = (
    "đ15 ư12 ô12 á10 à10 ơ8 ê8 â6 ă5 ó3 ú3 í3 ù3 é2 è1 \u03018 \u03008 \u03238 \u03094 \u03033"
)
GREEK = (
    "α80 ο70 ι60 ε60 τ60 σ45 ν50 η40 υ35 ρ40 π35 κ35 μ30 λ25 ς35 ω15 γ15 δ15 θ10 χ10 φ7 β6 ξ4"
    " ζ3 ψ1 ά15 έ15 ή15 ί25 ό20 ύ12 ώ10"
)
ARABIC = (
    "ا130 ل120 ي70 م60 و60 ن60 ر50 ت45 ب35 ة35 ع35 د30 س25 ف25 ه25 ك22 ق22 أ20 ح18 ج14 ش10"
    " ص9 ى8 خ8 ط8 ض6 إ6 ز6 ث5 ذ5 ئ4 ء4 غ4 ظ2 ؤ2 آ2 ،5"
)
HEBREW = (
    "י110 ו100 ה90 ל70 א60 ר60 ת55 ב50 מ50 ש45 ם35 נ35 ע30 ד28 ח25 ק22 פ20 כ25 ג14 ט12 ס15"
    " צ10 ן15 ך8 ף3 ץ2 ז10"
)
THAI = (
    "า70 น65 ร60 ก50 อ50 เ40 ง40 ม35 ย30 ล30 ว30 ด28 ท28 ต25 ส25 ะ22 ป22 บ20 ค20 ห20 แ18 จ15"
    " พ14 ช12 ข12 ใ10 ไ10 โ8 ผ6 ถ7 ซ6 ณ6 ศ5 ธ5 ษ4 ภ4 ญ4 ฟ3 ฐ2 ฉ2 ฝ1 ฏ1 ็8 ่45 ้38 ์10 ิ28 ี25"
    " ึ6 ื12 ุ18 ู12 ั35 ำ10 ๆ1"
)
SIGNS = (
    "№4 «4 »4 –3 —2 \u00a04 °2 º2 ª2 ’2 ‘0.5 “1 ”1 „0.5 €1 ®0.5 ™0.3 ²0.5 ³0.5 ½0.2 ±0.3"
    " ·0.3 •0.3 …0.3 µ0.2 ×0.3 §0.2 ©0.1 £0.1 ¿0.1 ¡0.1 ´0.1"
)
BOXES = "─│┌┐└┘├┤┬┴┼═║╔╗╚╝╠╣╦╩╬"
_SIGNS_SHARE = 0.05
_UNHEARD_OF = -11.0


@cache
def log_weights(letters: str) -> dict[str, float]:
    """The natural logarithm of each character's share of what lies beyond ASCII.

    >>> weights = log_weights(RUSSIAN)
    >>> weights["о"] == weights["О"] > weights["щ"] > log_weight(weights, "þ")
    True
    """
    signs = _shares(SIGNS, _SIGNS_SHARE) | dict.fromkeys(BOXES, _SIGNS_SHARE / 100)
    shares = signs | _shares(letters, 1 - _SIGNS_SHARE)
    both = shares | {letter.upper(): share for letter, share in shares.items()}
    return {letter: math.log(share) for letter, share in both.items()}


def log_weight(weights: dict[str, float], character: str) -> float:
    """The weight of a character, very low where the table does not hold it."""
    return weights.get(character, _UNHEARD_OF)


def _shares(listed: str, whole: float) -> dict[str, float]:
    weights = {item.rstrip("0123456789."): item for item in listed.split(" ")}
    numbers = {name: float(item[len(name) :]) for name, item in weights.items()}
    total = sum(numbers.values())
    return {name: whole * number / total for name, number in numbers.items()}
