"""Web pages for the tests: an article among all that stands around one."""

HTML = {"Content-Type": "text/html; charset=utf-8"}
DAWN = "The police carried out a raid on a compound near the river at dawn. "
"""A sentence of a story."""


def page(*paragraphs: str, title: str = "A site", head: str = "") -> str:
    """A page whose article has these paragraphs, which are HTML, below a headline."""
    story = "".join(f"<p>{each}</p>" for each in paragraphs)
    return (
        f"<!DOCTYPE html><html><head>{head}<title>{title}</title><script>var a = 1;</script></head><body>"
        f"<nav><a href='/'>Home</a> <a href='/sport'>Sport</a></nav><article><h1>{title}</h1>{story}</article>"
        "<aside><h3>Most read</h3><a href='/other'>Football</a></aside><footer>Copyright</footer></body></html>"
    )
