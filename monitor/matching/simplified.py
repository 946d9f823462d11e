"""Chinese characters and their simplified form, one for one, so that no place in a text moves."""

import functools
import importlib.util
from collections.abc import Iterator
from pathlib import Path

# Forms that Hong Kong and Taiwan write, and old ones in names of Japan and Korea, that the tables leave as they are.
_ALSO = dict(
    zip(
        "著馀衞吿妳牠痺粧彊鬭祇衹瞭説閲砲痲邨枱閙逹寃刦刼藉曡糭鑛臯蔴髙﨑𠮷邉嶋嶌栁濵冨槗隣姉娯氷窓浜",
        "着余卫告你它痹妆强斗只只了说阅炮麻村台闹达冤劫劫借叠粽矿皋麻高崎吉边岛岛柳滨富桥邻姊娱冰窗滨",
        strict=True,
    )
)

_JAPANESE = frozenset("髪暦")
"""Forms of characters that China writes like another, which Japan does not: hair (髪) is no start (発), a calendar (暦)
no history (歴)."""


@functools.cache
def characters() -> dict[str, str]:
    """The simplified form of every traditional character that has one, and of every Japanese one that Chinese does not
    have; read from OpenCC's tables at the first call.

    Only the tables are read: to import the package around them costs more than all folding. Raises ModuleNotFoundError
    where it is not installed.
    """
    package = importlib.util.find_spec("opencc")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("The table of simplified characters is missing: install opencc-python-reimplemented.")
    tables = Path(package.origin).with_name("dictionary")
    found = {traditional: simple for traditional, simple, *_ in _rows(tables / "TSCharacters.txt")} | _ALSO
    for traditional, *japanese in _rows(tables / "JPVariants.txt"):
        simple = found.get(traditional, traditional)
        found |= {each: simple for each in japanese if not (each in found or each in _JAPANESE or _is_chinese(each))}
    # A few simplified forms have a simpler one themselves.
    return {traditional: found.get(simple, simple) for traditional, simple in found.items()}


def _rows(table: Path) -> Iterator[list[str]]:
    """Each character of a table, and those behind it."""
    return map(str.split, table.read_text("utf-8").splitlines())


def _is_chinese(character: str) -> bool:
    """Whether it is one of mainland China's usual characters: there it may be another word, as 沪 is Shanghai."""
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False
