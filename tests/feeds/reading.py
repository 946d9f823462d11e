"""Pools that read feeds in this process, for tests of what is done with them: a child takes .2 s to be there."""

import asyncio
import io
import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from monitor.feeds import child, wire
from monitor.feeds.worker import Job, Pool
from monitor.matching.judge import Judge
from monitor.model import Parsed, Watch


def here(patch: pytest.MonkeyPatch) -> None:
    """Let pools start no child. What one is for is not there then: limits, and that a crash harms nobody."""
    # For one test: a judge leaves out what has taken it too long, and says so once.
    judge = cache(_judge)

    async def run(pool: Pool, job: Job) -> Parsed:
        return await _read(job, judge(pool._watches, json.dumps(pool._concepts)))

    patch.setattr(Pool, "run", run)


async def _read(job: Job, judge: Judge) -> Parsed:
    """What a child answers to a job; both go through what is sent to a child and what comes from it."""
    heard, before = wire.job(_sent(wire.job_message(job)), job.body), len(judge.watchlist.patterns.notices())
    parsed = child.read(heard, judge.ready if heard.matched else child._unmatched)
    # As while a child is at it: whoever has something else to do goes on with that.
    await asyncio.sleep(0)
    notices = judge.watchlist.patterns.notices()[before:]
    return wire.parsed(_sent(wire.parsed_message(replace(parsed, notices=notices))))


def _sent(message: object) -> Any:
    received = wire.receive(io.BytesIO(wire.frame(message)))
    assert received
    return received[0]


def _judge(watches: tuple[Watch, ...], edits: str) -> Judge:
    return Judge.by(watches, json.loads(edits) or {})
