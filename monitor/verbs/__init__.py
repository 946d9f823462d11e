"""What each word after `monitor` does: one module a verb, each with `run(args)` that gives the exit code.

Beside them stands what several of them need: the config and the store, entries that are meant, files, the network.
"""

DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130


class UsageError(Exception):
    """What was typed cannot be done; the text is a sentence for the reader."""
