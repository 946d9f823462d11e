"""A feed farm on loopback: feeds in RSS, Atom and RDF, with validators, gzip and a latency, from invented entries.

    python tests/benchmarks/farm.py FEEDS ENTRIES LATENCY

Prints its port, then serves http://127.0.1.HOST:PORT/feed/NUMBER for 100 hosts until its stdin ends. A line "change" on
stdin gives every tenth feed one new entry. Needs a system on which all of 127.0.0.0/8 is loopback, as on Linux.
"""

import asyncio
import gzip
import hashlib
import json
import random
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import count, islice
from pathlib import Path

HOSTS = 100
EVERYDAY, TELLING = "train-r", 0.03
"""The labelled entries that are everyday news, and the part of all entries that is about what is watched."""
LANGUAGES = ("zh", "th", "vi", "id", "my", "ru", "ar", "ja", "ko", "hi")
"""A quarter of the feeds speaks one of these."""
LABELLED = Path(__file__).parents[1] / "data" / "labelled"
MOST, MANY = 100, 60
"""Sentences of an entry at most, and entries of a feed."""
SHORTEST = 12
"""Code points of a sentence."""
_STEP, _FEED = 104_729, 7_919
_CHANGING = 10
"""One feed in so many changes."""
START = 1_790_000_000
"""When the oldest entries were published, seconds since the epoch."""


@dataclass(frozen=True)
class Answer:
    """What a feed answers, plain and packed."""

    etag: bytes
    plain: bytes
    packed: bytes


