"""What can be seen of one block of a page by itself: its shape, and the signs it carries.

A block is a paragraph of `text.paragraphs`. Nothing here looks at the neighbours.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from annotator.detection.sections_words import EDGE, WIDE, Lexicon
from annotator.lazy import pattern
from annotator.text import BULLET, Range, content_start
from annotator.values import dataclass, field

_SEPARATORS: Final = (":", "：", "-", "–", "—", "|", ">", "»", "→", "…", ".", "(")
_ARROW: Final = "→»>▶►➡➤➜"
_POINTS_ON: Final = re.compile(r"[→»>▶►➡➤➜]+ ?>* \w|[>→▶►➡➤➜]\w")
_ARROWS: Final = _ARROW + "([|+* "
"""What stands before the opening of a link: ">> Read more", "[READ MORE: …]"."""
_BRACKETS_END: Final = ")] "
_SUBJECT: Final = 110
_SAID: Final = 16
"""Code points of the shortest sentence before a credit."""
_OPENS: Final = 24
"""Code points in which an author note says what somebody is: after a name, and where none opens it."""
LOOK: Final = 160
"""Code points of a long block that are looked at from either end."""

_NONE: Final[frozenset[str]] = frozenset()
"""One object for all: a set without anything is two hundred bytes."""
_STOPS: Final = ".!?…。！？।۔؟"
_STOP: Final = re.compile(r"(?:[.!?…](?:[ \xa0\u202f]»)?|[。！？।۔؟])[\"'”’»“‹›«)\]」』_*]*$")
_BY: Final = frozenset(
    f"{word}{letter}"[:3] for word in ("by", "von", "par", "por") for letter in "abcdefghijklmnopqrstuvwxyz:"
)
_GLUED_BY: Final = pattern(r"(By|Von|Par|Por):?(?=[A-ZÀ-Ý][a-zß-ÿ]+ [A-ZÀ-Ý])")
"""An opening without a blank behind it: "By:Ann Lee", "ByAnn Lee"."""
_FULL_STOP: Final = pattern(r"[^\W\d_]{2,}[\"”’»“)]?[.。।][\"”’»“)]?$")
_END_MARK: Final = pattern(r"[.!?…][\"”’»“)]*\s+(?:[A-Z]{1,3}|[■◼●♦▪□◆∎])$")
"""A sentence, and the mark or the initials with which a magazine closes an article."""
_INNER_STOP: Final = pattern(r"[.!?…。！？।](?:(?<=[。！？।])|[\"”’»“)]*\s+[\"“„«(]?[^\W\d_a-zа-яß-ÿ])")
"""All stops come first, so that what is none of them is passed over quickly."""
_CAPITALS: Final = re.compile(r"[^\W\d_]")
# That no digit stands before the first is asked behind it: a pattern that begins with characters is quicker.
_NUMERIC_DATE: Final = pattern(
    r"\d(?<!\d\d)(?:\d?[./-]\s?\d{1,2}[./-]\s?(?:19|20)?\d\d|(?:(?<=1)9|(?<=2)0)\d\d[./-]\d{1,2}[./-]\d{1,2}"
    r"|\d{3}\s?年\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?|\d?\s?月\s?\d{1,2}\s?日)(?!\d)"
)
_CLOCK: Final = pattern(r"\d(?<!\d\d)\d?(?:[:.h]\d\d(?::\d\d)?(?!\d)|\s?(?:[ap]\.?m\b|uhr\b|時|点))")
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DIGITED: Final = re.compile(r"\d")
_ADDRESSES: Final = ("http:", "https:", "www.", "@", ".com", ".org", ".net", ".co.uk")
_HASH: Final = re.compile(r"(?:^|\s)#\s?\w")
_COPYRIGHT: Final = re.compile(r"©|\(c\)|（ｃ）|（c）|ⓒ")
_SLASHED: Final = re.compile(r"[^\s/]{2,} ?/ ?[^\s/\d][^/]{1,40}$")
_PARENTHESIS: Final = re.compile(r"[(\[（]([^()（）\[\]\s][^()（）\[\]]{1,120})[)\]）]\.?$")
_SPEAKER: Final = re.compile(r"[^\W\d_a-z][\w’'.-]*(?: [^\W\d_a-z][\w’'.-]*){0,3}: ?\S")
_PARTICLES: Final = frozenset(
    "de del della di da do dos van von el al bin ben la le y e und and et en og och i u".split() + list("–-&,/|•")
)

_PARTS: Final = re.compile(r"[/,;&]| via | - ")
_GLUED_NAME: Final = re.compile(r"(?:[.)\]”\"“]|[a-zß-ÿ](?=[A-ZÀ-Ý]))([^\W\d_]{2,12})$")
"""A last word that follows without a blank: "… on the pier.dpa", "… in PortImago"."""
_GLUED_WORD: Final = re.compile(r"[a-zß-ÿ.)\]”\"“]([A-ZÀ-Ý][a-zß-ÿ]+): ?\S")
"""A capitalised word with a colon that follows without a blank: "… on the pierPhoto: Ann Lee"."""
_LENGTH: Final = re.compile(
    r"(?<!\d)\d{1,2}:\d\d ?(?:min|minuten|minutes|minutos|minuti|мин|минут|分)\.?$|[.!?…][\"”“»]? ?\d{1,2}:\d\d$"
)
"""A sentence and the length of a recording: "… said the pilot. 2:14 min"."""
_STANDS: Final = re.compile(
    r", (?:far |second |third |top |bottom )?"
    r"(?:left|right|cent(?:re|er)|links|rechts|vorne|hinten|gauche|droite|sinistra|destra|izquierda|derecha|"
    r"venstre|høyre|højre|vänster|höger)(?:, |$| and )"
)
_SIDE: Final = re.compile(rf"[^\W\d_a-z][\w’'.-]+{_STANDS.pattern}")
"""A name, and where its bearer stands: "Tomas Reed, left, with …"."""
_OPENING: Final = "“\"„«‘'‚»「『—–-"
_BRACKETS: Final = (")", "]", "）")
_STRONG: Final = (
    "credit opening",
    "credit inside",
    "agency in brackets",
    "picture house",
    "copyright",
    "brackets after a stop",
    "names after the last stop",
)
_NOTES: Final = frozenset({"correction", "reporting", "biography", "agency alone"})
_CLOSED: Final = (
    "credit inside",
    "agency in brackets",
    "brackets after a stop",
    "names after the last stop",
    "caption words",
    "picture house",
    "copyright",
)
_OPEN: Final = ("agency at the end", "slash at the end")
_ASKED: Final = frozenset(("follow", "folgen", "folge", "sigue", "síguenos", "suivez", "like", "find", "get"))
_SHORT: Final = frozenset(("vs", "Mrs", "Prof", "Gov", "Sen", "Rep", "Gen", "Inc", "Capt", "Ltd"))
_CLOSES: Final = tuple('"”’»)]')
_PARTED: Final = pattern(r"[.!?…|][\"”’»)]*\s*[^\W\d_a-zß-ÿ][^.!?…|]*$")
"""A sentence, or a bar, before what closes the block."""
_NO_CREDIT: Final = ("brackets at the end", "agency tag", "byline after the last stop")
_LINK_WORD: Final = pattern(r"[.!?…][\"”’»)]*\s+[^\W\d_A-Z]{2,12}$")
"""A sentence and then one word in lower case: "more", or the short name of who took the picture."""
_BETWEEN_NAMES: Final = re.compile(r"[ /,&-]+")
_BESIDE_NAMES: Final = frozenset(("via", "de", "van", "von", "for", "the", "and", "und", "et", "y"))
_INSIDE: Final = pattern(r"([^\W\d_]+)\s?([:：.])\s?(?=([^\s:：]))")
"""A word, a colon or a stop, and the first character of what follows."""
_TAKEN_BY: Final = pattern(
    r"[.!?…|][\"”’»)]*\s*(?:(?:File |AP |AFP )?"
    r"(?:[Pp]hoto(?:graph|s)?|PHOTO|Pic(?:ture)?s?|Image|Illustration|Fotos?|Bild)(?: by| courtesy of| via| von| de) \S"
    r"|(?:[Ff]ile (?:photo|picture|image|pic)|Archivbild|Archivfoto|Symbolbild|Symbolfoto"
    r"|Foto de archivo|Photo d[’']archives)[.)]?$)"
)
"""A sentence, and who took the picture or that it is an old one: "… the pier. Photo by Ann Lee"."""
_CREDITED: Final = pattern(
    r"[.!?…][\"”’»)]*\s*([A-ZÀ-ÞА-Я][\w’'.-]*(?:[ ,/&]{1,3}[A-ZÀ-ÞА-Я][\w’'.-]*){0,6}[ ,/&]{0,3})$"
)
"""A sentence and then nothing but capitalised words: who took the picture."""


@dataclass(slots=True)
class Block:
    """One paragraph; `start`, `end` are its offsets, bullets and Markdown marks included.

    `text` is without those marks, `key` its lower-case form with single blanks (of a long block only
    the first and last LOOK code points), `width` its length with wide characters counted twice. Of the words of
    the key, in small letters and without punctuation, the first, the last, their number and those that the
    lexicon calls telling.
    """

    start: int
    end: int
    text: str
    key: str
    width: int
    first: str
    last: str
    count: int
    telling: frozenset[str]
    bullet: bool = False
    numbered: bool = False
    heading_mark: bool = False
    quote_mark: bool = False
    stop: bool = False
    colon: bool = False
    question: bool = False
    upper: bool = False
    names: bool = False
    lowercase: int = 0
    date: bool = False
    date_only: bool = False
    clock: bool = False
    byline: bool = False
    role: bool = False
    credit: bool = False
    strong: bool = False
    picture: bool = False
    note: bool = False
    furniture: bool = False
    after: bool = False
    related: str | None = None
    points: bool = False
    tags: bool = False
    shape: str = "m"
    signs: list[str] = field(default_factory=list)
    stems: frozenset[str] | None = None


def read_block(text: str, span: Range, lexicon: Lexicon, wide: bool, listed: bool = False) -> Block:
    """The block at `span`, with its signs.

    `wide` says that the page has wide characters, `listed` that its paragraphs all stand behind
    bullets, which then say nothing.
    """
    start, end = span
    inner = content_start(text, start, end)
    if inner >= end:
        inner = start
    marks = text[start:inner]
    body = text[inner:end]
    shown = body if end - inner <= 2 * LOOK else body[:LOOK] + " " + body[-LOOK:]
    originals = shown.split()
    key = " ".join(originals).casefold()
    words = [word if word.isalpha() else word.strip(EDGE) for word in key.split(" ")]
    width = end - inner + (len(WIDE.findall(body)) if wide else 0)
    block = Block(
        start, end, body, key, width, words[0], words[-1], len(words), lexicon.telling.intersection(words) or _NONE
    )
    block.bullet = not listed and not text[start].isupper() and BULLET.match(text, start, end) is not None
    block.numbered = block.bullet and marks.strip()[-2:-1].isdigit()
    block.heading_mark = "#" in marks
    block.quote_mark = ">" in marks
    last = body[-1]
    block.stop = last in _STOPS or (not last.isalnum() and _STOP.search(body, max(0, len(body) - 12)) is not None)
    if not block.stop and block.width >= 110:
        block.stop = _END_MARK.search(body, max(0, len(body) - 12)) is not None
    last = key[-1:]
    block.colon = last in ":："
    block.question = (block.stop and "?" in body[-3:]) or last in "？؟"
    _signs(block, words, originals, lexicon, wide)
    block.shape = _shape(block)
    return block


def _signs(block: Block, words: list[str], originals: list[str], lexicon: Lexicon, wide: bool) -> None:
    """Everything the words of the block say about it; `originals` are as they are written."""
    signs, width, text, key, telling = block.signs, block.width, block.text, block.key, block.telling
    if width <= 160:
        _case(block, originals)
        _date(block, words, originals, lexicon, wide)
        _heading(block, lexicon)
    _furniture(block, words, lexicon, wide)
    if not block.furniture:
        _person(block, originals, lexicon, wide)
        _credit(block, words, lexicon, wide)
    if signs:
        block.note = not _NOTES.isdisjoint(signs)
    if width <= 45:
        notice = block.furniture or block.colon or len(words) == 1
        block.picture = notice and not lexicon.photo_words.isdisjoint(telling)
    if block.stop:
        signs.append("stop")
    if block.colon:
        signs.append("colon")
    if block.question:
        signs.append("question")
    if not block.stop and _LINK_WORD.search(text, max(0, len(text) - 20)):
        signs.append("word after the last stop")
    near = max(0, len(text) - 20)
    if width > 24 and text.find(":", near) >= 0 and _LENGTH.search(text, near):
        signs.append("length at the end")
    if block.bullet:
        signs.append("numbered" if block.numbered else "bullet")
    head = text[0]
    if block.question and width <= 120 and head not in _OPENING:
        signs.append("plain question" if telling.isdisjoint(lexicon.address) else "addressed question")
    if block.heading_mark:
        signs.append("heading mark")
    if width > 60 and _INNER_STOP.search(text, 0, 300):
        signs.append("inner stop")
    if not lexicon.function.isdisjoint(words):
        signs.append("function word")
    if head in "“\"„«‘'»–—「":
        signs.append("opens with a mark")
    elif head.isdigit():
        signs.append("opens with a digit")
    elif head.islower():
        signs.append("opens in lower case")
    if width <= 200 and _SPEAKER.match(text):
        signs.append("name and colon")
    if any(map(key.__contains__, _ADDRESSES)):
        signs.append("address")
    if "#" in key and _HASH.search(key, 0, 100):
        signs.append("hash")
    if "|" in key or " • " in key or " · " in key:
        signs.append("separators")


def _case(block: Block, originals: list[str]) -> None:
    """Capitals: whether the block is all in them, and whether it is a run of names."""
    letters = block.text
    block.upper = letters.isupper() and len(_CAPITALS.findall(letters)) > 3
    lower = 0
    capital = 0
    for word in originals:
        if word[:1].islower():
            if word.casefold() not in _PARTICLES:
                lower += 1
        elif word[0].isupper():
            capital += 1
        elif word[:1].isalnum():
            lower += 1
    block.lowercase = lower
    block.names = lower == 0 and 2 <= capital <= 9 and not block.stop
    if block.upper:
        block.signs.append("upper case")
    if block.names:
        block.signs.append("names only" if capital <= 4 else "many names")
    elif lower == 0 and capital == 1:
        block.signs.append("one name")
    elif capital >= 3 and capital >= 2 * lower:
        block.signs.append("title case")


def _date(block: Block, words: list[str], originals: list[str], lexicon: Lexicon, wide: bool) -> None:
    """Dates and times, and whether the block is little else."""
    key = block.key
    if not _DIGITED.search(key):
        # "Yesterday", "Just now", "an hour ago".
        if (
            len(words) <= 4
            and not lexicon.relative.isdisjoint(words)
            and all(word in lexicon.relative or word in lexicon.updated or word in lexicon.units for word in words)
        ):
            block.date = block.date_only = True
            block.signs.append("date in words")
        return
    numeric = _NUMERIC_DATE.search(key) is not None
    month = False
    if not numeric:
        for place, word in enumerate(words):
            if word in lexicon.months:
                near = words[max(0, place - 2) : place] + words[place + 1 : place + 2]
                if any(other[:1].isdigit() for other in near):
                    month = True
                    break
    ago = not lexicon.updated.isdisjoint(words) and (not lexicon.ago.isdisjoint(words) or key.startswith("il y a"))
    relative = not lexicon.relative.isdisjoint(words)
    block.clock = _CLOCK.search(key) is not None
    block.date = numeric or month or ((ago or (relative and block.clock)) and block.width <= 60)
    if not (block.date or block.clock):
        return
    rest = [
        word
        for word in words
        if word
        and word not in lexicon.months
        and word not in lexicon.updated
        and not word[0].isdigit()
        and not (relative and (word in lexicon.relative or word in lexicon.units))
    ]
    if wide:
        left = len(re.sub(r"[\d\W年月日時分点公開更新配信発布来源时间：]+", "", key))
        block.date_only = left <= 8
    else:
        block.date_only = len(rest) <= 1
    if block.date:
        block.signs.append("date only" if block.date_only else "date")
        names = [word for word in originals if word[:1].isupper() and word.strip(EDGE).casefold() in rest]
        if 2 <= len(names) <= 6 and len(rest) <= len(names) + 2:
            block.signs.append("date and names")
            if lexicon.byline.within(key, block.telling, wide):
                block.signs.append("byline beside date")
        if _YEAR.search(key):
            block.signs.append("year")
    if block.clock:
        block.signs.append("time only" if block.date_only and not block.date else "time")


def _heading(block: Block, lexicon: Lexicon) -> None:
    """Headings that announce links, key points, topics, or the end of the article."""
    bare = block.key.strip(EDGE + " ").replace("’", "'")
    block.points = bare in lexicon.points
    block.tags = bare in lexicon.tags or ((":" in bare or "#" in block.key[:1]) and _listed_tags(block, lexicon))
    bare, opening = block.key, block.first
    if bare[:1] in _ARROWS:
        bare = bare.lstrip(_ARROWS)
        opening = bare.split(" ", 1)[0].strip(EDGE)
    phrase = lexicon.related.opens(bare, opening)
    if phrase is not None and not block.points and not block.stop and " " in phrase:
        # "READ MORE Goat on board": the title of the other article follows, with its capital.
        at = len(block.text) - len(block.text.lstrip(_ARROWS)) + len(phrase)
        if block.text[at : at + 1] == " " and block.text[at + 1 : at + 2].isupper() and block.width >= 40:
            block.related = "link"
    if phrase is not None and not block.points and block.related is None:
        # Only the heading itself, or heading and link in one block.
        rest = bare[len(phrase) :].lstrip(" ").rstrip(_BRACKETS_END)
        if len(rest) <= 2 or rest[:1] in ":-–—|>»→：】" or phrase[-1] in ":：" or phrase[0] in "■【":
            block.related = "heading" if len(rest) <= 2 else "link"
        elif block.width <= 45 and not block.stop and " " in phrase:
            block.related = "heading"
    elif block.key[:1] in _ARROW and _POINTS_ON.match(block.key) and not block.stop and block.width >= 25:
        block.related = "link"
    phrase = lexicon.after.opens(block.key, block.first) if block.related is None else None
    if phrase is not None:
        rest = block.key[len(phrase) :].lstrip(" ")
        if not rest:
            block.after = True
        elif rest[:1] in (":", "：") and len(rest) > 12:
            block.related = "link"
        elif block.width <= 50:
            # "More on the strike", "Most read in Europe", "Top stories: …"; "Popular support" may be anything.
            joined = " " in phrase and not {phrase.split()[-1], rest.split()[0]}.isdisjoint(lexicon.function)
            named = rest[:1] in _SEPARATORS or joined
            block.after = named or len(rest) <= 2 or WIDE.match(phrase) is not None
            if not block.after:
                block.signs.append("after heading opening")
    if block.related:
        block.signs.append(f"related {block.related}")
    if block.after:
        block.signs.append("after heading")
    if block.tags:
        block.signs.append("tags heading")
    if block.points:
        block.signs.append("points heading")


def _tells(block: Block, words: list[str], lexicon: Lexicon) -> bool:
    """Whether the line tells the reader what to do: "Read the full letter here.", "Follow us on Facebook"."""
    telling = block.telling
    if block.first in _ASKED and not telling.isdisjoint(lexicon.brands):
        return True
    if telling.isdisjoint(lexicon.where) or telling.isdisjoint(lexicon.told) or block.text[:1] in _OPENING:
        return False
    return next((word for word in reversed(words) if word), "") in lexicon.where


def _listed_tags(block: Block, lexicon: Lexicon) -> bool:
    """Topics in one line: "Tags: ferries, harbour", "#ferries #harbour"."""
    head, colon, _ = block.key.partition(":")
    return (bool(colon) and head in lexicon.tags) or all(word[:1] == "#" for word in block.key.split())


def _furniture(block: Block, words: list[str], lexicon: Lexicon, wide: bool) -> None:
    """Share bars, prompts, adverts, counters, forms."""
    if block.key in lexicon.own:
        block.furniture = True
        block.signs.append("furniture line")
        return
    if block.width <= 80:
        known = len([word for word in words if word in lexicon.vocabulary or not word or word.isdigit()])
        if block.width <= 40 and lexicon.updated.issuperset(words):
            known = len(words)
        if known == len(words) or block.key.startswith("icon-"):
            block.furniture = True
            block.signs.append("furniture vocabulary")
            return
        if known * 3 >= len(words) * 2:
            block.signs.append("half furniture")
    if not block.date and block.width <= 250:
        phrase = lexicon.furniture.opens(block.key, block.first)
        # "© Ann Lee" is a credit; a long sentence may begin like a prompt.
        if phrase is not None and not (phrase == "©" and len(words) <= 5):
            block.furniture = block.width <= 110 or not block.stop
            block.signs.append("furniture opening")
        elif phrase is None and lexicon.doubtful.opens(block.key, block.first) is not None:
            # "Privacy" is furniture; "Privacy concerns" may be a heading, "Follow the river and …" a sentence.
            block.furniture = block.key.strip(EDGE + " ") in lexicon.doubtful
            block.signs.append("furniture opening" if block.furniture else "doubtful opening")
    if block.width <= 140 and not block.furniture and _tells(block, words, lexicon):
        block.furniture = True
        block.signs.append("furniture opening")
    if lexicon.inside.within(block.key, block.telling, wide) and not (
        (block.date and block.width <= 120) or lexicon.byline.opens(block.key, block.first) is not None
    ):
        block.furniture = block.furniture or (block.width <= 200 and (not block.stop or block.width <= 110))
        block.signs.append("furniture inside")


def _person(block: Block, originals: list[str], lexicon: Lexicon, wide: bool) -> None:
    """Bylines and author notes."""
    first, telling = block.first, block.telling
    if block.width <= 200:
        opening = block.key.lstrip("*_ ")
        glued = _GLUED_BY.match(block.text) if first[:3] in _BY else None
        phrase = lexicon.byline.opens(opening, first) if glued is None else glued.group(1).casefold()
        if phrase is not None and not block.stop:
            rest = originals[len(phrase.split()) :] if glued is None else [block.text[glued.end() :]]
            # "De notre correspondante à Tessen, …": the opening says enough, a place follows.
            rest = rest[1:] if len(phrase) > 12 and len(rest) > 1 and rest[0] in ("à", "en", "in", "at") else rest
            if rest and (rest[0][:1].isupper() or WIDE.match(rest[0]) or rest[0].strip(EDGE) in lexicon.agencies):
                block.byline = True
                block.signs.append("byline opening")
            elif not rest:
                block.signs.append("byline heading")
        if not telling.isdisjoint(lexicon.roles):
            block.role = True
            block.signs.append("role")
    if block.width <= 500:
        # An author note is about its author, whom it names first: "Ann Lee is the …".
        named = len(originals) > 2 and originals[0][:1].isupper() and originals[1][:1].isupper()
        head = block.key[:_SUBJECT] if named and first not in lexicon.function else block.key[:_OPENS]
        if lexicon.biography.within(head, telling, wide):
            block.signs.append("biography")
        if lexicon.correction.opens(block.key, first) is not None:
            block.signs.append("correction")
        if lexicon.reporting.opens(block.key.lstrip("(–—- "), first) is not None:
            block.signs.append("reporting")


def _credit(block: Block, words: list[str], lexicon: Lexicon, wide: bool) -> None:
    """Picture credits, at the beginning or the end of the block."""
    signs, key, telling = block.signs, block.key, block.telling
    if block.width > (300 if block.stop and key[-2:].rstrip(".")[-1:] not in _BRACKETS else 600):
        return
    found = len(signs)
    tail = key[-80:]
    if not block.stop or len(key) < 200:
        phrase = lexicon.photo.opens(key, block.first)
        if (phrase is not None and key[len(phrase) :].lstrip()[:1] in (":", "：")) or key.startswith(
            (
                "photo by",
                "photograph by",
                "image credit",
                "picture by",
                "photos by",
                "illustration by",
                "graphic by",
                "courtesy of",
                "fot.",
                "crédit ",
                "foto von",
            )
        ):
            signs.append("credit opening")
    if not lexicon.photo_words.isdisjoint(telling) and (
        ((":" in tail or "：" in tail or ". " in tail) and _credit_word(block, lexicon, wide))
        or _TAKEN_BY.search(block.text, max(0, len(block.text) - 90))
    ):
        signs.append("credit inside")
    if ":" in tail:
        glued = _GLUED_WORD.search(block.text, max(0, len(block.text) - 80))
        if glued is not None and glued.group(1).casefold() in lexicon.photo_words:
            signs.append("credit inside")
    if ("©" in key or "(c" in key or "（" in key or "ⓒ" in key) and _COPYRIGHT.search(key):
        signs.append("copyright")
    parenthesis = _PARENTHESIS.search(key, max(0, len(key) - 130)) if key[-2:].rstrip(".")[-1:] in _BRACKETS else None
    if parenthesis is not None:
        inner = parenthesis.group(1)
        if _known_agency(inner, lexicon):
            # "… he said. (Reuters)" is a tag at the end of the text, unless it is as short as a caption.
            alone = all(part.strip(EDGE + " ") in lexicon.agencies for part in _PARTS.split(inner))
            tag = alone and block.width >= 110 and _STOP.search(key[: parenthesis.start()].rstrip()) is not None
            signs.append("agency tag" if tag else "agency in brackets")
            block.stop = block.stop or tag
        elif inner.split(None, 1)[0].rstrip(":.") in lexicon.photo_words or lexicon.photo.opens(
            inner, inner.split()[0]
        ):
            signs.append("agency in brackets")
        elif inner[:1].isalpha() and len(inner) <= 60 and len(inner.split()) <= 5:
            closed = _STOP.search(key[: parenthesis.start()].rstrip()) is not None
            # "… that is so. (laughs)" is said, "… the pier. (Ann Lee)" shown.
            taken = _taken(block.text[max(0, len(block.text) - len(inner) - 3) :])
            signs.append("brackets after a stop" if closed and taken and not block.stop else "brackets at the end")
            block.stop = block.stop or (closed and not taken)
    elif len(words) > 1 and _ends_with_agency(block, lexicon):
        signs.append("agency at the end")
    else:
        ends = block.text[-1].isalnum()
        glued = _GLUED_NAME.search(block.text, max(0, len(block.text) - 16)) if ends else None
        if glued is not None and _house(glued.group(1).casefold(), lexicon):
            signs.append("agency in brackets")
    if block.width <= 60 and _known_agency(key.strip(EDGE + " "), lexicon):
        signs.append("agency alone")
    houses = lexicon.houses
    if (wide or not houses.heads.isdisjoint(telling)) and houses.within(tail, telling.intersection(words[-8:]), wide):
        signs.append("picture house")
    if (
        block.width <= 300
        and not (block.stop or block.date)
        and "/" in tail
        and _SLASHED.search(block.text, max(0, len(block.text) - 60))
    ):
        signs.append("slash at the end")
    if not block.stop and parenthesis is None and block.width <= 400 and "biography" not in signs:
        credited = _CREDITED.search(block.text, max(0, len(block.text) - 70))
        said = credited is not None and credited.start() >= _SAID and _ends(block.text, credited.start())
        if credited is not None and said and len(credited.group(1).split()) <= 6:
            names = credited.group(1).casefold()
            by = lexicon.byline.opens(names, names.split()[0]) is not None
            # "Who pays? The crews": a question or an article speaks against names.
            if by:
                signs.append("byline after the last stop")
            elif "?" not in credited.group() and names.split()[0] not in lexicon.function:
                signs.append("names after the last stop")
    shown = not (block.stop and block.width > 60) and lexicon.scene.within(key, telling, wide)
    if (
        shown
        or lexicon.caption.within(key, telling, wide)
        or (_STANDS.search(block.text, 0, 400) and _SIDE.search(block.text, 0, 400))
    ):
        signs.append("caption words")
    if len(signs) > found and not block.furniture:
        kinds = signs[found:]
        if _describes(block, kinds, lexicon):
            signs.append("caption form")
            kinds = [*kinds, "caption form"]
        block.credit = any(kind not in _NO_CREDIT for kind in kinds)
        if (
            "caption form" not in kinds
            and block.lowercase
            and block.width < 70
            and all(kind in _OPEN for kind in kinds)
        ):
            # "Boats/bicycles", "Why I left the BBC": the end of a heading.
            block.credit = False
            signs[found:] = []
        block.strong = block.credit and (len(kinds) > 1 or kinds[0] in _STRONG)


def _taken(brackets: str) -> bool:
    """Whether nothing but capitalised words stands in the brackets."""
    words = _BETWEEN_NAMES.split(brackets.strip(" .()[]（）"))
    return all(word[:1].isupper() or word in _BESIDE_NAMES or not word for word in words)


def _credit_word(block: Block, lexicon: Lexicon, wide: bool) -> bool:
    """Whether a word such as "Photo" stands before the name that ends the block.

    "Fot. Jan Lis" is a credit; "… shared the video. She …" and "one source: the captain" are none.
    """
    start = max(0, len(block.text) - 90)
    for match in _INSIDE.finditer(block.text, start):
        word, mark, name = match.groups()
        known = word.casefold() in (lexicon.shortened if mark == "." else lexicon.photo_words)
        if not known or not match.start():
            continue
        taken = block.text[match.end() :].split(None, 1)[0].strip(EDGE).casefold()
        if wide or not (word[0].islower() or (name.islower() and not _known_agency(taken, lexicon))):
            return True
    return False


def _describes(block: Block, kinds: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether the block says what a picture shows and who took it (or where somebody stands in it)."""
    if block.width < 30 or not block.lowercase or "agency tag" in kinds or "biography" in block.signs:
        return False
    if "caption words" in kinds and block.count >= 4:
        return True
    if block.lowercase < 2:
        return False
    if any(kind in _CLOSED for kind in kinds):
        return True
    if "credit opening" in kinds:
        return block.lowercase >= 3
    # "Boats/bicycles" and "Why I left the BBC" are headings: a stop must part what is shown from who took it.
    parted = _PARTED.search(block.text, max(0, len(block.text) - 70))
    if parted is None or not any(kind in _OPEN for kind in kinds):
        return False
    return parted.group()[0] == "|" or _ends(block.text, parted.start())


