"""Exclusions for a watch: what is proposed for one of its matches, and what each would take away."""

from contextlib import closing
from pathlib import Path

import pytest

from monitor import config, muting
from monitor.config.watch import exclude
from monitor.matching.query import QueryError, parse
from monitor.matching.watchlist import Watchlist
from monitor.model import Entry, Feed, Watch
from monitor.muting import Effect, Proposal, effect, proposals, written
from monitor.store import entries, schema
from monitor.store.entries import Row, Stored
from tests.tui.desk import FEED, OTHER, Office, entry


def proposed(keyword: str, one: Entry, feed_title: str = "Border Ledger") -> list[Proposal]:
    watch = Watch("W", (keyword,))
    (match,) = Watchlist([watch]).match(one, Feed(FEED))
    return proposals(Stored(Row(1, FEED, feed_title, one.title, 0, False, False), one, 0, None, (match,)), match)


def queries(keyword: str, one: Entry) -> list[str]:
    return [each.query for each in proposed(keyword, one)]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path / "config.toml", tmp_path / "store.db")
    made.configure({"Parks": ["KK Park"], "Hubs": ["scam hubs"], "Rain": ["rain"]})
    return made


def lost(office: Office, watch: str, excluded: str) -> Effect:
    settings = config.load(office.config)
    (one,) = [each for each in settings.watches if each.name == watch]
    with closing(schema.connect(office.store)) as db:
        return effect(db, settings, one, excluded)


def titles(found: Effect) -> list[str]:
    return [row.title for row in found.newest]


# Proposals


def test_the_matched_phrase_is_proposed_with_its_neighbours() -> None:
    found = queries("KK Park", entry("KK Park Hotel opens", summary="Old KK Park guests, at KK Park, left."))
    assert found[:1] == ["KK Park Hotel"] and "KK Park guests" in found
    assert not [one for one in found if "at KK" in one or "left" in one]


def test_names_of_the_title_are_proposed_but_not_the_watchs_own_words() -> None:
    found = queries("raid", entry("Raid at Ban Wang Pha over fertilizer", summary=""))
    assert found[:2] == ["Ban Wang Pha", "fertilizer"] and "Raid" not in found and "over" not in found


def test_where_it_comes_from_is_proposed() -> None:
    one = entry("A raid", summary="", link="https://sport.example/1", author="Ann Lee", categories=("Football",))
    assert queries("raid", one) == [
        "category:Football",
        'author:"Ann Lee"',
        'site:"sport.example"',
        'feed:"Border Ledger"',
    ]


def test_an_author_and_a_site_that_are_the_feeds_own_are_not_proposed_beside_it() -> None:
    one = entry("A raid", summary="", link=f"{FEED}/1", author="Border Ledger")
    assert queries("raid", one) == ['feed:"Border Ledger"']


def test_what_counted_most_for_a_concept_is_proposed() -> None:
    found = proposed("scam hubs", entry("Call centre", summary="Guards fled the cyber-scam site, a scam compound."))
    assert [each.says for each in found if "scam" in each.query]
    assert found[-1].says == "what counted most"


def test_pieces_of_a_title_without_blanks_are_proposed_where_they_are_short() -> None:
    assert "榴莲进口" in queries("诈骗", entry("诈骗 榴莲进口，冷链仓库一位难求又一位难求", summary=""))
    assert not [one for one in queries("诈骗", entry("诈骗，冷链仓库一位难求又一位难求", summary="")) if "冷链" in one]


def test_a_syllable_says_nothing_by_itself() -> None:
    one = entry("မြဝတီအနီး ငွေလိမ်စခန်းကို ၃၁၂ ဦး", summary="")
    assert not {"ကို", "၃၁၂", "ဦး"} & {*queries("ငွေလိမ်စခန်း", one)}
    assert "မြဝတီအနီး" in queries("ငွေလိမ်စခန်း", one)


HOSTILE = (
    'raid "quoted" AND',
    "raid unread: title:x",
    "raid @scam_hubs /a/ (b",
    "raid [red]Name[/] “Curly”",
    "raid -x *y",
)


@pytest.mark.parametrize("title", HOSTILE)
def test_a_proposal_means_its_words_whatever_they_are(title: str) -> None:
    one = entry(title, summary="", author='Ann "A" OR Lee', categories=("NOT x", "*", "a" * 5000))
    for each in proposed("raid", one):
        assert parse(each.query)
        assert Watchlist([Watch("X", (each.query,), widen=False)]).match(one, Feed(FEED, "Border Ledger")), each


