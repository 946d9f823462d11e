"""What nests too deep for a tree is read without one, and shows no more than a tree would."""

import time

import pytest

from monitor import markup, text

DEEP = "<div>" * 600


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("<p>one</p><script>var hidden = '<b>';</script>two", "one two"),
        ("one<STYLE type='text/css'>p { color: hidden }</Style >two", "one two"),
        ("one<!-- hidden <b> hidden -->two", "one two"),
        ("one<!-- <script> -->two<!-- </script> -->", "one two"),
        ("<script>'<!--'</script>one", "one"),
        ("one<template><p>hidden</p></template><noscript>hidden</noscript>two", "one two"),
        ("one<b>two</b>", "one two"),
        ("one --> two", "one --> two"),
        ("if x < y then one", "if x < y then one"),
        ("Q&amp;A <i>one</i>", "Q&A one"),
        ("one<!-- hidden without end", "one"),
        ("one<script>hidden without end", "one"),
        ("one <svg>two without end", "one two without end"),
        ("one</div></di", "one"),
        ("one <a href='http://a.example/", "one"),
        ("one <3 <5", "one <3 <5"),
    ],
)
def test_what_is_too_deep_for_a_tree_shows_no_program_and_no_comment(value: str, shown: str) -> None:
    assert " ".join(text.html(DEEP + value).split()) == shown


@pytest.mark.parametrize(
    "piece", ["aa", "<script>", "<!--", "-->", "<svg>", "</svg>", "<div <", "<b>x</b>", "<script></b>"]
)
def test_what_is_too_deep_is_read_in_time(piece: str) -> None:
    assert markup.is_endless(DEEP)
    started = time.thread_time()
    text.html(DEEP + "<" + piece * 100_000)
    assert time.thread_time() - started < 6


def test_what_a_writer_nests_is_not_too_deep() -> None:
    assert not markup.is_endless("<ul>" * 40 + "<li>one" * 2_000 + "</ul>" * 40)
    assert not markup.is_endless("<div><p>one</div>" * 2_000)
