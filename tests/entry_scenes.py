"""Forms, drafts and sending for tests of the entry screen."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client

from deskpemilu.accounts.models import Person
from tests.people import sign_in

TPS, NEXT = "1607012001001", "1607012001002"
URL = f"/isi/{TPS}/ppwp/"
GOOD = {
    "pemilih_dpt_l": "120", "pemilih_dpt_p": "125", "pemilih_dpt_j": "245",
    "pengguna_dpt_l": "110", "pengguna_dpt_p": "115", "pengguna_dpt_j": "225",
    "pengguna_pindahan_l": "1", "pengguna_pindahan_p": "2", "pengguna_pindahan_j": "3",
    "pengguna_tambahan_l": "3", "pengguna_tambahan_p": "1", "pengguna_tambahan_j": "4",
    "pengguna_total_l": "114", "pengguna_total_p": "118", "pengguna_total_j": "232",
    "surat_diterima": "250", "surat_digunakan": "232",
    "surat_dikembalikan": "2", "surat_tidak_digunakan": "16",
    "disabilitas_l": "1", "disabilitas_p": "0", "disabilitas_j": "1",
    "choice:1": "50", "choice:2": "120", "choice:3": "50",
    "suara_sah": "220", "suara_tidak_sah": "12", "suara_total": "232",
}  # fmt: skip
OTHER = {**GOOD, "choice:1": "51", "choice:2": "119"}


def send(who: Person, figures: dict[str, str], *, key: str = "", url: str = URL, **more: str) -> HttpResponse:
    client = sign_in(Client(), who)
    data = {**figures, "kunci": key or str(uuid4()), "generasi": "reguler", **more}
    return client.post(f"{url}kirim/", data)


def sent(who: Person, figures: dict[str, str], **more: Any) -> str:
    """What the clerk is told after sending."""
    answer = send(who, figures, **more)
    assert answer.status_code == 303, answer.content.decode()[:3000]
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def save(who: Person, boxes: dict[str, str], **more: Any) -> HttpResponse:
    """Save a draft as the page's script does."""
    body = {"key": str(uuid4()), "tab": "a" * 24, "seq": 1, "after": 0, "boxes": boxes, "words": {}, **more}
    return sign_in(Client(), who).post(f"{URL}simpan/", json.dumps(body), content_type="application/json")
