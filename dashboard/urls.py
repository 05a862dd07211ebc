"""Addresses of the pages; the API brings its own."""

from __future__ import annotations

from django.urls import include, path

from dashboard.api.api import api
from dashboard.views import analyses, analysis, errors, findings, new, sources

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error

one_analysis = [
    path("", analysis.page, name="analysis"),
    path("cancel/", analysis.cancel, name="cancel"),
    path("retry/", analysis.retry, name="retry"),
    path("delete/", analysis.delete, name="delete"),
    path("history/", analysis.history, name="history"),
    path("findings/<str:step>/", findings.more, name="findings"),
    path("line/<str:item_id>/", findings.line, name="line"),
    path("items/<str:item_id>/", findings.item, name="item"),
    path("sources/<int:number>/", sources.transcript, name="transcript"),
]

urlpatterns = [
    path("", analyses.page, name="analyses"),
    path("bulk/", analyses.bulk, name="bulk"),
    path("new/", new.page, name="new"),
    path("new/preview/", new.preview, name="preview"),
    path("new/sample/", new.sample, name="sample"),
    path("analyses/<str:request_id>/", include(one_analysis)),
    path("", api.urls),
]
