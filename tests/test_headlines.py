"""Scenarios for headlines that entries of other feeds quote: no match comes of them, whichever was stored first."""

import asyncio
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import permutations

import pytest

from monitor import headlines
from monitor.config import Config, PollSettings
from monitor.matching.judge import Judge
from monitor.matching.repetition import OTHER_TITLE, REPEATED
from monitor.model import Dropped, Entry, Feed, Found, Polled, Saved, Watch
from monitor.poll import Poller
from monitor.rematch import rematch
from monitor.store import entries, feeds, marks, saving
from monitor.store.entries import Choice
from monitor.store.schema import StoreError, transaction
from monitor.times import DAY
from tests.feeds import hostile
from tests.home import PATIENCE
from tests.listing import listing
from tests.newsroom import NOW, Answer, Clock, Newsroom

pytestmark = pytest.mark.usefixtures("reading_here")

WATCH = Watch("Raids", ("raid", "突袭", "บุกจับ"))
FEEDS = [Feed(f"https://{name}.example/") for name in "abc"]
HEADLINE = "Police raid the compound at dawn in Bokeo"
NEWS = "It rained in the north all day, and the rivers rose by a hand in every village that the bureau could reach."
STORY = Entry("story", HEADLINE, summary="Three hundred people were freed and taken to the river by bus.")
ORDERS = [*permutations((1, 2, 3))]
RAIN = Entry("rain", "Rain until Thursday", summary=f"{NEWS}\n{HEADLINE}\n{NEWS[::-1]}")


