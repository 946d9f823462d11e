"""Scenarios for the watch language: what a person means by a query, and what is said where it means nothing."""

import random
import time
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.matching.query import (
    DEEPEST,
    LONGEST,
    And,
    Concept,
    Field,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    QueryError,
    Regex,
    State,
    doubt,
    parse,
    render,
)
from monitor.matching.query_words import FIELDS

CONCEPTS = ("scam_hubs", "repatriation", "trafficking")


def phrase(term: str, *words: str, **how: object) -> Phrase:
    return Phrase(term, words or tuple(term.split()), **how)  # type: ignore[arg-type]


A, B, C = phrase("a"), phrase("b"), phrase("c")


def refused(query: str, *, search: bool = False) -> QueryError:
    with pytest.raises(QueryError) as told:
        parse(query, concepts=CONCEPTS, search=search)
    return told.value


# A keyword


@pytest.mark.parametrize(
    ("keyword", "words"),
    [
        ("scam hubs", "scam hubs"),
        ("  Scam Hubs ", "Scam Hubs"),
        ("search and rescue", "search and rescue"),
        ("Near Myawaddy or not", "Near Myawaddy or not"),
        ("anti-scam", "anti scam"),
        ("COVID-19 follow-up", "COVID 19 follow up"),
        ("- x", "x"),
        ("scam - hub", "scam hub"),
        ("--force", "force"),
        ("and/or", "and or"),
        ("near/far", "near far"),
        ("AC / DC", "AC DC"),
        ("a = b", "a b"),
        ("a@b.example", "a b example"),
        ("meet @ noon", "meet noon"),
        ("Re: scam", "Re scam"),
        ("Re:Zero", "Re Zero"),
        ("Watch: the raid", "Watch the raid"),
        ("how to sit: a guide", "how to sit a guide"),
        ("10:30", "10 30"),
        ("https://scam.example/a?b=1", "https scam example a b 1"),
        ("feed://scam.example", "feed scam example"),
        ("std::vector", "std vector"),
        ("中国：电诈", "中 国 电 诈"),
        ("AT&T", "AT T"),
        ("since: 2020", "since 2020"),
    ],
)
def test_a_keyword_without_operators_is_one_phrase_whatever_signs_it_has(keyword: str, words: str) -> None:
    assert parse(keyword) == Phrase(keyword.strip(), tuple(words.split()))


def test_a_quoted_phrase_is_the_phrase_and_operators_in_it_are_words() -> None:
    assert parse('"scam hubs"') == parse("scam hubs")
    assert parse('"this OR that (NOT NEAR/5 @here)"') == Phrase(
        "this OR that (NOT NEAR/5 @here)", ("this", "OR", "that", "NOT", "NEAR", "5", "here")
    )


@pytest.mark.parametrize("quotes", ["“”", "„“", "””", "«»", "»«", "「」", "『』", "｢｣", "＂＂", '”"'])
def test_quotes_of_any_press_are_quotes(quotes: str) -> None:
    assert parse(f"{quotes[0]} a OR b{quotes[1]} OR c") == Or((phrase("a OR b"), C))


@pytest.mark.parametrize("term", ['צה"ל', "צה”ל תקף", 'דו"חות', 'מנכ"ל'])
def test_a_quote_within_a_hebrew_abbreviation_is_part_of_it(term: str) -> None:
    node = parse(term)
    assert isinstance(node, Phrase) and node.term == term
    assert parse(render(node)) == node
    assert parse(f"a OR {term}") == Or((A, node))
    assert parse('"צה"ל תקף"') == phrase('צה"ל תקף', "צה", "ל", "תקף")
    assert parse('ב"הארץ"') == And((phrase("ב"), phrase("הארץ")))


def test_the_full_width_signs_of_a_chinese_keyboard_mean_what_the_ascii_ones_do() -> None:
    typed = "（诈骗　OR　title：电诈）ＮＥＡＲ／５　ｘ　－＠ｓｃａｍ＿ｈｕｂｓ　＝＝ｂ　ＯＲ　ｓｃａｍ＊　／ａ＋／ｉ"
    meant = "(诈骗 OR title:电诈) NEAR/5 ｘ -@scam_hubs ==ｂ OR ｓｃａｍ* /ａ＋/i"
    assert parse(typed) == parse(meant)


