"""JSON as the API writes it."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse


def answer(document: Any, status: int = 200) -> HttpResponse:
    """`document` as UTF-8 JSON that nobody keeps: it may be another the next moment."""
    # Half a character (a lone surrogate) cannot be written; it is shown as its escape.
    content = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
    response = HttpResponse(content, status=status, content_type="application/json; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response
