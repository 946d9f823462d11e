"""The tables of a store, their version, and what makes a store of an older version one of this."""

# "moni": tells our files from another program's that count their versions too.
APPLICATION = 0x6D6F6E69
VERSION = 8

# Lists follow an index each, and are not ANALYZEd: with its numbers SQLite 3.46 sorts Everything feed by feed, and the
# first page of a million entries takes 1.9 ms instead of 0.3 (measured; nothing else that the desk asks gets faster).
TABLES = """
CREATE TABLE feeds (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL DEFAULT '',           -- what the user calls it
    title TEXT NOT NULL DEFAULT '',          -- what it calls itself
    site TEXT NOT NULL DEFAULT '',
    etag TEXT NOT NULL DEFAULT '',
    last_modified TEXT NOT NULL DEFAULT '',
    body_hash TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT 'never',    -- never, new, unchanged, error, gone
    http INTEGER,
    error TEXT NOT NULL DEFAULT '',
    failures INTEGER NOT NULL DEFAULT 0,     -- in a row
    last_poll INTEGER,                       -- all times: seconds since the epoch, UTC
    last_good INTEGER,
    next_poll INTEGER NOT NULL DEFAULT 0,
    newest INTEGER,                          -- date of the newest entry that it ever gave
    subscribed INTEGER NOT NULL DEFAULT 1,   -- 0: no longer in the config; its entries stay
    pace INTEGER NOT NULL DEFAULT 0,         -- seconds between polls, by how often it publishes; 0: not known yet
    wishes TEXT NOT NULL DEFAULT '[0, [], []]',  -- JSON: how often it wants to be asked
    address TEXT NOT NULL DEFAULT '',        -- where it has moved for good
    moved_to TEXT NOT NULL DEFAULT '',       -- where it says it has moved, not yet believed
    moved_at INTEGER NOT NULL DEFAULT 0,     -- when it first said so
    rung INTEGER NOT NULL DEFAULT 0,         -- what its entries are known by: 0 guid, 1 link, 2 title and date, 3 text
    slow INTEGER NOT NULL DEFAULT 0,         -- 1: the fast path reads it otherwise than feedparser, or fails on it
    answered TEXT NOT NULL DEFAULT '',       -- whose etag and last_modified they are, at the end of redirects
    renamed INTEGER NOT NULL DEFAULT 0,      -- when all its guids were others, once; 0: never
    fresh INTEGER NOT NULL DEFAULT 0         -- seconds for which an answer stays as it is, as its server says
);
-- What feeds repeat; apart from them, for it changes only with their entries.
CREATE TABLE memories (feed_id INTEGER PRIMARY KEY REFERENCES feeds(id), memory BLOB NOT NULL);
CREATE TABLE hosts (
    host TEXT PRIMARY KEY,
    hold_until INTEGER NOT NULL,
    gap INTEGER NOT NULL DEFAULT 0           -- seconds between two requests, for it has been asked too often
) WITHOUT ROWID;
CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    feed_id INTEGER NOT NULL REFERENCES feeds(id),
    key TEXT NOT NULL,
    hash TEXT NOT NULL,
    title TEXT NOT NULL,
    guid TEXT NOT NULL,
    link TEXT NOT NULL,
    author TEXT NOT NULL,
    published INTEGER,
    first_seen INTEGER NOT NULL,
    changed INTEGER,                         -- when an edit was last seen
    at INTEGER NOT NULL,                     -- what lists are sorted by: published, or first seen where that is earlier
    lang TEXT NOT NULL,
    categories TEXT NOT NULL,                -- JSON
    enclosures TEXT NOT NULL,                -- JSON
    read INTEGER NOT NULL DEFAULT 0,
    starred INTEGER NOT NULL DEFAULT 0,
    matched INTEGER NOT NULL DEFAULT 0,      -- 1: some watch is satisfied
    dropped TEXT NOT NULL DEFAULT '[]',      -- JSON: the places in its texts that are furniture
    dismissed INTEGER NOT NULL DEFAULT 0,    -- 1: not to be listed among matches
    raw TEXT NOT NULL DEFAULT '',            -- a hash of what the feed gave, before it was cleaned
    UNIQUE (feed_id, key)
);
CREATE INDEX entries_newest ON entries (at DESC, id DESC);
CREATE INDEX entries_matched ON entries (at DESC, id DESC) WHERE matched = 1;
CREATE INDEX entries_matched_unread ON entries (id) WHERE matched = 1 AND read = 0;
CREATE INDEX entries_starred ON entries (at DESC, id DESC) WHERE starred = 1;
-- Texts stand apart so that a list of a million titles never reads them.
CREATE TABLE texts (
    entry_id INTEGER PRIMARY KEY REFERENCES entries(id),
    summary TEXT NOT NULL,
    content TEXT NOT NULL,
    places TEXT NOT NULL DEFAULT '[]',       -- JSON: headings, quotes and links in them
    whole INTEGER NOT NULL DEFAULT 0         -- 1: the content is that of the entry's page, not what the feed gave
);
CREATE TABLE revisions (
    id INTEGER PRIMARY KEY,
    entry_id INTEGER NOT NULL REFERENCES entries(id),
    seen INTEGER NOT NULL,                   -- when the edit that replaced this text was seen
    title TEXT NOT NULL, summary TEXT NOT NULL, content TEXT NOT NULL
);
CREATE INDEX revisions_entry ON revisions (entry_id);
CREATE TABLE matches (
    entry_id INTEGER NOT NULL REFERENCES entries(id),
    watch TEXT NOT NULL,
    level TEXT NOT NULL,
    spans TEXT NOT NULL,                     -- JSON
    at INTEGER NOT NULL,                     -- as in entries: one index serves a watch's list in its order
    read INTEGER NOT NULL DEFAULT 0,         -- as in entries, kept so by the trigger
    against TEXT NOT NULL DEFAULT '[]',      -- JSON: spans that count against it
    PRIMARY KEY (entry_id, watch)
) WITHOUT ROWID;
CREATE INDEX matches_newest ON matches (watch, at DESC, entry_id DESC);
CREATE INDEX matches_unread ON matches (watch, at DESC, entry_id DESC) WHERE read = 0;
CREATE TRIGGER entry_read AFTER UPDATE OF read ON entries WHEN old.read <> new.read BEGIN
    UPDATE matches SET read = new.read WHERE entry_id = new.id;
END;
CREATE TABLE changes (                       -- of marks, so that they can be undone
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    mark TEXT NOT NULL,                      -- read, starred, dismissed, tag or config
    value INTEGER NOT NULL,
    entries TEXT NOT NULL,                   -- JSON: the ids that the change really changed
    detail TEXT NOT NULL DEFAULT ''          -- what else it takes to undo it
);
CREATE TABLE watches (name TEXT PRIMARY KEY, digest TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE concepts (                      -- that entries are about
    concept TEXT NOT NULL,
    entry_id INTEGER NOT NULL REFERENCES entries(id),
    PRIMARY KEY (concept, entry_id)
) WITHOUT ROWID;
CREATE INDEX concepts_entry ON concepts (entry_id);
CREATE TABLE judged (digest TEXT NOT NULL);  -- by which all entries are judged
CREATE TABLE folding (version INTEGER NOT NULL);  -- of the words that the index holds
CREATE TABLE asks (url TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;  -- polls that a desk asks for
CREATE VIRTUAL TABLE search USING fts5 (title, body, content='', tokenize="unicode61 remove_diacritics 0");
-- What came later stands last: a store that began without it has all else on the same pages (see `salvage`).
CREATE INDEX entries_dismissed ON entries (at DESC, id DESC) WHERE dismissed = 1;
CREATE INDEX matches_strong ON matches (watch, entry_id) WHERE level = 'strong';
CREATE TABLE tags (
    tag TEXT NOT NULL,
    entry_id INTEGER NOT NULL REFERENCES entries(id),
    PRIMARY KEY (tag, entry_id)
) WITHOUT ROWID;
CREATE INDEX tags_entry ON tags (entry_id);
CREATE TABLE desk (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;  -- where it was left, and how it looks
CREATE INDEX entries_feed ON entries (feed_id, at DESC, id DESC);
"""