def test_marks_that_nobody_sees_do_not_hide_an_operator() -> None:
    assert parse("\ufeffa OR\u200f b\u200b") == Or((A, B))
    assert parse("sc\u00adam\u200bhub") == Phrase("sc\u00adam\u200bhub", ("sc\u00adam", "hub"))


# Operators


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("a OR b OR c", Or((A, B, C))),
        ("a AND b OR c", Or((And((A, B)), C))),
        ("a OR b AND c", Or((A, And((B, C))))),
        ("(a OR b) AND c", And((Or((A, B)), C))),
        ("a AND (b AND c)", And((A, B, C))),
        ("((a))", A),
        ('"a" b', And((A, B))),
        ('a b "c"', And((phrase("a b"), C))),
        ("(a OR b) c", And((Or((A, B)), C))),
        ("a(b)c", And((A, B, C))),
        ("a NOT b", And((A, Not(B)))),
        ("a AND NOT b", And((A, Not(B)))),
        ('-b "a"', And((Not(B), A))),
        ("a -(b OR c)", And((A, Not(Or((B, C)))))),
        ("(-b AND a)", And((Not(B), A))),
        ("a AND (NOT b OR c)", And((A, Or((Not(B), C))))),
        ("a −b", And((A, Not(B)))),
        ("a –b", And((A, Not(B)))),
        ("a ‑b", And((A, Not(B)))),
        ("a ‐b", And((A, Not(B)))),
        ("a ‒b", And((A, Not(B)))),
        ("a NEAR/5 b", Near(A, B, 5)),
        ("a ONEAR/12 b", Near(A, B, 12, "ordered")),
        ("a NOT NEAR/6 b", Near(A, B, 6, "not")),
        ("a NEAR/005 b", Near(A, B, 5)),
        ("a NEAR/1 b ONEAR/2 c NOT NEAR/999 a", Near(Near(Near(A, B, 1), C, 2, "ordered"), A, 999, "not")),
        ("a NEAR/2 (b OR c)", Near(A, Or((B, C)), 2)),
        ("@scam_hubs NEAR/9 a", Near(Concept("scam_hubs"), A, 9)),
    ],
)
def test_operators_bind_as_people_expect(query: str, tree: Node) -> None:
    assert parse(query) == tree


def test_not_holds_for_a_whole_near() -> None:
    assert parse("a AND NOT b NEAR/5 c") == And((A, Not(Near(B, C, 5))))


def test_a_field_binds_the_term_behind_it_and_only_that() -> None:
    assert parse("title:scam hub OR c") == Or((Field("title", phrase("scam hub")), C))
    assert parse("title:(a OR b) c") == And((Field("title", Or((A, B))), C))
    assert parse("a -title:b") == And((A, Not(Field("title", B))))
    assert parse("title: a") == parse("title:a") == Field("title", A)
    assert parse('raw:"a" author:=b text:/a+/') == And(
        (Field("raw", A), Field("author", phrase("b", mode="=")), Field("text", Regex("a+")))
    )
    assert all(parse(f"{name}:th") == Field(name, phrase("th")) for name in FIELDS)


def test_a_language_or_an_address_is_one_word_so_that_what_follows_is_looked_for() -> None:
    assert parse("lang:en scam hub") == And((Field("lang", phrase("en")), phrase("scam hub")))
    assert parse("site:bbc.com a") == And((Field("site", Phrase("bbc.com", ("bbc", "com"))), A))
    assert parse("url:https://x.example/b a").nodes[0] == Field(  # type: ignore[union-attr]
        "url", Phrase("https://x.example/b", ("https", "x", "example", "b"))
    )
    assert parse("lang:or OR a") == Or((Field("lang", phrase("or")), A))


def test_a_regex_stands_between_slashes_with_its_flags() -> None:
    assert parse(r"/ram+ing/") == Regex("ram+ing")
    assert parse(r"/a\/b (c|d)/xi OR a") == Or((Regex("a/b (c|d)", "ix"), A))
    assert parse(r"/\\\/[)\"a]/") == Regex(r"\\/[)\"a]")


