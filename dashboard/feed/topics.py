"""What a socket may ask to watch."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.feed.analysis import AnalysisPage
from dashboard.feed.documents import AnalysisDocument, ListDocuments
from dashboard.feed.listing import ListPage
from dashboard.feed.subject import Host, Subject
from dashboard.list_query import ListQuery


@dataclass(frozen=True, slots=True)
class AnalysisTopic:
    """One analysis."""

    request_id: str
    as_json: bool = False

    def open(self, host: Host) -> Subject:
        """What is watched of it."""
        return AnalysisDocument(self.request_id, host) if self.as_json else AnalysisPage(self.request_id, host)


@dataclass(frozen=True, slots=True)
class ListTopic:
    """One page of the list; for programs, the list from there on."""

    query: ListQuery
    as_json: bool = False

    def open(self, host: Host) -> Subject:
        """What is watched of it."""
        return ListDocuments(self.query, host) if self.as_json else ListPage(self.query, host)
