"""Scenarios for links: which addresses are one, and which lead to the same place."""

import pytest

from monitor.links import are_of_one_place, plain


@pytest.mark.parametrize(
    ("address", "left"),
    [
        ("https://news.example/1?id=7&utm_source=rss&utm_medium=feed#xtor=RSS-1", "https://news.example/1?id=7"),
        ("https://news.example/?utm_source=rss", "https://news.example/"),
        ("https://news.example/?partner=rss&emc=rss", "https://news.example/"),
        ("https://news.example/?partner=rss2&emc=x", "https://news.example/?partner=rss2&emc=x"),
        (f"https://forum.example/t.php?t=5&amp;sid={'0a' * 16}", "https://forum.example/t.php?t=5"),
        (f"https://forum.example/t.php?s={'0A' * 16}&t=5", "https://forum.example/t.php?t=5"),
        ("https://news.example/?s=scam&sid=7", "https://news.example/?s=scam&sid=7"),
        ("https://news.example/?fbclid=x&a=1&gclid=2", "https://news.example/?a=1"),
        ("https://news.example/?id=7&__cft__[0]=AZ&__xts__%5B0%5D=68.AR&__tn__=-R", "https://news.example/?id=7"),
        ("https://news.example/?a=1&b=%20&&c", "https://news.example/?a=1&b=%20&&c"),
        ("https://news.example/?futm_source=1#part=2", "https://news.example/?futm_source=1#part=2"),
        ("tag:news.example,2026:utm_source=1", "tag:news.example,2026:utm_source=1"),
        ("https://[bad?utm_source=1", "https://[bad?utm_source=1"),
        (
            "https://www.google.com/url?rct=j&url=https://news.example/a%3Fid%3D7&cd=CA&usg=AO",
            "https://news.example/a?id=7",
        ),
        ("https://www.google.co.th/url?q=https://news.example/a&usg=AO", "https://news.example/a"),
        ("https://www.google.com/search?q=https://x.org/", "https://www.google.com/search?q=https://x.org/"),
        ("https://www.google.com/url?q=mail", "https://www.google.com/url?q=mail"),
        ("https://www.google.com/url?q=https://[bad", "https://www.google.com/url?q=https://[bad"),
        ("https://other.example/url?q=https://news.example/a", "https://other.example/url?q=https://news.example/a"),
        (
            "http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&tid=66f4&url=https%3a%2f%2fnews.example%2fa&c=12",
            "https://news.example/a",
        ),
        (
            "https://www.bing.com/news/search?url=https://news.example/a",
            "https://www.bing.com/news/search?url=https://news.example/a",
        ),
        ("https://news.example/1?ff=20261128000000&fc=1&ff=7", "https://news.example/1?fc=1&ff=7"),
        ("https://news.example/1?source=rss-bf5d7a---2", "https://news.example/1"),
        ("https://news.example/?id=7&amp;utm_source=1&amp;amp;mtm_kwd=2", "https://news.example/?id=7"),
        ("https://news.example/1.php?PHPSESSID=ab1&id=7", "https://news.example/1.php?id=7"),
        ("https://news.example/1.do;jsessionid=AB1.node2?id=7", "https://news.example/1.do?id=7"),
        ("https://news.example/1;v=2?sid=7", "https://news.example/1;v=2?sid=7"),
        ("https://news.example/(S(lit3py55t21z5v55vlm25s55))/1.aspx", "https://news.example/1.aspx"),
        ("https://news.example/a/(X(1)F(b_-2)S(cp53yq30))/1.aspx?id=7", "https://news.example/a/1.aspx?id=7"),
        ("https://news.example/Casino_(A(b))/1", "https://news.example/Casino_(A(b))/1"),
        ("https://news.example/(2026)/1_(S(b))", "https://news.example/(2026)/1_(S(b))"),
    ],
)
def test_who_sent_the_reader_and_his_session_are_no_part_of_an_address(address: str, left: str) -> None:
    assert plain(address) == left


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://News.Example/a", "https://news.example/a"),
        ("http://news.example:80/a", "http://news.example/a"),
        ("https://news.example:443/a?b=1", "https://news.example/a?b=1"),
        ("https://news.example/a/", "https://news.example/a"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example/%E0%B8%82%e0%b9%88%e0%b8%b2%e0%b8%a7", "https://news.example/ข่าว"),
        ("https://news.example/%e0a", "https://news.example/%E0a"),
    ],
)
def test_spellings_of_one_address_are_one(one: str, other: str) -> None:
    assert plain(one) == plain(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.example/A", "https://news.example/a"),
        ("http://news.example:8080/a", "http://news.example/a"),
        ("http://news.example:443/a", "http://news.example/a"),
        ("https://news.example/a%2Fb", "https://news.example/a/b"),
        ("https://news.example/a#1", "https://news.example/a#2"),
    ],
)
def test_what_may_lead_elsewhere_is_another(one: str, other: str) -> None:
    assert plain(one) != plain(other)


@pytest.mark.parametrize(
    "names",
    [
        "mtm_campaign mtm_kwd pk_campaign pk_kwd pk_source piwik_campaign piwik_kwd _openstat yclid traffic_source _ga",
        "gclid dclid gad_source gad_campaignid gbraid wbraid srsltid _gl fbclid igsh igshid ttclid twclid li_fat_id",
        "s_kwcid s_cid sc_cid hsa_acc hsa_cam hsa_src smid ncid mc_cid mc_eid vero_id vero_conv oly_enc_id oly_anon_id",
        "spm msclkid mkt_tok _hsenc _hsmi cmpid xtor at_medium ns_source",
        "itm_source hmb_medium campaign_source campaign_name fb_ref fb_source mc_tc wickedid _branch_referrer",
        "__hstc __hssc __hsfp hsctatracking _bhlid ysclid gclsrc rb_clickid WT.mc_id mibextid",
    ],
)
def test_parameters_of_every_tracker_are_left_out(names: str) -> None:
    address = "https://news.example/?" + "&".join(f"{name}=x" for name in names.split())
    assert plain(f"{address}&id=7") == "https://news.example/?id=7"


@pytest.mark.parametrize(
    "name",
    "id p page ref source pk pk_id medium campaign_id clid gl ga sp spmid mid kwd hsa mtm oly amp amp;id".split(),
)
def test_a_parameter_that_may_choose_the_page_stays(name: str) -> None:
    assert plain(f"https://news.example/?{name}=7&utm_source=x") == f"https://news.example/?{name}=7"


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("http://news.example/1", "https://www.news.example/1?utm_source=x", True),
        ("https://news.example/1", "https://news.example/blog/1", True),
        ("https://news.example/?p=1", "https://news.example/blog/?p=1", True),
        ("https://news.example/1?p=1", "https://news.example/1?p=2", False),
        ("https://news.example/1", "https://other.example/1", False),
        ("https://news.example/1", "https://news.example/11/2", False),
        ("https://news.example/", "https://news.example/1", False),
        ("https://news.example/1", "", False),
    ],
)
def test_a_link_that_moves_within_its_site_leads_to_the_same_place(one: str, other: str, is_one: bool) -> None:
    assert are_of_one_place(one, other) == are_of_one_place(other, one) == is_one