def test_a_concept_is_named_in_any_case_and_in_one_language_if_wanted() -> None:
    assert parse("@Scam-Hubs", concepts=CONCEPTS) == parse("@scam_hubs", concepts=["Scam-Hubs"]) == Concept("scam_hubs")
    assert parse("@scam_hubs.ZH -@trafficking") == And((Concept("scam_hubs", "zh"), Not(Concept("trafficking"))))
    assert parse("@किताब OR @电诈2") == Or((Concept("किताब"), Concept("电诈2")))


def test_equals_signs_make_a_phrase_exact_and_a_star_opens_its_end() -> None:
    assert parse("=scam hubs") == parse('="scam hubs"') == parse("= scam hubs") == phrase("scam hubs", mode="=")
    assert parse("==BGF OR a") == Or((phrase("BGF", mode="=="), A))
    assert parse("a =b") == And((A, phrase("b", mode="=")))
    assert parse("=or OR a") == Or((phrase("or", mode="="), A))
    assert parse("human traffick*") == parse('"human traffick*"') == parse('"human traffick"*')
    assert parse("=traffick*") == phrase("traffick", mode="=", prefix=True)
    assert parse("电诈*") == Phrase("电诈", ("电", "诈"), prefix=True)
    assert parse('"M*A*S*H"') == Phrase("M*A*S*H", ("M", "A", "S", "H"))


def test_a_search_also_asks_what_the_store_knows() -> None:
    query = 'unread: -starred: watch:KK OR watch:"Two Words" since:24H before: 2026-05-01 a'
    assert parse(query, search=True) == Or(
        (
            And((State("unread"), Not(State("starred")), State("watch", "KK"))),
            And((State("watch", "Two Words"), State("since", "24h"), State("before", "2026-05-01"), A)),
        )
    )


def test_a_search_also_asks_for_tags_and_for_what_was_dismissed() -> None:
    query = 'dismissed: -tag:"To call" tag:缅甸 OR tag: a'
    assert parse(query, search=True) == Or(
        (And((State("dismissed"), Not(State("tag", "To call")), State("tag", "缅甸"))), State("tag", "a"))
    )


def test_a_star_in_a_watch_s_name_is_a_star() -> None:
    assert parse('watch:"M*" OR watch:M*', search=True) == Or((State("watch", "M*"), State("watch", "M*")))


def test_what_the_store_knows_can_be_listed_by_what_it_is_not() -> None:
    assert parse("-unread:", search=True) == Not(State("unread"))
    assert refused("-(unread: OR a)", search=True).position == 0


def test_a_search_that_ends_in_what_is_nearly_a_field_is_told_which_is_meant() -> None:
    assert "write “starred:”" in refused("star:", search=True).message
    assert "write “starred:”" in refused("raid AND star: ", search=True).message
    assert isinstance(parse("star: a raid", search=True), Phrase) and isinstance(parse("star:"), Phrase)


# What is told, though it is no mistake


@pytest.mark.parametrize(
    ("keyword", "meant"),
    [
        ("casino or raid", "casino OR raid"),
        (" Casino Or raid ", "Casino OR raid"),
        ("search and rescue", "search AND rescue"),
        ("scam hubs, repatriation", "scam hubs OR repatriation"),
        ("scam hub, compound, or raid", "scam hub OR compound OR raid"),
        ("电诈、遣返", "电诈 OR 遣返"),
        ("casino not museum", "casino NOT museum"),
        ("casino | raid", "casino OR raid"),
        ("casino || raid|compound", "casino OR raid OR compound"),
        ("casino && raid", "casino AND raid"),
        ("scam hub; compound", "scam hub OR compound"),
        ("casino / raid", "casino OR raid"),
    ],
)
def test_a_keyword_that_reads_like_several_is_one_phrase_and_this_is_told(keyword: str, meant: str) -> None:
    assert isinstance(parse(keyword), Phrase) and not isinstance(parse(meant), Phrase)
    assert doubt(keyword) == f"“{keyword.strip()}” is read as one phrase: write “{meant}” if that is meant."


@pytest.mark.parametrize(
    "keyword",
    [
        "scam hubs",
        "1,000 people",
        "M&A",
        "24/7",
        "Brown & Sons",
        "raid |",
        '"casino or raid"',
        "casino OR raid",
        "or",
        "either or",
        "raid,",
        "(a or b",
        "",
    ],
)
def test_a_keyword_that_can_mean_one_thing_only_gives_no_doubt(keyword: str) -> None:
    assert doubt(keyword) == ""


