"""Whether a piece of English is whole: no word begun and dropped, no list cut off, no clause left hanging.

Talk is full of restarts. A statement that holds one is quoted as it was said, never told in other words.
"""

from __future__ import annotations

import re

from analysis.engines.local.english.lexicon import FINITE, LOOKUP, Tag, is_word
from analysis.engines.local.english.tagging import Token, tagged

_DANGLING_END = re.compile(
    r"\b(?:and|but|or|so|because|which|that|to|of|in|on|at|with|for|the|a|an|my|your|their|our|like|if|when|as|from|by|"
    r"is|are|was|were|very|really|just|about|than|this|i|i'm|who|whose|whether|where|between|into|maybe|also|even|"
    r"it's|they're|people's|not|no|(?:but|and|or) then|every|each|such)$",
    re.IGNORECASE,
)
_MAY_STRAND = frozenset("to of in on at with for from by is are was were about into like not no so".split())
_STRANDS = re.compile(
    r"\bas (?:it is|they are)$|\b(?:what|who|which|where|how|whatever|whoever|that)\b.+ |\bto "
    r"\w+ \w+$|\b(?:people|they|I|we|you) (?:can|could|\w+) (?:\w+ )?\w+$",
    re.IGNORECASE,
)
"""What lets a sentence end in a little word: “what I am looking for”, “how long the wait is”."""
_RESTART = re.compile(
    r"\b(?:the|a|an|my|your|our|their) (?:I|we|they|he|she|you|it|how|what|where|if|a|an|the|"
    r"my|your|our|to|of|is|are)\b"
    r"|\b(?:is|are|was|were|am|it's|that's|I'm|they're|we're|you're|there's) (?:I|we|they|he|"
    r"she|it|it's|I'm|they're|we're|he's|she's|is|are|was)\b"
    r"|\b(?:to|of|with|for|from|by|in|on) (?:and|but|or|so|because|is|are|was|were)\b(?! the like)"
    r"|\b(?:and|but|or) (?:and|but|or)\b|\b(?:I|we|they|it|you) (?:I|we|they|it|you)(?:'\w+)?\b"
    r"|\b(\w{4,}) \w+ of (?:\w+ ){1,3}\1s?\b"
    r"|\b(?:have|has|had) (?:to )?(?:I|we|they|w|th)\b|\b(?:to to|in in|of of|for for)\b",
    re.IGNORECASE,
)
_BEGUN = re.compile(r"(?<![\w'’./-])([b-hj-z]|[a-z]{2,4}) (?=\1[a-z])")
_CONSONANT = re.compile(
    r"(?<![\w'’.,/&$€£-])[b-hj-np-wz](?![\w'’.,)/&-])(?! (?:key|axis|value|level|number|drive|test))"
)
_TWICE = re.compile(r"\b((?:[\w'’]+ ){1,3}[\w'’]+),? \1\b", re.IGNORECASE)
_TINY = re.compile(r"(?<![\w'’.,/&$€£#@-])[a-z]{2,3}(?![\w'’/&@-]|\.\w)")
_SHORT_FORMS = frozenset(
    "etc vs ok app apps api gp hr pdf ui ux ai it tv dvd cd pc usb sms gps faq url css sql "
    "csv eg ie am pm km mm cm kg mg ml lb oz "
    "min max sec hrs mins ceo cto qa pr cv id pin bt wi fi wifi nbd imo btw lol ps ex pre pro "
    "non bio duo trio obs resus pts gif "
    "jpg png mp doc docs tbd asap diy vr ar xr nhs".split()
)
_NO_WORD = re.compile(r"\b(?:yeah|um+|uh+|erm|hmm+|mm+|mhm|gonna be like|kay)\b", re.IGNORECASE)
_OPENS_CLAUSE = frozenset(
    "because since although though unless until while whereas if whether when whenever wherever once".split()
)


def without_restart(text: str) -> str:
    """`text` with groups of words said twice in a row said once: “what's your what's your role”."""
    return _TWICE.sub(r"\1", text)


def is_broken(text: str) -> bool:
    """Whether `text` holds a restart, a word begun twice or a bare noise."""
    straight = text.replace("’", "'")
    if _RESTART.search(straight) or _NO_WORD.search(straight) or _CONSONANT.search(straight):
        return True
    if any(match.group(1) not in LOOKUP for match in _BEGUN.finditer(straight)):
        return True
    return any(not is_word(match.group()) for match in _TINY.finditer(straight) if match.group() not in _SHORT_FORMS)


def is_cut(text: str) -> bool:
    """Whether `text` stops in the middle: at a word that calls for another, or with a mark left open."""
    straight = text.rstrip(" .!…").replace("’", "'")
    found = _DANGLING_END.search(straight)
    if found and not (found.group().lower() in _MAY_STRAND and _STRANDS.search(straight)):
        return True
    return any(straight.count(a) != straight.count(b) for a, b in ("()", "[]", "“”")) or straight.count('"') % 2 == 1


def hangs(text: str) -> bool:
    """Whether a clause of condition or time lacks its main clause: “If I do a sprint, such as this”."""
    tokens = tagged(text)
    openers = [index for index, token in enumerate(tokens) if _opens_clause(tokens, index, token)]
    if not openers:
        return False
    commas = [index for index, token in enumerate(tokens) if token.text == ","]
    if openers[0] == 0 and commas and not _finite_after(tokens, commas[-1]):
        return True
    if any(_follows_that(tokens, at) and _finite_after(tokens, at) < _BOTH for at in openers):
        return True
    return _finite_after(tokens, 0) <= len(openers)


def is_list(text: str) -> bool:
    """“Allergies, blood group, what is due”: things named one after the other, no verb before the first comma."""
    tokens = tagged(text)
    comma = next((index for index, token in enumerate(tokens) if token.text == ","), 0)
    if not comma or tokens[0].tag in (Tag.SUBORDINATOR, Tag.PREPOSITION, Tag.ADVERB, Tag.RELATIVE, Tag.INTERJECTION):
        return False
    return not _finite_after(tokens[:comma], 0)


_BOTH = 2


def _opens_clause(tokens: list[Token], index: int, token: Token) -> bool:
    if token.lower not in _OPENS_CLAUSE or (index and tokens[index - 1].lower in {"or", "as"}):
        return False
    return token.tag is Tag.SUBORDINATOR


def _follows_that(tokens: list[Token], at: int) -> bool:
    before = [token.lower for token in tokens[max(0, at - 2) : at]]
    return before[-1:] == ["that"] or before == ["that", "even"]


def _finite_after(tokens: list[Token], start: int) -> int:
    """How many finite verbs follow, auxiliaries counted with their verb."""
    count = 0
    for index in range(start, len(tokens)):
        token = tokens[index]
        contracted = "'" in token.lower and token.tag in (Tag.SUBJECT, Tag.EXISTENTIAL)
        if not (contracted or token.tag in FINITE) or (index and tokens[index - 1].tag is Tag.TO):
            continue
        if index and _is_verb_going_on(tokens, index):
            continue
        count += 1
    return count


def _is_verb_going_on(tokens: list[Token], index: int) -> bool:
    at = index - 1
    while at >= 0 and tokens[at].tag is Tag.ADVERB:
        at -= 1
    if at < 0:
        return False
    before = tokens[at]
    return before.tag in (Tag.MODAL, Tag.AUXILIARY) or (
        "'" in before.lower and before.tag in (Tag.SUBJECT, Tag.EXISTENTIAL)
    )
