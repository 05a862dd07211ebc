"""What people ask for, and what their complaints ask for, as the rest of “The system should …”.

“I need a way to consolidate all feedback in one place” → “consolidate all feedback in one place”
“I wish I could see who decided” → “let people see who decided”
“There's no clear criteria for a good design” → “provide clear criteria for a good design”
“I have to constantly switch between tools” → “spare people having to constantly switch between tools”
“The review process is too subjective” → “make the review process less subjective”

Only constructions whose rest is sure to be a verb phrase or a noun phrase are used; everything else is left to the
caller.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.engines.local.english.address import is_safe
from analysis.engines.local.english.asking import ANSWERED, STATED, VALUED, Construction
from analysis.engines.local.english.clauses import TIMES
from analysis.engines.local.english.complaining import COMPLAINED
from analysis.engines.local.english.detours import WORKED, WORRIED
from analysis.engines.local.english.goals import goal_of
from analysis.engines.local.english.lexicon import Tag
from analysis.engines.local.english.tagging import tagged
from analysis.engines.local.text import count_words

SHORTEST, LONGEST = 3, 22
"""Words of a goal."""


_ASKING = re.compile(
    r"want|need|would|['’]d |wish|should|could|please|rather|look|hop|option|abilit|possibilit|way|chance|must|ought|"
    r"prefer|appreciat|ask|tries|expect|miss|suggest",
    re.IGNORECASE,
)
_PRAISING = re.compile(
    r"help|let|allow|enabl|able|like|lov|enjoy|appreciat|valu|crucial|essential|vital|key|critical|central|important|"
    r"prefer|great|excellent|fantastic|useful|brilliant|amazing|eas|clear|reliable|fast|quick",
    re.IGNORECASE,
)
"""Without a word of these no construction of the kind can be there: most sentences are spared the search."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for."""

    goal: str
    """A verb phrase in the base form that completes “The system should …”."""
    said: str
    """The sentence it was made from, as said."""
    basis: str
    """`stated` in so many words; `valued`; `implied` by a complaint or worry; `worked` round."""
    kind: str
    """The construction it was made from."""


def wishes(sentence: str, *, charged: bool = True, asked: bool = False, helped: bool = False) -> list[Wish]:
    """Every wish in `sentence` (tidy, without openers) that can be told without doubt, the stated ones first.

    Complaints count only where the speaker is `charged` with pain, wish or detour; bare noun phrases only where a wish
    was `asked` for; what people do only where they `helped` themselves.
    """
    if not is_safe(sentence) or sentence.endswith("?"):
        return []
    rules: tuple[Construction, ...] = (
        (STATED if _ASKING.search(sentence) else ())
        + (ANSWERED if asked else ())
        + (VALUED if _PRAISING.search(sentence) else ())
        + WORRIED
        + (COMPLAINED if charged else ())
        + (WORKED if helped else ())
    )
    found: list[Wish] = []
    for rule in rules:
        match = rule.pattern.search(sentence)
        if match is None or _inside_relative(sentence, match.start()):
            continue
        goal = goal_of(rule.kind, {name: value for name, value in match.groupdict().items() if value})
        if goal and SHORTEST <= count_words(goal) <= LONGEST:
            found.append(Wish(goal=goal, said=sentence, basis=rule.basis, kind=rule.kind))
    return found


def _inside_relative(sentence: str, at: int) -> bool:
    """“elements I need to insert in my slides”: the clause hangs on a noun, which would be missing from the goal."""
    before = sentence[:at]
    if not before.endswith(" ") or not re.match(r"(?:I|we|people|you)\b", sentence[at:]):
        return False
    last = tagged(before)[-1]
    return last.tag is Tag.NOUN and last.lower not in TIMES
