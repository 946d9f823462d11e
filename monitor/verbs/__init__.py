"""What each word after `monitor` does: one module a verb, each with `run(args)` that gives the exit code."""

DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130


class UsageError(Exception):
    """What was typed cannot be done; the text is a sentence for the reader."""
