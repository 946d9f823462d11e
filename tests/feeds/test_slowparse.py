"""What feedparser would lose of a feed is kept, and found alike by either way of reading it."""

from collections.abc import Iterable
from itertools import combinations, permutations

from monitor.feeds.parse import parse
from monitor.model import Entry
from tests.feeds.hostile import rss

NOW = 1_795_000_000
URL = "https://news.example/feeds/all.xml"
STORY, WHOLE = "<description>The story</description>", "<content:encoded>Reuters</content:encoded>"
CAPTION = "A gate (AP)"
BESIDE = (
    f"<media:description>{CAPTION}</media:description>",
    f"<media:content url='u'><media:description>{CAPTION} 2</media:description></media:content>",
    "<itunes:summary>Abridged</itunes:summary>",
    "<itunes:subtitle>Sub</itunes:subtitle>",
    "<dc:description>By a librarian</dc:description>",
    "<atom:summary>Of a summary</atom:summary>",
)


def both_ways(items: Iterable[Iterable[str]]) -> list[Entry]:
    """The entries of a feed whose items hold these elements, which both ways of reading it must find alike."""
    bodies = "".join(f"<item><title>{number}</title>{''.join(item)}</item>" for number, item in enumerate(items))
    spaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
        'xmlns:atom="http://www.w3.org/2005/Atom"'
    )
    body = rss(bodies).replace('version="2.0"', f'version="2.0" {spaces}').encode()
    fast, slow = (parse(body, URL, "", NOW, slow=slow) for slow in (False, True))
    assert fast.fast and fast.found == slow.found
    return [found.entry for found in fast.found]


def test_the_description_is_the_summary_wherever_it_stands_and_whatever_stands_beside_it() -> None:
    orders = [order for two in combinations(BESIDE, 2) for order in permutations((STORY, WHOLE, *two))]
    for order, entry in zip(orders, both_ways(orders), strict=True):
        assert (entry.summary, entry.content) == ("The story", "Reuters"), order


def test_a_caption_or_an_abridgement_is_the_summary_only_where_there_is_no_description() -> None:
    orders = [*permutations((STORY, BESIDE[0], BESIDE[2]))]
    assert {(entry.summary, entry.content) for entry in both_ways(orders)} == {("The story", "")}
    for ranked in ((*BESIDE[3:1:-1], BESIDE[4]), (BESIDE[3], BESIDE[1], WHOLE)):
        best = "By a librarian" if BESIDE[4] in ranked else f"{CAPTION} 2"
        rest = "Reuters" if WHOLE in ranked else ""
        assert {(one.summary, one.content) for one in both_ways(permutations(ranked))} == {(best, rest)}
    image = "<description>&lt;img src='u'/&gt;</description>"
    assert {one.summary for one in both_ways(permutations((image, BESIDE[2])))} == {"Abridged"}
    alone = both_ways([(BESIDE[3],), (BESIDE[1],), (WHOLE,)])
    assert [one.summary for one in alone] == ["Sub", f"{CAPTION} 2", "Reuters"]


def test_of_two_texts_of_its_own_an_entry_without_content_loses_neither() -> None:
    two = ("<description>One</description><description>Two</description>", f"{BESIDE[5]}<description>One</description>")
    one, other = both_ways((each,) for each in two)
    assert (one.summary, one.content) == ("One", "Two")
    assert (other.summary, other.content) == ("One", "Of a summary")
