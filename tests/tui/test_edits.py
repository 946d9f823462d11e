"""What an edit changed is told in a sentence."""

import time

import pytest

from monitor.model import Entry
from monitor.store.entries import Row, Stored
from monitor.store.revisions import Revision
from monitor.tui.edits import changes
from tests.home import LOADED


def told(old: tuple[str, str, str], new: tuple[str, str, str], whole: bool = False) -> list[str]:
    """What is told of an edit of title, summary and content."""
    entry = Entry("k", new[0], summary=new[1], content=new[2])
    row = Row(1, "u", "A", new[0], 0, False, False)
    return changes(Stored(row, entry, 0, 5, (), whole=whole, before=Revision(5, *old)))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Police freed 71 people.", "Police freed 171 people.", "text was: “71”, is now: “171”"),
        ("Police freed people.", "Police freed people. More follows.", "added: “More follows.”"),
        ("Freed people in the hubs.", "Freed people.", "text was: “people in the hubs”, is now: “people”"),
        ("One. Two. Three.", "One. Three.", "taken out: “Two.”"),
        ("", "Rain", "added: “Rain”"),
        ("Rain", "", "taken out: “Rain”"),
        ("a b a b", "a b", "taken out: “a b”"),
        ("电诈园区", "电诈新园区", "added: “新”"),
        ("x" * 30_000 + "a", "x" * 30_000 + "b", "the end of the text was edited"),
        ("x", "y" * 500, "text was: “x”, is now: “" + "y" * 100 + "…”"),
    ],
)  # fmt: skip
def test_the_words_that_changed_are_told(old: str, new: str, said: str) -> None:
    assert told(("T", old, ""), ("T", new, "")) == told(("T", "", old), ("T", "", new)) == [said]


def test_a_title_is_told_as_it_was() -> None:
    assert told(("A raid", "", ""), ("A raid at dawn", "", "")) == ["title was: A raid"]
    assert told(("", "a", ""), ("A raid", "b", "")) == ["title was: (none)", "text was: “a”, is now: “b”"]
    assert len(told(("w" * 1_000_000, "", ""), ("A raid", "", ""))[0]) < 600


def test_an_entry_that_was_never_edited_has_nothing_to_tell() -> None:
    assert changes(Stored(Row(1, "u", "A", "T", 0, False, False), Entry("k", "T"), 0, None, ())) == []
    assert told(("T", "a", "b"), ("T", "a", "b")) == []


def test_the_text_of_a_web_page_is_no_edit_of_the_feeds() -> None:
    assert told(("T", "", "short"), ("T", "", "the long text of the page"), whole=True) == []


def test_texts_without_end_cost_little() -> None:
    started = time.thread_time()
    told(("T", "a" * 1_000_000, "b " * 500_000), ("T", "a" * 1_000_001, "b c" * 500_000))
    assert time.thread_time() - started < 0.3 * LOADED
