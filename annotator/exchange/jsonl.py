"""`jsonl`: the project's plain JSON Lines, lossless (SCHEME 5)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from annotator.exchange.base import Entry, Files, Format, Intake, RecordError, Tally
from annotator.exchange.record import from_record, to_record

# Ends of lines, and what acts on a terminal: JSON lets both stand in a text as they are.
_ESCAPED = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def dump_line(value: object) -> bytes:
    """One line of JSON Lines: UTF-8, no other line end and no control character inside, lone surrogates escaped."""
    line = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    line = _ESCAPED.sub(lambda found: f"\\u{ord(found.group()):04x}", line)
    try:
        return line.encode("utf-8") + b"\n"
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"), allow_nan=False).encode("ascii") + b"\n"


def _refuse(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def parse_object(line: bytes, number: int) -> dict[str, Any]:
    """The object of one line; raises RecordError."""
    try:
        value = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"), parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise RecordError(number, "", f"byte {error.start} of the line is not UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise RecordError(number, "", f"not JSON: {error}") from None
    if not isinstance(value, dict):
        raise RecordError(number, "", "not a JSON object")
    return value


def objects(data: bytes) -> Iterator[tuple[int, dict[str, Any] | RecordError]]:
    """The objects of JSON Lines with their line numbers, or of one JSON array with their positions."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"[":
        try:
            values = json.loads(data.decode("utf-8-sig"), parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            yield 1, RecordError(1, "", f"not JSON: {error}")
            return
        for number, value in enumerate(values, 1):
            yield number, value if isinstance(value, dict) else RecordError(number, "", "not a JSON object")
        return
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            yield number, parse_object(line, number)
        except RecordError as error:
            yield number, error


def load(files: Files, intake: Intake) -> Iterator[Entry | RecordError]:
    """Entries of JSON Lines files (ours, or a stranger's minimal records)."""
    for name in sorted(files):
        for number, record in objects(files[name]):
            if isinstance(record, RecordError):
                yield record.within(name)
                continue
            try:
                yield from_record(record, number=number, intake=intake)
            except RecordError as error:
                yield error.within(name)


def export(entries: Iterable[Entry], tally: Tally, options: Mapping[str, Any]) -> dict[str, bytes]:
    """One file of records; nothing is lost."""
    lines = []
    for entry in entries:
        lines.append(dump_line(to_record(entry.annotation, entry.article, entry.id)))
        tally.articles += 1
        tally.quotes += len(entry.annotation.quotes)
    return {"": b"".join(lines)}


FORMAT = Format("jsonl", ".jsonl", export, load, rejected=True, reads=(".jsonl", ".ndjson", ".json"))
