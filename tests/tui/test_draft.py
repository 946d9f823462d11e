"""Between the fields of the workbench and a watch: both ways, and what is wrong in them."""

import pytest

from monitor.config import Config, parse
from monitor.model import Feed, Watch
from monitor.tui.draft import Form, form_of, mistakes, watch_of

CONFIG = Config(
    (Watch("Raids", ("raid",)), Watch("Rain", ("rain",))),
    (
        Feed("https://a.example/", "The Post, Daily", ("asia",)),
        Feed("https://b.example/", "Gazette"),
        Feed("https://c.example/rss;id=1;all", "Courts; Police"),
    ),
)
RAIDS = CONFIG.watches[0]


@pytest.mark.parametrize(
    "watch",
    [
        RAIDS,
        Watch("A", ("a b", "c OR d"), ("e", "f"), ("asia", "Gazette"), ("th", "zh"), "teal", False),
        Watch("A", ("a",), feeds=("The Post, Daily",)),
        Watch("A", ("a",), feeds=("The Post, Daily", "https://b.example/"), colour="ansi_bright_red"),
        Watch("A", ("a",), feeds=("https://c.example/rss;id=1;all",)),
        Watch("A", ("a",), feeds=("Gazette", "https://c.example/rss;id=1;all")),
        Watch("A", ("a",), feeds=("Gazette", "Courts; Police", "The Post, Daily")),
    ],
)
def test_a_watch_comes_back_as_it_went_in(watch: Watch) -> None:
    assert watch_of(form_of(watch), CONFIG) == watch


def test_what_is_typed_is_tidied() -> None:
    form = Form("  My \x1bwatch ", " a  b \n\na b\nc", "\n", "th zh-TW,", "ASIA, gazette,HTTPS://A.example:443/", "RED")
    feeds = ("asia", "Gazette", "https://a.example/")
    assert watch_of(form, CONFIG) == Watch("My watch", ("a b", "c"), (), feeds, ("th", "zh"), "red")
    assert mistakes(form, CONFIG, None) == []


def test_without_a_name_it_is_called_as_a_bare_keyword_would_be() -> None:
    assert watch_of(Form(keywords="\nmyawaddy\nx"), CONFIG).name == "Myawaddy"
    (bare,) = parse("keywords = ['myawaddy']").watches
    assert watch_of(Form(keywords="myawaddy"), CONFIG) == bare
    assert watch_of(Form(), CONFIG) == Watch("", ())


def test_what_is_wrong_is_a_sentence_each() -> None:
    form = Form("RAIN", "a", "", "klingon1234", "gazete, nowhere", "reddish")
    said = mistakes(form, CONFIG, RAIDS)
    assert [sentence[:30] for sentence in said] == [
        "There is a watch named “RAIN” ",
        "`klingon1234` is no language c",
        "Unknown colour `reddish`, did ",
        "No feed is called “gazete”, di",
        "No feed is called “nowhere”: w",
    ]
    assert all(sentence.endswith((".", "?", "?.")) for sentence in said)


def test_a_watch_may_keep_its_own_name_and_no_other() -> None:
    assert mistakes(Form("raids", "a"), CONFIG, RAIDS) == []
    assert mistakes(Form("raids", "a"), CONFIG, None) != []
    assert mistakes(Form("Mine", "a"), CONFIG, None) == [], "a new watch that is named has nothing wrong with it"
    assert mistakes(Form("", ""), CONFIG, None) == [], "nothing is wrong yet where nothing is written"