class Bureau:
    """A store with three feeds, which are polled without a network; entries are told by their titles."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.judge = Judge([WATCH])
        self.judged: list[str] = []
        """The titles of entries that had to be judged anew."""
        with transaction(db):
            feeds.subscribe(db, FEEDS)

    def save(self, feed: int, *found: Entry, now: int = NOW) -> Saved:
        with transaction(self.db):
            return saving.save(self.db, feed, [self.judge.ready(one, FEEDS[feed - 1]) for one in found], now)

    def mend(self, fresh: Iterable[int], now: int = NOW) -> set[int]:
        return headlines.mend(self.db, [*fresh], now, {}, self.find)

    def poll(self, feed: int, *found: Entry, now: int = NOW) -> int:
        """What a feed gives is saved and looked at; how many of it are new and match comes back."""
        with transaction(self.db):
            judged = [self.judge.ready(one, FEEDS[feed - 1]) for one in found]
            saved = saving.save(self.db, feed, judged, now)
            return len({*saved.fresh} - self.mend((*saved.fresh, *saved.again), now))

    def find(self, asked: Sequence[tuple[Entry, Feed]]) -> list[Found]:
        self.judged.extend(entry.title for entry, _ in asked)
        return [self.judge.found(*one) for one in asked]

    @property
    def matched(self) -> list[str]:
        return sorted(row.title for row in listing(self.db, Choice("Raids"), 99))

    def dropped(self, title: str) -> list[tuple[str, str]]:
        """What is dropped from an entry, and why."""
        (entry_id,) = self.db.execute("SELECT id FROM entries WHERE title = ?", (title,)).fetchone()
        stored = entries.get(self.db, entry_id)
        assert stored is not None
        return [(getattr(stored.entry, one.field)[one.start : one.end], one.reason) for one in stored.entry.dropped]


@pytest.fixture
def bureau(store: sqlite3.Connection) -> Bureau:
    return Bureau(store)


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_a_headline_of_another_feed_makes_no_match_whichever_comes_first(
    bureau: Bureau, order: tuple[int, ...]
) -> None:
    for feed in order:
        bureau.poll(feed, STORY if feed == 1 else RAIN)
    assert bureau.matched == [HEADLINE]
    assert bureau.dropped(RAIN.title) == [(HEADLINE, OTHER_TITLE)]
    assert entries.counts(bureau.db) == {"Raids": (1, 1), "": (1, 1)}


@pytest.mark.parametrize("order", ORDERS)
def test_of_three_feeds_the_one_whose_story_it_is_matches(bureau: Bureau, order: tuple[int, ...]) -> None:
    wind = replace(RAIN, key="wind", title="Wind until Friday", summary="", content=f"{NEWS} {HEADLINE.upper()}. And")
    for feed in order:
        bureau.poll(feed, (STORY, RAIN, wind)[feed - 1])
    assert bureau.matched == [HEADLINE]


@pytest.mark.parametrize(
    "headline",
    ["警方黎明突袭缅甸妙瓦底诈骗园区", "ตำรวจบุกจับแก๊งคอลเซ็นเตอร์ที่แม่สอดเมื่อเช้ามืด", "Police “raid” a café in Bokeo at dawn"],
)
@pytest.mark.parametrize("behind", ["\n", "。"])
def test_scripts_without_blanks_and_signs_beyond_ascii_are_found_in_what_is_stored(
    bureau: Bureau, headline: str, behind: str
) -> None:
    bureau.poll(2, replace(RAIN, summary="", content=f"{NEWS}\n{headline}{behind}{headline[:3]}"))
    assert bureau.matched == [RAIN.title]
    bureau.poll(1, replace(STORY, title=headline))
    assert bureau.matched == [headline]


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
def test_copies_of_a_story_keep_their_titles_and_the_sentences_that_say_the_same(
    bureau: Bureau, order: tuple[int, ...]
) -> None:
    copies = {feed: Entry(f"copy{feed}", HEADLINE, summary=f"{HEADLINE}. {NEWS} {feed}") for feed in (1, 2)}
    for feed in order:
        bureau.poll(feed, copies.get(feed, RAIN))
    assert bureau.matched == [HEADLINE, HEADLINE]
    assert bureau.dropped(HEADLINE) == []


def test_the_titles_of_a_feed_are_read_once_for_all_its_entries_that_quote(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    of_feed = headlines._of_feed
    monkeypatch.setattr(headlines, "_of_feed", lambda db, url: asked.append(url) or of_feed(db, url))
    bureau.poll(1, *(replace(STORY, key=f"story{n}", title=f"{HEADLINE} {n}") for n in range(9)))
    bureau.poll(
        2, *(replace(RAIN, key=f"rain{n}", title=f"Rain {n}", summary=f"{NEWS}\n{HEADLINE} {n}") for n in range(9))
    )
    assert len(bureau.matched) == 9 and asked == [FEEDS[1].url]


def test_an_entry_that_is_about_a_raid_itself_matches_by_its_own_words(bureau: Bureau) -> None:
    own = replace(RAIN, title="Night raid on the river", summary=f"{RAIN.summary}\nThe raid was the second.")
    assert bureau.poll(2, own) == bureau.poll(1, STORY) == 1
    assert bureau.matched == [own.title, HEADLINE]
    (match,) = entries.matches_of(bureau.db, 1)
    assert [(span.field, span.start) for span in match.spans] == [
        ("title", 6),
        ("summary", own.summary.index("raid was")),
    ]


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_a_later_poll_of_the_same_text_does_not_bring_the_match_back(bureau: Bureau, order: tuple[int, ...]) -> None:
    for feed in order:
        bureau.poll(feed, STORY if feed == 1 else RAIN)
    stored = list(bureau.db.execute("SELECT * FROM entries ORDER BY id"))
    for day in (1, 30):
        assert bureau.save(2, RAIN, now=NOW + day * DAY) == Saved()
        assert bureau.matched == [HEADLINE]
    assert [*map(tuple, bureau.db.execute("SELECT * FROM entries ORDER BY id"))] == [*map(tuple, stored)]


def test_nor_does_one_that_finds_more_furniture_in_it(bureau: Bureau) -> None:
    own = replace(RAIN, summary=f"{RAIN.summary}\nThe Ledger reports every raid. Read it.")
    bureau.poll(1, STORY)
    bureau.poll(2, own)
    assert bureau.matched == [HEADLINE, own.title]
    learned = replace(own, dropped=(Dropped("summary", own.summary.index("The Ledger"), len(own.summary), REPEATED),))
    for days in (0, 30):
        assert bureau.poll(2, learned, now=NOW + days * DAY) == 0
        assert bureau.matched == [HEADLINE]
        assert [reason for _, reason in bureau.dropped(own.title)] == [OTHER_TITLE, REPEATED]
    # The story is long gone, but not what it told of this one.
    bureau.poll(2, own, now=NOW + 40 * DAY)
    assert bureau.matched == [HEADLINE, own.title]
    assert bureau.dropped(own.title) == [(HEADLINE, OTHER_TITLE)]
    (match,) = entries.matches_of(bureau.db, 2)
    assert [span.start for span in match.spans] == [own.summary.index("raid.")]


def test_nor_does_one_whose_feed_tells_another_language_of_it(bureau: Bureau) -> None:
    bureau.poll(1, STORY)
    bureau.poll(2, RAIN)
    for given in (replace(RAIN, lang="en-GB"), RAIN):
        assert bureau.poll(2, given) == 0
        assert bureau.matched == [HEADLINE]
        assert bureau.dropped(RAIN.title) == [(HEADLINE, OTHER_TITLE)]


def test_one_that_matches_by_its_new_language_alone_is_looked_at(bureau: Bureau) -> None:
    bureau.poll(1, STORY)
    french = bureau.judge.ready(replace(RAIN, lang="fr"), FEEDS[1])
    with transaction(bureau.db):
        # As where its language keeps it from matching: nothing looks for the titles in it.
        saving.save(bureau.db, 2, [replace(french, matches=())], NOW)
    assert bureau.poll(2, replace(RAIN, lang="en")) == 0
    assert bureau.matched == [HEADLINE]


def test_an_edited_text_is_looked_at_anew(bureau: Bureau) -> None:
    bureau.poll(1, STORY)
    bureau.poll(2, RAIN)
    assert bureau.poll(2, replace(RAIN, summary=f"{NEWS} A raid followed.")) == 1
    assert bureau.matched == [HEADLINE, RAIN.title]
    assert bureau.poll(2, replace(RAIN, summary=f"{NEWS} {HEADLINE}. The end.")) == 0
    assert bureau.matched == [HEADLINE]


def test_an_edited_title_is_a_title_too(bureau: Bureau) -> None:
    bureau.poll(1, replace(STORY, title="Raid in Bokeo"))
    bureau.poll(2, RAIN)
    assert bureau.matched == ["Raid in Bokeo", RAIN.title]
    bureau.poll(1, STORY)
    assert bureau.matched == [HEADLINE]


def test_what_an_entry_was_called_before_is_its_own(bureau: Bureau) -> None:
    named = replace(STORY, summary=f"{HEADLINE}. {NEWS}")
    bureau.poll(1, named)
    bureau.poll(2, replace(STORY, key="copy"))
    bureau.poll(1, replace(named, title="Three hundred freed in Bokeo"))
    assert bureau.dropped("Three hundred freed in Bokeo") == []


@pytest.mark.parametrize("order", ORDERS)
def test_an_entry_that_is_mostly_quotes_keeps_its_text(bureau: Bureau, order: tuple[int, ...]) -> None:
    titles = [HEADLINE, "Second raid of the week frees forty in Poipet"]
    round_up = Entry("all", "The week", summary="\n".join(f"• {title}" for title in titles))
    given = dict(enumerate([*(Entry(title, title) for title in titles), round_up], 1))
    for feed in order:
        bureau.poll(feed, given[feed])
    assert bureau.matched == sorted([*titles, "The week"])
    assert bureau.dropped("The week") == []


def test_a_round_up_of_its_own_feed_is_mostly_quotes_also_where_few_of_them_match(bureau: Bureau) -> None:
    titles = [HEADLINE, "The council votes for a new market hall", "A ferry sinks near the old bridge"]
    round_up = Entry("all", "The week", summary="\n".join(titles))
    bureau.poll(1, round_up, *(Entry(title, title) for title in titles))
    bureau.poll(2, STORY)
    assert bureau.matched == [HEADLINE, HEADLINE, "The week"]


def test_marks_stay(bureau: Bureau) -> None:
    bureau.poll(2, RAIN, replace(RAIN, key="own", title="Raid in the rain"))
    marks.mark(bureau.db, [1, 2], "read", True, NOW)
    marks.mark(bureau.db, [1], "starred", True, NOW)
    bureau.poll(1, STORY)
    assert bureau.matched == [HEADLINE, "Raid in the rain"]
    stored = [entries.get(bureau.db, entry_id) for entry_id in (1, 2)]
    assert [(one.row.read, one.row.starred, one.changed) for one in stored if one] == [
        (True, True, None), (True, False, None)
    ]  # fmt: skip
    assert entries.counts(bureau.db) == {"Raids": (1, 2), "": (1, 2)}
    assert bureau.db.execute("SELECT count(*) FROM revisions").fetchone()[0] == 0


def test_a_second_look_changes_nothing_and_judges_nothing(bureau: Bureau) -> None:
    for feed, entry in ((2, RAIN), (1, STORY), (3, replace(RAIN, key="more"))):
        bureau.poll(feed, entry)
    assert len(bureau.judged) == 2
    before = bureau.db.total_changes
    assert bureau.mend([2]) == set()
    assert bureau.db.total_changes == before and len(bureau.judged) == 2


def test_what_quotes_nothing_is_not_judged_and_nothing_new_is_not_even_looked_for(bureau: Bureau) -> None:
    assert bureau.poll(1, STORY, Entry("other", "A raid in Poipet", summary=NEWS)) == 2
    assert bureau.judged == []
    asked: list[str] = []
    bureau.db.set_trace_callback(asked.append)
    assert bureau.mend([]) == set()
    assert asked == []


def test_the_concepts_that_an_entry_is_about_follow(bureau: Bureau) -> None:
    bureau.poll(2, RAIN)
    bureau.db.execute("INSERT INTO concepts VALUES ('crackdown', 1)")
    bureau.poll(1, STORY)
    assert bureau.db.execute("SELECT count(*) FROM concepts WHERE entry_id = 1").fetchone()[0] == 0


@pytest.mark.parametrize(("days", "matched"), [(13, [HEADLINE]), (15, [HEADLINE, RAIN.title])])
@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_headlines_are_quoted_for_two_weeks(
    bureau: Bureau, order: tuple[int, ...], days: int, matched: list[str]
) -> None:
    for feed, now in zip(order, (NOW - days * DAY, NOW), strict=True):
        bureau.poll(feed, STORY if feed == 1 else RAIN, now=now)
    assert bureau.matched == matched


@pytest.mark.parametrize("order", ORDERS)
def test_nor_does_any_come_of_a_watch_that_is_new_since(bureau: Bureau, order: tuple[int, ...]) -> None:
    bureau.judge = Judge([])
    given = {1: [STORY], 2: [RAIN], 3: [Entry("quiet", "A calm day in Bokeo", summary=NEWS)]}
    for feed in order:
        bureau.poll(feed, *given[feed])
    list(rematch(bureau.db, [WATCH], {}))
    assert bureau.matched == [HEADLINE]
    assert bureau.dropped(RAIN.title) == [(HEADLINE, OTHER_TITLE)]


async def test_what_cannot_be_looked_at_is_not_stored_and_given_again(
    store: sqlite3.Connection, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Config((WATCH,), (Feed(newsroom.publish("/a", "A raid at dawn")),), PollSettings())

    def fails(*_: object) -> int:
        raise sqlite3.OperationalError("disk I/O error")

    async with Poller(store, watched, Clock()) as poller:
        with monkeypatch.context() as broken, pytest.raises(StoreError):
            broken.setattr(headlines, "mend", fails)
            [_ async for _ in poller.run(feeds.states(store))]
        assert entries.count(store, Choice(all=True)) == 0
        assert [one.new async for one in poller.run(feeds.states(store))] == [1]


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
async def test_a_poll_tells_and_keeps_no_match_that_is_a_headline_of_another_feed(
    store: sqlite3.Connection, newsroom: Newsroom, order: tuple[int, ...]
) -> None:
    def publish(path: str, *given: Entry) -> Feed:
        items = (hostile.item(n, one.title, f"<description>{one.summary}</description>") for n, one in enumerate(given))
        newsroom.answers[path] = Answer(hostile.rss("".join(items)).encode())
        return Feed(newsroom.url(path))

    quoting = replace(RAIN, summary=f"{NEWS} {HEADLINE}. More rain will follow.")
    given = {1: publish("/1", STORY), 2: publish("/2", quoting)}
    told: list[Polled] = []
    async with (
        asyncio.timeout(PATIENCE),
        Poller(store, Config((WATCH,), (*given.values(),), PollSettings()), Clock()) as poller,
    ):
        states = {state.url: state for state in feeds.states(store)}
        for feed in order:
            told += [one async for one in poller.run([states[given[feed].url]])]
        publish("/2", quoting, Entry("", "Sun"))
        told += [one async for one in poller.run(feeds.states(store))]
    assert {polled.error for polled in told} == {None}
    assert [polled.matched for polled in told[:2]] == ([1, 0] if order == (1, 2) else [1, 1])
    assert [(polled.new, polled.matched) for polled in told[2:] if polled.feed == given[2].url] == [(1, 0)]
    assert [row.title for row in listing(store, Choice("Raids"), 9)] == [HEADLINE]
