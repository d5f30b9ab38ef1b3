"""What a description says and what it does not: a number is a fact only where its phrase names the fact."""

from collections.abc import Mapping

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidewaiter.law.asking import controlled
from tidewaiter.law.conditions import Fact
from tidewaiter.law.described import numbers_in
from tidewaiter.law.facts import built_in, read_fact
from tidewaiter.law.texts import read_text

READ = """
взлетная масса 0,9 кг                                     | mtow_kg 0.9
МАКС. ВЗЛЕТНАЯ МАССА 2,57 КГ, ВРЕМЯ ПОЛЕТА ДО 38 МИН, ГРАЖДАНСКОГО НАЗНАЧЕНИЯ | mtow_kg 2.57 endurance_min <=38
СУМКА ДЛЯ ПЕРЕНОСКИ, МАССА ВЗЛЕТНАЯ 0,9 КГ, НЕ ДЛЯ ВОЕННОГО ПРИМЕНЕНИЯ, УПАКОВАНО В КАРТОННЫЕ КОРОБКИ | mtow_kg 0.9
АППАРАТ, ВЗЛЕТНАЯ МАССА 6,15 КГ, КОМПЛЕКТ: АППАРАТ, ПУЛЬТ, АКБ 5880 МА/Ч | mtow_kg 6.15
MAXIMUM TAKE-OFF WEIGHT 1.20 KG, CAMERA 20 MP 4K, FOR CIVIL USE  | mtow_kg 1.2
QUADCOPTER YUAN 3 WITH CAMERA 48 MP, TAKE-OFF WEIGHT 0.91 KG - 12 PCS | mtow_kg 0.91
UAV (QUADCOPTER) QY-X4, MTOW 3.05 KG, BATTERY 3850 MAH 3 PCS | mtow_kg 3.05
MODEL LY-M300, FLIGHT TIME UP TO 41 MIN, REMOTE CONTROL INCLUDED | endurance_min <=41
взлетная масса 0,900 кг                                   | mtow_kg 0.9
МАССА ВЗЛЕТНАЯ 0,9 КГ/ШТ                                  | mtow_kg 0.9
взлетная масса - 895 г.                                   | mtow_kg 0.895
взлётный вес от 0,9 до 1,2 кг                             | mtow_kg 0.9..1.2
взлетная масса 0,9 кг время полета 31 мин                 | mtow_kg 0.9 endurance_min 31
взлетная масса 9 кг, масса пустого 3,6 кг                 | mtow_kg 9 empty_kg 3.6
empty weight 3.6 kg                                       | empty_kg 3.6
take-off weight 0.9 kg, net weight 12 kg                  | mtow_kg 0.9
起飞重量1.5千克,续航46分钟,抗阵风10米/秒                        | mtow_kg 1.5 endurance_min 46 gust_kmh 36
无人机 起飞重量 1.5千克 续航 46分钟 抗阵风 10米/秒               | mtow_kg 1.5 endurance_min 46 gust_kmh 36
最大飞行时间不超过29分钟                                      | endurance_min <=29
空机重量900克                                               | empty_kg 0.9
время полета 1 ч 10 мин                                   | endurance_min 70
ВРЕМЯ ПОЛЁТА 1 Ч. 10 МИН., ДРОН                           | endurance_min 70
1 час 10 минут полета                                     | endurance_min 70
полет 2 часа 5 мин                                        | endurance_min 125
время полета 1 час, 10 минут                              | endurance_min 70
время полета 1,5 часа                                     | endurance_min 90
flight time 1 h 10 min                                    | endurance_min 70
flies 1 hour and 10 minutes                               | endurance_min 70
endurance 1h10min                                         | endurance_min 70
flight 2 h                                                | endurance_min 120
续航1小时10分钟                                             | endurance_min 70
飞行时间2小时                                               | endurance_min 120
flies for 35 minutes                                      | endurance_min 35
длительность полета составляет 35 минут                   | endurance_min 35
автономность 45 мин                                       | endurance_min 45
46 minutes of flight                                      | endurance_min 46
Quadcopter with 46-min flight time                        | endurance_min 46
время полёта до 46 минут                                  | endurance_min <=46
время полета не более 30 мин                              | endurance_min <=30
время полета менее 30 мин                                 | endurance_min <30
время полета не менее 60 мин                              | endurance_min >=60
flight time not less than 60 min                          | endurance_min >=60
полет более 60 мин                                        | endurance_min >60
flight 20-25 min                                          | endurance_min 20..25
время полета без ветра 31 мин                             | endurance_min 31
время полета на одном аккумуляторе 31 мин                 | endurance_min 31
время полета 31 мин; ресурс 500 ч; зарядка 70 мин         | endurance_min 31
flight time 46 min, flight time with payload 31 min       | endurance_min 46
устойчивость к порывам ветра 12 м/с                       | gust_kmh 43.2
drone, gust resistance 38 km/h                            | gust_kmh 38
UAV engine 18.5 kW                                        | engine_kw 18.5
двигатель мощностью 18,5 кВт                              | engine_kw 18.5
"""

