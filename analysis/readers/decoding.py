"""From bytes to text: which encoding a file is in, found without losing a letter in silence.

A byte order mark decides; then NULs between letters (UTF-16 without a mark); then UTF-8, which other encodings hardly
ever are by chance. Only what is left is guessed: Latin script by the letters its languages use (`latin`), any other
script by charset-normalizer among the encodings people's tools really write. Left to itself it takes Western European
text for Central European (cp1250 for cp1252).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from analysis.errors import UnreadableFile
from analysis.readers.invisible import without_invisible
from analysis.readers.latin import latin_encoding

CANDIDATES = (
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "koi8_r",
    "mac_roman",
    "cp932",
    "euc_jp",
    "gb18030",
    "big5",
    "euc_kr",
)
LATIN_SHARE = 0.7
"""Share of plain ASCII among the letters from which a text is in Latin script, and told apart by its accents."""
SAMPLE = 200_000
"""Bytes the guess looks at; the decoding itself reads all."""
MAX_DAMAGE = 0.25
"""Share of characters that may be unreadable before a file counts as no text at all."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ASCII_LETTER = re.compile(rb"[A-Za-z]")
_LETTER = re.compile(rb"[A-Za-z\x80-\xff]")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was read in, and what a person should know of that."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(name: str, data: bytes) -> Decoded:
    """The text of `data`, without characters that nobody can see. Raises UnreadableFile for what is no text."""
    raw, encoding, notes = _decode(name, data)
    text, hidden = without_invisible(raw)
    return Decoded(text, encoding, (*notes, *hidden))


def _decode(name: str, data: bytes) -> tuple[str, str, tuple[str, ...]]:
    for bom, marked in _BOMS:
        if data.startswith(bom):
            return _counted(name, data[len(bom) :], marked.removesuffix("-sig"), marked)
    if wide := _wide(data):
        return _counted(name, data, wide, wide)
    if _is_binary(data):
        raise not_text(name)
    try:
        return data.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError:
        pass
    if _mostly_utf8(data):
        return _counted(name, data, "utf-8", "utf-8")
    encoding = _guess(data)
    if encoding is None:
        return _counted(name, data, "utf-8", "utf-8")
    return _counted(
        name,
        data,
        encoding,
        encoding,
        note=f"The file is not UTF-8; it was read as {encoding}. Check that accents and quotes look right.",
    )


def not_text(name: str) -> UnreadableFile:
    """The refusal of a file that holds something else than text."""
    return UnreadableFile(
        name, "what is inside is not text.", "Export the transcript as text, Word, PDF, captions or CSV."
    )


def _counted(name: str, data: bytes, encoding: str, shown: str, note: str = "") -> tuple[str, str, tuple[str, ...]]:
    """Decode, put U+FFFD where that fails, and say how often and where first."""
    try:
        return data.decode(encoding), shown, (note,) if note else ()
    except UnicodeDecodeError as error:
        text = data.decode(encoding, errors="replace")
        count = text.count("\ufffd")
        if count > MAX_DAMAGE * max(len(text), 10):
            raise not_text(name) from None
        places = "place" if count == 1 else "places"
        damage = f"{count} {places} cannot be read as {shown} (the first at byte {error.start:,}) and show as “\ufffd”."
        return text, shown, (note, damage) if note else (damage,)


def _wide(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: zero bytes at regular places and hardly any elsewhere."""
    sample = data[:4000]
    if len(sample) < 8 or sample.count(0) < len(sample) // 8:
        return None
    quarter = len(sample) // 4
    zeros = [sample[i::4].count(0) for i in range(4)]
    high = [count > 0.8 * quarter for count in zeros]
    if high == [False, True, True, True]:
        return "utf-32-le"
    if high == [True, True, True, False]:
        return "utf-32-be"
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > 0.4 * half and even < 0.02 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.02 * half:
        return "utf-16-be"
    return None


def _is_binary(data: bytes) -> bool:
    """More control characters than a damaged text has. Escape (0x1B) is allowed: terminal logs are text."""
    sample = data[:SAMPLE]
    return len(_BINARY.findall(sample)) > max(4, len(sample) // 20)


def _mostly_utf8(data: bytes) -> bool:
    """Whether UTF-8 sequences outnumber the bytes that are none: a file glued from two encodings, or damaged."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    sound = sum(1 for c in text[:SAMPLE] if c > "\x7f" and c != "\ufffd")
    return sound >= 2 * min(broken, SAMPLE) > 0


def _guess(data: bytes) -> str | None:
    """The likeliest encoding, or None where none gives a text."""
    sample = data[:SAMPLE]
    if len(_ASCII_LETTER.findall(sample)) >= LATIN_SHARE * len(_LETTER.findall(sample)):
        return latin_encoding(sample)
    from charset_normalizer import from_bytes  # Slow to import, rarely needed.

    best = from_bytes(sample, cp_isolation=[*CANDIDATES], enable_fallback=False).best()
    return best.encoding if best else None
