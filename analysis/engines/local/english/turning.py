"""Complaints turned round: “The signs contradict each other” → “keep the signs from contradicting each other”."""

from __future__ import annotations

import re

from analysis.engines.local.english.lexicon import ADJECTIVES, FINITE, Tag, inflected, is_base_verb, lemmas
from analysis.engines.local.english.phrasing import (
    as_base,
    is_phrase,
    is_thing,
    lowered,
    plural,
    points_outside,
    trimmed,
    with_indefinite,
)
from analysis.engines.local.english.tagging import tagged
from analysis.engines.local.text import count_words

_OPPOSITES = {
    "make {np} clear": "unclear misleading",
    "make {np} easy to understand": "confusing complicated complex cryptic",
    "make {np} faster": "slow laggy",
    "make {np} easy to use": "clunky cumbersome awkward",
    "take the frustration out of {np}": "frustrating annoying irritating infuriating",
    "bring {np} together in one place": "fragmented scattered",
    "make {np} consistent": "inconsistent unpredictable",
    "make {np} reliable": "unreliable buggy",
    "make {np} accurate": "inaccurate",
    "make {np} affordable": "expensive pricey",
    "make {np} larger": "small tiny",
    "make {np} shorter": "long",
    "make {np} quieter": "noisy loud",
    "bring {np} into view": "hidden buried",
    "keep {np} up to date": "outdated",
    "cut the time that {np} takes": "time-consuming time-intensive",
    "make {np} more flexible": "rigid restrictive inflexible limited",
    "improve {np}": "poor bad terrible awful useless horrible disappointing",
    "take the tedium out of {np}": "tedious repetitive boring",
    "take the hurry out of {np}": "rushed",
    "tidy up {np}": "messy cluttered chaotic",
}
_TURNED = {adjective: frame for frame, listing in _OPPOSITES.items() for adjective in listing.split()}
_PERSONS = re.compile(
    r"^(?:the |our |these |those |some |most )?(?:\w+ )?(?:kids|children|students|users|customers|"
    r"drivers|managers|developers|patients|visitors|doctors|teachers|parents|nurses|colleagues|"
    r"stakeholders|clients|members|volunteers|employees|beginners)$",
    re.IGNORECASE,
)


def _third(groups: dict[str, str]) -> str:
    rest = trimmed(groups.get("vp", ""))
    lemma = next(iter(lemmas(groups["v"].lower()).get("VERB", ())), "")
    return f"{lemma} {rest}" if lemma and rest else ""


def _kept(groups: dict[str, str]) -> str:
    thing = trimmed(groups["np"])
    if not thing or count_words(thing) > 6 or not is_thing(thing):
        return ""
    return f"make sure that {lowered(thing)} {'stay' if plural(thing) else 'stays'} in sight"


def _treated(groups: dict[str, str]) -> str:
    thing, adjective = trimmed(groups["np"]), trimmed(groups["adj"])
    if not adjective or count_words(thing) > 12:
        return ""
    return f"treat {lowered(thing)} as {adjective}"


def _turned(groups: dict[str, str]) -> str:
    thing = groups["np"].strip()
    if not is_thing(thing) or (" " not in thing and not plural(thing)):
        return ""
    adjective = groups["adj"].lower()
    return _TURNED.get(adjective, f"make {{np}} less {adjective}").format(np=lowered(thing))


def _made(groups: dict[str, str]) -> str:
    thing, state = groups["np"].strip(), trimmed(groups["adj"])
    first = state.split()[0].lower() if state else ""
    if not is_thing(thing) or ("ADJ" not in lemmas(first) and first not in ADJECTIVES):
        return ""
    return f"make {lowered(thing)} {state}"


def _eased(groups: dict[str, str]) -> str:
    thing, rest = groups["np"].strip(), as_base(trimmed(groups["vp"]), "easy")
    return f"make {lowered(thing)} easy to {rest}" if rest and is_thing(thing) and count_words(rest) <= 6 else ""


def _seen(groups: dict[str, str]) -> str:
    thing = trimmed(groups["np"])
    if not is_thing(thing) or count_words(thing) > 6:
        return ""
    return f"make {lowered(thing)} easy to {groups['v'].lower()}"


def _sure(groups: dict[str, str]) -> str:
    thing, rest = groups["np"].strip(), trimmed(groups["rest"])
    if not rest or not is_thing(thing) or rest.split()[0].lower() in {"able", "honest", "careful"}:
        return ""
    return f"make sure that {lowered(thing)} {'are' if plural(thing) else 'is'} {rest}"


