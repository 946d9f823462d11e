"""The house's rules, held by reading the sources: who may import whom, what stays lazy, how long a thing may be."""

import ast
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "monitor"

# The ladder, from the ground up; a module stands on the step of the longest name that it begins with.
PURE, OUTSIDE, MEETING, SHOWING, TOP = range(5)
STEPS = {
    "monitor": PURE,
    "monitor.model": PURE,
    "monitor.text": PURE,
    "monitor.references": PURE,
    "monitor.tree": PURE,
    "monitor.rendering": PURE,
    "monitor.hrefs": PURE,
    "monitor.markup": PURE,
    "monitor.actions": PURE,
    "monitor.cells": PURE,
    "monitor.explaining": PURE,
    "monitor.editions": PURE,
    "monitor.identity": PURE,
    "monitor.relocation": PURE,
    "monitor.trust": PURE,
    "monitor.installed": PURE,
    "monitor.links": PURE,
    "monitor.revision": PURE,
    "monitor.times": PURE,
    "monitor.schedule": PURE,
    "monitor.config": PURE,
    "monitor.folders": PURE,
    "monitor.key_names": PURE,
    "monitor.matching": PURE,
    "monitor.output": PURE,
    "monitor.processes": PURE,
    "monitor.feeds": OUTSIDE,
    "monitor.store": OUTSIDE,
    "monitor.poll": MEETING,
    "monitor.rematch": MEETING,
    "monitor.digests": MEETING,
    "monitor.judging": MEETING,
    "monitor.headlines": MEETING,
    "monitor.repeats": MEETING,
    "monitor.hosts": MEETING,
    "monitor.moves": MEETING,
    "monitor.outcomes": MEETING,
    "monitor.find": MEETING,
    "monitor.muting": MEETING,
    "monitor.trial": MEETING,
    "monitor.follow": MEETING,
    "monitor.check": MEETING,
    "monitor.preview": MEETING,
    "monitor.article": MEETING,
    "monitor.pipe": MEETING,
    "monitor.records": MEETING,
    "monitor.lock": MEETING,
    "monitor.browser": MEETING,
    "monitor.demo": MEETING,
    "monitor.verbs": SHOWING,
    "monitor.tui": SHOWING,
    "monitor.cli": TOP,
    "monitor.__main__": TOP,
}
NEIGHBOURS = (("monitor.feeds", "monitor.store"), ("monitor.verbs", "monitor.tui"))
"""Parts of one step that know nothing of each other."""
OPENS_THE_DESK = {"monitor.verbs.desk", "monitor.verbs.demo"}
ONLY_IN = {
    "textual": ("monitor.tui",),
    "feedparser": ("monitor.feeds.slowparse",),
    "trafilatura": ("monitor.feeds.article",),
    "aiohttp": (
        "monitor.feeds.fetch",
        "monitor.feeds.ways",
        "monitor.feeds.resolver",
        "monitor.feeds.answer",
        "monitor.feeds.reasons",
    ),
}
HEAVY = ("textual", "aiohttp", "feedparser", "tomlkit", "tree_sitter", "asyncio")
MOST_LINES, MOST_LINES_OF_A_FUNCTION = 450, 60


def module_name(path: Path) -> str:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return name.removesuffix(".__init__")


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text("utf-8"))


@cache
def imported(name: str, *, lazily: bool = True) -> tuple[str, ...]:
    """What a module imports, "from a import b" as a.b where that is a module; with `lazily`, inside functions too."""
    return tuple(_imported(name, lazily))


def _imported(name: str, lazily: bool) -> Iterator[str]:
    nodes = ast.walk(tree(name)) if lazily else iter(tree(name).body)
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name} imports by dots: write the whole name"
            source = node.module or ""
            for alias in node.names:
                yield f"{source}.{alias.name}" if f"{source}.{alias.name}" in MODULES else source


def belongs(name: str, part: str) -> bool:
    return name == part or name.startswith(part + ".")


def step(name: str) -> int:
    part = max((part for part in STEPS if part != "monitor" and belongs(name, part)), key=len, default=None)
    if name == "monitor":
        return PURE
    assert part is not None, f"{name} stands on no step of the ladder: give it one in this test"
    return STEPS[part]


def test_the_sources_are_found() -> None:
    assert {"monitor", "monitor.cli", "monitor.store.entries", "monitor.tui.app"} <= MODULES.keys()
    assert "monitor.store.schema" in set(imported("monitor.store.marks"))
    assert all(any(belongs(name, part) for name in MODULES) for part in STEPS)


def importing(part: str, modules: Iterable[str], *, lazily: bool = True) -> str:
    """Who of the modules imports a part of the program, or a library, and what of it; a line each."""
    found = [(name, other) for name in modules for other in imported(name, lazily=lazily) if belongs(other, part)]
    return "\n".join(f"{name}: {other}" for name, other in found)


