"""Whom an author in a feed names, apart from the e-mail address beside the name."""

import re

AT = re.compile("[@\\uff20]")
"""What every e-mail address has: as wide as two letters, too, by which Mailman's archives keep harvesters from it."""
# Of other letters than Latin ones nobody could say where the address ends and the name begins.
_OF_BOX = r"[a-zA-Z0-9_\-.+\u00c0-\u024f]"
_EMAIL = re.compile(
    # Not begun within what it would have begun with: a long text would be looked through from each of its letters.
    rf"(?<!{_OF_BOX})(?<!{_OF_BOX}')(?i:mailto:\s?)?{_OF_BOX}+(?:'{_OF_BOX}+)*[@\uff20]"
    r"(?:\[[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.|(?:[a-zA-Z0-9\u00c0-\u024f\-]+\.)+)"
    r"(?:[xX][nN]--[a-zA-Z0-9\-]+|[a-zA-Z\u00c0-\u024f]{2,}|[0-9]{1,3})\]?(?:\?subject=\S+)?"
)
_ENCLOSED = re.compile(r"\(((?:[^()]|\([^()]*\))*)\)")
_OF_LINKS = re.compile(r"mailto:\s?", re.I)
_NO_NAME = re.compile(r"[\W_]*")


def person(author: str) -> dict[str, str]:
    """The name and the e-mail address in an author such as "ann@news.example (Ann)"; of several people all names."""
    found = _EMAIL.findall(author)
    if not found:
        return {"name": author}
    email = bare(found[0])
    if len(found) > 1:
        people = map(str.strip, re.split("[,;]", author))
        return {"name": ", ".join(_name(one, found) or _address(one) for one in people if one), "email": email}
    name = _name(author, found)
    return {"name": name, "email": email} if name else {"email": email}


def bare(address: str) -> str:
    """An e-mail address without what links write before it."""
    return address[found.end() :] if (found := _OF_LINKS.match(address)) else address


def _address(author: str) -> str:
    """The first e-mail address in an author who has no name."""
    return bare(found[0]) if (found := _EMAIL.search(author)) else author


def _name(author: str, emails: list[str]) -> str:
    """What is left of an author without e-mail addresses and what encloses them, where that is a name."""
    # The longest first: an address may stand there once more with what links write before it.
    for junk in (*sorted(emails, key=len, reverse=True), "()", "<>", "&lt;&gt;"):
        author = author.replace(junk, "")
    author = author.strip().strip(",; ")
    if found := _ENCLOSED.fullmatch(author):
        author = found[1].strip()
    elif "(" not in author[1:]:
        author = author.removeprefix("(").removesuffix(")").strip()
    return "" if _NO_NAME.fullmatch(author) else author
