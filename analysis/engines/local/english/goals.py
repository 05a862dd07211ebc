"""From the rest of a wish or complaint to what design should do, as a verb phrase in the base form."""

from __future__ import annotations

import re
from collections.abc import Callable

from analysis.engines.local.english.clauses import has_clause
from analysis.engines.local.english.lexicon import FINITE, Tag
from analysis.engines.local.english.phrasing import (
    as_base,
    gerund,
    is_phrase,
    lowered,
    points_outside,
    said_of_people,
    starts_with_verb,
    trimmed,
    with_indefinite,
)
from analysis.engines.local.english.tagging import tagged
from analysis.engines.local.english.turning import BUILT
from analysis.engines.local.english.wholeness import is_broken, is_cut

_VAGUE_GOAL = re.compile(
    r"^(?:\w+ (?:people )?)?(?:it|that|this|them|so|do|do so|do (?:it|that|this|so)|be|go|say|see|know|have|get|make|"
    r"there)\W*$|^(?:let people|spare people having to|enable people to|help people) (?:say|be honest|think|admit|go|"
    r"mention|add|talk about|believe|note|clarify|point out|emphasi[sz]e|be\b.*)\b|^be |\bpeople "
    r"be\b|^provide (?:the |a )?"
    r"(?:\w+ )?(?:it|lot|way|thing|things|something|anything|time|idea|problem|bit|one)(?: \w+sel(?:f|"
    r"ves))?$|^do with\b|"
    r"\bthemselves$|\bthe (?:one|two|three|four|five|ones) that\b|\bpoint where\b|having to "
    r"(?:come|go) back$|^spare people having to (?:know|see|understand|learn|find)\b|"
    r"^make (?:the )?(?:thing|issue|problem|truth|answer|fact|idea|reason|way|rest)\b",
    re.IGNORECASE,
)
_LEADS = {
    "let": "let people ",
    "np": "provide ",
    "way": "give people a good way to ",
    "easy": "make it easy to ",
    "enable": "enable people to ",
    "wh": "make clear ",
    "help": "help people ",
    "treat": "treat ",
    "room": "make room for ",
    "worry": "answer the worry ",
    "spare": "spare people having to ",
    "without": "do without ",
    "avoid": "keep people from ",
    "keep": "make sure that ",
    "sure": "make sure that ",
    "tell": "tell people ",
    "hate": "spare people ",
    "time": "cut the time people spend ",
    "miss": "keep people from missing ",
    "remind": "remind people to ",
    "remind of": "remind people of ",
    "wait": "shorten the wait for ",
    "trust": "give people reason to trust ",
    "too much": "cut down on ",
    "unmake": "stop ",
    "do for": "take over what people now need ",
    "remind that": "remind people that ",
    "improve": "improve ",
    "keep it": "keep ",
    "gives up": "keep people from giving up ",
}
_VERBAL = frozenset({"vp", "let", "way", "easy", "easier", "enable", "spare", "help", "unmake", "remind"})
_NOMINAL = frozenset(
    {"np", "without", "hate", "miss", "remind of", "wait", "trust", "too much", "do for", "improve", "keep it"}
)


_DENIED = frozenset({"easy", "easier", "enable", "way", "lets", "makes", "seen"})
"""Kinds whose verb was denied (“can't find”, “does not show”): what nobody wants is not to be granted by mistake."""
_UNWANTED = re.compile(
    r"^(?:crash|fail|break|hurt|los[et]|ruin|wast|slow|drain|interrupt|block|distract|confus|annoy|bother|scare|delet|"
    r"overwrit|forget|miss|complain|fault|mess|damage|die|freeze|disconnect|cheat|steal|hate|worr|regret|stop)\w*\b|"
    r"\b(?:wrong|worse|bad|badly|problems?|issues?|errors?|trouble|bitter|pain|mistakes?|anything)\b",
    re.IGNORECASE,
)


def goal_of(kind: str, groups: dict[str, str]) -> str:
    """What design should do, from the named groups of a construction; empty where that cannot be told safely."""
    if kind in _DENIED and any(_UNWANTED.search(groups[name]) for name in ("vp", "rest", "np") if groups.get(name)):
        return ""
    if kind in BUILT:
        made = BUILT[kind](groups)
    else:
        made = _plain(
            kind,
            trimmed(next((groups[name] for name in ("vp", "np", "ing", "wh", "about", "rest") if name in groups), "")),
        )
    return _checked(made) if made else ""


def _plain(kind: str, rest: str) -> str:
    """The kind's lead and the rest, where the rest is what the kind calls for."""
    if rest and kind in _VERBAL:
        rest = as_base(rest, kind)
    if not rest or (kind in _NOMINAL and not is_phrase(rest)):
        return ""
    shaped = _SHAPED.get(kind)
    made = shaped(rest) if shaped else rest
    return _LEADS.get(kind, "") + lowered(made) if made else ""


def _question(rest: str) -> str:
    """“if they come” → “whether they come”; empty where neither clause nor infinitive follows."""
    return re.sub(r"^if\b", "whether", rest, flags=re.IGNORECASE) if _asks(rest) else ""


def _news(rest: str) -> str:
    """What people are to be told: a question, “that …” or “about …”."""
    if not re.match(r"(?:what|where|which|why|how|who|when|if|whether|that|the|my|our|I|we)\b", rest, re.IGNORECASE):
        return ""
    rest = re.sub(r"^(?=(?:I|we) )", "that ", rest)
    return re.sub(r"^(?=(?:the|my|our) )", "that " if has_clause(tagged(rest)) else "about ", rest)


def _clause(rest: str) -> str:
    return rest if has_clause(tagged(rest)) else ""


def _provision(rest: str) -> str:
    return "" if starts_with_verb(rest) else with_indefinite(lowered(rest))


_SHAPED: dict[str, Callable[[str], str]] = {
    "np": _provision,
    "wh": _question,
    "tell": _news,
    "remind that": _clause,
    "unmake": gerund,
    "do for": "{} for".format,
}


def _asks(rest: str) -> bool:
    """Whether a clause or an infinitive follows the question word: “who is to call”, “what to pick”."""
    following = tagged(rest)[1:]
    return (
        has_clause(following)
        or (bool(following) and following[0].tag in FINITE)
        or any(token.tag is Tag.TO for token in following[:3])
    )


def _checked(goal: str) -> str:
    """`goal` said of people, if it is whole, plain and points to nothing outside; else empty."""
    goal = " ".join(goal.split())
    if points_outside(goal):
        return ""
    goal = said_of_people(goal)
    return "" if not goal or _VAGUE_GOAL.search(goal) or is_broken(goal) or is_cut(goal) else goal
