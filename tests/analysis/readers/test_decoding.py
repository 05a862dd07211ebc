"""Encodings: found, shown, and no letter lost in silence."""

from __future__ import annotations

import pytest

from analysis.errors import UnreadableFile
from analysis.readers.decoding import decode
from analysis.readers.language import language_of

ENGLISH = (
    "Zoë: We end up in the café — “temporary”, they said. I’d pay 5 € a month.\nSeñor Núñez: I keep my "
    "own spreadsheet.\n"
)
TEXTS = {
    "de": "Anna: Über die Prüfung weiß ich nichts, schöne Grüße – „so“ heißt es wohl.\n",
    "fr": "Anna : La page est très lente, « énervante » même. J'ai créé mon tableau, ça coûte 5 € de café.\n",
    "es": "Ana: La página es lenta, así que llevo una hoja. ¡Qué fastidio! El año pasado… mañana.\n",
    "sv": "Anna: Sidan är långsam, så jag för en egen lista. Förra året höll jag på att ge upp.\n",
    "pl": "Anna: Źle, ponieważ aplikacja ciągle się zawiesza, więc używam kartki. Łódź żółć.\n",
    "cs": "Anna: Stránka je pomalá, proto si píšu poznámky na papír. Příště to bude lepší, žádné čekání.\n",
    "hu": "Anna: Az oldal lassú, ezért egy táblázatot vezetek. Őszintén szólva, gyűlölöm.\n",
    "tr": "Ayşe: Sayfa çok yavaş, bu yüzden kağıda yazıyorum. Şöyle düşünün.\n",
    "ru": "Анна: Страница медленная, поэтому я веду таблицу и пишу на бумаге.\n",
    "el": "Άννα: Η σελίδα είναι αργή και κρατάω δικό μου φύλλο.\n",
    "ja": "質問者: 予約はどうしていますか。\n田中: 画面が遅いので、紙に書いています。\n",
    "zh": "访谈者: 你怎么预订?\n王: 页面太慢，所以我用表格。\n",
    "ko": "면접자: 어떻게 예약하나요?\n민수: 화면이 느려서 종이에 적어요.\n",
}


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", ENGLISH), ("cp1252", ENGLISH), ("mac_roman", ENGLISH), ("cp1252", TEXTS["de"]),
        ("cp1252", TEXTS["fr"]),
        ("cp1252", TEXTS["es"]), ("cp1252", TEXTS["sv"]), ("cp1250", TEXTS["pl"]), ("iso8859_2", TEXTS["pl"]),
        ("cp1250", TEXTS["cs"]), ("cp1250", TEXTS["hu"]), ("cp1254", TEXTS["tr"]), ("cp1251", TEXTS["ru"]),
        ("koi8_r", TEXTS["ru"]), ("cp1253", TEXTS["el"]), ("cp932", TEXTS["ja"]), ("euc_jp", TEXTS["ja"]),
        ("gb18030", TEXTS["zh"]), ("euc_kr", TEXTS["ko"]), ("utf-16-le", ENGLISH), ("utf-16-be", ENGLISH),
        ("utf-32-le", ENGLISH), ("utf-32-be", ENGLISH),
    ],
)  # fmt: skip
def test_encodings_without_a_mark(encoding: str, text: str) -> None:
    decoded = decode("a.txt", text.encode(encoding))
    assert decoded.text == text
    assert decoded.encoding == encoding


def test_gb2312_is_read_by_its_superset() -> None:
    decoded = decode("a.srt", TEXTS["zh"].encode("gb2312"))
    assert decoded.text == TEXTS["zh"]


@pytest.mark.parametrize(
    ("mark", "encoding", "shown"),
    [
        (b"\xef\xbb\xbf", "utf-8", "utf-8-sig"),
        (b"\xff\xfe", "utf-16-le", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be", "utf-16-be"),
        (b"\xff\xfe\x00\x00", "utf-32-le", "utf-32-le"),
        (b"\x00\x00\xfe\xff", "utf-32-be", "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides_and_is_no_letter(mark: bytes, encoding: str, shown: str) -> None:
    decoded = decode("a.txt", mark + ENGLISH.encode(encoding))
    assert (decoded.text, decoded.encoding, decoded.notes) == (ENGLISH, shown, ())


def test_a_guess_is_said_to_be_one() -> None:
    assert "not UTF-8" in decode("a.txt", ENGLISH.encode("cp1252")).notes[0]


def test_damage_is_counted_and_placed() -> None:
    decoded = decode("a.txt", ENGLISH.encode() + "Zoë: café again\n".encode("latin-1"))
    assert decoded.text.startswith(ENGLISH)
    assert decoded.text.endswith("Zo\ufffd: caf\ufffd again\n")
    assert decoded.notes == (
        f"2 places cannot be read as utf-8 (the first at byte {len(ENGLISH.encode()) + 2:,}) and show as “\ufffd”.",
    )


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 20, b"\x89PNG\r\n\x1a\n" + bytes(100), b"\x00" * 100, b"\xff\xd8\xff" + bytes(99)]
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        decode("a.txt", data)


def test_characters_nobody_can_see_are_taken_out_and_counted() -> None:
    raw = "P1: \x1b[31mred\x1b[0m \x07 \x1b]0;title\x07 so\u200bme \u202egnol\u202c pa\u200dge\x00 👩🏽\u200d💻\n"
    decoded = decode("a.txt", raw.encode())
    assert decoded.text == "P1: red   some gnol page 👩🏽\u200d💻\n"
    assert decoded.notes == (
        "3 terminal control sequences left out.",
        "2 control characters left out.",
        "2 invisible writing-direction marks left out.",
        "2 zero-width characters left out.",
    )


@pytest.mark.parametrize("language", ["de", "fr", "ru", "el", "ja", "zh", "ko"])
def test_languages(language: str) -> None:
    assert language_of(TEXTS[language]) == language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Honestly, I walk over and look through the glass. The calendar is wrong half the time."),
        ("es", "Pero la verdad es que no lo sé, porque la página es muy lenta y no me deja hacer nada."),
        ("pt", "Então eu não sei, porque a página é muito lenta e não me deixa fazer mais nada com isso."),
        ("it", "Non lo so, perché la pagina è molto lenta e non mi lascia fare più niente con questo."),
        ("nl", "Ik weet het niet, want de pagina is heel langzaam en ik kan er niet mee werken."),
        ("pl", "Nie wiem, bo ta strona jest bardzo wolna i nie da się z nią nic zrobić, tak to jest."),
        ("ar", "الصفحة بطيئة جدا، لذلك أتصل بالهاتف"),
        ("he", "אני כותבת הכל בגיליון כי המערכת מתנתקת"),
        ("uk", "Сторінка повільна, тому я веду таблицю і питаю колег"),
        ("und", "Yes."),
        ("und", "ok ok ok"),
        ("und", ""),
    ],
)
def test_more_languages(language: str, text: str) -> None:
    assert language_of(text) == language
