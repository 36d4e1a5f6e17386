"""A stand-in for Meta's Graph API on a loopback port, for tests and the demo.

Takes `POST /{phone_id}/messages` as the real one does and remembers what it was sent. Photos that
`keep_medium` was given are told and handed out as Meta does it: `GET /{media_id}` answers with a link
that lives for one use or less, and the link with the bytes, both only for the token. A test tells it
what to answer next (an error code, a delay, no answer at all); after that it answers well again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import socket
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "token-uji"


@dataclass(frozen=True, slots=True)
class Scripted:
    """One answer that differs from the good one. `hang_up` closes without answering, `taken` or not."""

    status: int = 400
    code: int | None = None
    subcode: int | None = None
    details: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    delay: float = 0.0
    hang_up: bool = False


class StandIn:
    """The server; use it as a context manager. `received` holds the bodies it accepted, in order."""

    def __init__(self, port: int = 0, *, token: str = TOKEN) -> None:
        """Listen on a free port unless one is given."""
        self.token = token
        self.received: list[dict[str, Any]] = []
        self.calls = 0
        self.media: dict[str, bytes] = {}
        self.links: dict[str, str] = {}
        self.dead_links = 0
        self.media_calls = 0
        self._script: deque[Scripted] = deque()
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.stand_in = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """What DESK_WHATSAPP_API_URL should be."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v23.0"

    def answer_next(self, *answers: Scripted) -> None:
        """Give these answers to the next calls, then good ones again."""
        with self._lock:
            self._script.extend(answers)

    def keep_medium(self, media_id: str, data: bytes) -> None:
        """Hand these bytes out for this id from now on."""
        with self._lock:
            self.media[media_id] = data

    def let_links_die(self, count: int) -> None:
        """The next links are dead before they are used."""
        with self._lock:
            self.dead_links = count

    def look_up(self, path: str, authorised: bool) -> tuple[int, dict[str, Any] | bytes]:
        """Answer a GET: about a medium, or its bytes behind a link."""
        with self._lock:
            self.media_calls += 1
            if not authorised:
                return 401, {"error": {"message": "Invalid OAuth access token", "code": 190}}
            if path.startswith("/lookaside/"):
                media_id = self.links.pop(path, "")
                return (200, self.media[media_id]) if media_id in self.media else (404, b"")
            media_id = path.rsplit("/", 1)[-1]
            if media_id not in self.media:
                return 400, {"error": {"message": "Unsupported get request", "code": 100}}
            link = f"/lookaside/{media_id}-{self.media_calls}"
            if self.dead_links:
                self.dead_links -= 1
            else:
                self.links[link] = media_id
            return 200, self._about(media_id, link)

    def _about(self, media_id: str, link: str) -> dict[str, Any]:
        data = self.media[media_id]
        return {
            "messaging_product": "whatsapp",
            "url": f"http://127.0.0.1:{self._server.server_address[1]}{link}",
            "mime_type": "image/jpeg",
            "sha256": hashlib.sha256(data).hexdigest(),
            "file_size": len(data),
            "id": media_id,
        }

    def next_scripted(self) -> Scripted | None:
        """The scripted answer for a GET, if there is one."""
        with self._lock:
            return self._script.popleft() if self._script else None

    def texts(self, recipient: str = "") -> list[str]:
        """Texts accepted so far, of one recipient or of all."""
        with self._lock:
            return [
                body["text"]["body"] if body["type"] == "text" else ""
                for body in self.received
                if not recipient or body.get("to", body.get("recipient")) == recipient
            ]

    def __enter__(self) -> StandIn:
        """Start."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop and free the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def take(self, body: dict[str, Any], authorised: bool) -> tuple[Scripted | None, str]:
        """Decide about one call: the scripted answer, or None and the id of the accepted message."""
        with self._lock:
            self.calls += 1
            if self._script:
                scripted = self._script.popleft()
                if scripted.hang_up and scripted.status == 200:
                    self.received.append(body)
                return scripted, f"wamid.STANDIN{len(self.received)}"
            if not authorised:
                return Scripted(401, code=190, details="Invalid OAuth access token"), ""
            problem = _problem_of(body)
            if problem:
                return Scripted(400, code=100, details=problem), ""
            self.received.append(body)
            return None, f"wamid.STANDIN{len(self.received)}"


def _problem_of(body: Mapping[str, Any]) -> str:
    """What Meta would say about a body that is not a text message."""
    if body.get("messaging_product") != "whatsapp":
        return "messaging_product is required"
    if not (body.get("to") or body.get("recipient")):
        return "to is required"
    if body.get("type") == "template":
        return _template_fault(body.get("template"))
    text = body.get("text")
    words = text.get("body") if isinstance(text, dict) else None
    if body.get("type") != "text" or not words or len(words) > 4096:
        return "text.body must be 1 to 4096 characters"
    return ""


def _template_fault(template: Any) -> str:
    """What Meta would say about a template: a name, a language, parameters of one line each."""
    match template:
        case {
            "name": str(name),
            "language": {"code": str()},
            "components": [{"parameters": list(given)}],
        } if name:
            texts = [item.get("text", "") for item in given]
            return (
                ""
                if all(text and "\n" not in text for text in texts)
                else "parameter is empty or has a line end"
            )
    return "template is not as approved"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    stand_in: StandIn


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        """Accept, or answer as scripted."""
        raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        authorised = self.headers.get("Authorization") == f"Bearer {self.server.stand_in.token}"
        scripted, message_id = self.server.stand_in.take(json.loads(raw), authorised)
        if scripted is None:
            self._send(200, json.dumps({"messaging_product": "whatsapp", "messages": [{"id": message_id}]}))
            return
        self._scripted(scripted)

    def do_GET(self) -> None:
        """Tell about a medium or hand out its bytes, or answer as scripted."""
        authorised = self.headers.get("Authorization") == f"Bearer {self.server.stand_in.token}"
        if (scripted := self.server.stand_in.next_scripted()) is not None:
            self._scripted(scripted)
            return
        status, content = self.server.stand_in.look_up(self.path, authorised)
        self._send(status, content if isinstance(content, bytes) else json.dumps(content))

    def _scripted(self, scripted: Scripted) -> None:
        time.sleep(scripted.delay)
        if scripted.hang_up:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        error: dict[str, Any] = {
            "message": scripted.details or "scripted",
            "type": "OAuthException",
            "code": scripted.code,
        }
        error |= {"error_subcode": scripted.subcode} if scripted.subcode is not None else {}
        error |= {"error_data": {"messaging_product": "whatsapp", "details": scripted.details}}
        body = scripted.raw if scripted.raw is not None else json.dumps({"error": error}).encode()
        self._send(scripted.status, body, scripted.headers)

    def _send(self, status: int, body: str | bytes, headers: Mapping[str, str] | None = None) -> None:
        content = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Stay silent: the lines would hold nothing a test needs."""


def main() -> None:
    """Run until interrupted, printing how many messages came (never their content)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8094)
    with StandIn(parser.parse_args().port) as stand_in:
        print(f"DESK_WHATSAPP_API_URL={stand_in.url} DESK_WHATSAPP_TOKEN={TOKEN}")
        try:
            while True:
                time.sleep(5)
                print(f"{len(stand_in.received)} pesan diterima, {stand_in.calls} panggilan")
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
