"""A news monitor for the terminal.

The map in one minute: the poller (`poll`) asks the `feeds`, a parse worker turns bytes into entries and matches them
(`text`, `matching`), the `store` keeps them in one SQLite file, and the desk (`tui`) and the `verbs` read it. All that
passes between poller and desk is "these feeds changed". Everything speaks the records in `model`;
`tests/test_layers.py` holds who may import whom.
"""

__version__ = "0.1.0"
