"""Chinese characters and their simplified form, one for one, so that no place in a text moves."""

import functools
import importlib.util
from pathlib import Path

# Forms that Hong Kong and Taiwan write and the table leaves as they are, since they may also stand in simplified text.
_ALSO = dict(zip("著馀衞吿妳牠痺粧彊鬭祇衹瞭説閲", "着余卫告你它痹妆强斗只只了说阅", strict=True))


@functools.cache
def characters() -> dict[str, str]:
    """The simplified form of every traditional character that has one; read from OpenCC's table at the first call.

    Only the table is read: to import the package around it costs more than all folding. Raises ModuleNotFoundError
    where it is not installed.
    """
    package = importlib.util.find_spec("opencc")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("The table of simplified characters is missing: install opencc-python-reimplemented.")
    table = Path(package.origin).with_name("dictionary") / "TSCharacters.txt"
    found: dict[str, str] = {}
    for line in table.read_text("utf-8").splitlines():
        traditional, _, choices = line.partition("\t")
        found[traditional] = choices.split(" ", 1)[0]
    found |= _ALSO
    # A few simplified forms have a simpler one themselves.
    return {traditional: found.get(simple, simple) for traditional, simple in found.items()}
