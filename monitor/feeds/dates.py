"""Dates as feeds write them, read where feedparser reads none or another."""

import calendar
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from time import struct_time


def _plain(written: str) -> str:
    """A date without accents; those of Korean syllables and the like come together again."""
    if written.isascii():
        return written
    letters = unicodedata.normalize("NFKD", written)
    return unicodedata.normalize("NFC", "".join(letter for letter in letters if not unicodedata.combining(letter)))


# How their names begin, without accents: in English, German, French, Spanish, Portuguese, Italian, Indonesian, Russian,
# Greek and Turkish; and whole, short and long, where marks are part of them, in Thai, Lao, Khmer, Burmese, Arabic,
# Urdu, Hindi and Bengali.
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan gen ene янв ιαν oca ม.ค. มกราคม ມ.ກ. ມັງກອນ មករា ဇန်နဝါရီ يناير جنوری जनवरी জানুয়ারি",
            "feb fev фев φεβ sub ก.พ. กุมภาพันธ์ ກ.ພ. ກຸມພາ កុម្ភៈ ဖေဖော်ဝါရီ فبراير شباط فروری फरवरी ফেব্রুয়ারি",
            "mar mrz maerz мар μαρ มี.ค. มีนาคม ມ.ນ. ມີນາ មីនា မတ် مارس آذار مارچ मार्च মার্চ",
            "apr avr abr апр απρ nis เม.ย. เมษายน ມ.ສ. ເມສາ មេសា ဧပြီ أبريل إبريل نيسان اپریل अप्रैल এপ্রিল",
            "may mai mei mag маи мая μαι พ.ค. พฤษภาคม ພ.ພ. ພຶດສະພາ ឧសភា မေ مايو أيار مئی मई মে",
            "jun juin giu июн ιουν haz มิ.ย. มิถุนายน ມິ.ຖ. ມິຖຸນາ មិថុនា ဇွန် يونيو حزيران جون जून জুন",
            "jul juil lug июл ιουλ tem ก.ค. กรกฎาคม ກ.ລ. ກໍລະກົດ កក្កដា ဇူလိုင် يوليو تموز جولائی जुलाई জুলাই",
            "aug aout ago agu agt авг αυγ ส.ค. สิงหาคม ສ.ຫ. ສິງຫາ សីហា ဩဂုတ် သြဂုတ် أغسطس آب اگست अगस्त আগস্ট",
            "sep set сен σεπ eyl ก.ย. กันยายน ກ.ຍ. ກັນຍາ កញ្ញា စက်တင်ဘာ سبتمبر أيلول ستمبر सितंबर सितम्बर সেপ্টেম্বর",
            "oct okt out ott окт οκτ eki ต.ค. ตุลาคม ຕ.ລ. ຕຸລາ តុលា အောက်တိုဘာ أكتوبر اکتوبر अक्टूबर अक्तूबर অক্টোবর",
            "nov ноя νοε kas พ.ย. พฤศจิกายน ພ.ຈ. ພະຈິກ វិច្ឆិកា နိုဝင်ဘာ نوفمبر نومبر नवंबर नवम्बर নভেম্বর",
            "dec dez dic des дек δεκ ara ธ.ค. ธันวาคม ທ.ວ. ທັນວາ ធ្នូ ဒီဇင်ဘာ ديسمبر دسمبر दिसंबर दिसम्बर ডিসেম্বর",
        ),
        1,
    )
    for name in _plain(names).split()
}
_COUNTED = ("gieng|mot", "hai", "ba", "tu|bon", "nam", "sau", "bay", "tam", "chin", "muoi", "muoi mot", "muoi hai|chap")
"""How Vietnamese counts its months, some by two names."""
_MONTHS |= {f"thang {name}": at for at, names in enumerate(_COUNTED, 1) for name in names.split("|")}
_MONTH = rf"(?P<month>{'|'.join(map(re.escape, sorted(_MONTHS, key=len, reverse=True)))})[^\W\d_]*"
_WEEKDAY = r"[^\s\d,]+(?:[ -]?[2-7](?!\d)|[ -][^\s\d,]+)?,?"
_BUDDHIST_ERA, _FIRST_OF_IT = 543, 2500
"""How many years Thailand's calendar is ahead, and from when on a year is one of it."""
# In minutes. Names that mean several zones (IST, AST) are left to feedparser, which takes them for UTC.
_ZONES = {
    name: minutes
    for minutes, names in (
        (-480, "pst"),
        (-420, "mst pdt"),
        (-360, "cst mdt"),
        (-300, "est cdt"),
        (-240, "edt"),
        (0, "gmt utc ut z wet"),
        (60, "cet met mez wat bst west"),
        (120, "cest mest mesz eet sast cat"),
        (180, "eest msk eat"),
        (300, "pkt uzt"),
        (345, "npt"),
        (390, "mmt"),
        (420, "ict wib"),
        (480, "sgt hkt myt pht wita awst"),
        (540, "jst kst wit"),
        (570, "acst"),
        (600, "aest"),
        (660, "aedt"),
        (720, "nzst"),
        (780, "nzdt"),
    )
    for name in names.split()
}
_CLOCK = (
    r"(?:luc |เวลา ?)?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?\s*(?:น\.?)?"
    rf"\(?(?P<zone>(?:gmt|utc)?\s*[+-]\d{{1,2}}(?::?\d{{2}})?(?:\s+utc)?|{'|'.join(_ZONES)})?\)?"
)
_THEN = r"(?:,?\s+(?:[-–|]\s*)?|[–|]\s*)"
"""What stands between a day and a clock."""
_FORMS = tuple(
    map(
        re.compile,
        (
            rf"(?:{_WEEKDAY}\s*)?(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?(?:\s+de\b)?[\s-]+(?:{_MONTH}|th(?:an)?g\.?\s+(?P<number>\d{{1,2}}))"
            rf"\.?,?(?:\s+de\b)?[\s-]+(?:พ\.ศ\.\s*)?(?P<year>\d{{4}})(?:{_THEN}{_CLOCK})?",
            rf"(?:{_WEEKDAY}\s+)?{_MONTH}\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?:{_THEN}{_CLOCK})?",
            r"(?P<year>\d{4})(?:[./-]|年|년)\s*(?P<number>\d{1,2})(?:[./-]|月|월)\s*(?P<day>\d{1,2})(?:日|일|\.)?"
            rf"(?:(?:t|{_THEN}){_CLOCK})?",
            # Of a day above twelve no reader doubts which of the two it is.
            rf"(?:{_WEEKDAY}\s*)?(?P<day>1[3-9]|[23]\d)(?P<sign>[/-])(?P<number>\d{{1,2}})(?P=sign)(?P<year>\d{{4}})(?:{_THEN}{_CLOCK})?",
            rf"(?P<number>\d{{1,2}})(?P<sign>[/-])(?P<day>1[3-9]|[23]\d)(?P=sign)(?P<year>\d{{4}})(?:{_THEN}{_CLOCK})?",
            rf"(?P<day>\d{{1,2}})\.\s*(?P<number>\d{{1,2}})\.\s*(?P<year>\d{{4}})(?:{_THEN}{_CLOCK})?",
            r"(?P<year>\d{4})(?P<number>\d\d)(?P<day>\d\d)t?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?P<zone>z)?",
        ),
    )
)
_LONGEST = 100
# An empty date of some databases, which feedparser takes for one of the year 2000; a year of five digits, of which it
# takes two; and what one half of the world reads with the day first, and the other with the month.
_NO_DATE = re.compile(r"-|\d{5,7}-|\d{1,2}[-/]\d{1,2}[-/]\d{4}(?!\d)", re.ASCII)

