"""How the addresses in a config are shown."""

import pytest

from monitor.config.addresses import masked


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:hunter2@a.example/x", "https://…@a.example/x"),
        ("https://me:hun/ter2@a.example/x", "https://…@a.example/x"),
        ("https://me:hunt@er2@a.example/", "https://…@a.example/"),
        ("https://a.example/@me:x", "https://a.example/@me:x"),
        ("https://a.example:8080/@me", "https://a.example:8080/@me"),
        ("https://a.example?q=x@y", "https://a.example?q=x@y"),
        ("no address", "no address"),
        ("https://me:hun/ter\n2@a.example/ไทย\n\u2028x", r"https://…@a.example/ไทย\n\u2028x"),
    ],
)
def test_an_address_is_shown_without_its_password_and_on_one_line(url: str, shown: str) -> None:
    assert masked(url) == shown