def test_a_beginning_of_a_word_is_no_operator() -> None:
    assert parse("near*") == phrase("near", prefix=True)
    assert parse("near* AND raid") == And((phrase("near", prefix=True), phrase("raid")))


# What is refused

MISTAKES = [
    ("url:@scam_hubs", 4, "take “url:” away"),
    ("raw:(a OR @scam_hubs)", 10, "take “raw:” away"),
    ("a OR (b AND c", 5, "“)”"),
    ("(a OR", 3, "“OR”"),
    ("(", 0, "bracket"),
    ("a OR b) c", 6, "opening"),
    ("a ()", 2, "empty"),
    (")", 0, "partner"),
    ('a "b c', 2, "closing"),
    ("a 「b” c", 2, "closing"),
    ("a b」", 3, "opening"),
    ("a /b c", 2, "“/”"),
    ("/r/scams", 4, "quotes"),
    ("/x/g", 3, "“g”"),
    ("a OR /!!!/", 6, "beside"),
    ("a OR /b[c/", 9, "cannot be read"),
    ("a /(b|c*)/", 3, "“+”"),
    ("a /(b{999}){9999}/", 3, "smaller"),
    ('"a" or "b"', 4, "“OR”"),
    ("@scam_hubs and a", 11, "“AND”"),
    ("(search and rescue) OR a", 8, "quote"),
    ("(a) not b", 4, "“NOT”"),
    ("(scam hub) near Myawaddy", 11, "“NEAR/8”"),
    ("title:scam or raid", 11, "“OR”"),
    ("=scam or raid", 6, "“OR”"),
    ("==BGF and raid", 6, "“AND”"),
    ("scam* or raid", 6, "“OR”"),
    ("scam or raid*", 5, "“OR”"),
    ("site:bbc.com scam not raid", 18, "“NOT”"),
    ('"a" Or "b"', 4, "“OR”"),
    ("(scam And raid) OR a", 6, "“AND”"),
    ("a OR scam Not raid", 10, "“NOT”"),
    ("a near/5 b", 2, "“NEAR/5”"),
    ("a NEAR:5 b", 2, "“NEAR/5”"),
    ("a NEAR b", 2, "“NEAR/8”"),
    ("a ONEAR b", 2, "“ONEAR/8”"),
    ("a NEAR/0 b", 2, "999"),
    ("a NEAR/1000 b", 2, "999"),
    ("a NEAR/x b", 2, "999"),
    ("a NEAR/5 -b", 9, "“A NOT NEAR/5 B”"),
    ("a AND NOT NEAR/5 b", 6, "“A NOT NEAR/5 B”"),
    ("a NOT ONEAR/5 b", 2, "“NOT NEAR/5”"),
    ("a NEAR/5 (NOT b)", 10, "both sides"),
    ("OR a", 0, "before"),
    ("a OR", 2, "behind"),
    ("a OR OR b", 2, "behind"),
    ("(a AND) b", 3, "behind"),
    ("NEAR/5 a", 0, "before"),
    ("Portland OR", 9, "quote"),
    ("a lang:english", 7, "“lang:en”"),
    ("a lang:zn", 7, "no language “zn”"),
    ("@scam_hubs.zn", 11, "no language “zn”"),
    ("NOT NOT a", 4, "second"),
    ("a --b OR NOT -c", 13, "second"),
    ("NOT a", 0, "excludes"),
    ("-a -b", 0, "excludes"),
    ("a OR b OR -c", 10, "excludes"),
    ("title:(-a)", 7, "excludes"),
    ("titel:a", 0, "“title:”"),
    ("b titel:a", 2, "“title:”"),
    ("titel: a", 0, "“title:”"),
    ("Title:a", 0, "“title:”"),
    ("URL:foo", 0, "“url:”"),
    ("subject:a", 0, "“title:”"),
    ("a title:", 2, "behind"),
    ("title:-a", 6, "“-title:”"),
    ("title:url:a", 6, "“title:”"),
    ("title:(a OR url:b)", 12, "“title:”"),
    ("a @scam_hub b", 2, "“@scam_hubs”"),
    ("@zzz", 0, "`monitor concepts`"),
    ("@scam_hubs!", 10, "blank"),
    ("@scam_hubs.english", 11, "“.en”"),
    ("traf* b", 4, "last word"),
    ("a tra*", 5, "four letters"),
    ("诈*", 1, "two characters"),
    ("ကျား*", 4, "two syllables"),
    ("ខ្មែ*", 4, "two syllables"),
    ("ก้*", 2, "two letters"),
    ('"a (tra*"', 7, "four letters"),
    ("traf**", 4, "star"),
    ("*scam", 0, "star"),
    ('"traf!*"', 6, "directly"),
    ('"traf*"*', 7, "second"),
    ("===a", 2, "no more"),
    ("=@scam_hubs", 0, "directly"),
    ("a OR =", 5, "directly"),
    ("a OR !!!", 5, "letter or digit"),
    ('"a" - (b OR c)', 4, "blank"),
    ('a OR "…"', 5, "letter or digit"),
    ("unread: a", 0, "search"),
    ("dismissed: a", 0, "search"),
    ("a tag:b", 2, "search"),
    ("a since:24h", 2, "search"),
]
SEARCH_MISTAKES = [
    ("unread: or a", 8, "“OR”"),
    ("watch:Search and rescue", 13, "“AND”"),
    ("unread:a", 7, "alone"),
    ("unraed: a", 0, "“unread:”"),
    ("a since:", 8, "“since:24h”"),
    ("a since:yesterday", 8, "“since:24h”"),
    ("a since: 24", 9, "“since:24h”"),
    ("since:90", 6, "“since:90h”"),
    ("before:2026", 7, "“before:2026-05-01”"),
    ("before:2026-02-30", 7, "“before:2026-05-01”"),
    ("watch:", 6, "“watch:NAME”"),
    ("tag:", 4, "“tag:NAME”"),
    ("dismissed:a", 10, "alone"),
    ("dismised: a", 0, "“dismissed:”"),
    ("tags:a", 0, "“tag:”"),
    ('watch:""', 8, "“watch:NAME”"),
    ('watch:"a', 6, "closing"),
    ("unread: NEAR/5 a", 0, "AND"),
    ("title:(a unread:)", 9, "outside"),
]