def _makes(groups: dict[str, str]) -> str:
    thing, rest = groups["np"].strip(), trimmed(groups["vp"])
    return f"make {lowered(thing)} {rest}" if rest and " " in rest and is_thing(thing) else ""


def _somebody(groups: dict[str, str]) -> str:
    rest = trimmed(groups["rest"])
    return f"make sure that somebody {groups['v'].lower()} {rest}" if rest and not points_outside(rest) else ""


def _preferred(groups: dict[str, str]) -> str:
    rest = as_base(trimmed(groups["vp"]), "let")
    return "let people " + re.sub(r"(?<!rather) than (?=\w+ )", " rather than ", rest, count=1) if rest else ""


def _stopped(groups: dict[str, str]) -> str:
    """“Updates crash my watch” → “keep updates from crashing my watch”."""
    thing, rest = groups["np"].strip(), trimmed(groups["rest"])
    base = next(iter(lemmas(groups["v"].lower()).get("VERB", ())), "")
    if not rest or not base or not (is_thing(thing) or _PERSONS.search(thing)):
        return ""
    return f"keep {lowered(thing)} from {inflected(base, 'VBG')} {rest}"


def _stopped_passive(groups: dict[str, str]) -> str:
    thing, rest = groups["np"].strip(), trimmed(groups["rest"])
    tokens = tagged(thing)
    if not rest or tokens[0].tag not in (Tag.NOUN, Tag.DETERMINER, Tag.POSSESSIVE, Tag.ADJECTIVE):
        return ""
    if any(token.tag in FINITE or token.tag is Tag.SUBJECT for token in tokens):
        return ""
    return f"keep {lowered(thing)} from getting {groups['v']} {rest}"


def _lost(groups: dict[str, str]) -> str:
    rest = trimmed(groups["np"])
    base = next(iter(lemmas(groups["v"].lower()).get("VERB", ())), "")
    if not rest or not base or not is_phrase(rest):
        return ""
    if with_indefinite(rest) != rest:
        rest = f"the {rest}"  # Notes drop the article: “lost basket”.
    return f"keep people from {inflected(base, 'VBG')} {rest}"


def _felt(groups: dict[str, str]) -> str:
    rest = trimmed(groups["adj"])
    return f"keep people from feeling {rest}" if rest and not rest.startswith("like I") else ""


def _been(groups: dict[str, str]) -> str:
    rest = re.split(r"\s+(?=(?:it|I|they|we|he|she|there)\b)", trimmed(groups["adj"]))[0]
    return f"keep people from being {rest}" if count_words(rest) > 1 or rest in {"stuck", "ignored", "tricked"} else ""


_STEPS = re.compile(r"\b(clicks?|steps?|taps?|screens?|forms?|calls?|attempts?|tries|pages)$")


def _shortened(groups: dict[str, str]) -> str:
    rest = as_base(trimmed(groups["vp"]), "let")
    if not rest or count_words(rest) < 3 or rest.startswith(("arrive", "come", "go ")):
        return ""
    steps = _STEPS.search(groups["q"])
    if steps:
        return f"let people {rest} in fewer {steps.group(1).rstrip('s')}s"
    timed = re.search(r"minutes?|hours?|days?|weeks?|months?|time|long|ages|forever|years?", groups["q"])
    return f"let people {rest} in less time" if timed else ""


def _sees_to_it(groups: dict[str, str]) -> str:
    """“The camera does not know the difference” → “make sure that the camera knows the difference”."""
    thing, rest = groups["np"].strip(), trimmed(groups["vp"])
    verb, _, tail = rest.partition(" ")
    if (
        tail in {"", "me", "us", "you", "people", "it"}
        or not is_base_verb(verb)
        or not (is_thing(thing) or _PERSONS.search(thing))
    ):
        return ""
    return f"make sure that {lowered(thing)} {verb if plural(thing) else inflected(verb.lower(), 'VBZ')} {tail}"


def _kept_as_it_is(groups: dict[str, str]) -> str:
    thing = groups["np"].strip()
    if not is_thing(thing):
        return ""
    return f"keep {lowered(thing)} as {groups['adj'].lower()} as {'they are' if plural(thing) else 'it is'}"


BUILT = {
    "stop": _stopped,
    "stop passive": _stopped_passive,
    "lose": _lost,
    "feel": _felt,
    "be": _been,
    "takes": _shortened,
    "lets": _sees_to_it,
    "keep good": _kept_as_it_is,
    "rather": _preferred,
    "third": _third,
    "keep": _kept,
    "treat": _treated,
    "turn": _turned,
    "made": _made,
    "easier": _eased,
    "seen": _seen,
    "sure": _sure,
    "makes": _makes,
    "somebody": _somebody,
}
