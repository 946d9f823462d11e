"""The pool of parse workers: child processes that hostile feeds may hang or crash without harm to anything else."""

import asyncio
import contextlib
import json
import math
import os
import signal
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

from monitor import installed, processes, text
from monitor.feeds import faults, wire
from monitor.feeds.body import Body, DiskFault, pieces
from monitor.feeds.descriptors import NO_MORE, SHORT
from monitor.feeds.wire import Job
from monitor.model import LIMITS, ConceptEdits, Limits, Parsed, Watch

__all__ = ["Job", "Pool"]

_ROOT = Path(__file__).parents[2]
_PARENT, _CHILD = 110_000_000, 90_000_000
"""Bytes that the process which polls takes with 5,000 feeds, and a child with the words of ten languages (measured)."""
_JOBS = 125
"""Jobs after which a child makes room for a fresh one, for memory that libraries leak, and that stays in pieces: over
500 feeds all processes together take 284 MB and not 306, as with twice as many (measured)."""
_LARGE = 4_000_000
"""Bytes of a feed after which it does so at once, for memory that stays in pieces."""
_THRIFTY = {"MALLOC_TRIM_THRESHOLD_": "1048576", "MALLOC_MMAP_THRESHOLD_": "1048576"}
"""What tells the C library of Linux to give back at once what is freed: over 1,000 feeds both children and their parent
take some 70 MB less than 324 (measured)."""
_LONGEST = 300.0
"""Seconds for which a child may ask at a time, whatever it says."""
_LONG = 10
"""How many times the usual a child that asks for more is at a long feed, such as one of a million letters: they wait
for each other, lest all children are at them while other feeds wait."""
_IDLE_SECONDS = 30.0
_SPARE_SECONDS = 0.05
_WAKE_SECONDS = 1.0
"""After how long without an answer, and again, a child is told to go on: somebody may have stopped it."""
_DEATH_SECONDS = 1.0
"""How long a child whose pipe has ended may take to die by itself, so that its own exit status is told."""
_MAX_ANSWER = 100_000_000
_TOO_MUCH = "it holds more text than can be kept"
_LACKING = "it holds more text than there was memory for"
_NO_MEMORY = "there was no memory left to read it with: end other programs, or allow this one more (`ulimit -v`)"
_BLOATED = "it needs too much memory to read; its content is probably damaged"
_MOST_PAUSES = 200
"""How often a child may say that it is at something else than the feed: twice for each language, and some."""
_STDERR_TAIL = 2_000
_NO_ANSWER = (OSError, EOFError, ValueError, TypeError, OverflowError, RecursionError)
"""What comes of a child that died, and of one that was taken over and says anything: nested without end, numbers that
are none."""
_MB = 1_000_000


class _Lost(Exception):
    """A child was lost; the text says why, as a sentence for the reader."""

    def __init__(self, sentence: str, again: bool = False, *, here: bool = False) -> None:
        super().__init__(sentence)
        self.again, self.here = again, here
        """Whether the child may be at fault, and not the feed; whether this computer is, which lacks something."""


class _Long(Exception):
    """A feed takes longer than it may as one among others."""


