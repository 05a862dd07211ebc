"""What calls have in common in the API's own description."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel


def whole_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of `model` in one piece: its references would be looked up in the whole description, in vain."""
    schema = model.model_json_schema()
    parts = schema.pop("$defs", {})

    def filled(node: Any) -> Any:
        if isinstance(node, dict):
            named = parts.get(str(node.get("$ref", "")).removeprefix("#/$defs/"), {})
            return {key: filled(inner) for key, inner in {**named, **node}.items() if not named or key != "$ref"}
        return [filled(inner) for inner in node] if isinstance(node, list) else node

    whole: dict[str, Any] = filled(schema)
    return whole
