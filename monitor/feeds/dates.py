"""Dates as feeds write them, read where feedparser reads none or another."""

import calendar
import functools
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from time import struct_time

from monitor.feeds.date_words import (
    DAY_FIRST,
    DOTTED,
    ERAS,
    MONTHS,
    OF_TWO,
    PERSIAN,
    WEEKDAY_STARTS,
    WEEKDAYS,
    ZONES,
    ZONES_OF_TWO,
    plain,
)
from monitor.matching.language import primary

_MONTH = rf"(?P<month>{'|'.join(map(re.escape, sorted((*MONTHS, *PERSIAN), key=len, reverse=True)))})[^\W\d_]*"
_WEEKDAY = r"[^\s\d,]+(?:[ -]?[2-7](?!\d)|[ -][^\s\d,]+)?\s?,?"
_BUDDHIST_ERA, _FIRST_OF_IT = 543, 2500
"""How many years Thailand's calendar is ahead, and from when on a year is one of it."""
_PERSIAN_YEARS, _FIRST_OF_979 = range(1300, 1500), 584_102
"""What years of Iran's and Afghanistan's calendar may be told, and the ordinal of the first day of its year 979."""
_SHORT_YEAR, _SINCE_1900, _FIRST_OF_1900S = 2, 3, 70
"""The digits of a year without its century, and of one that counts from 1900; and from which short one on it is one of
the last century, about as POSIX has it."""
_is_thai = re.compile("[\u0e00-\u0e7f]").match
_ZONE_NAME = "|".join(ZONES)
_ALL_YEAR = ("et", "ct", "mt", "pt")
"""What zones of America are called in summer as in winter."""
_NO_DAY = r"(?!\s+-\s(?:\d{1,2}\s+[^\W\d_]|\d{4}-))"
"""What follows a dash between blanks is the date where it is a day before a word, or a year, and no offset."""
_ZONE = (
    rf"\(?(?P<zone>(?:{_ZONE_NAME})?{_NO_DAY}\s*[+-]\s?\d{{1,2}}(?::?\d{{2}})?(?:\s+[a-z]{{2,5}})?|{_ZONE_NAME})\)?"
    # The same once more: WIB (GMT+7); and what clocks show in the next zone.
    rf"(?:\s*\([^()\d]{{0,20}}(?:[+-]?\d{{1,2}}(?::?\d{{2}})?)?\))?(?:\s*/\s*\d{{1,2}}[:.]\d{{2}}\s*(?:{_ZONE_NAME}))?"
)
_SAID = (
    r"(?:at |@ ?|(?:vao )?luc |เวลา ?|ម៉ោង ?|ساعت ?|a (?:las )?|as |u |um |om |ob |alle |(?:ne )?ora |saat |в |во |о |"
    r"(?:pada )?pukul |jam:? |kl\.? )?"
)
_COLONS = r"(?P<hour>\d{1,2})[:h](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
_DOTS = _COLONS.replace("[:h]", "[:h.]").replace("(?::(", "(?:[:.](")
"""Behind a day a clock may have dots; by itself that would be a day and a month."""
_CLOCK_FIRST_OF_ALL, _CLOCK = (
    rf"{_SAID}{digits}\s*(?:(?:น\.?|uhr|ч\.?)\s*)?(?:{_ZONE})?\)?" for digits in (_COLONS, _DOTS)
)
_THEN = r"(?:,?\s+(?:[-–|]\s*)?|[–|]\s*)"
_TIME = rf"(?:{_THEN}{_CLOCK}|\s+(?:{_ZONE_NAME}))?"
"""What stands between a day and a clock; and that with the clock, or a zone alone."""
_OF_YEAR = r"(?:\.|\s*(?:г\.?|թ\.?|года|р\.|року|r\.|roku))?"
_BEHIND_YEAR = rf"{_OF_YEAR}(?:,?\s+[^\W\d_]{{4,}}(?=[\s,]|\Z))?"
"""What Croatian, Russian, Armenian, Ukrainian and Polish say of the number; with the weekday, where it stands last."""
# The forms by what they begin with, the most frequent first.
_DAY_OR_MONTH_FIRST = (
    rf"(?:{_WEEKDAY}\s*)?(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|[o°.])?(?:\s+(?:de|of)\b)?[\s-]+(?:ב?{_MONTH}|(?=th|\d+[月월])(?:th(?:(?:an)?g)?\.?\s*)?(?P<number>\d{{1,2}})[月월]?)"
    rf"\.?,?(?:\s+(?:de|nam)\b)?[\s-]+(?:พ\.ศ\.\s*)?(?P<year>\d{{4}}|1\d\d(?!\d)){_BEHIND_YEAR}{_TIME}",
    rf"(?:{_WEEKDAY}\s+)?{_MONTH}\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,\s*|\s+)(?P<year>\d{{4}}){_TIME}",
    # As C and Java write it.
    rf"(?:{_WEEKDAY}\s+)?{_MONTH}\.?\s+(?P<day>\d{{1,2}}),?\s+{_CLOCK}\s+(?P<year>\d{{4}})",
    rf"(?:{_WEEKDAY}\s*)?(?P<day>\d{{1,2}})[\s-]+{_MONTH}\.?[\s-]+(?P<year>\d{{2}}){_TIME}",
    # Of a day above twelve no reader doubts which of the two it is.
    rf"(?:{_WEEKDAY}\s*)?(?P<day>1[3-9]|[23]\d)(?P<sign>[/ -])(?P<number>\d{{1,2}})(?P=sign)(?P<year>\d{{4}}){_TIME}",
    rf"(?P<number>\d{{1,2}})(?P<sign>[/ -])(?P<day>1[3-9]|[23]\d)(?P=sign)(?P<year>\d{{4}}){_TIME}",
    rf"(?:{_WEEKDAY}\s*)?(?P<day>\d{{1,2}})\.\s*(?P<number>\d{{1,2}})\.\s*(?P<year>\d{{4}}){_OF_YEAR}{_TIME}",
)
_YEAR_FIRST = (
    r"(?P<year>\d{4})\s?(?:[./-]|年|년)\s*(?P<number>\d{1,2})\s?(?:[./-]|月|월)\s*(?P<day>\d{1,2})\s?(?:日|일|\.)?"
    r"(?:\s*(?:[월화수목금토일]요일|(?:星期|週|周).|\(.{1,3}\)))?"
    rf"(?:(?:t|{_THEN}|(?<=[日일])){_CLOCK}|\s+(?:{_ZONE_NAME}))?",
    # As Uzbek, Kazakh and Kyrgyz name the year.
    rf"(?P<year>\d{{4}})\s?-?\s?(?:yil|ж(?:\.|ыл)),?\s+(?P<day>\d{{1,2}})[\s-]+{_MONTH}{_TIME}",
    rf"(?P<year>\d{{4}})\.?[\s-]+{_MONTH}\.?[\s-]+(?P<day>\d{{1,2}})\.?{_TIME}",
    r"(?P<year>\d{4})-?(?P<number>\d\d)-?(?P<day>\d\d)t?(?P<hour>\d\d)(?P<minute>\d\d)(?:(?P<second>\d\d)(?:[.,]\d+)?)?"
    r"(?P<zone>z|[+-]\d\d(?::?\d\d)?)?",
)
_LONGEST, _LONGEST_MARKED, _MONTHS_OF_A_YEAR = 100, 1_000, 12
# An empty date of some databases, which feedparser takes for one of the year 2000; a year of five digits, of which it
# takes two; one of two digits beside two other numbers, each of which may be any of the three; and a clock that stands
# first, which it takes for one of today, whatever follows.
_NO_DATE = re.compile(r"-|\d{5,7}-|\d{1,2}[-/.]\d{1,2}[-/.]\d{2}(?!\d)|\d{1,2}:\d\d", re.ASCII)
_CLOCK_FIRST = (
    rf"(?P<clock>{_CLOCK_FIRST_OF_ALL})(?:,?\s*[-–|]\s*|,\s*|\s+)(?P<day>.*?)"
    rf"(?:\s*\(?(?P<behind>{_ZONE_NAME}|(?<=\s)[+-]\d\d:?\d\d)\)?)?"
)
_BEFORE_YEAR = re.compile(rf"{_WEEKDAY}\s+(?=\d{{4}}[./-]\d)")
_BEGINS_WITH_CLOCK, _BEGINS_WITH_YEAR = re.compile(r"\D{0,12}\d{1,2}[:h]\d"), re.compile(r"\d{4}")
_EITHER = (
    rf"(?P<weekday>{_WEEKDAY}\s*)?(?P<one>\d{{1,2}})(?P<sign>[/ -])(?P<other>\d{{1,2}})(?P=sign)"
    rf"(?P<year>\d{{4}}|(?<=/)\d\d){_TIME}"
)
"""What one half of the world reads with the day first, and the other with the month."""
_SHORT_IN_DOTS = rf"(?:{_WEEKDAY}\s*)?(?P<day>\d{{1,2}})\.\s?(?P<number>\d{{1,2}})\.\s?(?P<year>\d\d){_OF_YEAR}{_TIME}"
_VIETNAMESE = re.compile(r"thu\s+(?:[2-7]|hai|ba|tu|nam|sau|bay)\b|chu nhat\b|cn\b")
"""What weekdays are in Vietnamese without its accents."""
_IN_FIGURES = re.compile(r"\d[-/ ]\d{1,2}[-/ ]\d")
_MONTH_FIRST, _ENGLISH_DAY_FIRST = (
    ("en-us", "en-ph", "fil", "tl"),
    re.compile("en-(?:gb|au|nz|ie|in|za|sg|my|hk|ke|ng|pk|bd|lk)"),
)
# An offset of a day or more, or of more digits than one has, of which feedparser takes some; of three digits the first
# is the hour.
_NO_OFFSET = re.compile(
    r":\d\d(?:[.,]\d+)?\s*(?:gmt|utc)?\s*[+-](?:(?:2[4-9]|[3-9]\d)(?!\d(?!\d))|\d{3,}:|\d{7})", re.ASCII
)