# An offset of a day or more, or of more digits than one has, of which feedparser takes some.
_NO_OFFSET = re.compile(r":\d\d(?:[.,]\d+)?\s*(?:gmt|utc)?\s*[+-](?:2[4-9]|[3-9]\d|\d{3,}:|\d{7})", re.ASCII)

_HALF = re.compile(r"(?<![\d:])(\d{1,2})((?::\d{2}){1,2}(?:[.,]\d+)?)\s*([ap])\.?m\b\.?", re.ASCII)
"""A clock with the half of the day, which feedparser passes over."""
_HALF_BEFORE = re.compile(r"(오전|上午|午前|오후|下午|午後)\s*(\d{1,2}(?::\d{2}){1,2})")
"""The same as Korean, Chinese and Japanese have it."""
_YEAR_ALONE = re.compile(r"\d{4}(?!-?\d\d-?\d\d|-?\d{3}\b|-\d\d\b|\Z)", re.ASCII)
"""What begins with a year and goes on as no ISO date does: feedparser takes the year, and this month's first day."""
_EPOCH = re.compile(r"(\d{10})(?:\d{3})?", re.ASCII)
"""A moment as programs count it, in seconds or thousandths."""
_WEEK = re.compile(r"\d{4}-?w\d\d")
_PLACE = re.compile(r"(.*\d:\d\d.*?)\s*[\[(]?([a-z]+/[a-z_/]+|(?<=\[)(?:utc|gmt))[\])]?", re.ASCII)
"""A clock and the place of its zone, as the database of zones names it; programs in Java write it behind an offset."""
_NO_ZONE = re.compile(r"(?<![+\d-])\d{1,2}(?::\d\d){1,2}(?:[.,]\d+)?(?:\s*[ap]\.?m\.?)?\Z", re.ASCII)
"""The end of a clock that says nothing of its zone."""


