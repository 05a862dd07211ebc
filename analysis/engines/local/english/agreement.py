"""Which verbs hang on “I”, and whether another subject can stand in its place without breaking them."""

from __future__ import annotations

import re
from itertools import pairwise

from analysis.engines.local.english.lexicon import Tag, is_base_verb, is_plural, lemmas
from analysis.engines.local.english.tagging import Token

# Base forms that are also pasts: “put” and “read” read well unchanged; “found” and “felt” are nearly always pasts.
_MAYBE_PAST = frozenset(
    (
        "put cut let set hit read hurt cost shut spread quit beat found felt saw left lay fell wound bound ground "
        "thought bore bet split cast burst"
    ).split()
)
_CROWD = frozenset(
    (
        "they them their they're they've they'll they'd people everyone everybody someone somebody others nobody anyone"
    ).split()
)
_PERSONS = re.compile(
    r"(?:er|or|ist|ant|ent|ian|ee)s$|^(?:kids|children|friends|colleagues|parents|staff|boys|girls|men|women|guys|"
    r"clients|folks)$"
)


def governed(tokens: list[Token], index: int) -> int | None:
    """Index of the verb that the subject at `index` governs: the next word that is no adverb."""
    for at in range(index + 1, min(index + 5, len(tokens))):
        token = tokens[at]
        if token.tag is Tag.ADVERB or (token.lower.endswith("ly") and "ADV" in lemmas(token.lower)):
            continue
        return None if token.tag is Tag.PUNCTUATION else at
    return None


def is_present(verb: str) -> bool:
    """Whether `verb` is a base form and unlikely to be a past."""
    return is_base_verb(verb) and verb not in _MAYBE_PAST


def has_own_coordination(tokens: list[Token]) -> bool:
    """“My husband and I …”: two subjects joined, which no single pronoun replaces well."""
    return any(
        a.lower in {"and", "or"} and b.lower.split("'")[0] in {"i", "me"} and _ends_clause_start(tokens, index)
        for index, (a, b) in enumerate(pairwise(tokens))
    )


def _ends_clause_start(tokens: list[Token], index: int) -> bool:
    return index > 0 and tokens[index - 1].tag is Tag.NOUN and index <= 3


def has_crowd(tokens: list[Token]) -> bool:
    """Whether others are about for whom “they” might stand."""
    return any(
        token.lower in _CROWD or (token.tag is Tag.NOUN and _PERSONS.search(token.lower) and is_plural(token.text))
        for token in tokens
    )


def coordinated(tokens: list[Token]) -> list[int]:
    """Indices of verbs that continue the subject of an earlier clause: “…, share it”, “… and get feedback”."""
    found: list[int] = []
    for index, token in enumerate(tokens[:-1]):
        if token.lower not in {",", "and", "or", "but", "then", "–", ";"}:
            continue
        at = index + 1
        while at < len(tokens) and (
            tokens[at].tag is Tag.ADVERB or tokens[at].lower in {"and", "then", "or", "but", "so"}
        ):
            at += 1
        if at < len(tokens):
            found.append(at)
    return found


def agrees(tokens: list[Token]) -> bool:
    """Whether a singular subject can stand for “I”: every verb that hangs on it can be told from a noun."""
    joined = coordinated(tokens)
    verbs = any(carries_on(tokens, at) for at in joined)
    for at in joined:
        word = tokens[at].lower
        if word in {"have", "am", "do", "don't", "haven't"}:
            return False
        if not is_base_verb(word) or tokens[at].tag not in (Tag.BASE, Tag.NOUN) or _inside_infinitive(tokens, at):
            continue
        # Among verbs (“go home, cook and eat”) a word that may be one is no noun.
        if _surely_verb(tokens, at) or (_plainly_noun(tokens, at) and not verbs):
            continue
        if _present_before(tokens, at):
            return False
    return True


def carries_on(tokens: list[Token], at: int) -> bool:
    """Whether the verb at `at` continues a present verb of the same subject: “writes a plan, shares it”."""
    if not is_base_verb(tokens[at].lower) or _plainly_noun(tokens, at) or not _surely_verb(tokens, at):
        return False
    return not _inside_infinitive(tokens, at) and _present_before(tokens, at) and is_present(tokens[at].lower)


_OBJECTS = (Tag.DETERMINER, Tag.POSSESSIVE, Tag.OBJECT, Tag.TO, Tag.RELATIVE)


def _surely_verb(tokens: list[Token], at: int) -> bool:
    """A verb by its object, or because the lexicon knows it as nothing else."""
    if tokens[at].tag is not Tag.BASE:
        return False
    object_follows = at + 1 < len(tokens) and (tokens[at + 1].tag in _OBJECTS or tokens[at + 1].lower == "it")
    return object_follows or not {"NOUN", "ADJ"} & set(lemmas(tokens[at].lower))


def _subject_before(tokens: list[Token], at: int) -> int:
    """Index of the last subject before `at`, -1 for none."""
    for index in range(at - 1, -1, -1):
        if tokens[index].tag is Tag.SUBJECT and not (index and _is_object(tokens, index)):
            return index
    return -1


def _is_object(tokens: list[Token], index: int) -> bool:
    """“share it”: a pronoun of either use, right after a verb or a preposition."""
    verbs = (Tag.BASE, Tag.THIRD, Tag.PAST, Tag.GERUND, Tag.PREPOSITION)
    return tokens[index].lower in {"it", "you"} and tokens[index - 1].tag in verbs


def _inside_infinitive(tokens: list[Token], at: int) -> bool:
    """“has to open it and copy it”, “will send a plan and wait”: the second verb keeps its base form."""
    start = _subject_before(tokens, at)
    own = tokens[max(start, 0) : at]
    return any(token.tag in (Tag.TO, Tag.MODAL) for token in own) or any(
        token.lower.endswith(("'ll", "'d")) for token in own
    )


def _present_before(tokens: list[Token], at: int) -> bool:
    """Whether the verb that `at` continues is one of “I” in the present."""
    start = _subject_before(tokens, at)
    if start < 0 or tokens[start].lower.split("'")[0] != "i":
        return False
    verb = governed(tokens, start)
    return verb is not None and (
        tokens[start].lower in {"i'm", "i've"}
        or tokens[verb].lower in {"am", "have", "do", "don't", "haven't"}
        or (tokens[verb].tag is Tag.BASE and is_present(tokens[verb].lower))
    )


def agrees_in_plural(tokens: list[Token]) -> bool:
    """Whether “they” can stand for “I”: no “and was …” or “and am …” depends on it."""
    return not any(tokens[at].lower in {"was", "am", "wasn't"} for at in coordinated(tokens))


def _plainly_noun(tokens: list[Token], at: int) -> bool:
    """“Slack, email, Figma comments”: a list of nouns, no object follows."""
    if tokens[at].text[0].isupper():
        return True
    if "NOUN" not in lemmas(tokens[at].lower):
        return False
    return at + 1 >= len(tokens) or tokens[at + 1].tag in (Tag.PUNCTUATION, Tag.COORDINATOR)
