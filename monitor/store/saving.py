"""What a poll or a re-match found, written into the store: entries, the texts they had before, and their matches."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace

from monitor.identity import tail_of
from monitor.links import are_of_one_place
from monitor.matching.indexing import words_of
from monitor.model import Enclosure, Entry, Found, Match, Saved, Span
from monitor.revision import are_given_alike, digest, dropped, uncounted
from monitor.store import concepts, keyed, places, recognition, revisions, search
from monitor.store.entries import get, matches_of, read_enclosures, read_places

COLUMNS = "title, guid, link, author, published, lang, categories, enclosures, dropped, raw"
"""Those of `entries` that hold what an entry says."""


def save(db: sqlite3.Connection, feed_id: int, found: Sequence[Found], now: int) -> Saved:
    """Write a feed's entries and matches, come at `now` (seconds since the epoch, UTC), the oldest first; the caller
    holds the transaction.

    An entry that is known keeps its marks and first-seen time; where its text changed, the old text becomes a revision.
    Where only its furniture changed, for other entries taught what the feed repeats, its matches follow unnoticed; so
    does its text where another version of monitor cleans what the feed gives otherwise, or where it counts its readers.
    """
    new = changed = 0
    fresh: list[int] = []
    again: list[int] = []
    if not found:
        return Saved()
    recognition.follow(db, feed_id, found)
    _date(db, feed_id, found)
    given = {one.entry.key: one.entry for one in found}
    is_readdressed = not all(one.known for one in found) and _is_readdressed(db, feed_id, found)
    for one in {one.entry.key: one for one in found if not one.known}.values():
        now_hash = digest(one.entry)
        old = db.execute(
            "SELECT e.id, e.hash, e.link, e.lang, e.enclosures, e.dropped, e.raw, t.whole "
            "FROM entries AS e JOIN texts AS t ON t.entry_id = e.id WHERE e.feed_id = ? AND e.key = ?",
            (feed_id, one.entry.key),
        ).fetchone()
        if old is None:
            if recognition.is_repeated(db, feed_id, one.entry, given):
                continue
            entry_id = _insert(db, feed_id, one, now_hash, now)
            new += 1
        elif _says_the_same(db, old, one.entry, now_hash, is_readdressed=is_readdressed):
            again += _follow(db, old, one, now_hash)
            continue
        elif (
            are_given_alike(old["raw"], one.entry.raw)
            or (_is_moved(old, one.entry, is_readdressed) and _tells_its_address(db, old["id"], one.entry))
            or _only_counts(db, old["id"], one.entry)
        ):
            again += _clean_anew(db, old, one, now_hash)
            continue
        elif _only_lacks(db, old["id"], one.entry):
            continue
        else:
            entry_id = old["id"]
            _replace(db, entry_id, one, now_hash, now)
            changed += 1
        if one.matches:
            fresh.append(entry_id)
    return Saved(new, changed, tuple(fresh), tuple(again))


def raws(db: sqlite3.Connection, feed_id: int) -> frozenset[str]:
    """The hashes of what a feed gave of its newest entries, before it was cleaned; as many as feeds have at most."""
    rows = db.execute("SELECT raw FROM entries WHERE feed_id = ? ORDER BY at DESC, id DESC LIMIT 2000", (feed_id,))
    return frozenset(row[0] for row in rows if row[0])


def set_matches(db: sqlite3.Connection, entry_id: int, watches: Iterable[str], matches: Iterable[Match]) -> None:
    """Replace what an entry's matches say for these watches; the caller holds the transaction."""
    db.executemany("DELETE FROM matches WHERE entry_id = ? AND watch = ?", ((entry_id, watch) for watch in watches))
    _insert_matches(db, entry_id, matches)
    _flag(db, entry_id)


def set_found(db: sqlite3.Connection, entry_id: int, one: Found) -> None:
    """Let an entry's furniture, and the matches and concepts that it decides, be these; its text is the same.

    The caller holds the transaction.
    """
    db.execute("UPDATE entries SET dropped = ? WHERE id = ?", (dropped(one.entry), entry_id))
    set_matches(db, entry_id, [match.watch for match in matches_of(db, entry_id)], one.matches)
    concepts.put(db, entry_id, one.concepts)


