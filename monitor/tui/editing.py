"""Changes that the desk makes to the config file: written beside its thread, told so that they can be taken back."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from monitor import config


@dataclass(frozen=True, slots=True)
class Edited:
    """A change of the config that was written."""

    before: str
    """The text of the file."""
    after: str
    said: str
    """What was done, as a sentence."""


async def edit(path: Path, change: Callable[[str], str], said: str) -> Edited:
    """Put what `change` makes of the config's text in its place. Raises ConfigError, and so may `change`.

    The file is read anew, for a person may have edited it meanwhile.
    """
    return await asyncio.to_thread(_edit, path, change, said)


def _edit(path: Path, change: Callable[[str], str], said: str) -> Edited:
    before = config.read(path)
    after = change(before)
    config.save(path, after)
    return Edited(before, after, said)
