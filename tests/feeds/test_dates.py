"""Dates in the forms in which feeds write them; what is none, or could be two, is none."""

import time
import zoneinfo
from datetime import UTC, datetime

import pytest

from monitor.feeds import dates
from monitor.feeds.parse import parse
from monitor.feeds.sure_dates import sure_date
from tests.feeds.hostile import item, rss

NOON = 1_793_700_000
"""2026-11-03, 10:00 UTC."""
DAY = NOON - 36_000


@pytest.mark.parametrize(
    "written",
    [
        "Tue, 03 Nov 2026 10:00:00 GMT",
        "Tue, 03 Nov 2026 10:00:00GMT",
        "tuesday, 3 november 2026, 10:00",
        "Tue, 03-Nov-2026 11:00:00 CET",
        "Tue, 03 Nov 2026 17:00:00 ICT",
        "Tue, 03 Nov 2026 16:30:00 MMT",
        "Tue, 03 Nov 2026 17:00:00 +7",
        "Tue, 03 Nov 2026 17:00:00 +07",
        "Tue, 03 Nov 2026 17:00:00 GMT+7",
        "Tue, 03 Nov 2026 15:30:00 +05:30",
        "Tue, 03 Nov 2026 05:00:00 -0500",
        "November 3rd, 2026 10:00",
        "2026-11-03T17:00:00.123+0700",
        "2026-11-03 10:00:00 +0000 UTC",
        "2026/11/03 10:00:00",
        "2026年11月3日 10:00",
        "03.11.2026 10:00",
        *("20261103T100000Z", "20261103T170000+0700", "20261103T1700+07", "20261103T170000.0+07:00"),
        *("3. marraskuuta 2026 10:00", "3 ноември 2026 10:00", "2026. november 3. 10:00", "३ नोभेम्बर २०२६ 10:00"),
        # As C, and as Java's Date.toString() has it.
        *("Tue Nov  3 10:00:00 2026", "Tue Nov 03 17:00:00 ICT 2026", "Tue Nov 03 11:00:00 CET 2026"),
        *("Tue Nov 03 16:30:00 MMT 2026", "Tue Nov 03 17:00:00 GMT+07:00 2026", "Tue Nov 03 05:00:00 EST 2026"),
        *("Tue, 03 Nov 2026 17:00:00 (local) +0700", "Tue, 3 Nov 126 10:00:00 GMT"),
        *("Thứ Ba, 03 Th11 2026 17:00:00 +0700", "3 نوامبر 2026 10:00", "3. stu 2026 10:00"),
        *("Tue, 03 Nov 2026 17:00:00 +0700;", '"Tue, 03 Nov 2026 17:00:00 +0700"', "3 Nov 2026 17:00 ICT +0700"),
        *("Tue , 03 Nov 2026 10:00:00 GMT", "Tue, Nov 03,2026 10:00:00 GMT"),
        *("Tue, 2026-11-03 10:00", "Tue 2026/11/03 10:00:00"),
        *("Tue, 03 Nov 2026 17:00:00 + 0700", "Tue, 03 (three) Nov 2026 (2569) 17:00:00 +0700"),
        *("ngày 03 tháng 11 năm 2026 10:00", "Thứ ba, ngày 3 tháng 11 năm 2026 17:00 GMT+7"),
        *("2026/11/03(火) 10:00", "2026-11-03 (Tue) 10:00", "3 Nov 2026(Tue) 10:00", "(Tue) 3 Nov 2026 10:00"),
        *("2026年11月3日10:00:00", "2026年11月03日18时00分00秒 +0800", "中華民國115年11月03日 10:00:00"),
        *("3 نوفمبر 2026 10:00 صباحاً", "17:00 3.11.2026 +0700"),
        "3 Nov 2026 10:00 AM",
        "November 3, 2026, 10:00am",
        "November 3, 2026 at 10:00 am",
        "3 Nov 2026 @ 10:00",
        "3 November 2026 pukul 17:00 WIB",
        *(
            "Selasa, 3 November 2026 17.00 WIB",
            "3 Nov 2026, 18.00.00 WITA",
            "2026-11-03 17.00 ICT",
            "3 Nov 2026 10.00am",
        ),
        *(
            "3 Nov 2026 17:00 WIB (GMT+7)",
            "Tue, 3 Nov 2026 17:00:00 ICT (+07:00)",
            "Tue, 3 Nov 2026 18:00:00 +08 (SGT)",
        ),
        "3 Nov 2026 17:00 WIB / 18:00 WITA",
        "3 de noviembre de 2026 a las 10:00",
        "10:00, 3 November 2026 (UTC)",
        "17:00 (ICT) 3 Nov 2026",
        "10:00 | 3 Nov 2026",
        "17:00 +0700 3 Nov 2026",
        "10:00 น. 3 พ.ย. 2569",
        "2026-Nov-03 10:00",
        "03-NOV-26 10:00",
        "2026-11-03 10:00:00 a.m.",
        "Tue, 03 Nov 2026 05:00:00 AM EST",
        "Nov 3, 2026 2:00 AM PST",
        "Tue, 03 Nov 2026 05:00:00 PM +0700",
        "3 Nov 2026 5:00 p.m. ICT",
        "2026-11-03 05:00:00 PM GMT+7",
        "Tue Nov  3 10:00:00 AM UTC 2026",
        " \n2026-11-03T10:00:00Z ",
        "Tue, 03 Nov 2026 15:30:00 IST",
        "Tue, 03 Nov 2026 05:00:00 \u22120500",
        "\u200e3 Nov 2026 10:00\u200f",
        "3 novembre 2026 à 10h00",
        "3. November 2026, 10:00 Uhr",
        "2026년 11월 3일 화요일 10:00",
        "2026年11月3日(火) 10時00分",
        "2026年11月3日 星期二 10:00",
        "民國115年11月3日 10:00",
        "令和8年11月3日 10:00",
        "3 Nobyembre 2026 10:00 AM",
        "3 Nov 2026 10am",
        "ថ្ងៃទី៣ ខែវិច្ឆិកា ឆ្នាំ២០២៦ 10:00",
        "၂၀၂၆ ခုနှစ် နိုဝင်ဘာလ ၃ ရက် 10:00",
        "3 تشرين الثاني 2026 10:00 ص",
        "/Date(1793700000000)/",
        "1793700000.25",
        "1793700000000000",
        "2026-11-03T17:00:00+07:00[Asia/Bangkok]",
        "2026-11-03T10:00:00Z[UTC]",
        "2026-11-03T17:00[Asia/Ho_Chi_Minh]",
        "2026-11-03 05:00:00 PM Asia/Phnom_Penh",
        "Tue, 03 Nov 2026 05:00:00 America/New_York",
        "Tue, 03 Nov 2026 10:00:00 Middle/Earth",
        *("2026-11-03 05:00:00 US/Eastern", "2026-11-03T13:00[Africa/Dar_es_Salaam]", "2026-11-03 05:00 EST5EDT"),
        *("2026-11-03 05:00 America/Port-au-Prince", "2026-11-03T03:00:00[Etc/GMT+7]", "2026-11-03 10:00 [UTC]"),
        *("2026-11-03 07:00 America/Argentina/Buenos_Aires", "2026-11-03 06:00 america/port_of_spain"),
        *("Nov. 3, 2026, 10 a.m.", "3 Nov 2026 10 a.m", "Nov. 3, 2026, 5 p.m. ICT", "3 نوفمبر، 2026 10:00"),
        *("Tue, 03 Nov 2026 05:00:00 --0500", "Tue, 03 Nov 2026 17:00 ++07:00", "2026-11-03T05:00:00:-0500"),
        *("2026-11-03 10:00:00.123456789 +0000 UTC m=+0.013405168", "2026-11-03 17:00:00 +0700 ICT m=-1.5"),
        *("2026-11-03 17:00:00.5 +0700 +07", "2026-11-03 17:00:00 +0700 +07 m=+1.5", "2026-11-03 15:30:00 +0530 +0530"),
        *("2026-11-03T100000Z", "2026-11-03T170000+0700", "2026-11-03 10:00:00 (화)", "2026年11月3日 10:00 (火)"),
        *("2026-11-03T05:00:00-05:00Z", "2026-11-03 17:00:00.5 +0700Z", "Tue, 03 Nov 2026 17:00 +0700 Z"),
        "/Date(1793700000000+0700)/",
        *("Nov 3, 2026 5:00 AM ET", "Nov. 3, 2026 | 4:00 a.m. CT", "3 Nov 2026 2:00 AM PT", "3.11.2026 13:00 (МСК)"),
        *(
            "3 ноября 2026 в 10:00",
            "3 листопада 2026 о 10:00",
            "3 november 2026 om 10:00",
            "3 Nov 2026, Jam: 17:00 WIB",
        ),
        *("<b>Tue, 03 Nov 2026 10:00:00 GMT</b>", '<p><time datetime="2026-11-03T10:00Z">today</time></p>'),
    ],
)
def test_a_moment_is_told_to_the_second(written: str) -> None:
    assert dates.seconds(written) == NOON


