"""Files of every kind, made in one line, and what was read of them in one line."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from analysis.readers import Reading, ReadOptions, read
from analysis.transcripts import Transcript

SPECIMENS = Path(__file__).parents[2] / "data" / "transcripts"

_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def read_one(name: str, data: bytes | str, options: ReadOptions | None = None) -> Transcript:
    """The transcript of a single file, which must be readable."""
    reading = read([(name, data.encode() if isinstance(data, str) else data)], options)
    assert not reading.refusals, reading.refusals
    return reading.transcripts[0]


def read_text(text: str, name: str = "interview.txt") -> Transcript:
    """The transcript of a text."""
    return read_one(name, text)


def reason_for(name: str, data: bytes | str) -> str:
    """Why a single file is refused, which it must be."""
    reading: Reading = read([(name, data.encode() if isinstance(data, str) else data)])
    assert not reading.transcripts, [said(transcript) for transcript in reading.transcripts]
    return reading.refusals[0].reason


def specimen(name: str) -> tuple[str, bytes]:
    """A real file, as an upload."""
    return name, (SPECIMENS / name).read_bytes()


def said(transcript: Transcript) -> list[tuple[str, str]]:
    """Who said what, in order."""
    return [(turn.speaker, transcript.words_of(turn)) for turn in transcript.turns]


def roles(transcript: Transcript) -> dict[str, str]:
    """Every speaker's role."""
    return {turn.speaker: turn.role.value for turn in transcript.turns}


def left_out(transcript: Transcript) -> list[str]:
    """The parts left out."""
    return [transcript.text[part.start : part.end] for part in transcript.left_out]


def paragraph(text: str, *, bold: str = "", style: str = "") -> str:
    """A paragraph of Word's XML, `bold` before `text`; line breaks as Word writes them."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    set_bold = f"<w:r><w:rPr><w:b/></w:rPr>{_text(bold)}</w:r>" if bold else ""
    return f"<w:p>{properties}{set_bold}<w:r>{_text(text)}</w:r></w:p>"


def _text(text: str) -> str:
    lines = [f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n")]
    return "<w:br/>".join(lines)


def table(*rows: Sequence[str]) -> str:
    """A table of Word's XML."""
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def document_xml(body: str, *, prologue: str = "") -> str:
    """The main part of a Word document."""
    return f'<?xml version="1.0" encoding="UTF-8"?>{prologue}<w:document {_WORD}><w:body>{body}</w:body></w:document>'


def word(*body: str, styles: Mapping[str, str] | None = None, more: Mapping[str, bytes | str] | None = None) -> bytes:
    """A Word document of these paragraphs and tables. `styles`: id → name."""
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "word/document.xml": document_xml("".join(body)),
    }
    if styles:
        made = (f'<w:style w:styleId="{key}"><w:name w:val="{name}"/></w:style>' for key, name in styles.items())
        parts["word/styles.xml"] = f"<w:styles {_WORD}>{''.join(made)}</w:styles>"
    return zipped(parts | dict(more or {}))


def zipped(files: Mapping[str, bytes | str]) -> bytes:
    """A zip archive of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def pdf(*pages: Sequence[str]) -> bytes:
    """A PDF whose pages hold these lines in Helvetica."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    kids = []
    for lines in pages:
        shown = b"".join(b"(" + _pdf_text(line) + b") Tj T* " for line in lines)
        stream = b"BT /F1 10 Tf 12 TL 40 800 Td " + shown + b"ET"
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
        page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 842]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>"
        objects.append(page % len(objects))
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    written, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(written))
        written += b"%d 0 obj" % number + content + b"endobj\n"
    table_at = len(written)
    rows = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    written += b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\n" % (size, rows, size)
    return written + b"startxref\n%d\n%%%%EOF" % table_at


def _pdf_text(line: str) -> bytes:
    return line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
