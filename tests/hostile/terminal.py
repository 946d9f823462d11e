"""What must not reach a terminal, in every field and in every form."""

from collections.abc import Iterator

from tests.feeds.hostile import rss
from tests.hostile.case import (
    ANY,
    DAMAGED,
    GOOD,
    NO_FEED,
    PLAIN,
    SECOND,
    TWO,
    WHOLE,
    Case,
    by_tail,
    escaped,
    json_feed,
    redirect,
    sent,
    titled,
)
from tests.hostile.server import Answer

ATTACKS = {
    "clear-screen": ("\x1b[2J\x1b[H", "[2J[H"),
    "colour": ("\x1b[31;5m", "[31;5m"),
    "clipboard": ("\x1b]52;c;ZWNobw==\x07", "]52;c;ZWNobw=="),
    "window-title": ("\x1b]0;owned\x1b\\", "]0;owned\\"),
    "answer-back": ("\x1b[6n\x05", "[6n"),
    "c1": ("\u009b31m\u009d0;x\u009c\u0090q", "31m0;xq"),
    "backspace": ("\x08\x08\x7f\x7f", ""),
    "bell": ("\x07\a", ""),
    "override": ("\u202egpj.exe\u202c", "gpj.exe"),
    "embedding": ("\u202a\u202b", ""),
    "isolates": ("\u2066\u2067\u2068\u2069", ""),
    "marks": ("\u200e\u200f\u061c", ""),
    "tags": ("".join(chr(0xE0000 + ord(letter)) for letter in "run") + "\U000e0001\U000e007f", ""),
    "soft-hyphen": ("\u00ad\u2060\ufeff", ""),
    "annotations": ("\ufff9\ufffa\ufffb", ""),
    "invisible-operators": ("\u2061\u2062\u2063\u2064\u206a\u206f", ""),
    "zero-width-flood": ("\u200b" * 500, "\u200b" * 8),
    "combining-flood": ("e" + "\u0301\u0489" * 500, "é" + "\u0489\u0301" * 4),
    "variation-flood": ("\U000e0100" * 500, "\U000e0100" * 8),
    "markup": ("[bold red]x[/]", "[bold red]x[/]"),
    "action": ("[@click=app.quit]x[/]", "[@click=app.quit]x[/]"),
    "markup-unbalanced": ("[/bold] [/] [", "[/bold] [/] ["),
    "markup-escaped": ("\\[bold]", "\\[bold]"),
    "link-markup": ("[link=file:///etc/passwd]x[/link]", "[link=file:///etc/passwd]x[/link]"),
    "emoji-code": (":bomb: :warning:", ":bomb: :warning:"),
    "line-separators": ("a\u2028b\u2029c\u0085d\rb", "a b c d b"),
    "hyperlink": ("\x1b]8;;http://evil.example/\x1b\\x\x1b]8;;\x1b\\", "]8;;http://evil.example/\\x]8;;\\"),
    "device-strings": ("\x1bP+q544e\x1b\\\x1b_Gi=1;x\x1b\\\x1b^x\x1b\\\x1bXx\x1b\\", "P+q544e\\_Gi=1;x\\^x\\Xx\\"),
    "modes": ("\x1b[?1049h\x1b[?1000h\x1b[?25l\x1b[20h\x1b=\x1bc", "[?1049h[?1000h[?25l[20h=c"),
    "letters-of-another-set": ("\x0e\x1b(0qqq\x0f", "(0qqq"),
    "joiner-flood": ("\u200d" * 500, "\u200d" * 8),
    "selector-flood": ("\u2764" + "\ufe0f" * 500, "\u2764" + "\ufe0f" * 8),
    "emoji-family": ("👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"),
    "right-to-left": ("أخبار חדשות", "أخبار חדשות"),
    "no-break": ("x\u202f\xa0\u3000y", "x y"),
    "style-tags": ("[$accent]x[/$accent] [on red]", "[$accent]x[/$accent] [on red]"),
    "bidi-in-depth": ("\u202e" * 5_000 + "x" + "\u2066" * 5_000, "x"),
    "surrogate": ("\udfff\ud800", ""),
}
"""What acts on a terminal, or on what draws it, and what is left of it in a line."""
IN_XML = {"c1": "›31m0;xœq", "line-separators": "a b c…d b"}
"""What is left in XML where that is something else: there, C1 is what Windows-1252 has in those places."""
JSON_ALONE = frozenset(("surrogate",))
"""What no XML can say."""


