"""`monitor demo`: its feeds, polled as any others, give every planted match and lose nothing."""

import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from monitor import config
from monitor.cli import main
from monitor.demo import render, server
from tests.home import CONFIG, PATIENCE, ROOT, STORE, Home, environment, not_for_ever

FAULTY = {"truncated", "html", "too_many_requests"}
COMMAND = Home.python("demo", "--serve")
# A signal comes as it is about to wait for one.
STRUCK = """
import signal, sys
from monitor import cli, output
def strike(_, event, called):
    if event == "c_call" and called.__name__ in ("acquire", "get"):
        sys.setprofile(None)
        signal.raise_signal(signal.SIGTERM)
def flushed():
    flush()
    sys.setprofile(strike)
flush, output.flush = output.flush, flushed
sys.exit(cli.main(["demo", "--serve"]))
"""


@contextmanager
def demo(
    end: signal.Signals = signal.SIGTERM, command: Sequence[str] = COMMAND
) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    """`monitor demo --serve` as a program, and the config that it printed; a signal ends it."""
    pipe = subprocess.PIPE
    with not_for_ever(subprocess.Popen(command, stdout=pipe, stderr=pipe, cwd=ROOT, env=environment())) as process:
        assert process.stdout and process.stderr
        feeds, lines = len(render.load_sample()), [""]
        while not (sum(line.startswith("[[feed]]") for line in lines) == feeds and lines[-1].startswith("every")):
            lines.append(process.stdout.readline().decode())
            assert lines[-1], process.stderr.read().decode()
        yield process, "".join(lines)
        process.send_signal(end)
        _, err = process.communicate(timeout=20)
        assert (process.returncode, err) == (130 if end == signal.SIGINT else 0, b"")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_what_only_serves_and_ctrl_c_interrupts_it(number: signal.Signals) -> None:
    with demo(number) as (process, _):
        assert process.poll() is None


def test_a_signal_that_comes_as_it_is_about_to_wait_for_one_is_heard() -> None:
    command = [sys.executable, "-c", STRUCK]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, env=environment(), timeout=PATIENCE, check=False)
    assert (done.returncode, done.stderr) == (0, b"") and done.stdout.count(b"[[feed]]") > 5


EARLY = """
import os, signal, sys
from monitor.cli import main
from monitor.verbs import demo

class Desk:
    def __init__(self, *_, **__):
        assert os.listdir(os.environ["TMPDIR"])
        signal.raise_signal(int(sys.argv[1]))

def once_more(event, _):
    if event == "shutil.rmtree":
        signal.raise_signal(int(sys.argv[1]))

sys.addaudithook(once_more)
demo.need_terminal, demo.loaded = lambda: None, lambda: Desk
sys.exit(main(["demo"]))
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT])
def test_a_signal_that_comes_before_the_desk_is_open_and_once_more_leaves_no_folder(
    number: signal.Signals, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", EARLY, str(int(number))]
    ended = subprocess.run(
        command, capture_output=True, cwd=ROOT, env=environment(TMPDIR=str(tmp_path)), timeout=PATIENCE
    )
    assert (ended.returncode, ended.stderr) == (130 if number == signal.SIGINT else 0, b"")
    assert list(tmp_path.iterdir()) == []


def test_it_outlives_its_terminal_where_it_is_to() -> None:
    # As nohup starts it.
    with demo(command=["sh", "-c", 'trap "" HUP; exec "$@"', "sh", *COMMAND]) as (process, _):
        process.send_signal(signal.SIGHUP)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.5)


@pytest.mark.usefixtures("children")
def test_what_demo_serve_prints_is_a_config_that_polls(home: Home) -> None:
    with demo() as (_, text):
        home.config.write_text(text, "utf-8")
        assert home.run("config", "check").code == 0
        total = home.run("poll", "--json").records[-1]["total"]
    feeds = render.load_sample()
    assert total["feeds"] == len(feeds) and total["new"] > 50 and total["matched"] > 10
    assert total["errors"] == sum(feed.fault in ("html", "too_many_requests") for feed in feeds)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, newsroom = tmp_path_factory.mktemp("once"), server.start()
    try:
        (folder / CONFIG).write_text(server.config_text(newsroom, config.example_text()), "utf-8")
        assert main(["--config", str(folder / CONFIG), "--store", str(folder / STORE), "poll"]) == 0
    finally:
        newsroom.stop()
    return folder


@pytest.fixture
def polled(home: Home, once: Path) -> Home:
    """A store that holds what the demo's feeds give at the start."""
    return home.copy(once)


