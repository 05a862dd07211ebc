from __future__ import annotations

from email.utils import formatdate

import pytest

from tracking import clock
from tracking.client import clients
from tracking.errors import NotFound
from tracking.skew import WINDOW, Skew
from tracking.store import Store

NOON = 1_700_000_000.0


def observe(skew: Skew, *, local: float, service: float, took: float = 0.02) -> None:
    skew.observe(local, local + took, formatdate(int(service), usegmt=True))


@pytest.mark.parametrize("off", [0.0, 0.3, -0.3])
def test_a_clock_that_may_be_right_is_left_alone(off: float) -> None:
    skew = Skew()
    for tenth in range(20):
        observe(skew, local=NOON + off + tenth / 10, service=NOON + off + tenth / 10)
    assert skew.correction == 0.0


@pytest.mark.parametrize("off", [24.0, -24.0, 3600.0])
def test_a_clock_that_is_wrong_is_corrected_to_within_a_second(off: float) -> None:
    skew = Skew()
    for tenth in range(20):
        observe(skew, local=NOON + off + tenth / 10, service=NOON + tenth / 10)
    assert skew.correction == pytest.approx(-off, abs=1.0)


def test_a_slow_answer_proves_less_and_undoes_nothing() -> None:
    skew = Skew()
    observe(skew, local=NOON + 24, service=NOON)
    before = skew.correction
    skew.observe(NOON + 24, NOON + 54, formatdate(NOON + 29, usegmt=True))
    assert skew.correction == before


def test_a_clock_that_was_set_right_is_corrected_no_more() -> None:
    skew = Skew()
    observe(skew, local=NOON + 24, service=NOON)
    observe(skew, local=NOON + 1, service=NOON + 1)
    assert skew.correction == 0.0


def test_old_observations_are_forgotten() -> None:
    skew = Skew()
    observe(skew, local=NOON + 10.0, service=NOON)
    observe(skew, local=NOON + 10.0 + WINDOW + 1, service=NOON + WINDOW + 3)  # It drifted by two seconds.
    assert skew.correction == pytest.approx(-8.0, abs=1.0)


def test_a_header_that_is_no_date_is_passed_over() -> None:
    skew = Skew()
    skew.observe(NOON, NOON, "yesterday")
    assert skew.correction == 0.0


def test_answers_of_the_service_reach_the_stores_clock(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = Skew()
    monkeypatch.setattr("tracking.skew.skew", fresh)
    monkeypatch.setattr("tracking.client.skew", fresh)
    monkeypatch.setattr(clock, "now", lambda: NOON + 24)
    clients().dynamodb.meta.events.register_last(
        "before-parse.dynamodb.GetItem",
        lambda response_dict, **_: response_dict["headers"].update(date=formatdate(NOON, usegmt=True)),
    )
    store = Store()
    with pytest.raises(NotFound):
        store.get("analysis_none")
    assert store.clock() == pytest.approx(NOON, abs=1.0)