@pytest.mark.parametrize(("query", "position", "advice"), MISTAKES)
def test_a_mistake_is_shown_at_its_place_with_advice(query: str, position: int, advice: str) -> None:
    error = refused(query)
    assert error.position == position and advice in error.message, str(error)


@pytest.mark.parametrize(("query", "position", "advice"), SEARCH_MISTAKES)
def test_a_mistake_in_a_search_is_shown_at_its_place_with_advice(query: str, position: int, advice: str) -> None:
    error = refused(query, search=True)
    assert error.position == position and advice in error.message, str(error)


@pytest.mark.parametrize(
    "query",
    [
        *("titel:scam", "Title:scam", "foo:bar", "a AND", "OR a", "/x/g", "/r/scams", "/a[/", "/a", "since:24"),
        *("a )", "a 」", "()", "traf* b", "*scam", '"traf!*"', "a NEAR/5 (NOT b)", "(a) or b", "@scam_hubs!"),
        "a NEAR b",
    ],
)
def test_a_mistake_comes_with_one_piece_of_advice(query: str) -> None:
    advice = refused(query, search=True).message.rpartition(": ")[2]
    assert advice.startswith(("write ", "take ", "put ", "move ")) and " or " not in advice


QUOTABLE = [each for each, *_ in MISTAKES if any(map(str.isalpha, each)) and '"' not in each and "*" not in each]


@pytest.mark.parametrize("query", QUOTABLE)
def test_what_was_refused_is_taken_in_quotes_as_the_advice_says(query: str) -> None:
    assert isinstance(parse(f'"{query}"' if "”" not in query else f"『{query}』"), Phrase)


@pytest.mark.parametrize("term", ["", " ", "…", "!?", "—", "\u200b", "★", "ـ", "\u0301"])
def test_a_keyword_that_holds_nothing_is_refused_in_a_sentence_that_quotes_it(term: str) -> None:
    error = refused(term)
    assert f"“{term}”" in str(error) and str(error).endswith(".") and error.position == 0


