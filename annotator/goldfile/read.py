"""The bytes of a gold file to an Annotation, with every refusal in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal

from annotator.article import Article
from annotator.goldfile.canonical import canonical
from annotator.goldfile.plain import Plain, RefusedError, decode, parse
from annotator.goldfile.quick import MakeSpan, quick
from annotator.model import Annotation, Span
from annotator.problems import Problem
from annotator.shown import excerpt

if TYPE_CHECKING:
    from annotator.validation import ValidationError
from annotator.values import dataclass

SCHEMA = "annotator/1"
MAX_BYTES = 16 * 1024 * 1024
"""Largest gold file that is read: some thirty thousand quotes."""
MAX_PROBLEMS = 100
"""Broken fields reported for one file; what lies beyond is counted."""

Path = tuple[int | str, ...]
Way = Literal["quick", "yaml", "pure"]
"""The quick reader where it takes the file, else YAML; YAML for every file; its pure-Python classes for every file."""

_REQUIRED = {
    "sections": ("status", "by"),
    "entities": ("kind",),
    "quotes": ("act", "status", "by"),
    "review": ("scope",),
}
"""Keys a file must have although the models fill them in for values made by the program."""
_BLOCKS = ("sections", "entities", "quotes", "rejected")


@dataclass(frozen=True)
class Loaded:
    """What reading a gold file gave.

    `annotation` is None when the file cannot be taken as it is; `problems` (E01, E02, E03 and what the
    models refuse of E04, E05, E07, E10, E17) then say why. `repaired` is the annotation that
    `check --fix` would save when all of them can be mended without guessing. `matches` tells whether
    the article has the recorded SHA-256; None when no article was given or nothing was read.
    `warnings` are sentences, safe to show. What breaks the other rules is found by `check`.
    """

    name: str
    annotation: Annotation | None
    problems: tuple[Problem, ...] = ()
    warnings: tuple[str, ...] = ()
    repaired: Annotation | None = None
    matches: bool | None = None


def read_gold(data: bytes, article: Article | None, name: str = "", *, way: Way = "quick") -> Loaded:
    """Read a gold file; never raises, whatever the bytes.

    When the article has the recorded SHA-256, `pre`, `post` and the excerpts of sections are compared
    with it and dropped where they agree; where they do not, they stay for `check` to report. With
    another article, or none, all of them stay: re-anchoring needs them. Items come in the order of
    SCHEME 2 whatever their order in the file, except for sections and content spans, whose order is
    checked. `name` is used in messages; what is read does not depend on the `way`.
    """
    if len(data) > MAX_BYTES:
        return _refused(name, f"larger than {MAX_BYTES >> 20} MB, which no gold file is")
    if way == "quick":
        found = _quickly(data, article, name)
        if found is not None:
            return found
    try:
        plain = parse(decode(data), pure=way == "pure")
    except RefusedError as error:
        return _refused(name, error.message, error.line)
    except (ValueError, RecursionError, MemoryError) as error:
        return _refused(name, f"not readable ({type(error).__name__})")
    problem = _schema_problem(plain)
    if problem is not None:
        return Loaded(name, None, (problem,))
    if not data.endswith(b"\n") and "rejected" not in plain.value:
        return _refused(name, "ends within a line and without the key `rejected`: the file was cut off")
    return _validated(plain, article, name)


def _quickly(data: bytes, article: Article | None, name: str) -> Loaded | None:
    """What a file in our own notation says if nothing is wrong with it; all else is for the YAML reader."""
    value = quick(data, _span_maker(None if article is None else article.text))
    if value is not None and article is not None and not _matches(value, article):
        value = quick(data, _span_maker(None))
    if value is None or value.get("schema") != SCHEMA:
        return None
    found = _validated(Plain(value), article, name)
    return None if found.annotation is None else found


def _span_maker(text: str | None) -> MakeSpan:
    """Makes spans, without the surroundings that say what the text says."""

    def made(start: int, end: int, words: str, pre: str | None, post: str | None) -> Span:
        if pre is post is None or text is None or start > end or text[start:end] != words:
            return Span(span=(start, end), text=words, pre=pre, post=post)
        before, after = _around(text, start, end)
        return Span(
            span=(start, end), text=words, pre=None if pre == before else pre, post=None if post == after else post
        )

    return made


def _refused(name: str, message: str, line: int | None = None) -> Loaded:
    return Loaded(name, None, (Problem("E01", "", "", message, line=line),))


def _schema_problem(plain: Plain) -> Problem | None:
    """E02, before anything else is looked at: another schema may mean anything by its keys."""
    value = plain.value
    if not isinstance(value, dict):
        what = "empty" if value is None else f"a {'list' if isinstance(value, tuple) else 'single value'}"
        return Problem("E02", "", "schema", f"the file is {what}, not a gold file (`schema: {SCHEMA}` is missing)")
    if "schema" not in value:
        return Problem("E02", "", "schema", f"`schema: {SCHEMA}` is missing, so this is no gold file")
    schema = value["schema"]
    if schema == SCHEMA:
        return None
    message = f"{_value(schema)} is not `{SCHEMA}`"
    if isinstance(schema, str) and re.fullmatch(r"annotator/[0-9]{1,9}", schema):
        message += "; the file was made by another version of this program, which is needed to read it"
    return Problem("E02", "", "schema", message, line=plain.line_of(("schema",)))


def _validated(plain: Plain, article: Article | None, name: str) -> Loaded:
    data: dict[str, Any] = plain.value
    matches = None if article is None else _matches(data, article)
    unmendable = list(_missing_keys(plain))
    mendable = list(_without_excerpt(plain))
    if article is not None and matches:
        _drop_agreeing(plain, article)
        mendable += _find_spanless(plain, article)
    else:
        unmendable += mendable
    warnings = _warnings(plain)
    from annotator.validation import ValidationError  # who only writes needs no validation

    try:
        annotation = canonical(Annotation.model_validate(data))
    except ValidationError as error:
        problems = _first_of([*_from_validation(error, plain), *unmendable, *mendable])
        return Loaded(name, None, problems, warnings, matches=matches)
    except (ValueError, RecursionError, MemoryError) as error:
        return _refused(name, f"not readable ({type(error).__name__})")
    unmendable += _encoding_problem(annotation)
    if unmendable or mendable:
        problems = _first_of([*unmendable, *mendable])
        repaired = None if unmendable else annotation
        return Loaded(name, None, problems, warnings, repaired, matches)
    return Loaded(name, annotation, (), warnings, matches=matches)


def _matches(data: dict[str, Any], article: Article) -> bool:
    """Whether the file was made for exactly that article."""
    document = data.get("document")
    return isinstance(document, dict) and document.get("sha256") == article.sha256


def _warnings(plain: Plain) -> tuple[str, ...]:
    if plain.comment is None:
        return ()
    return (f"line {plain.comment}: comments are not kept when the file is saved; a `note` is",)


# ------------------------------------------------------------ the article's words


def _drop_agreeing(plain: Plain, article: Article) -> None:
    """Remove `pre`, `post` and section excerpts that say what the article says."""
    text = article.text
    for span in plain.contexts:
        place = _offsets(span.get("span"))
        if place is None or text[place[0] : place[1]] != span["text"]:
            continue
        before, after = _around(text, *place)
        if span.get("pre") == before:
            del span["pre"]
        if span.get("post") == after:
            del span["post"]
    for section in _items(plain.value, "sections"):
        place = _offsets(section.get("span"))
        if place is None:
            continue
        words = text[place[0] : place[1]]
        if section.get("text") == words:
            del section["text"]
        head, tail = section.get("head"), section.get("tail")
        if isinstance(head, str) and isinstance(tail, str) and words.startswith(head) and words.endswith(tail):
            del section["head"], section["tail"]


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """What `pre` and `post` say of those offsets."""
    return text[max(0, start - 12) : start], text[end : end + 12]


def _find_spanless(plain: Plain, article: Article) -> Iterator[Problem]:
    """Give spans that have no offsets those of their words, where the article has them only once."""
    for span in plain.spanless:
        words = span["text"]
        path = _path_to(plain.value, span)
        if not isinstance(words, str) or not words or path is None or path[:1] == ("sections",):
            continue
        start = article.text.find(words)
        if start < 0 or article.text.find(words, start + 1) >= 0:
            continue
        place = (start, start + len(words))
        span["span"] = place
        yield _problem(
            "E03",
            path,
            plain,
            f"`span` is missing; the words stand at [{place[0]}, {place[1]}] and nowhere else",
            place=place,
            title="take the offsets from the words",
        )


def _offsets(value: Any) -> tuple[int, int] | None:
    """The value as offsets, if that is what it is."""
    if type(value) is tuple and len(value) == 2 and type(value[0]) is int and type(value[1]) is int:
        return value if 0 <= value[0] <= value[1] else None
    return None


def _items(data: dict[str, Any], block: str) -> Iterator[dict[str, Any]]:
    """The mappings of one block, whatever else it may hold."""
    value = data.get(block)
    if isinstance(value, tuple):
        yield from (item for item in value if isinstance(item, dict))


def _path_to(value: Any, target: dict[str, Any]) -> Path | None:
    """The path at which that very mapping stands."""
    pending: list[tuple[Any, Path]] = [(value, ())]
    while pending:
        at, path = pending.pop()
        if at is target:
            return path
        if isinstance(at, dict):
            pending += [(child, (*path, key)) for key, child in at.items()]
        elif isinstance(at, tuple):
            pending += [(child, (*path, i)) for i, child in enumerate(at)]
    return None


# ------------------------------------------------------------ problems in words


def _problem(
    rule: str,
    path: Path,
    plain: Plain,
    message: str,
    *,
    place: tuple[int, int] | None = None,
    title: str = "",
) -> Problem:
    item, field = _names(path, plain.value)
    return Problem(rule, item, field, message, place, plain.line_of(path), repair_title=title)


def _names(path: Path, data: Any) -> tuple[str, str]:
    """Item id and field of a path: ("q07", "content[1].span")."""
    item, rest = "", path
    if len(path) > 1 and path[0] in _BLOCKS and isinstance(path[1], int):
        held = data[path[0]][path[1]]
        name = held.get("id") if isinstance(held, dict) else None
        item = excerpt(name) if isinstance(name, str) and name else f"{path[0]}[{path[1]}]"
        rest = path[2:]
    elif len(path) > 1 and path[0] in ("document", "review"):
        item, rest = str(path[0]), path[1:]
    field = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in rest)
    return item, excerpt(field.removeprefix("."), 60)


def _value(value: Any) -> str:
    """A value of the file in words."""
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    if value is None:
        return "null"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, tuple):
        return "a list"
    if isinstance(value, str):
        return f'"{excerpt(value)}"'
    return f"the number {value}"


_PATTERNS = {
    "id": "an id (quotes q01, sections s01, rejected r01, entities a word such as harbour-board)",
    "sha256": "64 hexadecimal digits in small letters",
    "started": 'a time such as "2026-01-31T09:00:00Z"',
    "updated": 'a time such as "2026-01-31T09:00:00Z"',
    "kind": "a label of small letters, digits and _",
    "flags": "a flag of small letters, digits and _",
    "within": "the id of a quote (q01)",
    "continues": "the id of a quote (q01)",
    "repeats": "the id of a quote (q01)",
    "speakers": "the id of an entity, such as harbour-board",
    "entity": "the id of an entity, such as harbour-board",
    "speaks_for": "the id of an entity, such as harbour-board",
}
_TYPES = {
    "string_type": "text in double quotes",
    "int_type": "a whole number without quotes",
    "float_type": "a number without quotes",
    "tuple_type": "a list [ … ]",
    "dataclass_type": "a mapping",
    "dict_type": "a mapping",
}


def _from_validation(error: ValidationError, plain: Plain) -> Iterator[Problem]:
    """One problem for each thing the models refused."""
    for found in error.errors(include_url=False):
        if found["type"] == "too_short" and found["input"]:
            continue  # it has items, each of them reported for itself
        path = tuple(step for step in found["loc"] if step != "[key]")
        rule, message = _explained(found["type"], path, found["input"], found.get("ctx", {}))
        yield _problem(rule, path, plain, message)


def _explained(kind: str, path: Path, value: Any, context: dict[str, Any]) -> tuple[str, str]:
    """Rule and sentence for one error of the models (`kind` is pydantic's name of it)."""
    last = next((step for step in reversed(path) if isinstance(step, str)), "")
    if kind == "missing":
        if isinstance(path[-1], int):
            return "E03", "should be [start, end], two whole numbers"
        return "E03", f"`{path[-1]}` is missing"
    if kind == "unexpected_keyword_argument":
        return "E03", "unknown key; remove it, or put what it says into `note`"
    if kind == "literal_error":
        return "E03", f"{_value(value)} is none of {context.get('expected', 'the known words')}"
    if kind in _TYPES:
        return "E03", f"{_value(value)} should be {_TYPES[kind]}"
    if kind in ("string_pattern_mismatch", "string_too_long", "string_too_short"):
        return ("E10" if last == "id" else "E03"), f"{_value(value)} is not {_PATTERNS.get(last, 'of the right form')}"
    if last == "score":
        return "E17", f"{_value(value)} is not between 0 and 1"
    if kind == "greater_than_equal":
        rule = {"seconds": "E17", "length": "E04", "span": "E05"}.get(last, "E03")
        return rule, f"{_value(value)} is less than 0"
    if kind == "too_short":
        return "E07", "there has to be at least one span"
    if kind == "too_long":
        return "E03", "should be [start, end], two whole numbers"
    return "E03", f"{_value(value)} is not allowed here"


def _missing_keys(plain: Plain) -> Iterator[Problem]:
    """Keys a gold file has to have although the models know a default."""
    data = plain.value
    for block, keys in _REQUIRED.items():
        held = data.get(block)
        items: Iterable[tuple[Path, Any]] = [((block,), held)]
        if isinstance(held, tuple):
            items = (((block, i), item) for i, item in enumerate(held))
        for path, item in items:
            if not isinstance(item, dict):
                continue
            for key in keys:
                if key not in item:
                    yield _problem("E03", (*path, key), plain, f"`{key}` is missing")


def _without_excerpt(plain: Plain) -> Iterator[Problem]:
    """Sections that do not say their words, which the writer can add."""
    sections = plain.value.get("sections")
    for i, section in enumerate(sections if isinstance(sections, tuple) else ()):
        if isinstance(section, dict) and "text" not in section and not ("head" in section and "tail" in section):
            yield _problem(
                "E03",
                ("sections", i),
                plain,
                "`text` is missing (or `head` and `tail`, 32 characters each, of a longer section)",
                title="take the words from the article",
            )


def _encoding_problem(annotation: Annotation) -> Iterator[Problem]:
    """E03 for a declared encoding that Python cannot decode text with."""
    encoding = annotation.document.encoding
    if not encoding:
        return
    try:
        b"a".decode(encoding)
    except (LookupError, ValueError):
        message = f"{_value(encoding)} is no text encoding; use a name such as windows-1252"
        yield Problem("E03", "document", "encoding", message)


def _first_of(problems: list[Problem]) -> tuple[Problem, ...]:
    """The problems without repetitions, the first hundred and a count of the rest."""
    unique = tuple(dict.fromkeys(problems))
    if len(unique) <= MAX_PROBLEMS:
        return unique
    more = Problem("E03", "", "", f"and {len(unique) - MAX_PROBLEMS:,} more like these")
    return (*unique[:MAX_PROBLEMS], more)