class Farm:
    """The feeds, made when they are first asked for."""

    def __init__(self, feeds: int, entries: int) -> None:
        self.feeds, self.entries = feeds, entries
        self.changes = 0
        self._everyday, self._telling = sentences(everyday=True), sentences(everyday=False)
        self._single = {language: single(texts) for language, texts in self._everyday.items()}
        self._answers: dict[tuple[int, int], Answer] = {}

    def change(self) -> None:
        """Give every tenth feed one new entry, and make these answers: who asks first shall not wait for it."""
        self.changes += 1
        for number in range(0, self.feeds, _CHANGING):
            self.answer(number)

    def answer(self, number: int) -> Answer:
        """What feed `number` says now."""
        extra = self.changes if number % _CHANGING == 0 else 0
        if (number, extra) not in self._answers:
            self._answers[number, extra] = self._made(number, extra)
        return self._answers[number, extra]

    def _made(self, number: int, extra: int) -> Answer:
        kind = (rss, atom, rdf)[(0, 0, 1, 1, 2)[number % 5]]
        entries = [self._entry(number, at) for at in reversed(range(self.entries + extra))]
        body = kind(number, entries).encode()
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'.encode()
        return Answer(etag, body, gzip.compress(body, 5) if number % 3 == 0 else b"")

    def _entry(self, feed: int, at: int) -> dict[str, str]:
        chance = random.Random(feed * 10_000 + at)
        language = "en" if feed % 4 else LANGUAGES[feed // 4 % len(LANGUAGES)]
        is_telling = chance.random() < TELLING
        texts = (self._telling if is_telling else self._everyday)[language]
        title, size = chance.choice(texts), chance.choice((500, 1000, 1500, 2000, 3000, 4000))
        once = unsaid(self._single[language], feed, at * MOST)
        said = iter(lambda: chance.choice(texts), None) if is_telling else once
        paragraphs, length = [], 0
        while length < size:
            paragraphs.append(" ".join(islice(said, 3)))
            length += len(paragraphs[-1].encode())
        when = START + at * 3600 + feed
        return {
            "id": f"https://news{feed}.example/{at}",
            "title": f"{title[:80]} ({feed}.{at})",
            "summary": paragraphs[0][:300],
            "body": "".join(f"<p>{escape(each)}</p>\n" for each in paragraphs),
            "rfc": formatted(when),
            "iso": iso(when),
        }


def sentences(*, everyday: bool) -> dict[str, list[str]]:
    """Sentences of our own by language: of everyday news that is about nothing watched, or of news that is."""
    found: dict[str, list[str]] = {}
    for path in sorted(LABELLED.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            item = json.loads(line)
            if (path.stem == EVERYDAY) if everyday else any(item["labels"].values()):
                found.setdefault(item["lang"].partition("-")[0], []).extend((item["title"], item["summary"]))
    return found


def single(texts: Iterable[str]) -> list[str]:
    """Texts cut into their sentences, without the stops behind them."""
    found = (sentence.strip() for text in texts for sentence in re.split("[.!?。！？।။]+", text))
    return [*dict.fromkeys(sentence for sentence in found if len(sentence) >= SHORTEST)]


def unsaid(sentences: Sequence[str], feed: int, number: int) -> Iterator[str]:
    """Sentences from `number` on that a feed says once, as the press does: each of pieces of several of these.

    Said again and again in a feed they would be its furniture, and each new entry a reason to look at old ones.
    """
    size = len(sentences)
    pieces = next(pieces for pieces in count(1) if size**pieces >= MOST * MANY)
    for at in count(number):
        place = (at * _STEP + feed * _FEED) % size**pieces
        yield " ".join(piece(sentences[place // size**each % size], each, pieces) for each in range(pieces)) + "."


def piece(text: str, number: int, pieces: int) -> str:
    """One of so many pieces of a text: whole words, or signs where it has no blanks."""
    row, blank = (text.split(), " ") if " " in text else ([*text], "")
    return blank.join(row[len(row) * number // pieces : len(row) * (number + 1) // pieces])


def formatted(when: int) -> str:
    from email.utils import formatdate

    return formatdate(when, usegmt=True)


def iso(when: int) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def rss(number: int, entries: list[dict[str, str]]) -> str:
    items = "".join(
        f"<item><title>{escape(e['title'])}</title><link>{e['id']}</link><guid isPermaLink='true'>{e['id']}</guid>"
        f"<pubDate>{e['rfc']}</pubDate><dc:creator>A Reporter</dc:creator><category>News</category>"
        f"<description>{escape(e['summary'])}</description>"
        f"<content:encoded><![CDATA[{e['body']}]]></content:encoded></item>\n"
        for e in entries
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>Feed {number}</title><link>https://news{number}.example/</link><language>en</language>{items}"
        "</channel></rss>"
    )


def atom(number: int, entries: list[dict[str, str]]) -> str:
    items = "".join(
        f"<entry><title>{escape(e['title'])}</title><link href='{e['id']}'/><id>{e['id']}</id>"
        f"<updated>{e['iso']}</updated><published>{e['iso']}</published><author><name>A Reporter</name></author>"
        f"<summary>{escape(e['summary'])}</summary><content type='html'>{escape(e['body'])}</content></entry>\n"
        for e in entries
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
        f"<title>Feed {number}</title><id>urn:feed:{number}</id><updated>{entries[0]['iso']}</updated>"
        f"<link rel='alternate' href='https://news{number}.example/'/>{items}</feed>"
    )


def rdf(number: int, entries: list[dict[str, str]]) -> str:
    items = "".join(
        f"<item rdf:about='{e['id']}'><title>{escape(e['title'])}</title><link>{e['id']}</link>"
        f"<dc:date>{e['iso']}</dc:date><description>{escape(e['body'])}</description></item>\n"
        for e in entries
    )
    return (
        '<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel rdf:about='https://news{number}.example/'><title>Feed {number}</title>"
        f"<link>https://news{number}.example/</link></channel>{items}</rdf:RDF>"
    )


async def serve(farm: Farm, latency: float) -> None:
    """Serve until stdin ends."""

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                if latency:
                    await asyncio.sleep(latency)
                writer.write(reply(farm, head))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(converse, "0.0.0.0", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        if line.strip() == "change":
            farm.change()
        print("ok", flush=True)


def reply(farm: Farm, head: bytes) -> bytes:
    """What a request is answered, its head in lower case."""
    number = int(head.split(b" ", 2)[1].rpartition(b"/")[2])
    answer = farm.answer(number)
    if b"if-none-match: " + answer.etag in head:
        return b"HTTP/1.1 304 Not Modified\r\nETag: " + answer.etag + b"\r\n\r\n"
    packed = answer.packed if answer.packed and b"gzip" in head else b""
    body = packed or answer.plain
    kind = b"Content-Encoding: gzip\r\n" if packed else b""
    length = str(len(body)).encode()
    return (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nETag: " + answer.etag + b"\r\n" + kind
        + b"Content-Length: " + length + b"\r\n\r\n" + body
    )  # fmt: skip


def urls(feeds: int, port: int) -> list[str]:
    """The addresses of a farm's feeds."""
    return [f"http://127.0.1.{1 + number % HOSTS}:{port}/feed/{number}" for number in range(feeds)]


def main() -> None:
    feeds, entries, latency = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    farm = Farm(feeds, entries)
    made: Callable[[int], Answer] = farm.answer
    for number in range(feeds if feeds <= 1000 else 0):
        made(number)
    asyncio.run(serve(farm, latency))


if __name__ == "__main__":
    main()
