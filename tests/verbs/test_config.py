"""`monitor config`: where it is, writing it first, checking it, editing it."""

import os
import re
import signal
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from monitor import config
from tests.home import ROOT, Home, environment


def test_path_says_where_it_is(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert home.run("config", "path").out == f"{home.config}\n"
    assert home.run("config").out == f"{home.config}\n"
    monkeypatch.setenv("MONITOR_CONFIG", "/elsewhere/config.toml")
    assert home.run("config", "path").out == f"{home.config}\n"


def test_of_a_path_a_terminal_shows_what_would_act_on_it_and_a_script_reads_it(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = replace(home, folder=home.folder / "\x1b[31m")
    assert home.run("config", "path").out == f"{home.config}\n"
    assert home.run("config", "init").out.endswith("\\x1b[31m/config.toml\n")
    assert "\\x1b[31m/config.toml: " in home.run("config", "check").out
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert home.run("config", "path").out.endswith("\\x1b[31m/config.toml\n")


def test_a_path_that_is_no_text_is_given_to_a_script_byte_by_byte(home: Home) -> None:
    home = replace(home, folder=home.folder / os.fsdecode(b"caf\xe9"))
    for encoding in ("utf-8", "ascii"):
        said = home.call("config", "path", variables={"PYTHONIOENCODING": encoding})
        assert os.fsencode(said.out) == os.fsencode(f"{home.config}\n")


def test_init_writes_the_example_once(home: Home) -> None:
    assert home.run("config", "init").code == 0
    assert home.config.read_text("utf-8") == config.example_text()
    home.write()
    before = home.config.read_bytes()
    said = home.run("config", "init")
    assert said.code == 0 and "stays as it is" in said.out
    assert home.config.read_bytes() == before


def test_a_folder_is_no_config_that_is_there_already(home: Home) -> None:
    home.config.mkdir()
    said = home.run("config", "init")
    assert (said.code, said.out) == (1, "") and said.err == f"monitor: {home.config} is a folder and no config.\n"


def test_check_of_a_good_config_counts(home: Home) -> None:
    home.write(["https://a.example/feed"], {"Raids": ["raid"]})
    said = home.run("config", "check")
    assert (said.code, said.err) == (0, "")
    assert said.out == f"{home.config}: 1 watch and 1 feed, no mistakes\n"


def test_check_tells_what_keywords_are_widened_to_and_which_read_like_several(home: Home) -> None:
    home.write(watches={"Hubs": ["scam hubs", "=scam hubs"], "Raids": ["casino or raid", "casino OR raid"]})
    said = home.run("config", "check")
    first, *wider = said.out.splitlines()
    assert said.code == 0 and first.endswith("no mistakes") and len(wider) == 1
    assert re.fullmatch(r"Hubs: scam hubs → @scam_hubs, \d\d languages", wider[0])
    assert said.err == (
        "monitor: Raids: “casino or raid” is read as one phrase: write “casino OR raid” if that is meant.\n"
    )


def test_check_names_file_line_and_column_of_each_mistake(home: Home) -> None:
    home.config.write_text('[[watch]]\nname = "A"\nkeyword = ["x"]\n\n[[feed]]\nurl = "ftp://a.example/"\n')
    said = home.run("config", "check")
    assert (said.code, said.out) == (2, "")
    lines = said.err.splitlines()
    assert lines[0].startswith(f"monitor: {home.config}: line 3, column 1: ") and "keywords" in lines[0]
    assert lines[1].startswith(f"monitor: {home.config}: line 6, column 7: ")


def test_check_without_a_config_is_exit_2(home: Home) -> None:
    said = home.run("config", "check")
    assert said.code == 2 and "monitor config init" in said.err


def editor(folder: Path, script: str) -> str:
    path = folder / "an editor"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(stat.S_IRWXU)
    return f"'{path}'"


def test_edit_opens_the_editor_and_checks_what_it_left(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.write(["https://a.example/feed"])
    monkeypatch.setenv("EDITOR", editor(tmp_path, 'echo "[poll]" > "$2"; echo "$1" >> "$2"') + " '# $(touch pwned)'")
    said = home.run("config", "edit")
    assert said.code == 0 and "0 feeds" in said.out
    assert home.config.read_text() == "[poll]\n# $(touch pwned)\n"


def test_edit_writes_the_example_first_and_tells_mistakes(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", editor(tmp_path, 'grep -q watch "$1" && echo "oops" > "$1"'))
    monkeypatch.setenv("EDITOR", "/no/such/editor")
    said = home.run("config", "edit")
    assert said.code == 2 and "line 1, column 1" in said.err


def test_ctrl_c_is_for_the_editor_alone(home: Home, tmp_path: Path) -> None:
    home.write()
    edits = editor(tmp_path, 'trap : INT; echo up; read _; sleep 0.5; echo "# edited" >> "$1"')
    pipe, known = subprocess.PIPE, environment(VISUAL=edits)
    command = home.command("config", "edit")
    with subprocess.Popen(command, cwd=ROOT, env=known, stdin=pipe, stdout=pipe, start_new_session=True) as process:
        assert process.stdin and process.stdout
        assert process.stdout.readline() == b"up\n"
        os.killpg(process.pid, signal.SIGINT)
        process.stdin.close()
        assert process.wait(timeout=20) == 0
    assert home.config.read_text().endswith("# edited\n")


def test_an_editor_that_failed_is_told_and_the_config_not_called_good(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.write()
    monkeypatch.setenv("EDITOR", "false")
    said = home.run("config", "edit")
    assert (said.code, said.out) == (1, "") and "“false” ended with code 1" in said.err and said.err.count("\n") == 1


@pytest.mark.parametrize("setting", ["/no/such/editor", "vi 'open quote", "  "])
def test_an_editor_that_cannot_be_started_is_told(setting: str, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write()
    monkeypatch.setenv("EDITOR", setting)
    monkeypatch.setenv("PATH", "")
    said = home.run("config", "edit")
    assert said.code == 2 and "EDITOR" in said.err and said.err.count("\n") == 1
