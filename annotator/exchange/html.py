"""A simple reader of article pages with the standard library: headings, paragraphs, captions, and `meta`.

Good enough for saved pages that mark their parts properly; trafilatura (an extra) does better on the rest.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from annotator.text import is_visible
from annotator.values import dataclass


@dataclass(frozen=True)
class Block:
    """A stretch of an article with the section it is ("" where the source does not say)."""

    kind: str
    text: str


_BLOCKS = {
    "h1": "headline", "h2": "subheading", "h3": "subheading", "h4": "subheading", "p": "body",
    "figcaption": "caption", "blockquote": "block_quote", "li": "list", "pre": "other",
}  # fmt: skip
_SKIPPED = frozenset(
    {"script", "style", "noscript", "template", "nav", "footer", "aside", "form", "header", "button", "svg",
     "iframe", "select", "textarea", "dialog"}
)  # fmt: skip
_KEPT_IN_HEADER = frozenset({"h1", "p", "h2", "h3", "h4"})
_META = {
    "og:title": "title", "twitter:title": "title", "author": "author", "article:author": "author",
    "article:published_time": "published", "date": "published", "og:site_name": "outlet", "og:url": "url",
}  # fmt: skip
_CHARSET = re.compile(rb"<meta[^>]+charset=[\"']?([\w\-]+)", re.IGNORECASE)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.meta: dict[str, str] = {}
        self.language: str | None = None
        self._skipped: list[str] = []
        self._kind: str | None = None
        self._words: list[str] = []
        self._title: list[str] | None = None
        self._page_title = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "html" and values.get("lang"):
            self.language = values["lang"]
        elif tag == "meta":
            name = _META.get(values.get("property", values.get("name", "")).lower())
            if name and values.get("content"):
                self.meta.setdefault(name, " ".join(values["content"].split()))
        elif tag == "link" and values.get("rel") == "canonical" and values.get("href"):
            self.meta["url"] = values["href"]
        elif tag == "title" and not self._page_title:
            self._title = []
        if tag in _SKIPPED:
            self._skipped.append(tag)
        elif tag in _BLOCKS and not self._hidden(tag):
            self._close()
            self._kind = _BLOCKS[tag]
        elif tag == "br" and self._kind is not None:
            self._words.append("\n")

    def _hidden(self, tag: str) -> bool:
        """Whether a block lies in page furniture; a heading of the page's header does not."""
        return any(outer != "header" or tag not in _KEPT_IN_HEADER for outer in self._skipped)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._skipped:
            while self._skipped.pop() != tag:
                pass
        elif tag == "title" and self._title is not None:
            self._page_title, self._title = " ".join("".join(self._title).split()), None
        elif tag in _BLOCKS or tag in ("div", "article", "section", "ul", "ol"):
            self._close()

    def handle_data(self, data: str) -> None:
        if self._title is not None:
            self._title.append(data)
        elif self._kind is not None and not any(outer != "header" for outer in self._skipped):
            self._words.append(data)

    def _close(self) -> None:
        lines = [" ".join(line.split()) for line in "".join(self._words).split("\n\n")]
        text = " ".join(line for line in lines if line)
        if self._kind is not None and is_visible(text):
            self.blocks.append(Block(self._kind, text))
        self._kind, self._words = None, []

    def finish(self) -> None:
        """Close what the page left open; the title of the page counts where no `meta` has one."""
        self.close()
        self._close()
        if self._page_title:
            self.meta.setdefault("title", self._page_title)


def read_html(data: bytes) -> tuple[list[Block], dict[str, str], str | None]:
    """The blocks of a page in order, what its `meta` elements say, and its language. Never raises."""
    declared = _CHARSET.search(data[:4096])
    encoding = declared.group(1).decode("ascii") if declared else "utf-8"
    try:
        text = data.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        text = data.decode("utf-8", "replace")
    reader = _Reader()
    reader.feed(text)
    reader.finish()
    headlines = [number for number, block in enumerate(reader.blocks) if block.kind == "headline"]
    first = headlines[0] if headlines else 0
    blocks = reader.blocks[first:]
    title = reader.meta.get("title")
    if not headlines and title and blocks:
        blocks.insert(0, Block("headline", title))
    return blocks, reader.meta, reader.language
