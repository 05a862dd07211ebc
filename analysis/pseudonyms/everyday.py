"""Which words are everyday words of a language, so that in lower case they name nobody: `mark`, `luz`, `klein`.

Told by how often a language uses a word without a capital (word lists of pyspellchecker, from film subtitles), and for
English by its lexicon (lemminflect), which knows rare nouns and no names. Both load when first asked.
"""

from __future__ import annotations

from functools import cache, lru_cache

from spellchecker import SpellChecker

COMMON = 10e-6
"""Share of all words from which a word is an everyday one. `Pierre`, `Luz` and `Ernst` lie above it in the language in
which they mean something; names that mean nothing lie below."""
LANGUAGES = ("en", "de", "es", "fr", "pt")
"""Languages whose words are known. A word of any other is held against all of these."""


@lru_cache(maxsize=8192)
def is_everyday(word: str, language: str) -> bool:
    """Whether `word` (any case) is one that people use every day in `language` (ISO 639-1, or `und`)."""
    plain = word.casefold()
    languages = (language,) if language in LANGUAGES else LANGUAGES
    return any(_is_of(plain, each) for each in languages)


def _is_of(word: str, language: str) -> bool:
    if language == "en":
        from lemminflect import getAllLemmas  # Loads numpy: only where an English name is in question.

        if getAllLemmas(word):
            return True
    return bool(_words(language).word_usage_frequency(word) >= COMMON)


@cache
def _words(language: str) -> SpellChecker:
    return SpellChecker(language=language)
