"""Child processes that are started and called off."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, NoReturn

import pytest

from monitor import processes
from tests.home import PATIENCE, ROOT, need_proc

PIPE = asyncio.subprocess.PIPE


def is_running(pid: int) -> bool:
    """Whether a process is there and, where /proc tells, no zombie that its new parent has not yet buried."""
    try:
        os.kill(pid, 0)
        if not Path("/proc/self/stat").exists():
            return True
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def children() -> set[int]:
    """The processes that this one has started and that still run."""
    need_proc()
    found = set()
    for place in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(ProcessLookupError, FileNotFoundError):
            state, parent = place.read_text().rpartition(") ")[2].split()[:2]
            if int(parent) == os.getpid() and state != "Z":
                found.add(int(place.parent.name))
    return found


async def gone(pid: int) -> bool:
    """Whether a process goes soon, long before it ends by itself."""
    end = time.monotonic() + 30
    while is_running(pid) and time.monotonic() < end:
        await asyncio.sleep(0.02)
    return not is_running(pid)


async def called_off(ticks: int, mark: Path, program: str) -> int:
    """Begin to start a shell's program in a session of its own, and call that off after so many turns of the loop, when
    it has written a number to `mark`; this number, or 0 where it had not begun."""
    mark.unlink(missing_ok=True)
    before = children()
    task = asyncio.create_task(
        processes.start("sh", "-c", program, str(mark), stdin=PIPE, stdout=PIPE, start_new_session=True)
    )
    for _ in range(ticks):
        await asyncio.sleep(0)
    # The loop stands still, so that the start comes no further while the program does.
    for _ in range(1_500):
        if children() <= before or (mark.exists() and mark.read_text().endswith("\n")):
            break
        time.sleep(0.02)
    task.cancel()
    try:
        async with asyncio.timeout(30):
            await processes.end(await task, group=True)
    except asyncio.CancelledError:
        pass
    return int((mark.exists() and mark.read_text()) or 0)


async def test_a_start_that_is_called_off_leaves_no_process(tmp_path: Path) -> None:
    before = children()
    pids = [await called_off(ticks, tmp_path / "pid", "echo $$ > $0; exec sleep 60") for ticks in range(6)]
    assert any(pids)
    assert [pid for pid in pids if pid and not await gone(pid)] == []
    assert [pid for pid in children() - before if not await gone(pid)] == []


async def test_a_start_that_is_called_off_leaves_nothing_that_was_started_meanwhile(tmp_path: Path) -> None:
    pids = [await called_off(ticks, tmp_path / "pid", "sleep 60 & echo $! > $0; wait") for ticks in range(4)]
    assert any(pids)
    assert [pid for pid in pids if pid and not await gone(pid)] == []


async def test_who_holds_the_pipes_of_a_program_that_was_ended_keeps_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_DEATH_SECONDS", 0.1)
    elsewhere = "import os, subprocess, sys, time; p = subprocess.Popen(['sleep', '60'], start_new_session=True)"
    mark = tmp_path / "pid"
    told = f"{elsewhere}; open({str(mark)!r}, 'w').write(str(p.pid)); print(flush=True); time.sleep(60)"
    process = await processes.start(sys.executable, "-c", told, stdout=PIPE, start_new_session=True)
    assert process.stdout
    await asyncio.wait_for(process.stdout.readline(), PATIENCE)
    try:
        async with asyncio.timeout(30):
            await processes.end(process, group=True)
            # Nothing is left that complains when the loop closes.
            assert await process.stdout.read() == b""
        assert not is_running(process.pid)
    finally:
        os.kill(int(mark.read_text()), signal.SIGKILL)
        await process.communicate()


@pytest.mark.parametrize("group", [True, False])
async def test_a_program_that_this_user_may_not_end_is_let_go(group: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """It runs as another user, by sudo."""

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(processes, "_DEATH_SECONDS", 0.1)
    process = await processes.start("sleep", "60", stdout=PIPE, start_new_session=True)
    assert process.stdout
    with monkeypatch.context() as patch:
        patch.setattr(os, "kill", refuse)
        patch.setattr(os, "killpg", refuse)
        await processes.end(process, group=group)
    assert await process.stdout.read() == b"" and is_running(process.pid)
    os.kill(process.pid, signal.SIGKILL)
    assert await gone(process.pid)


async def test_a_group_is_ended_that_has_outlived_its_leader() -> None:
    process = await processes.start("sh", "-c", "sleep 60 & echo $!", stdout=PIPE, start_new_session=True)
    assert process.stdout
    pid = int(await asyncio.wait_for(process.stdout.readline(), PATIENCE))
    async with asyncio.timeout(PATIENCE):
        while process.returncode is None:
            await asyncio.sleep(0.02)
    await processes.end(process, group=True)
    assert await gone(pid)
    # Once more, with nobody there.
    await processes.end(process, group=True)


async def test_what_cannot_be_started_raises() -> None:
    with pytest.raises(OSError):
        await processes.start("/nowhere/at/all")


async def test_what_no_thread_can_wait_for_is_not_started_either(monkeypatch: pytest.MonkeyPatch) -> None:
    async def starts(*_: str) -> NoReturn:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(asyncio, "create_subprocess_exec", starts)
    with pytest.raises(OSError, match="can't start new thread"):
        await processes.start("true")


async def test_where_there_is_no_thread_to_wait_for_it_no_process_is_left_at_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[int] = []

    class Begun(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            begun.append(self.pid)

    def refuse(_: threading.Thread) -> NoReturn:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(subprocess, "Popen", Begun)
    monkeypatch.setattr(threading.Thread, "start", refuse)
    with pytest.raises(OSError, match="can't start new thread"):
        await processes.start("true")
    assert not begun


async def test_a_start_that_is_called_off_and_fails_is_called_off(monkeypatch: pytest.MonkeyPatch) -> None:
    async def starts(*_: str) -> NoReturn:
        await asyncio.sleep(0.01)
        raise FileNotFoundError

    monkeypatch.setattr(asyncio, "create_subprocess_exec", starts)
    starting = asyncio.create_task(processes.start("true"))
    await asyncio.sleep(0)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting


async def test_what_gives_way_does_so_with_all_that_it_starts() -> None:
    inner = "import os; print(os.getpriority(os.PRIO_PROCESS, 0), flush=True)"
    outer = f"import subprocess, sys; input(); subprocess.run([sys.executable, '-c', {inner!r}], check=True)"
    child = await processes.start(sys.executable, "-c", outer, stdin=PIPE, stdout=PIPE, start_new_session=True)
    processes.give_way(child.pid)
    said, _ = await asyncio.wait_for(child.communicate(b"go\n"), PATIENCE)
    assert int(said) == min(19, os.getpriority(os.PRIO_PROCESS, 0) + 10)
    # One that has ended already is nobody's trouble.
    processes.give_way(child.pid)


def test_what_lies_in_the_folder_that_the_desk_is_called_from_is_no_part_of_its_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, mark = tmp_path / "config.toml", tmp_path / "ran"
    config.write_text('keywords = ["raid"]\n')
    downloads = tmp_path / "downloads"
    downloads.mkdir()
    for name in ("tomllib", "monitor"):
        (downloads / f"{name}.py").write_text(f"open({str(mark)!r}, 'w')\nraise SystemExit(3)\n")
    monkeypatch.chdir(downloads)
    command = processes.command_of(config, tmp_path / "store.db", "config", "check")
    ended = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False, timeout=PATIENCE)
    assert not mark.exists()
    assert ended.returncode == 0
