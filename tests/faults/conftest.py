"""A bureau for each test: empty, or one that has polled."""

import copy
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.bureau import Bureau, bureau


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Bureau]:
    """A config and a store with feeds on loopback; nothing has been polled yet."""
    with bureau(tmp_path) as opened:
        yield opened


@pytest.fixture(scope="session")
def after_a_poll(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    """A bureau that has polled once and marked two entries read: made once, for it takes a while."""
    with bureau(tmp_path_factory.mktemp("bureau")) as opened:
        assert opened.poll().code == 0
        assert opened.mark("read", [1, 2]).code == 0
        yield opened


@pytest.fixture
def filled(after_a_poll: Bureau, tmp_path: Path) -> Iterator[Bureau]:
    """A copy of that bureau, on the same web server."""
    answers = dict(after_a_poll.newsroom.answers)
    for path in after_a_poll.folder.iterdir():
        shutil.copy2(path, tmp_path)
    copied = copy.copy(after_a_poll)
    copied.folder, copied.published = tmp_path, dict(after_a_poll.published)
    copied.marked = {what: set(ids) for what, ids in after_a_poll.marked.items()}
    yield copied
    after_a_poll.newsroom.answers.clear()
    after_a_poll.newsroom.answers.update(answers)
