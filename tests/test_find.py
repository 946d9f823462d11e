"""Searching the store: every entry that satisfies a query, whatever its script, and none that does not."""

import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor import find, rematch
from monitor.config import Config
from monitor.find import Search
from monitor.matching import patterns, query, reading
from monitor.matching.judge import Judge
from monitor.matching.packs import all_words, shipped
from monitor.matching.patterns import STRIKES
from monitor.matching.query import QueryError
from monitor.matching.watchlist import Watchlist
from monitor.model import Dropped, Entry, Feed, Watch
from monitor.store import entries, feeds, marks, saving
from monitor.store.entries import Choice
from monitor.store.schema import connect
from tests.listing import listing

NOW = int(time.time())
HOUR = 3600
EVERYTHING = Choice(all=True)
FEED, OTHER = Feed("https://ledger.example/feed", "Border Ledger", ("asia",)), Feed("https://gazette.example/feed")
WATCHES = (Watch("Raids", ("raid",)), Watch("Rain", ("rain",)))
CONFIG = Config(WATCHES, (FEED, OTHER))

TITLES = (
    "Scam hubs raided in Myawaddy",
    "A scam-hub closes",
    "The scamhub question",
    "Scam, hub of the region",
    "缅甸电诈园区被查",
    "泰国遣返一千人",
    "แก๊งคอลเซ็นเตอร์ถูกจับ",
    "မြဝတီမြို့တွင် ငွေလိမ်",
    "ឆបោកតាមប្រព័ន្ធនៅកម្ពុជា",
    "Việc nhẹ lương cao ở biên giới",
    "प्रत्यर्पण पर बात",
    "Café at the border",
)


def fill(db: sqlite3.Connection, *several: Entry, feed: Feed = FEED, config: Config = CONFIG) -> None:
    """Store entries as polls of a feed do, a minute apart, the first the newest; and match them as the poller does."""
    feeds.subscribe(db, config.feeds)
    (state,) = [state for state in feeds.states(db) if state.url == feed.url]
    dated = [replace(entry, published=entry.published or NOW - 60 * at) for at, entry in enumerate(several)]
    judge = Judge(config.watches)
    saving.save(db, state.id, [judge.found(entry, feed) for entry in dated], NOW)
    for _ in rematch.rematch(db, config.watches, config.feeds, config.concepts):
        pass


@pytest.fixture(scope="module")
def of_titles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    with closing(connect(tmp_path_factory.mktemp("once") / "store.db")) as db:
        fill(db, *(Entry(title, title, summary="Nothing more.") for title in TITLES))
        yield db


@pytest.fixture
def filled(store: sqlite3.Connection, of_titles: sqlite3.Connection) -> sqlite3.Connection:
    """A copy, for to judge entries in ten languages takes longer than most tests."""
    of_titles.backup(store)
    return store


