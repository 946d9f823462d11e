"""A news monitor for the terminal.

The map in one minute: the poller (`poll`) asks the `feeds`, a parse worker turns bytes into entries and matches them
(`text`, `matching`), the `store` keeps them in one SQLite file, and the desk (`tui`) and the `verbs` read it. No entry
passes between poller and desk: the one tells in lines of JSON what it does, the other looks into the store for what is
new, and leaves there which feeds it wants polled. Everything speaks the records in `model`; `tests/test_layers.py`
holds who may import whom.
"""

__version__ = "0.1.0"
