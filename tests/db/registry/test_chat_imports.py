"""A chat export takes the main road, once. Names and messages are invented."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from deskpemilu.audit.services import PROGRAM
from deskpemilu.channels.models import InboxMessage
from deskpemilu.domain.roles import Role
from deskpemilu.flow import imports
from deskpemilu.registry.importers.report import Report
from deskpemilu.registry.models import Election, ImportRun
from tests.builders import make_election
from tests.people import person

NOW = datetime(2024, 2, 15, 3, 0, tzinfo=UTC)
FIRST = (
    "14/02/24 15.18 - Pesan dan panggilan terenkripsi secara end-to-end.\n"
    "14/02/24 15.20 - +62 812-0001-2345: TPS 1 Mekar Sari\n01 50\n02 100\n03 30\n"
    "14/02/24 15.21 - Bu Uji: Pesan ini telah dihapus\n"
)
MORE = FIRST + "14/02/24 16.02 - +62 812-0001-2345: TPS 2 aman\n"
NAME = "Chat WhatsApp dengan Desk Uji.txt"


@pytest.fixture
def election() -> Election:
    """One election."""
    return make_election(kecamatan=1, desa=1, tps=2)


def _import(tmp_path: Path, text: str, election: Election | None = None, name: str = NAME) -> Report:
    file = tmp_path / "unggahan"
    file.write_text(text, encoding="utf-8")
    return imports.carry_out(
        actor=PROGRAM, kind="chat", path=file, file_name=name, election=election, now=NOW
    )


def test_messages_go_to_the_inbox_once(tmp_path: Path, election: Election) -> None:
    """A longer export of the same chat brings only what is new."""
    first = _import(tmp_path, FIRST, election)
    assert (first.refused, first.read, first.new, first.unchanged) == ((), 3, 1, 2)
    message = InboxMessage.objects.get()
    assert (message.sender, message.election_code) == ("6281200012345", election.code)
    assert message.text == "TPS 1 Mekar Sari\n01 50\n02 100\n03 30"
    assert message.sent_at == datetime(2024, 2, 14, 8, 20, tzinfo=UTC)
    second = _import(tmp_path, MORE, election)
    assert (second.new, second.unchanged) == (1, 3)
    assert (InboxMessage.objects.count(), ImportRun.objects.filter(kind="chat").count()) == (2, 2)


def test_a_preview_of_a_chat_stores_nothing(tmp_path: Path, election: Election) -> None:
    """But says which days it spans."""
    file = tmp_path / NAME
    file.write_text(MORE, encoding="utf-8")
    report = imports.preview("chat", file, election)
    assert (report.new, InboxMessage.objects.count()) == (2, 0)
    assert report.notes[0] == "Percakapan “Desk Uji”, 14-02-2024 15.20 sampai 14-02-2024 16.02."


def test_an_export_without_a_name_is_taken_and_says_so(tmp_path: Path, election: Election) -> None:
    """`_chat.txt` on its own does not tell the group."""
    report = _import(tmp_path, FIRST, election, name="_chat.txt")
    assert report.new == 1
    assert any("Nama percakapan" in note for note in report.notes)


def test_what_is_no_export_is_refused(tmp_path: Path, election: Election) -> None:
    """Nothing is stored."""
    report = _import(tmp_path, "Selamat malam\n", election)
    assert [item.line for item in report.refused] == [1]
    assert InboxMessage.objects.count() == ImportRun.objects.count() == 0


@pytest.mark.parametrize("role", list(Role))
def test_staff_and_administrators_bring_in_chats(tmp_path: Path, election: Election, role: Role) -> None:
    """Nobody else, and a camat only for what comes to the camat."""
    file = tmp_path / NAME
    file.write_text(FIRST, encoding="utf-8")
    call = {"kind": "chat", "path": file, "election": election, "now": NOW}
    if role in (Role.STAF, Role.ADMINISTRATOR):
        assert imports.carry_out(actor=person(role), **call).written  # type: ignore[arg-type]
    else:
        with pytest.raises(PermissionDenied):
            imports.carry_out(actor=person(role), **call)  # type: ignore[arg-type]
