"""When a config has been edited, or a pack that it names."""

from pathlib import Path

from monitor.config.files import Edits


def test_no_edit_is_lost_that_is_made_while_the_config_is_read(tmp_path: Path) -> None:
    path, pack, other = (tmp_path / name for name in ("config.toml", "words.toml", "more.toml"))
    for each in (path, pack, other):
        each.write_text("")
    edits = Edits(path)
    edits.include([pack])
    pack.write_text("# edited")
    edits.include([pack])
    assert [edits.are_done() for _ in range(3)] == [False, True, False]
    path.write_text("# edited")
    edits.include([other])
    assert [edits.are_done() for _ in range(3)] == [False, True, False]


def test_a_pack_whose_name_no_file_can_have_is_never_edited(tmp_path: Path) -> None:
    edits = Edits(tmp_path / "config.toml")
    edits.include([tmp_path / "words\0.toml"])
    assert [edits.are_done() for _ in range(2)] == [False, False]
