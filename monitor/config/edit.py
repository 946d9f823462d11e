"""Changes to the text of a config: what is asked and not a byte more; and where in a text things stand."""

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from monitor.config.addresses import masked, normal_url, url_fault
from monitor.config.files import ConfigError
from monitor.config.syntax import data_of, mend, with_line_ends
from monitor.model import Access, Feed
from monitor.times import DAY, HOUR, MINUTE

if TYPE_CHECKING:
    from tree_sitter import Node

Steps = tuple[str | int, ...]
"""The way to a value from the top of the file: keys, and positions in lists."""
Nodes = dict[tuple[Steps, bool], "Node"]
"""The syntax node of every value (False) and key (True), by the way to it."""
UNITS = {"w": 7 * DAY, "d": DAY, "h": HOUR, "m": MINUTE, "s": 1}
"""The units in which a config counts seconds, the largest first."""
_TABLES = ("table", "table_array_element", "inline_table")
_BY_HAND = "The config is written in a way that cannot be changed safely here: edit it by hand."


# Where things stand.


def layout(source: bytes) -> Nodes:
    """Where the keys and values of `source`, which must be valid TOML, stand."""
    import tree_sitter
    import tree_sitter_toml

    found: Nodes = {}
    counts: dict[Steps, int] = {}
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_toml.language()))
    for node in parser.parse(source).root_node.named_children:
        if node.type == "pair":
            _lay_pair(found, node, ())
        elif node.type in ("table", "table_array_element"):
            steps = _lay_header(found, node, counts)
            for pair in node.named_children:
                if pair.type == "pair":
                    _lay_pair(found, pair, steps)
    return found


def place(found: Nodes, source: bytes, steps: Steps, on_key: bool) -> tuple[int, int]:
    """Line and column (from 1, in characters) of what stands at `steps`, else of what is around it."""
    node = found.get((steps, on_key)) or found.get((steps, not on_key))
    if node is None:
        return place(found, source, steps[:-1], on_key) if steps else (1, 1)
    before = source[: node.start_byte].decode()
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _lay_header(found: Nodes, node: "Node", counts: dict[Steps, int]) -> Steps:
    steps: Steps = ()
    names = list(_key_parts(node.named_children[0]))
    for at, (name, part) in enumerate(names, 1):
        steps = (*steps, name)
        found.setdefault((steps, True), part)
        found.setdefault((steps, False), node)
        if at == len(names) and node.type == "table_array_element":
            counts[steps] = counts.get(steps, 0) + 1
        if steps in counts:
            steps = (*steps, counts[steps] - 1)
            found.setdefault((steps, False), node)
    return steps


def _lay_pair(found: Nodes, pair: "Node", steps: Steps) -> None:
    for name, part in _key_parts(pair.named_children[0]):
        steps = (*steps, name)
        found.setdefault((steps, True), part)
        found.setdefault((steps, False), part)
    # A comment behind the value is a child of the pair too.
    _lay_value(found, values_in(pair)[-1], steps)


def _lay_value(found: Nodes, node: "Node", steps: Steps) -> None:
    found[steps, False] = node
    if node.type == "array":
        for at, item in enumerate(values_in(node)):
            _lay_value(found, item, (*steps, at))
    elif node.type == "inline_table":
        for pair in values_in(node):
            _lay_pair(found, pair, steps)


def values_in(node: "Node") -> list["Node"]:
    """The nodes of the values of an array, of the pairs of an inline table, of the key and the value of a pair."""
    return [child for child in node.named_children if child.type != "comment"]


def _key_parts(key: "Node") -> Iterator[tuple[str, "Node"]]:
    """The parts of a key. A stack, not recursion: `a.b.c…` nests as deep as it is long."""
    stack = [key]
    while stack:
        node = stack.pop()
        if node.type == "dotted_key":
            stack += reversed(node.named_children)
        else:
            yield next(iter(tomllib.loads(f"{(node.text or b'').decode()}=0"))), node


