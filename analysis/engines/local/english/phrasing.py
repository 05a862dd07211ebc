"""Pieces of a goal: where they end, whether they are what they should be, and how they are said of people."""

from __future__ import annotations

import re

from analysis.engines.local.english.clauses import has_clause
from analysis.engines.local.english.lexicon import Tag, indefinite, inflected, is_base_verb, is_plural, is_word, lemmas
from analysis.engines.local.english.person import PEOPLE, THOSE, third_person
from analysis.engines.local.english.tagging import tagged

_STOP = re.compile(
    r"\s+–\s+.*$|,\s*(?:I|we|it|they|you|he|she|there|people|yeah|but|then|everything|everyone)(?:['’]\w+)?\s.*$|"
    r"[;:].*$|\.\s.*$|[?!].*$|,?\s+(?:but|because|so that I don't|since|although|though|whereas|unless|however)\b.*$|,"
    r"\s*(?:so|and (?:I|we|it|that|then|there|they|you|he|she|people)|which|you know|I think|"
    r"I mean|rather than just|if that|or "
    r"something|right now|at the moment|"
    r"except|especially|for example|for instance|like|to be honest|honestly|maybe|as well|too|"
    r"still|though|anyway|ideally|"
    r"I guess|I suppose)\b.*$|\s+(?:or something|or whatever|anymore|any more|either|yet|at all|for sure|somewhat|"
    r"and stuff|and things like that|and so on|etc\.?|as well|at the moment|though|anyway|I think|I guess|you know)\s"
    r"*$|\s+so (?:I|we|you|that|it|they)\b.*$|\s+and (?:I|we|it|that['’]s|there['’]s|they|you|"
    r"he|she|this)(?:['’]\w+)?\b.*$|,\s*$",
    re.IGNORECASE,
)
_POINTER = frozenset("it its it's her his hers them they he she him this these those here there theirs".split())
_FINAL_THAT = re.compile(
    r"\bthat$|\b(?:of|in|to|for|with|on|do|doing|use|see|get|have|like|from|about|at) that\b", re.IGNORECASE
)
_NOT_VERB = frozenset("the a an my our your their some more be".split())
_SELF = re.compile(r"\b(?:I|me|my|we|us|our|you|your|mine|ours|myself|yourself|I['’]\w+|we['’]\w+|you['’]\w+)\b")
_PERSON = re.compile(
    r"\b(?:people|person|man|woman|husband|wife|mother|father|mum|mom|dad|son|daughter|boss|"
    r"manager|friends?|he|she|we|they|I|it|that|this|there|what|which|everyone|everything|one|"
    r"life|day|thing|things)$",
    re.IGNORECASE,
)


def lowered(text: str) -> str:
    """`text` with a sentence's capital taken back, where the word is no name."""
    first = text.split(" ", 1)[0]
    if (len(first) > 1 and first.isupper()) or not first[:1].isupper() or first.startswith(("I'", "I’")):
        return text
    lower = first.lower()
    return text[:1].lower() + text[1:] if lemmas(lower) or tagged(lower)[0].tag is not Tag.NOUN else text


_LEAD = re.compile(
    r"^(?:(?:let|help|enable|remind|spare) people (?:to |having to )?|make it easy to |give people a good way to )?\w+ "
)
"""The verbs a goal begins with: none of them names anything."""


def points_outside(goal: str, *, lead: bool = True) -> bool:
    """Whether a pronoun stands in `goal` before anything it could stand for; its `lead`ing verbs name nothing."""
    if _FINAL_THAT.search(goal):
        return True
    for token in tagged(_LEAD.sub("", goal) if lead else goal):
        if token.tag is Tag.NOUN and token.lower != "people":
            return False
        if token.lower in _POINTER:
            return True
    return False


def trimmed(text: str) -> str:
    """`text` without what follows the wish: asides, reasons, second thoughts."""
    for _ in range(3):
        text = _STOP.sub("", text).strip(" ,;–-.")
    # “which entrance to use, the signs contradict each other”: a second clause after a bare comma is another thought.
    for part in re.finditer(r",\s+(?!and\b|or\b|with\b|without\b|when\b|if\b|where\b|who\b)", text):
        if has_clause(tagged(text[part.end() :])):
            return text[: part.start()].strip(" ,;–-.")
    return text