_HALF = re.compile(
    r"(?<![\d:.])(\d{1,2})((?:[:.]\d{2}){1,2}(?:[.,]\d+)?)\s*"
    r"(?:([ap])\.?\s?m\b\.?|(sa|ch|pagi|pg|petang|ptg|tgh|malam|mlm|oo|os|صباحا|مساء|ص|م|[قب]\.?\s?ظ)(?!\w))"
)
_NIGHT = ("malam", "mlm")
_SECOND_HALVES = ("ch", "petang", "ptg", "tgh", *_NIGHT, "os", "م", "مساء", "ب.ظ", "ب ظ", "بظ")
"""A clock with the half of the day, which feedparser passes over; as Vietnamese, Malay, Turkish (ÖÖ, ÖS), Arabic and
Persian have it too; and which of these are the second."""
_HALF_BEFORE = re.compile(r"(오전|上午|午前|\boo|오후|下午|午後|\bos)\s*(\d{1,2}(?::\d{2}){1,2})")
"""The same as Korean, Chinese and Japanese have it, and Turkish may."""
_YEAR_ALONE = re.compile(r"\d{4}(?!-?\d\d-?\d\d|-?(?:[0-2]\d\d|3[0-5]\d|36[0-6])\b|-\d\d\b|\Z)", re.ASCII)
"""What begins with a year and goes on as no ISO date does: feedparser takes the year, and this month's first day."""
_EPOCH = re.compile(r"(?:/date\()?(\d{10})(?:\d{3}){0,2}(?:\.\d+)?(?:(?:[+-]\d{4})?\)/)?", re.ASCII)
"""A moment as programs count it, in seconds or their thousandths, or those of these; beside it .NET tells the zone of
whoever wrote it."""
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_IN_SIGNS = re.compile(r"(\d{1,2})\s*(?:時|时|点|點|시)\s*(\d{1,2})\s*(?:分|분)(?:\s*(\d{1,2})\s*(?:秒|초))?")
_HOUR_ALONE = re.compile(r"(?<![\d:.])(?<!\d,)(\d{1,2})\s?([ap])\.?m\b\.?", re.ASCII)
_TWELVE = re.compile(r"(?<=, )(?:noon|midnight)\b")
"""What Django writes of the hour where it is one of these."""
_TWO_SIGNS = re.compile(r"(?<=:\d\d)\s*[:+-]\s?(?=[+-]\d{2})", re.ASCII)
"""A sign that some programs write before an offset that has its own."""
_OF_UTC_TOO = re.compile(r"(:\d\d(?:[.,]\d+)?\s?[+-]\d\d:?\d\d)\s?z\Z", re.ASCII)
"""An offset, and the sign of UTC that some programs end each date with."""
_BEHIND_ALL = re.compile(
    r"(?<=[+-]\d{4})\s+[+-]\d\d(?:\d\d)?(?:\s+m=[+-][\d.]+)?\Z|\s+m=[+-][\d.]+\Z"
    r"|\s*\([월화수목금토일月火水木金土日一二三四五六]\)\Z",
    re.ASCII,
)
"""What programs in Go write of a zone that has no name (+0700 +07) and of the clock that they measure by; and the
weekday as Korean and Japanese have it."""
_COMMENT = re.compile(
    rf"\((?!\s*(?:(?:{_ZONE_NAME})\b|[+-]\d))[^()]{{0,40}}\)\s*(?=[+-]\d\d:?\d\d|[a-z]{{3}}\b|\d)", re.ASCII
)
"""What may stand between any two parts of a date (RFC 5322, 3.2.2), but behind them all; a zone is none."""
_NGAY = re.compile(r"\bngay\s+(?=\d)")
"""What Vietnamese writes before the day."""
_AROUND = " \t\r\n;,.\"'“”"
"""Signs around a date that are none of it."""
_PLAIN_SIGNS = str.maketrans("׳॰،၊", "..,,")
"""What Hebrew and Hindi write behind a word that is shortened; the commas of Arabic and Burmese."""
_KHMER = re.compile("ថ្ងៃ(?:ទី)?|ខែ|ឆ្នាំ")
"""What Khmer writes before the day, the month and the year."""
_BURMESE = re.compile(r"(\d{4})\s*ခုနှစ်,?\s*([^\s\d]+?)လ\s*(\d{1,2})\s*ရက်(?:နေ့)?,?")
_BURMESE_DAY = re.compile(r"([^\s\d]+?)လ\s*(\d{1,2})\s*ရက်(?:နေ့)?,?(?=\s*\d{4})")
"""How Burmese names a year, a month and a day; and these two, where the year stands behind them."""
_HAN_MONTH = re.compile("(十[一二]?|[一二三四五六七八九])月")
_HAN = ("", *"一二三四五六七八九十", "十一", "十二")
"""The numbers of months as Chinese writes them."""
_MARKED = re.compile(r"<[^<>]*?\bdatetime\s*=\s*[\"']([^\"'<>]*)|<[^<>]*>")
"""A date that a program marked up for a page: its attribute says it plainly."""
_ERA = re.compile(r"(?:中華?华?(?=民))?(?:(民國|民国|令和|平成|昭和)\s*(\d{1,3}|元)|(?<!\d)(1[0-4]\d))(?=\s*年)")
_DAY_OF_YEAR = re.compile(r"(\d{4})-?(\d{3})(?:[t ](\d.*))?", re.ASCII)
"""A day by its number in the year (ISO 8601), and its clock; feedparser takes the first two figures for a month."""
_WEEK = re.compile(r"\d{4}-?w\d\d")
_PLACE = re.compile(
    r"(.*\d:\d\d.*?)\s*[\[(]?(etc/gmt[+-]\d{1,2}|[a-z]+/[a-z_/]+(?:-[a-z]+)*|(?<=\[)(?:utc|gmt))[\])]?", re.ASCII
)
"""A clock and the place of its zone, as the database of zones names it; programs in Java write it behind an offset."""
_NO_ZONE = re.compile(r"(?<![+\d-])\d{1,2}(?::\d\d){1,2}(?:[.,]\d+)?(?:\s*[ap]\.?m\.?)?\Z", re.ASCII)
"""The end of a clock that says nothing of its zone."""