# Changes. By offset in the bytes and not through a document model, so that all else stays as it was to the byte.


def add_feed(text: str, feed: Feed) -> str:
    """`text` with `feed` in it, see `add_feeds`."""
    return add_feeds(text, [feed])


def add_feeds(text: str, feeds: Sequence[Feed]) -> str:
    """`text` with `feeds` in it, which are at different addresses. ConfigError when one is there already or cannot be
    put in.

    A feed that is nothing but an address goes into the list `feeds = […]` where the file has one, else it becomes a
    [[feed]] after the last. However many they are, the text is read and laid out no more often than for one.
    """
    for feed in feeds:
        if fault := url_fault(feed.url):
            raise ConfigError(f"{masked(feed.url)!r} {fault}.")
    source, data = opened(text)
    known, wanted = _addresses(data), {normal_url(feed.url) for feed in feeds}
    if there := next((feed.url for feed in feeds if normal_url(feed.url) in known), None):
        where = next(steps for steps, each in _places(data) if is_at(each, there))
        line, _ = place(layout(source), source, where, False)
        raise ConfigError(f"{masked(there)} is in the config already, on line {line}.")
    has_list = isinstance(data.get("feeds"), list)
    bare = [feed for feed in feeds if has_list and feed == Feed(feed.url)]
    full = [feed for feed in feeds if not has_list or feed != Feed(feed.url)]
    changed = source
    if bare:
        changed = append(source, layout(source)[("feeds",), False], *(quoted(feed.url) for feed in bare))
    if full:
        changed = add_tables(changed, data, "feed", [*map(feed_settings, full)])
    return closed(text, changed, lambda new: wanted <= _addresses(new))


def remove_feed(text: str, url: str) -> str:
    """`text` without the feed at `url`, see `remove_feeds`."""
    return remove_feeds(text, [url])


def remove_feeds(text: str, urls: Sequence[str]) -> str:
    """`text` without the feeds at `urls`. ConfigError when one is not there.

    However many [[feed]] go, the text is read and laid out no more often than for one.
    """
    source, data = opened(text)
    known, gone = _addresses(data), {*map(normal_url, urls)}
    if lacking := next((url for url in urls if normal_url(url) not in known), None):
        raise ConfigError(f"No feed in the config has the address {masked(lacking)}: `monitor feeds` lists them.")
    while homes := [steps for steps, each in _places(data) if _address(each) in gone]:
        nodes = layout(source)
        found = [nodes[steps, False] for steps in homes]
        whole = [node for node in found if not (node.parent and node.parent.type == "array")]
        # From the last on, for what stands before it stays where it is.
        for node in sorted(whole, key=lambda node: node.start_byte, reverse=True):
            source = cut_whole(source, node)
        if not whole:
            # Those of a list share its commas.
            source = cut_item(source, found[0])
        data = tomllib.loads(source.decode())
    return closed(text, source, lambda new: gone.isdisjoint(_addresses(new)))


def opened(text: str) -> tuple[bytes, dict[str, Any]]:
    """The bytes of a config that is to be changed, without a byte order mark, and its data. ConfigError when they
    cannot be read."""
    text = text.removeprefix("\ufeff")
    if "\r\r\n" in text:
        text = with_line_ends(text, "\r\n")
    try:
        return text.encode(), data_of(text)
    except (ValueError, RecursionError):
        faults = mend(with_line_ends(text.encode(errors="replace").decode()))[2]
        raise ConfigError(f"The config cannot be changed before it is put right: {faults[0]}.") from None


def closed(old: str, changed: bytes, check: Callable[[dict[str, Any]], bool]) -> str:
    """The changed text, sure to be valid and to say what it is meant to say. Raises ConfigError where it is not."""
    text = changed.decode()
    try:
        if check(tomllib.loads(text)):
            return "\ufeff" * old.startswith("\ufeff") + text
    except tomllib.TOMLDecodeError:
        pass
    raise ConfigError(_BY_HAND)


