"""What people ask for, and what their complaints ask for, as the rest of “The system should …”.

“I need a way to consolidate all feedback in one place” → “consolidate all feedback in one place”
“I wish I could see who decided” → “let people see who decided”
“There's no clear criteria for a good design” → “provide clear criteria for a good design”
“I have to constantly switch between tools” → “spare people having to constantly switch between tools”

Only constructions whose rest is sure to be a verb phrase or a noun phrase are used; everything else is left to the
caller.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.engines.local.english.lexicon import Tag, inflected, is_base_verb, lemmas
from analysis.engines.local.english.person import PEOPLE, THOSE, is_safe, third_person
from analysis.engines.local.english.tagging import tagged
from analysis.engines.local.text import count_words

_ME = (
    r"(?<!what )(?<!all )(?<!where )(?<!when )(?<!if )(?<!than )(?<!whatever )(?<!because )\b(?:I|we|people|users|"
    r"students|customers|beginners|employees)"
)
_WANT = (
    r"(?:need|want|would like|['’]d like|would love|['’]d love|wish for|would prefer|['’]d prefer|would appreciate|"
    r"['’]d appreciate|hope for|am looking for|['’]m looking for|are looking for)"
)
_ADV = (
    r"(?:(?:really|just|also|only|definitely|still|always|probably|actually|often|sometimes|usually|mainly|mostly|"
    r"maybe|basically|kind of|simply|all) )*"
)
_NICE = (
    r"(?:great|nice|good|helpful|useful|ideal|amazing|awesome|cool|better|lovely|perfect|fantastic|wonderful|handy|"
    r"really \w+|very \w+|super \w+)"
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for."""

    goal: str
    """A verb phrase in the base form that completes “The system should …”."""
    said: str
    """The sentence it was made from, as said."""
    stated: bool
    """True where somebody wished it in so many words.

    False where a complaint, a worry or something valued implies it.
    """
    kind: str
    """The construction it was made from."""


