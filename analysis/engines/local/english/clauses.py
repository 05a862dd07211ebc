"""Statements that stand on their own: whole clauses cut out of talk, short enough for a name or a headline."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from analysis.engines.local.english.brevity import brief, with_article, without_lead_in
from analysis.engines.local.english.lexicon import FINITE, Tag
from analysis.engines.local.english.pointing import vague
from analysis.engines.local.english.tagging import Token, tagged

_BOUNDARY = re.compile(
    r"\s+–\s+|[;:]\s+|,\s+(?=(?:and|but|so|or|because|which|who|while|when|if|then|although|though|whereas|since|"
    r"unless|until|especially|"
    r"even|instead|only|rather|not|as|where|with|without)\b)|\s+(?=(?:because|so that|but|although|though|whereas|"
    r"even though|unless|while|until)\b)"
    r"|\s+(?=and\s+(?:I|we|they|you|it|he|she|there|nobody|no one|everyone|people|that)\b)|,\s+(?=(?:I|we|they|you|"
    r"it|there|nobody|no one)\b)|\s+(?=so\s+(?:I|we|they|you|it|people)\b)",
)
_DEPENDENT = re.compile(
    r"^(?:and|but|so|or|because|which|who|whose|while|when|whenever|if|then|although|though|whereas|since|unless|"
    r"until|especially|even|instead|only|rather|"
    r"not|as|where|with|without|that|than|to|like|including|after|before|once|by the time|during|despite|whereby|"
    r"given)\b",
    re.IGNORECASE,
)
_DANGLING_END = re.compile(
    r"\b(?:and|but|or|so|because|which|that|to|of|in|on|at|with|for|the|a|an|my|like|if|when|as|from|by|is|are|was|"
    r"were|very|really|just|about|than|this|i|i'm)$",
    re.IGNORECASE,
)
_BROKEN_OFF = re.compile(
    r"\b(?:is|are|was|were|the|a|an|of|to|my|I|it's|I'm) (?:and|but|or|so)\b|\b(?:the the|a the|is is|and and|to to)\b|"
    r"\b(?:a|an|the|to|of|my|is|are|was|can|can't|haven't|don't|with|for|when|like|so|pretty|about|very|really),|,\s"
    r"*(?:so|yeah|like|and|but|or)\s*,|\.\.|\b(?:yeah|um|uh|hmm)\b|^\W|[,–]\s*like (?:people|I|we)\b|"
    r"\b(?:is|are|was|were|am)\s+(?:I|we|they|he|she|you|it)\b|\b(?:the|a|an|my|your)\s+(?:I|we|they|he|she|you|it|"
    r"how|what|where|if|a|the)\b",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"^(?:and|but|so|or|because|while|when|whenever|if|then|although|though|whereas|since|unless|until|especially|"
    r"even|instead|as|where|that)\s+",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r",?\s+(?:probably|though|too|as well|anyway|actually|honestly|really|maybe|I think|I guess|you know|basically|"
    r"for example|for instance|right now|either)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A clause or run of clauses that can stand alone, as said."""

    text: str
    words: int
    relation: str
    """`cause`, `consequence`, `contrast`, `condition` where one clause bears on another; else empty."""
    vague: int
    """How many words point outside the statement (“it”, “that”)."""


@lru_cache(maxsize=8_192)
def statements(sentence: str, shortest: int = 4, longest: int = 16) -> tuple[Statement, ...]:
    """Every run of clauses in `sentence` (tidy, without openers) that is a whole statement within the limits."""
    sentence = sentence.strip().rstrip(".!… ").strip()
    if not sentence or "?" in sentence:
        return ()
    edges = [0]
    for boundary in _BOUNDARY.finditer(sentence):
        edges.append(boundary.start())
        edges.append(boundary.end())
    edges.append(len(sentence))
    pieces = [(edges[at], edges[at + 1]) for at in range(0, len(edges), 2)]
    whole = [_is_clause_piece(sentence[start:end]) for start, end in pieces]
    found: list[Statement] = []
    for first in range(len(pieces)):
        for last in range(first, len(pieces)):
            # What is cut off must be a clause of its own, else the cut leaves half a list or half an aside.
            if last + 1 < len(pieces) and not whole[last + 1]:
                continue
            if last > first and not whole[last] and last + 1 < len(pieces):
                continue
            if last > first and not whole[first] and "–" in sentence[pieces[first][1] : pieces[first + 1][0]]:
                continue
            made = _statement(sentence[pieces[first][0] : pieces[last][1]], shortest, longest)
            if made is not None:
                found.append(made)
    return tuple(found)


def _is_clause_piece(text: str) -> bool:
    """Whether what follows a boundary is a clause with a subject and a verb of its own."""
    return has_clause(tagged(_LINK.sub("", text)))


