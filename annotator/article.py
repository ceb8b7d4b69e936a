"""An article: the bytes of a file decoded with nothing changed.

Offsets everywhere in this package are Unicode code points of `Article.text`, 0-based and
end-exclusive: a byte order mark is one character, CR LF are two (SCHEME 2, "Offsets").
"""

from __future__ import annotations

import hashlib
from functools import cached_property

from annotator.text import Structure, lines
from annotator.values import dataclass, field

LARGE = 60_000
"""What takes long (pre-filling, possible misses) is done in the background for articles of more code points."""

MOST_TEXT, MOST_LINES, LONGEST_LINE = 2_000_000, 50_000, 100_000
"""Code points, lines, and code points of one line up to which every key is answered at once (docs/safety.md, R16)."""


def too_large(text: str) -> str:
    """Why a text cannot be annotated at the speed of keys, as the rest of a sentence; "" when it can.

    The limits are the interface's: reading, detecting and checking go on to the limit in bytes.
    """
    if len(text) > MOST_TEXT:
        return f"has {len(text):,} characters; more than {MOST_TEXT:,} cannot be annotated: split it"
    if len(text) < min(MOST_LINES, LONGEST_LINE):
        return ""
    found = lines(text)
    if len(found) > MOST_LINES:
        return f"has {len(found):,} lines; more than {MOST_LINES:,} cannot be annotated: split it"
    longest = max(end - start for start, end in found)
    if longest > LONGEST_LINE:
        return f"has a line of {longest:,} characters; more than {LONGEST_LINE:,} cannot be annotated: break it"
    return ""


class ArticleError(ValueError):
    """The bytes are not an article; the message is one sentence that names place and remedy."""


@dataclass(frozen=True)
class Article:
    """One article.

    `name` is the file name as the person knows it (for messages and `document.file`), `sha256`
    the hex digest of the bytes, `encoding` is None for UTF-8 and otherwise the declared encoding.
    """

    name: str
    text: str
    sha256: str
    encoding: str | None = None
    _size: int = field(default=0, repr=False, compare=False)

    @classmethod
    def decode(cls, data: bytes, name: str, encoding: str | None = None) -> Article:
        """The article in `data`; raises ArticleError when it is binary or not in the encoding.

        Nothing is ever replaced: a byte that does not decode is an error that names its place.
        """
        nul = data.find(b"\0")
        wide = encoding is not None and encoding.lower().replace("_", "-").startswith(("utf-16", "utf-32"))
        if nul >= 0 and not wide:
            raise ArticleError(f"byte {nul} is NUL, so this is not a text file")
        try:
            # errors="strict" and no newline translation: offsets count exactly what the file holds.
            text = data.decode(encoding or "utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise ArticleError(
                f"line {line}, byte {error.start}: not {encoding or 'UTF-8'}; "
                "declare the encoding in the settings (encoding: …) or convert the file"
            ) from None
        except (LookupError, UnicodeError):
            raise ArticleError(f"unknown or unusable encoding {encoding!r}; use a name such as windows-1252") from None
        return cls(name, text, hashlib.sha256(data).hexdigest(), encoding, len(data))

    @classmethod
    def from_text(cls, text: str, name: str = "article.txt") -> Article:
        """The article whose file would hold `text` in UTF-8 (lone surrogates are kept as they are)."""
        data = text.encode("utf-8", "surrogatepass")
        return cls(name, text, hashlib.sha256(data).hexdigest(), None, len(data))

    @cached_property
    def structure(self) -> Structure:
        """Lines, paragraphs, sentences and words of the text, computed once."""
        return Structure(self.text)