def titles(db: sqlite3.Connection, text: str, choice: Choice = EVERYTHING, config: Config = CONFIG) -> list[str]:
    """What a search finds, in its order; whichever way it is asked."""
    search = Search(text, config)
    ids = tuple(search.ids(db, choice))
    assert search.result(db, choice).ids == ids
    rows = entries.rows(db, ids)
    return [rows[number].title for number in ids]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("=scam hubs", {"Scam hubs raided in Myawaddy"}),
        ('"scam hub" -closes', {"Scam hubs raided in Myawaddy", "The scamhub question"}),
        ("SCAM-HUBS AND raid", {"Scam hubs raided in Myawaddy"}),
        ("=电诈", {"缅甸电诈园区被查"}),
        ("園區 OR question", {"缅甸电诈园区被查", "The scamhub question"}),
        ("返", {"泰国遣返一千人"}),
        ("คอลเซ็นเตอร์", {"แก๊งคอลเซ็นเตอร์ถูกจับ"}),
        ("ငွေလိမ်", {"မြဝတီမြို့တွင် ငွေလိမ်"}),
        ("ឆបោក", {"ឆបោកតាមប្រព័ន្ធនៅកម្ពុជា"}),
        ("viec nhe", {"Việc nhẹ lương cao ở biên giới"}),
        ("=प्रत्यर्पण", {"प्रत्यर्पण पर बात"}),
        ("cafe", {"Café at the border"}),
        ("nothing more", set(TITLES)),
        ("hubcap", set()),
        ("/Caf./", {"Café at the border"}),
        ("title:border", {"Café at the border"}),
        ("summary:border", set()),
        ("border title:(-cafe)", set()),
        ("scam title:(-raided)", {"A scam-hub closes", "Scam, hub of the region"}),
        ("scam AND title:(region OR NOT hub)", {"Scam, hub of the region"}),
        ("nothing title:(NOT scam) title:(border -cafe OR question)", {"The scamhub question"}),
        ("cafe -title:(NOT border)", {"Café at the border"}),
        ("bord*", {"Café at the border"}),
        ("cafe NEAR/3 border", {"Café at the border"}),
        ("border ONEAR/3 cafe", set()),
        ("lang:th", {"แก๊งคอลเซ็นเตอร์ถูกจับ"}),
        ("lang:th-TH", {"แก๊งคอลเซ็นเตอร์ถูกจับ"}),
    ],
)
def test_a_query_finds_just_the_entries_that_satisfy_it(text: str, found: set[str], filled: sqlite3.Connection) -> None:
    assert set(titles(filled, text)) == found


def test_what_is_excluded_by_its_beginning_is_not_listed(store: sqlite3.Connection) -> None:
    banned, betting = "Police banned the betting ring", "شرطة داهمت الشبكة"
    fill(store, Entry(banned, banned, lang="en"), Entry(betting, betting, lang="ar"), Entry("raid", "Police raid"))
    assert titles(store, "bann*") == titles(store, "betti*") == [banned]
    assert titles(store, "الشب*") == [betting]
    assert titles(store, "police NOT bann*") == ["Police raid"]
    assert titles(store, "شرطة NOT الشب*") == titles(store, "شرطة NOT شبكة*") == []


def test_a_name_that_is_another_word_without_its_signs_is_found_with_them_alone(store: sqlite3.Connection) -> None:
    several = ("A flaw in C++", "A flaw in C#", "A flaw in C", "A flaw in ASP.NET", "A flaw in the net")
    fill(store, *(Entry(title, title) for title in several))
    assert titles(store, "C++") == ["A flaw in C++"] and titles(store, "C#") == ["A flaw in C#"]
    assert titles(store, ".NET") == ["A flaw in ASP.NET"]
    assert titles(store, "flaw NOT .NET NOT C#") == ["A flaw in C++", "A flaw in C", "A flaw in the net"]


@pytest.mark.parametrize("lang", ["", "en", "it"])
def test_a_search_finds_no_other_word_of_a_text_in_another_language(store: sqlite3.Connection, lang: str) -> None:
    bet, film = "Il pari della Juventus non è stato una sorpresa per gli altri", "La notte di Parigi"
    fill(store, Entry(bet, bet, lang=lang), Entry(film, film, lang="it"), Entry("paris", "Rain over Paris"))
    assert titles(store, "Paris") == ["Rain over Paris"]
    assert titles(store, "title:Paris") == ["Rain over Paris"]
    assert titles(store, "unread: -Paris") == [bet, film]


def test_a_search_finds_no_other_word_of_a_feed_that_the_config_says_to_be_in_another_language(
    store: sqlite3.Connection,
) -> None:
    feed = replace(FEED, lang="it")
    config = replace(CONFIG, feeds=(feed, OTHER))
    fill(store, Entry("1", "Pari Juventus"), Entry("2", "Paris Juventus"), feed=feed, config=config)
    assert titles(store, "Paris", config=config) == ["Paris Juventus"]


def test_a_word_is_found_as_its_language_inflects_it(store: sqlite3.Connection) -> None:
    left, whole = "La banda lo dejaba todo en la casa", "La banda y la casa"
    fill(store, Entry(left, left, lang="es"), Entry(whole, whole, lang="es"))
    assert titles(store, "dejar") == titles(store, '"dejar todo"') == [left]
    assert titles(store, "casa NOT dejar") == [whole]


