"""Statements made shorter without touching what they claim."""

from __future__ import annotations

import re

from analysis.engines.local.english.lexicon import Tag, inflected, lemmas
from analysis.engines.local.english.tagging import tagged
from analysis.engines.local.english.wholeness import is_cut
from analysis.engines.local.text import count_words

_FLAT = re.compile(
    r"\b(?:really|just|actually|basically|definitely|honestly|literally|simply|truly|certainly|obviously|also|quite|"
    r"kind of|sort of|a bit|a little bit|"
    r"essentially|completely|totally|absolutely|incredibly|extremely|personally|you know)\s+(?=\w)",
    re.IGNORECASE,
)
_OPENING_ADVERB = re.compile(
    r"^(?:though|for now, though|and|but|so|also|then|now|plus|still|even|currently|right now|these days|nowadays|for "
    r"now|at the moment|in general|generally|sometimes|often|usually|so far|then again|after all|of course|to me),?\s"
    r"+",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"^(?:(?:I|we) (?:\w+ly |also |just |still )?(?:think|guess|believe|suppose|feel like|would say|mean|imagine|"
    r"suspect|'d say|’d say)(?: that)?(?! of | about )|"
    r"(?:I|we) (?:\w+ly |also |just )?(?:feel|find|know|say|realize|realise|realized|realised|noticed|notice) that|"
    r"(?:I|we) (?:should|must|have to|can|might|would) (?:also |just )?(?:mention|say|add|admit|confess|note)(?: "
    r"that)?|"
    r"(?:the|my|our|one of the|one of my|another|a|a secondary) (?:\w+ )?(?:issue|problem|thing|challenge|concern|"
    r"point|fact|truth|trouble|downside|reason|frustration|pain point|difficulty)s?"
    r"(?: (?:I|we) (?:have|see|find|notice|face))?(?: for me| with \w+)? (?:is|was) that|it(?:'s|’s| is) (?:just |"
    r"also |really )?(?:that|because)|what (?:happens|I find|I see|I notice) is(?: that)?|"
    r"it (?:feels|seems) (?:like|that|to me that)|(?:I|we) (?:have|had) the feeling(?: that)?)\s+(?=\w)(?!myself|"
    r"ourselves|it |them )",
    re.IGNORECASE,
)
_WHICH = re.compile(r", which (?:usually |often |then |always |really |just )?(\w+s)\b")
_OPENING_PHRASE = re.compile(
    r"^(?:in|at|for|on|by|with|from|after|before|during|most|every|each) [\w’' -]{2,25}?,?\s+(?=(?:I|"
    r"we|you|people|they|it|the|my|our)\b)",
    re.IGNORECASE,
)
_LAST_RESORT = re.compile(
    r"\b(?:usually|often|probably|sometimes|generally|mostly|always|very)\s+(?=\w)",
    re.IGNORECASE,
)
_DEMONSTRATIVE = re.compile(r"^(?:that|this|these|those)\s+(?=\w)", re.IGNORECASE)
_KEEPS_EMPHASIS = re.compile(
    r"\b(?:not|n't|n’t|don't|isn't|doesn't|only|to)\s+(?:really|just|quite|actually|simply|also|completely|totally|"
    r"particularly)\b",
    re.IGNORECASE,
)


def brief(text: str, longest: int) -> str:
    """`text` without words that only add colour, and with shorter links.

    Shorter still if it must be to meet `longest` words.
    """
    for _ in range(2):
        text = _OPENING_ADVERB.sub("", text) if count_words(text) > 6 else text
    if not _KEEPS_EMPHASIS.search(text):
        text = _FLAT.sub("", text)
    if len(text.split()) > longest:
        text = _WHICH.sub(_participle, text)
    if len(text.split()) > longest:
        text = _OPENING_PHRASE.sub("", text)
    for _ in range(3):
        if len(text.split()) <= longest:
            break
        text = _LAST_RESORT.sub("", text, count=1)
    return text


def without_lead_in(text: str) -> str:
    """“The biggest issue is that feedback comes from everywhere” → “feedback comes from everywhere”."""
    return _LEAD_IN.sub("", text, count=1)


def _participle(match: re.Match[str]) -> str:
    base = next(iter(lemmas(match.group(1)).get("VERB", ())), "")
    return f", {inflected(base, 'VBG')}" if base and base not in {"be", "have", "do"} else match.group(0)


def with_article(text: str) -> str:
    """“That information gets lost” → “The information gets lost”: a pointer before its own noun points well enough."""
    tokens = tagged(text)
    if (
        len(tokens) > 2
        and _DEMONSTRATIVE.match(text)
        and tokens[1].tag in (Tag.NOUN, Tag.ADJECTIVE)
        and tokens[0].tag is Tag.DETERMINER
        and not (tokens[1].lower.endswith("s") and "VERB" in lemmas(tokens[1].lower))
    ):
        return _DEMONSTRATIVE.sub("The ", text)
    return text


_BREAK = re.compile(
    r"[,;:]?\s+(?=(?:and|but|so|because|which|who|that|while|when|if|where|until|as|than|with|"
    r"without|for|of|in|on|at|from|"
    r"to|by|about|into|like|instead|rather|after|before|during)\b)|,\s+|\s+–\s+",
    re.IGNORECASE,
)


def cut_at_phrase(text: str, longest: int) -> str:
    """The longest beginning of `text` of at most `longest` words that ends where a phrase does; else cut at a word."""
    words = text.split()
    if len(words) <= longest:
        return text
    places = [match.start() for match in _BREAK.finditer(text)]
    for place in reversed(places):
        piece = text[:place].rstrip(" ,;:–")
        if longest // 2 < len(piece.split()) <= longest and not is_cut(piece):
            return piece
    return " ".join(words[:longest]).rstrip(",;:.– ")
