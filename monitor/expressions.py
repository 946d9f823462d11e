"""The regular expressions that are right about a repeated group that gives nothing back (a possessive one).

Python's own end such a group behind the first letters of what no longer fits, before 3.11.5
(github.com/python/cpython/issues/100061): Debian 12 has 3.11.2.
"""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING or sys.version_info >= (3, 11, 5):
    import re
else:
    import regex as re

__all__ = ["re"]
