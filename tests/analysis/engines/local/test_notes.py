"""Notes without a subject: told of the person observed, and only where nobody else can be meant."""

from __future__ import annotations

import pytest

from analysis.engines.local.claims import claims
from analysis.engines.local.languages import language


@pytest.mark.parametrize(
    ("noted", "told"),
    [
        ("Used the back button and lost the basket", "P3 used the back button and lost the basket"),
        ("Couldn't read the grey text", "P3 couldn't read the grey text"),
        ("Wants guest checkout for every shop", "P3 wants guest checkout for every shop"),
        ("Had to start again from the cart", "P3 had to start again from the cart"),
    ],
)
def test_the_person_observed_is_the_subject(noted: str, told: str) -> None:
    assert [claim.told for claim in claims(noted, "P3", language("en"))] == [told]


@pytest.mark.parametrize(
    "said",
    [
        "Kept me informed all the time",
        "Fails to connect to my watch",
        "Gave an appointment but no time",
        "Called me back",
    ],
)
def test_nobody_is_said_to_have_done_what_others_did(said: str) -> None:
    assert all("P3 " not in (claim.told or "") for claim in claims(said, "P3", language("en")))
