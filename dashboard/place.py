"""Which analysis a page shows and under which rights: to the team, or through a share link, read-only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404
from django.utils.functional import SimpleLazyObject

from analysis.chain import Chain
from analysis.curation.edits import Edit
from analysis.curation.overlay import Curated
from analysis.quoted_only import quoted_only
from analysis.sharing import withdrawals
from dashboard.api.ids import known_id
from dashboard.documents import curated_of, edits_of, study_of
from dashboard.share_links import ShareLink, read_link
from dashboard.tongues import Tongues, tongues_of
from tracking.errors import NotFound
from tracking.record import Record
from tracking.store import Store


class LinkEnded(Http404):
    """A share link that expired, was withdrawn, was not copied whole, or whose analysis was deleted."""


@dataclass(frozen=True)
class Place:
    """An analysis at an address. What is not looked at is not read."""

    record: Record
    base: str
    """Where its pages begin, without the last slash."""
    link: ShareLink | None = None
    """The share link through which it is seen; None for the team."""

    @property
    def read_only(self) -> bool:
        """Whether nothing may be changed here."""
        return self.link is not None

    @property
    def hide_sources(self) -> bool:
        """Whether the transcripts themselves are not shown here."""
        return self.link is not None and self.link.hide_sources

    @cached_property
    def edits(self) -> list[Edit]:
        """People's edits, oldest first."""
        return edits_of(self.record)

    @cached_property
    def curated(self) -> Curated:
        """The findings with people's edits; where the transcripts are hidden, only what these rest on."""
        curated = curated_of(self.record, self.edits)
        return quoted_only(curated) if self.hide_sources else curated

    @property
    def chain(self) -> Chain:
        """The links of the findings, with people's edits."""
        return self.curated.chain

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Number of each transcript by its name."""
        return {source["name"]: number for number, source in enumerate(self.chain.result["sources"], start=1)}

    @cached_property
    def tongues(self) -> Tongues:
        """The language of each finding."""
        return tongues_of(self.chain.result)

    def transcripts(self) -> list[dict[str, Any]]:
        """The transcripts, numbered as they are addressed; the files, without numbers, until they are read."""
        study = study_of(self.record)
        if study is None:
            return [{"number": None, "name": str(source["name"])} for source in self.record.sources]
        return [{"number": number, "name": each.name} for number, each in enumerate(study.transcripts, start=1)]

    def context(self, tab: str) -> dict[str, Any]:
        """What every template of an analysis' pages needs."""
        return {
            "section": "analyses",
            "tab": tab,
            "place": self,
            "record": self.record,
            "base": self.base,
            "read_only": self.read_only,
            "hide_sources": self.hide_sources,
            "tongues": SimpleLazyObject(lambda: self.tongues),  # Not read where nothing is shown in it.
        }


def find_place(where: dict[str, str]) -> Place:
    """The place that an address names: by `request_id`, or by the `token` of a share link.

    Raises NotFound; for a share link that shows nothing (any more), LinkEnded.
    """
    if "token" in where:
        link = read_link(where["token"])
        if link is None or link.withdrawals != withdrawals(link.request_id):
            raise LinkEnded
        try:
            return Place(Store().get(link.request_id), f"/shared/{where['token']}", link)
        except NotFound as deleted:
            raise LinkEnded from deleted
    record = Store().get(known_id(where["request_id"]))
    return Place(record, f"/analyses/{record.request_id}")