def _ends(text: str, at: int) -> bool:
    """Whether the stop at `at` ends a sentence: "… the pier." does, "St." and "1." do not."""
    before = text[max(0, at - 6) : at]
    word = before.rpartition(" ")[2]
    return word not in _SHORT and (before[-2:].islower() or before[-3:].isdigit() or before[-1:] in _CLOSES)


def _known_agency(text: str, lexicon: Lexicon) -> bool:
    """Whether the words are an agency, or several with a sign between them."""
    return text in lexicon.agencies or any(part.strip(EDGE + " ") in lexicon.agencies for part in _PARTS.split(text))


def _house(word: str, lexicon: Lexicon) -> bool:
    return word in lexicon.agencies or lexicon.houses.within(word, frozenset((word,)), False)


def _ends_with_agency(block: Block, lexicon: Lexicon) -> bool:
    """Whether the last word, in capitals or after a slash, is an agency; "The New App" ends with none."""
    last = block.text[-24:].rsplit(None, 1)[-1].rstrip(EDGE)
    name = last.rsplit("/", 1)[-1]
    written = name.isupper() or "/" in last or (len(name) > 5 and name[:1].isupper())
    return written and name.casefold() in lexicon.agencies


def _shape(block: Block) -> str:
    """One letter for what the block looks like from afar, as its neighbours see it."""
    if block.furniture:
        return "F"
    if block.related:
        return "R"
    if block.after or block.tags:
        return "A"
    if block.date_only and (block.date or block.clock):
        return "D"
    if block.byline:
        return "B"
    if block.credit and block.strong and block.width <= 400:
        return "C"
    if block.width >= 110 and (block.stop or block.width >= 220 or block.colon):
        return "P"
    if block.credit:
        return "C"
    if (block.stop and (block.width >= 25 or _short_sentence(block))) or (block.colon and block.width >= 60):
        return "p"
    if block.bullet and block.width < 60:
        return "b"
    if block.names and block.width < 60 and not block.upper:
        return "N"
    if block.width < 25:
        return "s"
    return "m" if block.width < 140 else "l"


def _short_sentence(block: Block) -> bool:
    """A full stop after words of which one is in lower case, or inside marks: "Nobody laughed." is no heading."""
    said = block.text[:1] in _OPENING and len(block.text) > 3
    return (said or (block.lowercase > 0 and block.count >= 2)) and _FULL_STOP.search(
        block.text, max(0, len(block.text) - 12)
    ) is not None


_LIMITS: Final = (8, 16, 28, 45, 70, 100, 150, 250, 350)
_SIZES: Final = (*(f"up to {limit}" for limit in _LIMITS), "over 350")


def size(width: int) -> str:
    """The name of the size class of a width."""
    return _SIZES[bisect_left(_LIMITS, width)]
