"""Invented material for the speed benchmarks: articles of any length, and gold with thousands of quotes."""

from __future__ import annotations

from pathlib import Path

NAMES = ("Lea Quist", "Odo Lenz", "Tomas Reed", "Ines Calloway", "Mara Tolland", "Ida Lund", "Per Hallow")
PLACES = ("Port Marrow", "Haven", "Tern Island", "Upper Loom", "Saltby")
SENTENCES = (
    "The harbour board of {place} said on day {n} of the hearing that the night boats would run until spring.",
    "“We did not ask for this,” warden {name} told the crews in {place}. “We asked for {n} lamps on the pier.”",
    "She added that the bakers had called the plan “a walk into the fog” in letter {n} to the council.",
    "The square in {place} has had no lamps since the flood of year {n}, and the stalls close at four.",
    "{n} weavers hinted that they might leave {place} unless the rents were posted by June.",
    "The mill of {place} was built by {n} masons, and its wheel turned for as many winters before the dam broke.",
    "Rain fell on {place} for {n} hours, so the ferry stayed at the quay.",
    "The road to {place} has {n} bends and no rail, which is why the mail comes over the water in every season.",
    "A new keeper takes over the light on {place} in week {n}, with two goats, a stove and a box of wicks.",
    "In {place} the bell rang {n} times on Monday, once for every boat that came home with a full hold.",
    "The council of {place} meets in room {n} of the grain store, where the windows face the sea.",
    "According to the Marrow Courier, {name} hopes to reopen mill number {n} next year.",
)


def article(characters: int) -> str:
    """An invented article of about that many code points; no two paragraphs are the same."""
    parts = ["Night Boats ‘Too Dark’, Says Warden", "By Ines Calloway"]
    size = number = 0
    while size < characters:
        words = " ".join(
            SENTENCES[(number + step) % len(SENTENCES)].format(
                n=2 * number + step + 11, name=NAMES[(number + step) % 7], place=PLACES[(number + 2 * step) % 5]
            )
            for step in range(2 + number % 3)
        )
        parts.append(words)
        size += len(words) + 2
        number += 1
    return "\n\n".join(parts) + "\n"


def write_article(folder: Path, characters: int, *, gold: bool = False) -> int:
    """Put `boats.txt` into a folder, with what the detectors find as gold in work; how many quotes that is."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "boats.txt").write_text(article(characters), encoding="utf-8")
    if not gold:
        return 0
    from annotator.article import Article
    from annotator.config import Settings
    from annotator.goldfile import encode
    from annotator.session import detected

    found = Article.from_text(article(characters), "boats.txt")
    annotation = detected(found, Settings())
    review = annotation.review.model_copy(
        update={
            "status": "in_progress",
            "started": "2026-11-22T09:00:00Z",
            "updated": "2026-11-22T09:00:00Z",
            "read": (),
        }
    )
    data = encode(annotation.model_copy(update={"review": review}), found)
    (folder / "boats.txt.gold.yaml").write_bytes(data)
    return len(annotation.quotes)
