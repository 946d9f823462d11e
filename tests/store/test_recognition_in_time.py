"""What becomes of a feed's stories in many polls, whatever its publisher does: each is stored once, as it is by now."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from monitor import identity
from monitor.model import Entry
from monitor.store import marks
from monitor.store.schema import connect
from monitor.times import DAY, HOUR
from tests.store.test_recognition import Desk

NUMBERS = st.integers(0, 50)
GUIDS = "number", "address", "tag", "none"
WORDS = "They were taken over the bridge on Friday morning, and asked there where their passports are: story {}."


@dataclass
class Story:
    """What is true of a story."""

    number: int
    published: int
    edits: int = 0
    section: str = "Asia"
    """The folder of its address, and its category."""
    is_listed: bool = True
    is_twice: str = ""
    """Where a document lists it a second time: "first" or "last"; that copy is edited one time more."""

    def title(self, edits: int) -> str:
        return f"Story {self.number}" + " edited" * (edits // 2)

    def text(self, edits: int) -> str:
        return " ".join((WORDS.format(self.number), *(f"Edit {n}." for n in range(0, edits, 2))))


class Publisher(RuleBasedStateMachine):
    """A feed, what its publisher does to it, and a reader who has read some of it; it is polled after each change."""

    def __init__(self, db: sqlite3.Connection) -> None:
        super().__init__()
        self.desk, self.random = Desk(db), Random(1)
        self.stories: list[Story] = []
        self.given: dict[int, int] = {}
        """Of each story that ever was in the feed how often it was edited as it was given last."""
        self.read: set[int] = set()
        self.site, self.query, self.guids, self.window = "https://news.example/", "", "", 20
        self.is_shuffled = False

    @initialize(guids=st.sampled_from(GUIDS), count=st.integers(6, 12))
    def begin(self, guids: str, count: int) -> None:
        self.guids = guids
        self.publish(count)

    @rule(count=st.integers(1, 30))
    def publish(self, count: int) -> None:
        """Most feeds list the newest alone: of thirty the reader gets some."""
        first = len(self.stories)
        self.stories += [Story(n, self.desk.now - 3_007 + 61 * n % 3_000) for n in range(first, first + count)]
        self.poll()

    @rule(which=NUMBERS)
    def edit(self, which: int) -> None:
        """The text and the title of a story are edited in turn."""
        self.listed(which).edits += 1
        self.poll()

    @rule(which=NUMBERS)
    def move_to_another_section(self, which: int) -> None:
        story = self.listed(which)
        story.section = "World" if story.section == "Asia" else "Asia"
        self.poll()

    # In a feed of which neither guids nor links are to be trusted, two that say other things are two.
    @precondition(lambda self: self.desk.rung < identity.STAMP)
    @rule(which=NUMBERS, place=st.sampled_from(("first", "last")))
    def list_twice(self, which: int, place: str) -> None:
        """One of two copies is edited, and the other one for as long as both are there not."""
        story = self.listed(which)
        story.is_twice = place
        self.poll()
        story.is_twice = ""
        self.poll()

    @rule(which=NUMBERS)
    def leave_and_return(self, which: int) -> None:
        story = self.listed(which)
        story.is_listed = False
        self.poll()
        self.poll()
        story.is_listed = True
        self.poll()

    @rule(size=st.sampled_from((5, 10, 40)), is_shuffled=st.booleans())
    def list_otherwise(self, size: int, is_shuffled: bool) -> None:
        self.window, self.is_shuffled = size, is_shuffled
        self.poll()

    @rule(query=st.sampled_from(("", "?utm_source=feed", "?utm_source=feed&utm_term={}")))
    def track(self, query: str) -> None:
        self.query = query
        self.poll()

    @rule(front=st.sampled_from(("https://", "http://", "https://www.")))
    def be_spelled_otherwise(self, front: str) -> None:
        self.site = front + self.site.partition("://")[2].removeprefix("www.")
        self.poll()

    @rule(site=st.sampled_from(("news.example/", "other.example/", "news.example/en/")))
    def move(self, site: str) -> None:
        """Once in a while, with all that its guids are made of."""
        self.site = f"https://{site}"
        self.poll_after_weeks()

    @rule(guids=st.sampled_from(GUIDS))
    def give_other_guids(self, guids: str) -> None:
        """As another program does, to which a site changes."""
        self.guids = guids
        self.poll_after_weeks()

    @rule(which=st.lists(NUMBERS, max_size=5))
    def mark_read(self, which: list[int]) -> None:
        self.read |= {self.listed(each).number for each in which} & self.given.keys()
        ids = [row["id"] for row in self.desk.stored() if self.number(row) in self.read]
        marks.mark(self.desk.db, ids, "read", True, 1)

    def listed(self, which: int) -> Story:
        return self.document()[which % len(self.document())]

    def document(self) -> list[Story]:
        newest = sorted((one for one in self.stories if one.is_listed), key=lambda one: -one.published)
        return newest[: self.window]

    def entries(self) -> Iterator[Entry]:
        listed = self.document()
        if self.is_shuffled:
            self.random.shuffle(listed)
        yield from (self.entry(one, 1) for one in listed if one.is_twice == "first")
        yield from map(self.entry, listed)
        yield from (self.entry(one, 1) for one in listed if one.is_twice == "last")

    def entry(self, story: Story, more: int = 0) -> Entry:
        path, edits = f"{story.section.lower()}/{story.number}", story.edits + more
        host, folder = self.site.partition("://")[2].split("/", 1)
        guids = {"number": f"{story.number}", "address": self.site + path, "tag": f"tag:{host},2026:/{folder}{path}"}
        return Entry(
            "",
            story.title(edits),
            guids.get(self.guids, ""),
            f"{self.site}{path}{self.query.format(self.desk.now)}",
            published=story.published,
            summary=story.text(edits),
            categories=(story.section,),
        )

    def poll(self) -> None:
        listed = {one.number for one in self.document()}
        new = len(listed - self.given.keys())
        assert self.desk.poll(*self.entries(), later=HOUR).new == new
        self.given |= {one.number: one.edits for one in self.document()}
        stored = self.desk.stored()
        assert sorted(map(self.number, stored)) == sorted(self.given), "each is stored once"
        if self.desk.polls == 1:
            self.read |= self.given.keys()
        assert {self.number(row) for row in stored if row["read"]} == self.read
        for row in stored:
            story = self.stories[self.number(row)]
            edits = self.given[story.number]
            assert row["title"] in {story.title(edits), story.title(edits + 1)}

    def poll_after_weeks(self) -> None:
        """What is another one at two polls in a row, or twice in a month, is so at each poll."""
        self.desk.now += 40 * DAY
        self.poll()
        self.poll()

    @staticmethod
    def number(row: sqlite3.Row) -> int:
        return int(row["title"].split()[1])


def test_each_story_is_stored_once_whatever_its_publisher_does(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "store.db")) as db:
        bounded = settings(max_examples=60, stateful_step_count=20, derandomize=True, deadline=None, database=None)
        run_state_machine_as_test(partial(Publisher, db), settings=bounded)