def test_the_newest_come_first(filled: sqlite3.Connection) -> None:
    assert titles(filled, "nothing more") == list(TITLES)


def test_what_names_a_concept_finds_the_words_and_the_concept(filled: sqlite3.Connection) -> None:
    search = Search("scam hubs", CONFIG)
    assert search.name == "scam hubs → @scam_hubs"
    found, concept = titles(filled, "scam hubs"), titles(filled, "@scam_hubs")
    assert "缅甸电诈园区被查" in concept
    assert set(found) == {*TITLES[:3], *concept}
    assert titles(filled, "=scam hubs") == [TITLES[0]]


def test_as_a_watch_it_finds_what_the_watch_would_find(filled: sqlite3.Connection) -> None:
    search = Search("scam hubs", CONFIG, as_watch=True)
    watch = Watchlist([Watch("w", ("scam hubs",))])
    wanted = [title for title in TITLES if watch.match(Entry(title, title, summary="Nothing more."), FEED)]
    rows = entries.rows(filled, list(search.ids(filled, EVERYTHING)))
    assert [row.title for row in rows.values()] == wanted != []
    with pytest.raises(QueryError, match="works in a search only"):
        Search("raid unread:", CONFIG, as_watch=True)


@pytest.fixture(scope="module")
def of_marks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    hours = {"A raid": 1, "Rain": 25, "Raid in the rain": 49, "Rice": 2}
    now = int(time.time())  # which a search counts from too, and the tests may have been read an hour before
    with closing(connect(tmp_path_factory.mktemp("once") / "store.db")) as db:
        fill(
            db, *(Entry(title, title, published=now - hour * HOUR, author="Ma Thida") for title, hour in hours.items())
        )
        fill(db, Entry("else", "A raid elsewhere", published=now - 3 * HOUR), feed=OTHER)
        marks.mark(db, [1], "read", True, now)
        marks.mark(db, [2], "starred", True, now)
        yield db


@pytest.fixture
def marked(store: sqlite3.Connection, of_marks: sqlite3.Connection) -> sqlite3.Connection:
    """A raid of an hour ago that is read, rain of yesterday that is starred, both of the day before, and rice."""
    of_marks.backup(store)
    return store


def day(hours: int) -> str:
    return time.strftime("%Y-%m-%d", time.localtime(NOW - hours * HOUR))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("unread:", ["Rice", "A raid elsewhere", "Rain", "Raid in the rain"]),
        ("raid unread:", ["A raid elsewhere", "Raid in the rain"]),
        ("raid -unread:", ["A raid"]),
        ("starred:", ["Rain"]),
        ("starred: OR rice", ["Rice", "Rain"]),
        ("watch:raids", ["A raid", "A raid elsewhere", "Raid in the rain"]),
        ("watch:raids watch:rain", ["Raid in the rain"]),
        ('watch:"rain" -watch:raids', ["Rain"]),
        ("since:24h", ["A raid", "Rice", "A raid elsewhere"]),
        ("before:24h", ["Rain", "Raid in the rain"]),
        ("raid since:2h", ["A raid"]),
        ("rain since:30h before:24h", ["Rain"]),
        ("NOT rain", ["A raid", "Rice", "A raid elsewhere"]),
        ("since:9w NOT (raid OR rain)", ["Rice"]),
        ("author:thida AND raid", ["A raid", "Raid in the rain"]),
        ("feed:ledger AND raid", ["A raid", "Raid in the rain"]),
        ("feed:asia AND rice", ["Rice"]),
        ("NOT feed:ledger since:9w", ["A raid elsewhere"]),
    ],
)
def test_what_the_store_knows_can_be_asked_for(text: str, found: list[str], marked: sqlite3.Connection) -> None:
    if text == "NOT rain":
        with pytest.raises(QueryError, match="only excludes"):
            Search(text, CONFIG)
        text = "since:9w NOT rain"
    assert titles(marked, text) == found


