"""Slips of grammar and style that can be counted in English findings without understanding them.

What stands in quotation marks is somebody's own talk and is left out: only what the engine writes is judged. A slip is
a reason to look, not proof of a fault; its count over the same texts, before and after a change, tells the direction.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.engines.local.claims import subject_of
from analysis.engines.local.english.agreement import has_crowd
from analysis.engines.local.english.lexicon import LOOKUP, Tag, is_word, lemmas
from analysis.engines.local.english.tagging import tagged
from analysis.findings import Findings

RESTATED = "principle that only restates"
"""A principle or question that repeats a finding instead of saying what to do."""
OPENING = 3
"""Words of a principle that count as its opening, for the share of the commonest one."""

_QUOTED = re.compile(r"“[^”]*”")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“])")
_DOUBLED = re.compile(r"(?<![\w’'-])(\w+) \1(?![\w’'-])", re.IGNORECASE)
_MAY_DOUBLE = frozenset({"that", "had", "very", "really", "no", "so"})
_OPENS = re.compile(r"^(?:and|but|so|or|because|which|than|like)\b(?! (?:many|most|all)\b)", re.IGNORECASE)
_CLOSES = re.compile(r"\b(?:and|but|or|because|which|the|an|my|your|if|than|whose)[.?!]?$", re.IGNORECASE)
_CUT = re.compile(r"\b(?:of|with|for|their|from|by|is|are|was|were|to|in|on|at|when|as|that)[.?!]?$", re.IGNORECASE)
_PUNCTUATION = re.compile(r",,|,\.|;\.|\.\.(?!\.)|\?\.|\.\?|\s[,.;:?!]|:\s*\.")
_ARTICLE = re.compile(
    (r"\b(?:a (?=[aeio]\w)(?!one|once|uni|use|usu|eu)|an (?=[bcdfgjklmnpqrstvwxz]\w{2}))"), re.IGNORECASE
)
_FILLER = re.compile(r"\b(?:um+|uh+|erm+|hmm+|mm+|you know|i mean|gonna|kinda|gotta)\b", re.IGNORECASE)
_FIRST = re.compile(r"(?<![\w’'-])(?:I|me|my|mine|myself|our|ours|us)(?![\w-])")
_OWN_QUESTION = re.compile(r"^How might we ")
_AGREEMENT = re.compile(
    r"\b(?:people|they) (?:is|has|was|does|isn['’]t|hasn['’]t|doesn['’]t|wasn['’]t|wants|needs|says|thinks|uses|gets)\b"
    r"|\b(?:the (?:user|patient|participant|interviewee|nurse|customer)|(?:P|Respondent )\d+) "
    r"(?:are|have|were|do|don['’]t|haven['’]t|weren['’]t|aren['’]t|am)\b",
    re.IGNORECASE,
)
_RESTATED = re.compile(
    (r"\bthe fact that\b|\binto account that\b|\bleave it at this\b|\bno more reason to say\b|“"), re.IGNORECASE
)
_BEGUN_TWICE = re.compile(r"(?<![\w’'./&-])([a-z]{1,4}) \1[a-z]")
"""“th they”, “w want”: a word begun, broken off and begun again."""
_GLUED = re.compile(
    r"\b(?:when when|that that's|because because|is is|if if)\b|\b(?:is|are|was|am) (?:the|a|it|"
    r"my) (?:they|I|we|it's)\b"
)


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip with the text it was seen in."""

    kind: str
    where: str
    text: str


def written(found: Findings) -> Iterator[tuple[str, str]]:
    """`(kind of finding, text)` for every sentence or phrase that the engine wrote."""
    for inference in found.inferences:
        yield from (("meaning", text) for text in inference.meanings)
        yield "importance", inference.importance
    for pattern in found.patterns:
        yield "name", pattern.name
    for insight in found.insights:
        yield "headline", insight.headline
        yield "explanation", insight.explanation
    for principle in found.design_principles:
        yield "principle", principle.principle
        yield "question", principle.how_might_we


