"""Dates, and what only looks so."""

from collections.abc import Iterator

from tests.hostile.case import NOON, Case, atom, dated, escaped, json_feed, sent, titled

MIDNIGHT = NOON - 10 * 3_600
DATES = {
    "rfc-822": ("Tue, 03 Nov 2026 10:00:00 GMT", NOON),
    "zone-in-hours": ("Tue, 03 Nov 2026 17:00:00 +0700", NOON),
    "zone-with-colon": ("Tue, 03 Nov 2026 17:00:00 +07:00", NOON),
    "zone-by-name": ("Tue, 03 Nov 2026 05:00:00 EST", NOON),
    "zone-of-nobody": ("Tue, 03 Nov 2026 10:00:00 XYZ", NOON),
    "zone-beyond-all": ("Tue, 03 Nov 2026 10:00:00 +9999", ...),
    "no-zone": ("Tue, 03 Nov 2026 10:00:00", NOON),
    "no-weekday": ("03 Nov 2026 10:00 GMT", NOON),
    "wrong-weekday": ("Sun, 03 Nov 2026 10:00:00 GMT", NOON),
    "two-digit-year": ("Tue, 03 Nov 26 10:00:00 GMT", NOON),
    "capitals": ("TUE, 03 NOV 2026 10:00:00 gmt", NOON),
    "iso": ("2026-11-03T10:00:00Z", NOON),
    "iso-with-blank": ("2026-11-03 10:00:00", NOON),
    "iso-with-fraction": ("2026-11-03T17:00:00.123456+07:00", NOON),
    "blanks-around": ("\n  Tue, 03 Nov 2026 10:00:00 GMT\t", NOON),
    "leap-second": ("Tue, 03 Nov 2026 09:59:60 GMT", ...),
    "day-that-is-none": ("Tue, 31 Feb 2026 10:00:00 GMT", None),
    "hour-that-is-none": ("Tue, 03 Nov 2026 99:00:00 GMT", None),
    "tomorrow": ("Thu, 19 Nov 2026 00:00:00 GMT", 1_795_046_400),
    "next-year": ("Wed, 03 Nov 2027 10:00:00 GMT", None),
    "1970": ("Thu, 01 Jan 1970 00:00:00 GMT", None),
    "year-0": ("0000-00-00 00:00:00", None),
    "year-1": ("Mon, 01 Jan 0001 00:00:00 GMT", None),
    "year-99999": ("Tue, 03 Nov 99999 10:00:00 GMT", None),
    "slashes": ("2026/11/03", 1_793_664_000),
    "negative": ("-0001-11-30T00:00:00+00:00", None),
    "epoch": ("1793700000", NOON),
    "epoch-in-milliseconds": ("1793700000000", NOON),
    "number": ("20261103", 1_793_664_000),
    "word": ("yesterday", None),
    "german-month": ("Di, 03 Dez 2026 10:00:00 GMT", None),
    "french-month": ("mar., 03 nov. 2026 10:00:00 GMT", NOON),
    "thai": ("อังคาร, 03 พ.ย. 2569 17:00:00 +0700", NOON),
    "arabic-digits": ("٠٣ Nov ٢٠٢٦ 10:00:00 GMT", NOON),
    "buddhist-year": ("Tue, 03 Nov 2569 17:00:00 +0700", NOON),
    "markup": ("<![CDATA[<b>Tue, 03 Nov 2026 10:00:00 GMT</b>]]>", NOON),
    "markup-that-says-it": (escaped("<time datetime='2026-11-03T17:00:00+07:00'>Tue, 11/03/2026</time>"), NOON),
    "markup-without-end": (escaped("<time datetime='2026-11-03T17:00:00+07:00"), ...),
    "zone-twice": ("2026-11-03 17:00:00.5 +0700 ICT", NOON),
    "month-first-behind-its-day": ("Mon, 11/16/2026 - 10:00", 1_794_823_200),
    "month-by-its-number-in-japanese": ("火, 03 11月 2026 19:00:00 +0900", NOON),
    "month-by-its-number-in-korean": ("화, 03 11월 2026 19:00:00 +0900", NOON),
    "month-by-its-number-in-chinese": ("星期二, 03 十一月 2026 18:00:00 +0800", NOON),
    "asctime": ("Tue Nov  3 10:00:00 2026", NOON),
    "asctime-with-zone": ("Tue Nov 03 10:00:00 GMT 2026", NOON),
    "rfc-850": ("Tuesday, 03-Nov-26 10:00:00 GMT", NOON),
    "full-names": ("Tuesday, 03 November 2026 10:00:00 GMT", NOON),
    "month-first": ("November 3, 2026 10:00 AM", NOON),
    "month-first-and-no-time": ("Nov 3rd, 2026", MIDNIGHT),
    "day-alone": ("3 November 2026", MIDNIGHT),
    "no-blank-before-the-zone": ("Tue, 03 Nov 2026 10:00:00GMT", NOON),
    "comment": ("Tue, 03 Nov 2026 10:00:00 +0000 (UTC)", NOON),
    "clock-first": ("10:00, 3 November 2026 (UTC)", NOON),
    "clock-first-of-long-ago": ("10:00 November 3, 2019", 1_572_775_200),
    "clock-first-and-its-zone": ("17:00 WIB, 3 November 2026", NOON),
    "clock-first-in-figures": ("10:00 - 23/10/2026", 1_792_749_600),
    "clock-first-and-no-day": ("10:00 tomorrow", None),
    "clock-and-zone-alone": ("10:00 GMT", None),
    "at": ("November 3, 2026 at 10:00 am", NOON),
    "at-sign": ("3 Nov 2026 @ 10:00", NOON),
    "short-year-behind-a-month": ("03-NOV-26", MIDNIGHT),
    "short-year-in-thai": ("3 พ.ย. 69", MIDNIGHT),
    "month-by-its-name-in-the-middle": ("2026-Nov-03 10:00:00", NOON),
    "hyphens": ("Tue, 03-Nov-2026 10:00:00 GMT", NOON),
    "dots-in-the-time": ("Tue, 03 Nov 2026 10.00.00 GMT", NOON),
    "quotes": ('"Tue, 03 Nov 2026 10:00:00 GMT"', NOON),
    "zone-of-one-digit": ("Tue, 03 Nov 2026 17:00:00 +7", NOON),
    "zone-of-two-digits": ("Tue, 03 Nov 2026 17:00:00 +07", NOON),
    "zone-beside-gmt": ("Tue, 03 Nov 2026 17:00:00 GMT+7", NOON),
    "zone-of-the-military": ("Tue, 03 Nov 2026 10:00:00 Z", NOON),
    "zone-of-bangkok": ("Tue, 03 Nov 2026 17:00:00 ICT", NOON),
    "zone-of-yangon": ("Tue, 03 Nov 2026 16:30:00 MMT", NOON),
    "zone-of-berlin": ("Tue, 03 Nov 2026 11:00:00 CET", NOON),
    "zone-of-tokyo": ("Tue, 03 Nov 2026 19:00:00 JST", NOON),
    "zone-in-words": ("Tue, 03 Nov 2026 10:00:00 Europe/Berlin", ...),
    "iso-without-colon-in-the-zone": ("2026-11-03T17:00:00+0700", NOON),
    "iso-with-comma": ("2026-11-03T10:00:00,5Z", NOON),
    "iso-in-small-letters": ("2026-11-03t10:00:00z", NOON),
    "iso-of-a-logger": ("2026-11-03 10:00:00 +0000 UTC", NOON),
    "iso-without-hyphens": ("20261103T100000Z", NOON),
    "iso-week": ("2026-W45-2", ...),
    "iso-hour-24": ("2026-11-02T24:00:00Z", MIDNIGHT),
    "iso-month-13": ("2026-13-03T10:00:00Z", None),
    "dots": ("03.11.2026 10:00", NOON),
    "dots-and-the-year-first": ("2026.11.03", MIDNIGHT),
    "chinese": ("2026年11月3日 10:00", NOON),
    "korean": ("2026년 11월 03일", MIDNIGHT),
    "greek": ("Τρι, 03 Νοε 2026 10:00:00 +0000", NOON),
    "russian": ("вт, 03 ноя 2026 10:00:00 +0000", NOON),
    "day-or-month": ("03/11/2026", None),
    "day-or-month-with-hyphens": ("03-11-2026", None),
    "slashes-that-break-parsers": ("Fri, 2006/19/15 08:19:53 EDT", None),
    "year-of-five-digits": ("10000-01-01", None),
    "year-9999": ("9999-12-31T23:59:59Z", None),
    "microsoft": ("/Date(1793700000000)/", 1793700000),
    "null": ("null", None),
    "negative-number": ("-1", None),
    "infinite": ("1e999", None),
    "never": ("0000-00-00T00:00:00Z", None),
    "full-width": ("２０２６-11-03", ...),
    "10-kb": ("Tue, " * 2_000, None),
    "escape": ("Tue, 03 Nov 2026 10:00:00 &#x9b;31m", ...),
    "empty": ("", None),
}
"""A pubDate, and what is stored of it; "..." where it may be anything that can be believed."""
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
SEVERAL = {
    "only-updated": ("<dcterms:modified>2026-11-03T10:00:00Z</dcterms:modified>", NOON),
    "only-dc": ("<dc:date>2026-11-03T10:00:00Z</dc:date>", NOON),
    "published-unbelievable": (
        "<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate><dcterms:modified>2026-11-03T10:00:00Z</dcterms:modified>",
        NOON,
    ),
    "published-before-updated": (
        "<dcterms:modified>2026-11-04T10:00:00Z</dcterms:modified><pubDate>Tue, 03 Nov 2026 10:00:00 GMT</pubDate>",
        NOON,
    ),
    "twice": ("<pubDate>Tue, 03 Nov 2026 10:00:00 GMT</pubDate>" * 2, NOON),
}