def seconds(written: str, moment: struct_time | None = None) -> float | None:
    """Seconds since the epoch by a date as it is written, or None; `moment` is how feedparser reads it."""
    given = written.strip()[:_LONGEST].lower()
    if found := _PLACE.fullmatch(given):
        clock = seconds(found[1])
        return clock if clock is None or not _NO_ZONE.search(found[1]) else _there(clock, found[2])
    written = _HALF.sub(_of_the_day, _HALF_BEFORE.sub(_half_behind, _plain(given)))
    if _NO_OFFSET.search(written):
        return None
    for form in _FORMS:
        if found := form.fullmatch(written):
            return _seconds(found.groupdict())
    if _NO_DATE.match(written):
        return None
    if found := _EPOCH.fullmatch(written):
        return int(found[1])
    try:
        if _WEEK.match(written):
            return _moment(datetime.fromisoformat(written.upper()))
        # In other letters feedparser reads a few forms, and passes over what it does not know in them.
        if moment and written == given and written.isascii() and not _YEAR_ALONE.match(written):
            return calendar.timegm(moment)
        return _moment(parsedate_to_datetime(written))
    except (ValueError, OverflowError):
        return None


def _moment(when: datetime) -> float:
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()


def _there(clock: float, place: str) -> float:
    """The moment at which clocks in a place show that; of a place that is not known, in UTC."""
    # Imported here, for few feeds have any.
    from zoneinfo import ZoneInfo

    try:
        return datetime.fromtimestamp(clock, UTC).replace(tzinfo=ZoneInfo(place.title())).timestamp()
    except (ValueError, OSError, OverflowError, KeyError):  # KeyError: there is no such zone.
        return clock


def _half_behind(clock: re.Match[str]) -> str:
    """A clock with the half of the day as it is written in English."""
    return f"{clock[2]} {'am' if clock[1] in ('오전', '上午', '午前') else 'pm'}"


def _of_the_day(clock: re.Match[str]) -> str:
    """A clock of twelve hours as one of the whole day."""
    hour = int(clock[1])
    if hour <= 12:
        hour = hour % 12 + 12 * (clock[3] == "p")
    return f"{hour:02}{clock[2]}"


def _seconds(parts: dict[str, str | None]) -> float | None:
    month = parts.get("number")
    number = int(month) if month else _MONTHS[parts["month"] or ""]
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    try:
        year = int(parts["year"] or 0)
        year -= _BUDDHIST_ERA * (year >= _FIRST_OF_IT)
        day = datetime(year, number, int(parts["day"] or 0), tzinfo=UTC)
    except ValueError:
        return None
    if hour > 24 or minute > 59 or second > 60:
        return None
    return (day + timedelta(hours=hour, minutes=minute - _offset(parts.get("zone") or ""), seconds=second)).timestamp()


def _offset(zone: str) -> int:
    """Minutes that a zone is ahead of UTC."""
    found = re.search(r"([+-])(\d{1,2}):?(\d{2})?", zone)
    if not found:
        return _ZONES.get(zone, 0)
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    return -minutes if found[1] == "-" else minutes