NOT_USED = """
flight time 1:10 min                    | a time by the clock, or how long?
время полета 1:10                       | a time by the clock, or how long?
готов к вылету через 5 мин              | a time of something else
развертывание 10 мин                    | a time of something else
сборка за 3 мин                         | a time of something else
зависание 25 мин                        | a time of something else
время полета 25 мин (зависание)         | a time of something else
время полета 25 мин, в режиме зависания | a time of something else
15 мин видео                            | a time of something else
drone with charger, charging 70 min     | a time of something else
время полета с нагрузкой 2 кг 31 мин    | a time of something else
общее время полета 62 мин               | a time of something else
время полета 62 мин (2 АКБ)             | a time of something else
combined flight time 93 min             | a time of something else
время полета 25 мин, при ветре 5 м/с    | only under a condition
время полета 29 мин. 40 сек             | a number in several parts
ready to fly in 5 min                   | a time of something else
飞行前准备10分钟                          | a time of something else
悬停续航25分钟                            | a time of something else
遥控器续航4小时                           | a time of something else
дрон, 29 мин                            | a time of what?
дальность полета 10 км 15 мин           | a time of what?
ЛЕТАТЕЛЬНЫЙ АППАРАТ 25 МИН              | a time of what?
не летает более 30 мин                  | a time of what?
время полета при ветре 31 мин           | a time of what?
мин. время полета 20 мин                | said not to be so, or to be the least
среднее время полета 20 мин             | the least, the usual or what remains, not the most
flight time 31 min at 5 °C              | only under a condition
flight time ~29 min                     | only about so much
飞行30分钟以上                            | only about so much
время полета 45мин/31мин                | a number in several parts
время полета 45/31 мин                  | a number in several parts
время полета 1 ч 10 мин 30 сек          | a number in several parts
время полета 1½ часа                    | a number in several parts
время полета 1,5 ч 10 мин               | can be read in two ways
время полета 45 мин или 31 мин          | several numbers for endurance_min
время полета 31 мин, 29 мин             | several numbers for endurance_min
время полета 31 мин; время полета 46 мин | several numbers for endurance_min
flight 1 h; 10 min                      | several numbers for endurance_min
всего 12 кг                             | a weight at take-off, empty, packed, or of what?
кол-во 10 шт, 12 кг                     | a weight at take-off, empty, packed, or of what?
масса 0,9 кг                            | a weight at take-off, empty, packed, or of what?
Quadcopter 249 g                        | a weight at take-off, empty, packed, or of what?
ДОПУСТИМАЯ МАССА 7 КГ                   | a weight at take-off, empty, packed, or of what?
БПЛА (LY-M210) МАССОЙ БОЛЕЕ 250 Г       | a weight at take-off, empty, packed, or of what?
г/п 10 кг                               | a weight of something else
вес брутто 5 кг                         | a weight of something else
взлетная масса 5 кг, брутто             | a weight of something else
взлетная масса 5 кг (нетто)             | a weight of something else
взлетная масса без аккумулятора 5 кг    | a weight of something else
最大载重10公斤                            | a weight of something else
парашют для дрона взлетной массой 25 кг | of what the goods are for
взлетная масса 1,200 кг                 | can be read in two ways
MTOW 1,200 g                            | can be read in two ways
взлетная масса 1.200 г                  | can be read in two ways
engine 18,500 kW                        | can be read in two ways
взлетная масса 12 x 500 г               | a number in several parts
взлетная масса 1 200 г                  | a number in several parts
взлетная масса 0,9 кг, 12 кг            | several numbers for mtow_kg
2023 г., дрон                           | a year, or grams?
камуфляж 250 g/m2                       | so much for each of something
ВЕРТОЛЕТ MX-5 KG                        | a number, or part of a name?
дрон, скорость 57 км/ч                  | a speed, or gusts it stands?
ветроустойчивость 12 м/с                | a speed, or gusts it stands?
drone, wind resistance 38 km/h          | a speed, or gusts it stands?
полет при ветре 5 м/с                   | a speed, or gusts it stands?
время полета не менее 20-25 мин         | a time of what?
пуск двигателя 5 кВт                    | a power of what?
мощность 18,5 кВт                       | a power of what?
зарядное устройство 2 кВт               | a power of something else
максимальная мощность двигателя 20 кВт  | a power of something else
"""


def rows(table: str) -> list[tuple[str, str]]:
    found = [line.partition("|") for line in table.strip().splitlines()]
    return [(text.strip(), said.strip()) for text, _, said in found]


def facts_of(said: str) -> Mapping[str, Fact]:
    names = said.split()
    asked = built_in().asked
    pairs = zip(names[::2], names[1::2], strict=True)
    return {name: read_fact(asked[name], value) for name, value in pairs}


