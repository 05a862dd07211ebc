"""Statements that stand on their own: whole clauses cut out of talk, short enough for a name or a headline."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.engines.local.english.words import FINITE, Tag, Token, tagged
from analysis.engines.local.text import count_words

_BOUNDARY = re.compile(
    r"\s+–\s+|[;:]\s+|,\s+(?=(?:and|but|so|or|because|which|who|while|when|if|then|although|though|whereas|since|unless|until|especially|"
    r"even|instead|only|rather|not|as|where|with|without)\b)|\s+(?=(?:because|so that|but|although|though|whereas|even though|unless|while|until)\b)"
    r"|\s+(?=and\s+(?:I|we|they|you|it|he|she|there|nobody|no one|everyone|people|that)\b)|,\s+(?=(?:I|we|they|you|it|there|nobody|no one)\b)|\s+(?=so\s+(?:I|we|they|you|it|people)\b)",
)
_DEPENDENT = re.compile(
    r"^(?:and|but|so|or|because|which|who|whose|while|when|whenever|if|then|although|though|whereas|since|unless|until|especially|even|instead|only|rather|"
    r"not|as|where|with|without|that|than|to|like|including)\b",
    re.I,
)
_DANGLING_START = re.compile(
    r"^(?:it|its|it's|that|that's|this|these|those|they|they're|they've|them|he|she|he's|she's|him|her|his|their|which|such|one|ones|another|both|neither|"
    r"same|here|then|there it|some of (?:it|them)|all of (?:it|them))\b",
    re.I,
)
_DANGLING_END = re.compile(r"\b(?:and|but|or|so|because|which|that|to|of|in|on|at|with|for|the|a|an|my|like|if|when|as|from|by|is|are|was|were|very|really|just|about|than|this|i|i'm)$", re.I)
_VAGUE = re.compile(r"\b(?:this|that|these|those|it|them|they|he|she|him|her|there|one|ones|stuff|things?|something)\b", re.I)


@dataclass(frozen=True, slots=True)
class Statement:
    """A clause or run of clauses that can stand alone, as said."""

    text: str
    words: int
    relation: str
    """`cause`, `consequence`, `contrast`, `condition` where one clause bears on another; else empty."""
    vague: int
    """How many words point outside the statement (“it”, “that”)."""


def statements(sentence: str, shortest: int = 4, longest: int = 16) -> list[Statement]:
    """Every run of clauses in `sentence` (already tidy, without openers) that is a whole statement within the limits."""
    sentence = sentence.strip().rstrip(".!… ").strip()
    if not sentence or "?" in sentence:
        return []
    cuts = [0] + [found.end() for found in _BOUNDARY.finditer(sentence)] + [len(sentence)]
    starts = sorted(set(cuts[:-1]))
    ends = sorted({found.start() for found in _BOUNDARY.finditer(sentence)} | {len(sentence)})
    found: list[Statement] = []
    for start in starts:
        for end in ends:
            if end <= start:
                continue
            made = _statement(sentence[start:end], shortest, longest)
            if made is not None:
                found.append(made)
    return found


def _statement(text: str, shortest: int, longest: int) -> Statement | None:
    text = text.strip(" ,;:–-").strip()
    size = count_words(text)
    if not shortest <= size <= longest:
        return None
    if _DEPENDENT.match(text) and not _conditional(text):
        return None
    if _DANGLING_END.search(text) or text.count("(") != text.count(")") or text.count('"') % 2:
        return None
    tokens = tagged(text)
    if not has_clause(tokens):
        return None
    return Statement(text=text, words=size, relation=_relation(text), vague=_vague(text))


def has_clause(tokens: list[Token]) -> bool:
    """Whether a subject stands before a finite verb."""
    subject = False
    for index, token in enumerate(tokens):
        if "'" in token.lower and token.tag in (Tag.SUBJECT, Tag.EXISTENTIAL):
            return True
        if token.tag in (Tag.SUBJECT, Tag.NOUN, Tag.EXISTENTIAL, Tag.NUMBER, Tag.GERUND) or (token.tag is Tag.DETERMINER and _stands_alone(tokens, index)):
            subject = True
        elif subject and token.tag in FINITE and not _is_infinitive(tokens, index) and not _is_reduced(tokens, index):
            return True
    return False


def _stands_alone(tokens: list[Token], index: int) -> bool:
    return index + 1 < len(tokens) and tokens[index + 1].tag in FINITE


def _is_infinitive(tokens: list[Token], index: int) -> bool:
    return index > 0 and tokens[index - 1].tag is Tag.TO


def _is_reduced(tokens: list[Token], index: int) -> bool:
    """“feedback based on opinion”: a participle right after its noun, with a preposition, is no finite verb."""
    return tokens[index].tag is Tag.PAST and index + 1 < len(tokens) and tokens[index + 1].tag is Tag.PREPOSITION and tokens[index - 1].tag is Tag.NOUN


def _conditional(text: str) -> bool:
    """“When I write it down, I remember it”: an opening condition with its main clause."""
    return bool(re.match(r"^(?:when|whenever|if|while|although|even though|because|since|until|unless|without|as)\b[^,]{6,},\s*\w+", text, re.I))


def _relation(text: str) -> str:
    lower = text.lower()
    if re.search(r"\b(?:because|since|due to|comes? from)\b", lower):
        return "cause"
    if re.search(r"(?:,\s*so\b|\bso (?:i|we|they|you|it|people|nobody|no one)\b|\bwhich (?:means|makes|leads|results|usually|often)|\bend(?:s|ed)? up\b|\bonly to\b|\bresult)", lower):
        return "consequence"
    if re.search(r"\b(?:but|although|though|whereas|instead of|rather than|yet|while|not because|even though)\b", lower):
        return "contrast"
    if re.search(r"\b(?:if|when|whenever|unless|until|without|as long as|the more)\b", lower):
        return "condition"
    return ""


def _vague(text: str) -> int:
    """Pointers without a referent in the statement; one at the start counts double."""
    count = 0
    nouns = False
    for token in tagged(text):
        if token.tag is Tag.NOUN:
            nouns = True
        if _VAGUE.fullmatch(token.lower.split("'")[0]) and not nouns:
            count += 1
    return count + (2 if _DANGLING_START.match(text) else 0)
