"""The vote of the function words."""

# ruff: noqa: E501 - the lines of a page are as long as they are
from __future__ import annotations

import time

import pytest

from annotator.detection.language import function_words, vote


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The harbour board said that the ferry would not sail until the storm had passed, and it was right."),
        ("de", "Der Hafenrat hat am Dienstag erklärt, dass die Fähre nicht fährt, bis der Sturm vorüber ist."),
        ("fr", "Le conseil du port a annoncé que le bac ne partira pas avant la fin de la tempête, selon les marins."),
        ("es", "La junta del puerto dijo que el barco no saldrá hasta que pase la tormenta, según los marineros."),
        ("it", "Il consiglio del porto ha detto che il traghetto non parte, perché la tempesta non è ancora passata."),
        ("pt", "O conselho do porto disse que o barco não sai até a tempestade passar, mas os marinheiros já estão prontos."),
        ("nl", "De havenraad zei dat de veerboot niet vaart tot de storm voorbij is, maar het is nog niet zeker."),
        ("sv", "Hamnrådet säger att färjan inte går förrän stormen är över, men det är inte säkert att den kommer."),
        ("no", "Havnerådet sier at ferja ikke går før stormen er over, men det er ikke noe nytt, mener mannskapet."),
        ("da", "Havnerådet siger, at færgen ikke sejler, før stormen er ovre, men det er noget, man har hørt af andre."),
        ("is", "Hafnarráðið segir að ferjan fari ekki fyrr en það hefur lygnt og að þetta sé ekki nýtt fyrir þeim."),
        ("fi", "Satamaneuvosto sanoi, että lautta ei lähde, kun myrsky on vielä päällä, mutta se oli jo tiedossa."),
        ("pl", "Rada portu powiedziała, że prom nie popłynie, dopóki nie minie sztorm, ale to jest już znane od dawna."),
        ("cs", "Rada přístavu řekla, že přívoz nepojede, ale podle posádky se to už dávno ví a není to nic nového."),
        ("tr", "Liman kurulu bu fırtına için daha çok bekleyeceğini ve bir karar olarak bunun değil dedi."),
        ("ru", "Совет гавани сообщил, что паром не пойдет, пока не пройдет шторм, но это было известно и раньше."),
        ("uk", "Рада гавані повідомила, що пором не піде, але це було відомо і до того, як він був готовий."),
        ("ja", "港の委員会は火曜日、嵐が過ぎるまで船は出ないと発表した。"),
        ("zh", "港口委员会星期二表示，风暴过去之前渡轮不会开航。"),
        ("ko", "항만 위원회는 폭풍이 지나갈 때까지 배가 뜨지 않는다고 밝혔다."),
        ("hi", "बंदरगाह परिषद ने कहा कि तूफान गुजरने तक नाव नहीं चलेगी।"),
        ("ar", "قال مجلس الميناء إن العبارة لن تبحر حتى تمر العاصفة."),
        ("el", "Το συμβούλιο του λιμανιού είπε ότι το πλοίο δεν θα φύγει."),
        ("he", "מועצת הנמל אמרה שהמעבורת לא תפליג."),
        ("th", "คณะกรรมการท่าเรือกล่าวว่าเรือจะไม่ออก"),
    ],
)  # fmt: skip
def test_a_sentence_is_enough(language: str, text: str) -> None:
    assert vote(text) == language


@pytest.mark.parametrize(
    "text", ["", " \n", "12 345", "Tomas Reed, Lea Quist", "!!!", "la la la la", "\ud800\udfff", "🛥️"]
)
def test_unclear_is_none(text: str) -> None:
    assert vote(text) is None


def test_a_foreign_quotation_does_not_decide() -> None:
    english = "The harbour board said that the ferry would not sail until the storm had passed. "
    assert vote(english * 3 + "„Die Fähre fährt nicht“, sagte der Rat.") == "en"


def test_function_words_are_lower_case_words() -> None:
    words = function_words()
    assert {"the", "und", "que", "och"} <= words
    assert all(word == word.lower() and word.isalpha() for word in words)


def test_only_the_opening_of_a_long_text_is_read() -> None:
    start = time.perf_counter()
    assert vote("The ferry is not in the harbour, and the crew is on it. " * 100_000) == "en"
    assert time.perf_counter() - start < 0.5
