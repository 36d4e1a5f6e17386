"""Measure how soon a report is seen: message accepted → stored run → live event → open page.

A desk of Banyuasin's size (2,564 TPS, five contests, a sample of 200) of which a part is in; `desk up` serves
it, and reports come by the WhatsApp hook at a steady rate. Watched from outside, without changing anything.
Goes out: median and 95th percentile of each step, the time of one computation and the processor's time in the
same run. About 40 s with the defaults.

    tools/bench_follow.py                          as in `make bench`
    tools/bench_follow.py --seconds 120 --browser  longer, with a real Chromium instead of an HTTP client
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from tools.follow_watch import OpenPage, Rows, Stream, children_of, processor_of  # noqa: E402

HOST, SECRET = "127.0.0.1", "rahasia-uji"
SETTLE = 3.0
ROUNDS, FIRST_ROUNDS = 9, 12


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured."""

    seconds: float
    rate: float
    come_in: float
    contest: str
    browser: bool


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that is thrown away, on a disk as a desk's is."""
    folder = Path(tempfile.mkdtemp(prefix="follow-", dir=ROOT / ".venv"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def stage(plan: Plan) -> list[dict[str, Any]]:
    """The desk with a part of its reports in; goes out: the messages still to come."""
    from deskpemilu.config.cli import ready

    ready()
    from django.utils import timezone

    from deskpemilu.audit.services import PROGRAM
    from deskpemilu.flow.ingest import ingest
    from deskpemilu.flow.rehearsal import stage as stages
    from deskpemilu.flow.rehearsal import styles
    from deskpemilu.insight.samples.services import draw
    from deskpemilu.registry.models import Election

    chance = Random(7)
    made = stages.set_stage(seed=1, now=timezone.now())
    # A message of the hook names no election: leave one.
    Election.objects.exclude(pk=made.election.pk).update(active=False)
    ppwp = made.election.contests.get(code="ppwp")
    draw(actor=PROGRAM, contest=ppwp, n=200, design="stratified", seed="ukur", now=timezone.now())
    papers = stages.papers_of(made)
    chance.shuffle(papers)
    past, live = round(plan.come_in * len(papers)), round(plan.seconds * plan.rate) + ROUNDS
    rows = [
        {
            "id": f"ikut-{number}",
            "channel": "whatsapp",
            "sender": f"+{sender}",
            "election": made.election.code,
            "sent_at": at.isoformat(),
            "text": chance.choice(styles.STYLES)(paper, place, chance),
        }
        for number, (paper, place, sender, at) in enumerate(papers[: past + live])
    ]
    ingest((json.dumps(row) for row in rows[:past]), clock=timezone.now, limit=500)
    return rows[past:]


def one_computation(rows: Sequence[dict[str, Any]]) -> tuple[float, float]:
    """Milliseconds of processor and of wall time from one new report to its stored runs (medians)."""
    from django.utils import timezone

    from deskpemilu.flow.ingest import ingest
    from deskpemilu.insight import schedule

    now = timezone.now() + timedelta(seconds=FIRST_ROUNDS)
    for second in range(FIRST_ROUNDS):  # findings and seats of every contest, one a round
        schedule.refresh(now=now - timedelta(seconds=FIRST_ROUNDS - second))
    processor, wall = [], []
    for number, row in enumerate(rows, start=1):
        ingest([json.dumps(row)], clock=timezone.now, limit=1)
        begun = time.thread_time(), time.perf_counter()
        schedule.refresh(now=now + timedelta(seconds=number))
        processor.append(time.thread_time() - begun[0])
        wall.append(time.perf_counter() - begun[1])
    return 1000 * _at(processor, 0.5), 1000 * _at(wall, 0.5)


def signed_in() -> str:
    """The cookie of the Sekda, who may see totals."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from deskpemilu.accounts.models import Person

    person = Person.objects.get(username="sekda")
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session["seen"] = int(time.time())
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


@contextmanager
def served(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """`desk up` on a free port."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DESK_")}
    environment |= {"DESK_DATA_DIR": str(folder), "DESK_LOG_LEVEL": "ERROR"}
    environment |= {"DESK_WHATSAPP_APP_SECRET": SECRET}
    command = [sys.executable, "-m", "deskpemilu.config.cli", "up", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield process, port
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            connection = http.client.HTTPConnection(HOST, port, timeout=10)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("Desk uji tidak menjawab dalam satu menit.")


def send(rows: Sequence[dict[str, Any]], port: int, rate: float) -> dict[str, float]:
    """Post the messages at a steady rate, a little unevenly; when each was sent, by its id."""
    chance, sent = Random(3), {}
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    begun = time.time()
    for number, row in enumerate(rows):
        due = begun + (number + chance.uniform(-0.5, 0.5)) / rate
        time.sleep(max(0.0, due - time.time()))
        body = _delivery(row)
        signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        headers = {"X-Hub-Signature-256": f"sha256={signature}", "Content-Type": "application/json"}
        sent[row["id"]] = time.time()
        connection.request("POST", "/hooks/whatsapp", body, headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
    return sent


def _delivery(row: dict[str, Any]) -> bytes:
    """A delivery as Meta sends it."""
    number = row["sender"].lstrip("+")
    message = {"from": number, "id": row["id"], "timestamp": str(int(time.time())), "type": "text",
               "text": {"body": row["text"]}}  # fmt: skip
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "62811000000", "phone_number_id": "100200300"},
        "contacts": [{"profile": {"name": "Petugas Uji"}, "wa_id": number}],
        "messages": [message],
    }
    change = {"field": "messages", "value": value}
    return json.dumps(
        {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}
    ).encode()


