"""Scenarios for the other ways to write a phrase: what each makes of it, and what it leaves alone."""

import pytest

from monitor.matching.spellings import WAYS
from monitor.matching.terms import phrase


def spelled(term: str) -> set[str]:
    """All other ways to write a keyword, each as its words with blanks between them."""
    return {" ".join(words) for way in WAYS for words in way.of(phrase(term))}


@pytest.mark.parametrize(
    ("term", "other"),
    [
        ("scam hub", "scamhub"),
        ("Women's shelter", "Womenshelter"),
        ("COVID-19", "COVID19"),
        ("G 7", "G7"),
        ("Mong La", "mongla"),
        ("Wi-Fi", "wifi"),
        ("call centre scam", "callcentre scam"),
        ("incendio forestal", "incendiosforestal"),
        ("F-16", "f16s"),
        ("Co\u00advid-19", "covid19s"),
        ("KK Park", "K K Park"),
        ("U.N.", "UN"),
        ("kk park", "K K park"),
        ("PM2.5", "PM 2 5"),
        ("child labour", "children labour"),
        ("F-16", "F 16s"),
        ("NGO", "NGOs"),
        ("Сергей Лавров", "Сергей Лаврова"),
        ("MPs", "MP"),
        ("Johnson & Johnson", "Johnson and Johnson"),
        ("Johnson and Johnson", "johnson& johnson"),
        ("over 1000000 people", "over 1, 000, 000 people"),
        ("خامنه\u200cای", "خامنه ای"),
        ("Sana'a", "Sanaa"),
        ("Sanaa", "sana' a"),
        ("email", "e- mail"),
        ("cyberscam centre", "cyber- scam centre"),
        ("Cyberscam", "cyber scam"),
        ("KK园区", "K K 园 区"),
        ("kỹ sư", "ki sư"),
        ("qui định", "quy định"),
        ("100000 people", "1, 00, 000 people"),
        ("Saint Louis", "st Louis"),
        ("Mt. Everest", "mount Everest"),
        ("korban", "korbannya+"),
        ("pekerja migran", "pekerja migrannya+"),
        ("biktima", "biktimang+"),
        ("mamamayan", "mamamayang+"),
        ("cooperation", "co- operation"),
        ("reelection", "re- election"),
    ],
)
def test_a_phrase_is_written_otherwise_too(term: str, other: str) -> None:
    assert other in spelled(term)


@pytest.mark.parametrize(
    ("term", "other"),
    [
        ("officer ring", "officering"),
        ("broke ring", "brokering"),
        ("Bo Y", "BoY"),
        ("Li Na", "lina"),
        ("cas es", "cases"),
        ("电诈园区 La", "电诈园区la"),
        ("M&A", "MA"),
        ("M&A", "M and A"),
        ("& Co", "and Co"),
        ("столов", "столова"),
        ("Smith & !", "Smith and"),
        ("and Co", "& co"),
        ("1000", "1, 000"),
        ("I/O", "IO"),
        ("therapist", "the rapist"),
        ("resign", "re- sign"),
        ("aside", "a- side"),
        ("Shell", "she' ll"),
        ("Beer", "be' er"),
        ("My", "mi"),
        ("Wall St", "Wall saint"),
        ("Xian", "xiang"),
        ("Haiyan", "haiyang"),
        ("Xiaomi", "xiaoming"),
        ("Ke", "kenya"),
        ("thúy", "thui"),
    ],
)
def test_but_not_as_what_says_something_else(term: str, other: str) -> None:
    assert other not in spelled(term)


def test_scripts_without_blanks_and_bare_numbers_have_no_other_ways() -> None:
    assert spelled("园区") == spelled("电诈") == spelled("7.8") == set()


def test_a_word_is_cut_in_two_wherever_both_parts_mean_something_and_not_at_all_where_it_is_endless() -> None:
    (way,) = (way for way in WAYS if way.is_cut)
    parts = [*way.of(phrase("repatriation"))]
    assert all(len(first) >= 4 and len(second) >= 3 for first, second in parts) and len(parts) == 6
    assert not [*way.of(phrase("scam"))] and not [*way.of(phrase("scam hub"))]
    # No word is as long, and each way to cut it is looked for.
    assert not [*way.of(phrase("x" * 101))] and len([*way.of(phrase("x" * 100))]) == 94
