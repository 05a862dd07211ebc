"""Every setting, from the environment or `.env`, with its default and what it does. `.env.example` lists them."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

import environ
from django.utils.csp import CSP

from dashboard.log_filters import is_no_probe

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
# File with settings that the environment does not give; empty reads none, so that nothing but the environment counts.
ENV_FILE = os.environ.get("THROUGHLINE_ENV_FILE", str(BASE_DIR / ".env"))
if ENV_FILE:
    environ.Env.read_env(ENV_FILE, encoding="utf-8")

# Where this machine's own state lives: SQLite, the local AWS, the secret key of `live`.
VAR_DIR = Path(env.str("THROUGHLINE_VAR", default=str(BASE_DIR / "var")))

# Django

# Signs cookies and CSRF tokens. Set it wherever more than one process serves pages; `live` keeps one under var/.
# (Not by `env`, which takes what begins with `$` for the name of another variable: one generated key in fifty does.)
_KEY = os.environ.get("DJANGO_SECRET_KEY", "")
SECRET_KEY = _KEY or secrets.token_urlsafe(50)
SECRET_KEY_IS_LASTING = bool(_KEY)
# Shows tracebacks and the style guide. Never in production.
DEBUG = env.bool("DJANGO_DEBUG", default=False)
# Host names this site answers to; any other is refused.
ALLOWED_HOSTS = env.list("DJANGO_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
# Origins, beside the site's own, whose pages may post here (`https://…`).
CSRF_TRUSTED_ORIGINS = env.list("DJANGO_CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    # First: it takes over `runserver`. Everywhere else it would only cost every process a second at start.
    *(["daphne"] if sys.argv[1:2] == ["runserver"] else []),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "servestatic.runserver_nostatic",
    "django.contrib.staticfiles",
    "channels",
    "django_htmx",
    "ninja",  # Its own copy of Swagger UI, so that /docs needs no CDN.
    "tracking",
    "analysis",
    "dashboard",
]

MIDDLEWARE = [
    "dashboard.api.middleware.ApiErrorsMiddleware",  # First: it sees what all others answer.
    "django.middleware.security.SecurityMiddleware",
    # Before the static files, so that they are compressed too. It pads each answer with random bytes, and Django's CSRF
    # tokens change with each: an eavesdropper learns nothing from the lengths.
    "django.middleware.gzip.GZipMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "dashboard.body_limit.TooLargeMiddleware",
    "dashboard.cross_site.CrossSiteMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "dashboard.error_pages.ErrorPagesMiddleware",
]

ROOT_URLCONF = "dashboard.urls"
ASGI_APPLICATION = "dashboard.asgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.csp",
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# Users and sessions only; no analysis is kept here. PostgreSQL: `postgres://user:password@host/name`.
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'throughline.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
USE_I18N = False
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
# Serve straight from the apps' folders: `live` needs no collectstatic.
SERVESTATIC_USE_FINDERS = True
SERVESTATIC_AUTOREFRESH = DEBUG

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Behind a proxy that ends TLS and that alone sets X-Forwarded-Proto: whoever reaches the site past it could lie.
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("DJANGO_TRUST_FORWARDED_PROTO", default=False) else None
)
# Cookies over https only; set it behind TLS.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("DJANGO_SECURE_COOKIES", default=False)
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "dashboard.views.errors.csrf_failure"

# AWS. Credentials come by boto3's own chain; AWS_ENDPOINT_URL points to a stand-in.

# A stand-in's address, for all four services; empty for AWS itself. boto3 reads the same variable.
AWS_ENDPOINT_URL = env.str("AWS_ENDPOINT_URL", default="")
# Region of the bucket and the queue, and of the tables unless the next says otherwise.
AWS_REGION = env.str("AWS_REGION", default="") or "us-east-1"
# Region of the tables.
DYNAMODB_REGION = env.str("DYNAMODB_REGION", default="") or AWS_REGION
# Table of analyses; the audit trail stands beside it as `<name>-events`.
DYNAMODB_TABLE_NAME = env.str("DYNAMODB_TABLE_NAME", default="") or "design-analysis-tracking"
# Bucket for uploads, checkpoints and results. On AWS the name must be one of your own.
S3_BUCKET_NAME = env.str("S3_BUCKET_NAME", default="") or "design-analysis"
# Further buckets that an `s3_uri` may name.
S3_SOURCE_BUCKETS = env.list("S3_SOURCE_BUCKETS", default=[])
# Queue that tells workers what to run.
SQS_QUEUE_NAME = env.str("SQS_QUEUE_NAME", default="") or "throughline-analyses"

# Tracking

# Whose analyses this deployment lists.
TRACKING_TEAM = env.str("TRACKING_TEAM", default="default")
# Partitions over which new rows of the list are spread; raise it when writes of new analyses are throttled.
TRACKING_LISTING_SHARDS = env.int("TRACKING_LISTING_SHARDS", default=4)
# Highest number of partitions ever used, if it was higher than the one above.
TRACKING_LISTING_SHARDS_READ = env.int("TRACKING_LISTING_SHARDS_READ", default=0)
# Seconds after which the analysis of a silent worker is given to another.
TRACKING_LEASE_SECONDS = env.float("TRACKING_LEASE_SECONDS", default=30.0)
# Workers that may be lost over one analysis before it fails for good.
TRACKING_MAX_ATTEMPTS = env.int("TRACKING_MAX_ATTEMPTS", default=3)
# Seconds between two sweeps for lost messages and expired leases, plus or minus a quarter.
TRACKING_SWEEP_SECONDS = env.float("TRACKING_SWEEP_SECONDS", default=5.0)
# Days after its end until an analysis expires, all its files with it; 0 keeps it. What ended earlier, stays.
TRACKING_RETENTION_DAYS = env.int("TRACKING_RETENTION_DAYS", default=0)
# Continuous backups of both tables.
TRACKING_POINT_IN_TIME_RECOVERY = env.bool("TRACKING_POINT_IN_TIME_RECOVERY", default=False)
# PAY_PER_REQUEST (on demand) or PROVISIONED, with the two capacities.
TRACKING_BILLING_MODE = env.str("TRACKING_BILLING_MODE", default="PAY_PER_REQUEST")
TRACKING_READ_CAPACITY = env.int("TRACKING_READ_CAPACITY", default=5)
TRACKING_WRITE_CAPACITY = env.int("TRACKING_WRITE_CAPACITY", default=5)
# KMS key for the tables; empty for DynamoDB's default encryption.
TRACKING_KMS_KEY = env.str("TRACKING_KMS_KEY", default="")
# Tags of what is created.
TRACKING_TAG_PROJECT = env.str("TRACKING_TAG_PROJECT", default="throughline")
TRACKING_TAG_ENVIRONMENT = env.str("TRACKING_TAG_ENVIRONMENT", default="development")
TRACKING_TAG_CREATED_BY = env.str("TRACKING_TAG_CREATED_BY", default="throughline")

# The live feed

# `stream`: each web process follows the DynamoDB Stream itself (two readers a shard at most).
# `layer`: it listens to `manage.py relay_changes` over Redis.
CHANGES_SOURCE = env.str("CHANGES_SOURCE", default="stream")
# Redis, needed for `layer` only.
REDIS_URL = env.str("REDIS_URL", default="")
# Seconds between two reads of a shard, and the most it stretches to while nothing happens; less on a stand-in.
STREAM_PACE_SECONDS = env.float("STREAM_PACE_SECONDS", default=0.03 if AWS_ENDPOINT_URL else 0.25)
STREAM_IDLE_SECONDS = env.float("STREAM_IDLE_SECONDS", default=0.05 if AWS_ENDPOINT_URL else 1.0)
# Sockets that one web process serves at once; the next are refused and try again. One costs about 25 KB.
FEED_MAX_SOCKETS = env.int("FEED_MAX_SOCKETS", default=10_000)

CHANNEL_LAYERS = {
    "default": (
        {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL]},
        }
        if REDIS_URL
        else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
    )
}

# Uploads

# Largest file, all files of one upload together, and how many: bytes, bytes, files.
UPLOAD_MAX_FILE_BYTES = env.int("UPLOAD_MAX_FILE_BYTES", default=20 * 1024 * 1024)
UPLOAD_MAX_TOTAL_BYTES = env.int("UPLOAD_MAX_TOTAL_BYTES", default=100 * 1024 * 1024)
UPLOAD_MAX_FILES = env.int("UPLOAD_MAX_FILES", default=200)
DATA_UPLOAD_MAX_NUMBER_FILES = UPLOAD_MAX_FILES
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_MAX_FILE_BYTES
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Workers

# Analyses a worker machine runs at once.
WORKER_CONCURRENCY = env.int("WORKER_CONCURRENCY", default=2)
# Seconds one run may take before its worker is taken for hung.
WORKER_MAX_RUN_SECONDS = env.float("WORKER_MAX_RUN_SECONDS", default=3600.0)
# Seconds a worker that was told to stop may take to hand back its work.
WORKER_GRACE_SECONDS = env.float("WORKER_GRACE_SECONDS", default=10.0)

# Logs

# Folder for dynamodb_tracker.log; empty logs to standard error only.
LOG_DIR = env.str("THROUGHLINE_LOG_DIR", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_probes": {"()": "django.utils.log.CallbackFilter", "callback": is_no_probe}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        **(
            {
                "tracker": {
                    "class": "logging.handlers.WatchedFileHandler",
                    "filename": str(Path(LOG_DIR) / "dynamodb_tracker.log"),
                    "formatter": "line",
                    "delay": True,
                }
            }
            if LOG_DIR
            else {}
        ),
    },
    "root": {"handlers": ["console"], "level": env.str("THROUGHLINE_LOG_LEVEL", default="INFO")},
    "loggers": {
        "tracking": {"handlers": ["tracker"] if LOG_DIR else [], "level": "INFO"},
        "django.request": {"level": "ERROR", "filters": ["no_probes"]},
        "botocore": {"level": "WARNING"},
        "daphne": {"level": "WARNING"},
        # Whoever asks under a foreign name is told so; a traceback each time tells nobody anything.
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        "kombu": {"level": "WARNING"},
        # The feed says in one line that Redis is away; its client would add a traceback a second.
        "channels_redis": {"level": "CRITICAL"},
    },
}
