"""From talk to claims: the sentences of a chunk cleaned of talk, and said of the person instead of by them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from analysis.engines.local import sentences
from analysis.engines.local.english.address import addresses_somebody, is_advice, is_first_person
from analysis.engines.local.english.clauses import has_clause
from analysis.engines.local.english.lexicon import is_word
from analysis.engines.local.english.notes import lacks_subject, with_subject
from analysis.engines.local.english.person import Subject, third_person, written
from analysis.engines.local.english.tagging import tagged
from analysis.engines.local.english.wholeness import is_broken, without_restart
from analysis.engines.local.languages import Language
from analysis.engines.local.text import capitalised, count_words, tidy, unquoted, without_stutter

_ROLE_WORDS = frozenset(
    "user patient participant interviewee respondent customer client student teacher doctor nurse developer designer "
    "manager speaker guest "
    "learner employee visitor tester expert novice informant".split()
)


_LOWER_I = re.compile(r"(?<![\w.'’-])i(?=['’]|\s)(?!\.)")
_BROKEN_WORD = re.compile(r"(?<![\w'’-])([a-z]{1,4})\s+([a-z]\w*)")
_PAUSE = re.compile(r"\s*\.{2,}\s*,?\s*|\s*…\s+")
_GAP_BEFORE_CLAUSE = re.compile(
    r",\s*(?:‖\s*,?\s*)+(?=(?:I|we|you|they|he|she|it|there|but|and|so|yo|pero|je|mais|ich|aber|eu|mas)\b)",
    re.IGNORECASE,
)
_GAP = re.compile(r"\s*,?\s*(?:‖\s*,?\s*)+")
"""Where fillers stood, with the commas around them: a comma stays only before what begins a clause."""
_LONG_WITHOUT_SPACES = 12
"""Letters from which a sentence says something in scripts that set no spaces between words."""
_LONGEST_TOLD = 18
"""Words of a sentence without a comma; a longer one is talk that nobody punctuated."""
_LONGEST_QUOTED = 40
"""Words of neighbouring sentences that are quoted as one."""
_LONGEST_POINTING = 5
"""Words. “That's another pain point” says nothing once its neighbours are told."""
_COMMA_AFTER_LINK = re.compile(r"\b(because|but|and|so|that|if|pero|porque|mais|aber|weil|mas),(?=\s)", re.IGNORECASE)
_POINTING = re.compile(
    r"^(?:that's|that is|it's|it is|this is|that was|it was|there's that|there you go)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of a chunk as it can be used in findings."""

    said: str
    """The sentence without talk around it, in the speaker's own person, without a full stop."""
    told: str | None
    """The same said of the speaker; None where that cannot be done safely."""
    personal: bool
    """Whether the speaker speaks of themselves."""


def subject_of(speaker: str) -> Subject:
    """How a speaker is called in a sentence: “Maria”, “the patient”, “P3”, “the participant”."""
    name = " ".join(speaker.split("(", maxsplit=1)[0].split()).strip(" :*_")
    bare = name.lower().rstrip("0123456789 #")
    if not name or bare in {"unknown", "unknown speaker", ""}:
        return Subject("the participant")
    if bare in _ROLE_WORDS or (bare.split()[-1:] and bare.split()[-1] in _ROLE_WORDS):
        digits = name[len(bare) :].strip(" #") if name.lower().startswith(bare) else ""
        return Subject(name if digits else f"the {bare}")
    return Subject(name if len(name) <= 40 else name.split()[0])


@lru_cache(maxsize=4096)
def clean(text: str, spoken: Language) -> str:
    """A sentence without openers, fillers and stutter; empty where nothing is left."""
    text = unquoted(tidy(text))
    text = _PAUSE.sub(", ", text)
    text = spoken.fillers.sub(" ‖ ", text)
    text = _GAP_BEFORE_CLAUSE.sub(", ", text)
    text = _GAP.sub(" ", text)
    for _ in range(2):
        text = spoken.openers.sub("", text.strip(" ,;–-")).strip(" ,;–-")
    text = without_stutter(" ".join(text.split()))
    if spoken.code == "en":
        text = without_restart(text)
        text = _LOWER_I.sub("I", _BROKEN_WORD.sub(_without_broken, text))
    text = text.replace(" ,", ",").replace(",,", ",").replace(" .", ".")
    text = _COMMA_AFTER_LINK.sub(r"\1", text)
    return text.strip(" ,;–-.。").rstrip("! ").strip()


def _without_broken(match: re.Match[str]) -> str:
    """“w want” → “want”; “a apple” and “so some” stay, being words."""
    begun = match.group(1)
    broken = (
        (match.group(2).startswith(begun) or len(begun) == 1)
        and begun not in {"a", "i", "o"}
        and (len(begun) == 1 or not is_word(begun))
    )
    return match.group(2) if broken else match.group(0)


def sentences_of(content: str, spoken: Language) -> list[str]:
    """The sentences of a chunk, cleaned, none empty."""
    found = [
        clean(content[span.start : span.end], spoken) for span in sentences.split(content, 0, len(content), spoken.code)
    ]
    return [text for text in found if text]


def claims(content: str, speaker: str, spoken: Language) -> list[Claim]:
    """What the chunk claims, a sentence each; sentences that claim nothing are left out."""
    found: list[Claim] = []
    for said in sentences_of(content, spoken):
        if said.endswith(("?", "？", "؟")) or (count_words(said) < 3 and len(said) < _LONG_WITHOUT_SPACES):
            continue
        if spoken.code == "en":
            told = _told(said, subject_of(speaker))
            if told is None and not has_clause(tagged(said)):
                continue
            personal = is_first_person(said) or addresses_somebody(said)
        else:
            personal = not spoken.written or spoken.first_person.search(said) is not None
            told = capitalised(said) if not personal and _stands(said, spoken) else None
        found.append(Claim(said=said, told=told, personal=personal))
    telling = [
        claim
        for claim in found
        if count_words(claim.said) > _LONGEST_POINTING or not _POINTING.match(claim.said.replace("’", "'"))
    ]
    return telling or found


def _stands(said: str, spoken: Language) -> bool:
    """Whether a sentence can be told without quotation marks: it states something, leans on nothing and has an end."""
    if spoken.clause is None or not spoken.clause.search(said) or spoken.leaning.match(said):
        return False
    return count_words(said) <= _LONGEST_TOLD or "," in said


def _told(said: str, subject: Subject) -> str | None:
    """`said` of the speaker; None where talk breaks off, or nothing is claimed."""
    if is_broken(said) or is_advice(said):
        return None
    if lacks_subject(said):
        said = with_subject(said, "I" if is_first_person(said) else subject.label)
    elif not has_clause(tagged(said)):
        return None
    told = third_person(said, subject)
    if told is None or re.search(
        rf"\b{re.escape(subject.label)}(?:(?:['’]s?)? name)? is {re.escape(subject.label)}\b", told
    ):
        return None  # “Jennifer is Jennifer Taylor”: who introduces themselves is quoted.
    return written(told)


def run_on(found: list[Claim], spoken: Language) -> list[Claim]:
    """`found` with neighbours that can only be quoted joined, as they were said, so that one voice is quoted once."""
    joined: list[Claim] = []
    for claim in found:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.told is None
            and claim.told is None
            and count_words(before.said) + count_words(claim.said) <= _LONGEST_QUOTED
        ):
            said = f"{before.said.rstrip('…')}{spoken.typography.stop}{capitalised(claim.said)}"
            joined[-1] = Claim(said=said, told=None, personal=True)
        else:
            joined.append(claim)
    return joined
