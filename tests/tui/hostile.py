"""A store, a config and a server full of what acts on a terminal, and the real desk on them."""

import base64
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path

from monitor import config
from monitor.config import Config
from monitor.feeds import child, wire
from monitor.matching.watchlist import Watchlist
from monitor.store import desk, feeds, marks, saving, schema
from monitor.store.feeds import Update
from monitor.store.schema import transaction
from tests.feeds.pages import HTML, page
from tests.newsroom import Answer, Newsroom
from tests.tui.terminal import Terminal, terminal

NOW = int(time.time())
RSS, ATOM, JUNK = "https://rss.example/feed", "https://atom.example/feed", "https://junk.example/feed"
INK = "#123456"
"""A colour that nothing of ours has."""
MARKUP = f"[bold]BOLDTOKEN[/bold] [/] [@click=app.quit]CLICKTOKEN[/] [{INK} on {INK}]x[/{INK}"
SECRET = base64.b64encode(b"OSCTOKEN").decode()
ACTING = {
    "osc 52": f"\x1b]52;c;{SECRET}\x07",
    "osc 52 st": f"\x1b]52;c;{SECRET}\x1b\\",
    "osc 8": "\x1b]8;;https://evil.example/OSCEIGHT\x1b\\x\x1b]8;;\x1b\\",
    "title": "\x1b]0;TITLETOKEN\x07",
    "colour": "\x1b[31mREDTOKEN",
    "clear": "\x1b[2J\x1b[1;1HCLEARTOKEN",
    "screen": "\x1b[?1049lSCREENTOKEN",
    "mouse": "\x1b[?1003lMOUSETOKEN",
    "reset": "\x1bcRESETTOKEN",
    "ask": "\x1b[6n\x1b[cASKTOKEN",
    "dcs": "\x1bP$q\"pDCSTOKEN\x1b\\",
    "c1 csi": "\x9b2J\x9b31mCONETOKEN",
    "c1 osc": f"\x9d52;c;{SECRET}\x9c",
    "bell": "\x07\x08\x08\x7fBELLTOKEN\x0e\x0f",
    "bidi": "\u202eBIDITOKEN\u202c \u2066x\u2069 \u200f\u061c",
    "hidden": "HIDDEN\u200b\u2060\ufeff" + "\u200b" * 3000 + "TOKEN \U000e0041\U000e0042",
    "marks": "MARKS" + "\u0301" * 3000 + "TOKEN",
    "lines": "LINE\u2028ONE\u2029TWO\x0bTHREE\x0cFOUR\x85FIVE\tSIX\nSEVEN",
}  # fmt: skip
ALL = "".join(ACTING.values())
LONG = "w" * 1_000_000


def referenced(text: str) -> str:
    """A text as XML may carry it: what XML forbids as references, which lenient readers resolve all the same."""
    return "".join(escape(c) if c >= " " and c not in "\x7f" else f"&#{ord(c)};" for c in text)


def toml(text: str) -> str:
    """A text as TOML may carry it between quotation marks: as escapes, which every reader resolves."""
    written = text.replace("\\", "\\\\").replace('"', '\\"')
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in written)


def rss() -> bytes:
    """A feed with an item for each of what acts, written in three ways."""
    # First, so that it is the last in the list.
    long = f"<title>raid {LONG}</title><description>{LONG[:100_000]}</description>"
    items = [f"<item>{long}<guid>w</guid><link>https://news.example/{LONG[:50_000]}</link></item>"]
    for number, (name, text) in enumerate(ACTING.items()):
        for way, written in (("ref", referenced(text)), ("raw", escape(text)), ("twice", escape(referenced(text)))):
            title = f"raid {number}{way} {written}\n second\r line &#10; third &#xD800;&#xDFFF;"
            items.append(
                f"<item><title>{title}</title><link>https://news.example/{number}{way}?{written}</link>"
                f"<guid>{name}{way}</guid><author>{written}</author><category>{written}</category>"
                f"<description>{written} {escape(MARKUP)}</description></item>"
            )
    items.append(f"<item><title>raid {escape(MARKUP)}</title><guid>m</guid><author>{escape(MARKUP)}</author>"
                 f"<category>{escape(MARKUP)}</category><link>javascript:alert(1)</link></item>")  # fmt: skip
    title = f"Border {referenced(ACTING['osc 52'])}{escape(MARKUP)}{referenced(ACTING['bidi'])}"
    return f'<rss version="2.0"><channel><title>{title}</title>{"".join(items)}</channel></rss>'.encode()


def rich(text: str) -> str:
    """HTML with all that the reader draws as such: headings, lists, quotes, links, blocks, escapes in each."""
    address = f"https://x.example/{text}{MARKUP}"
    return (
        f"<h2>{text}{MARKUP}</h2><p>a raid {text}<script>SCRIPTTOKEN</script></p><ul><li>{text}<li>{MARKUP}</ul>"
        f"<blockquote>{text}{MARKUP}</blockquote><pre>\t{text}\n{MARKUP}</pre>"
        f"<p><a href='{escape(address, quote=True)}'>{text}{MARKUP}</a> <a href='javascript:x'>y</a></p>"
        f"<p><a href='https://news.example/more'>Read more: {text}{MARKUP}</a></p>"
    )


def atom(of: str = "") -> bytes:
    """A feed of entries with content, files and links; `of` stands in each, so that another one is an edit."""
    made = []
    for number, (name, text) in enumerate(ACTING.items()):
        written = referenced(text)
        made.append(
            f"<entry><id>{name}</id><title type='html'>raid a{number} {of}&lt;b&gt;{escape(written)}&lt;/b&gt;</title>"
            f"<author><name>{written}</name></author><category term='{written}'/>"
            f"<link href='https://news.example/a{number}'/>"
            f"<link rel='enclosure' type='{written}' href='https://x.example/{written}{MARKUP}'/>"
            f"<content type='html'>{of} {escape(rich(written))}</content></entry>"
        )
    body = "".join(made)
    title = f"<title>{referenced(ACTING['title'])}Atom{escape(MARKUP)}</title>"
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{title}{body}</feed>'.encode()


