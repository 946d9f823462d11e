"""What the parse worker answers, spoken to over its pipes."""

import io
import json
import signal
from dataclasses import replace
from typing import Any

import pytest

from monitor import identity
from monitor.feeds import audit, child, wire
from monitor.feeds.wire import Job
from monitor.matching.indexing import words_of
from monitor.matching.judge import Judge
from monitor.matching.watchlist import Watchlist
from monitor.model import Feed, Parsed, Watch

# The commas can be shared out in more ways than anyone can try, and no z follows in any of them.
SLOW = r"/(.*?,){25}z/"


def feed(entries: int) -> bytes:
    texts = (f"wo {at} {'a,' * (60 + at)}" for at in range(entries))
    items = "".join(f"<item><title>{text}</title><description>{text}</description></item>" for text in texts)
    return f'<rss version="2.0"><channel><title>Slow</title>{items}</channel></rss>'.encode()


def answers(*jobs: bytes) -> list[Any]:
    """All that a worker that watches for the slow pattern and one word says to feeds, one after the other."""
    asked = io.BytesIO()
    asked.write(wire.frame(wire.watches_message([Watch("slow", (SLOW,)), Watch("word", ("wo",))], {})))
    for body in jobs:
        job = wire.Job(Feed("https://slow.example/feed"), "", "", 0, body)
        asked.write(wire.frame(wire.job_message(job), body))
    asked.seek(0)
    answered = io.BytesIO()
    child._serve(asked, answered, child._Patience(answered, 30))
    answered.seek(0)
    assert wire.receive(answered) == ("ready", b"")
    return [message for message, _ in iter(lambda: wire.receive(answered), None)]


def test_a_pattern_that_is_slow_three_times_is_told_of_once_and_hides_no_other_match() -> None:
    first, second = map(wire.parsed, answers(feed(4), feed(2)))
    (notice,) = first.notices
    assert SLOW in notice and "3 times" in notice
    assert second.notices == ()
    assert all([match.watch for match in found.matches] == ["word"] for found in (*first.found, *second.found))


def test_for_each_hundred_thousand_letters_the_time_of_a_feed_is_asked_for() -> None:
    texts = "".join(f"<item><title>{at}</title><description>{'x' * 90_000}</description></item>" for at in range(10))
    long, short = (f'<rss version="2.0"><channel>{part}</channel></rss>'.encode() for part in (texts, texts[:90_070]))
    asked, *lots, first, second = answers(long, short)
    assert wire.patience(asked) == 10 * 30
    assert [wire.patience(first), wire.patience(second)] == [None, None]
    assert len(wire.parsed(wire.joined(lots, first)).found) == 10


def test_while_words_are_made_no_time_of_the_feed_runs_out_and_then_it_begins_anew() -> None:
    answered = io.BytesIO()
    patience = child._Patience(answered, 30)
    try:
        patience.begin()
        patience.look(250_000)
        with patience.making():
            assert signal.getitimer(signal.ITIMER_PROF)[0] == signal.getitimer(signal.ITIMER_REAL)[0] == 0
        assert 80 < signal.getitimer(signal.ITIMER_PROF)[0] <= 90.1
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 90 * wire.BUSY
        # The next feed has no more time for it.
        patience.begin()
        assert 20 < signal.getitimer(signal.ITIMER_PROF)[0] <= 30.1
        with patience.making():
            pass
    finally:
        child._alarm(0)
    answered.seek(0)
    said = [wire.patience(message) for message, _ in iter(lambda: wire.receive(answered), None)]
    assert said == [90, wire.START_SECONDS, 90, wire.START_SECONDS, 30]


def rss(*titles: str) -> bytes:
    entries = "".join(f"<item><title>{title}</title><guid>{title}</guid></item>" for title in titles)
    return f'<rss version="2.0"><channel><title>Borderland Gazette</title>{entries}</channel></rss>'.encode()


def read_here(body: bytes, *keywords: str, name: str = "", lang: str = "") -> list[tuple[str, str, bool]]:
    """The titles, languages and whether a watch for any of the keywords found them."""
    watchlist = Watchlist([Watch("w", keywords)])
    found = child.read(Job(Feed("https://a.example/", name, lang=lang), "", "", 0, body), watchlist.found).found
    return [(one.entry.title, one.entry.lang, bool(one.matches)) for one in found]


