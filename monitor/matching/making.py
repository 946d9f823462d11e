"""Makes a language's words in a process of its own: memory that words were made in stays in pieces, of which the system
gets little back, and who runs all day would hold it as long (60 MB for English, and four where they are read)."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from monitor.matching import query, word_cache
from monitor.matching.pack_queries import packed, unpacked
from monitor.matching.packs import Packs

_ROOT = Path(__file__).parents[2]
_SECONDS = 120.0
"""After which it is no longer waited for; English takes two on a quick computer."""


def make(language: str, packs: Packs, phrases: Iterable[query.Phrase]) -> None:
    """Have a language's words made and kept, with these phrases, where that can be done: whoever asked for it looks."""
    edits = {
        name: {key: words for key, words in table.items() if isinstance(words, dict)}
        for name, table in packs.edits.items()
    }
    with suppress(OSError, subprocess.TimeoutExpired):
        subprocess.run(
            # The package is found in the directory that the process starts in, wherever the user called from.
            [sys.executable, "-m", "monitor.matching.making"], cwd=_ROOT,
            input=json.dumps([str(word_cache.folder()), language, edits, [*map(packed, phrases)]]).encode(),
            env={name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=_SECONDS, check=False,
            # Out of the terminal's reach: Ctrl+C is for who waits for it.
            process_group=0,
        )  # fmt: skip


def main() -> None:
    """Make what stdin says, and keep it."""
    from monitor.matching.lexicon import made

    folder, language, edits, phrases = json.load(sys.stdin)
    word_cache.folder = lambda: Path(folder)
    if word_cache.can_keep():
        word_cache.apart = False
        made(language, Packs({}, edits), tuple(map(unpacked, phrases)))


if __name__ == "__main__":
    main()