@pytest.mark.parametrize(
    "written",
    [
        *("Di, 3 Nov 2026 11:00:00 +0100", "Dienstag, 3. November 2026 10:00"),
        *("mar., 3 nov. 2026 11:00:00 +0100", "martes, 3 de noviembre de 2026 10:00", "mar, 3 novembre 2026 11:00 CET"),
        *("Ter, 03 Nov 2026 07:00:00 -0300", "terça-feira, 3 de novembro de 2026 10:00"),
        *("Sel, 03 Nov 2026 17:00:00 WIB", "Вт, 03 Ноя 2026 13:00:00 +0300", "вторник, 3 ноября 2026 13:00 MSK"),
        *("Τρί, 03 Νοέ 2026 12:00:00 EET", "Τρι, 03 Νοε 2026 12:00:00 +0200"),
        *("Thứ Ba, 03 tháng 11 2026 17:00:00 +0700", "3 Tháng 11, 2026 10:00"),
        *("Th 3, 03 Thg 11 2026 17:00:00 +0700", "Th3 03 thg 11 2026 17:00 ICT", "CN, 03 Thg 11 2026 10:00"),
        *("อ., 03 พ.ย. 2569 17:00:00 +0700", "อังคาร 3 พฤศจิกายน 2569 17:00 ICT", "อ. 3 พ.ย. 2026 10:00"),
        *("Tue, 03 Nov 2569 17:00:00 +0700", "2569-11-03T10:00:00Z", "ອັງຄານ, 03 ພະຈິກ 2026 17:00:00 +0700"),
        *("អង្គារ, 03 វិច្ឆិកា 2026 17:00:00 +0700", "အင်္ဂါ, 03 နိုဝင်ဘာ 2026 16:30:00 MMT"),
        *("Sal, 03 Kas 2026 13:00:00 +0300", "3 Kasım 2026 10:00"),
        *(
            "2026-11-03 오전 10:00:00",
            "2026년 11월 3일 오전 10:00",
            "2026年11月3日 上午10:00",
            "2026年11月3日 午前 10:00",
        ),
        *("3 พ.ย. 2569 10:00 น.", "วันอังคารที่ 3 พฤศจิกายน พ.ศ. 2569 เวลา 10:00 น.", "Thứ Ba, 3 Tháng Mười Một 2026 10:00"),
        *(
            "الثلاثاء, 3 نوفمبر 2026 10:00:00 +0000",
            "मंगलवार, ३ नवम्बर २०२६ 10:00",
            "৩ নভেম্বর ২০২৬ 10:00",
            "3 نومبر 2026 | 10:00",
        ),
        *("3 Nov 2026 - 10:00", "3 Nov 2026, 17:00 (GMT+7)", "2026-11-03 – 10:00", "3 tháng mười một, 2026 lúc 10:00"),
        *(
            "3 Kasım 2026 Salı 10:00",
            "3 ноября 2026 г. 10:00",
            "3 ноября 2026 года, 10:00",
            "3 листопада 2026 р. 10:00",
        ),
        *("115年11月3日 18:00 +0800", "令和8年11月3日 10:00", "平成38年11月3日 10:00", "昭和 101 年 11 月 3 日 10:00"),
        *("3. studenoga 2026. 10:00", "uto, 3. stu 2026. u 10:00", "3. 11. 2026. 10:00:00", "3.11.2026. 10:00"),
        *("3 ноември 2026 г., 10:00 ч.", "3.11.2026 г., 12:00 ч. EET"),
        *(
            "utorak, 3.11.2026. u 10:00",
            "utorak 3. 11. 2026. | 10:00",
            "3. 11. 2026 ob 10.00",
            "e martë, 3.11.2026 10:00",
        ),
        *("3 nëntor 2026, ora 10:00", "3 ноември 2026 во 10:00", "3 Kasım 2026 saat 10:00"),
        *("အင်္ဂါ၊ နိုဝင်ဘာ ၃၊ ၂၀၂၆ ၁၀:၀၀", "နိုဝင်ဘာလ ၃ ရက်၊ ၂၀၂၆ 10:00"),
        *("ថ្ងៃទី៣ ខែវិច្ឆិកា ឆ្នាំ២០២៦ ម៉ោង ១០:០០", "3 November 2026 6:00 petang +0800", "3 Nov 2026 10.00 pagi"),
        *(
            "2026 yil 3 noyabr, 10:00",
            "2026-жыл, 3-ноябрь 10:00",
            "2026 ж. 3 қараша 10:00",
            "3 նոյեմբերի 2026 թ. 10:00",
        ),
        *("الثلاثاء، ٣ نوفمبر ٢٠٢٦ - ١٠:٠٠ ص", "٣ نوفمبر ٢٠٢٦ ٠١:٠٠ م +0300", "৩ নভেম্বর ২০২৬ ১০:০০ am"),
        *("سه‌شنبه ۱۲ آبان ۱۴۰۵ ساعت ۱۰:۰۰", "سه شنبه 12 آبان 1405 - 10:00", "۱۴۰۵/۰۸/۱۲ ۱۳:۳۰ +0330"),
        *("1405-08-12 10:00:00", "1405-08-12T10:00:00Z", "Tue, 12 Aban 1405 13:30:00 +0330", "۱۲ عقرب ۱۴۰۵ 10:00"),
        *("1405/08/12 10:00 ق.ظ", "۱۲ آبان ۱۴۰۵ - ۱:۳۰ ب.ظ +0330", "3 November 2026 6:00 malam +0800"),
        *(
            "3 Nov 2026 6:00 PTG +0800",
            "03 November 2026 10.00 PG",
            "3 Kasım 2026 ÖÖ 10:00",
            "3 Kasım 2026 1:00 ÖS +0300",
        ),
        *("1793700000", "1793700000000"),
        *("2026-W45-2T10:00:00Z", "2026-w45-2T12:00:00+02:00", "2026W452T100000Z"),
    ],
)
def test_a_date_in_the_words_of_its_language_is_told_by_either_way_of_reading_a_feed(written: str) -> None:
    body = rss(item(1, more=f"<pubDate>{written}</pubDate>")).encode()
    for slow in (False, True):
        (found,) = parse(body, "", "", NOON, slow=slow).found
        assert found.entry.published == NOON