@functools.cache
def _form(pattern: str) -> re.Pattern[str]:
    """A form of dates, compiled when one is first asked for: all of them take a process 30 ms, and most need one."""
    return re.compile(pattern)


def day_is_first(written: Iterable[str], language: str) -> bool | None:
    """Whether a feed writes the day before the month where both are numbers, as those of its dates tell that can be one
    thing alone, or else the `language` tag that it gives; None where nothing tells."""
    told = [
        found
        for each in written
        if _IN_FIGURES.search(each) and (found := _form(_EITHER).fullmatch(_clock_last(_simple(each))))
    ]
    if not told:
        return None
    first, second = (any(int(found[name]) > _MONTHS_OF_A_YEAR for found in told) for name in ("one", "other"))
    if first != second:
        return first
    language = language.strip().lower().replace("_", "-")
    if language.startswith(_MONTH_FIRST):
        return False
    return True if primary(language) in DAY_FIRST or _ENGLISH_DAY_FIRST.match(language) else None


def _simple(written: str) -> str:
    """A date in lower case and plain signs, its clock one of 24 hours."""
    given = _UNSEEN.sub("", written).strip(_AROUND)[:_LONGEST].lower().replace("\u2212", "-")
    if not given.isascii():
        given = given.translate(_PLAIN_SIGNS)
        given = _KHMER.sub(" ", _BURMESE_DAY.sub(r"\2 \1", _BURMESE.sub(r"\3 \2 \1", given))).strip()
    given = _NGAY.sub("", _COMMENT.sub(" ", _HOUR_ALONE.sub(r"\1:00 \2m", plain(given))).strip())
    given = _TWO_SIGNS.sub(" ", _TWELVE.sub(lambda hour: "12:00" if hour[0] == "noon" else "0:00", given))
    given = _BEHIND_ALL.sub("", _OF_UTC_TOO.sub(r"\1", given))
    if not given.isascii():
        given = _HAN_MONTH.sub(lambda month: f"{_HAN.index(month[1])}月", given)
        given = _ERA.sub(_year_of_era, given)
        given = _IN_SIGNS.sub(lambda clock: ":".join(part.zfill(2) for part in clock.groups() if part), given)
    return _HALF.sub(_of_the_day, _HALF_BEFORE.sub(_half_behind, given))


