"""The users of a chaos run: they submit over HTTP with idempotency keys, ask again where no answer came, and meddle."""

from __future__ import annotations

import http.client
import json
import secrets
import time
from collections.abc import Callable
from random import Random
from typing import Any

TIMEOUT = 30.0


class People:
    """Whom the service has promised what."""

    def __init__(self, port: int, random: Random, text: str) -> None:
        self.acknowledged: dict[str, float] = {}
        """When the answer to each submission came, on this machine's clock."""
        self.deleting: set[str] = set()
        """What somebody asked to delete, whatever the answer was."""
        self.pseudonymised: list[str] = []
        """Those whose names are kept apart, until somebody asks to forget them."""
        self._port = port
        self._random = random
        self._text = text

    def submit(self, give_up: Callable[[], bool], *, pseudonymise: bool = False) -> str | None:
        """Submit, and ask again with the same key until there is an answer; None where `give_up` says so first."""
        key = secrets.token_hex(8)
        body = {"text": self._text, "filename": "study.txt", "title": "Chaos", "pseudonymise": pseudonymise}
        while not give_up():
            answer = self._ask("POST", "/analysis/requests", body, {"Idempotency-Key": key})
            if answer is not None and answer[0] == 202:
                request_id = str(answer[1]["request_id"])
                self.acknowledged.setdefault(request_id, time.time())
                if pseudonymise:
                    self.pseudonymised.append(request_id)
                return request_id
            assert answer is None or answer[0] >= 500, answer
            time.sleep(self._random.uniform(0.1, 0.4))
        return None

    def meddle(self, request_id: str) -> str:
        """Cancel, retry or delete one analysis; what it was. A refusal is as good as an answer."""
        what = self._random.choice(["cancel", "retry", "retry", "delete"])
        if what == "delete":
            self.deleting.add(request_id)
            self._ask("DELETE", f"/analysis/requests/{request_id}")
        else:
            body = {"from_step": "relating"} if what == "retry" and self._random.random() < 0.3 else {}
            self._ask("POST", f"/analysis/requests/{request_id}/{what}", body)
        return what

    def forget_names(self, request_id: str) -> bool:
        """Have the names behind pseudonyms forgotten; whether it was not refused, say because it runs."""
        answer = self._ask("DELETE", f"/analysis/requests/{request_id}/pseudonyms")
        return answer is None or answer[0] == 204 or answer[0] >= 500

    def _ask(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any] | None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT)
        try:
            connection.request(
                method,
                path,
                json.dumps(body) if body is not None else None,
                {"Content-Type": "application/json", **(headers or {})},
            )
            answer = connection.getresponse()
            content = answer.read()
            return answer.status, json.loads(content) if content else None
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            connection.close()
