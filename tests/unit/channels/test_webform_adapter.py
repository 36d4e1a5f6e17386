"""A web form is a message that shows what was typed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.webform.adapter import FormRefused, Place, envelope_of
from deskpemilu.domain.form import CountForm

PLACE = Place("1607012001003", 3, "Mekar Sari", "Sukamaju")
NOW = datetime(2024, 2, 14, 11, 0, tzinfo=UTC)
FORM = CountForm(rows={"suara_tidak_sah": 4, "suara_sah": 218}, votes={"10": 0, "2": 98, "1": 120})


def made(form: CountForm = FORM, key: str = "0f8fad5b-d9cb-469f-a165", note: str = "") -> Envelope:
    return envelope_of(
        key=key,
        place=PLACE,
        contest="ppwp",
        form=form,
        sender="628120000001",
        sender_name="Ana Uji",
        sent_at=NOW,
        election_code="pemilu2024",
        note=note,
    )


def test_the_text_shows_the_form_in_its_own_order() -> None:
    """Whatever order the boxes were filled in; zero is a figure."""
    lines = made(note="angka dari saksi").text.split("\n")
    assert lines[0].endswith("· TPS 003 · Mekar Sari · Kec. Sukamaju")
    assert lines[1:] == [
        "01: 120",
        "02: 98",
        "10: 0",
        "Suara sah: 218",
        "Suara tidak sah: 4",
        "angka dari saksi",
    ]


def test_the_payload_holds_the_figures() -> None:
    """So that nobody has to read them out of the text again."""
    payload = made().payload
    assert payload["votes"] == {"10": 0, "2": 98, "1": 120}
    assert payload["rows"] == {"suara_tidak_sah": 4, "suara_sah": 218}
    assert (payload["tps_code"], payload["contest"]) == ("1607012001003", "ppwp")


def test_the_browser_s_key_makes_a_form_sent_twice_one_message() -> None:
    """It is the id."""
    envelope = made()
    assert (envelope.channel, envelope.external_id, envelope.kind) == (
        "web",
        "0f8fad5b-d9cb-469f-a165",
        "form",
    )


@pytest.mark.parametrize("key", ["", "1", "a b c d e f g h i j k", "x" * 81, "ключ-ключ-ключ-ключ"])
def test_a_key_no_browser_makes_is_refused(key: str) -> None:
    """Otherwise two people could share one."""
    with pytest.raises(FormRefused, match="Muat ulang"):
        made(key=key)


def test_an_empty_form_is_refused() -> None:
    """It would say nothing."""
    with pytest.raises(FormRefused, match="Belum ada angka"):
        made(CountForm())