def seconds(
    written: str, moment: struct_time | None = None, *, day_first: bool | None = None, language: str = ""
) -> float | None:
    """Seconds since the epoch by a date as it is written, or None; `moment` is how feedparser reads it.

    `day_first` is which of two numbers that may each be the month is the day; None where nobody knows. `language` is
    the tag that its feed gives, or "".
    """
    if not written:
        return calendar.timegm(moment) if moment else None
    if "<" in written:
        written = written[:_LONGEST_MARKED]
        attributes = [found[1] for found in _MARKED.finditer(written) if found[1]]
        written = attributes[0] if attributes else _MARKED.sub("", written)
    given = written.strip()[:_LONGEST].lower()
    if found := _PLACE.fullmatch(given):
        clock = seconds(found[1], day_first=day_first, language=language)
        return clock if clock is None or not _NO_ZONE.search(found[1]) else _there(clock, found[2])
    written = _in_its_zone(_simple(written), language)
    written = written[found.end() :] if (found := _BEFORE_YEAR.match(written)) else written
    if _NO_OFFSET.search(written):
        return None
    written = _clock_last(written)
    for form in _YEAR_FIRST if _BEGINS_WITH_YEAR.match(written) else _DAY_OR_MONTH_FIRST:
        if found := _form(form).fullmatch(written):
            parts = found.groupdict()
            return _seconds(parts | _told_of_two(parts, written, language))
    if found := _form(_EITHER).fullmatch(written):
        return _of_either(found.groupdict(), day_first)
    if primary(language) in DOTTED and (found := _form(_SHORT_IN_DOTS).fullmatch(written)):
        return _seconds(found.groupdict())
    if _NO_DATE.match(written):
        return None
    if found := _EPOCH.fullmatch(written):
        return int(found[1])
    try:
        if found := _DAY_OF_YEAR.fullmatch(written):
            return _of_the_year(*found.groups())
        if _WEEK.match(written):
            return _moment(datetime.fromisoformat(written.upper()))
        # In other letters feedparser reads a few forms, and passes over what it does not know in them.
        if moment and written == given and written.isascii() and not _YEAR_ALONE.match(written):
            return calendar.timegm(moment)
        # Imported here, for few dates are left to it.
        from email.utils import parsedate_to_datetime

        return _moment(parsedate_to_datetime(written))
    except (ValueError, OverflowError):
        return None