def test_a_day_of_the_calendar_bounds_what_is_found(marked: sqlite3.Connection) -> None:
    assert titles(marked, f"since:{day(-48)}") == []
    assert titles(marked, f"before:{day(0)} rain before:24h") == ["Rain", "Raid in the rain"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("rain", ["Rain", "Raid in the rain"]),
        ("dismissed:", ["A raid", "Raid in the rain"]),
        ("raid dismissed: -rain", ["A raid"]),
        ("raid -dismissed:", ["A raid elsewhere"]),
        ("tag:“to CALL”", ["Rain", "Raid in the rain"]),
        ("tag:“to call” -dismissed: OR tag:缅甸", ["Rice", "Rain"]),
        ("rain AND NOT tag:none", ["Rain", "Raid in the rain"]),
        ("tag:none OR tag:“a,b”", []),
        ("title:rain AND tag:“to call” AND author:thida", ["Rain", "Raid in the rain"]),
    ],
)
def test_what_is_dismissed_and_what_has_a_tag_can_be_asked_for(
    text: str, found: list[str], marked: sqlite3.Connection
) -> None:
    marks.mark(marked, [1, 3], "dismissed", True, NOW)
    marks.tag(marked, [2, 3], "To call", True, NOW)
    marks.tag(marked, [4], "缅甸", True, NOW)
    assert titles(marked, text) == found


def test_among_matches_what_is_dismissed_is_found_only_by_who_asks_for_it(marked: sqlite3.Connection) -> None:
    marks.mark(marked, [1, 3], "dismissed", True, NOW)
    assert titles(marked, "raid", Choice()) == ["A raid elsewhere"]
    assert titles(marked, "raid", Choice(watch="Rain")) == []
    assert titles(marked, "dismissed: OR rain", Choice()) == ["A raid", "Rain", "Raid in the rain"]
    assert titles(marked, "dismissed:", Choice(watch="Rain")) == ["Raid in the rain"]
    assert titles(marked, "raid", Choice(dismissed=True)) == ["A raid", "Raid in the rain"]


def test_a_choice_narrows_a_search(marked: sqlite3.Connection) -> None:
    assert titles(marked, "raid OR rice", Choice()) == ["A raid", "A raid elsewhere", "Raid in the rain"]
    assert titles(marked, "raid", Choice(watch="Rain")) == ["Raid in the rain"]
    assert titles(marked, "raid", Choice(all=True, unread=True, since=NOW - 4 * HOUR)) == ["A raid elsewhere"]
    assert titles(marked, "rain", Choice(all=True, starred=True)) == ["Rain"]


def test_a_feed_without_a_name_of_the_users_goes_by_its_own(marked: sqlite3.Connection) -> None:
    marked.execute("UPDATE feeds SET title = 'Capital Gazette' WHERE url = ?", (OTHER.url,))
    assert titles(marked, "feed:gazette") == ["A raid elsewhere"]


def test_an_unknown_watch_is_told_with_the_nearest_and_its_place(marked: sqlite3.Connection) -> None:
    with pytest.raises(QueryError, match="did you mean “Raids”") as problem:
        titles(marked, "rain watch:raid")
    assert problem.value.position == 11


def test_of_a_watch_that_is_like_none_an_example_is_told(marked: sqlite3.Connection) -> None:
    with pytest.raises(QueryError, match='write “watch:"Raids"”, say'):
        titles(marked, "watch:zzzz")


def test_where_there_are_no_watches_none_can_be_asked_for(store: sqlite3.Connection) -> None:
    with pytest.raises(QueryError, match="take it out, for there are no watches"):
        titles(store, "watch:zzzz", config=Config())


