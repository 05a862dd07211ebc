"""Names of people in a study: those who speak, those who introduce themselves, those who are spoken of.

Found by rule: names of speakers, introductions ("my name is …"), titles, relations ("my husband Tom", "our kids – Emma
and Jake"), and given names from a list. Organisations and places are not looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources

from analysis.readers.casting import is_role_label
from analysis.readers.identity import is_generic
from analysis.readers.vocabulary import NAME_PARTICLES, TITLES
from analysis.transcripts import Transcript

_CAP = r"(?!I['’])[A-ZÀ-ÖØ-ÞĀ-Ž][a-zß-öø-ÿā-žıłşğ'’\-]{1,24}[A-Za-zß-öø-ÿā-ž]?(?:[A-Z][a-z]{1,20})?"
_NAME = rf"{_CAP}(?:\s(?:(?:van|von|de|der|da|dos|del|la|el|al|bin|ibn|O'|Mc)\s)?{_CAP}){{0,2}}"
_STRONG = re.compile(
    r"(?:\b[Mm]y\sname(?:['’]s|\sis)|\bI['’]?m\scalled|\b[Cc]all\sme|\b[Mm]ein\sName\sist|\b[Ii]ch\shei(?:ß|ss)e|\b[Jj]e\sm['’]appelle|\b[Mm]on\snom\sest"
    r"|\b[Mm]e\sllamo|\b[Mm]i\snombre\ses|\b[Mm]eu\snome\sé|\b[Mm]e\schamo|\b[Mm]i\schiamo|\b[Ii]k\sheet|\b[Cc]onducted\sby|\b[Ii]nterviewed\sby|\b[Ff]acilitated\sby|\b[Mm]oderated\sby"
    r"|\b(?:Name|Nombre|Nom|Nome|[Pp]seudonym|[Ss]eudónimo)(?:\s\([^)\n]{1,20}\))?\**:\**)"
    rf"\s(?P<name>{_NAME})"
)
_WEAK = re.compile(
    rf"\b(?:I['’]m|I\sam|[Tt]his\sis|[Ii]ch\sbin|[Jj]e\ssuis|[Ss]oy|[Ee]u\ssou|[Ss]ono|[Ii]k\sben|[Dd]ear|[Hh]i,?|[Hh]ello,?|[Tt]hanks,?|[Tt]hank\syou,?)\s(?P<name>{_NAME})"
)
_TITLED = re.compile(
    rf"\b(?:Mr|Mrs|Ms|Mx|Dr|Prof|Professor|Sir|Madam|Herrn?|Frau|Monsieur|Madame|Mme|Señora?|Sra?|Don|Doña|Senhora?|Signora?|Aunt|Auntie|Aunty|Uncle|Grandma|Grandpa|Granny|Nana|Cousin|Tante|Onkel|Oma|Opa)\.?\s(?P<name>{_NAME})"
)
_ONE = (
    "husband|wife|partner|fiancée?|boyfriend|girlfriend|son|daughter|brother|sister|mother|father|mum|mom|dad|grandmother|grandfather|aunt|uncle|great-aunt|great-uncle|cousin|niece|nephew|"
    "friend|colleague|coworker|co-worker|boss|manager|supervisor|assistant|neighbou?r|roommate|flatmate|teacher|doctor|therapist|nurse|client|teammate|baby|dog|cat|"
    "Mann|Frau|Sohn|Tochter|Bruder|Schwester|Freund|Freundin|Kollege|Kollegin|Chef|Chefin|mari|femme|fils|fille|frère|sœur|ami|amie|collègue|chef|"
    "marido|esposa|esposo|hijo|hija|hermano|hermana|amigo|amiga|colega|jefe|jefa|filho|filha|irmão|irmã|chefe"
)
_MANY = (
    "kids|children|sons|daughters|twins|boys|girls|brothers|sisters|parents|friends|colleagues|cousins|grandchildren|neighbours|neighbors|"
    "Kinder|Söhne|Töchter|Kollegen|Freunde|enfants|fils|filles|collègues|amis|hijos|hijas|colegas|amigos|filhos|filhas"
)
_RELATED = re.compile(
    rf"\b(?:{_ONE})(?:['’]s\sname\sis|\s(?:called|named|heißt|namens)|,|\s[\\\-–—]{{1,2}})?\s(?P<name>{_NAME})"
)
_FAMILY = re.compile(rf"\b(?:{_MANY})\b(?P<list>[^.?!\n]{{1,160}})")
_WORD = re.compile(rf"(?<![\w@.]){_CAP}(?![\w@])")
_RUN = re.compile(rf"(?<![\w@.])(?P<first>{_CAP})(?:\s(?P<second>{_CAP}))?")
_NOT_NAMES = frozenset(
    """
    I I'm I'd I've I'll Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June
    July August September October November December Christmas Easter English German French Spanish Portuguese Italian
    Chinese Japanese Korean American British European African Asian Indian Australian Canadian Mexican Brazilian
    Russian Persian Vietnamese Turkish Polish Dutch Swedish Norwegian Danish Finnish Greek Arabic Muslim Christian
    Jewish Catholic Hindu Buddhist Slack Zoom Teams Google Microsoft Apple Amazon Facebook Instagram Figma Excel Word
    Windows Linux Python Jira Notion Netflix YouTube WhatsApp The A An And But So If It He She We You They This That
    These Those There What When Where Why How Who Yes No Not Well Okay Senior Junior Lead Head Chief Director Manager
    Designer Engineer Developer Doctor Teacher Student Street Road Avenue Drive Court Lane House Group Company Ltd Inc
    University College School Hospital Centre Center Library Profile Research Interview Interviewer Participant
    Interviewee Moderator Speaker Respondent User
    """.split()
)

_TWO_LETTER_WORDS = frozenset(
    "am an as at be by do du er es go he if in is it ja la le me my no of on or so to tu un up us we wo zu".split(),
)
_NO_PARTS = _TWO_LETTER_WORDS | TITLES - {"don"}
"""Words of a name by which nobody is called. `Don` is a given name, too."""


@cache
def _listed(file: str) -> frozenset[str]:
    text = resources.files("analysis.pseudonyms").joinpath(file).read_text("utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def _is_name(word: str, *, shown: bool) -> bool:
    """Whether a capitalised word may be a person's name; `shown` where the context says that a person follows."""
    if word in _NOT_NAMES or len(word) < 2:
        return False
    if shown:
        return True
    return word in _listed("first_names.txt") and word not in _listed("ambiguous_names.txt")