def _clock_last(written: str) -> str:
    """A date with its clock behind the day, where it stood before it."""
    if not _BEGINS_WITH_CLOCK.match(written) or not (first := _form(_CLOCK_FIRST).fullmatch(written)):
        return written
    return f"{first['day']} {first['clock']}{first['behind'] or ''}"


def _in_its_zone(written: str, language: str) -> str:
    """A date whose zone may be another's too with the offset of that which its language means, where it has none."""
    zone, offset = ZONES_OF_TWO.get(primary(language), ("", ""))
    if not zone:
        return written
    # Behind a clock, for a dash behind a day leads to one: 3 Nov 2026 - 18:00 CST.
    beside = r"((?::\d\d(?:[.,]\d+)?|\.\d\d)\s?(?:gmt|utc)?\s?[+-]\s?\d{1,2}(?::?\d{2})?\s*\(?)?"
    alone = rf"{beside}(?<![^\W\d_]){zone}\b(?!\s?[+-]\d)"
    return re.sub(alone, lambda found: found[0] if found[1] else offset, written)


def _told_of_two(parts: dict[str, str | None], written: str, language: str) -> dict[str, str | None]:
    """The number of a month whose word is another's too: by the language, or else the weekday that the date begins
    with, which fits one of them alone; nothing of any other month, and none where nothing tells."""
    months = OF_TWO.get(parts.get("month") or "", {})
    tag = primary(language).replace("bs", "hr")
    if tag in months:
        return {"number": str(months[tag])}
    for each in map(str, set(months.values())):
        moment = _seconds({"year": parts["year"], "day": parts["day"], "number": each})
        if moment is not None and written.startswith(WEEKDAY_STARTS[_weekday(moment)]):
            return {"number": each}
    return {}