def test_a_regex_that_is_too_slow_is_told_of(store: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.005)
    fill(store, *(Entry(str(number), "a" * 60 + "!", content="rain") for number in range(STRIKES)))
    search, other = Search("/(a|aa)+$/ OR /ra.n/", CONFIG), Search("/ra.n/", CONFIG)
    assert len(list(search.ids(store, EVERYTHING))) == STRIKES
    [notice] = search.notices()
    assert notice.startswith("/(a|aa)+$/ took too long")
    assert list(other.ids(store, EVERYTHING)) and other.notices() == ()


def test_a_regex_that_is_off_in_a_search_is_off_where_its_places_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.005)
    search = Search("/(a|aa)+$/", CONFIG)
    for number in range(STRIKES):
        search.match(Entry(str(number), "a" * 60 + "!"), FEED)
    assert len(search.notices()) == 1 and search.marks("aa") == []


@pytest.mark.parametrize(
    ("text", "said"), [("…", "no letter or digit"), ("@scam_hubz", "@scam_hubs"), ("(a", "never closed")]
)
def test_what_cannot_be_looked_for_is_refused(text: str, said: str) -> None:
    with pytest.raises(QueryError, match=said):
        Search(text, CONFIG)


def test_what_was_dropped_is_found_by_raw_alone(store: sqlite3.Connection) -> None:
    text = "Prices rise. Related: raid"
    fill(store, Entry("k", "Rice", summary=text, dropped=(Dropped("summary", 13, len(text), "related link"),)))
    assert titles(store, "raid") == titles(store, "raid OR hub") == []
    assert titles(store, "raw:raid") == ["Rice"]


def test_it_says_where_what_is_looked_for_stands_and_not_what_is_excluded() -> None:
    (match,) = Search("(scam AND closes) OR since:24h -raid", CONFIG).match(Entry("k", "A scam closes, no raid"), FEED)
    assert [(span.text, span.start) for span in match.spans] == [("scam", 2), ("closes", 7)]
    assert Search("unread:", CONFIG).match(Entry("k", "A scam"), FEED) == ()
    assert [span.text for span in Search("scam since:24h", CONFIG).marks("One scam")] == ["scam"]


def test_the_concept_that_was_meant_is_told_with_the_words_that_were_typed() -> None:
    entry = Entry("k", "缅甸电诈园区被查", summary="警方在妙瓦底的电诈园区解救人质。")
    (match,) = Search("scam hubs", CONFIG).match(entry, FEED)
    assert {span.term for span in match.spans if span.why == "concept:scam_hubs"} == {"scam hubs"}


@pytest.mark.parametrize("name", ["places", "gambling"])
def test_a_concept_that_is_words_alone_is_found_in_every_language(store: sqlite3.Connection, name: str) -> None:
    """What no word of the index tells is not looked at; so it must hold each term, as its own language writes it."""
    config = Config((Watch("w", (f"@{name}",)),), (FEED,))
    terms = [(lang, term) for lang, words in all_words(shipped(), name) for term in (words.terms + words.unchecked)]
    several = [
        Entry(f"{lang} {term}", f"{term.rstrip('*')}", lang="en" if lang == "latin" else lang)
        for lang, term in terms[::5]
    ]
    fill(store, *several, config=config)
    watchlist = Watchlist(config.watches)
    wanted = [at for at, one in enumerate(several, 1) if watchlist.match(one, FEED)]
    assert len(wanted) > 0.9 * len(several)
    assert sorted(Search(f"@{name}", config).ids(store, EVERYTHING)) == wanted


def test_before_the_index_and_the_concepts_are_made_it_finds_the_same(filled: sqlite3.Connection) -> None:
    wanted = {text: titles(filled, text) for text in ("scam hub", "@scam_hubs", "电诈", "raid -closes", "@places")}
    filled.execute("DELETE FROM judged")
    filled.execute("DELETE FROM folding")
    assert wanted == {text: titles(filled, text) for text in wanted}


def test_a_search_that_looks_too_far_stops_and_says_where(
    filled: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find, "_SCREEN", 4)
    monkeypatch.setattr(find, "_BATCH", 4)
    result = Search("/o/", CONFIG).result(filled, EVERYTHING, 8)
    assert result.stopped_at == 9
    assert list(result.ids) == [entry_id for entry_id in Search("/o/", CONFIG).ids(filled, EVERYTHING) if entry_id < 9]
    assert Search("question", CONFIG).result(filled, EVERYTHING, 0).stopped_at is None, "the index alone knows"