def names_of_speakers(transcripts: Iterable[Transcript]) -> list[str]:
    """Speakers who are called by a name, not by a part they play or a code."""
    names: dict[str, None] = {}
    for transcript in transcripts:
        for name in transcript.speakers:
            if name and not is_generic(name) and not is_role_label(name) and any(c.isalpha() for c in name):
                names.setdefault(name)
    return list(names)


def names_in(text: str) -> Iterator[str]:
    """Names of people that `text` itself shows to be such, as written, in the order of the rules."""
    for pattern in (_STRONG, _TITLED, _RELATED):
        for match in pattern.finditer(text):
            if name := _cut(match["name"], shown=True):
                yield name
    for match in _WEAK.finditer(text):
        words = match["name"].split()
        known = words[0] in _listed("first_names.txt") or (
            words[0] in _listed("ambiguous_names.txt") and len(words) > 1
        )
        if known and (name := _cut(match["name"], shown=True)):
            yield name
    for match in _FAMILY.finditer(text):
        for word in _WORD.finditer(match["list"]):
            if word.group() in _listed("first_names.txt") or word.group() in _listed("ambiguous_names.txt"):
                yield word.group()
    for match in _RUN.finditer(text):
        first, second = match["first"], match["second"]
        if _is_name(first, shown=False):
            yield (
                f"{first} {second}"
                if second and second not in _NOT_NAMES and not _is_name(second, shown=False)
                else first
            )
        elif second and _is_name(second, shown=False):
            yield second


def _cut(name: str, *, shown: bool) -> str:
    """The leading words of `name` that may be a name."""
    kept: list[str] = []
    for word in name.split():
        bare = re.sub(r"['’]s$", "", word)
        if bare[:1].isupper() and not _is_name(bare, shown=shown):
            break
        kept.append(bare)
    return " ".join(kept)


def parts_of(name: str) -> list[str]:
    """The single words by which people call somebody of that name: given name and surname.

    No particles, titles or initials. Two letters are enough (`Bo`), unless they are an everyday word at the beginning
    of a sentence. A name all in lower case has parts, too: `adaeze okonkwo`.
    """
    words = re.findall(r"[^\W\d_][\w'’\-]*", name)
    left_out = _NO_PARTS | NAME_PARTICLES if name.islower() else _NO_PARTS
    return [
        word
        for word in words
        if len(word) >= 2 and (word[0].isupper() or name.islower()) and word.casefold() not in left_out
    ]
