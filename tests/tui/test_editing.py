"""Changes to the config that the desk makes."""

from pathlib import Path

import pytest

from monitor.config import ConfigError
from monitor.tui.editing import Edited, edit


async def test_the_text_before_and_after_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("a = 1\n", "utf-8")
    done = await edit(path, lambda text: text + "b = 2\n", "b is there")
    assert done == Edited("a = 1\n", "a = 1\nb = 2\n", "b is there")
    assert path.read_text("utf-8") == done.after


async def test_what_cannot_be_changed_stays_as_it_is(tmp_path: Path) -> None:
    def refuse(text: str) -> str:
        raise ConfigError("It is refused.")

    path = tmp_path / "config.toml"
    path.write_text("a = 1\n", "utf-8")
    with pytest.raises(ConfigError, match="refused"):
        await edit(path, refuse, "")
    with pytest.raises(ConfigError, match="monitor config init"):
        await edit(tmp_path / "none.toml", str, "")
    assert path.read_text("utf-8") == "a = 1\n"
