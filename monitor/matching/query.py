"""What a person writes to find entries, as a tree: in this form a phrase, the words of a keyword in their order."""

from dataclasses import dataclass

from monitor.matching.fold import fold, is_unspaced, stem, tokens

# A single word is looked for as two ("cyberscam" in "cyber scam") only where both parts are long enough to mean
# something: "the rapist" is no therapist.
FIRST_PART, SECOND_PART = 4, 3


class QueryError(ValueError):
    """What was written cannot be searched for; the text is a sentence for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens that must stand one after the other."""

    term: str
    """The phrase as it was written."""
    stems: tuple[str, ...]
    words: tuple[str, ...]
    """The same tokens folded, with their endings."""

    @property
    def joined(self) -> str:
        """The stem of all words written as one: "scamhub" for "scam hubs", and the word itself where it is single.

        Empty in scripts without blanks, where words always stand joined.
        """
        return "" if any(map(is_unspaced, self.words)) else stem("".join(self.words))

    @property
    def splits(self) -> tuple[tuple[str, str], ...]:
        """The ways to write a single word as two."""
        word = self.words[0]
        if len(self.words) > 1 or not self.joined:
            return ()
        return tuple((word[:cut], word[cut:]) for cut in range(FIRST_PART, len(word) - SECOND_PART + 1))


def parse(term: str) -> Phrase:
    """The phrase that a keyword stands for.

    Raises QueryError when nothing of it is left to compare.
    """
    found = tokens(term)
    words = tuple(fold(term[start:end]) for start, end in zip(found.starts, found.ends, strict=True))
    if not words:
        raise QueryError(f"“{term}” has no letter or digit, so nothing can match it: write a word or a phrase.")
    return Phrase(term, tuple(found.stems), words)