class _Child:
    """One worker process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin and process.stdout and process.stderr
        self._process = process
        self._input, self._output = process.stdin, process.stdout
        self._stderr = asyncio.ensure_future(_tail(process.stderr))
        self.jobs = 0
        self.configuration = 0
        """The number of that which it has; 0 until it is ready, and has seen no feed."""
        self.heard = 0
        """Bytes of what it has answered last in this job."""

    @property
    def is_alive(self) -> bool:
        return self._process.returncode is None

    async def ask(self, message: object, body: bytes | Body, seconds: float, late: str, most: float = math.inf) -> Any:
        """Send a message and wait for its answer. Raises _Lost where the child has worked at it for so many seconds, or
        the further ones for which it asked: the time that the words of a language take to make is not the feed's, and
        that in which a long text is looked through is no sign of a fault. On a busy computer that may take longer, but
        no more than so many times as long; then `late` is the sentence. Raises _Long where it asks for more than `most`
        seconds, and DiskFault and MemoryError too.
        """
        loop = asyncio.get_running_loop()
        self._waking = loop.call_later(_WAKE_SECONDS, self._wake)
        try:
            async with asyncio.timeout(seconds * wire.BUSY) as limit:
                self._input.write(wire.front(message, len(body)))
                # Piece by piece, lest all of a large body is there once more for as long as the pipe is full.
                for piece in pieces(body):
                    self._input.write(piece)
                    await self._input.drain()
                for _ in range(_MOST_PAUSES):
                    answer = await self._answer()
                    if (more := wire.patience(answer)) is None:
                        return answer
                    if more > most:
                        raise _Long
                    seconds = min(more, _LONGEST)
                    limit.reschedule(loop.time() + seconds * wire.BUSY)
                raise EOFError
        except TimeoutError:
            raise _Lost(f"{late} within {seconds * wire.BUSY:g} s; this computer is too busy", here=True) from None
        except (_Lost, _Long, DiskFault, MemoryError):
            raise
        except _NO_ANSWER:
            said, is_here = await self._epitaph()
            if self._process.returncode == -signal.SIGPROF:
                raise _Lost(f"reading it took more than {seconds:g} s; its content is probably damaged") from None
            raise _Lost(said, again=self.jobs > 0, here=is_here) from None
        except Exception as slip:  # noqa: BLE001 - one feed's misfortune must be no other's
            raise _Lost(f"this program fails on it ({faults.place(slip)})") from None
        finally:
            self._waking.cancel()

    def _wake(self) -> None:
        """Let the child go on if it was stopped (SIGSTOP), which does nothing to one that is at work."""
        self._signal(signal.SIGCONT)
        self._waking = asyncio.get_running_loop().call_later(_WAKE_SECONDS, self._wake)

    async def _answer(self) -> Any:
        lots, self.heard = list[list[Any]](), 0
        while True:
            size, _ = wire.HEAD.unpack(await self._output.readexactly(wire.HEAD.size))
            self.heard += size
            if self.heard > _MAX_ANSWER:
                raise _Lost(_TOO_MUCH)
            message = json.loads(await self._output.readexactly(size))
            # Of lots that are none there might be no end.
            if size < wire.LOT or not isinstance(message, list):
                return wire.joined(lots, message)
            lots.append(message)

    async def _epitaph(self) -> tuple[str, bool]:
        """Why the child died, for the reader, and whether that is this computer's trouble and not the feed's."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), _DEATH_SECONDS)
        # Nobody but the system, where its memory runs out, kills it so until it is ended here.
        is_killed = self._process.returncode == -signal.SIGKILL
        await self.end()
        said = (await self._stderr).strip().splitlines()
        last = text.line(said[-1] if said else "")
        code = self._process.returncode or 0
        if code == wire.OUT_OF_MEMORY and self.configuration:
            return _BLOATED, False
        if code in (wire.OUT_OF_MEMORY, wire.SHORT_OF_MEMORY) or (is_killed and self.configuration):
            return _NO_MEMORY, True
        if not last and code < 0:
            # The real-time signals have no names.
            names = {number.value: number.name for number in signal.Signals}
            last = names.get(-code, f"signal {-code}")
        why = last[:200] or f"exit {code}"
        if not self.configuration:
            return f"the process that reads feeds ended before it was ready ({why})", True
        return f"reading it crashed ({why}); its content is probably damaged", False

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        if self.is_alive:
            # Not Process.send_signal: that takes the exit status of a child that has just died from under asyncio.
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, number)

    async def end(self) -> None:
        """Kill the child and wait until nothing is left of it."""
        self.kill()
        # asyncio waits for the end of what a process has said, and reads no more of it than somebody asks for. Where
        # somebody still asks, he comes to this end too.
        with contextlib.suppress(RuntimeError):
            await _tail(self._output)
        await self._process.wait()
        await self._stderr