def test_a_title_without_end_is_no_trouble() -> None:
    assert proposed("raid", entry("raid " + "Long" * 100_000, summary="raid" + " Word" * 100_000))


def test_what_cannot_be_asked_for_is_not() -> None:
    assert (written("—"), written(""), written("x" * 999)) == ("", "", "")
    assert written("Border  Ledger", "feed") == 'feed:"Border Ledger"' and written("and") == '"and"'


# What goes


def test_it_tells_what_would_go_and_how_much_of_it_is_unread(office: Office) -> None:
    office.publish([entry("Rain in the north", 1), entry("Football in the rain", 2), entry("Football: no rain", 3)])
    office.execute("UPDATE entries SET read = 1 WHERE title LIKE '%no rain'")
    office.execute("UPDATE matches SET read = 1 WHERE entry_id IN (SELECT id FROM entries WHERE read = 1)")
    found = lost(office, "Rain", "football")
    assert (found.total, len(found.ids), found.unread) == (3, 2, 1)
    assert titles(found) == ["Football in the rain", "Football: no rain"] and found.looked_back_to is None


def test_an_exclusion_that_holds_the_keyword_takes_only_what_has_nothing_else(office: Office) -> None:
    hotel = "Nothing to see."
    office.publish([
        entry("KK Park Hotel opens", 1, summary=hotel),
        entry("KK Park Hotel and KK Park", 2, summary=hotel),
        entry("KK Park raided", 3, summary=hotel),
    ])  # fmt: skip
    found = lost(office, "Parks", "KK Park Hotel")
    assert titles(found) == ["KK Park Hotel opens"] and found.total == 3


def test_an_exclusion_is_not_widened_as_a_keyword_is(office: Office) -> None:
    office.publish(
        [entry("Rain on the cyber-scam site, guards of the scam compound flee", 1), entry("Rain, scam hubs")]
    )
    assert titles(lost(office, "Rain", "scam hubs")) == ["Rain, scam hubs"]
    assert len(lost(office, "Rain", "@scam_hubs").ids) >= 1


def test_a_feed_is_excluded_by_the_name_that_is_shown(office: Office) -> None:
    office.publish([entry("Rain here")], FEED)
    office.publish([entry("Rain there")], OTHER)
    assert titles(lost(office, "Rain", 'feed:"Capital Gazette"')) == ["Rain there"]


@pytest.mark.parametrize(
    "excluded", ["football", 'feed:"Border Ledger"', "rain", "@scam_hubs", '"in the rain"', "north OR wind"]
)
def test_what_it_tells_is_what_the_changed_config_does(excluded: str, office: Office) -> None:
    told = [entry("Rain in the north"), entry("Football in the rain"), entry("Rain at the cyber-scam site of guards")]
    office.publish(told)
    office.publish([entry("Rain there")], OTHER)
    before = {row.id for row in office.rows(entries.Choice(watch="Rain"))}
    found = lost(office, "Rain", excluded)
    config.save(office.config, exclude(config.read(office.config), "Rain", excluded))
    settings = config.load(office.config)
    watchlist, feeds = Watchlist(settings.watches), {feed.url: feed for feed in settings.feeds}
    with closing(schema.connect(office.store)) as db:
        texts = entries.texts_of(db, [*before])
    kept = {
        entry_id
        for entry_id, (url, _, one) in texts.items()
        if any(match.watch == "Rain" for match in watchlist.match(one, feeds[url]))
    }
    assert {*found.ids} == before - kept


def test_in_a_large_watch_it_looks_at_the_newest_and_says_how_far(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(muting, "LIMIT", 100)
    office.publish([entry(f"Rain {number}", number) for number in range(500)])
    found = lost(office, "Rain", "/About/")
    assert 100 <= len(found.ids) < 500 == found.total and len(found.newest) == muting.NEWEST
    row = {row.id: row for row in office.rows()}
    assert found.looked_back_to is not None and found.looked_back_to <= min(row[one].at for one in found.ids)


@pytest.mark.parametrize("excluded", ["", "(a", "unread:", "@nothing", "watch:Rain"])
def test_what_is_no_exclusion_is_refused(excluded: str, office: Office) -> None:
    office.publish([])
    with pytest.raises(QueryError):
        lost(office, "Rain", excluded)
