"""Files and connections that a process may have open at a time, which the system counts together; and threads."""

import errno
import resource
from weakref import WeakValueDictionary

SHORT = (errno.EMFILE, errno.ENFILE)
"""What the system says where this process, or all of them together, may open no more."""
NO_MORE = "this computer lets the program open no more files and connections: allow it more (`ulimit -n 1024`)"
NO_THREAD = "no thread could be started: end other programs, or allow it more (`ulimit -u`, `ulimit -v`)"
_WANTED = 1024
"""What most systems allow; macOS begins with 256, and lets a program have more for the asking."""
_ELSEWHERE = 32
"""For the store, the parse workers with their pipes, and what Python has open."""
_EACH = 2
"""For a request: names are looked up, and two addresses dialled; a large answer has a file beside its connection."""


class Connections:
    """Those of a client, of which there are only as many as the process may open."""

    def __init__(self, most: int) -> None:
        """Requests are to be made `most` at a time, as far as there is room for so many."""
        room = max(_EACH, (allowed() - _ELSEWHERE) // 2)
        self.most = min(most, room // _EACH)
        """Requests at a time."""
        self._kept = room
        self.open: WeakValueDictionary[int, object] = WeakValueDictionary()
        """By their descriptors who hears them now, in use or not. Through a proxy a second takes over from the first,
        who is not told when the connection ends."""

    @property
    def are_many(self) -> bool:
        """Whether none is to be left open that nobody uses: thousands of hosts that answer at once would fill it all
        up."""
        return len(self.open) > self._kept


def allowed() -> int:
    """How many files and connections the process may have open: no fewer than are usual, if the system allows that."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= _WANTED:
        return _WANTED
    more = _WANTED if hard == resource.RLIM_INFINITY else min(_WANTED, hard)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (more, hard))
    except (OSError, ValueError):  # Some systems refuse what they say that they allow.
        return soft
    return more