def readable(feed: render.SampleFeed) -> tuple[str, ...]:
    """The titles that can be read in a feed at the start, faults and all."""
    if feed.fault in ("html", "too_many_requests"):
        return ()
    entries = render.visible(feed, 1_000_000, 1_000_000)
    return tuple(entry.title for entry in (entries[:-1] if feed.fault == "truncated" else entries))


SLUGS = {feed.title: feed.slug for feed in render.load_sample()}


def test_every_planted_entry_is_found_and_nothing_else(polled: Home) -> None:
    there = [
        (feed.slug, entry) for feed in render.load_sample() for entry in feed.entries if entry.title in readable(feed)
    ]
    wanted = {(slug, entry.title, watch) for slug, entry in there for watch, _ in entry.watches}
    arguable = {(slug, entry.title, watch) for slug, entry in there for watch in entry.arguable}
    found = {
        (SLUGS[entry["feed_title"]], entry["title"], match["watch"])
        for entry in polled.run("list", "--json").records
        for match in entry["matches"]
    }
    assert found - arguable == wanted and len(wanted) > 40


def number(home: Home, title: str) -> int:
    return next(int(one["id"]) for one in home.run("list", "--all", "--json").records if one["title"].startswith(title))


def test_why_is_told_of_a_match_and_of_none(polled: Home) -> None:
    raid = polled.run("explain", number(polled, "Soldiers enter Thanlar Bend"), "--watch", "Scam hubs").out
    assert "Scam hubs: strong" in raid and "scam hubs → @scam_hubs: scam hub" in raid
    rice = " ".join(polled.run("explain", number(polled, "Rice exporters")).out.split())
    assert "Thanlar Bend: no match only in a related link: “Thanlar”" in rice
    mine = " ".join(polled.run("explain", number(polled, "Two rangers hurt"), "--watch", "Thanlar Bend").out.split())
    assert "Thanlar stands only beside mine" in mine
    club = " ".join(polled.run("explain", number(polled, "Football"), "--watch", "Thanlar Bend").out.split())
    assert "only where it is excluded: Thanlar Rovers" in club


def test_a_keyword_of_one_language_is_told_to_be_widened(polled: Home) -> None:
    said = polled.run("watches").out
    assert "scam hubs → @scam_hubs in" in said and "repatriation → @repatriation in" in said


def test_spans_stand_where_they_say(polled: Home) -> None:
    for entry in polled.run("list", "--json").records:
        for span in (span for match in entry["matches"] for span in match["spans"]):
            assert entry[span["field"]][span["start"] : span["end"]] == span["text"]


def test_no_neighbour_is_lost(polled: Home) -> None:
    wanted = sorted((feed.title, title) for feed in render.load_sample() for title in readable(feed))
    entries = polled.run("list", "--all", "--json").records
    assert sorted((entry["feed_title"], entry["title"]) for entry in entries) == wanted


def test_faults_are_told_in_the_feeds_health(polled: Home) -> None:
    faults = {feed.title: feed.fault for feed in render.load_sample()}
    told = {feed["title"]: feed["error"] for feed in polled.run("feeds", "--json").records}
    assert {title for title, error in told.items() if error} == {t for t, fault in faults.items() if fault in FAULTY}