_RULES: tuple[tuple[re.Pattern[str], str, bool], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), kind, stated)
    for pattern, kind, stated in (
        (
            (
                rf"{_ME}\s*{_ADV}{_WANT} (?:a|some|any|an easy|a better|a good|a simple|a quick) (?:way|ways|method|"
                rf"tool|"
                rf"means|place|opportunity|chance)s? to (?P<vp>.+)"
            ),
            "vp",
            True,
        ),
        (rf"{_ME}\s*{_ADV}{_WANT} to be able to (?P<vp>.+)", "let", True),
        (
            (
                rf"{_ME}\s*{_ADV}{_WANT} to (?:see|have|get) (?P<np>(?:a|an|the|more|better|some|clear|clearer|fewer|"
                rf"less|all|my|our)\b.+)"
            ),
            "np",
            True,
        ),
        (rf"{_ME}\s*{_ADV}{_WANT} to (?P<vp>.+)", "let", True),
        (
            (
                rf"{_ME}\s*{_ADV}{_WANT} (?:it|the (?:app|system|tool|site|website|software|program|ai|service|"
                rf"interface)|them) to (?P<vp>.+)"
            ),
            "vp",
            True,
        ),
        (
            (
                rf"{_ME}\s*{_ADV}{_WANT} (?:something|anything|a tool|an app|a system|one|someone|somebody) (?:that|"
                rf"which|who) (?:could |can |would |will )?(?P<v>\w+) (?P<vp>.+)"
            ),
            "third",
            True,
        ),
        (
            (
                rf"{_ME}\s*{_ADV}{_WANT} (?P<np>(?:a|an|the|more|better|some|clear|clearer|fewer|less|good|easy|"
                rf"easier)\b"
                rf".+)"
            ),
            "np",
            True,
        ),
        (
            (
                rf"\bI\s*{_ADV}wish (?:that )?(?:I|we|you|people) (?:could|can|was able to|were able to|had been able "
                rf"to) (?P<vp>.+)"
            ),
            "let",
            True,
        ),
        (
            (
                rf"\bI\s*{_ADV}wish (?:that )?(?:there was|there were|there is|I had|we had|it had|they had|you had) "
                rf"(?P<np>.+)"
            ),
            "np",
            True,
        ),
        (rf"\bI\s*{_ADV}wish (?:that )?(?:it|they|you|the \w+|the \w+ \w+) (?:could|would|can) (?P<vp>.+)", "vp", True),
        (
            (
                rf"\bwould (?:also |really |just |probably )?be (?:so |really |very |quite |super )?{_NICE} (?:if|to "
                rf"have it so) (?:I|we|you|people|users|one) (?:could|can|were able to|was able to) (?P<vp>.+)"
            ),
            "let",
            True,
        ),
        (
            (
                rf"\bwould (?:also |really |just |probably )?be (?:so |really |very |quite |super )?{_NICE} if "
                rf"(?:there "
                rf"was|there were|there is|I had|we had|it had|they had|you had) (?P<np>.+)"
            ),
            "np",
            True,
        ),
        (
            (
                rf"\bwould (?:also |really |just |probably )?be (?:so |really |very |quite |super )?{_NICE} if (?:it|"
                rf"they|you|the \w+|the \w+ \w+) (?:could|would|can) (?P<vp>.+)"
            ),
            "vp",
            True,
        ),
        (
            (
                rf"\bwould (?:also |really |just |probably )?be (?:so |really |very |quite |super )?{_NICE} to have "
                rf"(?P<np>.+)"
            ),
            "np",
            True,
        ),
        (
            (
                rf"\bwould (?:also |really |just |probably )?be (?:so |really |very |quite |super )?{_NICE} to be able "
                rf"to (?P<vp>.+)"
            ),
            "let",
            True,
        ),
        (
            rf"\bwould (?:also |really |just |probably )?be (?:so |really |very |quite |super )?{_NICE} to (?P<vp>.+)",
            "let",
            True,
        ),
        (r"\bwhat (?:would|could) (?:really |also )?(?:help|improve)[^,]{0,30} (?:is|would be) (?P<np>.+)", "np", True),
        (rf"{_ME} should be able to (?P<vp>.+)", "let", True),
        (
            (
                r"\b(?:it|the (?:app|system|tool|site|website|software|program|ai|service|interface)) (?:should|needs "
                r"to|"
                r"has to|must) (?P<vp>.+)"
            ),
            "vp",
            True,
        ),
        (
            (
                r"\bplease (?P<vp>(?:add|fix|make|let|give|allow|bring|include|provide|change|improve|remove|stop|show|"
                r"offer|support|restore|keep)\b.+)"
            ),
            "vp",
            True,
        ),
        (r"\bif only (?:I|we|you) could (?P<vp>.+)", "let", True),
        (r"\bif only (?:there was|there were|it had) (?P<np>.+)", "np", True),
        # What people value, and what they fear.
        (
            (
                r"\b(?:it|this|that|AI|which|the \w+|the \w+ \w+) (?:really |also |always |just |can |could "
                r")?(?:helps?|"
                r"helped) (?:me|us|people|you) (?:to )?(?P<vp>\w+ .+)"
            ),
            "help",
            False,
        ),
        (
            (
                r"\b(?:it|this|that|AI|which|the \w+|the \w+ \w+) (?:really |also |always |just )?(?:lets?|allows?|"
                r"enables?) (?:me|us|people|you) (?:to )?(?P<vp>\w+ .+)"
            ),
            "let",
            False,
        ),
        (
            (
                r"(?:^|[,–] )(?P<np>(?:the|a|an|my|our|good|clear|having|being|knowing|writing|doing|taking|making|"
                r"using|"
                r"getting|keeping)\b[^,;–]{3,60}?) (?:is|are) (?:really |very |so |also |absolutely |still "
                r")*(?P<adj>(?:a |an |the |my |our )?(?:crucial|essential|vital|key|critical|central|most important|"
                r"mistake|huge help|big help)\b[^,;–]*)"
            ),
            "treat",
            False,
        ),
        (rf"{_ME} {_ADV}(?:like|prefer|love) to (?P<vp>\w+ .+)", "let", False),
        (
            (
                rf"{_ME} {_ADV}(?:love|enjoy|appreciate|like|value) (?P<ing>(?:\w+ing|the|a|an|that feeling of|those|"
                rf"this|my)\b.+)"
            ),
            "room",
            False,
        ),
        (
            (
                rf"(?:I['’]m|I am|we['’]re|we are) {_ADV}(?:pretty |very |quite |so |a bit |a little )?(?:worried|"
                rf"concerned|afraid|scared|anxious|nervous) (?P<about>(?:that|about)\b.+)"
            ),
            "worry",
            False,
        ),
        (r"\b(?:my|our|the) (?:\w+ )?(?:concern|worry|fear) (?:is|was|would be) (?P<about>that\b.+)", "worry", False),
        (rf"{_ME} {_ADV}worry (?P<about>(?:that|about)\b.+)", "worry", False),
        # Complaints that imply what is wanted.
        (
            (
                r"\bthere['’]?s (?:really |just |still )?no (?:good |easy |clear |simple |quick |real )?way (?:to|of) "
                r"(?P<vp>.+)"
            ),
            "way",
            False,
        ),
        (
            (
                r"\bthere(?:['’]s| is| are|['’]re| was| were) (?:really |just |still )?(?:no|not enough|hardly any|not "
                r"any) (?P<np>.+)"
            ),
            "np",
            False,
        ),
        (rf"{_ME} {_ADV}(?:have|has|had) (?:really |just |still )?no (?P<np>.+)", "np", False),
        (rf"{_ME} {_ADV}(?:don['’]t|do not) have (?:enough |the |access to )(?P<np>.+)", "np", False),
        (
            (
                rf"{_ME} {_ADV}(?:struggle|am struggling|find it (?:really |very |quite )?(?:hard|difficult)|have "
                rf"trouble|have a hard time) (?:to )?(?P<vp>.+)"
            ),
            "easy",
            False,
        ),
        (
            (
                r"\b(?:it['’]s|it is|it can be) (?:really |very |quite |so |too |often |also |sometimes )*(?:hard|"
                r"difficult|tricky|tough|impossible|challenging) to (?P<vp>.+)"
            ),
            "easy",
            False,
        ),
        (
            (
                rf"{_ME} {_ADV}(?:can['’]t|cannot|can not|am not able to|are not able to|am unable to) (?:really |"
                rf"easily "
                rf"|always |even |just )*(?P<vp>.+)"
            ),
            "enable",
            False,
        ),
        (
            (
                rf"{_ME} {_ADV}(?:don['’]t|do not|never|didn['’]t) (?:really |always |even |often )*(?:know|understand|"
                rf"see) (?P<wh>(?:what|where|which|why|how|who|when|if|whether)\b.+)"
            ),
            "wh",
            False,
        ),
        (
            rf"{_ME} {_ADV}have to {_ADV}(?P<vp>(?:(?:constantly|manually|always|repeatedly|still|even) )?\w+.+)",
            "spare",
            False,
        ),
        (rf"{_ME} {_ADV}(?:end|ended) up (?P<ing>\w+ing .+)", "avoid", False),
        (
            rf"{_ME} {_ADV}(?:keep|kept) (?P<ing>(?!meaning|trying|thinking|going|telling|learning)\w+ing .+)",
            "avoid",
            False,
        ),
        (
            (
                r"\b(?P<np>[\w' -]{3,50}?) (?:gets?|got|is|are|keeps? getting) (?:lost|buried|forgotten|overlooked|"
                r"ignored|missed)\b"
            ),
            "keep",
            False,
        ),
    )
)
_STOP = re.compile(
    r"\s+–\s+.*$|,\s*(?:I|we|it|they|you|he|she|there|people|yeah|but|then|everything|everyone)(?:['’]\w+)?\s.*$|"
    r"[;:].*$|\.\s.*$|[?!].*$|,?\s+(?:but|because|so that I don't|since|although|though|whereas|unless|however)\b.*$|,"
    r"\s*(?:so|and (?:I|we|it|that|then|there|they|you)|which|you know|I think|I mean|rather than just|if that|or "
    r"something|right now|at the moment|"
    r"except|especially|for example|for instance|like|to be honest|honestly|maybe|as well|too|though|anyway|ideally|"
    r"I guess|I suppose)\b.*$|\s+(?:or something|or whatever|anymore|any more|either|yet|at all|for sure|somewhat|"
    r"and stuff|and things like that|and so on|etc\.?|as well|at the moment|though|anyway|I think|I guess|you know)\s"
    r"*$|\s+so (?:I|we|you|that|it|they)\b.*$|\s+and (?:I|we|it|that['’]s|there['’]s|they|you|he|she|this)\b.*$|,\s*$",
    re.IGNORECASE,
)
_VAGUE_GOAL = re.compile(
    r"^(?:\w+ (?:people )?)?(?:it|that|this|them|so|do|do so|do (?:it|that|this|so)|be|go|say|see|know|have|get|make|"
    r"there)\W*$|^(?:let people|spare people having to|enable people to) (?:say|be honest|think|admit|go|mention|add|"
    r"talk about)\b",
    re.IGNORECASE,
)
_POINTING = re.compile(r"\b(?:that|this|these|those|it|them|he|she|him|they)\b", re.IGNORECASE)
_CLEAR_ANYWAY = 9
"""Words. A shorter goal with a pointing word (“keep control of that”) says too little."""
_NOT_VERB = frozenset("the a an my our your their some more be".split())