def slips(found: Findings) -> list[Slip]:
    """Every slip in English findings, in the order of the findings."""
    speakers = sorted({chunk.speaker for chunk in found.chunks if chunk.speaker})
    labels = [subject_of(speaker).label for speaker in speakers]
    made: list[Slip] = []
    for where, text in written(found):
        made.extend(Slip(kind, where, text) for kind in _in_text(where, text, labels))
    for where in ("meaning", "importance", "name", "headline", "principle", "question"):
        made.extend(_repeated(where, [text for kind, text in written(found) if kind == where]))
    return made


def opening_share(texts: Sequence[str], words: int = OPENING) -> float:
    """Share of `texts` that begin with the commonest opening of so many words, 0..1: the smell of a template."""
    if not texts:
        return 0.0
    counted = Counter(" ".join(text.lower().split()[:words]) for text in texts)
    return counted.most_common(1)[0][1] / len(texts)


def _repeated(where: str, texts: Iterable[str]) -> Iterator[Slip]:
    for text, count in Counter(texts).items():
        yield from (Slip("said twice", where, text) for _ in range(count - 1))


def _in_text(where: str, text: str, labels: Sequence[str]) -> Iterator[str]:
    bare = _QUOTED.sub("“…”", text)
    if text.count("“") != text.count("”") or text.count("(") != text.count(")") or text.count('"') % 2:
        yield "unmatched mark"
    for sentence in _SENTENCE.split(bare):
        yield from _in_sentence(sentence, labels)
    if where in {"name", "headline", "principle"} and _OPENS.match(bare):
        yield "dangling start"
    if where in {"name", "headline"} and _CUT.search(bare.rstrip("…”")):
        yield "dangling end"
    if where in {"name", "headline"} and bare.startswith("“"):
        yield "cut quotation for a headline" if text.endswith("…”") else "quotation for a headline"
    if where in {"principle", "question"} and _RESTATED.search(text):
        yield RESTATED
    if where in {"name", "headline"} and not 4 <= len(text.split()) <= 16:
        yield "length outside 4 to 16 words"


def _in_sentence(sentence: str, labels: Sequence[str]) -> Iterator[str]:
    if any(match.group(1).lower() not in _MAY_DOUBLE for match in _DOUBLED.finditer(sentence)) or _GLUED.search(
        sentence
    ):
        yield "doubled or colliding words"
    if _CLOSES.search(sentence.rstrip()):
        yield "dangling end"
    if _PUNCTUATION.search(sentence):
        yield "punctuation"
    if _ARTICLE.search(sentence):
        yield "article"
    if _FILLER.search(sentence):
        yield "left-over of talk"
    if _FIRST.search(_OWN_QUESTION.sub("", sentence)):
        yield "first person outside a quote"
    if _AGREEMENT.search(sentence):
        yield "agreement"
    if _has_capital_inside(sentence, labels):
        yield "capital inside a sentence"
    if any(_is_said_again(sentence, label) for label in labels if label):
        yield "name said twice in a sentence"
    if any(not is_word(match.group(1)) for match in _BEGUN_TWICE.finditer(sentence)):
        yield "broken word"


def _is_said_again(sentence: str, label: str) -> bool:
    """Whether `label` comes twice although nobody came between for whom “they” might be taken."""
    places = [match.span() for match in re.finditer(rf"\b{re.escape(label)}\b", sentence)]
    return any(not has_crowd(tagged(sentence[one[1] : two[0]])) for one, two in pairwise(places))


def _has_capital_inside(sentence: str, labels: Sequence[str]) -> bool:
    """Whether a little word or an “-ing” verb stands with a capital where no sentence and no name begins."""
    for match in re.finditer(r"(?<=[a-z,] )([A-Z][a-z’']*)(?= [a-z])", sentence):
        word = match.group()
        if word.startswith(("I’", "I'")) or word == "I" or any(word in label for label in labels):
            continue
        lower = word.lower()
        tag = LOOKUP.get(lower)
        if (tag is not None and tag is not Tag.NUMBER) or (lower.endswith("ing") and "VERB" in lemmas(lower)):
            return True
    return False