@pytest.mark.parametrize(("text", "said"), rows(READ))
def test_a_number_is_read_where_its_phrase_names_the_fact(text: str, said: str) -> None:
    assert dict(read_text(text).facts) == facts_of(said)


@pytest.mark.parametrize(("text", "why"), rows(NOT_USED))
def test_any_other_number_is_told_with_why(text: str, why: str) -> None:
    found = read_text(text)
    assert (dict(found.facts), why in found.left.values()) == ({}, True)


def test_words_say_what_was_made_of_a_number() -> None:
    said = "время полета до 46 минут; взлетная масса 895 г; стойкость к порывам 38 км/ч"
    assert dict(read_text(said).words) == {
        "endurance_min": "46 минут: at most 46 min",
        "mtow_kg": "895 г: 0.895 kg",
        "gust_kmh": "38 км/ч",
    }
    assert read_text("flight 1 h 10 min").words == {"endurance_min": "1 h 10 min: 70 min"}
    assert read_text("полет 20-25 мин").words == {"endurance_min": "20-25 мин: 20 to 25 min"}


PHRASES = [text for text, _ in rows(READ) + rows(NOT_USED)]
OF_OTHERS = [
    "зарядка", "видео", "дальность полета", "высота полета 500 м", "в коробке", "груз 2 кг", "(брутто)",
    "пульт", "charging 70 min", "video 15 min", "range of flight 7 km", "gross weight", "аккумулятор",
    "ready in 5 min", "充电60分钟", "载重5公斤", "飞行高度500米", "гражданский", "12 шт", "2023 г.", "MX-3",
]  # fmt: skip
JOINTS = [" ", ", ", "; ", ". ", " (", " - ", "\n", ": "]


@pytest.mark.parametrize("text", PHRASES)
def test_capitals_and_points_over_letters_change_nothing(text: str) -> None:
    assert read_text(text.upper()).facts == read_text(text).facts
    assert read_text(text.replace("ё", "е")).facts == read_text(text).facts


@given(
    st.sampled_from([row for row in rows(NOT_USED) if not row[1].startswith("several")]),
    st.sampled_from(OF_OTHERS),
    st.sampled_from(JOINTS),
    st.booleans(),
)
def test_words_of_another_subject_never_make_a_fact_appear(
    row: tuple[str, str], other: str, joint: str, first: bool
) -> None:
    text = f"{other}{joint}{row[0]}" if first else f"{row[0]}{joint}{other}"
    assert dict(read_text(text).facts) == {}


@given(
    st.sampled_from(rows(READ)), st.sampled_from(OF_OTHERS), st.sampled_from(JOINTS), st.booleans()
)
def test_words_of_another_subject_never_change_a_fact(
    row: tuple[str, str], other: str, joint: str, first: bool
) -> None:
    text = f"{other}{joint}{row[0]}" if first else f"{row[0]}{joint}{other}"
    known = read_text(row[0]).facts
    assert {
        name: fact for name, fact in read_text(text).facts.items() if known.get(name) != fact
    } == {}


@settings(deadline=None)  # the first call loads Arrow
@given(
    st.lists(
        st.tuples(
            st.sampled_from([*PHRASES, *OF_OTHERS]), st.sampled_from([*JOINTS, ",", ".", ";"])
        ),
        max_size=5,
    )
)
def test_a_description_cut_down_says_what_the_whole_says(parts: list[tuple[str, str]]) -> None:
    text = "".join(piece for part in parts for piece in part)
    (short,) = numbers_in(pa.chunked_array([[text]])).to_pylist()
    assert read_text(short).facts == read_text(text).facts


@pytest.mark.parametrize(
    ("fact", "why"),
    [
        ("mtow_kg=0.9", "mtow_kg is stated otherwise"),
        ("mtow_kg=0.895", "mtow_kg is stated already"),
        ("mtow_kg<1", "mtow_kg is stated already"),
    ],
)
def test_a_fact_that_is_stated_goes_before_a_text_and_that_is_told(fact: str, why: str) -> None:
    asked = {"sent_from": "CN", "to": "RU", "on": "2023-03-15"}
    found = controlled("880622", **asked, facts=[fact], text="взлетная масса 895 г")
    assert (dict(found.read), dict(found.left)) == ({}, {"895 г": why})


def test_a_text_that_contradicts_itself_or_what_is_stated_gives_neither_number() -> None:
    asked = {"sent_from": "CN", "to": "RU", "on": "2023-03-15"}
    text = "взлетная масса 3 кг, масса пустого 5 кг"
    assert dict(controlled("880622", **asked, text=text).read) == {}
    stated = controlled("880622", **asked, facts=["mtow_kg=0.9"], text="масса пустого 3 кг")
    assert dict(stated.read) == {}