RAIN = "It rains. " * 200
LONG = Entry("long", "Weather", summary=f"{RAIN}At last the zyzzyva was found in Myawaddy.", lang="en")


@pytest.fixture
def short_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is a text without end elsewhere takes no time to make here."""
    monkeypatch.setattr(reading, "LONGEST_LOOK", 1_000)


@pytest.mark.usefixtures("short_look")
@pytest.mark.parametrize(
    "text",
    [
        "zyzzyva", '"zyzzyva was found"', "rains AND zyzzyva", "summary:zyzzyva", "zyzz*", "last NEAR/3 zyzzyva",
        "/zyz+yva/", "@places", "rains summary:(NOT lemur)", "rains -lemur",
    ],
)  # fmt: skip
@pytest.mark.parametrize("prepared", [True, False])
def test_what_stands_deep_in_a_text_without_end_is_found_however_it_is_asked_for(
    text: str, prepared: bool, store: sqlite3.Connection
) -> None:
    fill(store, LONG)
    if not prepared:
        store.execute("DELETE FROM folding")
    assert titles(store, text) == ["Weather"]


@pytest.mark.usefixtures("short_look")
@pytest.mark.parametrize(
    "text",
    ["rains -zyzzyva", 'rains -"zyzzyva was found"', "rains summary:(NOT zyzzyva)", "weather summary:(rains -zyzzyva)"],
)
def test_and_excludes(text: str, store: sqlite3.Connection) -> None:
    fill(store, LONG)
    assert titles(store, text) == []


@pytest.mark.usefixtures("short_look")
@pytest.mark.parametrize(("text", "found"), [("rains @alarm", ["Quiet"]), ("rains -@alarm", ["Weather"])])
def test_words_of_a_concept_are_excluded_too_by_what_stands_deep_in_a_text_without_end(
    text: str, found: list[str], store: sqlite3.Connection
) -> None:
    quiet, weather = RAIN + "At last it stopped.", LONG.summary
    fill(
        store,
        *(Entry(title, title, summary=f"An alarm. {told}") for title, told in (("Quiet", quiet), ("Weather", weather))),
    )
    settings = replace(CONFIG, concepts={"alarm": {"expr": ["alarm -zyzzyva"]}})
    assert titles(store, text, config=settings) == found


@pytest.mark.usefixtures("short_look")
def test_it_is_told_where_it_stands() -> None:
    (match,) = Search("zyzzyva OR weather", CONFIG).match(LONG, FEED)
    assert sorted((span.field, span.start) for span in match.spans) == [
        ("summary", LONG.summary.index("zyzzyva")),
        ("title", 0),
    ]


@pytest.mark.usefixtures("short_look")
def test_a_watch_and_a_concept_that_is_judged_look_at_the_beginning_alone(store: sqlite3.Connection) -> None:
    story = replace(LONG, summary=RAIN + "Police raided a scam compound in Myawaddy and freed trafficked workers. " * 3)
    fill(store, story)
    assert Search("zyzzyva", CONFIG, as_watch=True).match(LONG, FEED) == ()
    assert Search("@scam_hubs", CONFIG).match(story, FEED) == ()
    assert titles(store, "@scam_hubs") == []
    store.execute("DELETE FROM judged")
    assert titles(store, "@scam_hubs") == []
    assert titles(store, "scam compound OR raids") == ["Weather"]


@pytest.mark.usefixtures("short_look")
def test_texts_without_end_are_looked_into_one_by_one_and_count_as_many(
    store: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find, "_MOST", len(LONG.summary) + 1_000)
    monkeypatch.setattr(find, "_TEXT", 100)
    fill(store, *(replace(LONG, key=str(number), title=f"Weather {number}") for number in range(5)), Entry("k", "Rain"))
    many = 2 * len(LONG.summary) // 100
    result = Search("/zyz+yva/", CONFIG).result(store, EVERYTHING, many)
    assert (result.ids, result.stopped_at) == ((1, 2), 3)
    assert [len(batch) for batch in find.Pass(Search("/zyz/", CONFIG), store, EVERYTHING).batches()] == [1, 1, 1, 1, 2]


def test_of_what_is_asked_about_authors_no_text_is_cut(
    filled: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.execute("UPDATE entries SET author = 'Ma Thida' WHERE id = 3")
    read: list[Entry] = []
    match = Watchlist.match
    monkeypatch.setattr(Watchlist, "match", lambda self, entry, feed: read.append(entry) or match(self, entry, feed))
    assert titles(filled, "author:thida") == [TITLES[2]]
    # Of Vietnamese it tells whether accents are written.
    assert {entry.title + entry.summary for entry in read if entry.lang != "vi"} == {""}


def test_what_is_alike_of_many_entries_is_looked_at_once_and_far_back(
    store: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, *(Entry(str(number), f"The police at the border, {number}", lang="en") for number in range(12)))
    store.execute("UPDATE entries SET author = CASE id % 2 WHEN 0 THEN 'Ma Thida' ELSE 'Ko Htwe' END")
    asked: list[str] = []
    match = Watchlist.match
    monkeypatch.setattr(
        Watchlist, "match", lambda self, entry, feed: asked.append(entry.author) or match(self, entry, feed)
    )
    even = [row.id for row in listing(store, EVERYTHING, 100) if row.id % 2 == 0]
    result = Search("author:thida", CONFIG).result(store, EVERYTHING, limit=1)
    assert list(result.ids) == even and result.stopped_at is None
    assert sorted(asked) == ["Ko Htwe", "Ma Thida"]


SPOKEN = {
    "es": "La banda lo dejaba todo en la casa de su hermano cuando llegó la policía a la ciudad",
    "de": "Die Bande hat alles im Haus gelassen, als die Polizei gestern in die Stadt kam",
    "en": "The gang left everything in the house when the police came to the city yesterday",
}


@pytest.mark.parametrize("text", ["category:dejar", "category:wahl", "author:dejar", "url:dejar"])
@pytest.mark.parametrize("first", range(3))
def test_what_is_said_about_entries_is_inflected_by_the_language_that_each_speaks(
    store: sqlite3.Connection, text: str, first: int
) -> None:
    several = [
        Entry(f"{lang} {said}", lang, link="https://a.example/dejaba", author="Dejaba", lang=said, summary=spoken,
              categories=("dejaba", "Wahlen"))
        for lang, spoken in SPOKEN.items()
        # Many programs name English whatever is written with them.
        for said in ("", "en", lang)
    ]  # fmt: skip
    several = several[3 * first :] + several[: 3 * first]
    fill(store, *several)
    watchlist = Watchlist([Watch("w", (text,), widen=False)])
    wanted = [entry.title for entry in several if watchlist.match(entry, FEED)]
    assert 0 < len(wanted) < len(several) and titles(store, text) == wanted


def test_accents_tell_words_apart_also_where_no_text_is_looked_at(store: sqlite3.Connection) -> None:
    told = "Người dân bị bỏ đói trong nhiều ngày tại khu vực biên giới."
    plain = "Nguoi dan bi bo doi trong nhieu ngay tai khu vuc bien gioi."
    several = [
        Entry("accents", "accents", lang="vi", summary=told, categories=("bỏ đói",)),
        Entry("army", "army", lang="vi", summary=told, categories=("bộ đội",)),
        Entry("without", "without", lang="vi", summary=plain, categories=("bo doi",)),
    ]
    fill(store, *several)
    for text in ('category:"bộ đội"', 'category:"bộ đội" OR nosuchword', 'title:nosuchword OR category:"bộ đội"'):
        assert titles(store, text) == ["army", "without"]


WORDS = ["raid", "scam", "hub", "police", "rain", "电诈", "园区", "遣返", "Myawaddy", "deported", "ส่งกลับ", "raids"]
TEXTS = st.lists(st.sampled_from([*WORDS, ",", ".", "\n\n"]), max_size=9).map(" ".join)
LEAVES = st.sampled_from(
    ["raid", '"scam hub"', "=raids", "rain*", "title:scam", "summary:(raid OR rain)", "电诈", "/ra.d/", "raw:hub",
     "scam NEAR/2 hub", "raid NOT NEAR/2 rain", "@scam_hubs", "@places", "@repatriation NEAR/9 police", "author:hub",
     "title:(raid -rain)", "title:(-raid)", "title:(hub OR NOT raid)", "@scam_hubs.zh"]
)  # fmt: skip
QUERIES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(" AND ".join).map("({})".format),
        st.tuples(inner, inner).map(" OR ".join).map("({})".format),
        st.tuples(inner, inner).map(" NOT ".join).map("({})".format),
    ),
    max_leaves=5,
)


@given(st.lists(st.tuples(TEXTS, TEXTS, st.booleans()), min_size=1, max_size=5), QUERIES, st.booleans())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_store_finds_what_the_matcher_finds(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str, bool]], text: str, prepared: bool
) -> None:
    several = [
        Entry(
            str(at), title, summary=summary, dropped=(Dropped("summary", 0, 6, "share"),) if drops and summary else ()
        )
        for at, (title, summary, drops) in enumerate(texts)
    ]
    try:
        node = query.parse(text)
    except QueryError:
        return
    search = Search(query.render(node), CONFIG)
    watchlist = Watchlist([Watch("w", (search.text,), widen=False)])
    if search.concept:
        return
    wanted = [at for at, entry in enumerate(several, 1) if watchlist.match(entry, FEED)]
    with closing(connect(tmp_path_factory.mktemp("store") / "store.db")) as db:
        db.execute("PRAGMA synchronous = OFF")
        fill(db, *several)
        if not prepared:
            db.execute("DELETE FROM judged")
        assert sorted(search.ids(db, EVERYTHING)) == wanted


SEEDS = (
    '"scam hub" NEAR/5 (raid OR Myawaddy) -film', "title:raid AND unread: since:24h", "@scam_hubs.zh OR /sc[ae]m/i",
    "==KK Park* NOT NEAR/6 'car'", "watch:raids starred: before:2026-05-01", "(电诈 OR ส่งกลับ) AND raw:遣返*",
)  # fmt: skip


def test_a_thousand_damaged_queries_give_a_result_or_an_error_with_its_place(filled: sqlite3.Connection) -> None:
    chance = random.Random(7)
    signs = [*"\"'()/:*-=@.“」｜\\\0 ", " OR ", " AND ", "NEAR/", "NOT", "title:", "{", "^", "+", "ก", "\u200b"]
    errors = 0
    for _ in range(1000):
        text = chance.choice(SEEDS)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice(["", chance.choice(signs)]) + text[at + chance.randint(0, 3) :]
        try:
            Search(text, CONFIG).result(filled, EVERYTHING)
        except QueryError as problem:
            errors += 1
            assert 0 <= problem.position <= len(text)
            assert problem.caret().count("\n") == 1
    assert 100 < errors < 950


@pytest.mark.parametrize("link", [" OR ", " AND ", " NEAR/5 "])
@pytest.mark.parametrize("part", ["unread:", "w{}", "w{}*", "title:w{}", "=w{}", "since:{}h", "电{}诈", "@places"])
def test_a_query_of_any_length_can_be_asked(part: str, link: str, filled: sqlite3.Connection) -> None:
    most = 48 if "NEAR" in link else 900
    text = link.join(part.format(1000 + n) for n in range(most))[: find.query.LONGEST].rsplit(link, 1)[0]
    try:
        search = Search(text, CONFIG)
    except QueryError:
        assert "NEAR" in link and part.endswith(("unread:", "h", "w{}", "w{}*", "电{}诈"))
        return
    assert search.result(filled, EVERYTHING).stopped_at is None