def test_a_module_imports_only_from_its_own_step_and_below() -> None:
    ours = [(name, other) for name in MODULES for other in imported(name) if belongs(other, "monitor")]
    assert "\n".join(f"{name}: {other}" for name, other in ours if step(other) > step(name)) == ""


@pytest.mark.parametrize(("one", "other"), [*NEIGHBOURS, *(tuple(reversed(pair)) for pair in NEIGHBOURS)])
def test_neighbours_do_not_know_each_other(one: str, other: str) -> None:
    modules = {name for name in MODULES if belongs(name, one)}
    assert importing(other, modules - OPENS_THE_DESK) == ""
    assert importing(other, modules & OPENS_THE_DESK, lazily=False) == ""


@pytest.mark.parametrize(("library", "places"), ONLY_IN.items())
def test_every_outside_library_has_one_place(library: str, places: tuple[str, ...]) -> None:
    others = [name for name in MODULES if not any(belongs(name, place) for place in places)]
    assert importing(library, others) == ""


def test_what_is_pure_and_the_outside_world_keep_no_store() -> None:
    modules = [name for name in MODULES if step(name) == PURE or belongs(name, "monitor.feeds")]
    assert importing("sqlite3", modules) == ""


def test_a_module_says_in_one_sentence_what_it_is_for() -> None:
    said = {name: ast.get_docstring(tree(name)) or "" for name in MODULES}
    assert "\n".join(name for name in MODULES if not said[name].split("\n\n")[0].endswith(".")) == ""


def test_a_public_function_says_what_it_does() -> None:
    silent = [
        f"{name}.{node.name}"
        for name in MODULES
        for node in tree(name).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert "\n".join(silent) == ""


def test_a_file_and_a_function_are_no_longer_than_a_person_can_hold() -> None:
    lines = {name: len(path.read_text("utf-8").splitlines()) for name, path in MODULES.items()}
    assert "\n".join(f"{name}: {count}" for name, count in lines.items() if count > MOST_LINES) == ""
    long = [
        f"{name}.{node.name} ({node.end_lineno - node.lineno + 1} lines)"
        for name in MODULES
        for node in ast.walk(tree(name))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= MOST_LINES_OF_A_FUNCTION
    ]
    assert "\n".join(long) == ""


def test_no_file_is_a_drawer_for_odds_and_ends() -> None:
    drawers = {"utils", "util", "helpers", "helper", "manager", "misc", "common"}
    assert "\n".join(name for name in MODULES if drawers & set(name.split("."))) == ""


RUN = """
import contextlib, io, sys
from pathlib import Path
from monitor import cli
from monitor.store.schema import connect
store, config, *verb = sys.argv[1:]
connect(Path(store)).close()
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as complaints:
    code = cli.main(["--store", store, "--config", config, *verb])
print(code, complaints.getvalue().replace("\\n", " "), file=sys.stderr)
print(*sorted(name for name in sys.modules if name.partition(".")[0] in %r))
"""


def loaded(tmp_path: Path, *verb: str, feeds: str = '"https://a.example/feed"', of: Collection[str] = HEAVY) -> str:
    config = tmp_path / "config.toml"
    config.write_text(f'keywords = ["scam hub"]\nfeeds = [{feeds}]\n')
    command = [sys.executable, "-c", RUN % (of,), str(tmp_path / "store.db"), str(config), *verb]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True, timeout=60)
    assert not done.stderr.startswith("2 ") or verb[0] in ("show", "mark"), done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    "verb",
    [
        "list",
        "list scam",
        "list --json",
        "show 1",
        "mark read scam",
        "mark --undo",
        "watches",
        "feeds",
        "config path",
        "config check",
    ],
)
def test_a_verb_that_needs_no_network_and_no_screen_loads_neither(tmp_path: Path, verb: str) -> None:
    assert loaded(tmp_path, *verb.split()) == ""


def test_a_list_without_a_query_does_not_load_the_language_of_queries(tmp_path: Path) -> None:
    language = "monitor.matching.query"
    assert language not in loaded(tmp_path, "list", "--all", of=("monitor",)).split()
    assert language in loaded(tmp_path, "list", "scam", of=("monitor",)).split()


def test_a_poll_that_finds_nothing_loads_nothing_of_what_saves_entries_or_matches_them_anew(tmp_path: Path) -> None:
    saves = {"monitor.rematch", "monitor.store.saving", "monitor.store.entries", "monitor.identity", "monitor.links"}
    saves |= {"monitor.tree", "regex"}
    first, then = (set(loaded(tmp_path, "poll", feeds="", of=("monitor", "regex")).split()) for _ in range(2))
    assert saves <= first and not saves & then
    assert "monitor.poll" in then and "monitor.follow" not in first


def test_what_a_verb_loads_is_really_seen(tmp_path: Path) -> None:
    assert {"asyncio", "aiohttp"} <= set(loaded(tmp_path, "poll", feeds="").split())
