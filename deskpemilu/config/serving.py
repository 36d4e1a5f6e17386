"""One process tree: the web server in this process, the worker in a child that is kept alive."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import threading
import time
from multiprocessing.process import BaseProcess
from types import FrameType

import structlog
import uvicorn

from deskpemilu.config.cli import ready

log = structlog.get_logger(__name__)
RESTART_SECONDS = 2.0
STOP_SECONDS = 15.0


def port_is_free(host: str, port: int) -> bool:
    """Whether a server could listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _work(parent: int) -> None:
    ready()
    from deskpemilu.flow.serve import work

    work(parent=parent)


class KeptAlive(threading.Thread):
    """Starts the worker process again whenever it ends, until stopped."""

    def __init__(self) -> None:
        super().__init__(name="kept-alive", daemon=True)
        self._context = multiprocessing.get_context("spawn")
        self._stop_now = threading.Event()
        self._process: BaseProcess | None = None
        # Whoever stops waits for a start that is under way: a child that nobody knows is never ended.
        self._starting = threading.Lock()

    def run(self) -> None:
        """Start, wait, start again."""
        while not self._stop_now.is_set():
            process = self._context.Process(target=_work, args=(os.getpid(),), name="desk-worker")
            with self._starting:
                if self._stop_now.is_set():
                    return
                process.start()
                self._process = process
            process.join()
            if not self._stop_now.is_set():
                log.warning("worker_ended", code=process.exitcode)
                time.sleep(RESTART_SECONDS)

    def stop(self) -> None:
        """Ask the worker to finish its batch; end it if it does not."""
        self._stop_now.set()
        with self._starting:
            process = self._process
        if process is not None and process.is_alive():
            process.terminate()
            process.join(STOP_SECONDS)
            if process.is_alive():
                process.kill()


def end_in_order(number: int, frame: FrameType | None) -> None:
    """End as after Ctrl-C, so that whoever called `serve` can tidy up (uvicorn raises the signal again)."""
    raise SystemExit(0)


def serve(*, host: str, port: int) -> None:
    """Serve until interrupted or asked to end."""
    signal.signal(signal.SIGTERM, end_in_order)
    worker = KeptAlive()
    config = uvicorn.Config(
        "deskpemilu.config.asgi:application",
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        lifespan="off",
        server_header=False,
        # Open live streams end with the server instead of holding it.
        timeout_graceful_shutdown=3,
    )
    try:
        worker.start()
        uvicorn.Server(config).run()
    finally:
        worker.stop()
