"""Noun phrases of English talk: what a text is about, in its own words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from analysis.engines.local.english.lexicon import Tag, lemmas
from analysis.engines.local.english.tagging import Token, tagged

_EMPTY = frozenset(
    (
        "thing things lot lots way ways kind kinds sort bit something anything everything nothing one ones someone "
        "anyone everyone people person time times day days week weeks year years moment moments point points case "
        "cases part parts example examples stuff guess question questions reason reasons idea problem problems issue "
        "issues sense fact couple number ok yeah minute minutes hour hours morning evening today tomorrow yesterday "
        "side end start place places area areas level amount matter month months rest while bunch interview "
        "interviews answer answers terms term use word words type types set guy guys ton percent course pain step "
        "steps head front keep close due love past practice doing goes catch hand hands turn "
        "mess sorry ooh mm use user one ones"
    ).split()
)
_LIMITING = frozenset(
    "own other same such certain various whole last next first second little good bad great new old big small "
    "different few right "
    "real main more most less best worst better worse only sure able extra nice long short "
    "full much many hard easy".split()
)


@lru_cache(maxsize=16_000)
def noun_phrases(text: str) -> tuple[str, ...]:
    """Noun phrases of at most three words without determiners, in lower case unless they are names."""
    found: list[str] = []
    run: list[Token] = []
    tokens = tagged(text)
    for index, token in enumerate([*tokens, None]):
        if (
            token is not None
            and "'" not in token.lower
            and (token.tag in (Tag.NOUN, Tag.ADJECTIVE) or (run and _closes_name(tokens, index)))
        ):
            run.append(token)
            continue
        if run and (phrase := _phrase(run, text)):
            found.append(phrase)
        run = []
    return tuple(found)


def _closes_name(tokens: list[Token], index: int) -> bool:
    """“emergency braking,”: an -ing word that ends a noun phrase."""
    if tokens[index].tag is not Tag.GERUND or tokens[index - 1].tag is not Tag.NOUN:
        return False
    return index + 1 == len(tokens) or tokens[index + 1].tag in (Tag.PUNCTUATION, Tag.AUXILIARY, Tag.MODAL, Tag.THIRD)


def _phrase(run: list[Token], text: str) -> str:
    while run and run[-1].tag not in (Tag.NOUN, Tag.GERUND):
        run = run[:-1]
    run = run[-3:]
    while run and (run[0].lower in _LIMITING or (run[0].tag is Tag.ADJECTIVE and len(run) > 2)):
        run = run[1:]
    if not run or run[-1].lower in _EMPTY or len(run[-1].text) < 3 or run[0].lower in _EMPTY:
        return ""
    return " ".join(token.text if _is_name(token, text) else token.lower for token in run)


def _is_name(token: Token, text: str) -> bool:
    """A capital that no beginning of a sentence explains."""
    if not token.text[:1].isupper():
        return False
    if token.text.isupper() and len(token.text) > 1:
        return True
    begins = not text[: token.start].rstrip(" “\"'(").rstrip() or text[: token.start].rstrip(" “\"'(")[-1] in ".!?:–…"
    return not begins or not lemmas(token.lower)


def key_phrases(texts: Iterable[str], limit: int = 3, background: Counter[str] | None = None) -> list[str]:
    """The phrases that most of `texts` share, longest first among equals; common ones of `background` count less."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(set(noun_phrases(text)))
    weight = {
        phrase: count * (1 + 0.35 * phrase.count(" ")) / (1.0 + 0.25 * (background[phrase] if background else 0))
        for phrase, count in counts.items()
    }
    chosen: list[str] = []
    for phrase in sorted(weight, key=lambda item: (-weight[item], item)):
        if not any(_overlaps(phrase, other) for other in chosen):
            chosen.append(phrase)
        if len(chosen) == limit:
            break
    return chosen


def _overlaps(one: str, other: str) -> bool:
    a = {_stem(word) for word in one.lower().split()}
    b = {_stem(word) for word in other.lower().split()}
    return bool(a & b)


def _stem(word: str) -> str:
    nouns = lemmas(word).get("NOUN", ())
    return nouns[0] if nouns else word


def listed(phrases: list[str]) -> str:
    """“a”, “a and b”, “a, b and c”."""
    if len(phrases) < 2:
        return "".join(phrases)
    return f"{', '.join(phrases[:-1])} and {phrases[-1]}"