class Browser:
    """A Chromium with the page open, which notes every new number of a run itself."""

    WATCH = """() => { window.seen = []; const look = () => {
        const found = document.body.textContent.match(/quickcount reproduce (\\d+)/);
        const last = window.seen.at(-1);
        if (found && (!last || last[1] !== +found[1])) window.seen.push([Date.now() / 1000, +found[1]]);
      }; new MutationObserver(look).observe(document.body, {childList: true, subtree: true}); look(); }"""

    def __init__(self, port: int, cookie: str, path: str) -> None:
        from playwright.sync_api import sync_playwright

        self.took: list[float] = []
        self.shown: list[tuple[float, int]] = []
        self._playwright = sync_playwright().start()
        found = shutil.which("chromium") or shutil.which("google-chrome")
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        self._chromium = self._playwright.chromium.launch(executable_path=found, args=flags)
        context = self._chromium.new_context(viewport={"width": 1280, "height": 800}, locale="id-ID")
        name, _, value = cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": f"http://{HOST}:{port}"}])
        self._page = context.new_page()
        self._page.goto(f"http://{HOST}:{port}{path}")
        self._page.evaluate(self.WATCH)

    def stop(self) -> None:
        """Take over what the page noted, and end."""
        self.shown = [(at, int(pk)) for at, pk in self._page.evaluate("window.seen")]
        self._chromium.close()
        self._playwright.stop()


def measure(plan: Plan, folder: Path) -> None:
    """All of it, and the lines that say what came out."""
    rows = stage(plan)
    processor, wall = one_computation(rows[:ROUNDS])
    cookie, path = signed_in(), f"/proyeksi/{plan.contest}/"
    with served(folder) as (process, port):
        watch, stream = Rows(), Stream(HOST, port, cookie)
        watch.start()
        watch.settle(SETTLE)
        page = Browser(port, cookie, path) if plan.browser else OpenPage(HOST, port, cookie, path)
        if isinstance(page, OpenPage):
            stream.hears.append(page.hear)
            page.start()
        stream.start()
        before, began = _processor(process.pid), time.time()
        sent = send(rows[ROUNDS:], port, plan.rate)
        spent, seconds = _processor(process.pid), time.time() - began
        time.sleep(SETTLE)
        for each in (watch, stream, page):
            each.stop()
        watch.join(5)
    load = os.getloadavg()[0]
    print(
        f"ikut         {len(sent)} pesan, {len(sent) / seconds:.1f}/s, satu halaman {path}, beban {load:.1f}"
    )
    print(f"             satu laporan dihitung dan disimpan: {processor:.0f} ms prosesor, {wall:.0f} ms jam")
    _say_steps(sent, watch, stream, page.shown, plan.contest)
    _say_processor(before, spent, seconds)
    if page.took:
        print(f"             halaman dijawab dalam {1000 * _at(page.took, 0.5):.0f} ms (median)")


