"""The files of an entry, found alike by either way of reading its feed."""

import pytest

from monitor.feeds.parse import parse
from monitor.model import Enclosure, Entry
from tests.feeds.hostile import rss

NOW = 1_795_000_000
LINK = "<title>Raid</title><link>https://news.example/1</link>"
FILM = Enclosure("https://news.example/1.mp4", "video/mp4", 1234)
GIVEN = "<media:content url='https://news.example/1.mp4' type='Video/mp4' medium='video' fileSize='1234'/>"
OF_PAGE = "<media:content url='https://news.example/1.jpg' {}/>"


def both_ways(*items: str) -> list[Entry]:
    """The entries of a feed, which both ways of reading it must find alike."""
    bodies = "".join(f"<item>{item}</item>" for item in items)
    spaces = 'version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:x="urn:x"'
    body = rss(bodies).replace('version="2.0"', spaces).encode()
    fast, slow = (parse(body, "https://news.example/rss", "", NOW, slow=slow) for slow in (False, True))
    assert fast.found == slow.found
    return [found.entry for found in fast.found]


@pytest.mark.parametrize("around", ["{}", "<media:group>{}</media:group>"])
def test_a_film_that_an_entry_shows_is_a_file_of_it(around: str) -> None:
    document = "<media:content url='/1.pdf' medium='document'/><media:content url='javascript:1' type='audio/mpeg'/>"
    whole, alone = both_ways(LINK + around.format(GIVEN + document), around.format(GIVEN))
    assert whole.enclosures == (FILM, Enclosure("https://news.example/1.pdf", "", None))
    # An entry that has nothing else is one.
    assert alone == Entry(alone.key, "", enclosures=(FILM,))


@pytest.mark.parametrize("kind", ["application/pdf", "text/vtt", " Audio/mpeg"])
def test_so_is_a_recording_or_a_document(kind: str) -> None:
    (entry,) = both_ways(LINK + f"<media:content url='/1' type='{kind}'/>")
    assert [file.url for file in entry.enclosures] == ["https://news.example/1"]


def test_a_file_that_is_enclosed_too_is_told_once() -> None:
    enclosed = "<enclosure url='https://news.example/1.mp4' type='video/mpeg' length='0'/>"
    (entry,) = both_ways(LINK + GIVEN + enclosed)
    assert entry.enclosures == (Enclosure(FILM.url, "video/mpeg", 0),)


def test_of_several_forms_of_one_film_the_default_is_the_file() -> None:
    forms = "<media:content url='/1-hd.mp4' type='video/mp4'/>", GIVEN.replace("/>", " isDefault=' TRUE '/>")
    sound = "<media:content url='/1.mp3' medium='Audio'/>"
    told = both_ways(LINK + "".join(forms) + sound, LINK.replace("1", "2") + forms[0] + GIVEN)
    assert [[file.url.rpartition("/")[2] for file in one.enclosures] for one in told] == [
        ["1.mp4", "1.mp3"],
        ["1-hd.mp4", "1.mp4"],
    ]


@pytest.mark.parametrize("kind", ["", "medium='image'", "type='image/jpeg' isDefault='true'"])
def test_a_picture_is_none_of_an_entry_whose_page_has_it(kind: str) -> None:
    picture = OF_PAGE.format(kind)
    paged, alone = both_ways(LINK + picture + GIVEN, picture)
    assert paged.enclosures == (FILM,)
    assert [file.url for file in alone.enclosures] == ["https://news.example/1.jpg"]


def test_nor_is_the_player_that_a_page_of_films_has_for_it() -> None:
    flash = "<media:content url='https://youtube.example/v/1' type='application/x-shockwave-flash'/>"
    (entry,) = both_ways(LINK + f"<media:group>{flash}</media:group>")
    assert entry.enclosures == ()


def test_nor_is_what_an_element_of_others_shows() -> None:
    (entry,) = both_ways(LINK + f"<x:related>{GIVEN}</x:related>")
    assert entry.enclosures == ()


def test_the_address_of_a_film_stands_under_its_base() -> None:
    film = "<media:content url='1.mp4' type='video/mp4'/>"
    base = "xml:base='https://cdn.example/films/'"
    own = film.replace("url='1", f"{base} url='2")
    based, own_based, bare = both_ways(f"<media:group {base}>{film}</media:group>", own, film)
    assert [[file.url for file in one.enclosures] for one in (based, own_based, bare)] == [
        ["https://cdn.example/films/1.mp4"],
        ["https://cdn.example/films/2.mp4"],
        ["https://news.example/1.mp4"],
    ]


def test_a_film_that_comes_later_makes_the_entry_another_to_read() -> None:
    # What a feed gives anew is read anew.
    before, pictured, after = (both_ways(LINK + more)[0].raw for more in ("", OF_PAGE.format(""), GIVEN))
    assert before == pictured != after
