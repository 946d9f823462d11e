"""A user's home as the verbs see it: a config, a store, and `monitor` called in this process or as a program."""

import json
import os
import select
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, AnyStr

import pytest

from monitor.cli import main
from tests.newsroom import Answer, Newsroom, config_text, serving

ROOT = Path(__file__).parents[1]
CONFIG, STORE = "config.toml", "store.db"
LOADED = 3
"""How many times as long as on a quiet machine something may take on one that has other work."""
PATIENCE = 120.0
"""Seconds for which a test waits for what is to come and may not, on a machine however busy."""


def need_proc() -> None:
    """Skip a test that looks at what processes do, where that is nowhere to be read: macOS has no /proc, nor may a
    container have one."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("what processes do is read in /proc, which is not here")


@dataclass(frozen=True)
class Said:
    """What a call came to."""

    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """stdout as JSON lines."""
        return [json.loads(line) for line in self.out.split("\n") if line]


def environment(**variables: str) -> dict[str, str]:
    """What a program is started with: as a user's shell, where nothing asks Python to hand over each byte at once."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"} | variables


def first_line(program: "subprocess.Popen[AnyStr]") -> AnyStr:
    """What a program says first, which it has to."""
    assert program.stdout is not None
    assert select.select([program.stdout], [], [], PATIENCE)[0], "it says nothing"
    return program.stdout.readline()


@contextmanager
def not_for_ever(process: "subprocess.Popen[bytes]") -> Iterator["subprocess.Popen[bytes]"]:
    """A program that runs for no longer than the block, nor than PATIENCE: what it says is read to an end."""
    over = threading.Timer(PATIENCE, process.kill)
    over.daemon = True
    over.start()
    try:
        yield process
    finally:
        over.cancel()
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream:
                with suppress(OSError):
                    stream.close()


@dataclass(frozen=True)
class Polled:
    """A config, and a store as a poll has left it, for tests to take copies of: most take less time than a poll."""

    folder: Path
    newsroom: Newsroom
    """Which goes on answering; what it answers is for all of these tests, and not to be changed by one."""

    def run(self, *words: str) -> None:
        """Call a verb that goes well before there are copies."""
        assert main(["--config", str(self.folder / CONFIG), "--store", str(self.folder / STORE), *words]) == 0


@contextmanager
def polled(folder: Path, feeds: Mapping[str, str], watches: Mapping[str, Iterable[str]]) -> Iterator[Polled]:
    """A poll of these feeds (documents by their paths), and its newsroom for as long as the block runs."""
    with serving() as newsroom:
        newsroom.answers.update({path: Answer(feed.encode()) for path, feed in feeds.items()})
        (folder / CONFIG).write_text(config_text(map(newsroom.url, feeds), watches), "utf-8")
        made = Polled(folder, newsroom)
        made.run("poll")
        yield made


@dataclass
class Home:
    """The folder with both files."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    @property
    def config(self) -> Path:
        return self.folder / CONFIG

    @property
    def store(self) -> Path:
        return self.folder / STORE

    def write(
        self, feeds: Mapping[str, str] | Iterable[str] = (), watches: Mapping[str, Iterable[str]] | None = None
    ) -> None:
        """Write a config of these feeds and watches."""
        self.config.write_text(config_text(feeds, watches), "utf-8")

    def copy(self, folder: Path) -> "Home":
        """The home, with a copy of what is in another folder."""
        shutil.copytree(folder, self.folder, dirs_exist_ok=True)
        return self

    def argv(self, *words: object) -> list[str]:
        return ["--config", str(self.config), "--store", str(self.store), *map(str, words)]

    def run(self, *words: object) -> Said:
        """Call `monitor` in this process."""
        self.capsys.readouterr()
        try:
            code = main(self.argv(*words))
        except SystemExit as problem:
            code = int(problem.code or 0)
        out, err = self.capsys.readouterr()
        assert "Traceback" not in err
        return Said(code, out, err)

    @staticmethod
    def python(*words: object) -> list[str]:
        """The command of a program that needs neither config nor store."""
        return [sys.executable, "-m", "monitor", *map(str, words)]

    def command(self, *words: object) -> list[str]:
        return self.python(*self.argv(*words))

    def call(self, *words: object, given: bytes = b"", variables: Mapping[str, str] | None = None) -> Said:
        """Call `monitor` as a program, with bytes on its stdin and variables in its environment."""
        done = subprocess.run(
            self.command(*words),
            input=given,
            capture_output=True,
            cwd=ROOT,
            env=environment(**(variables or {})),
            timeout=PATIENCE,
        )
        err = done.stderr.decode()
        assert "Traceback" not in err, err
        return Said(done.returncode, done.stdout.decode(errors="surrogateescape"), err)
