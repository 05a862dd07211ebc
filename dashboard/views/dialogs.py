"""A question with what will happen said first: over the page where there is JavaScript, a page of its own otherwise."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def dialog(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Render `template` as the content of the page's dialog, or as a page."""
    within = "dialog_part.html" if request.headers.get("HX-Request") == "true" else "dialog_page.html"
    answer = render(request, template, {**context, "dialog": within})
    answer["Vary"] = "HX-Request"
    return answer