def settings_text(server: str) -> str:
    """A config that says as much as one can in which something is wrong; `server` is polled for real."""
    return f'''
"{toml(ACTING["osc 52"])}KEYTOKEN [bold]x[/]" = 1
[poll]
timeout = "2s"
[[watch]]
name = "Raids [bold]BOLDTOKEN[/bold] [/]"
keywords = ["raid", "/r[a]id{toml(MARKUP[:10])}*/"]
exclude = ["EXCLUDED [/] [@click=app.quit]x"]
[[watch]]
name = "None [@click=app.quit]CLICKTOKEN[/]"
keywords = ["nowhere NEAR/3 CLICKTOKEN", "BOLDTOKEN NOWHERE"]
[[watch]]
name = "{toml(ACTING["colour"])}"
keywords = ["broken AND"]
[[feed]]
url = "{RSS}"
tags = ["[/] tag", "[@click=app.quit]tag"]
[[feed]]
url = "{ATOM}"
title = "Named [@click=app.quit]CLICKTOKEN[/] [/]"
[[feed]]
url = "{JUNK}"
title = "{toml(ACTING["c1 csi"])}"
[[feed]]
url = "{server}"
[[feed]]
url = "{server}/moved"
title = "Moved [/]"
'''


def store(path: Path, settings: Config, url: str, body: bytes) -> int:
    """Take a feed's bytes the way that they take from the network to the store; how many entries they were."""
    feed = next(feed for feed in settings.feeds if feed.url == url)
    parsed = child.read(wire.Job(feed, url, "", NOW, body), Watchlist(settings.watches).found)
    with closing(schema.connect(path)) as db, transaction(db):
        feeds.subscribe(db, settings.feeds)
        (state,) = [state for state in feeds.states(db) if state.url == url]
        saving.save(db, state.id, parsed.found, NOW)
        status = "new" if parsed.found else "error"
        feeds.record(db, state, Update(status, NOW, NOW + 36_000, 200, parsed.error, title=parsed.title))
    return len(parsed.found)


def serve(newsroom: Newsroom) -> str:
    """Let a server answer with a feed, a page that leads to it, an article, and a way into nowhere; its address."""
    story, site = newsroom.url("/story"), newsroom.url("/site")
    items = f"<item><title>raid story {escape(MARKUP)}</title><guid>1</guid><link>{story}</link></item>"
    title = f"Served {referenced(ALL)}{escape(MARKUP)}"
    body = f'<rss version="2.0"><channel><title>{title}</title><link>{site}</link>{items}</channel></rss>'
    newsroom.answers["/feed"] = Answer(body.encode())
    links = "".join(
        f"<link rel='alternate' type='application/rss+xml' title='{escape(ALL + MARKUP, quote=True)}' href='{where}'>"
        for where in ("/feed", f"/none{MARKUP}{referenced(ALL)}")
    )
    newsroom.answers["/site"] = Answer(page("Hello.", head=links).encode(), headers=HTML)
    told = [
        f"{text} {MARKUP} a raid on a compound near the river, as the police said at dawn." for text in ACTING.values()
    ]
    newsroom.answers["/story"] = Answer(page(*map(escape, told), title=MARKUP).encode(), headers=HTML)
    # No control characters: the library that reads the answer tells them from a header's end by itself.
    away = "http://127.0.0.1:1/\x9b2J[/]" + MARKUP
    newsroom.answers["/feed/moved"] = Answer(status=302, headers={"Location": away, "ETag": MARKUP})
    return newsroom.url("/feed")


@dataclass(frozen=True)
class Place:
    """What the desk is opened on."""

    home: Path
    config: Path
    store: Path
    server: str
    count: int
    """How many entries are stored before the server is asked."""


def fill(home: Path, newsroom: Newsroom) -> Place:
    """Make all of it: the feeds stored, one of them edited since, entries starred and tagged, commands remembered."""
    path, database, server = home / "config.toml", home / "store.db", serve(newsroom)
    path.write_text(settings_text(server), "utf-8")
    settings = config.load(path)
    count = sum(store(database, settings, url, body) for url, body in ((RSS, rss()), (ATOM, atom())))
    assert store(database, settings, ATOM, atom(f"edited {escape(MARKUP)} ")) == len(ACTING)
    store(database, settings, JUNK, f"{ACTING['osc 52']}<html>{ACTING['colour']}{MARKUP}".encode())
    with closing(schema.connect(database)) as db:
        ids = [row[0] for row in db.execute("SELECT id FROM entries ORDER BY id")]
        marks.mark(db, ids[:3], "starred", True, NOW)
        for tag in ("[/]", "[bold]BOLDTOKEN[/bold]", *(text[:30] for text in ACTING.values())):
            marks.tag(db, ids[:5] + ids[-20:], f"t{tag}", True, NOW)
        desk.put(db, {"piped": [f"cat {MARKUP}", f"cat {ACTING['osc 52']}{ACTING['colour']}"]})
    return Place(home, path, database, server, count)


@contextmanager
def opened(place: Place, size: tuple[int, int]) -> Iterator[Terminal]:
    """The real program on it, in a terminal of its own."""
    with terminal("--config", place.config, "--store", place.store, home=place.home, size=size,
                  env={"BROWSER": "true"}) as running:  # fmt: skip
        yield running
