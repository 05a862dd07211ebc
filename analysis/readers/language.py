"""Which language a text is in.

The common languages of Western research are told by their commonest words, other scripts by their letters: both cost
next to nothing. Only what that leaves open goes to py3langid, whose model takes a second and 100 MB to load.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

UNKNOWN = "und"
MIN_LETTERS = 20
"""Fewer letters than this say too little."""
SAMPLE = 20_000
"""Characters looked at: enough for certainty, few enough to cost nothing."""
MIN_SHARE = 0.12
"""Share of all words that must be common words of the language."""
MIN_LEAD = 1.3
"""How many times the share of the next language."""
MIN_WORDS = 6
ENOUGH_WORDS = 12
"""With fewer words than this only a clear case is called, and no model is asked."""
MIN_PROBABILITY = 0.8
"""Of py3langid's answer."""

_COMMON = {
    "en": (
        "the and to of that is it in was you for i've i'm don't it's with they have but what my we so this are be not"
    ),
    "de": (
        "und die der das ist nicht ich es ein zu sich mit auf auch wir wie dass aber wenn man dann "
        "eine den dem war noch so"
    ),
    "fr": (
        "en ou ici dans cette sur le la les et est que des un une pas pour ça dans je qui on il ce "
        "avec plus c'est j'ai mais du nous vous très au"
    ),
    "es": (
        "del al son fue hay pero el la los que de y en es un una por con no se para lo como pero "
        "más las muy yo me está porque cuando del"
    ),
    "pt": (
        "ao dos das são foi pra eles tenho aqui o que e de não um uma para com é eu se mas os mais "
        "como então você muito isso da do na no em tem porque"
    ),
    "ca": "i la el de que no és una per amb del les els però perquè molt què jo hi va com més també",
    "it": "il che di e la è un non per una sono con mi ma come più gli della anche questo perché si lo ho nel alla",
    "nl": "de het een en van ik dat niet is je in zijn maar met voor ook er op wat dan heb als we die",
    "sv": "och att det som en är på för jag inte med den har till vi var men så av om ett de kan",
    "da": "og det at er en som på jeg til ikke der med for den af har vi men så de kan var om",
    "nb": "og det er som på jeg en til ikke med for av den har vi men så de kan var om å jo",
    "pl": "i w na się nie że to jest z do jak ale mam co tak dla po bo tego już tylko",
    "cs": "a se že na je to v jsem ale si tak jak by s z do pro když už jsou která",
    "hu": "a az és hogy nem is egy van de ez azt meg csak volt ha mert már nagyon el",
    "tr": "ve bir bu için çok da de ne ama daha var gibi ben o mi kadar sonra her değil",
    "ro": "și în nu că de la este un o pe cu mai să se care din pentru sunt dar am",
    "fi": "ja on se että ei en kun oli hän mutta niin kuin minä tai ovat myös ole joka",
    "id": "yang dan di itu dengan untuk tidak ini dari saya ada dalam juga bisa kami akan karena",
}
_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
)
_SHARED_SCRIPTS = (
    (re.compile("[\u0400-\u04ff]"), (("uk", re.compile("[іїєґ]")), ("ru", re.compile("[ыэё]")))),
    (re.compile("[\u0600-\u06ff]"), (("fa", re.compile("[پچژگ]")), ("ar", re.compile("[ةىيك]")))),
)
"""Scripts of several languages, and letters that only one of the common ones has."""
_HAN = re.compile("[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


class NeedsModel(Exception):
    """Words and script do not tell the language, and the model may not be loaded here."""


def language_of(text: str, *, may_load: bool = True) -> str:
    """ISO 639-1 code of the language of `text`, or `und` where too little is said to tell.

    Raises NeedsModel where only the model can tell and `may_load` is false.
    """
    sample = text[:SAMPLE]
    letters = sum(c.isalpha() for c in sample)
    if by_script := _by_script(sample, letters):
        return by_script
    if letters < MIN_LETTERS:
        return UNKNOWN
    words = [word.replace("’", "'") for word in _WORD.findall(sample.casefold())]
    if language := _by_words(words):
        return language
    if len(words) < ENOUGH_WORDS:
        return UNKNOWN
    if not may_load:
        raise NeedsModel
    return _by_model(sample)


def _by_script(sample: str, letters: int) -> str | None:
    """Languages that have a script to themselves; Han without kana is Chinese."""
    if letters < 5:
        return None
    for language, script in _SCRIPTS:
        if len(script.findall(sample)) > 0.2 * letters:
            return language
    for script, languages in _SHARED_SCRIPTS:
        if len(script.findall(sample)) > 0.5 * letters:
            return next((language for language, own in languages if len(own.findall(sample)) > 0.01 * letters), None)
    return "zh" if len(_HAN.findall(sample)) > 0.3 * letters else None


def _by_words(words: Sequence[str]) -> str | None:
    if len(words) < MIN_WORDS:
        return None
    sure = 1.0 if len(words) >= ENOUGH_WORDS else 2.0
    counts = Counter(words)
    shares = sorted(
        ((sum(counts[word] for word in common) / len(words), language) for language, common in _WORDS.items()),
        reverse=True,
    )
    (best, language), (second, _) = shares[0], shares[1]
    return language if best >= sure * MIN_SHARE and best >= sure * MIN_LEAD * second else None


def _by_model(sample: str) -> str:
    code, probability = _model().classify(sample)
    return str(code) if probability >= MIN_PROBABILITY else UNKNOWN


@cache
def _model() -> Any:
    from py3langid.langid import (
        MODEL_DIR,
        MODEL_FILE,
        LanguageIdentifier,
    )  # Loads numpy: only where words and script did not tell.

    return LanguageIdentifier.from_modelpath(str(Path(MODEL_DIR, MODEL_FILE)), norm_probs=True)
