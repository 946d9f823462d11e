"""A screen of the desk as text: what stands in it, and below that the styles of its cells, told run by run."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.segment import Segment
from rich.style import Style
from textual.app import App

from monitor import cells

_NAMES = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_KINDS = ("bold", "dim", "italic", "underline", "reverse", "blink", "strike")
_RULE = "-" * 8
_TOLD = 12
"""Differences that are told."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell of the screen, and in which style; the second cell of a wide sign is empty."""

    text: str
    style: str


Picture = list[list[Cell]]


def taken(app: App[int]) -> Picture:
    """The screen as it is sent to the terminal."""
    return [[*_cells(strip)] for strip in app.screen._compositor.render_strips()]


def _cells(segments: Sequence[Segment]) -> Iterator[Cell]:
    for segment in segments:
        style = _style(segment.style or Style())
        for cluster in cells.clusters(segment.text):
            yield Cell(cluster, style)
            yield from [Cell("", style)] * (cells.width(cluster) - 1)


def _style(style: Style) -> str:
    """A style in words: bold underline #f3f6fa on #21384f."""
    kinds = [
        name for name in ("bold", "dim", "italic", "underline", "reverse", "blink", "strike") if getattr(style, name)
    ]
    colours = [style.color.name] if style.color else []
    colours += ["on", style.bgcolor.name] if style.bgcolor else []
    return " ".join(kinds + colours) or "plain"


def written(picture: Picture) -> str:
    """A picture as a file holds it: its rows, a letter for each of its styles, and of each row the runs of letters."""
    names: dict[str, str] = {}
    runs = []
    for row in picture:
        told = [(names.setdefault(style, _NAMES[len(names)]), len([*run])) for style, run in groupby(row, _style_of)]
        runs.append(" ".join(f"{name}{count}" for name, count in told))
    rows = ["".join(cell.text for cell in row).rstrip() for row in picture]
    numbered = [f"{number:3} {run}" for number, run in enumerate(runs, 1)]
    legend = [f"{name} {style}" for style, name in names.items()]
    return "\n".join([*rows, _RULE, *legend, _RULE, *numbered]) + "\n"


def _style_of(cell: Cell) -> str:
    return cell.style


def read(text: str) -> Picture:
    """The picture that a file holds."""
    rows, legend, runs = (part.split("\n") for part in text.rstrip("\n").split(f"\n{_RULE}\n"))
    styles = dict(line.split(" ", 1) for line in legend)
    picture = []
    for row, run in zip(rows, runs, strict=True):
        told = [styles[each[0]] for each in run.split()[1:] for _ in range(int(each[1:]))]
        texts = [text for cluster in cells.clusters(row) for text in (cluster, *[""] * (cells.width(cluster) - 1))]
        texts += [" "] * (len(told) - len(texts))
        picture.append([Cell(*each) for each in zip(texts, told, strict=True)])
    return picture


def differences(before: Picture, now: Picture) -> list[str]:
    """Which cells are others, a line for each run of them in a row."""
    if [*map(len, before)] != [*map(len, now)]:
        return [f"it was of {len(before)} rows, {len(before[0])} cells each, and is of {len(now)}, {len(now[0])} each"]
    said = []
    for number, (old, new) in enumerate(zip(before, now, strict=True), 1):
        for differs, run in groupby(range(len(old)), lambda at, old=old, new=new: old[at] != new[at]):  # type: ignore[misc]
            if differs:
                said.append(_difference(number, [*run], old, new))
    more = [f"and {len(said) - _TOLD} more runs"] if len(said) > _TOLD else []
    return [*said[:_TOLD], *more]


def _difference(row: int, places: Sequence[int], old: Sequence[Cell], new: Sequence[Cell]) -> str:
    was, now = ("".join(each[at].text for at in places) for each in (old, new))
    styles = [" | ".join(dict.fromkeys(each[at].style for at in places)) for each in (old, new)]
    said = f"row {row}, cells {places[0] + 1} to {places[-1] + 1}: “{was}”" + (f" is “{now}”" if was != now else "")
    return said + (f"; its style was {styles[0]}, is {styles[1]}" if styles[0] != styles[1] else "")
