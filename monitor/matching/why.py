"""Why an entry matches, in words."""

from collections import Counter

from monitor.model import Match


def reasons(match: Match) -> str:
    """What made a match, each wording once: “Scam-hubs” (scam hub) in title and summary, “遣返” 3 times in summary."""
    places: dict[str, Counter[str]] = {}
    for span in match.spans:
        term = "" if span.text.casefold() == span.term.casefold() else f" ({span.term})"
        places.setdefault(f"“{span.text}”{term}", Counter())[span.field] += 1
    return "; ".join(f"{wording}{_where(fields)}" for wording, fields in places.items())


def _where(fields: Counter[str]) -> str:
    count = fields.total()
    times = f" {count} times" if count > len(fields) else ""
    names = list(fields)
    return f"{times} in {', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else f"{times} in {names[0]}"
