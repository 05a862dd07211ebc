"""A REFI-QDA project (.qdpx): transcripts, patterns as codes, chunks as coded selections, insights as notes.

The standard (https://www.qdasoftware.org) is a zip of `project.qde` and the sources as plain text. Positions count
characters of the text as it is in the archive, where lines end with a line feed.
"""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from bisect import bisect_right
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

from analysis.curation.overlay import Curated
from analysis.exports.kept import kept_above, stands
from analysis.exports.xml_text import clean
from analysis.transcripts import Study, Transcript

NAMESPACE = "urn:QDA-XML:project:1.0"
_COLORS = ("#2f62b5", "#0d7280", "#32733c", "#94590b", "#b52b57", "#6a4fb3", "#4f6d7a", "#8a3b2a")
_LINE_END = re.compile(r"\r\n|\r")

Document = Mapping[str, Any]


class _Text:
    """A transcript's text as the archive holds it, and where each of its characters has gone."""

    def __init__(self, transcript: Transcript) -> None:
        lead = 1 if transcript.text.startswith("\ufeff") else 0
        self.text = _LINE_END.sub("\n", transcript.text[lead:])
        # Only CR LF shrinks, by one: count those that end at or before a place.
        self._shrunk = [match.end() for match in re.finditer(r"\r\n", transcript.text)]
        self._lead = lead

    def place(self, offset: int) -> int:
        return max(0, offset - self._lead - bisect_right(self._shrunk, offset))


class _Project:
    """Builds the XML; every element's id follows from what it is, so the same result gives the same project."""

    def __init__(self, request_id: str, at: str) -> None:
        self._space = uuid.uuid5(uuid.NAMESPACE_URL, f"throughline:{request_id}")
        self.at = at[:19] + "Z"
        self.user = self.guid("user")

    def guid(self, *parts: str) -> str:
        return str(uuid.uuid5(self._space, "/".join(parts))).upper()

    def add(self, parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
        element = ET.SubElement(parent, tag, {name: clean(value) for name, value in attributes.items()})
        if text:
            element.text = clean(text)
        return element


def to_qdpx(curated: Curated, study: Study) -> bytes:
    """The project of a result. Items that people set aside are left out."""
    result = curated.chain.result
    project = _Project(result["request_id"], result["created_at"])
    root = ET.Element(
        "Project",
        {
            "xmlns": NAMESPACE,
            "name": clean(result.get("title") or result["request_id"]),
            "origin": "Throughline",
            "creatingUserGUID": project.user,
            "creationDateTime": project.at,
        },
    )
    project.add(project.add(root, "Users"), "User", guid=project.user, name=f"Throughline, engine {result['engine']}")
    _add_codes(project, root, curated)
    texts = {transcript.name: _Text(transcript) for transcript in study.transcripts}
    _add_sources(project, root, curated, texts)
    _add_notes(project, root, curated)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", ET.tostring(root, encoding="utf-8", xml_declaration=True))
        for name, text in texts.items():
            archive.writestr(f"Sources/{project.guid('text', name)}.txt", text.text.encode())
    return out.getvalue()


def _kept(curated: Curated, step: str) -> list[dict[str, Any]]:
    return [item for item in curated.shown(step) if stands(curated, item["id"])]


def _add_codes(project: _Project, root: ET.Element, curated: Curated) -> None:
    codes = project.add(project.add(root, "CodeBook"), "Codes")
    for number, pattern in enumerate(_kept(curated, "relating")):
        code = project.add(
            codes,
            "Code",
            guid=project.guid("code", pattern["id"]),
            name=pattern["name"],
            isCodable="true",
            color=_COLORS[number % len(_COLORS)],
        )
        project.add(code, "Description", pattern["description"])


def _add_sources(project: _Project, root: ET.Element, curated: Curated, texts: Mapping[str, _Text]) -> None:
    sources = project.add(root, "Sources")
    codes = {pattern["id"] for pattern in _kept(curated, "relating")}
    for name, text in texts.items():
        source = project.add(
            sources,
            "TextSource",
            guid=project.guid("source", name),
            name=name,
            plainTextPath=f"internal://{project.guid('text', name)}.txt",
            creatingUser=project.user,
            creationDateTime=project.at,
        )
        for chunk in curated.chain.result["chunks"]:
            if chunk["source"] == name:
                _add_selection(project, source, curated, chunk, text=text, codes=codes)


def _add_selection(
    project: _Project, source: ET.Element, curated: Curated, chunk: Document, *, text: _Text, codes: set[str]
) -> None:
    patterns = [pattern for pattern in kept_above(curated, chunk["id"]).patterns if pattern["id"] in codes]
    if not patterns or curated.left_out(chunk["id"]):
        return
    selection = project.add(
        source,
        "PlainTextSelection",
        guid=project.guid("selection", chunk["id"]),
        name=chunk["content"][:60],
        startPosition=str(text.place(chunk["start"])),
        endPosition=str(text.place(chunk["end"])),
        creatingUser=project.user,
        creationDateTime=project.at,
    )
    for pattern in patterns:
        coding = project.add(
            selection,
            "Coding",
            guid=project.guid("coding", chunk["id"], pattern["id"]),
            creatingUser=project.user,
            creationDateTime=project.at,
        )
        project.add(coding, "CodeRef", targetGUID=project.guid("code", pattern["id"]))


def _add_notes(project: _Project, root: ET.Element, curated: Curated) -> None:
    insights = _kept(curated, "explaining")
    if not insights:
        return
    notes = project.add(root, "Notes")
    for insight in insights:
        note = project.add(
            notes,
            "Note",
            guid=project.guid("note", insight["id"]),
            name=insight["headline"],
            creatingUser=project.user,
            creationDateTime=project.at,
        )
        above = curated.chain.became(insight["id"]).principles
        principles = [principle["principle"] for principle in above if not curated.left_out(principle["id"])]
        project.add(note, "PlainTextContent", "\n\n".join([insight["explanation"], *principles]))
