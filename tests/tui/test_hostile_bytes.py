"""What hostile feeds publish reaches the terminal as text or not at all: judged on the bytes that a terminal gets."""

import base64
import re
import time
import unicodedata
from contextlib import closing
from html import escape
from pathlib import Path

from monitor import config
from monitor.feeds import child, wire
from monitor.matching.watchlist import Watchlist
from monitor.model import Feed, Parsed
from monitor.store import entries, feeds, schema
from monitor.store.feeds import Update
from monitor.store.schema import transaction
from tests.tui.terminal import SEQUENCE, Terminal, terminal

NOW = int(time.time())
RSS, ATOM, JUNK = "https://rss.example/feed", "https://atom.example/feed", "https://junk.example/feed"
MARKUP = "[bold]BOLDTOKEN[/bold] [/] [@click=app.quit]CLICKTOKEN[/] [red on blue]x[/red"
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
    "lines": "LINE\u2028ONE\u2029TWO\x0bTHREE\x0cFOUR\x85FIVE",
}  # fmt: skip
LEGAL = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[=>78]|\(B|\]22;[a-z-]*(?:\x07|\x1b\\))")
"""What the desk itself has reason to send: nothing that carries a text but the shape of the mouse."""

OURS = {"\x1b[?1049l", "\x1b[?1003l", "\x1b[2J", "\x1b[1;1H"}
"""Of these, what the desk itself sends at its end."""


def referenced(text: str) -> str:
    """A text as XML may carry it: what XML forbids as references, which lenient readers resolve all the same."""
    return "".join(escape(c) if c >= " " and c not in "\x7f" else f"&#{ord(c)};" for c in text)


def rss() -> bytes:
    items = []
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
    long = f"<title>raid {'w' * 1_000_000}</title><description>{'v' * 1_000_000}</description>"
    items.append(f"<item>{long}<guid>w</guid></item>")
    title = f"Border {referenced(ACTING['osc 52'])}{escape(MARKUP)}{referenced(ACTING['bidi'])}"
    return f'<rss version="2.0"><channel><title>{title}</title>{"".join(items)}</channel></rss>'.encode()


def atom() -> bytes:
    made = []
    for number, (name, text) in enumerate(ACTING.items()):
        written = referenced(text)
        made.append(
            f"<entry><id>{name}</id><title type='html'>raid a{number} &lt;b&gt;{escape(written)}&lt;/b&gt;</title>"
            f"<author><name>{written}</name></author><category term='{written}'/>"
            f"<link href='https://news.example/a{number}'/>"
            f"<link rel='enclosure' type='{written}' href='https://x.example/{written}'/>"
            f"<content type='html'>{escape(written + MARKUP)} "
            f"&lt;p&gt;&lt;script&gt;SCRIPTTOKEN&lt;/script&gt;</content></entry>"
        )
    body = "".join(made)
    title = f"<title>{referenced(ACTING['title'])}Atom{escape(MARKUP)}</title>"
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{title}{body}</feed>'.encode()


CONFIG = f'''
"\\u001b]52;c;{SECRET}\\u0007KEYTOKEN [bold]x[/]" = 1
[[watch]]
name = "Raids [bold]BOLDTOKEN[/bold] [/]"
keywords = ["raid"]
[[feed]]
url = "{RSS}"
[[feed]]
url = "{ATOM}"
title = "Named [@click=app.quit]CLICKTOKEN[/] [/]"
[[feed]]
url = "{JUNK}"
title = "\\u001b[31mREDTOKEN\\u009b2J"
'''


def store(path: Path, settings: config.Config, url: str, body: bytes) -> Parsed:
    """Take a feed's bytes the way that they take from the network to the store."""
    feed = next((feed for feed in settings.feeds if feed.url == url), Feed(url))
    parsed = child.read(wire.Job(feed, url, "", NOW, body), Watchlist(settings.watches).found)
    with closing(schema.connect(path)) as db, transaction(db):
        feeds.subscribe(db, settings.feeds)
        (state,) = [state for state in feeds.states(db) if state.url == url]
        entries.save(db, state.id, parsed.found, NOW)
        status = "new" if parsed.found else "error"
        feeds.record(db, state.id, Update(status, NOW, NOW + 36_000, 200, parsed.error, title=parsed.title))
    return parsed


