"""Run as a program of its own: a collector of photos that is killed N times; prints what the desk holds.

    python -m tests.db.killed.photos KILLS SEED

Uses the database and the folder of the environment (empty ones). Every photo comes from a stand-in
for Meta's servers, one in three twice.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from random import Random

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deskpemilu.config.settings")

import django

django.setup()

import httpx
from django.db import connection
from django.utils import timezone

from deskpemilu.channels import inbox
from deskpemilu.channels.whatsapp.client import Account
from deskpemilu.config.database import bring_up_to_date
from deskpemilu.domain.roles import Role
from deskpemilu.evidence.integrity import first_damaged
from deskpemilu.evidence.lookout import Lookout
from deskpemilu.evidence.models import Original, Page, Photo
from deskpemilu.evidence.stores import UNFINISHED, FolderStore, the_spool, the_store
from deskpemilu.evidence.taking import Tools
from deskpemilu.flow.media import Collector, fetchers
from deskpemilu.flow.pipeline import run_batch
from deskpemilu.flow.worker import worker_name
from deskpemilu.tally import totals
from tests.builders import make_election
from tests.db.evidence.scenes import OPERATOR, image, result
from tests.people import person
from tests.photos import form_jpeg
from tools.whatsapp_stand_in import TOKEN, StandIn

PHOTOS, DIFFERENT = 36, 24


def collect(url: str, *, until_done: bool = False) -> None:
    """A collector at work, until it is killed or nothing waits any more."""
    collector = Collector(clock=timezone.now)
    with httpx.Client(timeout=10) as client, Lookout() as lookout:
        ways = fetchers(client, Account(url, "1", TOKEN))
        tools = Tools(ways, the_store(), lookout, chance=lambda: 0.0, worker=worker_name())
        while True:
            collector.step(tools)
            if until_done and not Photo.objects.filter(state="waiting").exists():
                return
            Photo.objects.filter(state="waiting", claim="").update(next_at=timezone.now())


def killed_once(url: str, seconds: float) -> bool:
    """Whether a child was still at work when it was killed."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()
    pid = os.fork()
    if pid == 0:
        try:
            collect(url, until_done=True)
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(pid, 0)[1])


def main(kills: int, seed: int) -> None:
    """Set up, disturb, finish, print."""
    bring_up_to_date()
    totals.rebuild(make_election(kecamatan=1, desa=1, tps=PHOTOS))
    person(Role.OPERATOR, "160701", phone=OPERATOR)
    chance = Random(seed)
    with StandIn() as meta:
        for number in range(PHOTOS):
            meta.keep_medium(str(number), form_jpeg(str(number % DIFFERENT), number % DIFFERENT, 7, 1))
        inbox.accept([image(str(n), result(n + 1)) for n in range(PHOTOS)], now=timezone.now())
        while run_batch(worker="test", clock=timezone.now, limit=50):
            pass
        at_work = sum(killed_once(meta.url, chance.uniform(0.8, 2.2)) for _ in range(kills))
        collect(meta.url, until_done=True)
    store = the_store()
    assert isinstance(store, FolderStore)
    unfinished = store.root / UNFINISHED
    held = {
        "at_work": at_work,
        "photos": Photo.objects.count(),
        "kept": Photo.objects.filter(state="kept").exclude(tps=None).count(),
        "claims": Photo.objects.exclude(claim="").count(),
        "originals": Original.objects.filter(state="shown").count(),
        "files": len([path for path in (store.root / "asli").rglob("*") if path.is_file()]),
        "pages": Page.objects.count(),
        "damaged": first_damaged(store),
        "unfinished": len(list(unfinished.iterdir())) <= kills,
        "spool": list(the_spool().forgotten("titip")),
    }
    print(json.dumps(held))


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:3]))