class Pool:
    """Reads feeds in children that are started when first needed, limited, replaced, and gone with the pool."""

    def __init__(
        self,
        size: int,
        seconds: float = 10.0,
        memory: int = 512,
        entries: int = LIMITS.entries,
        field: int = LIMITS.field,
    ) -> None:
        """At most `size` children at a time, `seconds` and `memory` megabytes for each feed, of which so many `entries`
        are read, and so many characters of a `field`."""
        self._slots = asyncio.Semaphore(size)
        self._long = asyncio.Semaphore(max(1, size - 1))
        self._seconds = seconds
        self._limits = tuple(map(str, (seconds, memory, entries, field)))
        self._watches: tuple[Watch, ...] = ()
        self._concepts: ConceptEdits | None = None
        self._configuration = 1
        self._idle: list[_Child] = []
        self._children: set[_Child] = set()
        self._endings: set[asyncio.Task[None]] = set()
        self._rest: asyncio.TimerHandle | None = None
        self._is_retired = self._is_closed = False

    @classmethod
    def within(cls, limits: Limits) -> Self:
        """A pool that keeps to a config's limits, with as many children as there are cores and as fit into them."""
        size = min(os.cpu_count() or 1, (limits.processes - _PARENT) // _CHILD)
        memory = max(1, limits.memory // _MB)
        return cls(max(1, size), limits.parse, memory, limits.entries, limits.field)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *problem: object) -> None:
        self._is_closed = True
        self._stay()
        for child in tuple(self._children):
            self._end(child)
        if self._endings:
            await asyncio.wait(self._endings)

    def configure(self, watches: Iterable[Watch], concepts: ConceptEdits | None = None) -> None:
        """Match against these watches, and the concepts with these changes, from the next job on."""
        self._watches, self._concepts = tuple(watches), concepts
        self._configuration += 1

    def retire(self) -> None:
        """Keep no child beyond the jobs that it is at: another pool has taken the place of this one."""
        self._is_retired = True
        self._retire_idle()

    async def run(self, job: Job) -> Parsed:
        """Read a feed. Whatever its bytes do to the child, the answer says so in `error`; only cancellation passes, and
        a job that has not ended when the pool is left is cancelled. Raises Changed where a child that was started after
        an upgrade does not understand this process."""
        with contextlib.suppress(_Long):
            return await self._in_turn(job, max(wire.START_SECONDS, _LONG * self._seconds))
        # The place that it had is for others meanwhile, and what was read of it is read again.
        async with self._long:
            return await self._in_turn(job, math.inf)

    async def spare(self, job: Job) -> Parsed:
        """As `run`, but not before there is nothing else to do."""
        while self._slots.locked():  # noqa: ASYNC110 - whoever waits for the slots themselves is next
            await asyncio.sleep(_SPARE_SECONDS)
        return await self.run(job)

    async def _in_turn(self, job: Job, most: float) -> Parsed:
        async with self._slots:
            self._stay()
            try:
                return await self._read(job, most)
            finally:
                # Several may end one after the other: they rest from the last end on.
                self._stay()
                self._rest = asyncio.get_running_loop().call_later(_IDLE_SECONDS, self._retire_idle)

    def _stay(self) -> None:
        """Let no child go for having had nothing to do until now."""
        if self._rest:
            self._rest.cancel()

    async def _read(self, job: Job, most: float) -> Parsed:
        """Raises _Long where the child asks for more than `most` seconds."""
        try:
            try:
                return await self._attempt(job, most)
            except _Lost as lost:
                if not lost.again:
                    raise
            # An old child may have died of the feeds before this one; a fresh one tells.
            return await self._attempt(job, most, fresh=True)
        except (_Lost, DiskFault) as lost:
            if self._is_closed:  # The pool killed its child: nothing is wrong with the feed.
                raise asyncio.CancelledError from None
            return Parsed(error=str(lost), here=isinstance(lost, DiskFault) or lost.here)

    async def _attempt(self, job: Job, most: float, fresh: bool = False) -> Parsed:
        child = await self._child(fresh)
        child.heard = 0
        try:
            await self._prepare(child)
            late = f"the {'feed' if job.page is None else 'page'} was not read"
            answer = await child.ask(wire.job_message(job), job.body, self._seconds, late, most)
            try:
                parsed = wire.parsed(answer)
            except MemoryError:
                raise
            except Exception as fault:  # noqa: BLE001 - one that was taken over says anything
                _check_files()
                raise _Lost(f"reading it gave what is no feed ({faults.place(fault)})") from None
        except MemoryError:
            self._end(child)
            # What goes to the child goes in small pieces; it is its answer that may be more than there is room for.
            is_large = child.heard > _LARGE
            raise _Lost(_LACKING if is_large else _NO_MEMORY, here=not is_large) from None
        except BaseException:
            # After a cancellation too: a child in the middle of a job would give its answer to the next.
            self._end(child)
            raise
        child.jobs += 1
        is_worn = child.jobs >= _JOBS or len(job.body) >= _LARGE or wire.is_worn(answer)
        if not (is_worn or self._is_retired):
            self._idle.append(child)
        else:
            self._end(child)
        return parsed

    async def _child(self, fresh: bool) -> _Child:
        """A child that waits for work, the last to have worked first, or a new one."""
        while self._idle and not fresh:
            child = self._idle.pop()
            if child.is_alive:
                return child
            self._end(child)
        if self._is_closed:
            raise asyncio.CancelledError
        try:
            process = await self._spawn()
        except OSError as error:
            why = NO_MORE if error.errno in SHORT else error.strerror
            raise _Lost(f"no process to read it in could be started: {why}", here=True) from None
        except MemoryError:
            raise _Lost(_NO_MEMORY, here=True) from None
        child = _Child(process)
        if self._is_closed:  # Meanwhile: nobody else would see it off.
            await child.end()
            raise asyncio.CancelledError
        self._children.add(child)
        return child

    async def _spawn(self) -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        # The package is found in the directory that the child starts in, wherever the user called from.
        return await processes.start(
            sys.executable, "-m", "monitor.feeds.child", *self._limits,
            stdin=pipe, stdout=pipe, stderr=pipe, limit=1 << 20, cwd=_ROOT,
            env=_THRIFTY | {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"},
            # Out of the terminal's reach: Ctrl+C is for the parent, which ends its children in order.
            process_group=0,
        )  # fmt: skip

    async def _prepare(self, child: _Child) -> None:
        """Give the child the watches that are in force. Starting up and compiling them is not the feed's time."""
        if child.configuration != self._configuration:
            configuration = self._configuration
            late = "the process that reads feeds was not ready"
            try:
                await child.ask(wire.watches_message(self._watches, self._concepts), b"", wire.START_SECONDS, late)
            except _Lost:
                _check_files()
                raise
            child.configuration = configuration

    def _retire_idle(self) -> None:
        while self._idle:
            self._end(self._idle.pop())

    def _end(self, child: _Child) -> None:
        """Kill a child now and see it off in the background."""
        self._children.discard(child)
        child.kill()
        ending = asyncio.ensure_future(child.end())
        self._endings.add(ending)
        ending.add_done_callback(self._endings.discard)


def _check_files() -> None:
    """Raises Changed where a child may be from another version than this process: then no feed is to blame."""
    if installed.has_changed():
        raise installed.Changed


async def _tail(stream: asyncio.StreamReader) -> str:
    """The end of what a child says; the rest is dropped, for a child may say it without end."""
    tail = b""
    while piece := await stream.read(1 << 16):
        tail = (tail + piece)[-_STDERR_TAIL:]
    return tail.decode("utf-8", "replace")