def test_nothing_that_a_feed_says_acts_on_the_terminal(tmp_path: Path) -> None:
    """One walk through everything that there is to see; what follows judges the bytes that it left."""
    home, path, database = tmp_path, tmp_path / "config.toml", tmp_path / "store.db"
    path.write_text(CONFIG)
    settings = config.load(path)
    found = store(database, settings, RSS, rss()).found
    assert len(found) > 2 * len(ACTING), "what is judged has to be there"
    assert len(store(database, settings, ATOM, atom()).found) == len(ACTING)
    if any(feed.url == JUNK for feed in settings.feeds):
        store(database, settings, JUNK, f"{ACTING['osc 52']}<html>{ACTING['colour']}{MARKUP}".encode())
    with terminal("--config", path, "--store", database, home=home) as running:
        running.see("All matches")
        running.see("raid")
        running.press("\r", "raid")
        running.press("JJ ")
        running.press("q")
        for _ in range(len(found) + len(ACTING) + 4):
            running.press("j", quiet=0.03)
        running.press("gg")
        running.press("n" * 5)
        for keys in ("G", "\r", " ", "G", "q"):
            running.press(keys)
        running.press("/")
        running.press("CLICKTOKEN\r", "Search: CLICKTOKEN")
        running.press("\r")
        running.press("qq")
        running.press("/")
        running.press(f"{MARKUP}\r")
        running.press("\x1b", quiet=0.2)
        running.press("\x1b", quiet=0.2)
        running.press("r", "Asked")
        running.press("hj")
        running.press("jjjl")
        running.press("v", "what is wrong")
        running.press("jjjr")
        running.press("q")
        running.press("?", "next line")
        running.press("jjjj")
        running.press("q")
        running.press("A")
        running.press("U")
        assert running.process.poll() is None, running.last
        running.press("\x1b", quiet=0.2)
        running.press("\x1b", quiet=0.2)
        running.press("q")
        assert running.end() == 0
        assert running.is_restored
    check_no_command_of_a_feed_arrives(running)
    check_the_desk_sends_no_command_with_a_text(running)
    check_no_character_that_acts_or_hides_arrives(running)
    check_no_flood_arrives(running)
    check_what_is_text_is_shown_as_it_is(running)


def check_no_command_of_a_feed_arrives(desk: Terminal) -> None:
    said = desk.bytes.decode()
    for hostile in ACTING.values():
        assert hostile not in said
        for sequence in set(SEQUENCE.findall(hostile)) - OURS:
            assert sequence not in said
    assert "Traceback" not in desk.text


def check_the_desk_sends_no_command_with_a_text(desk: Terminal) -> None:
    rest = LEGAL.sub("", desk.bytes.decode(errors="replace"))
    assert "\x1b" not in rest, rest[max(0, rest.find("\x1b") - 80) :][:200]


def check_no_character_that_acts_or_hides_arrives(desk: Terminal) -> None:
    rest = set(LEGAL.sub("", desk.bytes.decode(errors="replace"))) - set("\r\n")
    odd = {c for c in rest if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp", "Co")}
    odd |= rest & set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad")
    odd |= {c for c in rest if 0xE0000 <= ord(c) <= 0xE007F}
    assert odd == set()


def check_no_flood_arrives(desk: Terminal) -> None:
    said = LEGAL.sub("", desk.bytes.decode(errors="replace"))
    assert not re.search("\u0301{20}", said)
    assert not re.search("\u200b{20}", said)


def check_what_is_text_is_shown_as_it_is(desk: Terminal) -> None:
    for shown in ("[bold]BOLDTOKEN[/bold]", "[@click=app.quit]CLICKTOKEN[/]", "[red on blue]x[/red"):
        assert shown in desk.text
    for shown in ("KEYTOKEN", "Named [@click=app.quit]CLICKTOKEN[/]", "Raids [bold]BOLDTOKEN"):
        assert shown in desk.text
    assert "SCRIPTTOKEN" not in desk.text
    assert "javascript:" not in desk.text
