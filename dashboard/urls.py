"""Addresses of the pages; the API brings its own."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from dashboard.api.api import api
from dashboard.api.ids import POSSIBLE
from dashboard.views import (
    activity,
    analyses,
    analysis,
    bulk,
    compare,
    curate,
    errors,
    findings,
    maps,
    new,
    people,
    reading,
    sources,
    styleguide,
    take_away,
)

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error


class AnalysisId(StringConverter):
    """What an analysis could be called: anything else is a 404 without asking the store."""

    regex = POSSIBLE


register_converter(AnalysisId, "analysis_id")

# What may be seen through a share link as well.
to_read = [
    path("", analysis.page),
    path("findings/<str:step>/", findings.more),
    path("line/<str:item_id>/", findings.line),
    path("items/<str:item_id>/", findings.item),
    path("search/", findings.search),
    path("map/", maps.meanings),
    path("people/", people.page),
    path("people/quotes/", people.said),
    path("sources/", sources.index),
    path("sources/<int:number>/", sources.transcript),
    path("take-away/", take_away.choose),
    path("take-away/<str:key>/", take_away.download),
    path("print/", take_away.printed),
]

to_change = [
    path("cancel/", analysis.cancel),
    path("retry/", analysis.retry),
    path("delete/", analysis.delete),
    path("interviewers/", reading.interviewers),
    path("forget/", reading.forget_names),
    path("history/", analysis.history),
    path("share/", take_away.share),
    path("share/withdraw/", take_away.withdraw),
    path("curate/undo/", curate.undo),
    path("curate/<str:item_id>/", curate.edit),
]

urlpatterns = [
    path("", analyses.page),
    path("bulk/", bulk.bulk),
    path("new/", new.page),
    path("new/preview/", new.preview),
    path("new/sample/", new.sample),
    path("activity/", activity.page),
    path("compare/", compare.page),
    path("analyses/<analysis_id:request_id>/", include([*to_read, *to_change])),
    path("shared/<str:token>/", include(to_read)),
    path("", api.urls),
]

if settings.DEBUG:
    urlpatterns += [path("styleguide/", styleguide.page)]
