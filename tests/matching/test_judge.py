"""What the store keeps of an entry: its matches, and the concepts that it is about, whatever is watched for."""

from monitor.matching.judge import Judge
from monitor.matching.packs import with_edits
from monitor.model import Entry, Feed, Watch

FEED = Feed("https://a.example/")
PACKS = with_edits(
    {
        "raids": {"title": "R", "bias": -1.0, "evidence": [{"name": "r", "query": "@raiding", "weight": [1.0, 1.0]}]},
        "raiding": {"title": "W", "en": {"terms": ["raid"]}},
    }
)


def test_concepts_are_told_apart_from_matches() -> None:
    judge = Judge([Watch("a", ("raid",)), Watch("raids", ("rain",))], PACKS)
    found = judge.found(Entry("k", "A raid"), FEED)
    assert [match.watch for match in found.matches] == ["a"]
    assert found.concepts == ("raids",)
    assert judge.found(Entry("k", "Rain"), FEED).concepts == ()
    assert [match.watch for match in judge.found(Entry("k", "Rain"), FEED).matches] == ["raids"]


def test_what_is_there_wherever_a_word_stands_is_not_kept() -> None:
    assert "raiding" not in Judge((), PACKS).judges


def test_by_the_watches_alone_if_nothing_else_is_asked() -> None:
    judge = Judge([Watch("a", ("raid",))], PACKS, concepts=False)
    found = judge.found(Entry("k", "A raid"), FEED)
    assert (len(found.matches), found.concepts, judge.judges) == (1, (), ())