@pytest.mark.parametrize(
    "written",
    ["{0} {1} Nov 2026", "{0} {1:02} Nov 2026 00:00:00 GMT", "{1} Nov 2026", "Th 2 {1} thg 11 2026"],
)
def test_the_number_of_a_weekday_is_no_part_of_the_day(written: str) -> None:
    for day in range(1, 31):
        when = datetime(2026, 11, day, tzinfo=UTC)
        assert dates.seconds(written.format(when.strftime("%a"), day)) == when.timestamp()


@pytest.mark.parametrize(
    "written",
    [
        *("Tue Nov 03 18:00:00 {} 2026", "Tue, 03 Nov 2026 18:00:00 {}", "2026-11-03 18:00 ({})"),
        *("Tue Nov 03 2026 18:00:00 GMT+0800 ({})", "2026-11-03 18:00:00 +0800 {}"),
    ],
)
def test_a_zone_whose_letters_are_two_zones_is_that_of_the_feed_s_language(written: str) -> None:
    written = written.format("CST")
    for language, ahead in (("zh-cn", 0), ("zh_TW", 0), ("en-us", 14), ("", 14)):
        body = rss(f"<language>{language}</language>" + item(1, more=f"<pubDate>{written}</pubDate>")).encode()
        for slow in (False, True):
            (found,) = parse(body, "", "", NOON, slow=slow).found
            assert found.entry.published == NOON + 3_600 * ahead * ("+0800" not in written)


def test_israel_s_zone_is_known_by_each_name_of_its_language_and_no_other_s_is_taken_for_it() -> None:
    for language, written in (("he", "12:00"), ("iw", "12:00"), ("iw-IL", "12:00"), ("heb", "12:00"), ("en", "15:30")):
        dated = item(1, more=f"<pubDate>Tue, 03 Nov 2026 {written}:00 IST</pubDate>")
        for slow in (False, True):
            (found,) = parse(rss(f"<language>{language}</language>{dated}").encode(), "", "", NOON, slow=slow).found
            assert found.entry.published == NOON


@pytest.mark.parametrize("half", ["abends", "nachmittags", "uvečer"])
def test_a_word_behind_a_day_in_figures_may_say_which_half_of_the_day_and_is_no_weekday(half: str) -> None:
    assert dates.seconds(f"3.11.2026 {half} 8:00") is None


@pytest.mark.parametrize(
    ("written", "language"),
    [
        *((f"{day} - 18:00 CST", "zh") for day in ("3 Nov 2026", "03.11.2026", "2026-11-03", "2026年11月3日")),
        *(("Nov 3, 2026 -18:00 (CST)", "zh"), ("3 Nov 2026 - 12:00 IST", "he")),
        # Australia's, which has the letters of the other in it.
        ("3 Nov 2026 19:30 ACST", "zh"),
    ],
)
def test_a_dash_before_the_clock_is_no_offset_beside_such_a_zone(written: str, language: str) -> None:
    assert dates.seconds(written, language=language) == NOON


@pytest.mark.parametrize(
    ("written", "language"),
    [
        *(("2026-11-03 18:00:00 +08:00 CST", "zh-cn"), ("Tue, 03 Nov 2026 18:00 UTC+8 CST", "zh-tw")),
        *(("3 Nov 2026 18:00 CST+0800", "zh"), ("2026-11-03T18:00:00 CST+8", "zh"), ("2026-11-03 18:00:00CST", "zh")),
        *(("2026-11-03 04:00:00 -06:00 (CST)", "zh"), ("Tue Nov 03 18:00:00 +08:00 CST 2026", "zh")),
        *(("3 Nov 2026 12:00 +02:00 IST", "he"), ("2026-11-03 12:00 +02 IST", "he-il")),
        *((f"2026-11-03T18:00:00.{fraction}+08:00 CST", "zh") for fraction in ("5", "000", "123456")),
    ],
)
def test_such_a_zone_says_nothing_beside_an_offset(written: str, language: str) -> None:
    assert dates.seconds(written, language=language) == NOON


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        *(("July 3, 2026 10:00 am ET", "2026-07-03T14:00Z"), ("2026-07-03 10:00 PT", "2026-07-03T17:00Z")),
        *(("1 Nov 2026 00:30 CT", "2026-11-01T05:30Z"), ("1 Nov 2026 03:30 MT", "2026-11-01T10:30Z")),
        ("3 Jul 2026 10:00 EST", "2026-07-03T15:00Z"),
    ],
)
def test_a_zone_that_is_called_so_all_the_year_has_summer_time(written: str, utc: str) -> None:
    if "America/New_York" not in zoneinfo.available_timezones():
        pytest.skip("no zones are installed here")
    assert dates.seconds(written) == datetime.fromisoformat(utc).timestamp()


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        *(("10:00 ET - 3 November 2026", 5), ("10:00 МСК - 3 November 2026", -3), ("10:00 GMT - 3 Nov 2026", 0)),
        *(("10:00 EST - 2026-11-03", 5), ("10:00 GMT - 0500 EST, 3 Nov 2026", 5), ("3 Nov 2026 10:00 - 0500", 5)),
    ],
)
def test_a_dash_between_a_zone_and_the_day_is_no_sign_of_an_offset(written: str, hours: int) -> None:
    assert dates.seconds(written) == NOON + hours * 3_600


