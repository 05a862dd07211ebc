"""Small operations on written speech that every step shares. Pure, no language knowledge."""

from __future__ import annotations

import re
from functools import lru_cache

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
"""A word: letters or digits, with inner apostrophes."""

_PAIRED_MARKS = re.compile(r"</?(?:unsure|unin|inaudible|unclear|laugh|crosstalk|noise)\b[^>]*>", re.IGNORECASE)
_BRACKETED = re.compile(
    r"\{[a-z_ ]{2,20}\}|\[[^\]\n]{0,60}\]|\((?:\.{2,}|…)\)|"
    r"\((?:laugh\w*|sigh\w*|pause|inaudible|crosstalk)[^)]{0,20}\)",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_EMPHASIS = re.compile(r"(?<!\w)(\*{1,3}|_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)")
_SPACE_BEFORE = re.compile(r"\s+([,.;:?!…)\]])")
_TOKENISED = re.compile(r"(?<=\w)\s+((?:n't|['’](?:s|re|ve|m|ll|d|t))\b)", re.IGNORECASE)
_DASHES = re.compile(r"\s+[-–]{1,2}\s+|\s*—\s*|(?<=\w)--+\s*")
_REPEATED = re.compile(r"\b(\w+(?:['’]\w+)?)(?:[,.]{0,3}\s+\1\b)+", re.IGNORECASE)
_MEANT_TWICE = frozenset("der die das den dem ist sind war hat sie".split())
"""Words that end a German clause and begin the next: “bis sie geladen ist, ist es zu spät”."""
_EDGE_QUOTES = "\"“”„«»‘’' "


def words(text: str) -> list[str]:
    """The words of `text`, as written."""
    return WORD.findall(text)


def count_words(text: str) -> int:
    """How many words `text` holds."""
    return len(WORD.findall(text))


@lru_cache(maxsize=8_192)
def tidy(text: str) -> str:
    """`text` for reading: transcription marks, Markdown escapes and odd spacing gone, dashes made “ – ”.

    Never used for a chunk's content, which is verbatim; only for what is said about it.
    """
    # Most talk holds none of these: looking for a mark is far cheaper than looking for what it may begin.
    if "<" in text:
        text = _PAIRED_MARKS.sub(" ", text)
    if "[" in text or "(" in text or "{" in text:
        text = _BRACKETED.sub(" ", text)
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    if "*" in text or "_" in text:
        text = _EMPHASIS.sub(r"\2", text)
    if "'" in text or "’" in text:
        text = _TOKENISED.sub(r"\1", text)
    if "-" in text or "–" in text or "—" in text:
        text = _DASHES.sub(" – ", text)
    text = " ".join(text.split())
    return _SPACE_BEFORE.sub(r"\1", text).strip()


def unquoted(text: str) -> str:
    """`text` without quotation marks at its edges or left open inside by cutting."""
    text = text.strip(_EDGE_QUOTES)
    for opening, closing in ("“”", "«»", "()", "[]"):
        if text.count(opening) != text.count(closing):
            text = text.replace(opening, "").replace(closing, "")
    return text.replace('"', "") if text.count('"') % 2 else text


def without_stutter(text: str) -> str:
    """`text` with words said twice in a row said once: “I I think the the” → “I think the”."""

    def once(match: re.Match[str]) -> str:
        # "that that", "had had" and numbers may be meant.
        word = match.group(1)
        if "," in match.group(0) and word.lower() in _MEANT_TWICE:
            return match.group(0)
        return (
            match.group(0)
            if word.lower() in {"that", "had", "very", "really", "so", "no", "nous", "vous", "si"} or word.isdigit()
            else word
        )

    return _REPEATED.sub(once, text)


def capitalised(text: str) -> str:
    """`text` with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def shortened(text: str, limit: int) -> str:
    """`text` cut at a word to at most `limit` characters, with an ellipsis where something is missing."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1].rsplit(" ", 1)[0].rstrip(",;:–- ")
    return f"{cut}…"