def as_base(rest: str, kind: str) -> str:
    """`rest` starting with a base verb.

    A gerund (“have trouble finding …”) is brought back to its base. Empty if neither.
    """
    rest = re.sub(r"^(?:be able to|also|just|really|actually|maybe|like)\s+", "", rest, flags=re.IGNORECASE)
    words = rest.split()
    leads = {"always", "even", "still", "just", "not"}
    at = 1 if len(words) > 1 and (words[0].lower().endswith("ly") or words[0].lower() in leads) else 0
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
    # After “to”, a word the lexicon has never heard of (“rebook”) is a verb.
    unknown = verb.isalpha() and len(verb) > 3 and not lemmas(verb) and not is_word(verb)
    return " ".join(words) if verb not in _NOT_VERB and (is_base_verb(verb) or unknown) else ""


def is_phrase(text: str) -> bool:
    """Whether `text` begins like a noun phrase with a noun in its first words and no clause on the loose."""
    tokens = tagged(text)[:6]
    if not tokens:
        return False
    if tokens[0].lower in {"something", "someone", "somebody", "everything"}:
        return len(tokens) > 2
    return any(token.tag in (Tag.NOUN, Tag.GERUND) for token in tokens) and tokens[0].tag is not Tag.SUBJECT


def starts_with_verb(text: str) -> bool:
    """“update what I see”: a verb phrase where a noun phrase should be."""
    tokens = tagged(text)
    return (
        tokens[0].tag is Tag.BASE
        and len(tokens) > 1
        and tokens[1].tag in (Tag.DETERMINER, Tag.POSSESSIVE, Tag.RELATIVE)
    )


def is_thing(text: str) -> bool:
    """Whether `text` is a bare noun phrase that names a thing, not a person, a pronoun or half a clause."""
    tokens = tagged(text)
    allowed = {
        Tag.DETERMINER,
        Tag.POSSESSIVE,
        Tag.ADJECTIVE,
        Tag.NOUN,
        Tag.PREPOSITION,
        Tag.GERUND,
        Tag.NUMBER,
        Tag.COORDINATOR,
    }
    return (
        bool(tokens)
        and all(token.tag in allowed or is_plural(token.text) for token in tokens)
        and (tokens[-1].tag in (Tag.NOUN, Tag.GERUND) or is_plural(tokens[-1].text))
        and tokens[0].tag not in (Tag.PREPOSITION, Tag.COORDINATOR)
        and any(token.tag in (Tag.NOUN, Tag.GERUND) for token in tokens)
        and not _PERSON.search(text)
    )


def said_of_people(goal: str) -> str:
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


def plural(text: str) -> bool:
    """Whether the noun phrase `text` ends in a plural."""
    return is_plural(text.rsplit(maxsplit=1)[-1])


_MASS = frozenset(
    (
        "feedback information data time support help advice access space software hardware music work traffic money "
        "progress equipment knowledge research content text code documentation privacy power storage signal email "
        "training care attention security furniture weather energy water food coffee tea paper sound light stress"
    ).split()
)
_MASS_ENDING = re.compile(r"(?:ing|ness|ity|ence|ance|tion|sion|ship|ics|ware)$")


def with_indefinite(phrase: str) -> str:
    """“snooze feature” → “a snooze feature”; what is plural, uncountable or has its determiner stays."""
    tokens = tagged(phrase)
    if (
        len(tokens) > 1
        and tokens[0].tag is Tag.BASE
        and tokens[1].tag is Tag.PREPOSITION
        and "NOUN" in lemmas(tokens[0].lower)
    ):
        return indefinite(phrase)  # “filter for size”
    if not tokens or tokens[0].tag not in (Tag.NOUN, Tag.ADJECTIVE) or tokens[0].text[0].isupper():
        return phrase
    head = tokens[0]
    for token in tokens:
        if token.tag not in (Tag.NOUN, Tag.ADJECTIVE):
            break
        head = token
    lower = head.lower
    if head.tag is not Tag.NOUN or is_plural(lower) or lower in _MASS or _MASS_ENDING.search(lower):
        return phrase
    if tokens[0].lower in {"more", "less", "fewer", "enough", "such", "several", "many"}:
        return phrase
    return indefinite(phrase)


def gerund(verb_phrase: str) -> str:
    """“switch between tools” → “switching between tools”."""
    first, _, rest = verb_phrase.partition(" ")
    return f"{inflected(first, 'VBG')} {rest}".strip()