def tables(data: Mapping[str, Any], kind: str) -> Iterator[tuple[Steps, dict[str, Any]]]:
    """The tables of a kind, whatever the number of their brackets, with the way to each."""
    value = data.get(kind)
    if isinstance(value, dict):
        yield (kind,), value
    elif isinstance(value, list):
        yield from (((kind, at), each) for at, each in enumerate(value) if isinstance(each, dict))


def _places(data: dict[str, Any]) -> Iterator[tuple[Steps, object]]:
    """What stands for an address in each place where a feed may stand, with the way to the place."""
    listed = data.get("feeds")
    yield from ((("feeds", at), each) for at, each in enumerate(listed if isinstance(listed, list) else ()))
    yield from ((steps, table.get("url")) for steps, table in tables(data, "feed"))


def _addresses(data: dict[str, Any]) -> set[str]:
    """The addresses of all feeds, each in one spelling."""
    return {_address(each) for _, each in _places(data)} - {""}


def _address(value: object) -> str:
    """The address that a value in a config is, in one spelling; "" where it is none."""
    return normal_url(value.strip()) if isinstance(value, str) else ""


def is_at(value: object, url: str) -> bool:
    """Whether a value in a config is the address `url`, in some spelling."""
    return _address(value) == normal_url(url)


def quoted(text: str) -> bytes:
    """A text as TOML has it. ConfigError when it is not valid Unicode."""
    try:
        return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f").encode()
    except UnicodeEncodeError:
        raise ConfigError(f"{text!a} is not valid Unicode.") from None


def written_duration(seconds: int) -> str:
    """Some seconds as a config has them, in the largest unit that tells them: "90m", "2h", "1w"."""
    unit, size = next((unit, size) for unit, size in UNITS.items() if not seconds % size)
    return f"{seconds // size}{unit}"


def feed_settings(feed: Feed) -> dict[str, bytes]:
    """What a table says of a feed, in the order in which people write it; b"" for what it does not say."""

    def text(value: str) -> bytes:
        return quoted(value) if value else b""

    access = feed.access or Access()
    headers = b", ".join(quoted(name) + b" = " + quoted(value) for name, value in access.headers)
    return {
        "url": text(feed.url),
        "title": text(feed.title),
        "tags": b"[" + b", ".join(map(quoted, feed.tags)) + b"]" if feed.tags else b"",
        "every": text(written_duration(feed.every) if feed.every else ""),
        "lang": text(feed.lang),
        "user": text(access.user),
        "password": text(access.password),
        "headers": b"{ " + headers + b" }" if headers else b"",
        "insecure": b"true" if feed.insecure else b"",
    }


def line_end(source: bytes) -> bytes:
    """What ends the lines of `source`."""
    return b"\r\n" if b"\r\n" in source else b"\n"


def add_tables(source: bytes, data: dict[str, Any], kind: str, added: Iterable[Mapping[str, bytes]]) -> bytes:
    """`source`, whose tables are known, with more tables of a kind, after the last: among the inline ones where it has
    such, else with double brackets. Settings that are empty are left out. ConfigError where one stands alone, for two
    cannot be written so."""
    nodes = layout(source)
    rows = [[key.encode() + b" = " + value for key, value in each.items() if value] for each in added]
    if isinstance(data.get(kind), dict):
        raise ConfigError(_BY_HAND)
    if kind in data and nodes[(kind,), False].type == "array":
        return append(source, nodes[(kind,), False], *(b"{ " + b", ".join(lines) + b" }" for lines in rows))
    last = len(data[kind]) - 1 if isinstance(data.get(kind), list) else 0
    return _insert_tables(source, nodes.get(((kind, last), False)), kind, rows)


def lead(source: bytes, at: int) -> bytes:
    """What stands before `at` on its line."""
    return source[source.rfind(b"\n", 0, at) + 1 : at]