def cases() -> Iterator[Case]:
    """Dates, and what only looks so."""
    for name, (date, seen) in DATES.items():
        entry = {} if seen is ... else {"published": seen}
        yield Case("dates", name, sent(dated(date)), entry=entry)
    for name, (more, seen) in SEVERAL.items():
        feed = titled("First", more).replace('version="2.0"', f'version="2.0" {DC}')
        yield Case("dates", name, sent(feed), entry={"published": seen})
    updated = atom("1", "2").replace("</title><link", "</title><updated>2026-11-03T10:00:00Z</updated><link")
    yield Case("dates", "atom-updated-alone", sent(updated), entry={"published": NOON})
    for name, (value, at) in {
        "json": ("2026-11-03T17:00:00+07:00", NOON),
        "json-number": (1793700000, NOON),
        "json-number-of-thousandths": (1793700000000, NOON),
        "json-number-that-counts-nothing": (17, None),
        "json-year-1": ("0001-01-01T00:00:00+23:59", None),
        "json-rfc-822": ("Tue, 03 Nov 2026 10:00:00 GMT", NOON),
        "json-in-small-letters": ("2026-11-03t10:00:00z", NOON),
        "json-no-zone": ("2026-11-03 10:00:00", NOON),
        "json-list": (["2026-11-03"], None),
        "json-long-fraction": ("2026-11-03T10:00:00.000000000000Z", NOON),
    }.items():
        dated_entry = {"id": 1, "title": "First", "date_published": value}
        yield Case("dates", name, sent(json_feed(dated_entry, {"id": 2, "title": "Second"})), entry={"published": at})
