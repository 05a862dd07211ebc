"""Telling the 8-bit encodings of Latin script apart by the letters that each language really uses.

Every one of them decodes any bytes; only one gives letters that belong to one language. `è` in French cp1252 is `č` in
cp1250: a guess from frequencies alone takes French for Czech.
"""

from __future__ import annotations

import re

ENCODINGS = ("cp1252", "mac_roman", "cp1250", "iso8859_2", "cp1254")
"""In the order of preference where two fit equally well."""

_ALPHABETS = (
    "éèêëàâçùûîïôœæÿ",  # French
    "áéíóúñü",  # Spanish, Catalan without its grave accents
    "äöüßéè",  # German
    "áâãàçéêíóôõú",  # Portuguese
    "åäöéæø",  # Swedish, Danish, Norwegian, Finnish
    "àèéìòù",  # Italian
    "áðéíóúýþæö",  # Icelandic
    "éëïöüèê",  # Dutch
    "ąćęłńóśźż",  # Polish
    "áčďéěíňóřšťúůýžäľĺôŕ",  # Czech, Slovak
    "áéíóöőúüű",  # Hungarian
    "ăâîşţșț",  # Romanian
    "čćđšž",  # Croatian, Slovene
    "çğıöşüâîû",  # Turkish
)
_ISOLATED = re.compile(r"(?<![A-Za-z])[^\W\d_\x00-\x7f](?![A-Za-z\x80-\U0010ffff])")
_EXPECTED_SIGNS = frozenset("“”‘’„‚–—…€«»°•·£§©®™´¿¡º ")


def latin_encoding(data: bytes) -> str | None:
    """The best of `ENCODINGS` for text in Latin script; None where the bytes above ASCII make no sense in any."""
    best, best_score = None, 0.5
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        score = _score(text)
        if score > best_score + 0.001:
            best, best_score = encoding, score
    return best


def _score(text: str) -> float:
    """Share of the characters above ASCII that one language accounts for, 0..1.

    Letters standing alone count against it.
    """
    high = [c for c in text if c > "\x7f"]
    if not high:
        return 1.0
    letters = [c.lower() for c in high if c.isalpha()]
    signs = sum(c in _EXPECTED_SIGNS for c in high)
    fitting = max(sum(c in alphabet for c in letters) for alphabet in _ALPHABETS)
    alone = len(_ISOLATED.findall(text))
    foreign = sum(1 for c in high if not c.isalpha() and c not in _EXPECTED_SIGNS)
    return (fitting + signs - alone - foreign) / len(high)
