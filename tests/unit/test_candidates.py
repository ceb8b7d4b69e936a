"""What the pickers offer: verb groups as cues, cues carried to their neighbours, whole pieces."""

from __future__ import annotations

from desks import Hands, desk_of, harbour

from annotator.article import Article
from annotator.detection.reader import Reader


def groups(text: str) -> list[str]:
    article = Article.from_text(text, "one.txt")
    reader = Reader(article.text, article.structure, "en")
    return [text[start:end] for start, end in reader.verb_groups((0, len(text)))]


def test_a_verb_group_has_its_helpers_adverbs_and_preposition() -> None:
    assert groups("The pilot has never fully leaned on the old chart.") == ["has never fully leaned on"]
    assert "glistened" in groups("The remaining boats glistened.")
    assert "remaining" not in groups("The remaining boats glistened.")


def test_what_is_a_known_cue_group_is_no_other_verb_group() -> None:
    assert not groups("The pilot said that.")


def test_the_same_question_is_answered_by_the_same_answer() -> None:
    article, _ = harbour()
    reader = Reader(article.text, article.structure, "en")
    zone = article.structure.paragraphs[2]
    assert reader.mentions(zone) is reader.mentions(zone)
    fresh = Reader(article.text, article.structure, "en")
    for start in range(400):  # more questions than are kept
        reader.starts((start, start + 1))
    assert reader.mentions(zone) == fresh.mentions(zone)


def at(words: str) -> Hands:
    article, annotation = harbour()
    hands = Hands(desk_of(article, annotation))
    hands.press("space")
    hands.desk.reading_stage.go_block(hands.desk.reading_stage.block_index(hands.desk.text().index(words)))
    return hands


def offered(hands: Hands) -> list[str]:
    picker = hands.desk.open_picker
    assert picker is not None
    return [hands.words(one.value) for _, one in picker.shown()]


def test_a_cue_is_carried_on_to_content_and_preposition() -> None:
    hands = at("The harbour board said")
    hands.press("v")
    assert "said on Tuesday" in offered(hands)[:24], "all up to the content"
    assert "said on" in offered(hands)[:24], "with the preposition"
    assert "said" not in offered(hands), "what it is now is no answer"


def test_pieces_are_offered_whole_and_labels_never_share_a_cell() -> None:
    hands = at("The harbour board said")
    hands.press("m")
    assert "Tuesday" in offered(hands)[:12]
    picker = hands.desk.open_picker
    assert picker is not None
    cells = [(sign.offset, sign.side) for sign in picker.signs()]
    assert len(cells) == len(set(cells))