def wishes(sentence: str, *, shortest: int = 2, longest: int = 22) -> list[Wish]:
    """Every wish in `sentence` (tidy, without openers) that can be told without doubt, the stated ones first."""
    if not is_safe(sentence) or sentence.endswith("?"):
        return []
    found: list[Wish] = []
    for pattern, kind, stated in _RULES:
        match = pattern.search(sentence)
        if match is None:
            continue
        goal = _goal(match, kind)
        if goal and shortest < count_words(goal) <= longest:
            found.append(Wish(goal=goal, said=sentence, stated=stated, kind=kind))
    return sorted(found, key=lambda wish: not wish.stated)


def _goal(match: re.Match[str], kind: str) -> str:
    groups = {name: value for name, value in match.groupdict().items() if value}
    rest = _trimmed(next((groups[name] for name in ("vp", "np", "ing", "wh", "about") if name in groups), ""))
    if not rest:
        return ""
    if kind == "third":
        lemma = next(iter(lemmas(groups["v"].lower()).get("VERB", ())), "")
        return _said_of_people(f"{lemma} {rest}") if lemma else ""
    if kind in {"vp", "let", "way", "easy", "enable", "spare", "help"}:
        rest = _as_base(rest, kind)
        if not rest:
            return ""
    lead = {
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
        "avoid": "keep people from ",
        "keep": "make sure that ",
    }.get(kind, "")
    if kind == "keep":
        if count_words(rest) > 6 or _POINTING.search(rest):
            return ""
        rest = f"{rest} stays in sight" if not _plural(rest) else f"{rest} stay in sight"
    if kind == "treat":
        adjective = _trimmed(groups["adj"])
        rest = f"{rest} as {adjective}" if adjective and count_words(rest) <= 12 else ""
        if not rest or _POINTING.search(rest):
            return ""
    if kind == "wh":
        rest = re.sub(r"^if\b", "whether", rest, flags=re.IGNORECASE)
    if kind == "np" and not _is_phrase(rest):
        return ""
    goal = _said_of_people(lead + rest)
    if not goal or _VAGUE_GOAL.match(goal) or (_POINTING.search(goal) and count_words(goal) < _CLEAR_ANYWAY):
        return ""
    return goal


