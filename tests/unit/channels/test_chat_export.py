"""A chat export gives each message once, whoever's phone wrote it and however often it comes."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from deskpemilu.channels.chat_export import archive
from deskpemilu.channels.chat_export.adapter import Export, read
from deskpemilu.channels.chat_export.headers import ExportRefused, OrderUnknown

CASES = sorted((Path(__file__).parents[2] / "corpus" / "chat_export").glob("*.txt"))
WIB = ZoneInfo("Asia/Jakarta")
CHAT = "Desk Uji"


def parsed(text: str, chat: str = CHAT, order: str = "", now: datetime | None = None) -> Export:
    return read(text, chat=chat, zone=WIB, order=order, now=now)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_an_export_is_read_as_recorded(path: Path) -> None:
    """One pair of files a case: the export, and its messages with what was left out."""
    case = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    text = archive.open_export(path).text
    export = read(text, chat=CHAT, zone=ZoneInfo(case["zone"]), order=case["order"])
    found = [
        {
            "sender": envelope.sender,
            "text": envelope.text,
            "sent_at": envelope.sent_at.isoformat(),
            "kind": envelope.kind,
            **({"file": envelope.payload["file"]} if "file" in envelope.payload else {}),
        }
        for envelope in export.envelopes
    ]
    assert found == case["messages"]
    counts = {name: getattr(export, name) for name in ("notices", "deleted", "empty", "media", "edited")}
    assert {name: count for name, count in counts.items() if count} == case["counts"]
    assert all(envelope.channel == "chat" and envelope.group == CHAT for envelope in export.envelopes)


def test_there_are_recorded_cases() -> None:
    """An empty folder would pass everything."""
    assert len(CASES) >= 10


def test_a_longer_export_brings_only_what_is_new() -> None:
    """The same words twice in a minute are two messages, then and later."""
    first = "14/02/24 15.20 - Ana: BENAR\n14/02/24 15.20 - Ana: BENAR\n"
    longer = first + "14/02/24 15.20 - Ana: BENAR\n14/02/24 15.21 - Budi: BENAR\n"
    before = [envelope.external_id for envelope in parsed(first).envelopes]
    after = [envelope.external_id for envelope in parsed(longer).envelopes]
    assert len(set(after)) == 4
    assert after[:2] == before
    assert [e.external_id for e in parsed(first, chat="Grup Lain").envelopes] != before


def test_with_media_or_without_it_is_the_same_message() -> None:
    """The export with media names the file, the other one does not."""
    without = "14/02/24 15.20 - Ana: <Media tidak disertakan>\n"
    with_it = "14/02/24 15.20 - Ana: IMG-20240214-WA0001.jpg (file terlampir)\n"
    words = "14/02/24 15.20 - Ana: foto\n"
    ids = [parsed(text).envelopes[0].external_id for text in (without, with_it, words)]
    assert ids[0] == ids[1] != ids[2]


def test_what_a_person_typed_is_kept_on_an_iphone() -> None:
    """Only the app's own phrases begin with the invisible mark."""
    text = "[14/02/24 15.20.31] Ana: image omitted\n[14/02/24 15.20.32] Ana: Pesan ini telah dihapus\n"
    assert [e.text for e in parsed(text).envelopes] == ["image omitted", "Pesan ini telah dihapus"]


def test_a_contact_whose_name_sounds_like_a_notice_is_heard() -> None:
    """No report is lost because somebody is called "Call Center"."""
    text = "14/02/24 15.20 - Call Center Komunitas: TPS 3 01: 120\n"
    assert [e.sender for e in parsed(text).envelopes] == ["Call Center Komunitas"]


def test_day_and_month_that_cannot_be_told_apart_are_asked_for() -> None:
    """The refusal says what to choose; with the answer the same file is taken."""
    text = "03/02/2024, 15:20 - Ana: TPS 3\n"
    with pytest.raises(OrderUnknown) as refusal:
        parsed(text)
    assert refusal.value.refused.line == 1
    assert "dmy atau mdy" in refusal.value.refused.reason
    assert parsed(text, order="dmy").envelopes[0].sent_at.month == 2
    assert parsed(text, order="mdy").envelopes[0].sent_at.month == 3


def test_a_day_to_come_decides_the_order() -> None:
    """Nobody wrote in December what is exported in February."""
    text = "12/02/2024, 15:20 - Ana: TPS 3\n"
    now = datetime(2024, 2, 14, tzinfo=UTC)
    assert parsed(text, now=now).envelopes[0].sent_at.month == 2


@pytest.mark.parametrize(
    ("text", "line"),
    [("", 0), ("\n\n", 0), ("\nTPS 3 Mekar Sari\n", 2), ("kode_tps,dpt_l\n1607,1\n", 1), ("<html>", 1)],
)
def test_what_is_no_export_is_refused_with_its_line(text: str, line: int) -> None:
    """Not half-read."""
    with pytest.raises(ExportRefused) as refusal:
        parsed(text)
    assert refusal.value.refused.line == line


