"""The poller as a child: its lines become events, its end is told and mended, and it goes when the desk goes."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from monitor.tui import poller
from monitor.tui.poller import Event, PollerChild
from tests.tui.terminal import alive

HERE = 'import os, signal, sys, time\nprint(\'{"state": "here", "pid": %d}\' % os.getpid(), flush=True)\n'
SLEEP = "time.sleep(60)\n"


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poller, "_FIRST_PAUSE", 0.05)


class Told(list[Event]):
    """What a child told."""

    child: PollerChild

    async def until(self, seen: Callable[[], object], limit: float = 60) -> None:
        end = time.monotonic() + limit
        while not seen():
            assert time.monotonic() < end, f"it did not come to this within {limit} s: {self}"
            await asyncio.sleep(0.01)

    async def said(self, line: str) -> None:
        """Have the child say back a line, and wait until it is told."""
        number, process = len(self), self.child._process
        assert process and process.stdin
        process.stdin.write(f"{line}\n".encode())
        await self.until(lambda: len(self) > number)

    def states(self) -> list[object]:
        return [event.get("state") for event in self]

    @property
    def pid(self) -> int:
        return next(int(str(event["pid"])) for event in reversed(self) if event.get("state") == "here")


class Looks:
    """Looks at whether a child is late, each of which is made when the test says so: the time that a busy computer
    takes for what the child says is in none of them."""

    def __init__(self) -> None:
        self.may, self.begun = asyncio.Semaphore(0), 0

    async def sleep(self, seconds: float) -> None:
        if seconds != poller._LOOK_SECONDS:
            return await asyncio.sleep(seconds)
        self.begun += 1
        await self.may.acquire()
        return None

    async def made(self, times: int, told: Told) -> None:
        """Let some be made, and wait until they are."""
        end = self.begun + times
        for _ in range(times):
            self.may.release()
        await told.until(lambda: self.begun == end)


@asynccontextmanager
async def running(code: str, tmp_path: Path) -> AsyncIterator[tuple[Told, asyncio.Task[None]]]:
    """A child that runs `code` in the place of the poller."""
    told = Told()
    child = told.child = PollerChild(tmp_path / "config.toml", tmp_path / "store.db", told.append)
    child._command = [sys.executable, "-c", code]
    task = asyncio.create_task(child.run())
    try:
        yield told, task
    finally:
        await ended(task)


async def ended(task: asyncio.Task[None]) -> float:
    """End a child; the seconds that it took."""
    began = time.monotonic()
    task.cancel()
    await asyncio.wait([task], timeout=60)
    assert task.cancelled(), "it does not end"
    return time.monotonic() - began


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_it_asks_for_the_poller_of_this_config_and_store(tmp_path: Path) -> None:
    command = PollerChild(tmp_path / "my.toml", tmp_path / "my.db", print)._command
    assert command[:3] == [sys.executable, "-m", "monitor"]
    assert str(tmp_path / "my.toml") in command and str(tmp_path / "my.db") in command
    assert {"poll", "--follow", "--json"} <= set(command)


async def test_lines_become_events(tmp_path: Path) -> None:
    code = HERE + 'print(\'{"state": "polling", "due": 2}\\n{"feed": "a", "new": 1}\', flush=True)\n' + SLEEP
    async with running(code, tmp_path) as (told, _):
        await told.until(lambda: len(told) == 3)
        assert told[1:] == [{"state": "polling", "due": 2}, {"feed": "a", "new": 1}]


async def test_lines_that_are_no_events_are_passed_over(tmp_path: Path) -> None:
    garbage = ["", "hello", "[1, 2]", "null", '"polling"', "{", '{"a": NaN', "17", "\\x00\\xff"]
    code = HERE + "".join(f"sys.stdout.buffer.write(b'{line}\\n')\n" for line in garbage)
    code += 'sys.stdout.buffer.write(b\'{"state": "idle"}\\n\'); sys.stdout.flush()\n' + SLEEP
    async with running(code, tmp_path) as (told, _):
        await told.until(lambda: len(told) > 1)
        assert told[1:] == [{"state": "idle"}]


async def test_a_line_too_long_to_be_an_event_is_passed_over(tmp_path: Path) -> None:
    code = HERE + "print('x' * 3_000_000, flush=True); print('{\"state\": \"idle\"}', flush=True)\n" + SLEEP
    async with running(code, tmp_path) as (told, task):
        await told.until(lambda: "idle" in told.states() or task.done())
        assert told.states() == ["here", "idle"]


async def test_a_child_that_complains_without_end_neither_stops_nor_is_lost(tmp_path: Path) -> None:
    code = HERE + "print('x' * 3_000_000, file=sys.stderr, flush=True); print('the end', file=sys.stderr); sys.exit(1)"
    async with running(code, tmp_path) as (told, task):
        await told.until(lambda: told.states().count("here") == 2 or task.done())
        assert told.states()[:3] == ["here", "stopped", "here"]
        assert told[1]["error"] == "the end"


async def test_it_goes_behind_the_desk_whose_keys_somebody_waits_for(tmp_path: Path) -> None:
    async with running(HERE + SLEEP, tmp_path) as (told, _):
        await told.until(lambda: told)
        assert os.getpriority(os.PRIO_PROCESS, told.pid) > os.getpriority(os.PRIO_PROCESS, 0)


async def test_an_early_end_is_told_with_its_last_words_and_mended(tmp_path: Path) -> None:
    code = HERE + "print('Traceback', file=sys.stderr); print('monitor: the sky fell\\n', file=sys.stderr); sys.exit(3)"
    async with running(code, tmp_path) as (told, _):
        await told.until(lambda: told.states().count("here") == 2)
        assert told.states()[:3] == ["here", "stopped", "here"]
        assert told[1]["error"] == "the sky fell"
        assert told[0]["pid"] != told[2]["pid"]


async def test_an_end_without_words_is_told_with_its_code(tmp_path: Path) -> None:
    async with running(HERE + "sys.exit(7)", tmp_path) as (told, _):
        await told.until(lambda: "stopped" in told.states())
        assert "7" in str(told[1]["error"])


async def test_a_killed_child_is_told_and_started_again(tmp_path: Path) -> None:
    async with running(HERE + SLEEP, tmp_path) as (told, _):
        await told.until(lambda: told)
        os.kill(told.pid, 9)
        await told.until(lambda: told.states().count("here") == 2)
        assert told.states() == ["here", "stopped", "here"]


async def test_one_that_tells_nothing_long_after_it_was_to_poll_is_told_and_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, late = Looks(), '{"state": "idle", "next_poll": "2020-01-01T00:00:00Z"}'
    monkeypatch.setattr(poller, "asyncio", SimpleNamespace(**{**vars(asyncio), "sleep": looks.sleep}))
    async with running(f"{HERE}for line in sys.stdin:\n print(line, end='', flush=True)", tmp_path) as (told, _):
        await told.until(lambda: told and looks.begun)
        for _ in range(2):
            await told.said(late)
            await looks.made(poller._LOOKS - 1, told)
            await told.said('{"feed": "a"}')
            await looks.made(1, told)
        assert told.states() == ["here", *["idle", None] * 2], "as long as it tells anything"
        await told.said(late)
        os.kill(told.pid, signal.SIGSTOP)
        await looks.made(poller._LOOKS - 1, told)
        assert "stopped" not in told.states()
        looks.may.release()
        await told.until(lambda: told.states().count("here") == 2)
        assert told[6]["error"] == "it told nothing more, and was ended" and told[0]["pid"] != told[7]["pid"]
        assert not is_alive(int(str(told[0]["pid"])))


async def test_one_that_hangs_while_it_polls_is_ended_once_no_feed_can_be_waiting_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poller, "_LOOK_SECONDS", 0.01)
    monkeypatch.setattr(poller, "_LOOKS", 3)
    now = time.time()
    monkeypatch.setattr(poller.time, "time", lambda: now)
    code = HERE + 'print(\'{"state": "polling", "due": 2}\\n{"feed": "a"}\', flush=True)\n' + SLEEP
    async with running(code, tmp_path) as (told, _):
        await told.until(lambda: len(told) == 3)
        now += 10 * 60 - 1
        await asyncio.sleep(0.2)
        assert told.states() == ["here", "polling", None]
        now += 2
        await told.until(lambda: told.states().count("here") == 2)
        assert told.states()[:5] == ["here", "polling", None, "stopped", "here"]


@pytest.mark.parametrize(
    ("before", "is_ended"),
    [
        ('{"state": "idle", "next_poll": "2020-01-01T00:00:00Z"}', True),
        ('{"state": "idle", "next_poll": "2999-01-01T00:00:00Z"}', False),
        ('{"state": "waiting"}', False),
    ],
)
@pytest.mark.parametrize(
    "beside", ['{"state": "matching", "done": 0, "total": 0}', '{"state": "config", "problems": []}']
)
async def test_what_is_told_beside_its_polls_does_not_change_when_it_is_to_poll(
    before: str, beside: str, is_ended: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poller, "_LOOK_SECONDS", 0.01)
    monkeypatch.setattr(poller, "_LOOKS", 3)
    async with running(f"{HERE}print('{before}\\n{beside}', flush=True)\n{SLEEP}", tmp_path) as (told, _):
        await told.until(lambda: len(told) >= 3)
        await (told.until(lambda: "stopped" in told.states()) if is_ended else asyncio.sleep(0.2))
        assert ("stopped" in told.states()) == is_ended


async def test_one_that_is_to_poll_later_is_left_alone_and_so_is_one_that_polls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poller, "_LOOK_SECONDS", 0.01)
    monkeypatch.setattr(poller, "_LOOKS", 3)
    said = ['{"state": "idle", "next_poll": "2999-01-01T00:00:00Z"}', '{"state": "idle", "next_poll": null}']
    said += ['{"state": "idle", "next_poll": "2020-01-01T00:00:00Z"}\\n{"state": "polling", "due": 1}']
    said += ['{"state": "end"}']
    code = HERE + "time.sleep(.3)\n".join(f"print('{each}', flush=True)\n" for each in said) + SLEEP
    async with running(code, tmp_path) as (told, _):
        await told.until(lambda: "end" in told.states() or "stopped" in told.states())
        assert told.states() == ["here", "idle", "idle", "idle", "polling", "end"]


@pytest.mark.parametrize(("long", "waits"), [(60.0, [0.05, 0.1, 0.2]), (0.0, [0.05, 0.05, 0.05])])
async def test_each_try_waits_longer_unless_the_one_before_was_at_work_for_long(
    long: float, waits: list[float], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poller, "_LONGEST_PAUSE", long)
    async with running("import sys; sys.exit(1)", tmp_path) as (told, _):
        await told.until(lambda: len(told) >= 3)
        assert [event["again"] for event in told][:3] == waits


async def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    told = Told()
    child = PollerChild(tmp_path / "c", tmp_path / "s", told.append)
    child._command = [str(tmp_path / "nothing")]
    task = asyncio.create_task(child.run())
    await told.until(lambda: told)
    assert "could not be started" in str(told[0]["error"])
    await ended(task)


async def test_cancelling_ends_the_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poller, "_GRACE", 60)
    async with running(HERE + SLEEP, tmp_path) as (told, task):
        await told.until(lambda: told)
        assert await ended(task) < 20
        assert not is_alive(told.pid)


async def test_also_one_that_will_not_hear_it(tmp_path: Path) -> None:
    code = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + HERE + "while True:\n time.sleep(60)"
    async with running(code, tmp_path) as (told, task):
        await told.until(lambda: told)
        assert poller._GRACE < 2
        assert await ended(task) < 20
        assert not is_alive(told.pid)


@pytest.mark.parametrize("ending", ["signal.signal(signal.SIGTERM, signal.SIG_IGN)", ""], ids=["stays", "ends"])
async def test_what_the_child_has_started_holds_no_end_up(ending: str, tmp_path: Path) -> None:
    """It has the child's pipes open for longer than is waited for anything."""
    starts = (
        "import subprocess\nheld = subprocess.Popen(['sleep', '300'])\nprint('{\"pid\": %d}' % held.pid, flush=True)\n"
    )
    async with running(f"{HERE}{ending}\n{starts}{SLEEP}", tmp_path) as (told, task):
        await told.until(lambda: len(told) == 2)
        assert await ended(task) < 20
        await told.until(lambda: not alive([int(str(told[1]["pid"]))]))


async def test_cancelling_in_the_pause_between_two_tries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poller, "_FIRST_PAUSE", 60)
    async with running("pass", tmp_path) as (told, task):
        await told.until(lambda: told)
        assert await ended(task) < 20


async def test_cancelling_at_once(tmp_path: Path) -> None:
    async with running(HERE + SLEEP, tmp_path) as (told, task):
        await asyncio.sleep(0)
        assert await ended(task) < 20
    assert told == [] or not is_alive(told.pid)
