"""The full text of an entry: `monitor article` as the desk's child, and what came of it in a sentence."""

import asyncio
import contextlib
import json
from asyncio.subprocess import DEVNULL, PIPE
from dataclasses import dataclass
from pathlib import Path

from monitor import processes, text


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an entry's page."""

    stored: bool
    """Whether the text of the page is the entry's now: the store has changed."""
    said: str
    """A sentence for the reader, plain text."""


async def fetch_article(config: Path, store: Path, entry_id: int) -> Outcome:
    """Get the page of an entry, match and store its text, in a process of its own.

    Cancelled, it ends the process; what was not stored by then is not. Nothing is raised but that.
    """
    command = processes.command_of(config, store, "article", str(entry_id), "--json")
    try:
        process = await processes.start(*command, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, start_new_session=True)
    except OSError as problem:
        return Outcome(False, f"The page could not be asked for: no process could be started ({problem.strerror}).")
    try:
        answer, complaints = await process.communicate()
    except asyncio.CancelledError:
        await processes.end(process, group=False)
        raise
    return outcome(answer, complaints, process.returncode or 0)


def outcome(answer: bytes, complaints: bytes, code: int) -> Outcome:
    """What `monitor article --json` printed, and complained of, in a sentence."""
    with contextlib.suppress(ValueError, KeyError, TypeError, IndexError):
        record = json.loads(answer.splitlines()[-1])
        return Outcome(record["error"] is None, text.line(str(record["said"])))
    said = processes.last_complaint(complaints) or f"it ended with code {code}."
    return Outcome(False, text.line(f"The page was not got: {said}"))
