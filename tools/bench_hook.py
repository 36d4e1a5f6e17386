"""Measure the WhatsApp hook over HTTP: signed deliveries from four client processes.

A temporary desk on SQLite (synchronous=FULL, as always) behind uvicorn on a loopback port. Goes
out: requests a second and the 50th and 99th percentile of their time. Takes at most 15 s; refuses
(exit 1) when an answer is not 200 or a message is missing afterwards.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import http.client
import json
import multiprocessing
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

SECRET = "rahasia-uji"
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Measured:
    """What the hook did under load; times in milliseconds."""

    requests: int
    seconds: float
    p50: float
    p99: float
    refused: int
    missing: int

    @property
    def per_second(self) -> float:
        """Requests a second over all clients."""
        return self.requests / self.seconds


def delivery(client: int, number: int) -> bytes:
    """One signed-to-be delivery with one report, as Meta sends it."""
    message = {
        "from": f"62812000{client:02d}{number % 100:02d}",
        "id": f"wamid.UJI{client}N{number}",
        "timestamp": "1707900000",
        "type": "text",
        "text": {"body": f"TPS {number % 30 + 1} Mekar Sari\n01: 120\n02: 98\n03: 31\nsah 249\ntidak sah 6"},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "62811000000", "phone_number_id": "100200300"},
        "contacts": [{"profile": {"name": "Petugas Uji"}, "wa_id": message["from"]}],
        "messages": [message],
    }
    change = {"field": "messages", "value": value}
    return json.dumps(
        {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}
    ).encode()


def client_process(client: int, port: int, until: float, out: multiprocessing.Queue[object]) -> None:
    """Post deliveries one after the other over one connection until the time is over."""
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    times: list[float] = []
    refused = number = 0
    while time.time() < until:
        body = delivery(client, number)
        signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        headers = {"X-Hub-Signature-256": f"sha256={signature}", "Content-Type": "application/json"}
        start = time.perf_counter()
        connection.request("POST", "/hooks/whatsapp", body, headers)
        answer = connection.getresponse()
        answer.read()
        times.append(time.perf_counter() - start)
        refused += answer.status != 200
        number += 1
    out.put((times, refused))


def measure(*, clients: int = 4, seconds: float = 8.0, processes: int = 1) -> Measured:
    """Run the server and the clients, kill the server, and count what is stored."""
    with tempfile.TemporaryDirectory(prefix="desk-bench-") as folder:
        environment = os.environ | {
            "DESK_DATA_DIR": folder,
            "DESK_DATABASE_URL": "",
            "DESK_WHATSAPP_APP_SECRET": SECRET,
            "DESK_LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "deskpemilu.config.settings",
        }
        migrate = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, env=environment, check=True)
        ports = [_free_port() for _ in range(processes)]
        servers = [_serve(port, environment) for port in ports]
        try:
            for port, server in zip(ports, servers, strict=True):
                _wait_for(port, server)
            times, refused = _load(clients, ports, seconds)
        finally:
            for server in servers:
                # Not asked to stop: what was acknowledged must be on disk already.
                server.kill()
                server.wait(10)
        stored = _stored(Path(folder))
    times.sort()
    return Measured(
        requests=len(times),
        seconds=seconds,
        p50=times[len(times) // 2] * 1000,
        p99=times[int(len(times) * 0.99)] * 1000,
        refused=refused,
        missing=len(times) - refused - stored,
    )


def _serve(port: int, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """A web process of the desk."""
    command = [sys.executable, "-m", "uvicorn", "deskpemilu.config.asgi:application", "--host", HOST]
    command += ["--port", str(port), "--no-access-log", "--log-level", "warning", "--lifespan", "off"]
    return subprocess.Popen(command, env=environment)


def _load(clients: int, ports: list[int], seconds: float) -> tuple[list[float], int]:
    context = multiprocessing.get_context("spawn")
    out: multiprocessing.Queue[object] = context.Queue()
    until = time.time() + 1.0 + seconds  # a second for the processes to start
    workers = [
        context.Process(target=_timed_client, args=(n, ports[n % len(ports)], until - seconds, until, out))
        for n in range(clients)
    ]
    for worker in workers:
        worker.start()
    results = [out.get(timeout=seconds + 20) for _ in workers]
    for worker in workers:
        worker.join(10)
    times = [value for found, _ in results for value in found]  # type: ignore[misc,has-type]
    return times, sum(refused for _, refused in results)  # type: ignore[misc,has-type]


def _timed_client(
    client: int, port: int, start: float, until: float, out: multiprocessing.Queue[object]
) -> None:
    time.sleep(max(0.0, start - time.time()))
    client_process(client, port, until, out)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Until the server takes connections and has answered one request (imports done)."""
    for _ in range(1200):
        if server.poll() is not None:
            sys.exit("Server uji berhenti sebelum siap.")
        try:
            connection = http.client.HTTPConnection(HOST, port, timeout=10)
            connection.request("GET", "/hooks/whatsapp")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.05)
        else:
            return
    sys.exit("Server uji tidak menjawab dalam satu menit.")


def _stored(folder: Path) -> int:
    with sqlite3.connect(folder / "desk.sqlite3") as database:
        (count,) = database.execute("SELECT count(*) FROM channels_inboxmessage").fetchone()
    return int(count)


def main() -> None:
    """Print the measurement as one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--processes", type=int, default=1, help="web processes")
    given = parser.parse_args()
    measured = measure(clients=given.clients, seconds=min(given.seconds, 12.0), processes=given.processes)
    print(
        f"hook: {measured.per_second:.0f} req/s, p50 {measured.p50:.1f} ms, p99 {measured.p99:.1f} ms "
        f"({given.clients} clients, {measured.requests} requests, SQLite synchronous=FULL)"
    )
    if measured.refused or measured.missing:
        sys.exit(f"{measured.refused} not answered 200, {measured.missing} not stored")


if __name__ == "__main__":
    main()