def _say_steps(
    sent: dict[str, float], watch: Rows, stream: Stream, shown: Sequence[tuple[float, int]], contest: str
) -> None:
    from deskpemilu.channels.models import InboxMessage
    from deskpemilu.intake.models import Submission

    ids = dict(InboxMessage.objects.filter(external_id__in=sent).values_list("pk", "external_id"))
    of = dict(Submission.objects.filter(message_id__in=ids).values_list("pk", "contest__code"))
    runs = [run for run in watch.runs() if run.kind == "projection"]
    steps: dict[str, list[float]] = {
        "versi tersimpan": [],
        "proyeksi tersimpan": [],
        "peristiwa": [],
        "halaman": [],
    }
    lost = 0
    for message, external in ids.items():
        if message not in watch.versions:
            continue
        began, (at, pk) = sent[external], watch.versions[message]
        run = next((run for run in runs if pk in run.read), None)
        if run is None:
            lost += 1
            continue
        steps["versi tersimpan"].append(at - began)
        steps["proyeksi tersimpan"].append(run.at - began)
        steps["peristiwa"] += _since(stream.told, run.pk, began)
        if of[pk] == contest:
            steps["halaman"] += _since(shown, run.pk, began)
    for name, times in steps.items():
        if times:
            print(
                f"             diterima → {name:<19} median {_at(times, 0.5):.2f} s  "
                f"95 % {_at(times, 0.95):.2f} s  terlama {max(times):.2f} s  ({len(times)})"
            )
    asked = len(sent) - sum(message in watch.versions for message in ids)
    print(f"             tidak menjadi versi: {asked}; versi tanpa proyeksi: {lost}; proyeksi: {len(runs)}")


def _since(moments: Sequence[tuple[float, int]], number: int, began: float) -> list[float]:
    """When a number, or a newer one, was there, in seconds after the beginning; [] for never."""
    return [at - began for at, found in moments if found >= number][:1]


def _processor(pid: int) -> dict[str, float]:
    """Seconds used: by the web, the worker's message thread, its busiest other thread (statistics)."""
    used = {"web": sum(processor_of(pid).values())}
    for child in children_of(pid):
        threads = processor_of(child)
        rest = sorted((seconds for tid, seconds in threads.items() if tid != child), reverse=True)
        if rest and sum(threads.values()) > used.get("pesan", 0) + used.get("statistik", 0):
            used |= {"pesan": threads[child], "statistik": rest[0]}
    return used


def _say_processor(before: dict[str, float], after: dict[str, float], seconds: float) -> None:
    shares = ", ".join(
        f"{name} {100 * (after[name] - before.get(name, 0)) / seconds:.0f} %" for name in after
    )
    print(f"             bagian satu inti: {shares}")


def _at(times: Sequence[float], share: float) -> float:
    """The value below which a share of them lies."""
    ranked = sorted(times)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


def main() -> None:
    """Measure on a desk that is thrown away."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--rate", type=float, default=6.0, help="messages a second")
    parser.add_argument("--come-in", type=float, default=0.4, help="share of the reports that are in already")
    parser.add_argument("--contest", default="ppwp", help="contest of the open page")
    parser.add_argument("--browser", action="store_true", help="a real Chromium as the open page")
    given = parser.parse_args()
    with scratch() as folder:
        os.environ["DESK_DATA_DIR"], os.environ["DESK_LOG_LEVEL"] = str(folder), "ERROR"
        os.environ.pop("DESK_DATABASE_URL", None)
        measure(Plan(given.seconds, given.rate, given.come_in, given.contest, given.browser), folder)


if __name__ == "__main__":
    main()