def test_a_watch_may_ask_for_a_feed_by_the_title_that_it_gives_itself() -> None:
    assert read_here(rss("Rice"), "feed:Gazette") == [("Rice", "", True)]
    assert read_here(rss("Rice"), "source:Gazette", name="My paper") == [("Rice", "", False)]


def test_a_headline_is_in_the_language_of_its_neighbours_where_nothing_else_tells() -> None:
    neighbours = "Warga desa itu pulang dari Kamboja", "Mereka yang ditahan di kota itu dan di desa"
    assert read_here(rss("Bos geng ditahan", *neighbours), "x")[0] == ("Bos geng ditahan", "id", False)
    assert [lang for _, lang, _ in read_here(rss("Bos geng ditahan", "KK Park", "遣返"), "x")] == ["", "", "zh"]
    assert read_here(rss("Bos geng ditahan", *neighbours), "x", lang="ms")[0] == ("Bos geng ditahan", "", False)
    own = rss("Bos geng ditahan", *neighbours).replace(b"<item>", b"<item><language>ms</language>", 1)
    assert read_here(own, "x")[0] == ("Bos geng ditahan", "ms", False)


def test_headlines_of_a_feed_that_says_english_by_default_are_in_the_language_of_all_its_titles() -> None:
    titles = "Markas penipuan digerebek", "Tiga WNI dipulangkan dari Poipet", "Polisi tangkap bos judi di Batam", "遣返"
    body = rss(*titles).replace(b"<item>", b"<language>en-US</language><item>", 1)
    read = read_here(body, "@scam_hubs")
    assert [lang for _, lang, _ in read] == ["id", "id", "id", "zh"]
    assert read[0] == ("Markas penipuan digerebek", "id", True)
    assert read_here(rss(*titles), "@scam_hubs", lang="en") == read, "so does who subscribes to it"
    own = body.replace(b"<item>", b"<item><language>fr</language>", 1)
    assert read_here(own, "x")[0] == ("Markas penipuan digerebek", "fr", False)
    english = rss("Scam hub raid", "Police seize phones").replace(b"<item>", b"<language>en-US</language><item>", 1)
    assert [lang for _, lang, _ in read_here(english, "x")] == ["en", "en"]


def test_a_headline_in_latin_letters_stays_english_in_a_feed_that_says_so_and_speaks_hindi_for_the_most() -> None:
    titles = "दिल्ली में छापा, पुलिस ने कहा", "मंत्री ने यह कहा है", "पीड़ितों को बचाया गया", "KK Park raid"
    body = rss(*titles).replace(b"<item>", b"<language>en-US</language><item>", 1)
    assert [lang for _, lang, _ in read_here(body, "x")] == ["hi", "hi", "hi", "en"]


def test_what_a_program_writes_below_each_entry_tells_nothing_of_its_language() -> None:
    titles = "Sarang scam digerebek", "Warga desa itu pulang dari Kamboja", "Mereka yang ditahan di kota itu"
    notes = [f"<description>The post {title} appeared first on Harian Kita.</description>" for title in titles]
    items = [f"<title>{title}</title>{note}" for title, note in zip(titles, notes, strict=True)]
    for own in ("", "<language>id</language>", "<language>en</language>"):
        body = channel(*items).replace(b"<item>", f"{own}<item>".encode(), 1)
        assert [found for *_, found in read_here(body, "@scam_hubs.id")] == [True, False, False], own
    assert [lang for _, lang, _ in read_here(channel(*items), "x")] == ["id", "id", "id"]


def test_entries_stay_known_by_what_they_were_known_by() -> None:
    body = channel(*(f"<guid>{n}</guid><link>https://a.example/{n}</link><title>{n}</title>" for n in range(3)))
    for rung in (identity.GUID, identity.LINK):
        parsed = child.read(Job(Feed("https://a.example/"), "", "", 0, body, rung=rung), Judge(()).found)
        assert parsed.rung == rung
        assert {one.entry.key.partition(":")[0] for one in parsed.found} == {("guid", "link")[rung]}


def test_of_a_text_without_end_the_beginning_is_matched_and_all_of_it_stays() -> None:
    long = f"A raid at dawn. {'x ' * 150_000}pangolins"
    body = rss(long).replace(b"</title><guid>", b"</title><description>short</description><guid>")
    judge = Judge([Watch("raids", ("raid",)), Watch("pangolins", ("pangolin",))], concepts=False)
    (found,) = child.read(Job(Feed("https://a.example/"), "", "", 0, body), judge.ready).found
    assert found.entry.title == long and found.entry.summary == "short"
    assert [match.watch for match in found.matches] == ["raids"]
    # The index holds all of it, for an edit takes all of it out again.
    assert found.words == words_of(found.entry)