def _trimmed(text: str) -> str:
    for _ in range(3):
        text = _STOP.sub("", text).strip(" ,;–-.")
    return text


def _as_base(rest: str, kind: str) -> str:
    """`rest` starting with a base verb.

    A gerund (“have trouble finding …”) is brought back to its base. Empty if neither.
    """
    rest = re.sub(r"^(?:be able to|also|just|really|actually|maybe|like)\s+", "", rest, flags=re.IGNORECASE)
    words = rest.split()
    at = (
        1
        if len(words) > 1
        and (words[0].lower().endswith("ly") or words[0].lower() in {"always", "even", "still", "just", "not"})
        else 0
    )
    if at >= len(words):
        return ""
    verb = words[at].lower().strip(",")
    if verb.endswith("ing") and kind == "easy":
        base = next(iter(lemmas(verb).get("VERB", ())), "")
        if not base:
            return ""
        words[at] = base
        return " ".join(words)
    if verb in {"be", "have", "do"}:
        return " ".join(words)
    return " ".join(words) if verb not in _NOT_VERB and is_base_verb(verb) else ""


def _is_phrase(text: str) -> bool:
    """Whether `text` begins like a noun phrase with a noun in its first words and no clause on the loose."""
    tokens = tagged(text)[:6]
    return (
        bool(tokens)
        and any(token.tag in (Tag.NOUN, Tag.GERUND) for token in tokens)
        and tokens[0].tag is not Tag.SUBJECT
    )


_SELF = re.compile(r"\b(?:I|me|my|we|us|our|you|your|mine|ours|myself|yourself|I['’]\w+|we['’]\w+|you['’]\w+)\b")


def _said_of_people(goal: str) -> str:
    """The goal without “I” and “my”; empty where that is not safe."""
    if not _SELF.search(goal):
        return goal
    # “People” stand in the goal already, or are the ones design works for: “they” and “their” point to them.
    if "people" in goal.split() or not re.search(r"\b(?:I|we|you|me|us)\b", goal):
        told = third_person(goal[:1].upper() + goal[1:], THOSE)
        told = told and re.sub(r"\bpeople['’]s\b", "their", told)
    else:
        told = third_person(goal[:1].upper() + goal[1:], PEOPLE)
    if not told:
        return ""
    told = told[:1].lower() + told[1:]
    return re.sub(r"\b(let|give|allow|help|show|tell|for|to|remind|offer) people (they|people)\b", r"\1 people", told)


def _plural(text: str) -> bool:
    last = text.rsplit(maxsplit=1)[-1].lower()
    nouns = lemmas(last).get("NOUN", ())
    return bool(nouns) and last not in nouns


def gerund(verb_phrase: str) -> str:
    """“switch between tools” → “switching between tools”."""
    first, _, rest = verb_phrase.partition(" ")
    return f"{inflected(first, 'VBG')} {rest}".strip()
