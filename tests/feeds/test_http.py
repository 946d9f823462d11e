"""What is read off HTTP without a wire: addresses with their logins, servers that are the same."""

import errno
import os

import pytest
from yarl import URL

from monitor.feeds import http
from monitor.feeds.http import Ask, Fault, origin, parted


@pytest.mark.parametrize(
    ("address", "bare", "login"),
    [
        ("https://a.example/x?sig=%2f+|#y", "https://a.example/x?sig=%2f+|#y", ""),
        ("https://me:p%40s%3As@a.example/x?sig=%2f+|", "https://a.example/x?sig=%2f+|", "me:p@s:s"),
        ("https://token@a.example:8080/", "https://a.example:8080/", "token:"),
        ("https://:only@a.example/", "https://a.example/", ":only"),
        ("https://a.example/@me:x", "https://a.example/@me:x", ""),
    ],
)
def test_an_address_is_parted_from_the_login_in_it_and_stays_as_it_is(address: str, bare: str, login: str) -> None:
    assert parted(address) == (bare, login)


def test_what_is_no_address_is_not_parted() -> None:
    with pytest.raises(Fault) as problem:
        parted("https://me:secret@[a/")
    assert "secret" not in str(problem.value)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.example/x", "https://A.EXAMPLE:443/y", True),
        ("https://a.example/", "http://a.example/", False),
        ("https://a.example/", "https://a.example:444/", False),
        ("https://a.example/", "https://b.a.example/", False),
        ("https://a.example/", "https://a.example./", False),
    ],
)
def test_a_server_is_scheme_host_and_port(one: str, other: str, same: bool) -> None:
    assert (origin(URL(one, encoded=True)) == origin(URL(other, encoded=True))) == same


def test_a_tag_that_would_mean_any_is_not_sent_back() -> None:
    assert Ask("http://a.example/", etag="*").conditions() == {}
    assert Ask("http://a.example/", "*", "now").conditions() == {"If-Modified-Since": "now"}


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("http://bücher.example/ü?ö", "http://xn--bcher-kva.example/%C3%BC?%C3%B6"),
        ("/caf\udcc3\udca9", "https://a.example/caf%C3%A9"),
        ("/caf\udce9", "https://a.example/caf%E9"),
        ("/a b", "https://a.example/a b"),
        ("//ann:secret@b.example/x", "https://b.example/x"),
        ("//ann@b.example/x?sig=%2f+", "https://b.example/x?sig=%2f+"),
        ("//:secret@b.example/x?sig=%2f+", "https://b.example/x?sig=%2f+"),
        ("//:@b.example/x", "https://b.example/x"),
        ("//@b.example/x", "https://b.example/x"),
        ("//b.example/@x", "https://b.example/@x"),
        ("https:/b.example/x?y=http:/z", "https://b.example/x?y=http:/z"),
        ("http:/b.example:8080/x", "http://b.example:8080/x"),
        ("https:/x/y", "https://a.example/x/y"),
        ("https:/index.php/x?y=z", "https://a.example/index.php/x?y=z"),
        ("https:/v1.0/feed", "https://a.example/v1.0/feed"),
        ("https:/2.15.3/feed", "https://a.example/2.15.3/feed"),
        ("https:/192.0.2.1/feed", "https://192.0.2.1/feed"),
        ("https://b.example/blog/../x?y=/../z", "https://b.example/x?y=/../z"),
        ("//b.example/./x/.", "https://b.example/x/"),
        ("https://b.example/..", "https://b.example/"),
        ("https://b.example//x/../y", "https://b.example//y"),
        ("https://b.example/.well-known/x", "https://b.example/.well-known/x"),
        ("http://[fe80::1%25lo]:8080/x", "http://[fe80::1%25lo]:8080/x"),
    ],
)
def test_a_redirect_is_spelled_out(location: str, target: str) -> None:
    assert http.redirected("https://a.example/feed", location) == target


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("http://xn--bcher-kva.example/", "bücher.example"),
        ("http://xn--a-ecp.example/", "xn--a-ecp.example"),
        (f"http://{'a' * 100}.example/", f"{'a' * 80}…"),
    ],
)
def test_a_host_is_shown_in_its_letters_where_it_has_any(address: str, host: str) -> None:
    assert http.shown(URL(address)) == host


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://me:secret@A.EXAMPLE:443/x", "a.example"),
        ("http://a.example:8080/", "a.example:8080"),
        ("http://me:secret@A.EXAMPLE:99999/", "a.example:99999"),
        ("", ""),
    ],
)
def test_a_host_has_one_name_in_every_spelling_also_where_its_address_is_none(address: str, host: str) -> None:
    assert http.host(address) == host


@pytest.mark.parametrize("answered", ["", "https://a.example/feed", "https://b.example/feed"])
def test_another_address_than_gave_the_validators_is_asked_without_them(answered: str) -> None:
    ask = Ask("https://a.example/feed", '"1"', "Tue, 03 Nov 2026 10:00:00 GMT", answered=answered)
    assert bool(ask.conditions("https://a.example/feed")) == (answered != "https://b.example/feed")
    assert ask.conditions() == {"If-None-Match": '"1"', "If-Modified-Since": "Tue, 03 Nov 2026 10:00:00 GMT"}


@pytest.mark.parametrize("number", [errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.ECONNREFUSED])
def test_where_no_way_leads_to_a_host_there_may_be_no_network(number: int) -> None:
    told = http.unreachable(OSError(number, os.strerror(number)), "a.example", 443)
    assert told.offline == (number != errno.ECONNREFUSED) and "a.example" in str(told)
