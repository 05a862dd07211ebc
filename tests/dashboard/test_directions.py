"""Findings in a script that runs from right to left, in the language of the research."""

from __future__ import annotations

from django.test import Client

from analysis import worker
from tests.conftest import Sent
from tests.dashboard.pages import upload

ARABIC = """الباحثة: كيف تحجزين موعد الطبيب؟
سلمى: أتصل بالعيادة كل صباح ولا يرد أحد. التطبيق لا يعمل على هاتفي القديم.
الباحثة: ما الذي يزعجك أكثر؟
سلمى: لا أعرف أبدا إن كان الموعد مؤكدا أم لا. الانتظار طويل جدا والكراسي غير مريحة.
"""


def test_findings_have_their_own_direction_and_language(api: Client, sent: Sent, engine: None) -> None:
    api.post("/new/", {"files": [upload("salma.txt", ARABIC)]})
    worker.run_analysis(sent[0])
    found = api.get(f"/analysis/requests/{sent[0]}/result").json()
    quote = api.get(f"/analyses/{sent[0]}/items/{found['chunks'][0]['id']}/").content.decode()
    assert '<blockquote class="quote" dir="auto" lang="ar">' in quote
    meaning = api.get(f"/analyses/{sent[0]}/items/{found['inferences'][0]['id']}/").content.decode()
    assert '<h2 class="one-name" dir="auto" lang="ar">' in meaning
    assert '<html lang="en"' in meaning, "what surrounds it is English"
