"""`monitor concepts`: what is known, and what the keywords of the watches are widened to."""

import pytest

from tests.home import Home


@pytest.fixture
def written(home: Home) -> Home:
    home.config.write_text(
        'keywords = ["scam hubs", "=repatriation", "deportation"]\n'
        '[[watch]]\nname = "Plain"\nkeywords = ["human trafficking"]\nwiden = false\n'
        '[concept.rain]\ntitle = "Rain"\naliases = ["wet weather"]\nnote = "Of water."\n'
        '[concept.rain.en]\nterms = ["rain", "drizzle"]\nunless = ["bow"]\n[concept.rain.th]\nterms = ["ฝน"]\n',
        "utf-8",
    )
    return home


def test_all_concepts_are_listed_those_with_evidence_first(written: Home) -> None:
    records = written.run("concepts", "--json").records
    names = [one["concept"] for one in records]
    assert {"scam_hubs", "repatriation", "trafficking", "crackdown"} == set(names[:4])
    assert {"gambling", "places", "rain"} <= set(names)
    for one in records:
        assert one["title"] and 0 <= one["unchecked"] <= one["terms"]
    hubs = records[names.index("scam_hubs")]
    assert len(hubs["languages"]) >= 20 and "latin" not in hubs["languages"]


def test_what_keywords_are_widened_to_is_told(written: Home) -> None:
    keywords = {one["concept"]: one["keywords"] for one in written.run("concepts", "--json").records}
    assert (keywords["scam_hubs"], keywords["repatriation"], keywords["trafficking"]) == (
        ["scam hubs"], ["deportation"], [],
    )  # fmt: skip
    said = written.run("concepts").out
    assert "scam hubs → @scam_hubs, 2" in said and "languages" in said
    assert "human trafficking →" not in said


def test_one_concept_is_told_with_its_words(written: Home) -> None:
    said = written.run("concepts", "rain").out
    for part in ("@rain: Rain", "Of water.", "also: wet weather", "3 terms in 2 languages", "rain, drizzle", "ฝน",
                 "unless near: bow"):  # fmt: skip
        assert part in said
    (one,) = written.run("concepts", "@Rain", "--json").records
    assert one["words"] == {"en": {"terms": ["rain", "drizzle"], "unless": ["bow"]}, "th": {"terms": ["ฝน"]}}


def test_evidence_is_told_with_its_weights_and_unchecked_terms_are_marked(written: Home) -> None:
    (one,) = written.run("concepts", "scam_hubs", "--json").records
    assert one["evidence"] and all(
        {"name", "query", "title", "text", "against"} <= each.keys() for each in one["evidence"]
    )
    said = written.run("concepts", "scam-hubs").out
    assert "your keyword: scam hubs → @scam_hubs" in said
    assert one["wording"] == [2.0, -2.0] and "Plainly worded as others on it, an entry has +2.0 more" in said
    assert one["evidence"][0]["query"] in " ".join(said.split())
    (parts,) = written.run("concepts", "gambling", "--json").records
    unchecked = next(words["unchecked"][0] for words in parts["words"].values() if words.get("unchecked"))
    assert f"{unchecked}?" in written.run("concepts", "gambling").out.replace("\n", " ")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("scam_hub", "Did you mean “scam_hubs”?"),
        ("traffick", "Did you mean “trafficking”?"),
        ("hub", "Did you mean “scam_hubs”?"),
        ("hu", "Did you mean “scam_hubs”?"),
        ("x", "`monitor concepts` lists them."),
        ("nosuch", "`monitor concepts` lists them."),
    ],
)
def test_an_unknown_name_is_wrong_usage_with_the_nearest_where_one_is_near(name: str, hint: str, written: Home) -> None:
    said = written.run("concepts", name)
    assert (said.code, said.out, said.err) == (2, "", f"monitor: there is no concept “{name}”. {hint}\n")


def test_no_store_is_needed_or_made(written: Home) -> None:
    assert written.run("concepts").code == 0
    assert not written.store.exists()
