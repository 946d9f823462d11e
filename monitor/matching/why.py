"""Why an entry matches, in words."""

from collections import Counter

from monitor.model import Match


def reasons(match: Match) -> str:
    """What made a match, each wording once: “Scam-hubs” (scam hub) in the title, “遣返” in the summary, 3 times."""
    said = Counter(
        f"“{span.text}”{'' if span.text.casefold() == span.term.casefold() else f' ({span.term})'} in the {span.field}"
        for span in match.spans
    )
    return ", ".join(reason if count == 1 else f"{reason}, {count} times" for reason, count in said.items())