def _of_either(parts: dict[str, str | None], day_first: bool | None) -> float | None:
    """The moment of a date of which each of the first two numbers may be the day; None where nothing tells which."""
    if len(parts["year"] or "") == _SHORT_YEAR:
        # The first may be the year as well, but where the second is the day: nobody has a year between the two.
        is_month_first = day_first is False or int(parts["other"] or 0) > _MONTHS_OF_A_YEAR
        return _seconds(parts | _readings(parts)[1]) if is_month_first else None
    moments = [_seconds(parts | each) for each in _readings(parts)]
    if None in moments:
        return moments[0] if moments[1] is None else moments[1]
    if day_first is None and moments[0] != moments[1]:
        day_first = _day_is_first_by(parts["weekday"] or "", parts)
        if day_first is None:
            return None
    return moments[0 if day_first else 1]


def _readings(parts: dict[str, str | None]) -> list[dict[str, str | None]]:
    """The two numbers of a date as its day and its month, and the other way round."""
    one, other = parts["one"], parts["other"]
    return [{"day": one, "number": other}, {"day": other, "number": one}]


def _day_is_first_by(weekday: str, parts: dict[str, str | None]) -> bool | None:
    """Whether the day stands before the month in a date with that weekday; None where it tells nothing.

    Of both readings one alone is a Monday, if it says so in English; other languages say by it that they are none.
    """
    if _VIETNAMESE.match(weekday):
        return True
    if weekday[:3] not in WEEKDAYS:
        return None
    # Two days, one and the other at midnight in the same zone.
    moments = [_seconds({"year": parts["year"]} | each) for each in _readings(parts)]
    told = [moment is not None and _weekday(moment) == weekday[:3] for moment in moments]
    return None if told[0] == told[1] else told[0]


def _weekday(moment: float) -> str:
    return WEEKDAYS[datetime.fromtimestamp(moment, UTC).weekday()]


def _of_the_year(year: str, number: str, clock: str | None) -> float | None:
    """The moment of a day by its number in a year, and of a clock, which has no colons where the day has none."""
    when = datetime.strptime(year + number, "%Y%j")
    # The 366th day of any year is taken, and is one of the next.
    if when.year != int(year):
        return None
    return seconds(f"{when:{'%Y-%m-%d' if ':' in clock else '%Y%m%d'}}t{clock}") if clock else _moment(when)


def _moment(when: datetime) -> float:
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()