def again(body: bytes, before: bytes) -> tuple[Parsed, Parsed]:
    """What a worker makes of a feed that holds what it has read before, and what it makes of all of it read anew."""
    job = Job(Feed("https://a.example/"), "", "", 0, before)
    judge = Judge([Watch("raids", ("raid",))], concepts=False)
    first = child.read(job, judge.found)
    known = frozenset(one.entry.raw for one in first.found)
    job = replace(job, body=body, memory=first.memory)
    return child.read(replace(job, known=known), judge.found), child.read(job, judge.found)


def channel(*items: str) -> bytes:
    entries = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0"><channel><title>Gazette</title>{entries}</channel></rss>'.encode()


@pytest.mark.parametrize(
    "items",
    [
        # All that tells these apart is a text that is not read again.
        ["<guid>a</guid><description>One.</description>", "<guid>b</guid><description>Two.</description>"],
        [f"<guid>a</guid><title>T</title><link>https://a.example/1</link><description>{n}</description>" for n in "12"],
    ],
)
def test_entries_that_are_known_are_neither_lost_nor_taken_for_one_another(items: list[str]) -> None:
    apart = [f"<guid>{n}</guid><title>Rain {n}</title>" for n in range(8)]
    known, anew = again(channel(*items, *apart), channel(*items, *apart))
    assert [one.known for one in known.found] == [True] * 10
    assert [one.entry.key for one in known.found] == [one.entry.key for one in anew.found]
    assert audit.difference(known, anew) == ""


def test_notes_of_a_json_feed_that_are_known_are_not_lost() -> None:
    notes = [{"id": name, "content_text": f"A note, {name}."} for name in "abc"]
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": notes}).encode()
    known, anew = again(body, body)
    assert [(one.entry.key, one.known) for one in known.found] == [(one.entry.key, True) for one in anew.found]
    assert len(known.found) == 3


def test_a_headline_is_in_the_language_of_neighbours_that_are_known() -> None:
    said = "Warga desa itu pulang dari Kamboja", "Mereka yang ditahan di kota itu dan di desa"
    neighbours = [f"<guid>{text}</guid><description>{text}</description>" for text in said]
    known, anew = again(channel("<title>Bos geng ditahan</title>", *neighbours), channel(*neighbours))
    assert known.found[0].entry.lang == anew.found[0].entry.lang == "id"


def test_titles_that_are_known_speak_too() -> None:
    said = [f"<guid>{n}</guid><title>{n} warga desa itu pulang dari Kamboja</title>" for n in range(3)]
    items = ["<title>Bos geng ditahan</title>", *said]
    before, body = ((channel(*each)).replace(b"<item>", b"<language>en</language><item>", 1) for each in (said, items))
    known, anew = again(body, before)
    assert known.found[0].entry.lang == anew.found[0].entry.lang == "id"


def test_a_headline_is_in_the_language_of_most_neighbours_and_not_of_those_that_come_with_it() -> None:
    said = "Warga desa itu pulang dari Kamboja", "Mereka yang ditahan di kota itu dan di desa"
    neighbours = [f"<guid>{text} {n}</guid><description>{text}</description>" for text in said for n in range(3)]
    fresh = ["The police have raided the compound", "All of them were taken to the border", "Bos geng ditahan"]
    known, anew = again(channel(*(f"<title>{text}</title>" for text in fresh), *neighbours), channel(*neighbours))
    assert (
        [one.entry.lang for one in known.found[:3]] == [one.entry.lang for one in anew.found[:3]] == ["en", "en", "id"]
    )


def test_a_known_entry_with_the_title_of_a_fresh_one_is_told_what_the_feed_repeats_now() -> None:
    def item(guid: str, title: str, text: str) -> str:
        return f"<guid>{guid}</guid><title>{title}</title><description>{text}</description>"

    name, own = "The minister speaks about the border again", "Read our guide to the whole border region."
    before = [item("a", name, "Rain."), item("b", name, own), item("c", "Snow", own)]
    known, anew = again(channel(item("d", name, own), item("e", "Hail", own), *before), channel(*before))
    assert [one.entry.dropped for one in known.found] == [one.entry.dropped for one in anew.found]
    assert known.found[3].entry.dropped