@pytest.mark.parametrize("written", ["1er novembre", "1° novembre", "1º de novembro de", "Sunday, 1st of November"])
def test_the_first_day_of_a_month_has_its_words(written: str) -> None:
    assert dates.seconds(f"{written} 2026 10:00") == NOON - 2 * 86_400


def test_vietnamese_months_are_counted() -> None:
    names = "giêng hai ba tư năm sáu bảy tám chín mười,mười một,mười hai".replace(" ", ",", 9).split(",")
    for number, name in enumerate(names, 1):
        assert dates.seconds(f"Thứ tư, 5 tháng {name} 2026") == datetime(2026, number, 5, tzinfo=UTC).timestamp()


@pytest.mark.parametrize("written", ["2026-{}", "2026{}"])
def test_a_day_of_the_year_is_told_by_its_number_by_either_way_of_reading_a_feed(written: str) -> None:
    assert dates.seconds(written.format("366")) is None, "it is none of the next year"
    days = {"001": "2026-01-01", "060": "2026-03-01", "307": "2026-11-03", "000": "", "366": "", "400": ""}
    for number, day in days.items():
        body = rss(item(1, more=f"<pubDate>{written.format(number)}</pubDate>")).encode()
        for slow in (False, True):
            (found,) = parse(body, "", "", NOON, slow=slow).found
            assert found.entry.published == dates.seconds(day)


@pytest.mark.parametrize(
    "written",
    ["2026-307T12:00:00Z", "2026-307T19:00+07:00", "2026-307 12:00:00", "2026307T120000Z", "2026307T1900+0700"],
)
def test_a_day_of_the_year_has_its_clock_by_either_way_of_reading_a_feed(written: str) -> None:
    body = rss(item(1, more=f"<pubDate>{written}</pubDate>")).encode()
    for slow in (False, True):
        (found,) = parse(body, "", "", NOON + 86_400, slow=slow).found
        assert found.entry.published == datetime(2026, 11, 3, 12, tzinfo=UTC).timestamp()
    assert dates.seconds(written.replace("-307", "-366").replace("6307", "6366")) is None


def test_a_day_with_an_offset_behind_it_has_no_clock() -> None:
    assert dates.seconds("2026-11-03-10:00") != datetime(2026, 11, 3, 10, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    "written",
    [
        *("lunes, 23/11/2026 - 00:00", "11/23/2026", "23/11/2026 12:00 AM", "23-11-2026 00:00"),
        *("11/23/2026 7:00 AM ICT", "23 11 2026 07:00:00 +0700", "11 23 2026"),
    ],
)
def test_of_day_and_month_in_figures_one_above_twelve_is_the_day(written: str) -> None:
    assert dates.seconds(written) == datetime(2026, 11, 23, tzinfo=UTC).timestamp()
    assert dates.seconds(written.replace("23", "12")) is None


@pytest.mark.parametrize("slow", [False, True])
@pytest.mark.parametrize(
    "day", ["3 Nov 2026", "Tue, 03 Nov 2026", "Nov 3, 2026", "2026-11-03", "3.11.2026", "3 Nov 26"]
)
def test_a_day_may_have_a_zone_and_no_clock(day: str, slow: bool) -> None:
    body = rss(item(1, more=f"<pubDate>{day} GMT</pubDate>")).encode()
    (found,) = parse(body, "", "", NOON, slow=slow).found
    assert found.entry.published == DAY


@pytest.mark.parametrize("clock", ["1:00:00 CH", "01:00 م", "1:00 p. m."])
def test_the_afternoon_has_its_words(clock: str) -> None:
    assert dates.seconds(f"23/11/2026 {clock}") == datetime(2026, 11, 23, 13, tzinfo=UTC).timestamp()


@pytest.mark.parametrize("first", [True, False])
def test_of_two_numbers_that_may_be_the_month_what_is_known_of_the_feed_tells(first: bool) -> None:
    day, month = (2, 3) if first else (3, 2)
    meant = datetime(2026, month, day, 10, tzinfo=UTC).timestamp()
    assert dates.seconds("Thứ hai, 02/03/2026 10:00", day_first=first) == meant
    assert dates.seconds("02-03-2026 10:00 AM", day_first=first) == meant
    assert dates.seconds("02 03 2026 10:00", day_first=first) == meant
    assert dates.seconds(f"{'Mon' if first else 'Tue'}, 02 03 2026 10:00:00 GMT") == meant
    assert dates.seconds("02/03/2026 10:00") is None
    assert dates.seconds("03/03/2026") == dates.seconds("03/03/2026", day_first=first) is not None


@pytest.mark.parametrize(
    ("written", "language", "first"),
    [
        (["02/03/2026", "23/03/2026"], "", True),
        (["02/03/2026", "03/23/2026"], "vi", False),
        (["23/03/2026", "03/23/2026"], "", None),
        (["02 03 2026", "23 03 2026"], "", True),
        (["02/03/2026"], "th-TH", True),
        (["02/03/2026"], "en_GB", True),
        (["02/03/2026"], "en-us", False),
        (["02/03/2026"], "en", None),
        (["14:05 02/03/2026", "14:05, 02/03/2026"], "vi", True),
        (["14:05 | 02/03/2026", "9:05 03/23/2026"], "", False),
        (["02/03/2026"], "iw", True),
        (["02/03/2026"], "ind", True),
        (["2026-03-02"], "vi", None),
        ([], "vi", None),
    ],
)
def test_which_is_the_day_the_other_dates_tell_or_the_language(
    written: list[str], language: str, first: bool | None
) -> None:
    assert dates.day_is_first(written, language) is first


def test_so_no_day_of_a_month_is_lost_in_a_feed() -> None:
    days = [f"<pubDate>{day:02}/11/2026 10:00</pubDate>" for day in (2, 23)]
    read = parse(
        rss("".join(item(n, more=day) for n, day in enumerate(days))).encode(),
        "https://news.example/feed",
        "",
        NOON + 40 * 86_400,
    )
    told = [datetime.fromtimestamp(found.entry.published or 0, UTC).day for found in read.found]
    assert told == [2, 23]