def test_a_chat_without_a_name_is_refused() -> None:
    """The name is part of every id."""
    with pytest.raises(ExportRefused, match="Nama percakapan"):
        parsed("14/02/24 15.20 - Ana: TPS 3\n", chat=" ")


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return path


def test_a_zip_gives_text_name_and_media(tmp_path: Path) -> None:
    """The name of the chat stands in the name of the zip (iPhone) or of the text (Android)."""
    text = b"14/02/24 15.20 - Ana: IMG-1.jpg (file terlampir)\n"
    one = zipped(tmp_path / "WhatsApp Chat - Desk Betung (2).zip", {"_chat.txt": text, "IMG-1.jpg": b"foto"})
    two = zipped(
        tmp_path / "unduhan.zip", {"Chat WhatsApp dengan Desk Betung.txt": text, "catatan.txt": b"x"}
    )
    first, second = archive.open_export(one), archive.open_export(two)
    assert first.chat == second.chat == "Desk Betung"
    assert first.media == {"IMG-1.jpg": 4}
    assert archive.media_bytes(one, "IMG-1.jpg") == b"foto"
    export = read(first.text, chat=first.chat, zone=WIB, media=first.media)
    assert export.envelopes[0].payload["size"] == 4
    with pytest.raises(ExportRefused, match="tidak ada"):
        archive.media_bytes(one, "lain.jpg")


@pytest.mark.parametrize(
    ("name", "chat"),
    [
        ("WhatsApp Chat with Desk Betung.txt", "Desk Betung"),
        ("Chat WhatsApp dengan Desk Betung(1).txt", "Desk Betung"),
        ("WhatsApp Chat - Kec. Betung.zip", "Kec. Betung"),
        ("_chat.txt", ""),
        ("pesan.txt", ""),
    ],
)
def test_the_chat_s_name_comes_from_the_file_s(name: str, chat: str) -> None:
    """Also of a file downloaded twice."""
    assert archive.chat_of(name) == chat


def test_a_zip_bomb_is_not_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever size it claims."""
    monkeypatch.setattr(archive, "TEXT_LIMIT", 100_000)
    bomb = zipped(tmp_path / "bom.zip", {"_chat.txt": b"0" * 3_000_000})
    assert bomb.stat().st_size < 10_000
    with pytest.raises(ExportRefused, match="lebih besar"):
        archive.open_export(bomb)


def test_a_zip_with_too_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before any is read."""
    monkeypatch.setattr(archive, "MOST_FILES", 5)
    many = zipped(tmp_path / "banyak.zip", {f"{n}.jpg": b"" for n in range(6)})
    with pytest.raises(ExportRefused, match="lebih dari 5"):
        archive.open_export(many)


@pytest.mark.parametrize("files", [{}, {"a.jpg": b"x"}, {"a.txt": b"x", "b.txt": b"y"}])
def test_a_zip_without_one_chat_is_refused(tmp_path: Path, files: dict[str, bytes]) -> None:
    """It says what is looked for."""
    with pytest.raises(ExportRefused):
        archive.open_export(zipped(tmp_path / "x.zip", files | {"z.jpg": b""}))


def test_a_broken_zip_is_refused(tmp_path: Path) -> None:
    """As one that was cut off while uploading."""
    whole = zipped(tmp_path / "x.zip", {"_chat.txt": b"14/02/24 15.20 - Ana: TPS 3\n" * 100})
    cut = tmp_path / "potong.zip"
    cut.write_bytes(whole.read_bytes()[:-60])
    with pytest.raises(ExportRefused, match="rusak"):
        archive.open_export(cut)


@pytest.mark.parametrize(
    ("raw", "line"), [(b"14/02/24 15.20 - Ana: TPS\nna\xefve \xff\n", 2), (b"14/02/24\x00 15.20 - Ana: a", 1)]
)
def test_a_file_that_is_no_utf_8_is_refused_with_its_line(tmp_path: Path, raw: bytes, line: int) -> None:
    """Guessing another encoding could change names and figures."""
    path = tmp_path / "_chat.txt"
    path.write_bytes(raw)
    with pytest.raises(ExportRefused) as refusal:
        archive.open_export(path)
    assert refusal.value.refused.line == line


def test_a_file_an_editor_saved_as_utf_16_is_read(tmp_path: Path) -> None:
    """It says so in its first bytes."""
    path = tmp_path / "Chat WhatsApp dengan Desk Uji.txt"
    path.write_bytes("14/02/24 15.20 - Ana: TPS 3 ✅\n".encode("utf-16"))
    assert parsed(archive.open_export(path).text).envelopes[0].text == "TPS 3 ✅"
