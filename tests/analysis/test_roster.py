"""Who speaks in a study, and which of them a person may make the interviewers."""

from __future__ import annotations

import pytest

from analysis.errors import InvalidOption
from analysis.readers.speakers import recast
from analysis.roster import Part, is_cast_so, named_interviewers, speakers
from analysis.transcripts import Role
from tests.builders import study, transcript

ONE = transcript(("Mia", "How is it?"), ("Bo", "Slow and old."), ("Mia", "Why?"), name="a.txt", interviewers=("Mia",))
TWO = transcript(("Mia", "I build it."), ("", "Unnamed words."), name="b.txt", interviewers=())
BOTH = study(ONE, TWO)


def test_speakers_come_once_with_what_they_are_in_every_file() -> None:
    mia, bo = speakers(BOTH)
    assert mia.parts == (Part("a.txt", Role.INTERVIEWER, 4), Part("b.txt", Role.PARTICIPANT, 3))
    assert (mia.asks, mia.words) == (True, 7)
    assert (bo.name, bo.asks, bo.words) == ("Bo", False, 3)


def test_names_are_known_by_any_spelling_and_given_back_as_the_study_has_them() -> None:
    assert named_interviewers(BOTH, [" mia ", "MIA"]) == ["Mia"]
    assert named_interviewers(BOTH, []) == []


def test_nobody_unknown_can_ask() -> None:
    with pytest.raises(InvalidOption, match=r"no speaker's"):
        named_interviewers(BOTH, ["Mia", "Zoe"])


def test_somebody_must_take_part() -> None:
    with pytest.raises(InvalidOption, match="Somebody must be left"):
        named_interviewers(study(ONE), ["Mia", "Bo"])
    assert named_interviewers(BOTH, ["Mia", "Bo"]) == ["Mia", "Bo"], "the one without a name takes part"


def test_it_is_known_whether_a_cast_changes_anything() -> None:
    assert is_cast_so(study(ONE), ["mia"])
    assert not is_cast_so(study(ONE), ["Bo"])
    assert not is_cast_so(BOTH, ["Mia"]), "in the other file she takes part"


def test_recast_changes_roles_and_nothing_else() -> None:
    first, second = recast(BOTH.transcripts, ["Bo"])
    assert [turn.role for turn in first.turns] == [Role.PARTICIPANT, Role.INTERVIEWER, Role.PARTICIPANT]
    assert [turn.role for turn in second.turns] == [Role.PARTICIPANT, Role.PARTICIPANT]
    assert (first.text, second.text) == (ONE.text, TWO.text)


def test_one_of_two_who_go_by_the_same_part_can_be_marked_alone() -> None:
    one = transcript(("User (a)", "How is it?"), ("Bo", "Slow."), name="a.txt", interviewers=())
    two = transcript(("User (b)", "Quick."), name="b.txt", interviewers=())
    assert named_interviewers(study(one, two), ["User (a)"]) == ["User (a)"]
    first, second = recast([one, two], ["User (a)"])
    assert first.participants == ("Bo",)
    assert second.participants == ("User (b)",)
