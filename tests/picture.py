"""Draws the picture in the README from the real screen on the demo's feeds.

python tests/picture.py
"""

import asyncio
import html
import re
import tempfile
from pathlib import Path
from unittest.mock import patch

from monitor import cells, config
from monitor.demo import server
from monitor.tui.app import DeskApp

TARGET = Path(__file__).parent / "data" / "desk.svg"
SIZE = (120, 34)
CELL = 12.2
"""The width of a cell in the export's units."""


async def draw() -> str:
    """The desk as SVG, some entries read, one starred, one open."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "config.toml"
        running = server.start()
        settings.write_text(server.config_text(running, config.example_text()))
        desk = DeskApp(settings, Path(folder) / "store.db", demo=True)
        async with desk.run_test(size=SIZE) as pilot:
            while not desk.main.status.polled_once:
                await pilot.pause(0.2)
            await pilot.press("home", "n", "n", "n", "f")
            await pilot.pause(1)
            # Rich counts no cells for many vowel signs; what is drawn to their right would shift.
            with patch("rich.cells.cell_len", cells.width), patch("rich.segment.cell_len", cells.width):
                svg = desk.export_screenshot(title="monitor")
        running.stop()
    # The picture asks no server for a font: every reader has a monospaced one.
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code", "Fira Code, DejaVu Sans Mono, Menlo, Consolas")
    return re.sub(r'textLength="[^"]*"( clip-path="[^"]*")>([^<]*)<', _measured, svg)


def _measured(found: re.Match[str]) -> str:
    """A text with the length that it has in cells: the export counts vowel signs as letters, which spreads Thai."""
    length = cells.width(html.unescape(found[2])) * CELL
    return f'textLength="{length:g}"{found[1]}>{found[2]}<'


if __name__ == "__main__":
    TARGET.write_text(asyncio.run(draw()))
    print(TARGET)