def forget_watch(db: sqlite3.Connection, watch: str, most: int) -> bool:
    """Drop a watch's matches, so many of them at `most`; the entries stay. Whether that was all; where it was not, the
    watch is to be matched anew by whoever has it again. The caller holds the transaction."""
    sql = "SELECT entry_id FROM matches WHERE watch = ? LIMIT ?"
    ids = [row[0] for row in db.execute(sql, (watch, most))]
    db.executemany("DELETE FROM matches WHERE entry_id = ? AND watch = ?", ((entry_id, watch) for entry_id in ids))
    for entry_id in ids:
        _flag(db, entry_id)
    if is_all := len(ids) < most:
        db.execute("DELETE FROM watches WHERE name = ?", (watch,))
    else:
        db.execute("UPDATE watches SET digest = '' WHERE name = ?", (watch,))
    return is_all


def _date(db: sqlite3.Connection, feed_id: int, found: Sequence[Found]) -> None:
    """Give the entries without a date that could be believed the one that their feed gives by now, and another one to
    those that it dates a day or more earlier, or later but no later than they were seen first: somebody corrected it,
    for what a feed dates by the moment is later than that."""
    dated = {one.entry.key: one.entry.published for one in found if one.entry.published is not None}
    if not dated:
        return
    # Without statistics the other way round is taken: each entry that the feed ever gave against all that are given.
    sql = (
        "SELECT e.id, e.key FROM json_each(?) AS given CROSS JOIN entries AS e "
        "ON e.feed_id = ? AND e.key = json_extract(given.value, '$[0]') WHERE e.published IS NULL "
        "OR json_extract(given.value, '$[1]') BETWEEN e.published + 86400 AND e.first_seen "
        "OR json_extract(given.value, '$[1]') <= e.published - 86400"
    )
    for entry_id, key in db.execute(sql, (json.dumps([*dated.items()]), feed_id)).fetchall():
        published = dated[key]
        db.execute(
            "UPDATE entries SET published = ?, at = min(?, first_seen) WHERE id = ?", (published, published, entry_id)
        )
        db.execute(
            "UPDATE matches SET at = (SELECT at FROM entries WHERE id = ?) WHERE entry_id = ?", (entry_id, entry_id)
        )


def _is_readdressed(db: sqlite3.Connection, feed_id: int, found: Sequence[Found]) -> bool:
    """Whether most of the entries that a feed gave before, and several, have other links or files now: their site has
    moved, or makes its addresses otherwise, as one that counts who hears them, and nobody has edited them."""
    given = {one.entry.key: one for one in found}
    # As in `_date`.
    rows = db.execute(
        "SELECT e.key, e.link, e.enclosures FROM json_each(?) AS given CROSS JOIN entries AS e "
        "ON e.feed_id = ? AND e.key = given.value",
        (json.dumps([*given]), feed_id),
    )
    others = [_has_others(given[key], link, files) for key, link, files in rows]
    return sum(others) > 1 and 2 * sum(others) > len(others)


def _has_others(one: Found, link: str, files: str) -> bool:
    """Whether an entry has another link than it had, or others of the files that the store has of it."""
    return one.entry.link != link or (not one.known and _enclosures_json(one.entry) != files)


def _says_the_same(
    db: sqlite3.Connection, old: sqlite3.Row, entry: Entry, now_hash: str, *, is_readdressed: bool
) -> bool:
    """Whether an entry says what it said, also where its feed or its neighbours tell another language of it, or its
    link is another one that leads to the same place, or is one of many where its feed `is_readdressed`, with its files.
    """
    if old["hash"] == now_hash:
        return True
    moved = _is_moved(old, entry, is_readdressed)
    files = read_enclosures(old["enclosures"])
    if is_readdressed and [*map(_name, files)] == [*map(_name, entry.enclosures)]:
        entry = replace(entry, enclosures=files)
    said = digest(replace(entry, lang=old["lang"], link=old["link"] if moved else entry.link))
    return said == old["hash"] or said == keyed.said(db, old["id"])


