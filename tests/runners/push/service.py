"""A push service of our own on this machine, and the browsers that subscribed to it.

It does what those of the browsers' makers do: it looks at the signature before anything else, and takes what it cannot
read. What a browser would show is read here with the key that only the browser has.
"""

import json
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02


def packed(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def unpacked(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Browser:
    """What it tells a site when it subscribes, and what it keeps to itself."""

    endpoint: str
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = b"sixteen bytes ok"

    @property
    def form(self) -> dict[str, str]:
        point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": self.endpoint, "p256dh": packed(point), "auth": packed(self.secret)}

    def read(self, content: bytes) -> dict[str, str]:
        opened = http_ece.decrypt(content, private_key=self.private, auth_secret=self.secret, version="aes128gcm")
        return json.loads(opened)


@dataclass
class Arrived:
    path: str
    headers: Mapping[str, str]
    content: bytes
    claims: dict[str, Any]
    key: str


class _Handler(BaseHTTPRequestHandler):
    server: "PushService"

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path in self.server.silent:
            self.server.silent_asked += 1
            self.rfile.read(1)  # until whoever asked has had enough
            return
        said = self.headers["Authorization"]
        parts = dict(part.split("=", 1) for part in said.removeprefix("vapid ").split(","))
        if not Vapid02.verify(said):
            self.send_error(403)
            return
        claims = json.loads(unpacked(parts["t"].split(".")[1]))
        self.server.arrived.append(Arrived(self.path, dict(self.headers), content, claims, parts["k"]))
        self.send_response(self.server.answers.pop(0) if self.server.answers else 201)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


class PushService(ThreadingHTTPServer):
    """Takes everything with 201 unless told otherwise; `answers` are given one after the other, `silent` paths none."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.origin = f"http://127.0.0.1:{self.server_address[1]}"
        self.arrived: list[Arrived] = []
        self.answers: list[int] = []
        self.silent: set[str] = set()
        self.silent_asked = 0
        self.headers: dict[str, str] = {}
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def browser(self, name: str = "phone") -> Browser:
        return Browser(f"{self.origin}/send/{name}")
