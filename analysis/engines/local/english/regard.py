"""Statements as part of a principle: “people who …” and “a situation in which …”."""

from __future__ import annotations

import re

from analysis.engines.local.english.clauses import has_clause
from analysis.engines.local.english.lexicon import LOOKUP, Tag, lemmas
from analysis.engines.local.english.notes import lacks_subject
from analysis.engines.local.english.phrasing import points_outside
from analysis.engines.local.english.tagging import tagged
from analysis.engines.local.english.wholeness import hangs, is_broken, is_cut
from analysis.engines.local.text import count_words

_PEOPLE = re.compile(r"^People (?P<vp>(?!who\b|like\b|in\b|with\b|from\b|at\b|of\b)[^.]+)$")
_NO_REGARD = re.compile(
    r"^(?:when|if|while|because|although|as|what|how|why|where|who|then|now|maybe|perhaps|also|"
    r"at|in|on|for|with|by|from|"
    r"every|yes|no,|well|hopefully|apparently|possibly|it|he|she|they|this|that|most days|sometimes)\b|"
    r"\b(?:will|would|gonna|going to)\b|[:;“”\"]| – |^\W",
    re.IGNORECASE,
)
_NEXT_CLAUSE = re.compile(
    r",?\s+(?:and|but|so|then)(?: then)? (?=(?:I|we|they|you|it|he|she|there|that|this|AI|the|"
    r"people)\b)|,\s+(?=(?:I|we|they|you|it|he|everything|everyone|nobody|"
    r"she|there|people|then|so|but|which|the)\b)|\s+–\s+",
)
_TOO_LITTLE = re.compile(
    r"^(?:would|will|could|might|may|should|must|then)\b|^(?:are|have|do|think|know|say) (?:an?|"
    r"so|that|it)\b|^(?:think|know|say|mean|guess|forget|sorry)\b$|\bsorry to\b"
)

_NO_SUBJECT = frozenset({Tag.PAST, Tag.GERUND, Tag.PREPOSITION, Tag.ADVERB, Tag.BASE, Tag.TO})


def stands(text: str) -> bool:
    """Whether the statement `text` can be part of a longer sentence: whole, about how things are, no aside in it."""
    if is_broken(text) or is_cut(text) or hangs(text):
        return False
    does, rest = people_who(text)
    if does:
        return count_words(rest) > 2 and not _TOO_LITTLE.search(rest) and not points_outside(rest)
    if tagged(text)[0].tag in _NO_SUBJECT or lacks_subject(text) or not has_clause(tagged(text)):
        return False
    return not (_NO_REGARD.search(text) or _tells_the_past(text) or points_outside(text, lead=False))


def _tells_the_past(text: str) -> bool:
    """Whether a past form or a name tells of one event: “the link went to a page”, “Sam prefers …”."""
    tokens = tagged(text)
    for index, token in enumerate(tokens):
        if token.lower in {"was", "were", "had", "did", "didn't", "wasn't", "weren't"}:
            return True
        if token.tag is Tag.PAST and not (
            index and tokens[index - 1].tag in (Tag.AUXILIARY, Tag.ADVERB, Tag.DETERMINER)
        ):
            return True
    return not lemmas(tokens[0].lower) and tokens[0].lower not in LOOKUP


def people_who(text: str) -> tuple[bool, str]:
    """`(True, what people do)` for “People …”, its first clause; else `(False, the statement inside a sentence)`."""
    match = _PEOPLE.match(text)
    if match is not None:
        return True, _NEXT_CLAUSE.split(match.group("vp"), maxsplit=1)[0].strip(" ,")
    return False, inside(text)


def inside(text: str) -> str:
    """`text` with the capital of its beginning taken back, unless a name begins it."""
    first = text.split(maxsplit=1)[0]
    if not first[:1].isupper() or (len(first) > 1 and first.isupper()) or first.startswith(("I'", "I’")):
        return text
    bare = re.split(r"['’]", first.lower())[0].strip(",.")
    known = bare in LOOKUP or bare == "people" or (bool(lemmas(bare)) and tagged(text)[0].tag is not Tag.OTHER)
    return text[:1].lower() + text[1:] if known else text
