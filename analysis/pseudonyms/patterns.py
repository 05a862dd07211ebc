"""Things that name or reach a person and have a form of their own: addresses, numbers, accounts.

Every repetition is bounded, and what may stand between two repetitions cannot stand in either, so that searching costs
time in proportion to the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """`text[start:end]` is a `kind` of personal detail."""

    start: int
    end: int
    kind: str


_CAPITAL = "[A-ZÀ-ÖØ-ÞŁŚŻŹ]"
_CAP = rf"{_CAPITAL}[\w'’\-]{{1,24}}"
_SUBURB = rf"(?:,\s{_CAP}(?:\s{_CAP}){{0,2}}(?!\w|['’]))?"
_STREET_EN = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Drive|Dr|Court|Ct|Lane|Ln|Place|Pl|Crescent|Cres|Way|Close|Terrace|Tce|Boulevard|Blvd|Parade|Pde|"
    r"Square|Sq|Highway|Hwy|Grove|Gardens|Row|Mews|Hill|Parkway|Pkwy|Circle|Walk|Esplanade)"
)
_ADDRESSES = (
    rf"\b\d{{1,5}}[A-Za-z]?(?:/\d{{1,4}})?\s(?:{_CAP}\s){{1,4}}{_STREET_EN}\b\.?{_SUBURB}(?:,?\s[A-Z]{{2,3}})?(?:,?\s\d{{4,5}}\b)?{_SUBURB}",
    (
        rf"\b{_CAPITAL}[\w'’]{{1,24}}(?:\ {_CAPITAL}[\w'’]{{1,24}}|-[\w'’]{{1,24}}){{0,4}}[ \-]?"
        r"(?:[Ss]traße|[Ss]trasse|[Ss]tr\.|[Ww]eg|[Pp]latz|[Aa]llee"
        rf"|[Gg]asse|[Uu]fer|[Dd]amm|[Rr]ing)\s\d{{1,4}}\s?[a-z]?\b(?:,\s\d{{4,5}}\s{_CAP})?"
    ),
    (
        rf"\b(?:\d{{1,4}}(?:\s(?:bis|ter))?,?\s)(?:rue|avenue|boulevard|impasse|allée|chemin|quai|cours"
        rf"|place)\s(?:(?:de|du|des|la|le|les|l'"
        rf"|d')\s?){{0,3}}{_CAP}(?:[ \-]{_CAP}){{0,3}}(?:,\s\d{{5}}\s{_CAP})?"
    ),
    rf"\b(?:[Cc]alle|[Cc]/|[Aa]venida|[Aa]vda\.?|[Pp]aseo|[Pp]laza|[Rr]ua|[Tt]ravessa|[Pp]raça|[Vv]ia|[Cc]orso|[Pp]iazza)\s(?:(?:de|da|do|del|la|las|los|dos|das|di)\s){{0,3}}{_CAP}(?:\s{_CAP}){{0,3}},?\s(?:n[.º°o]\s?)?\d{{1,5}}\b",
    r"\bP\.?\s?O\.?\sBox\s\d{1,7}\b",
)
_SITES = (
    r"(?:linkedin\.com/in|twitter\.com|x\.com|instagram\.com|facebook\.com|fb\.com|github\.com|gitlab\.com"
    r"|tiktok\.com|medium\.com|behance\.net|dribbble\.com|t\.me|bsky\.app/profile|xing\.com/profile"
    r"|youtube\.com/@?|pinterest\.com)"
)
_NUMBER_WORDS = (
    r"(?:passport|licen[cs]e|account|medicare|insurance|social\ security|national\ insurance|customer"
    r"|patient|policy|employee|student|member(?:ship)?|tax|"
    r"Ausweis|Konto|Personalausweis|Steuer|Versicherungs|passeport|compte|sécurité\ sociale|pasaporte"
    r"|cuenta|DNI|CPF|NIF)"
)
_MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar"
    r"|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)"
)

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"(?<![\w.+%\-])[\w.+%\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{2,63}){1,4}")),
    ("link", re.compile(rf"(?:https?://)?(?:www\.)?{_SITES}/?[^\s<>()\[\],;\"'”’]{{1,120}}(?<![.!?:])", re.IGNORECASE)),
    ("account", re.compile(r"(?<![\w@/.])@[A-Za-z_][\w.]{2,30}(?<!\.)")),
    ("iban", re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")),
    (
        "card",
        re.compile(r"(?<![\d\-])(?:\d{4}[ \-]?){3}\d{1,7}(?![\d\-])|(?<!\d)3[47]\d{2}[ \-]?\d{6}[ \-]?\d{5}(?!\d)"),
    ),
    (
        "number",
        re.compile(r"(?<![\d\-])\d{3}-\d{2}-\d{4}(?![\d\-])|\b[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"),
    ),
    (
        "number",
        re.compile(
            rf"\b{_NUMBER_WORDS}(?:\ ?(?:number|no\.?|nr\.?|nummer|id|\#|numéro|número))?(?:\ (?:is|ist"
            rf"|est|es|é)|:)?\ (?P<value>[A-Z0-9][A-Z0-9\-]{{4,20}})\b",
            re.IGNORECASE,
        ),
    ),
    (
        "birth",
        re.compile(
            rf"\b(?:born\ (?:on|in)|date\ of\ birth(?:\ is|:)?|DOB:?|geboren\ am|née?\ le|nací\ el"
            rf"|nasci\ (?:em|no\ dia))\ (?P<value>(?:the\ )?\d{{1,2}}(?:st|nd|rd"
            rf"|th)?(?:\ of)?[ ./\-](?:{_MONTHS}|[a-zä]{{3,12}}|\d{{1,2}})[ ./\-,]{{1,2}}\d{{2,4}}"
            rf"|{_MONTHS}\ \d{{1,2}},?\ \d{{4}})",
            re.IGNORECASE,
        ),
    ),
    *(("address", re.compile(pattern)) for pattern in _ADDRESSES),
    ("address", re.compile(r"\b[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b")),
    ("network", re.compile(r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])")),
    ("phone", re.compile(r"(?<![\w.,\-/])(?:\+|\(\+?)?\d[\d ()./\-]{6,20}\d(?![\w\-/])")),
)
_DATE = re.compile(
    r"\d{1,2}[./\- ]\d{1,2}[./\- ]\d{2,4}|\d{4}[./\-]\d{1,2}[./\-]\d{1,2}|\d{4}\s?[\-/]\s?\d{4}"
    r"|\d{1,3}(?:[. ]\d{3})+|\d{1,2}[./]\d{1,2}\s?-\s?\d{1,2}[./]\d{1,2}"
)


MIN_NETWORK_DIGITS = 7
"""Fewer digits than this, and what looks like a network address may be a chapter: `3.4.5.6`."""


def details(text: str) -> Iterator[Found]:
    """Every such detail in `text`, kind by kind; they may overlap, and then the earlier one counts."""
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span("value") if "value" in pattern.groupindex else match.span()
            if kind == "phone" and not _is_phone(text[start:end]):
                continue
            if kind == "card" and not _is_card(text[start:end]):
                continue
            if kind == "network" and sum(c.isdigit() for c in text[start:end]) < MIN_NETWORK_DIGITS:
                continue
            if kind == "number" and not any(c.isdigit() for c in text[start:end]):
                continue
            yield Found(start, end, kind)


def _is_phone(candidate: str) -> bool:
    """Seven to fifteen digits that look dialled.

    A plus, a leading zero, brackets or two gaps; no date, no large number.
    """
    digits = sum(c.isdigit() for c in candidate)
    if not 7 <= digits <= 15 or _DATE.fullmatch(candidate.strip()):
        return False
    gaps = len(re.findall(r"[ ./\-]+", candidate))
    return candidate[0] in "+(0" or gaps >= 2 or (gaps == 1 and digits >= 9)


def _is_card(candidate: str) -> bool:
    """Grouped as on a card, or thirteen to nineteen digits whose check digit (Luhn) is right."""
    digits = [int(c) for c in candidate if c.isdigit()]
    if not 13 <= len(digits) <= 19:
        return False
    if " " in candidate or "-" in candidate:
        return True
    doubled = [d if i % 2 == 0 else (2 * d - 9 if d > 4 else 2 * d) for i, d in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0
