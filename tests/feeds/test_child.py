"""What the parse worker answers, spoken to over its pipes."""

import io

from monitor.feeds import child, wire
from monitor.feeds.wire import Job
from monitor.matching.judge import Judge
from monitor.matching.watchlist import Watchlist
from monitor.model import Feed, Parsed, Watch

# The commas can be shared out in more ways than anyone can try, and no z follows in any of them.
SLOW = r"/(.*?,){25}z/"


def feed(entries: int) -> bytes:
    texts = (f"wo {at} {'a,' * (60 + at)}" for at in range(entries))
    items = "".join(f"<item><title>{text}</title><description>{text}</description></item>" for text in texts)
    return f'<rss version="2.0"><channel><title>Slow</title>{items}</channel></rss>'.encode()


def answers(*jobs: bytes) -> list[Parsed]:
    """What a worker that watches for the slow pattern and one word answers to feeds, one after the other."""
    asked = io.BytesIO()
    asked.write(wire.frame(wire.watches_message([Watch("slow", (SLOW,)), Watch("word", ("wo",))], {})))
    for body in jobs:
        job = wire.Job(Feed("https://slow.example/feed"), "", "", 0, body)
        asked.write(wire.frame(wire.job_message(job), body))
    asked.seek(0)
    answered = io.BytesIO()
    child._serve(asked, answered, 30)
    answered.seek(0)
    assert wire.receive(answered) == ("ready", b"")
    return [wire.parsed(received[0]) for _ in jobs if (received := wire.receive(answered))]


def test_a_pattern_that_is_slow_three_times_is_told_of_once_and_hides_no_other_match() -> None:
    first, second = answers(feed(4), feed(2))
    (notice,) = first.notices
    assert SLOW in notice and "3 times" in notice
    assert second.notices == ()
    assert all([match.watch for match in found.matches] == ["word"] for found in (*first.found, *second.found))


def rss(*titles: str) -> bytes:
    entries = "".join(f"<item><title>{title}</title><guid>{title}</guid></item>" for title in titles)
    return f'<rss version="2.0"><channel><title>Borderland Gazette</title>{entries}</channel></rss>'.encode()


def read_here(body: bytes, *keywords: str, name: str = "") -> list[tuple[str, str, bool]]:
    """The titles, languages and whether a watch for any of the keywords found them."""
    watchlist = Watchlist([Watch("w", keywords)])
    found = child.read(Job(Feed("https://a.example/", name), "", "", 0, body), watchlist.found).found
    return [(one.entry.title, one.entry.lang, bool(one.matches)) for one in found]


def test_a_watch_may_ask_for_a_feed_by_the_title_that_it_gives_itself() -> None:
    assert read_here(rss("Rice"), "feed:Gazette") == [("Rice", "", True)]
    assert read_here(rss("Rice"), "source:Gazette", name="My paper") == [("Rice", "", False)]


def test_a_headline_is_in_the_language_of_its_neighbours_where_nothing_else_tells() -> None:
    neighbours = "Warga desa itu pulang dari Kamboja", "Mereka yang ditahan di kota itu dan di desa"
    assert read_here(rss("Bos geng ditahan", *neighbours), "x")[0] == ("Bos geng ditahan", "id", False)
    assert [lang for _, lang, _ in read_here(rss("Bos geng ditahan", "KK Park", "遣返"), "x")] == ["", "", "zh"]


def test_of_a_text_without_end_the_beginning_is_matched_and_all_of_it_stays() -> None:
    long = f"A raid at dawn. {'x ' * 150_000}pangolins"
    body = rss(long).replace(b"</title><guid>", b"</title><description>short</description><guid>")
    judge = Judge([Watch("raids", ("raid",)), Watch("pangolins", ("pangolin",))], concepts=False)
    (found,) = child.read(Job(Feed("https://a.example/"), "", "", 0, body), judge.ready).found
    assert found.entry.title == long and found.entry.summary == "short"
    assert [match.watch for match in found.matches] == ["raids"]
    assert found.words is not None and "dawn" in found.words[0] and len(found.words[0]) < len(long)
