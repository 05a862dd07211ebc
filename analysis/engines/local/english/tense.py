"""Whether an English statement tells an event in one life or how things are."""

from __future__ import annotations

import re

from analysis.engines.local.english.lexicon import Tag
from analysis.engines.local.english.pointing import SOMEBODY
from analysis.engines.local.english.tagging import Token, tagged

_PERSONAL_FACT = re.compile(
    r"\b(?:my (?:\w+ ){0,2}(?:name|wife|husband|son|daughter|mum|mom|dad|mother|father|grand\w+|parents|kids|children|"
    r"boss|sister|brother|aunt|uncle|partner|nan|abuela|friend)|"
    r"i['’]?m (?:a|an|the|\d|from|based|currently|working)\b|i am (?:a|an|the|\d|from)\b|i (?:live|work) (?:in|at|as|"
    r"for|with)\b|years old|"
    r"we['’]?re (?:a|an)\b|i['’]ve (?:been|had|got|lived|worked)|i have (?:been|had)\b|when i was|last (?:week|year|"
    r"month|night|time)|yesterday|"
    r"(?:two|three|four|five|six|ten|few) (?:days|weeks|months|years) ago)\b",
    re.IGNORECASE,
)


def is_episodic(text: str) -> bool:
    """True for the past of the speaker (“I grew up …”, “I've had …”) and for facts of one life (“I'm 34”)."""
    if _PERSONAL_FACT.search(text):
        return True
    tokens = tagged(text)
    if tokens and tokens[0].lower in {"my", "our"} and _is_of_one_life(tokens):
        return True
    own = [index for index, token in enumerate(tokens) if token.lower.split("'")[0] in _OWN]
    if not own:
        return False
    for index, token in enumerate(tokens):
        if token.lower.split("'")[0] not in {"i", "we"}:
            continue
        for at in range(index + 1, min(index + 4, len(tokens))):
            following = tokens[at]
            if following.tag is Tag.ADVERB:
                continue
            if following.tag is Tag.PAST or following.lower in _PASTS or _is_past_habit(token, following):
                return True
            break
    if any(
        token.tag is Tag.PAST and at and tokens[at - 1].tag is Tag.NOUN and tokens[at - 1].text[0].isupper()
        for at, token in enumerate(tokens)
    ):
        return True  # “Sam got interested and now we …”
    return any(
        token.lower in {"has", "had", "was", "were"} and _past_follows(tokens, index)
        for index, token in enumerate(tokens)
    )


def _is_of_one_life(tokens: list[Token]) -> bool:
    """“my manager says”, “our supplier sent”: a person one knows, or something that happened."""
    head = next((token for token in tokens[1:5] if token.tag is Tag.NOUN), None)
    return (head is not None and SOMEBODY.search(head.lower) is not None) or any(
        token.tag is Tag.PAST and not (at and tokens[at - 1].tag is Tag.AUXILIARY) for at, token in enumerate(tokens)
    )


_OWN = frozenset("i me my we us our mine ours myself".split())
_PASTS = frozenset("was were had did didn't wasn't weren't used".split())
_WISHES = frozenset("like love prefer rather be say appreciate want need hope recommend".split())


def _is_past_habit(subject: Token, verb: Token) -> bool:
    """“we'd sit together”, “I would go”: the past, unless it is a wish (“I'd like”)."""
    return subject.lower.endswith("'d") and verb.lower not in _WISHES and verb.tag is Tag.BASE


def _past_follows(tokens: list[Token], index: int) -> bool:
    """“has offered to take me”, “was given to us”: somebody did something once, to the speaker."""
    return (
        any(token.tag is Tag.PAST for token in tokens[index + 1 : index + 3])
        and index > 0
        and tokens[index - 1].tag in (Tag.NOUN, Tag.SUBJECT)
    )
