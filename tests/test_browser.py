"""The browser gets one link as one argument, and never a shell."""

import os
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.browser import NoBrowser, failure, open_link

Opened = Callable[[], list[str]]


def program(path: Path, script: str) -> Path:
    """An executable script."""
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def recorder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """A browser that writes down its arguments; calling it waits for them."""
    told = tmp_path / "told"
    path = program(tmp_path / "browser", f'printf "%s\\n" "$@" > {told}.part\nmv {told}.part {told}')
    monkeypatch.setenv("BROWSER", str(path))

    def opened() -> list[str]:
        deadline = time.monotonic() + 30
        while not told.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        return told.read_text().splitlines()

    return opened


def test_the_link_is_the_one_argument(recorder: Opened) -> None:
    open_link("https://news.example/a?b=1&c=2")
    assert recorder() == ["https://news.example/a?b=1&c=2"]


def test_a_command_of_several_words_that_is_to_hold_the_link_is_refused(
    recorder: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = os.environ["BROWSER"]
    monkeypatch.setenv("BROWSER", f"sh -c '{browser} %s'")
    with pytest.raises(NoBrowser, match="not safe"):
        open_link("https://news.example/$(x)")
    monkeypatch.setenv("BROWSER", f"{browser} 'two words' --at=%s")
    open_link("https://news.example/a")
    assert recorder() == ["two words", "--at=https://news.example/a"]


def test_no_shell_reads_the_link(recorder: Opened, tmp_path: Path) -> None:
    link = f"https://news.example/;$(touch${{IFS}}{tmp_path}/pwned);`touch${{IFS}}{tmp_path}/pwned`'\"|&%s"
    open_link(link)
    assert recorder() == [link.replace("`", "%60").replace('"', "%22")]
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize(
    "link",
    [
        "",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "--version",
        "-P evil",
        "ftp://a.example/",
        "https://",
        "mailto:a@b",
    ],
)
def test_what_is_no_web_address_is_not_opened(link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("subprocess.Popen", lambda *_, **__: pytest.fail("a program was started"))
    with pytest.raises(NoBrowser, match="no http or https link"):
        open_link(link)


def test_browser_may_have_arguments_and_a_place_for_the_link(recorder: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER", f"{os.environ['BROWSER']} --new-tab '--url=%s' -x")
    open_link("https://news.example/")
    assert recorder() == ["--new-tab", "--url=https://news.example/", "-x"]


def test_the_first_browser_that_is_there_is_taken(recorder: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER", os.pathsep.join(["/no/such/browser", "", os.environ["BROWSER"]]))
    open_link("https://news.example/")
    assert recorder() == ["https://news.example/"]


def test_without_browser_the_desktops_own_is_asked(
    recorder: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("xdg-open", "open"):
        (folder / name).symlink_to(os.environ["BROWSER"])
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delenv("BROWSER")
    open_link("https://news.example/")
    assert recorder() == ["https://news.example/"]


def test_on_a_mac_that_is_open_and_not_what_linux_programs_may_have_brought_along(
    recorder: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "open").symlink_to(os.environ["BROWSER"])
    program(folder / "xdg-open", "exit 3")
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delenv("BROWSER")
    open_link("https://news.example/?a=1&b=$(x)")
    assert recorder() == ["https://news.example/?a=1&b=$(x)"]


def test_no_browser_at_all_is_told_with_the_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("BROWSER", raising=False)
    with pytest.raises(NoBrowser, match=r"set BROWSER.*https://news\.example/"):
        open_link("https://news.example/")


def test_a_browser_that_does_not_start_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = program(tmp_path / "broken", "")
    broken.write_text("#!/no/such/interpreter\n")
    monkeypatch.setenv("BROWSER", str(broken))
    with pytest.raises(NoBrowser, match="could not be started"):
        open_link("https://news.example/")


def test_a_browser_setting_with_an_open_quote_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER", "firefox 'a")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NoBrowser):
        open_link("https://news.example/")


def test_an_outlet_of_the_demo_is_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER", "true")
    with pytest.raises(NoBrowser, match=r"mekongwire[.]example is invented"):
        open_link("http://mekongwire.example/news/raid")


@pytest.mark.parametrize(
    ("script", "told"), [("exit 0", ""), ("exit 4", "exit code 4"), ("kill -9 $$", "signal 9")], ids=str
)
def test_what_becomes_of_a_browser_is_told_where_it_fails(
    script: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER", str(program(tmp_path / "browser", script)))
    started = open_link("https://news.example/")
    started.wait(30)
    said = failure(started, "https://news.example/")
    assert told in said and bool(said) == bool(told)
    assert not said or "https://news.example/" in said


def test_of_a_browser_that_runs_on_nothing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER", str(program(tmp_path / "browser", "exec sleep 60")))
    started = open_link("https://news.example/")
    try:
        assert failure(started, "https://news.example/") == ""
    finally:
        started.kill()
        started.wait(30)
