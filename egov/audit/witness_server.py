"""The witness: a small program that an ombudsman, a university or another ministry runs beside no part of ours.

It remembers how far each log has come, and cosigns a newer checkpoint only when that one begins with what it remembers
(C2SP tlog-witness). It needs no database: one file keeps what it knows, and is on the disk before an answer leaves.
"""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock

from egov.clock import now
from egov.disk import put, secret
from egov.tlog.checkpoint import Checkpoint, parse_checkpoint
from egov.tlog.cosignature import cosign
from egov.tlog.keys import ED25519_COSIGNATURE, PublicKey, SecretKey
from egov.tlog.witness import CONFLICT_TYPE, Refused, encode_answer, judge, origin_of, parse_request

LONGEST_REQUEST = 64 * 1024
SLOWEST_CLIENT = 10  # seconds
PLAIN = "text/plain; charset=utf-8"


def witness_key(folder: Path, name: str) -> SecretKey:
    """The key of the witness in this folder, made at the first start."""
    return SecretKey(name, ED25519_COSIGNATURE, urlsafe_b64decode(secret(folder / "key") + "="))


@dataclass
class Memory:
    """The newest checkpoint of each log that was cosigned, in one file. The file is written before anybody hears."""

    file: Path

    def of(self, origin: str) -> Checkpoint | None:
        """What is known of a log."""
        text = self._all().get(origin)
        return parse_checkpoint(text) if text else None

    def keep(self, checkpoint: Checkpoint) -> None:
        """Know this from now on."""
        put(self.file, json.dumps({**self._all(), checkpoint.origin: checkpoint.text}, indent=1).encode())

    def _all(self) -> dict[str, str]:
        try:
            known: dict[str, str] = json.loads(self.file.read_bytes())
        except FileNotFoundError:
            return {}
        return known


@dataclass
class WitnessOf:
    """A witness of some logs, whose keys it was given by hand. It answers one request after the other."""

    key: SecretKey
    memory: Memory
    logs: Mapping[str, Sequence[PublicKey]]
    lock: Lock = field(default_factory=Lock)

    def answer(self, body: bytes) -> str:
        """The cosignature line; raises Refused."""
        request = parse_request(body)
        with self.lock:
            checkpoint = judge(request, self.memory.of(origin_of(request)), self.logs)
            self.memory.keep(checkpoint)
        return encode_answer([cosign(request.note.text, self.key, int(now().timestamp()))])


def witness_server(witness: WitnessOf, host: str, port: int) -> ThreadingHTTPServer:
    """The witness over HTTP, not yet running."""

    class Handler(BaseHTTPRequestHandler):
        timeout = SLOWEST_CLIENT

        def do_POST(self) -> None:
            """``/add-checkpoint``."""
            length = self.headers.get("Content-Length", "")
            if self.path != "/add-checkpoint" or not length.isascii() or not length.isdigit():
                self._send(404, "This witness answers to add-checkpoint.\n")
            elif int(length) > LONGEST_REQUEST:
                self._send(413, "The request is too long.\n")
            else:
                self._answer(self.rfile.read(int(length)))

        def do_GET(self) -> None:
            """Who the witness is: his key, for policies."""
            self._send(200, f"{witness.key.public.vkey}\n")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is that of the library
            """Nothing: who asked is of no interest, and the memory says what was cosigned."""

        def _answer(self, body: bytes) -> None:
            try:
                self._send(200, witness.answer(body))
            except Refused as refused:
                self._send(refused.status, refused.body, CONFLICT_TYPE if refused.known_size is not None else PLAIN)

        def _send(self, status: int, text: str, kind: str = PLAIN) -> None:
            data = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    return ThreadingHTTPServer((host, port), Handler)