def _is_moved(old: sqlite3.Row, entry: Entry, is_readdressed: bool) -> bool:
    return entry.link != old["link"] and (
        is_readdressed or are_of_one_place(entry.link, old["link"]) or _are_of_one_page(entry.link, old["link"])
    )


def _are_of_one_page(address: str, other: str) -> bool:
    """Whether two addresses ask for one page of a site, not its first one, in two ways, as with another token."""
    return tail_of(address) == tail_of(other) and "/" in tail_of(other).rstrip("/")


def _tells_its_address(db: sqlite3.Connection, entry_id: int, entry: Entry) -> bool:
    """Whether an entry says what it said but for its own address, which stands in its text."""
    was = keyed.given(db, entry_id)
    if not was.link or was.link not in was.summary + was.content:
        return False
    summary, content = (text.replace(was.link, entry.link) for text in (was.summary, was.content))
    return digest(replace(was, link=entry.link, lang=entry.lang, summary=summary, content=content)) == digest(entry)


def _only_counts(db: sqlite3.Connection, entry_id: int, entry: Entry) -> bool:
    """Whether an entry says what it said but for how often it was read or answered, which nobody has edited."""
    was = keyed.given(db, entry_id)
    return digest(uncounted(replace(was, lang=entry.lang))) == digest(uncounted(entry))


def _name(file: Enclosure) -> str:
    return file.url.partition("?")[0].rpartition("/")[2]


def _only_lacks(db: sqlite3.Connection, entry_id: int, entry: Entry) -> bool:
    """Whether an entry says nothing but what it said, and lacks its title, its link or its text: a feed that loses one
    of them at a poll gives it again at another, and nobody edits a story down to nothing."""
    if entry.title and entry.link and (entry.summary or entry.content):
        return False
    was = keyed.given(db, entry_id)
    text = (entry.summary, entry.content) if entry.summary or entry.content else (was.summary, was.content)
    link = was.link if not entry.link or are_of_one_place(entry.link, was.link) else entry.link
    whole = replace(entry, title=entry.title or was.title, link=link, lang=was.lang)
    return digest(replace(whole, summary=text[0], content=text[1])) == digest(was)


def _insert(db: sqlite3.Connection, feed_id: int, one: Found, now_hash: str, now: int) -> int:
    entry = one.entry
    at = min(entry.published, now) if entry.published is not None else now
    cursor = db.execute(
        f"INSERT INTO entries (feed_id, key, hash, first_seen, at, {COLUMNS}) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (feed_id, entry.key, now_hash, now, at, *columns(entry)),
    )
    entry_id = cursor.lastrowid or 0
    db.execute(
        "INSERT INTO texts (entry_id, summary, content, places) VALUES (?, ?, ?, ?)",
        (entry_id, entry.summary, entry.content, places.written(entry)),
    )
    search.index(db, entry_id, one.words or words_of(entry))
    if one.matches:
        _insert_matches(db, entry_id, one.matches)
        _flag(db, entry_id)
    concepts.put(db, entry_id, one.concepts)
    return entry_id


def _replace(db: sqlite3.Connection, entry_id: int, one: Found, now_hash: str, now: int) -> None:
    old = _rewrite(db, entry_id, one, now_hash)
    revisions.put(db, entry_id, revisions.Revision(now, old.title, old.summary, old.content))
    db.execute("UPDATE entries SET changed = ? WHERE id = ?", (now, entry_id))


def _rewrite(db: sqlite3.Connection, entry_id: int, one: Found, now_hash: str) -> Entry:
    """Let an entry say what was found, and match by that; what it said comes back."""
    stored = get(db, entry_id)
    assert stored is not None
    old, entry = stored.entry, one.entry
    search.unindex(db, entry_id, words_of(old))
    # A date that was known stays where there is none now that can be believed.
    db.execute(
        "UPDATE entries SET hash = ?, title = ?, guid = ?, link = ?, author = ?, published = coalesce(?, published), "
        "lang = ?, categories = ?, enclosures = ?, dropped = ?, raw = ? WHERE id = ?",
        (now_hash, *columns(entry), entry_id),
    )
    db.execute(
        "UPDATE texts SET summary = ?, content = ?, places = ?, whole = 0 WHERE entry_id = ?",
        (entry.summary, entry.content, places.written(entry), entry_id),
    )
    search.index(db, entry_id, one.words or words_of(entry))
    set_matches(db, entry_id, (match.watch for match in stored.matches), one.matches)
    concepts.put(db, entry_id, one.concepts)
    return old


