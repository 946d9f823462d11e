"""Whether an entry says anything that it has not said before: hashes of all that a reader would see change."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import replace

from monitor.links import plain
from monitor.model import Entry

_NUMBER = re.compile(r"\d+")
_PARTS = re.compile(r"(\n|\s[-–—|·•]\s)")
_WORDS = re.compile(r"[^\s\d:：;,.，。()（）\[\]#+/|]+")
_LONGEST_COUNT = 80
"""Code points of a part of a line that may do nothing but count."""
_OF_ANY = frozenset("total today time times k mal kali 次 ครั้ง".split())
"""Words beside those for what is counted, which alone may count what the news is about."""
# The words of programs, which are few; what is counted in others is told as an edit.
_COUNTED = _OF_ANY.union(
    "point points comment comments reply replies view views post posts participant participants like likes vote votes "
    "upvote upvotes share shares boost boosts hit hits visit visits visited visitor visitors read reads reader readers "
    "beitrag beiträge kommentar kommentare antwort antworten aufruf aufrufe zugriffe teilnehmer gelesen "
    "vue vues commentaire commentaires réponse réponses message messages lecture lectures j'aime "
    "vista vistas visita visitas visualizaciones visualizações comentario comentarios comentário comentários "
    "respuesta respuestas respostas mensaje mensajes participante participantes "
    "lượt xem đọc bình luận thích dibaca dilihat komentar "
    "просмотр просмотра просмотров просмотры комментарий комментария комментариев комментарии ответ ответа ответов "
    "阅读 浏览 点击 评论 回复 点赞 阅读量 浏览量 阅读数 浏览次数 点击数 人气 閱讀 瀏覽 點擊 評論 回覆 "
    "閱讀量 瀏覽次數 "
    "เข้าชม ผู้เข้าชม จำนวนผู้เข้าชม อ่าน ยอดวิว วิว".split()
)


def digest(entry: Entry) -> str:
    """A hash of all that a reader would see change.

    The date alone is no edit, many feeds set it anew at each poll; nor is what other entries tell of this one's text,
    nor how a file is asked for, or said to be.
    """
    # An entry that is not known by its link may have another at each poll.
    link = "" if entry.key.startswith("hash:") else plain(entry.link)
    shown = {
        "key": entry.key,
        "title": entry.title,
        "guid": plain(entry.guid),
        "link": link,
        "author": sorted(entry.author.split(", ")),
        "lang": entry.lang,
        "summary": entry.summary,
        "content": entry.content,
        # Some programs write them in another order each time, sign the addresses of files anew, and give each time
        # another of several hosts, which are counted.
        "categories": sorted(entry.categories),
        "enclosures": sorted(_place(file.url) for file in entry.enclosures),
    }
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()[:32]


def _place(address: str) -> str:
    host, sign, path = address.partition("://")[2].partition("?")[0].partition("/")
    return f"{_NUMBER.sub('', host)}{sign}{path}"


def uncounted(entry: Entry) -> Entry:
    """The entry without what its text says of how often it was read, answered or liked, as forums write it below."""
    return replace(entry, summary=_uncounted(entry.summary), content=_uncounted(entry.content))


def _uncounted(text: str) -> str:
    return "".join("" if _is_count(part) else part for part in _PARTS.split(text))


def _is_count(part: str) -> bool:
    """Whether a part of a line is figures and the words for what they count, and nothing else."""
    words = _WORDS.findall(part.lower()) if len(part) <= _LONGEST_COUNT else ()
    return _COUNTED.issuperset(words) and not _OF_ANY.issuperset(words) and any(map(str.isdecimal, part))


def dropped(entry: Entry) -> str:
    """The places that were dropped from an entry, as the store holds them."""
    return json.dumps([(one.field, one.start, one.end, one.reason) for one in entry.dropped])


_CLEANING_VERSION = 32
"""Raised when cleaning makes other texts than before, so that entries are cleaned anew."""


def raw(*given: object, beside: Sequence[object] = ()) -> str:
    """The version of cleaning, and a hash of what a feed gives of an entry, and of what it shows `beside` that, in
    plain values; "" where they are nested too deeply to be written."""
    try:
        hashes = [_hash(repr(values)) for values in (given, beside) if values]
    except RecursionError:
        return ""
    return ":".join((str(_CLEANING_VERSION), *hashes))


def _hash(written: str) -> str:
    return hashlib.blake2b(written.encode("utf-8", "replace"), digest_size=12).hexdigest()


def are_given_alike(raw: str, other: str) -> bool:
    """Whether a feed gave the same of an entry each time, by whatever version it was cleaned, and shows what it may."""
    given = raw.split(":")[1:2]
    return given != [] and given == other.split(":")[1:2]
