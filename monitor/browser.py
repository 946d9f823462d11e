"""Opens a link in the user's browser: http and https only, never through a shell."""

import os
import shlex
import shutil
import subprocess
import sys
from urllib.parse import urlsplit

from monitor import text


class NoBrowser(Exception):
    """The link cannot be opened; the text is a sentence for the reader."""


def open_link(address: str) -> subprocess.Popen[bytes]:
    """Start the browser on an address and do not wait for it; `failure` tells what becomes of it. Raises NoBrowser.

    $BROWSER is tried first (its first program, "%s" standing for the address), then what the desktop calls its own.
    """
    link = text.link(address)
    if not link:
        raise NoBrowser("this entry has no http or https link to open.")
    host = urlsplit(link).netloc
    if _is_invented(host):
        raise NoBrowser(
            f"{host} is invented, like all of the demo: no browser finds it. The full text of an entry can be fetched."
        )
    command = _command(link)
    if command is None:
        raise NoBrowser(f"no browser was found: set BROWSER to one. The link is {link}")
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as problem:
        raise NoBrowser(f"{command[0]} could not be started ({problem.strerror}). The link is {link}") from problem


def failure(program: subprocess.Popen[bytes], address: str) -> str:
    """What kept a program that was started on an address from opening it; "" where it still runs or has ended well.

    What the desktop calls its browser may only look for one, and say by its exit code that there is none.
    """
    code = program.poll()
    if not code:
        return ""
    how = f"with exit code {code}" if code > 0 else f"by signal {-code}"
    link = text.link(address)
    return f"the browser ended {how} and opened nothing, it seems: set BROWSER to another one. The link is {link}"


def _is_invented(host: str) -> bool:
    """Whether it is an outlet of the demo; `.example` is reserved for what is nowhere to be found."""
    if not host.endswith(".example"):
        return False
    from monitor.demo import pages

    return host in pages.hosts()


def _command(link: str) -> list[str] | None:
    for wanted in os.environ.get("BROWSER", "").split(os.pathsep):
        try:
            words = shlex.split(wanted)
        except ValueError as problem:
            raise NoBrowser(f"BROWSER is no command ({problem}): {wanted}") from problem
        if any("%s" in word and len(word.split()) > 1 for word in words):
            raise NoBrowser(f"BROWSER puts the link into a command of several words, which is not safe: {wanted}")
        if words and shutil.which(words[0]):
            named = [word.replace("%s", link) for word in words]
            return named if named != words else [*words, link]
    for name in ("open",) if sys.platform == "darwin" else ("xdg-open", "wslview", "sensible-browser", "firefox"):
        if program := shutil.which(name):
            return [program, link]
    return None
