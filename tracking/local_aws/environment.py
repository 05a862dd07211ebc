"""Environments in which boto3 can reach the local stand-in and nothing else, whatever lies about on the machine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

ENDPOINT_FILE = "endpoint"
"""In the stand-in's folder while it runs: its address, for commands in another terminal."""

_LOOPBACK = ("127.0.0.1", "localhost")


def turned_to(endpoint: str, environment: Mapping[str, str], *, region: str) -> dict[str, str]:
    """`environment` with everything that could lead boto3 elsewhere replaced by what leads it to `endpoint`.

    Profiles, session tokens, configuration files, endpoint variables of single services, roles of containers and
    machines, and proxies are all ways to the real AWS. `.env` is not read again: it may name any of them, and what it
    says about other things is in `environment` already.
    """
    turned = {name: value for name, value in environment.items() if not name.startswith(("AWS_", "BOTO_", "BOTOCORE_"))}
    bypass = [host for name in ("NO_PROXY", "no_proxy") for host in turned.get(name, "").split(",") if host]
    no_proxy = ",".join(dict.fromkeys([*bypass, *_LOOPBACK]))
    return turned | {
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": no_proxy,
        "no_proxy": no_proxy,
        "THROUGHLINE_ENV_FILE": "",
    }


def running_endpoint(folder: Path) -> str | None:
    """Address of the stand-in that keeps its state in `folder`; None while none runs."""
    try:
        return (folder / ENDPOINT_FILE).read_text(encoding="ascii").strip() or None
    except FileNotFoundError:
        return None
