"""How people ask for things and say what they value: constructions whose rest is what design should do.

Each is a pattern, the kind of its rest (see `goals`) and what it rests on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

ME = (
    r"(?<!what )(?<!all )(?<!where )(?<!when )(?<!if )(?<!than )(?<!whatever )(?<!because )\b(?:I|we|people|users|"
    r"students|customers|beginners|employees|patients|drivers|teachers|parents|visitors|members)"
)
ADVERBS = (
    r"(?:(?:really|just|also|only|definitely|still|always|probably|actually|often|sometimes|usually|mainly|mostly|"
    r"maybe|basically|kind of|simply|all|then|now|currently|constantly) )*"
)
_WANT = (
    r"(?:need|want|would like|['’]d like|would love|['’]d love|wish for|would prefer|['’]d prefer|would appreciate|"
    r"['’]d appreciate|hope for|am looking for|['’]m looking for|are looking for)"
)
_NICE = (
    r"(?:great|nice|good|helpful|useful|ideal|amazing|awesome|cool|better|lovely|perfect|fantastic|wonderful|handy|"
    r"welcome|appreciated|really \w+|very \w+|super \w+|highly \w+)"
)
_WOULD_BE = rf"\bwould (?:also |really |just |probably )?be (?:so |really |very |quite |super )?{_NICE}"
_THING = r"(?:it|the (?:app|system|tool|site|website|software|program|programme|ai|service|interface|product|platform))"
_QUALIFIED = r"(?:a|an|the|more|better|some|clear|clearer|fewer|less|good|easy|easier)"


@dataclass(frozen=True, slots=True)
class Construction:
    """A way of saying what one wants, values or lacks."""

    pattern: re.Pattern[str]
    kind: str
    """What the rest is: a verb phrase (`vp`, `let` …), a noun phrase (`np`) …, see `goals`."""
    basis: str
    """`stated`, `valued`, `implied` by a complaint or worry, or `worked` round."""


def constructions(basis: str, *rules: tuple[str, str]) -> tuple[Construction, ...]:
    """`(kind, pattern)` compiled."""
    return tuple(Construction(re.compile(pattern, re.IGNORECASE), kind, basis) for kind, pattern in rules)


STATED = constructions(
    "stated",
    (
        "vp",
        (
            rf"{ME}\s*{ADVERBS}{_WANT} (?:a|some|any|an easy|a better|a good|a simple|a quick) (?:way|"
            rf"ways|method|tool|means|"
            rf"place|opportunity|chance)s? to (?P<vp>.+)"
        ),
    ),
    ("let", rf"{ME}\s*{ADVERBS}{_WANT} to be able to (?P<vp>.+)"),
    (
        "np",
        (
            rf"{ME}\s*{ADVERBS}{_WANT} to (?:see|have|get) (?P<np>(?!the point)(?:a|an|the|more|better|"
            rf"some|clear|clearer|fewer|less|all|"
            rf"my|our)\b.+)"
        ),
    ),
    ("let", rf"{ME}\s*{ADVERBS}{_WANT} to (?P<vp>.+)"),
    ("vp", rf"{ME}\s*{ADVERBS}{_WANT} (?:{_THING}|them) to (?P<vp>.+)"),
    (
        "third",
        (
            rf"{ME}\s*{ADVERBS}{_WANT} (?:something|anything|a tool|an app|a system|one|someone|somebody)"
            rf" (?:that|which|who) "
            rf"(?:could |can |would |will )?(?P<v>\w+) (?P<vp>.+)"
        ),
    ),
    ("np", rf"{ME}\s*{ADVERBS}{_WANT} (?P<np>{_QUALIFIED}\b.+)"),
    (
        "np",
        (
            rf"{ME}\s*{ADVERBS}{_WANT} (?P<np>(?:something|somewhere|somebody|someone) (?:I|we|you|"
            rf"people|that|which|who|to)\b.+)"
        ),
    ),
    (
        "let",
        (
            rf"(?:\bI\s*{ADVERBS}|^)wish(?:es|ed)? (?:that )?(?:I|we|you|people|they) (?:could|can|"
            rf"was able to|were able to|"
            rf"had been able to) (?P<vp>.+)"
        ),
    ),
    (
        "np",
        (
            rf"\bI\s*{ADVERBS}wish (?:that )?(?:there was|there were|there is|I had|we had|it had|they "
            rf"had|you had) (?P<np>.+)"
        ),
    ),
    ("vp", rf"\bI\s*{ADVERBS}wish (?:that )?(?:it|they|you|the \w+|the \w+ \w+) (?:could|would|can) (?P<vp>.+)"),
    ("made", rf"\bI\s*{ADVERBS}wish (?:that )?(?P<np>(?:the|my|our) [\w’' -]{{3,40}}?) (?:was|were) (?P<adj>.+)"),
    (
        "let",
        (
            rf"{_WOULD_BE} (?:if|to have it so) (?:I|we|you|people|users|one) (?:could|can|were able "
            rf"to|was able to) (?P<vp>.+)"
        ),
    ),
    ("np", rf"{_WOULD_BE} if (?:there was|there were|there is|I had|we had|it had|they had|you had) (?P<np>.+)"),
    ("vp", rf"{_WOULD_BE} if (?:it|they|you|the \w+|the \w+ \w+) (?:could|would|can) (?P<vp>.+)"),
    ("np", rf"{_WOULD_BE} to have (?P<np>.+)"),
    ("let", rf"{_WOULD_BE} to be able to (?P<vp>.+)"),
    ("let", rf"{_WOULD_BE} to (?P<vp>.+)"),
    ("np", rf"^(?P<np>(?:{_QUALIFIED}) [\w’' /-]{{3,60}}?) {_WOULD_BE.removeprefix(chr(92) + 'b')}"),
    ("let", r"\bwould (?:really )?help (?:me |us |a lot )?(?:if|to) (?:I|we|you|people)? ?(?:could|can)? ?(?P<vp>.+)"),
    ("np", r"\bwhat (?:would|could) (?:really |also )?(?:help|improve)[^,]{0,30} (?:is|would be) (?P<np>.+)"),
    ("np", rf"\bwhat (?:I|we) {ADVERBS}(?:need|want)(?: most)? is (?P<np>{_QUALIFIED}\b.+)"),
    ("let", rf"\bwhat (?:I|we) {ADVERBS}(?:need|want)(?: most)? is to (?P<vp>.+)"),
    ("let", rf"(?:{ME}|\byou) should be able to (?P<vp>.+)"),
    ("np", r"\bthere (?:really )?(?:should|ought to|needs? to|must) be (?P<np>.+)"),
    (
        "sure",
        (
            r"(?:^|[,–] |\bthinks? |\bsays )(?P<np>(?!thinks?\b|says?\b|it\b|you\b|they\b)(?:the |"
            r"my |our |a |an )?[\w’'-]+(?: [\w’'-]+){0,3}) (?:should|ought to|needs? to|must) be (?P<rest>\w.+)"
        ),
    ),
    ("vp", rf"\b{_THING} (?:should|needs to|has to|must) (?P<vp>(?!do with|be\b).+)"),
    ("vp", rf"\bif (?:{_THING}|they) could (?:just |only )?(?P<vp>.+?)(?:, (?:I|we|that|it|then)\b.*)?$"),
    (
        "vp",
        (
            r"\bplease (?P<vp>(?:add|fix|make|let|give|allow|bring|include|provide|change|improve|remove|stop|show|"
            r"offer|support|restore|keep|put|send|tell)\b.+)"
        ),
    ),
    ("unmake", r"\bplease (?:don['’]t|do not|never) (?P<vp>.+)"),
    ("let", r"\bif only (?:I|we|you) could (?P<vp>.+)"),
    ("np", r"\bif only (?:there was|there were|it had) (?P<np>.+)"),
    ("rather", r"\b(?:I|we)(?:['’]d| would) rather (?!not\b)(?P<vp>\w+ .+)"),
    ("spare", rf"(?:{ME} {ADVERBS}|^|– |, )(?:don['’]t|do not|doesn['’]t|does not) want to (?P<vp>.+)"),
    (
        "without",
        (
            rf"(?:{ME} {ADVERBS}|^|– |, )(?:don['’]t|do not|doesn['’]t|does not) want (?P<np>(?:another|"
            rf"any more|more|a|any)\b.+)"
        ),
    ),
    # Notes drop the subject: “Wants guest checkout”, “Would like to save and come back”.
    (
        "let",
        (
            r"^(?:wants?|wanted|needs|needed|would like|would love|hopes|hoped|wishes|asked|asks|tries|"
            r"expects|expected) to (?P<vp>.+)"
        ),
    ),
    (
        "np",
        (
            r"^(?:wants?|wanted|would like|would love|asks for|asked for|wishes for|misses|missed|"
            r"suggests|suggested) (?P<np>(?!to\b|that\b)\w+.+)"
        ),
    ),
    ("let", r"^(?:the )?(?:ability|option|possibility|possibilities|a way|way|chance) to (?P<vp>.+)"),
)
"""Wishes in so many words."""

ANSWERED = constructions(
    "stated",
    (
        "np",
        (
            r"^(?P<np>(?:better|easier|easy|more|faster|quicker|simpler|improved|improvements?|proper|"
            r"clearer|cleaner|seamless|"
            r"smoother|native|built-in|additional|richer|stronger|tighter|deeper) [\w(].+)$"
        ),
    ),
)
"""Wishes only where the question asked for one: bare noun phrases in answers."""

VALUED = constructions(
    "valued",
    (
        "help",
        (
            r"\b(?:it|this|that|AI|which|the \w+|the \w+ \w+) (?:really |also |always |just |can |"
            r"could )?(?:helps?|helped) "
            r"(?:me|us|people|you) (?:to )?(?P<vp>\w+ .+)"
        ),
    ),
    (
        "let",
        (
            r"\b(?:it|this|that|AI|which|the \w+|the \w+ \w+) (?:really |also |always |just )?(?:lets?|allows?|"
            r"enables?) (?:me|us|people|you) (?:to )?(?P<vp>\w+ .+)"
        ),
    ),
    ("let", r"\bbeing able to (?P<vp>[^,;–]+?) (?:is|are|was|matters?|means|makes?|would be|counts?|helps?)\b"),
    ("let", rf"{ME} {ADVERBS}(?:like|love|appreciate|enjoy) (?:that|how) (?:I|we|you) can (?P<vp>\w+ .+)"),
    ("keep it", r"^(?:loved|liked|likes|loves|enjoyed|appreciated) (?P<np>(?:the|how|having)\b.+)"),
    (
        "keep good",
        (
            r"^(?P<np>(?:the|our) [\w’' -]{3,40}?) (?:is|are) (?:really |very |so |just |pretty |absolutely "
            r")?(?P<adj>great|excellent|lovely|fantastic|helpful|useful|brilliant|amazing|easy to "
            r"use|clear|reliable|fast|quick)\b"
        ),
    ),
    ("let", rf"{ME} {ADVERBS}(?:like|love|enjoy|appreciate|value) being able to (?P<vp>\w+ .+)"),
    (
        "treat",
        (
            r"(?:^|[,–] )(?P<np>(?:the|a|an|my|our|good|clear|having|being|knowing|writing|doing|taking|"
            r"making|using|getting|"
            r"keeping)\b[^,;–]{3,60}?) (?:is|are) (?:really |very |so |also |absolutely |still )*(?P<adj>(?:a "
            r"|an |the |my |"
            r"our )?(?:crucial|essential|vital|key|critical|central|most important|huge help|big help)\b[^,;–]*)"
        ),
    ),
    ("let", rf"{ME} {ADVERBS}(?:like|prefer|love) to (?P<vp>\w+ .+)"),
    (
        "room",
        (
            rf"{ME} {ADVERBS}(?:love|enjoy|appreciate|value) (?P<ing>(?:\w+ing|the|a|an|that feeling "
            rf"of|those|this|my)\b.+)"
        ),
    ),
)
"""What people say is good as it is."""