def test_brackets_and_operators_nest_fifty_deep_and_no_deeper() -> None:
    assert parse("(" * DEEPEST + "a" + ")" * DEEPEST) == A
    assert refused("(" * (DEEPEST + 1) + "a" + ")" * (DEEPEST + 1)).position == DEEPEST
    assert isinstance(parse("a" + " NEAR/5 a" * (DEEPEST - 1)), Near)
    assert "deep" in refused("a" + " NEAR/5 a" * DEEPEST).message
    assert "deep" in refused("(" * 30 + "a" + " NEAR/1 a" * 20 + ") NEAR/1 a" * 30).message
    assert "deep" in refused("(" * 5000 + "a").message


def test_a_query_is_long_but_not_endless() -> None:
    assert isinstance(parse(" OR ".join(["scam"] * 1000)), Or)
    assert refused("a" * (LONGEST + 1)).position == LONGEST


# Whatever is typed

GOOD = [
    "scam hubs",
    '(scam OR fraud*) NEAR/5 (compound OR "call centre") NOT NEAR/6 interest -budget',
    "（诈骗 OR 电骗）ONEAR/3 「园区」 AND title：缅甸",
    "@scam_hubs.zh AND NOT (@trafficking OR raw:/a+\\/[b-d]{2,3}/ix)",
    'unread: watch:"Two Words" since:24h before:2026-05-01 =exact ==Case url:https://x.example/a',
    'title:"ตึกสแกม" OR summary:แก๊ง* OR စစ်တပ် lang:th -/\\bwar\\b/',
]
SIGNS = [*'()"“”「」/@=-*:.|\\^$[]{}?+ \n\t\0\x1b\u202e\u200bａ电กा😀é', " OR ", " AND ", " NOT ", " NEAR/5 ", " or "]
SIGNS += ["title:", "unread:", "since:", "{999}", "(?", "NEAR/", "@scam_hubs", "\ud800"]


HARMLESS = dict.fromkeys((0x200B, 0x200C, 0x200D))


def mutated(number: int) -> Iterator[str]:
    dice = random.Random(number)
    for _ in range(number):
        query = list(dice.choice(GOOD))
        for _ in range(dice.randint(1, 6)):
            at = dice.randrange(len(query) + 1)
            match dice.randrange(4):
                case 0:
                    del query[at : at + dice.randint(1, 4)]
                case 1:
                    query.insert(at, dice.choice(SIGNS))
                case 2:
                    query[at:at] = query[dice.randrange(len(query) + 1) :][: dice.randint(1, 12)]
                case 3:
                    query[at : at + 1] = dice.choice(SIGNS)
        yield "".join(query)


def read_or_refused(query: str) -> bool:
    """Whether the query was read; then its canonical text gives the same tree, else the error shows a place."""
    try:
        tree = parse(query, concepts=CONCEPTS, search=True)
    except QueryError as error:
        assert 0 <= error.position <= len(query) and error.query == query
        assert str(error).translate(HARMLESS).isprintable() and str(error).endswith(".") and "\n" not in str(error)
        assert len(error.caret().split("\n")) == 2
        return False
    assert parse(render(tree), concepts=CONCEPTS, search=True) == tree, render(tree)
    return True


def test_a_thousand_mutated_queries_are_read_or_refused_and_nothing_else() -> None:
    start = time.thread_time()
    read = sum(map(read_or_refused, mutated(3000)))
    assert 300 < read < 2700
    assert time.thread_time() - start < 10


@settings(max_examples=300, deadline=2000)
@given(st.text(st.sampled_from("".join(GOOD) + "".join(SIGNS)), max_size=60) | st.text(max_size=30))
def test_whatever_is_typed_is_read_or_refused(query: str) -> None:
    read_or_refused(query)


@pytest.mark.parametrize(
    "sign", ["(", ")", '"', "“", "/", "-", "@a ", "=", "title:", "a* ", "a NEAR/1 ", "NOT ", "*", "[", "/(/"]
)
def test_ten_thousand_of_a_sign_take_no_time(sign: str) -> None:
    start = time.thread_time()
    for query in ((sign * LONGEST)[:LONGEST], ("a " + sign * LONGEST)[:LONGEST], sign * 2000 + "a"):
        try:
            parse(query)
        except QueryError as error:
            error.caret()
    assert time.thread_time() - start < 2


def test_a_regex_finds_accents_however_they_are_typed() -> None:
    pattern = unicodedata.normalize("NFD", "lừa đảo")
    assert parse(f"/{pattern}/") == parse("/lừa đảo/")
