"""How people worry, and how they help themselves where nothing helps them."""

from __future__ import annotations

import re

from analysis.engines.local.english.asking import ADVERBS, ME, constructions

WORRIED = constructions(
    "implied",
    (
        "worry",
        (
            rf"(?:I['’]m|I am|we['’]re|we are) {ADVERBS}(?:pretty |very |quite |so |a bit |"
            rf"a little )?(?:worried|concerned|"
            r"afraid|scared|anxious|nervous) (?P<about>(?:that (?!will\b|would\b|is\b|was\b|could\b|"
            r"can\b|might\b)|about )\w.+)"
        ),
    ),
    (
        "worry",
        (
            r"\b(?:my|our|the) (?:\w+ )?(?:concern|worry|fear) (?:is|was|would be) (?P<about>that "
            r"(?!will\b|would\b|is\b|was\b|could\b|can\b|might\b)\w.+)"
        ),
    ),
    (
        "worry",
        rf"{ME} {ADVERBS}worry (?P<about>(?:that (?!will\b|would\b|is\b|was\b|could\b|can\b|might\b)|about )\w.+)",
    ),
)

OUT_OF_THE_WAY = re.compile(
    r"\b(?:by hand|manually|on paper|spreadsheets?|excel|sticky notes?|post-its?|copy(?:ing)"
    r"? (?:and )?past\w+|screenshots?|"
    r"print(?:s|ed)? (?:it|them|out)|in my head|my own (?:system|way|method|list|notes)|work "
    r"?around|get around|instead of|"
    r"write (?:it|them|everything) down|from memory)\b",
    re.IGNORECASE,
)
"""Words that show a way round by themselves; “I just …” shows one only beside a complaint."""

WORKED = constructions(
    "worked",
    (
        "spare",
        (
            rf"(?:^|[,–] |\b(?:so|and|but|instead,?) )(?:I|we) {ADVERBS}(?P<vp>(?!(?:end|keep|learned|"
            rf"have|had|am|do|don|like|love|want|need|think|know|mean|feel|find|can|could|would|will|"
            rf"prefer|enjoy|rely|was|were|did|got|went|wish|hate|forget|worry|hope|guess|see|hear|understand|"
            rf"agree|live|work|remember|notice|believe|trust|look|try|tend|start|wait|get|go|come|spend|"
            rf"waste|never|should|might|must|may|give|struggle|lose|miss)\b)\w+ \w+.+)"
        ),
    ),
    (
        "do for",
        (
            rf"(?:^|[,–] )(?:I|we) {ADVERBS}(?:keep|carry|use|maintain|write|made|make|built|created|"
            rf"have) (?P<np>(?:a|an|my own|our own|sticky|spreadsheets?|post-its?|paper|notes?)\b.+)"
        ),
    ),
)
"""What people do to help themselves; only where words of a way round show."""
