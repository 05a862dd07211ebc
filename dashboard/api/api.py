"""The JSON API, put together. Its paths and field names are a contract with programs outside this project."""

from __future__ import annotations

from ninja import NinjaAPI, Swagger

from dashboard.api.analyses import router as analyses
from dashboard.api.errors import handle_errors
from dashboard.api.export import router as export
from dashboard.api.findings import router as findings
from dashboard.api.health import router as health

api = NinjaAPI(
    title="Throughline",
    version="1",
    description=(
        "Submit design research, watch five steps turn it into design principles, and follow every principle back to "
        "the words somebody said.\n\n"
        'All errors have one shape: `{"error": {"code", "message", "details"}}`.\n\n'
        "Changes arrive without asking at the WebSockets `ws/analysis/{request_id}/?format=json` and "
        "`ws/analyses/?format=json`."
    ),
    openapi_url="/openapi.json",
    docs_url="/docs",
    docs=Swagger(settings={"persistAuthorization": False, "displayRequestDuration": True}),
    urls_namespace="api",
)
api.add_router("/analysis", analyses)
api.add_router("/analysis", findings)
api.add_router("/analysis", export)
api.add_router("/health", health)
handle_errors(api)