def append(source: bytes, array: "Node", *values: bytes) -> bytes:
    """`values` after the last of an array, each on a line of its own where that has one; the comment there stays with
    it."""
    items, newline = values_in(array), line_end(source)
    if not items:
        at, block = array.end_byte - 1, b", ".join(values)
        if array.start_point[0] < array.end_point[0]:
            block = b"".join(b"  " + value + b"," + newline for value in values)
        return source[:at] + block + source[at:]
    end = items[-1].end_byte
    indent = lead(source, items[-1].start_byte)
    gap = b" " if indent.strip() else newline + indent
    rest = re.match(rb"([ \t]*,)?[ \t]*(#[^\r\n]*)?(?=\r?\n)", source[end:])
    if indent.strip() or not rest:
        return source[:end] + b"".join(b"," + gap + value for value in values) + source[end:]
    stop = end + rest.end()
    if rest[1]:
        return source[:stop] + b"".join(gap + value + b"," for value in values) + source[stop:]
    return source[:end] + b"," + source[end:stop] + b",".join(gap + value for value in values) + source[stop:]


def cut_item(source: bytes, node: "Node") -> bytes:
    """`source` without an entry of an array: with its line and the comment there where it has a line of its own, with
    the array where it is all that it holds, or at the top of the file all but comments: one there may not be empty."""
    array = node.parent
    assert array
    items = values_in(array)
    at = [item.start_byte for item in items].index(node.start_byte)
    if array.parent and _goes_with(array):
        return _cut_lines(source, array.parent.start_byte, array.parent.end_byte, _others(source, array))
    rest = re.match(rb"([ \t]*,)?[ \t]*(#[^\r\n]*)?\r?\n", source[node.end_byte :])
    if not lead(source, node.start_byte).strip() and rest and (rest[1] or at == len(items) - 1):
        return _cut_lines(source, node.start_byte, node.end_byte)
    comma = re.match(rb"\s*,|", source[node.end_byte :])
    start, stop = node.start_byte, node.end_byte + (comma.end() if comma else 0)
    if at + 1 < len(items) and items[at + 1].start_point[0] == node.end_point[0]:
        stop = items[at + 1].start_byte
    elif at and items[at - 1].end_point[0] == node.start_point[0]:
        start, stop = items[at - 1].end_byte, node.end_byte
    return source[:start] + source[stop:]


def _goes_with(array: "Node") -> bool:
    """Whether the setting of an array goes with an entry of it, which is the last."""
    table = array.parent and array.parent.parent
    is_at_top = table is not None and table.parent is None
    return len(array.named_children) == 1 or (is_at_top and len(values_in(array)) == 1)


def _others(source: bytes, array: "Node") -> bytes:
    """The comments in an array that are none of its entries', and the one behind it, a line each."""
    inside = [child for child in array.named_children if child.type == "comment"]
    lines = {item.end_point[0] for item in values_in(array)}
    behind = re.match(rb"[ \t]*(#[^\r\n]*)", source[array.end_byte :])
    said = [each.text or b"" for each in inside if each.start_point[0] not in lines]
    said += [behind[1]] if inside and behind else []
    return b"".join(each + line_end(source) for each in said)


def cut_pair(source: bytes, value: "Node") -> bytes:
    """`source` without a setting, given the node of its value: with its line where that is its own, but for the
    comments between the entries of a list."""
    pair = value.parent
    assert pair
    if pair.parent and pair.parent.type == "inline_table":
        return cut_item(source, pair)
    return _cut_lines(source, pair.start_byte, pair.end_byte, _others(source, value) if value.type == "array" else b"")


def remark(source: bytes, value: "Node") -> bytes:
    """The comment that goes with a value where `cut_item` or `cut_pair` takes it out; empty where none does."""
    array, whole = value.parent, value
    if array and array.type == "array":
        if len(array.named_children) == 1:
            whole = array
        elif lead(source, value.start_byte).strip() and not _goes_with(array):
            return b""
    found = re.match(rb"(?:[ \t]*,)?[ \t]*(#[^\r\n]*)", source[whole.end_byte :])
    return found[1] if found else b""