@pytest.mark.parametrize(
    ("months", "names"),
    [
        ("de", "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
        ("de", "Jän Feb Mrz Apr Mai Jun Jul Aug Sep Okt Nov Dez"),
        ("fr", "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc."),
        ("fr", "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
        ("es", "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
        ("pt", "Jan Fev Mar Abr Mai Jun Jul Ago Set Out Nov Dez"),
        ("pt", "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"),
        ("it", "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"),
        ("id", "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"),
        ("ms", "Jan Feb Mac Apr Mei Jun Jul Ogos Sep Okt Nov Dis"),
        ("fil", "Enero Pebrero Marso Abril Mayo Hunyo Hulyo Agosto Setyembre Oktubre Nobyembre Disyembre"),
        ("kk", "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан"),
        ("ta", "ஜனவரி பிப்ரவரி மார்ச் ஏப்ரல் மே ஜூன் ஜூலை ஆகஸ்ட் செப்டம்பர் அக்டோபர் நவம்பர் டிசம்பர்"),
        ("si", "ජනවාරි පෙබරවාරි මාර්තු අප්‍රේල් මැයි ජූනි ජූලි අගෝස්තු සැප්තැම්බර් ඔක්තෝබර් නොවැම්බර් දෙසැම්බර්"),
        ("ru", "янв фев мар апр май июн июл авг сен окт ноя дек"),
        ("ru", "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
        ("th", "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค."),
        (
            "th",
            "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
        ),
        ("lo", "ມ.ກ. ກ.ພ. ມ.ນ. ມ.ສ. ພ.ພ. ມິ.ຖ. ກ.ລ. ສ.ຫ. ກ.ຍ. ຕ.ລ. ພ.ຈ. ທ.ວ."),
        ("lo", "ມັງກອນ ກຸມພາ ມີນາ ເມສາ ພຶດສະພາ ມິຖຸນາ ກໍລະກົດ ສິງຫາ ກັນຍາ ຕຸລາ ພະຈິກ ທັນວາ"),
        ("km", "មករា កុម្ភៈ មីនា មេសា ឧសភា មិថុនា កក្កដា សីហា កញ្ញា តុលា វិច្ឆិកា ធ្នូ"),
        ("my", "ဇန်နဝါရီ ဖေဖော်ဝါရီ မတ် ဧပြီ မေ ဇွန် ဇူလိုင် သြဂုတ် စက်တင်ဘာ အောက်တိုဘာ နိုဝင်ဘာ ဒီဇင်ဘာ"),
        ("pl", "sty lut mar kwi maj cze lip sie wrz paź lis gru"),
        ("pl", "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia"),
        ("hr", "sij velj ožu tra svi lip srp kol ruj lis stu pro"),
        ("hr", "siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca"),
        ("cs", "led úno bře dub kvě čvn čvc srp zář říj lis pro"),
        ("cs", "ledna února března dubna května června července srpna září října listopadu prosince"),
        ("ro", "ian feb mar apr mai iun iul aug sept oct noi dec"),
        ("nl", "jan feb mrt apr mei jun jul aug sep okt nov dec"),
        ("nl", "januari februari maart april mei juni juli augustus september oktober november december"),
        ("uk", "січ лют бер кві тра чер лип сер вер жов лис гру"),
        ("uk", "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня"),
        ("he", "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר"),
        ("he", "בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר"),
        ("ar", "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"),
        ("ar", "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر"),
        ("ar", "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر"),
        ("tr", "Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara"),
        ("tr", "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık"),
        ("el", "Ιαν Φεβ Μάρ Απρ Μάι Ιούν Ιούλ Αύγ Σεπ Οκτ Νοέ Δεκ"),
        (
            "fi",
            "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta "
            "marraskuuta joulukuuta",
        ),
        ("hu", "január február március április május június július augusztus szeptember október november december"),
        ("et", "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember"),
        (
            "lt",
            "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio",
        ),
        ("bg", "януари февруари март април май юни юли август септември октомври ноември декември"),
        ("sr", "јануар фебруар март април мај јун јул август септембар октобар новембар децембар"),
        ("uz", "yanvar fevral mart aprel may iyun iyul avgust sentyabr oktyabr noyabr dekabr"),
        ("sw", "Januari Februari Machi Aprili Mei Juni Julai Agosti Septemba Oktoba Novemba Desemba"),
        ("ne", "जनवरी फेब्रुअरी मार्च अप्रिल मे जुन जुलाई अगस्ट सेप्टेम्बर अक्टोबर नोभेम्बर डिसेम्बर"),
        ("he", "ינו׳ פבר׳ מרץ אפר׳ מאי יוני יולי אוג׳ ספט׳ אוק׳ נוב׳ דצמ׳"),
        ("my", "ဇန် ဖေ မတ် ဧ မေ ဇွန် ဇူ ဩ စက် အောက် နို ဒီ"),
        ("sq", "janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor"),
        ("sq", "jan shk mar pri maj qer korr gush sht tet nën dhj"),
        ("so", "Janaayo Febraayo Maarso Abriil Maayo Juun Luulyo Agosto Sebtembar Oktoobar Noofeembar Diseembar"),
        ("so", "Jan Feb Mar Abr May Jun Lul Ogs Seb Okt Nof Dis"),
        (
            "rw",
            "Mutarama Gashyantare Werurwe Mata Gicurasi Kamena Nyakanga Kanama Nzeri Ukwakira Ugushyingo Ukuboza",
        ),
        (
            "om",
            "Amajjii Guraandhala Bitootessa Eebila Caamsaa Waxabajjii Adoolessa Hagayya Fulbaana Onkoloolessa Sadaasa "
            "Mudde",
        ),
        ("ka", "იანვარი თებერვალი მარტი აპრილი მაისი ივნისი ივლისი აგვისტო სექტემბერი ოქტომბერი ნოემბერი დეკემბერი"),
        (
            "hy",
            "հունվարի փետրվարի մարտի ապրիլի մայիսի հունիսի հուլիսի օգոստոսի սեպտեմբերի հոկտեմբերի նոյեմբերի դեկտեմբերի",
        ),
        ("hy", "հնվ փտվ մրտ ապր մյս հնս հլս օգս սեպ հոկ նոյ դեկ"),
        ("am", "ጃንዋሪ ፌብሩዋሪ ማርች ኤፕሪል ሜይ ጁን ጁላይ ኦገስት ሴፕቴምበር ኦክቶበር ኖቬምበር ዲሴምበር"),
        ("am", "ጃን ፌብ ማርች ኤፕሪ ሜይ ጁን ጁላይ ኦገስ ሴፕቴ ኦክቶ ኖቬም ዲሴም"),
        ("te", "జనవరి ఫిబ్రవరి మార్చి ఏప్రిల్ మే జూన్ జులై ఆగస్టు సెప్టెంబర్ అక్టోబర్ నవంబర్ డిసెంబర్"),
        ("te", "జన ఫిబ్ర మార్చి ఏప్రి మే జూన్ జులై ఆగ సెప్టెం అక్టో నవం డిసెం"),
        ("ml", "ജനുവരി ഫെബ്രുവരി മാർച്ച് ഏപ്രിൽ മേയ് ജൂൺ ജൂലൈ ഓഗസ്റ്റ് സെപ്റ്റംബർ ഒക്‌ടോബർ നവംബർ ഡിസംബർ"),
        ("ml", "ജനു ഫെബ്രു മാർ ഏപ്രി മേയ് ജൂൺ ജൂലൈ ഓഗ സെപ്റ്റം ഒക്ടോ നവം ഡിസം"),
        ("kn", "ಜನವರಿ ಫೆಬ್ರವರಿ ಮಾರ್ಚ್ ಏಪ್ರಿಲ್ ಮೇ ಜೂನ್ ಜುಲೈ ಆಗಸ್ಟ್ ಸೆಪ್ಟೆಂಬರ್ ಅಕ್ಟೋಬರ್ ನವೆಂಬರ್ ಡಿಸೆಂಬರ್"),
        ("kn", "ಜನ ಫೆಬ್ರ ಮಾರ್ಚ್ ಏಪ್ರಿ ಮೇ ಜೂನ್ ಜುಲೈ ಆಗ ಸೆಪ್ಟೆಂ ಅಕ್ಟೋ ನವೆಂ ಡಿಸೆಂ"),
        ("gu", "જાન્યુઆરી ફેબ્રુઆરી માર્ચ એપ્રિલ મે જૂન જુલાઈ ઑગસ્ટ સપ્ટેમ્બર ઑક્ટોબર નવેમ્બર ડિસેમ્બર"),
        ("gu", "જાન્યુ ફેબ્રુ માર્ચ એપ્રિલ મે જૂન જુલાઈ ઑગસ્ટ સપ્ટે ઑક્ટો નવે ડિસે"),
        ("pa", "ਜਨਵਰੀ ਫ਼ਰਵਰੀ ਮਾਰਚ ਅਪ੍ਰੈਲ ਮਈ ਜੂਨ ਜੁਲਾਈ ਅਗਸਤ ਸਤੰਬਰ ਅਕਤੂਬਰ ਨਵੰਬਰ ਦਸੰਬਰ"),
        ("mr", "जानेवारी फेब्रुवारी मार्च एप्रिल मे जून जुलै ऑगस्ट सप्टेंबर ऑक्टोबर नोव्हेंबर डिसेंबर"),
        ("mr", "जाने फेब्रु मार्च एप्रि मे जून जुलै ऑग सप्टें ऑक्टो नोव्हें डिसें"),
        ("id", "Januari Pebruari Maret April Mei Juni Juli Agustus September Oktober Nopember Desember"),
        ("hi", "जन॰ फ़र॰ मार्च अप्रैल मई जून जुल॰ अग॰ सित॰ अक्तू॰ नव॰ दिस॰"),
        ("bn", "জানু ফেব মার্চ এপ্রি মে জুন জুল আগ সেপ অক্টো নভে ডিসে"),
        ("ta", "ஜன. பிப். மார். ஏப். மே ஜூன் ஜூலை ஆக. செப். அக். நவ. டிச."),
        (
            "el",
            "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου "
            "Νοεμβρίου Δεκεμβρίου",
        ),
    ],
)
def test_every_month_has_its_names(months: str, names: str) -> None:
    told = [dates.seconds(f"9 {name} 2026 10:00 GMT", language=months) for name in names.split()]
    assert told == [datetime(2026, number, 9, 10, tzinfo=UTC).timestamp() for number in range(1, 13)], months


@pytest.mark.parametrize(
    ("language", "name"),
    [
        *(("rm", "matg"), ("xh", "Matshi"), ("nso", "Matšhe"), ("rn", "Nzero"), ("", "Nyakanga")),
        *(
            ("sn", "Nyamavhuvhu"),
            ("ff", "korse"),
            ("ts", "Mudyaxihi"),
            ("ve", "Fulwi"),
            ("sg", "Fulundïgi"),
            ("ki", "Mũthatũ"),
        ),
    ],
)
def test_a_month_is_not_taken_for_another_languages_that_begins_alike(language: str, name: str) -> None:
    assert dates.seconds(f"9 {name} 2025 10:00 GMT", language=language) is None


@pytest.mark.parametrize("clock", ["12:30 malam", "12.30 malam", "12:30 mlm", "12:30 pagi", "12:30 am"])
def test_the_first_hour_of_a_malay_day_is_counted_to_its_night(clock: str) -> None:
    assert dates.seconds(f"3 November 2026 {clock}") == datetime(2026, 11, 3, 0, 30, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("language", "name", "number"),
    [
        *(("fi", "Tam", 1), ("fi", "Hei", 7), ("fi", "Lok", 10), ("fi", "Jou", 12), ("nl", "maart", 3)),
        *(("fi", "marraskuu", 11), ("fi", "maaliskuu", 3), ("en", "March", 3), ("en", "Mar", 3), ("en", "Sept", 9)),
        *(("hr", "listopada", 10), ("bs-BA", "listopad", 10), ("HR_hr", "listopada", 10), ("hr", "studenoga", 11)),
        *(("pl", "listopada", 11), ("cs", "listopadu", 11), ("", "listopadu", 11), ("cs-CZ", "listopad", 11)),
        *(("hr", "lip", 6), ("hr-HR", "lip.", 6), ("pl-PL", "lip", 7), ("", "lipca", 7), ("", "lipnja", 6)),
        *(("hr", "srp", 7), ("bs", "srp.", 7), ("cs", "srp", 8), ("", "srpna", 8), ("", "srpnja", 7)),
        *(("hr", "lis", 10), ("hr-HR", "lis.", 10), ("pl", "lis", 11), ("cs", "lis", 11)),
        *(("rw", "Nyakanga", 7), ("rn", "Nyakanga", 9), ("fy", "maaie", 5), ("ga", "Meitheamh", 6)),
    ],
)
def test_a_month_is_that_of_its_language_by_either_way_of_reading_a_feed(language: str, name: str, number: int) -> None:
    head = f"<language>{language}</language>" * bool(language)
    body = rss(head + item(1, more=f"<pubDate>9 {name} 2025 10:00:00 +0000</pubDate>")).encode()
    for slow in (False, True):
        (found,) = parse(body, "", "", NOON, slow=slow).found
        assert found.entry.published == datetime(2025, number, 9, 10, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("written", "day"),
    [
        *(("uto, 17 lip 2025 10:00", "2025-06-17"), ("czw., 17 lip 2025 10:00", "2025-07-17")),
        *(("čet, 17 srp 2025 10:00", "2025-07-17"), ("Ne, 17 srp 2025 10:00", "2025-08-17")),
        *(("pet, 17 lis 2025 10:00", "2025-10-17"), ("Fri, 17 Lis 2025 10:00", "2025-10-17")),
        *(("petak, 17. listopada 2025 10:00", "2025-10-17"), ("Pt, 17 lis 2025 10:00", "2025-10-17")),
        *(("poniedziałek, 17 listopada 2025 10:00", "2025-11-17"), ("pondělí 17. listopad 2025 10:00", "2025-11-17")),
        *(("śr., 19 lis 2025 10:00", "2025-11-19"), ("st 19. lis 2025 10:00", "2025-11-19")),
        *(("nedjelja, 19. listopada 2025 10:00", "2025-10-19"), ("Sun, 19 lis 2025 10:00", "2025-10-19")),
        *(("sub, 18 lis 2025 10:00", "2025-10-18"), ("wt., 18 lis 2025 10:00", "2025-11-18")),
        *(("17 lip 2025 10:00", ""), ("17 lis 2025", ""), ("17. listopada 2025", ""), ("17 srp 2025", "")),
        *(("sub, 17 lis 2025 10:00", ""), ("31 lis 2025 10:00", ""), ("pet, 31 lis 2025 10:00", "2025-10-31")),
    ],
)
def test_a_month_that_is_two_is_told_by_its_weekday_or_not_at_all(written: str, day: str) -> None:
    moment = datetime.fromisoformat(f"{day}T10:00+00:00").timestamp() if day else None
    for language in ("", "en-US", "sk"):
        assert dates.seconds(written, language=language) == moment
    body = rss(item(1, more=f"<pubDate>{written}</pubDate>")).encode()
    for slow in (False, True):
        (found,) = parse(body, "", "", NOON, slow=slow).found
        assert found.entry.published == moment


@pytest.mark.parametrize(
    ("clock", "hour"),
    [
        *(("12:30 AM", 0.5), ("1:30 AM", 1.5), ("11:30 AM", 11.5), ("12:30 PM", 12.5), ("1:30 PM", 13.5)),
        *(("11:30 PM", 23.5), ("0:30 PM", 12.5), ("13:30 PM", 13.5), ("00:30:00am", 0.5), ("09:30:00.5 p.m.", 21.5)),
    ],
)
@pytest.mark.parametrize("form", ["3 Nov 2026 {}", "Tue, 03 Nov 2026 {}", "2026-11-03 {}", "Nov 3, 2026 {}"])
def test_the_half_of_the_day_is_told_by_either_way_of_reading_a_feed(form: str, clock: str, hour: float) -> None:
    written = form.format(clock)
    assert dates.seconds(written) == DAY + 3600 * hour
    for slow in (False, True):
        (found,) = parse(rss(item(1, more=f"<pubDate>{written}</pubDate>")).encode(), "", "", NOON, slow=slow).found
        assert found.entry.published == DAY + 3600 * hour


@pytest.mark.parametrize("slow", [False, True])
def test_a_year_of_two_digits_behind_the_day_is_told_where_a_date_of_the_feed_has_no_such_month(slow: bool) -> None:
    def published(*written: str) -> list[int | None]:
        body = rss("".join(item(n, more=f"<pubDate>{date}</pubDate>") for n, date in enumerate(written)))
        return [found.entry.published for found in parse(body.encode(), "", "", NOON, slow=slow).found]

    late = int(datetime(2026, 10, 30, 21, 15, tzinfo=UTC).timestamp())
    assert published("10/30/26 9:15:00 PM", "11/3/26 00:00:00", "11/03/26") == [late, DAY, DAY]
    assert published("11/3/26 00:00:00", "11/03/26") == [None, None]
    assert dates.seconds("10/30/26 9:15 PM") == late and dates.seconds("10-30-26 9:15 PM") is None


@pytest.mark.parametrize("slow", [False, True])
@pytest.mark.parametrize(
    ("language", "told"), [("de-AT", True), ("ru", True), ("cs", True), ("ko", False), ("", False)]
)
def test_so_is_one_behind_dots_where_the_language_of_the_feed_has_the_day_first(
    language: str, told: bool, slow: bool
) -> None:
    for written, hour in (
        ("03.11.26", 0),
        ("3. 11. 26", 0),
        ("Di., 3.11.26 15:04", 15 + 4 / 60),
        ("3.11.26, 15:04 +0100", 14 + 4 / 60),
    ):
        body = rss(item(1, more=f"<pubDate>{written}</pubDate>"))
        body = body.replace("<channel>", f"<channel><language>{language}</language>")
        (found,) = parse(body.encode(), "", "", NOON, slow=slow).found
        assert found.entry.published == (DAY + round(3600 * hour) if told else None)


def test_an_hour_that_no_half_of_a_day_has_and_letters_that_tell_none_are_left_alone() -> None:
    assert dates.seconds("3 Nov 2026 30:00 PM") is None
    assert dates.seconds("3 Nov 2026 10:00 PMX", time.gmtime(NOON)) == NOON


@pytest.mark.parametrize(
    "written", ["3 Nov 2026", "Nov 3, 2026", "2026-11-03", "2026.11.03", "3.11.2026", "2026년 11월 03일"]
)
def test_a_day_begins_at_midnight(written: str) -> None:
    assert dates.seconds(written) == DAY


@pytest.mark.parametrize(
    "written",
    [
        "", "yesterday", "03/11/2026", "23-11-26", "26/11/23", "23.11.26", "10:00", "10:00:00",
        "3-11-2026 10:00", "-0001-11-30", "10000-01-01", "31 Feb 2026", "2026-13-01",
        "2026-11-03T25:00", "2026-11-03T10:61", "0000-00-00", "Mon, 01 Jan 0001 00:00:00 +0100",
        "0001-01-01T00:00:00+07:00", "9" * 1_000, "Nov " * 1_000,
    ],
)  # fmt: skip
def test_what_is_no_date_or_could_be_two_is_none(written: str) -> None:
    assert dates.seconds(written) is None


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1 فروردین 1404", "2025-03-21"),
        ("1 فروردین 1403", "2024-03-20"),
        ("30 اسفند 1403", "2025-03-20"),
        ("31 شهریور 1405", "2026-09-22"),
        ("31 شهريور 1405", "2026-09-22"),
        ("12 دي 1404", "2026-01-02"),
        ("1 مهر 1405", "2026-09-23"),
        ("31 مهر 1405", ""),
        ("1405/13/01", ""),
        ("3 Nov 1405", ""),
        ("12 آبان 2026", ""),
    ],
)
def test_a_day_of_the_persian_calendar_is_one_of_ours(written: str, day: str) -> None:
    told = dates.seconds(written)
    assert (datetime.fromtimestamp(told, UTC).strftime("%Y-%m-%d") if told is not None else "") == day


@pytest.mark.parametrize("first", ["Mon, 01 Jan 0001 00:00:00 +0100", "0001-01-01T00:00:00+14:00"])
def test_the_least_date_of_a_program_costs_no_entry(first: str) -> None:
    body = rss(item(1, more=f"<pubDate>{first}</pubDate>") + item(2, more="<pubDate>3 Nov 2026</pubDate>")).encode()
    for slow in (False, True):
        assert [found.entry.published for found in parse(body, "", "", NOON, slow=slow).found] == [None, DAY]


@pytest.mark.parametrize(
    "other", ["<pubDate/>", "<pubDate> </pubDate>", "<pubDate>pending</pubDate>", "<atom:updated/>"]
)
def test_what_is_no_date_takes_nothing_from_one_that_is(other: str) -> None:
    date = "<pubDate>Tue, 03 Nov 2026 10:00:00 GMT</pubDate>"
    for more in (date + other, other + date):
        body = rss(item(1, more=more)).replace("<rss", '<rss xmlns:atom="http://www.w3.org/2005/Atom"').encode()
        for slow in (False, True):
            (found,) = parse(body, "", "", NOON, slow=slow).found
            assert found.entry.published == NOON


def test_what_is_not_known_here_is_as_feedparser_reads_it() -> None:
    moment = time.gmtime(NOON)
    assert dates.seconds("Tue, 03 Nov 2026 05:00:00 EST", moment) == NOON
    assert dates.seconds("Tue, 03 Nov 26 10:00:00 GMT", moment) == NOON
    assert dates.seconds("2026-11", moment) == NOON
    assert dates.seconds("03/11/2026", moment) is None


@pytest.mark.parametrize(
    "written", ["2026 Nov 3 soon", "10:00 2026-13-03", "2026-W99-1", "2026년 11월", "2026-11-03 저녁"]
)
def test_where_feedparser_passes_over_what_it_does_not_know_there_is_no_date(written: str) -> None:
    assert dates.seconds(written, time.gmtime(NOON)) is None


@pytest.mark.parametrize(
    "zone", ["+99999999999:00", "-99999999999:00", "+00000000099", "+9999", "-24:00", "+99:99", " GMT+99", "+014:00"]
)
@pytest.mark.parametrize("form", ["Tue, 03 Nov 2026 10:00:00 {}", "2026-11-03T10:00:00{}", "2026-11-03 10:00:00.5 {}"])
def test_a_date_of_an_absurd_offset_is_none(form: str, zone: str) -> None:
    written = form.format(zone)
    assert dates.seconds(written, time.gmtime(NOON)) is None
    for slow in (False, True):
        (found,) = parse(rss(item(1, more=f"<pubDate>{written}</pubDate>")).encode(), "", "", NOON, slow=slow).found
        assert found.entry.published is None


@pytest.mark.parametrize("zone", ["+14:00", "-12:00", "+1345", "+23:59", "-0930"])
def test_an_offset_of_less_than_a_day_is_one(zone: str) -> None:
    moment = datetime.fromisoformat(f"2026-11-03T10:00:00{zone}")
    assert dates.seconds(f"Tue, 03 Nov 2026 10:00:00 {zone}") == moment.timestamp()


@pytest.mark.parametrize(
    ("zone", "minutes"),
    [("+200", 120), ("-500", -300), ("+700", 420), ("+530", 330), ("-330", -210), (" GMT+700", 420), ("+245", 165)],
)
@pytest.mark.parametrize("form", ["Tue, 03 Nov 2026 10:00:00 {}", "3 Nov 2026 10:00 {}", "2026-11-03T10:00:00{}"])
def test_an_offset_of_three_digits_has_one_for_the_hour_in_either_way(form: str, zone: str, minutes: int) -> None:
    written = form.format(zone)
    assert dates.seconds(written) == NOON - 60 * minutes
    for slow in (False, True):
        body = rss(item(1, more=f"<pubDate>{written}</pubDate>")).encode()
        (found,) = parse(body, "", "", NOON + 86_400, slow=slow).found
        assert found.entry.published == NOON - 60 * minutes


@pytest.mark.parametrize(
    "zone", ["GMT", "UT", "Z", "+0000", "-0530", "+07:00", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT"]
)
@pytest.mark.parametrize("form", ["Tue, 03 Nov 2026 10:00:00 {}", "3 Nov 2026 10:00 {}", "2026-11-03T10:00:00{}"])
def test_what_the_fast_path_reads_is_read_the_same_here(form: str, zone: str) -> None:
    written = form.format(zone)
    try:
        moment = sure_date(written)
    except ValueError:
        return
    assert moment is not None
    assert dates.seconds(written, moment) == dates.seconds("", moment)


@pytest.mark.parametrize(("language", "fast"), [("en-us", True), ("", True), ("zh-cn", False)])
def test_only_a_chinese_feed_is_read_by_feedparser_for_its_zone(language: str, fast: bool) -> None:
    dated = item(1, more="<pubDate>Tue, 03 Nov 2026 18:00:00 CST</pubDate><pubDate></pubDate>")
    for body in (f"<language>{language}</language>{dated}", f"{dated}<language>{language}</language>"):
        parsed = parse(rss(body).encode(), "", "", 1_795_000_000)
        assert parsed.fast == fast
        assert parsed.found[0].entry.published == NOON + 3_600 * 14 * fast


def test_a_feed_that_dates_its_entries_by_the_standard_has_no_other_form_compiled() -> None:
    dates._form.cache_clear()
    document = rss(item(1, more="<pubDate>Tue, 10 Nov 2026 10:00:00 GMT</pubDate>"))
    parsed = parse(document.encode(), "", "", 1_795_000_000)
    assert parsed.fast and parsed.found[0].entry.published is not None
    assert dates._form.cache_info().currsize == 0


@pytest.mark.parametrize(
    ("written", "day", "month"),
    [
        ("Thứ Hai, 02/11/2026 10:00", 2, 11),
        ("Thứ 2, 02/11/2026 10:00", 2, 11),
        ("Chủ nhật, 01/11/2026 10:00", 1, 11),
        ("Mon, 02/11/2026 10:00", 2, 11),
        ("Wednesday, 02/11/2026 10:00", 11, 2),
        ("Thu 05-11-2026 10:00", 5, 11),
        ("Mon, 13/02/2026 10:00", 13, 2),
    ],
)
def test_a_weekday_tells_which_of_two_numbers_is_the_month(written: str, day: int, month: int) -> None:
    assert dates.seconds(written) == datetime(2026, month, day, 10, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    "written", ["Fri, 02/11/2026", "Mon, 05/10/2026 10:00 xyz", "Xyz, 02/11/2026", "Mon, 00/00/2026"]
)
def test_a_weekday_that_fits_neither_tells_nothing(written: str) -> None:
    assert dates.seconds(written) is None


def test_the_word_for_the_year_may_stand_behind_it() -> None:
    written = "3 października 2026 r., 10:00", "3 października 2026 roku 10:00", "3 октября 2026 г. 10:00"
    assert {dates.seconds(each) for each in written} == {NOON - 31 * 86_400}


def test_an_hour_may_have_a_word_of_its_own() -> None:
    assert dates.seconds("Nov. 3, 2026, noon") == DAY + 12 * 3_600
    assert dates.seconds("Nov. 3, 2026, midnight") == DAY
