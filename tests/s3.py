"""A store that speaks S3 on a loopback port and believes nobody: every request's signature is checked.

The check is written from AWS's description of Signature Version 4, not with the library that signs.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, urlsplit

ACCESS_KEY, SECRET_KEY, REGION = "kunci-uji", "rahasia-uji", "id-uji-1"


class S3:
    """The server; a context manager. `objects` by bucket/key; `down` answers 503 to everything."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.refused: list[str] = []
        self.down = False
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.s3 = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """What DESK_MEDIA_S3_URL should be."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def settings(self, *, secret: str = SECRET_KEY) -> dict[str, str]:
        """What settings.MEDIA_S3 should be."""
        return {"url": self.url, "region": REGION, "key": ACCESS_KEY, "secret": secret}

    def __enter__(self) -> S3:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    s3: S3


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _body(self) -> bytes:
        if self.headers.get("Expect") == "100-continue":
            pass  # the base class has answered it
        return self.rfile.read(int(self.headers.get("Content-Length", "0")))

    def _signed(self, body: bytes) -> str:
        """Why the signature is wrong, "" when it is right."""
        scheme, _, rest = self.headers.get("Authorization", "").partition(" ")
        if scheme != "AWS4-HMAC-SHA256":
            return "MissingSecurityHeader"
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        key, day, region, service, end = parts["Credential"].split("/")
        if (key, region, service, end) != (ACCESS_KEY, REGION, "s3", "aws4_request"):
            return "InvalidAccessKeyId"
        told = self.headers["x-amz-content-sha256"]
        if told != "UNSIGNED-PAYLOAD" and told != hashlib.sha256(body).hexdigest():
            return "XAmzContentSHA256Mismatch"
        names = parts["SignedHeaders"].split(";")
        address = urlsplit(self.path)
        query = "&".join(
            f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}"
            for name, value in sorted(parse_qsl(address.query, keep_blank_values=True))
        )
        headers = "".join(f"{name}:{' '.join(self.headers[name].split())}\n" for name in names)
        request = "\n".join((self.command, address.path, query, headers, ";".join(names), told))
        scope = f"{day}/{region}/{service}/aws4_request"
        text = "\n".join(
            (
                "AWS4-HMAC-SHA256",
                self.headers["x-amz-date"],
                scope,
                hashlib.sha256(request.encode()).hexdigest(),
            )
        )
        signing = _hmac(f"AWS4{SECRET_KEY}".encode(), day)
        for step in (region, service, "aws4_request"):
            signing = _hmac(signing, step)
        right = hmac.new(signing, text.encode(), hashlib.sha256).hexdigest()
        return "" if hmac.compare_digest(right, parts["Signature"]) else "SignatureDoesNotMatch"

    def _refuse(self, status: int, code: str) -> None:
        self.server.s3.refused.append(code)
        body = f'<?xml version="1.0"?><Error><Code>{code}</Code><Message>{code}</Message></Error>'.encode()
        self._answer(status, b"" if self.command == "HEAD" else body)

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _handle(self) -> None:
        s3, body, key = self.server.s3, self._body(), urlsplit(self.path).path.lstrip("/")
        if s3.down:
            self._refuse(503, "SlowDown")
        elif wrong := self._signed(body):
            self._refuse(403, wrong)
        elif self.command == "PUT":
            told = self.headers.get("x-amz-checksum-sha256")
            if told and base64.b64decode(told) != hashlib.sha256(body).digest():
                self._refuse(400, "BadDigest")
                return
            s3.objects[key] = body
            self._answer(200, ETag=f'"{hashlib.md5(body).hexdigest()}"')
        elif key not in s3.objects:
            self._refuse(404, "NoSuchKey")
        else:
            self._answer(200, s3.objects[key], ETag='"x"')

    do_GET = do_PUT = do_HEAD = _handle  # noqa: N815 - the base class's names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Stay silent."""
