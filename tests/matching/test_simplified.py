"""Scenarios for Chinese in its two scripts: traditional characters fold to simplified ones, place by place."""

import subprocess
import sys

import pytest

from monitor.matching.fold import fold, tokens
from monitor.matching.simplified import characters


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("電信詐騙園區", "电信诈骗园区"),
        ("遣返臺灣嫌犯", "遣返台湾嫌犯"),
        ("緬甸妙瓦底", "缅甸妙瓦底"),
        ("押著上飛機著陸", "押着上飞机着陆"),
        ("拘留所裡的人質獲釋", "拘留所里的人质获释"),
        ("衞生署", "卫生署"),
        ("餘下馀下", "余下余下"),
        ("皇后與以後", "皇后与以后"),
        ("砲擊滙豐，藉口行刦", "炮击汇丰，借口行劫"),
        ("美孚邨閙痲疹", "美孚村闹麻疹"),
        ("情緒連結", "情绪连结"),
    ],
)
def test_traditional_and_simplified_texts_have_the_same_words_in_the_same_places(
    traditional: str, simplified: str
) -> None:
    one, other = tokens(traditional), tokens(simplified)
    assert (one.words, one.starts, one.ends) == (other.words, other.starts, other.ends)


@pytest.mark.parametrize(("one", "other"), [("髪", "発"), ("暦", "歴")])
def test_japanese_words_stay_apart_that_china_writes_alike(one: str, other: str) -> None:
    assert fold(one) != fold(other) == fold(characters()[other])


def test_a_character_always_becomes_one_that_stays() -> None:
    """A second folding would change the word again, and a place in the text would move."""
    assert len(characters()) > 4000
    for simple in characters().values():
        assert len(simple) == 1
        assert fold(simple) == simple


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *(("澤田", "沢田"), ("渡邊", "渡辺"), ("渡邉", "渡辺"), ("齋藤", "斎藤"), ("髙橋", "高橋"), ("山﨑", "山崎")),
        *(("廣島縣", "広島県"), ("嶋田", "島田"), ("𠮷田", "吉田"), ("龍", "竜"), ("鐵鑛", "鉄鉱"), ("横滨", "横浜")),
    ],
)
def test_a_japanese_name_is_the_same_in_old_characters_and_in_new_ones(written: str, meant: str) -> None:
    assert tokens(written).words == tokens(meant).words


@pytest.mark.parametrize(
    ("one", "other"),
    [("沪", "滤"), ("芸", "艺"), ("予", "豫"), ("缶", "罐"), ("連", "聯"), ("斎藤", "斉藤"), ("醋", "酢")],
)
def test_a_japanese_form_that_is_another_character_of_chinese_stays_that(one: str, other: str) -> None:
    assert tokens(one).words != tokens(other).words


def test_japanese_characters_fold_the_same_way_in_keyword_and_text() -> None:
    assert tokens("詐欺拠点を摘発").words == [fold(character) for character in "詐欺拠点を摘発"]


def test_the_table_is_read_only_when_chinese_is_met_and_the_package_around_it_never() -> None:
    code = (
        "import sys; from monitor.matching.fold import fold, tokens;"
        "from monitor.matching.simplified import characters;"
        "tokens('lừa đảo ตำรวจ'); before = characters.cache_info().currsize;"
        "print(before, fold('電'), characters.cache_info().currsize, 'opencc' in sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code], capture_output=True, encoding="utf-8", check=True, timeout=60
    )
    assert ran.stdout.split() == ["0", "电", "1", "False"]
