"""The data files: every language complete, every pattern valid."""

from __future__ import annotations

import re
import string

import pytest

from analysis.engines.local.languages import WRITTEN, language
from analysis.engines.local.needs import taxonomy, wordings

IN_ENGLISH_ONLY = re.compile(
    r"direction_(?:implied|valued|worked|regard)|(?:principle|hmw)_(?:about|who|where)_\w+|verbs_\w+|importance_told"
)
"""What is told of a grammar that only English has here."""
WHERE_QUOTED_ONLY = re.compile(r"(?:principle|hmw)_(?:need|pain|gain|plain|desire)|claim_quoted|voices_\w+")
"""What ties a principle to a quotation, in languages that are quoted and not retold."""


@pytest.mark.parametrize("code", WRITTEN)
def test_every_need_is_worded(code: str) -> None:
    assert list(wordings(code)) == [need.key for need in taxonomy()]
    for wording in wordings(code).values():
        assert "{topic}" in wording.gap
        assert len(wording.why) >= 2
        assert len(wording.goals) >= 2
        assert wording.verbs


@pytest.mark.parametrize("code", WRITTEN)
def test_every_frame_of_english_is_there_with_the_same_slots_or_fewer(code: str) -> None:
    english, own = language("en"), language(code)
    assert {name for name in english.frames if not IN_ENGLISH_ONLY.fullmatch(name)} <= set(own.frames)
    assert set(english.markers) <= set(own.markers)
    for name, variants in own.frames.items():
        if name not in english.frames:
            assert WHERE_QUOTED_ONLY.fullmatch(name), name
            continue
        known = {slot.lower() for text in english.frames[name] for slot in slots(text)} | {
            "who",
            "need",
            "quote",
            "whose",
            "voices",
        }
        for text in variants:
            assert {slot.lower() for slot in slots(text)} <= known, (code, name)


def slots(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


def test_every_need_names_its_sources() -> None:
    assert all(need.sources and need.said and need.verbs for need in taxonomy())