def attacked(name: str, feed: str, seen: str) -> Case:
    """A feed with an attack in every field, and what is left of it there."""
    line = f"a {seen} z".replace("  ", " ")
    entry: dict[str, object] = {"title": line, "author": line, "guid": line, "categories": (line,)}
    entry |= {"summary": ... if "line-separators" in name else line}
    return Case("terminal", name, sent(feed), (line, "Second"), entry=entry, feed={"title": line})


def xml_attack(attack: str) -> str:
    """An RSS feed with an attack in every field."""
    text = escaped(f"a {attack} z")
    enclosure = f'<enclosure url="https://news.example/{text}" type="{text}" length="{text}"/>'
    more = f"<author>{text}</author><category>{text}</category><description>{text}</description>{enclosure}"
    entry = (
        f'<title>{text}</title><link>https://news.example/{text}</link><guid isPermaLink="false">{text}</guid>{more}'
    )
    return rss(f"<item>{entry}</item>{SECOND}", title=text)


def referred(feed: str) -> str:
    """A feed with every unusual character as a reference."""
    return "".join(letter if " " <= letter <= "~" else f"&#{ord(letter)};" for letter in feed)


def json_attack(attack: str) -> str:
    """A JSON Feed with an attack in every field."""
    text = f"a {attack} z"
    entry = {
        "id": text, "title": text, "url": f"https://news.example/{text}", "content_text": text, "tags": [text],
        "authors": [{"name": text}], "attachments": [{"url": f"https://news.example/{text}", "mime_type": text}],
    }  # fmt: skip
    return json_feed(entry, {"id": "2", "title": "Second"}, title=text)


def cases() -> Iterator[Case]:
    """What must not reach a terminal, in every field and in every form."""
    for name, (attack, seen) in ATTACKS.items():
        yield attacked(f"json-{name}", json_attack(attack), seen)
        if name not in JSON_ALONE:
            feed, seen = xml_attack(attack), IN_XML.get(name, seen)
            yield attacked(name, feed, seen)
            if referred(feed) != feed:
                yield attacked(f"referred-{name}", referred(feed), seen)
    yield from outside()


def outside() -> Iterator[Case]:
    """What stands not in the feed but around it."""
    evil = "\u202e\x9b31m"
    yield Case("terminal", "content-type", sent("no feed", f"Content-Type: text/{evil}"), (), PLAIN)
    yield Case("terminal", "server-name", sent(GOOD, f"Server: {evil}", f"X-Powered-By: {evil}"))
    yield Case(
        "terminal",
        "reason-of-a-404",
        Answer(status=f"404 {evil}"),
        (),
        "the server answered 404 Not Found: the feed is not there",
    )
    yield Case("terminal", "location", by_tail({"": redirect(f"http://{evil}.invalid/{evil}")}), (), ANY)
    yield Case(
        "terminal",
        "location-that-answers",
        by_tail({"": redirect(f"{{path}}~2?{evil}")}),
        (),
        "the server answered 404 …",
    )
    yield Case("terminal", "doctype", sent(f"<!DOCTYPE {evil}><x/>"), (), NO_FEED)
    yield Case("terminal", "damage", sent(titled("First", f"</{evil}>")), error=DAMAGED)
    yield Case("terminal", "entity", sent(titled("First", f"&{evil};")), error=ANY)
    yield Case("terminal", "processing-instruction", sent(titled("First", f"<?x {evil}?>")))
    yield Case(
        "terminal",
        "language",
        sent(WHOLE.replace("<item>", f"<language>en{evil}</language><item>", 1)),
        entry={"lang": "en"},
    )
    yield Case(
        "terminal",
        "json-key",
        sent(json_feed({"id": 1, "title": "First", evil: evil}).replace("}]", "}}]")),
        TWO[:1],
        "partly read: line 1 is damaged",
    )