MIGRATIONS = {
    1: """
ALTER TABLE entries ADD COLUMN dropped TEXT NOT NULL DEFAULT '[]';
ALTER TABLE matches ADD COLUMN against TEXT NOT NULL DEFAULT '[]';
CREATE TABLE memories (feed_id INTEGER PRIMARY KEY REFERENCES feeds(id), memory BLOB NOT NULL);
CREATE TABLE concepts (
    concept TEXT NOT NULL,
    entry_id INTEGER NOT NULL REFERENCES entries(id),
    PRIMARY KEY (concept, entry_id)
) WITHOUT ROWID;
CREATE INDEX concepts_entry ON concepts (entry_id);
CREATE TABLE judged (digest TEXT NOT NULL);
-- So that every feed is read once more: what of its entries is furniture stands only in its bytes.
UPDATE feeds SET etag = '', last_modified = '', body_hash = '';
""",
    2: """
ALTER TABLE feeds ADD COLUMN pace INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feeds ADD COLUMN wishes TEXT NOT NULL DEFAULT '[0, [], []]';
ALTER TABLE feeds ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE feeds ADD COLUMN moved_to TEXT NOT NULL DEFAULT '';
ALTER TABLE feeds ADD COLUMN moved_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feeds ADD COLUMN rung INTEGER NOT NULL DEFAULT 0;
ALTER TABLE hosts ADD COLUMN gap INTEGER NOT NULL DEFAULT 0;
-- Links are the same by either scheme.
UPDATE OR IGNORE entries SET key = 'link:https://' || substr(key, 13) WHERE key LIKE 'link:http://%';
""",
    3: """
ALTER TABLE feeds ADD COLUMN slow INTEGER NOT NULL DEFAULT 0;
""",
    4: """
ALTER TABLE entries ADD COLUMN dismissed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entries ADD COLUMN raw TEXT NOT NULL DEFAULT '';
CREATE INDEX entries_dismissed ON entries (at DESC, id DESC) WHERE dismissed = 1;
CREATE INDEX matches_strong ON matches (watch, entry_id) WHERE level = 'strong';
ALTER TABLE texts ADD COLUMN places TEXT NOT NULL DEFAULT '[]';
ALTER TABLE texts ADD COLUMN whole INTEGER NOT NULL DEFAULT 0;
ALTER TABLE changes ADD COLUMN detail TEXT NOT NULL DEFAULT '';
CREATE TABLE tags (
    tag TEXT NOT NULL,
    entry_id INTEGER NOT NULL REFERENCES entries(id),
    PRIMARY KEY (tag, entry_id)
) WITHOUT ROWID;
CREATE INDEX tags_entry ON tags (entry_id);
CREATE TABLE desk (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
""",
    5: """
CREATE INDEX entries_feed ON entries (feed_id, at DESC, id DESC);
""",
    6: """
ALTER TABLE feeds ADD COLUMN answered TEXT NOT NULL DEFAULT '';
ALTER TABLE feeds ADD COLUMN renamed INTEGER NOT NULL DEFAULT 0;
""",
    7: """
ALTER TABLE feeds ADD COLUMN fresh INTEGER NOT NULL DEFAULT 0;
""",
}
"""What makes a store of each version one of the next."""