def put_remark(source: bytes, value: "Node", said: bytes) -> bytes:
    """`source` with a comment behind a value; as it is where there is none to put, or more stands on that line."""
    at = value.end_byte
    return source[:at] + b"  " + said + source[at:] if said and re.match(rb"\r?\n", source[at:]) else source


def add_pair(source: bytes, pair: "Node", key: str, value: bytes) -> bytes:
    """`source` with one more setting of a table, behind one that it has and in its style."""
    setting = _key_prefix(source, pair) + key.encode() + b" = " + value
    if pair.parent and pair.parent.type == "inline_table":
        return source[: pair.end_byte] + b", " + setting + source[pair.end_byte :]
    end = source.find(b"\n", pair.end_byte) + 1
    line = lead(source, pair.start_byte) + setting + line_end(source)
    return source[:end] + line + source[end:] if end else source + line_end(source) + line


def _key_prefix(source: bytes, pair: "Node") -> bytes:
    """What stands before the last name in a setting's key: `watch.` in `watch.name = …`."""
    key = pair.named_children[0]
    return source[key.start_byte : [part for _, part in _key_parts(key)][-1].start_byte]


def _cut_lines(source: bytes, start: int, stop: int, left: bytes = b"") -> bytes:
    """`source` without the lines from one place to another, but for what is `left` of them."""
    end = source.find(b"\n", stop) + 1 or len(source)
    return source[: start - len(lead(source, start))] + left + source[end:]


def _table_end(source: bytes, table: "Node") -> int:
    """Where the line of the last setting of a table ends; comments after that may belong to the next."""
    last = [child for child in table.named_children if child.type != "comment"][-1]
    return source.find(b"\n", last.end_byte) + 1 or len(source)


def _parts(table: "Node") -> list["Node"]:
    """What stands in tables of its own and belongs to a table, as [feed.headers] does to a [[feed]]."""
    kind = _names(table)
    parts: list[Node] = []
    node = table.next_named_sibling
    while node is not None and (names := _names(node)) != kind:
        parts += [node] if names[:1] == kind else []
        node = node.next_named_sibling
    return parts


def _names(table: "Node") -> list[str]:
    """The names in a table's brackets; none where it is no table."""
    return [name for name, _ in _key_parts(table.named_children[0])] if table.type.startswith("table") else []


def _insert_tables(source: bytes, last: "Node | None", kind: str, added: Sequence[list[bytes]]) -> bytes:
    newline = line_end(source)
    # Behind all that belongs to the last: [feed.headers] belongs to the [[feed]] above it.
    end = max(_table_end(source, part) for part in (last, *_parts(last))) if last else len(source)
    before, after = source[:end], source[end:]
    if before and not before.endswith(b"\n"):
        before += newline
    gap = newline if before and not re.search(rb"\n\r?\n\Z", before) else b""
    block = newline.join(newline.join([f"[[{kind}]]".encode(), *lines, b""]) for lines in added)
    return before + gap + block + (newline if after and not re.match(rb"\r?\n", after) else b"") + after


def cut_whole(source: bytes, table: "Node") -> bytes:
    """`source` without a table and all that belongs to it, lest a feed's headers fall to the feed above. ConfigError
    where it stands in keys with dots, each on a line of its own."""
    if table.type not in _TABLES:
        raise ConfigError(_BY_HAND)
    for part in (*reversed(_parts(table)), table):
        source = _cut_table(source, part)
    return source


def _cut_table(source: bytes, table: "Node") -> bytes:
    """`source` without a table and one of the blank lines around it; comments above and below stay."""
    before = source[: table.start_byte - len(lead(source, table.start_byte))]
    after = source[_table_end(source, table) :]
    blank = re.match(rb"[ \t]*\r?\n", after)
    if blank and (not before or re.search(rb"\n[ \t]*\r?\n\Z", before)):
        after = after[blank.end() :]
    elif not after:
        before = re.sub(rb"(?<=\n)[ \t]*\r?\n\Z", b"", before)
    return before + after
