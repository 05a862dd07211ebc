"""Pages as a reader has them, and files as a form sends them."""

from __future__ import annotations

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile


def text_of(response: Any) -> str:
    """The page's words, without markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def html_of(response: Any) -> str:
    """The page's HTML, with all space between words alike: how a template breaks its lines means nothing."""
    return " ".join(response.content.decode().split())


def upload(name: str, text: str) -> SimpleUploadedFile:
    """A file in a form."""
    return SimpleUploadedFile(name, text.encode())
