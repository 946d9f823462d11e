"""Patterns find the same in every Python that is supported.

Before 3.11.5 a repeated group that gives nothing back, (?:…)*+, ends where its last turn, which failed, has left off,
and not where that began (github.com/python/cpython/issues/100061): Debian 12 has 3.11.2. A turn that comes to nothing
behind signs of one kind each leaves the place alone, and so does one whose last way is (?!), which never fits.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
_LISTS = """
import importlib, json, pkgutil, re
compiled, patterns = re.compile, []
def noting(pattern, flags=0):
    patterns.append((pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern, int(flags)))
    return compiled(pattern, flags)
re.compile = noting
import monitor
for module in pkgutil.walk_packages(monitor.__path__, "monitor."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print(json.dumps(patterns))
"""
_SIGNS = (code.IN, code.LITERAL, code.NOT_LITERAL, code.ANY, code.AT)
_REPEATS = (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT)


def groups(parsed: Any) -> Iterator[Any]:
    """What is repeated and gives nothing back, as deep as it stands."""
    for operation, argument in parsed:
        if operation is code.POSSESSIVE_REPEAT:
            yield argument[2]
        parts = argument if isinstance(argument, tuple | list) else (argument,)
        for part in parts:
            if isinstance(part, parser.SubPattern):
                yield from groups(part)
            elif isinstance(part, list) and operation is code.BRANCH:
                for way in part:
                    yield from groups(way)


def leaves_the_place(parsed: Any) -> bool:
    [*steps] = parsed
    if len(steps) == 1 and steps[0][0] is code.BRANCH:
        ways = steps[0][1][1]
        return never_fits(ways[-1]) or all(map(is_plain, ways))
    if len(steps) == 1 and steps[0][0] is code.SUBPATTERN:
        return leaves_the_place(steps[0][1][3])
    return is_plain(steps)


def never_fits(way: Any) -> bool:
    operation, argument = way[0]
    return operation is code.FAILURE or (operation is code.ASSERT_NOT and not argument[1])


def is_plain(way: Any) -> bool:
    """Signs alone; or signs repeated, alone or behind others where there may be none of them."""
    *before, (operation, argument) = way
    is_row = operation in _REPEATS and len(argument[2]) == 1 and argument[2][0][0] in _SIGNS
    ends = operation in _SIGNS or (is_row and (not before or argument[0] == 0))
    return ends and all(step in _SIGNS for step, _ in before)


def test_no_group_that_gives_nothing_back_ends_elsewhere_in_an_older_python() -> None:
    listed = subprocess.run([sys.executable, "-c", _LISTS], cwd=ROOT, capture_output=True, text=True, check=True)
    patterns: list[tuple[str, int]] = json.loads(listed.stdout)
    assert len(patterns) > 300
    wrong = {
        pattern
        for pattern, flags in patterns
        for group in groups(parser.parse(pattern, flags))
        if not leaves_the_place(group)
    }
    assert wrong == set(), "write |(?!) last in the group, or let it be of signs alone"


@pytest.mark.parametrize(
    "pattern",
    [r"(?:[^-]|-(?!->))*+", r"(?:<\s*b)++", r"(?:ab?c)*+", r"x(?:(a+)b|c)*+", r"(?:a++b)?+", r"(?:(?:a++b)++|(?!))?+"],
)
def test_one_that_does_would_be_seen(pattern: str) -> None:
    assert not all(map(leaves_the_place, groups(parser.parse(pattern))))


@pytest.mark.parametrize("pattern", [r"(?:[^-]|-(?!->)|(?!))*+", r"(?:[^<]++|<!--|<\?)*+", r"(?:ab|c\s?)++", r"a*+b++"])
def test_others_are_not(pattern: str) -> None:
    assert re.compile(pattern) and all(map(leaves_the_place, groups(parser.parse(pattern))))