def _statement(text: str, shortest: int, longest: int) -> Statement | None:
    text = _TRAILING.sub("", text.strip(" ,;:–-")).strip(" ,;:–-")
    text = with_article(text)
    if (_DEPENDENT.match(text) and not _conditional(text)) or _BROKEN_OFF.search(text):
        return None
    bare = without_lead_in(text)
    if bare != text and has_clause(tagged(bare)) and not _DEPENDENT.match(bare):
        text = bare
    text = brief(text, longest)
    size = len(text.split())
    if not shortest <= size <= longest:
        return None
    if _DANGLING_END.search(text) or text.count("(") != text.count(")") or text.count('"') % 2:
        return None
    if not has_clause(tagged(text)):
        return None
    return Statement(text=text, words=size, relation=_relation(text), vague=vague(text))


def has_clause(tokens: list[Token]) -> bool:
    """Whether a subject stands before a finite verb outside a relative clause (“the way she made tea” is none)."""
    subject = False
    pending = 0
    relative = False
    for index, token in enumerate(tokens):
        if token.tag is Tag.RELATIVE or (
            token.lower in {"who", "that's"} and index > 0 and tokens[index - 1].tag is Tag.NOUN
        ):
            pending += 1
            subject = True
            if token.lower != "that's":
                continue
        elif _opens_reduced_relative(tokens, index):
            pending += 1
            relative = True
        contracted = "'" in token.lower and token.tag in (Tag.SUBJECT, Tag.EXISTENTIAL)
        if token.tag in _SUBJECTS or (token.tag is Tag.DETERMINER and _stands_alone(tokens, index)):
            subject = True
        finite = token.tag in FINITE and not _is_infinitive(tokens, index) and not _is_reduced(tokens, index)
        if relative and finite and index and tokens[index - 1].tag in (Tag.PUNCTUATION, Tag.COORDINATOR):
            continue  # “the way she'd warm the cups, measure the herbs”: still the relative clause.
        if subject and (contracted or finite) and not (finite and _continues_verb(tokens, index)):
            if not pending:
                return True
            pending -= 1
    return False


_SUBJECTS = frozenset({Tag.SUBJECT, Tag.NOUN, Tag.EXISTENTIAL, Tag.NUMBER, Tag.GERUND})
TIMES = frozenset(
    (
        "day days time times morning evening night week year month afternoon moment today yesterday tomorrow now "
        "weekend weekends mornings evenings work home"
    ).split()
)


def _opens_reduced_relative(tokens: list[Token], index: int) -> bool:
    """“the time I save”, “the way she'd warm the cups”: a subject right after a noun that a determiner opened."""
    if tokens[index].tag is not Tag.SUBJECT or not 2 <= index <= 5 or tokens[index - 1].tag is not Tag.NOUN:
        return False
    return (
        tokens[0].tag in (Tag.DETERMINER, Tag.POSSESSIVE)
        and tokens[index - 1].lower not in TIMES
        and not tokens[index].lower.startswith("every")
    )


def _continues_verb(tokens: list[Token], index: int) -> bool:
    """“have been made”, “can't find”: the same verb going on."""
    at = index - 1
    while at >= 0 and tokens[at].tag is Tag.ADVERB:
        at -= 1
    return at >= 0 and (
        tokens[at].tag in (Tag.MODAL, Tag.AUXILIARY) or ("'" in tokens[at].lower and tokens[at].tag is Tag.SUBJECT)
    )


def _stands_alone(tokens: list[Token], index: int) -> bool:
    return index + 1 < len(tokens) and tokens[index + 1].tag in FINITE


def _is_infinitive(tokens: list[Token], index: int) -> bool:
    return index > 0 and tokens[index - 1].tag is Tag.TO


def _is_reduced(tokens: list[Token], index: int) -> bool:
    """“feedback based on opinion”: a participle right after its noun, with a preposition, is no finite verb."""
    return (
        tokens[index].tag is Tag.PAST
        and index + 1 < len(tokens)
        and tokens[index + 1].tag is Tag.PREPOSITION
        and tokens[index - 1].tag is Tag.NOUN
    )


def _conditional(text: str) -> bool:
    """“When I write it down, I remember it”: an opening condition with its main clause."""
    return bool(
        re.match(
            r"^(?:when|whenever|if|while|although|even though|because|since|until|unless|without|as|after|before|"
            r"once|by the time|despite|given)\b[^,]{6,},\s*(?!which|who|and|but|or|so|because)\w+",
            text,
            re.IGNORECASE,
        )
    )


def _relation(text: str) -> str:
    lower = text.lower()
    if re.search(r"\b(?:because|since|due to|comes? from)\b", lower):
        return "cause"
    if re.search(
        r"(?:,\s*so\b|\bso (?:i|we|they|you|it|people|nobody|no one)\b|\bwhich (?:means|makes|leads|results|usually|"
        r"often)|\bend(?:s|ed)? up\b|\bonly to\b|\bresult)",
        lower,
    ):
        return "consequence"
    if re.search(
        r"\b(?:but|although|though|whereas|instead of|rather than|yet|while|not because|even though)\b", lower
    ):
        return "contrast"
    if re.search(r"\b(?:if|when|whenever|unless|until|without|as long as|the more)\b", lower):
        return "condition"
    return ""