def _clean_anew(db: sqlite3.Connection, old: sqlite3.Row, one: Found, now_hash: str) -> list[int]:
    """Let an entry that its feed gives as before, but for an address or a count, have the text that is made of it now;
    the id comes back where it matches. The text of its page stays."""
    if old["whole"]:
        known = now_hash, one.entry.lang, one.entry.raw, one.entry.link or None, old["id"]
        db.execute("UPDATE entries SET hash = ?, lang = ?, raw = ?, link = coalesce(?, link) WHERE id = ?", known)
        return []
    _rewrite(db, old["id"], one, now_hash)
    return [old["id"]] if one.matches else []


def _follow(db: sqlite3.Connection, old: sqlite3.Row, one: Found, now_hash: str) -> list[int]:
    """Know an entry whose text is the same by what its feed gives now: in other markup, of another language, or under a
    link that is spelled otherwise, while the old one may lead nowhere any more.

    Its furniture and matches are those that are found now, and the titles of others stay dropped, which no poll of this
    feed can tell. The id comes back where `one` matches, for it was matched without them.
    """
    entry = one.entry
    if (old["hash"], old["raw"]) != (now_hash, entry.raw):
        db.execute(
            "UPDATE entries SET hash = ?, lang = ?, raw = ?, link = coalesce(?, link), enclosures = ? WHERE id = ?",
            (now_hash, entry.lang, entry.raw, entry.link or None, _enclosures_json(entry), old["id"]),
        )
    # What a feed tells of its own short text is nothing to the text of the page.
    if old["whole"]:
        return []
    if old["raw"] != entry.raw:
        db.execute("UPDATE texts SET places = ? WHERE entry_id = ?", (places.written(entry), old["id"]))
    if (dropped(entry), entry.lang) == (old["dropped"], old["lang"]):
        return []
    # Imported here, for lists need none of it.
    from monitor.matching.repetition import with_titles_dropped

    entry = with_titles_dropped(entry, read_places(old["dropped"]))
    if (dropped(entry), entry.lang) == (old["dropped"], old["lang"]):
        return []
    set_found(db, old["id"], replace(one, entry=entry))
    return [old["id"]] if one.matches else []


def columns(entry: Entry) -> tuple[str | int | None, ...]:
    """What the `COLUMNS` of an entry hold, in their order."""
    categories = json.dumps(entry.categories, ensure_ascii=False)
    return (
        entry.title, entry.guid, entry.link, entry.author, entry.published, entry.lang, categories,
        _enclosures_json(entry), dropped(entry), entry.raw,
    )  # fmt: skip


def _enclosures_json(entry: Entry) -> str:
    return json.dumps([(one.url, one.type, one.length) for one in entry.enclosures])


def _insert_matches(db: sqlite3.Connection, entry_id: int, matches: Iterable[Match]) -> None:
    at, read = db.execute("SELECT at, read FROM entries WHERE id = ?", (entry_id,)).fetchone()
    # Neither out of a SELECT nor OR REPLACE: for these SQLite opens a savepoint, and for each of them it writes out the
    # words of the index, which takes as long as all else that is done to save an entry (measured).
    db.executemany(
        "INSERT INTO matches (entry_id, watch, level, spans, against, at, read) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (entry_id, match.watch, match.level, _spans_json(match.spans), _spans_json(match.against), at, read)
            for match in {match.watch: match for match in matches}.values()
        ),
    )


def _spans_json(spans: Sequence[Span]) -> str:
    rows = [
        (span.field, span.start, span.end, span.text, span.term, span.why, *filter(None, (span.weight,)))
        for span in spans
    ]
    return json.dumps(rows, ensure_ascii=False)


def _flag(db: sqlite3.Connection, entry_id: int) -> None:
    db.execute(
        "UPDATE entries SET matched = EXISTS (SELECT 1 FROM matches WHERE entry_id = ?1) WHERE id = ?1", (entry_id,)
    )
