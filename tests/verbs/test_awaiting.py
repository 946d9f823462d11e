"""What verbs do with the network and with other processes: memory that runs out, and who does not want to wait."""

import asyncio
import logging
import signal
import subprocess
import sys

import pytest

from monitor.verbs.awaiting import awaited


def lacks() -> None:
    raise MemoryError


@pytest.mark.parametrize("hears", [False, True])
def test_where_there_is_no_memory_for_what_the_loop_is_to_do_the_work_ends_in_order_and_shows_no_traceback(
    hears: bool, caplog: pytest.LogCaptureFixture
) -> None:
    done = []

    async def work() -> None:
        asyncio.get_running_loop().call_soon(lacks)
        try:
            async with asyncio.timeout(10):
                await asyncio.Event().wait()
        finally:
            done.append("let go")

    with pytest.raises(MemoryError):
        awaited(work, hears=hears)
    assert done == ["let go"] and not caplog.records


def test_a_connection_that_is_lost_for_want_of_memory_is_heard_of_by_who_waits_for_it_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def work() -> str:
        loop = asyncio.get_running_loop()
        loop.call_exception_handler({"message": "Fatal read error", "exception": MemoryError(), "transport": None})
        await asyncio.sleep(0)
        return "goes on"

    assert awaited(work) == "goes on" and not caplog.records


def test_a_slip_of_the_program_is_shown_as_ever(caplog: pytest.LogCaptureFixture) -> None:
    async def work() -> None:
        asyncio.get_running_loop().call_soon({}.pop, "no such name")
        await asyncio.sleep(0)

    awaited(work)
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_who_interrupts_twice_is_not_kept_by_what_was_torn_to_pieces() -> None:
    # What the loop was at when it was torn out of it may have been to wake this.
    script = (
        "import asyncio, contextlib, os, signal\n"
        "from monitor.verbs.awaiting import awaited\n"
        "async def work():\n"
        "    try:\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "        await asyncio.Event().wait()\n"
        "    finally:\n"
        "        asyncio.get_running_loop().call_soon(os.kill, os.getpid(), signal.SIGINT)\n"
        "        while True:\n"
        "            with contextlib.suppress(asyncio.CancelledError):\n"
        "                await asyncio.Event().wait()\n"
        "try:\n"
        "    awaited(work)\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted')\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert (ended.stdout, ended.stderr, ended.returncode) == ("interrupted\n", "", 0)


def test_the_first_process_of_a_container_which_no_signal_ends_by_itself_ends_as_others_do() -> None:
    script = (
        "import asyncio, os, signal\n"
        "from monitor.verbs.awaiting import awaited\n"
        "signal.raise_signal = lambda number: None\n"
        "async def work():\n"
        "    try:\n"
        "        os.kill(os.getpid(), signal.SIGTERM)\n"
        "        await asyncio.Event().wait()\n"
        "    finally:\n"
        "        print('let go', flush=True)\n"
        "awaited(work)\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert (ended.stdout, ended.stderr, ended.returncode) == ("let go\n", "", 128 + signal.SIGTERM)
