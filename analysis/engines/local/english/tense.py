"""Whether an English statement tells an event in one life or how things are."""

from __future__ import annotations

import re

from analysis.engines.local.english.words import Tag, tagged

_PERSONAL_FACT = re.compile(
    r"\b(?:my (?:name|wife|husband|son|daughter|mum|mom|dad|mother|father|grand\w+|parents|kids|children|boss|sister|brother)|"
    r"i['’]?m (?:a|an|the|\d|from|based|currently|working)\b|i am (?:a|an|the|\d|from)\b|i (?:live|work) (?:in|at|as|for|with)\b|years old|"
    r"we['’]?re (?:a|an)\b|i['’]ve (?:been|had|got|lived|worked)|i have (?:been|had)\b|when i was|last (?:week|year|month|night|time)|yesterday|"
    r"(?:two|three|four|five|six|ten|few) (?:days|weeks|months|years) ago)\b",
    re.I,
)


def is_episodic(text: str) -> bool:
    """True for the past of the speaker (“I grew up …”, “I've had …”) and for facts of one life (“I'm 34”)."""
    if _PERSONAL_FACT.search(text):
        return True
    tokens = tagged(text)
    for index, token in enumerate(tokens):
        if token.lower not in {"i", "we", "i'd", "we'd"}:
            continue
        for following in tokens[index + 1 : index + 4]:
            if following.tag is Tag.ADVERB:
                continue
            if following.tag is Tag.PAST or following.lower in {"was", "were", "had", "did", "didn't", "wasn't", "weren't"}:
                return True
            break
    return False
