"""What feedparser knows of namespaces and elements, as it is mended here, which a test holds to it; and which elements
tell a date."""

_NAMESPACES = {
    address: prefix.rstrip(":")
    for prefix, *addresses in map(
        str.split,
        """
        : http://backend.userland.com/rss http://blogs.law.harvard.edu/tech/rss http://purl.org/rss/1.0/
        : http://my.netscape.com/rdf/simple/0.9/ http://example.com/newformat# http://example.com/necho
        : http://purl.org/echo/ uri/of/echo/namespace# http://purl.org/pie/ http://purl.org/atom/ns#
        : http://www.w3.org/2005/atom http://purl.org/rss/1.0/modules/rss091#
        admin http://webns.net/mvcb/
        ag http://purl.org/rss/1.0/modules/aggregation/
        annotate http://purl.org/rss/1.0/modules/annotate/
        audio http://media.tangent.org/rss/1.0/
        blogchannel http://backend.userland.com/blogchannelmodule
        cc http://creativecommons.org/ns#license http://web.resource.org/cc/
        co http://purl.org/rss/1.0/modules/company
        content http://purl.org/rss/1.0/modules/content/
        cp http://my.theinfo.org/changed/1.0/rss/
        creativecommons http://backend.userland.com/creativecommonsrssmodule
        creativecommons http://cyber.law.harvard.edu/rss/creativecommonsrssmodule.html
        dc http://purl.org/dc/elements/1.1/
        dcterms http://purl.org/dc/terms/
        email http://purl.org/rss/1.0/modules/email/
        ev http://purl.org/rss/1.0/modules/event/
        feedburner http://rssnamespace.org/feedburner/ext/1.0
        fm http://freshmeat.net/rss/fm/
        foaf http://xmlns.com/foaf/0.1/
        geo http://www.w3.org/2003/01/geo/wgs84_pos#
        georss http://www.georss.org/georss
        gml http://www.opengis.net/gml
        icbm http://postneo.com/icbm/
        image http://purl.org/rss/1.0/modules/image/
        itunes http://www.itunes.com/dtds/podcast-1.0.dtd http://example.com/dtds/podcast-1.0.dtd
        l http://purl.org/rss/1.0/modules/link/
        media http://search.yahoo.com/mrss http://search.yahoo.com/mrss/
        pingback http://madskills.com/public/xml/rss/module/pingback/
        prism http://prismstandard.org/namespaces/1.2/basic/
        psc http://podlove.org/simple-chapters
        rdf http://www.w3.org/1999/02/22-rdf-syntax-ns#
        rdfs http://www.w3.org/2000/01/rdf-schema#
        ref http://purl.org/rss/1.0/modules/reference/
        reqv http://purl.org/rss/1.0/modules/richequiv/
        search http://purl.org/rss/1.0/modules/search/
        slash http://purl.org/rss/1.0/modules/slash/
        soap http://schemas.xmlsoap.org/soap/envelope/
        ss http://purl.org/rss/1.0/modules/servicestatus/
        str http://hacks.benhammersley.com/rss/streaming/
        sub http://purl.org/rss/1.0/modules/subscription/
        sy http://purl.org/rss/1.0/modules/syndication/
        szf http://schemas.pocketsoap.com/rss/mydescmodule/
        taxo http://purl.org/rss/1.0/modules/taxonomy/
        thr http://purl.org/rss/1.0/modules/threading/
        ti http://purl.org/rss/1.0/modules/textinput/
        trackback http://madskills.com/public/xml/rss/module/trackback/
        wfw http://wellformedweb.org/commentapi/
        wiki http://purl.org/rss/1.0/modules/wiki/
        xhtml http://www.w3.org/1999/xhtml
        xlink http://www.w3.org/1999/xlink
        xml http://www.w3.org/xml/1998/namespace
        """.strip().splitlines(),
    )
    for address in addresses
}
"""Addresses and their standard prefixes, in lower case; the namespaces of the dialects themselves have none."""
PREFIXES = frozenset(_NAMESPACES.values())

HANDLED = frozenset(
    "abstract author body category channel cloud content contributor copyright created description email enclosure "
    "entry expirationdate feed fullitem generator geom georssgeom guid height homepage id image info issued item "
    "keywords language lastbuilddate link managingeditor modified name newlocation pubdate published rights rss source "
    "subtitle summary tagline tags textinput title updated uri url webmaster where width".split()
) | {
    f"{prefix}_{name}"
    for prefix, *names in map(
        str.split,
        """
        cc license
        content encoded
        creativecommons license
        dc author contributor creator date description language publisher rights subject title
        dcterms created issued modified valid
        feedburner browserfriendly
        georss box line point polygon where
        gml exterior linearring linestring point polygon pos poslist
        itunes author block category email explicit image keywords link name owner subtitle summary
        media category content credit description group keywords license player rating restriction thumbnail title
        psc chapter chapters
        turbo content
        xhtml body
        yandex full-text
        """.strip().splitlines(),
    )
    for name in names
}
"""The elements that it has code for, or that are given some. Of any other it keeps text or attributes under the
element's own name."""

KEPT = frozenset(
    "author_detail authors chapters contributors created_parsed date_parsed dated_parsed description_detail "
    "generator_detail guidislink issued_parsed links modified_parsed publisher_detail publishers published_parsed "
    "summary_detail title_detail updated_parsed".split()
)
"""Names under which it keeps what it made of other elements: an element of such a name would overwrite that."""

HTML_TAGS = frozenset(
    "a abbr acronym address area article aside audio b big blockquote br button canvas caption center cite code col "
    "colgroup command datagrid datalist dd del details dfn dialog dir div dl dt em event-source fieldset figcaption "
    "figure font footer form h1 h2 h3 h4 h5 h6 header hr i img input ins kbd keygen label legend li m map menu meter "
    "multicol nav nextid noscript ol optgroup option output p pre progress q s samp section select small sound source "
    "spacer span strike strong sub sup table tbody td textarea tfoot th thead time tr tt u ul var video".split()
)
"""The tags of which a text may consist that says it is plain and is taken for HTML."""
DATES = {
    "published": "dcterms_issued issued pubdate published",
    "dated": "dc_date",
    "created": "created dcterms_created",
    "updated": "dcterms_modified lastbuilddate modified updated",
}
"""The fields that are dates, that which tells best when an entry was published first, and the elements that each comes
from. What the Dublin Core dates is the entry's publication most often, and not its last change."""
ASKED_FOR = frozenset(("date", "itunes_title", "feedburner_origlink"))
"""Elements that feedparser has no handler for and that count all the same: by "date" it knows when an entry changed."""


def prefix(address: str) -> str | None:
    """The standard prefix, in lower case, of a namespace: "" for that of a dialect, None for one it does not know."""
    address = address.lower()
    return "" if "backend.userland.com/rss" in address else _NAMESPACES.get(address)