def _there(clock: float, place: str) -> float:
    """The moment at which clocks in a place show that; of a place that is not known, in UTC."""
    # Imported here, for few feeds have any.
    from zoneinfo import ZoneInfo

    name = _places().get(place)
    try:
        return datetime.fromtimestamp(clock, UTC).replace(tzinfo=ZoneInfo(name)).timestamp() if name else clock
    except (ValueError, OSError, OverflowError):
        return clock


@functools.cache
def _places() -> dict[str, str]:
    """The names of all zones by what they are in small letters: no rule tells which letters are large (US/Eastern,
    Africa/Dar_es_Salaam)."""
    from zoneinfo import available_timezones

    return {name.lower(): name for name in available_timezones()}


def _year_of_era(era: re.Match[str]) -> str:
    return str(ERAS[era[1] or ""] + int((era[2] or era[3]).replace("元", "1")))


def _half_behind(clock: re.Match[str]) -> str:
    """A clock with the half of the day as it is written in English."""
    return f"{clock[2]} {'am' if clock[1] in ('오전', '上午', '午前', 'oo') else 'pm'}"


def _of_the_day(clock: re.Match[str]) -> str:
    """A clock of twelve hours as one of the whole day."""
    hour = int(clock[1])
    if hour <= 12:
        # What Malay counts to the night from twelve on is the first hour of a day.
        is_midnight = hour == 12 and clock[4] in _NIGHT
        hour = hour % 12 + 12 * (clock[3] == "p" or (clock[4] in _SECOND_HALVES and not is_midnight))
    return f"{hour:02}{clock[2]}"


def _seconds(parts: dict[str, str | None]) -> float | None:
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    try:
        shown = _day(_year(parts), parts) + timedelta(hours=hour, minutes=minute, seconds=second)
        when = shown - timedelta(minutes=_offset(parts.get("zone") or "", shown))
    # The first hours of the year 1, the least date of some programs, are in the year before it east of Greenwich.
    except (ValueError, OverflowError):
        return None
    return when.timestamp() if hour <= 24 and minute <= 59 and second <= 60 else None


def _year(parts: dict[str, str | None]) -> int:
    """The year of a date, its century added where it is not told, by Rome's calendar or Iran's."""
    written = parts["year"] or ""
    year = int(written or 0)
    if len(written) == _SINCE_1900:
        year += 1900  # RFC 5322, 4.3: programs that count years so forget to add it.
    elif len(written) == _SHORT_YEAR and _is_thai(parts.get("month") or ""):
        year += _FIRST_OF_IT
    elif len(written) == _SHORT_YEAR:
        year += 1900 if year >= _FIRST_OF_1900S else 2000
    return year - _BUDDHIST_ERA if year >= _FIRST_OF_IT else year


def _day(year: int, parts: dict[str, str | None]) -> datetime:
    """The beginning of a day in a year of either calendar. Raises ValueError where there is none."""
    is_persian = year in _PERSIAN_YEARS
    month = int(parts.get("number") or (PERSIAN if is_persian else MONTHS).get(parts.get("month") or "", 0))
    day = int(parts["day"] or 0)
    if not is_persian:
        return datetime(year, month, day, tzinfo=UTC)
    # Its first six months have 31 days.
    if not (1 <= month <= 12 and 1 <= day <= 30 + (month <= 6)):
        raise ValueError("no day of this calendar")
    since = year - 979
    days = 365 * since + since // 33 * 8 + (since % 33 + 3) // 4 + 30 * (month - 1) + min(month - 1, 6) + day - 1
    return datetime.fromordinal(_FIRST_OF_979 + days).replace(tzinfo=UTC)


def _offset(zone: str, shown: datetime) -> int:
    """Minutes that a zone is ahead of UTC, where clocks show that."""
    found = re.search(r"([+-])\s?(\d{1,2}?):?(\d{2})?(?!\d)", zone)
    if not found:
        return ZONES.get(zone, 0) + 60 * (zone in _ALL_YEAR and _is_summer(shown))
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    return -minutes if found[1] == "-" else minutes


def _is_summer(shown: datetime) -> bool:
    """Whether clocks in America are an hour ahead when they show that; not where no zones are installed."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return bool(ZoneInfo("America/New_York").dst(shown))
    except ZoneInfoNotFoundError:
        return False
