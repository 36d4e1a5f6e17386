"""Replies about what the desk did with a report, where the reading alone cannot know: pure texts.

At most six lines: what happened, the place, the figures, what to type next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from deskpemilu.domain.codes import DESA
from deskpemilu.domain.states import GENERATION_NAMES, Generation
from deskpemilu.intake.book import Book
from deskpemilu.intake.decide import Effect
from deskpemilu.intake.models import Submission
from deskpemilu.intake.reading import Kind, Outcome, Question, Reading
from deskpemilu.intake.runs import Content
from deskpemilu.intake.store import Result

NOTHING_TO_CONFIRM = (
    "ℹ️ Belum ada laporan dari nomor ini yang dapat dikonfirmasi.\n"
    "Kirim hasil TPS dengan desa, nomor TPS, dan angkanya."
)
TOO_LONG = (
    "❓ BELUM DISIMPAN: pesan terlalu panjang untuk dibaca otomatis; staf desk akan melihatnya.\n"
    "Agar segera tercatat, kirim hasil per TPS dalam pesan terpisah."
)
WHICH_TO_WITHDRAW = (
    "❓ Laporan mana yang dibatalkan? Belum ada yang diubah.\nKetik BATAL + nomor TPS + nama desa."
)
WHICH_TO_CORRECT = (
    "❓ Laporan mana yang diralat? Belum ada yang diubah.\n"
    "Ketik RALAT + desa + nomor TPS, lalu angka yang benar."
)
WHICH_TO_MOVE = (
    "❓ Laporan mana yang salah TPS? Belum ada yang diubah.\n"
    "Ketik BATAL + nomor TPS yang salah, lalu kirim ulang dengan TPS yang benar."
)
NOTHING_ASKED = (
    "ℹ️ Angka itu tidak menjawab pertanyaan apa pun; belum ada yang diubah.\n"
    "Kirim laporan dengan desa, nomor TPS, dan angkanya."
)
NO_SCOPE = (
    "ℹ️ Nomor ini belum punya wilayah tugas pada desk.\nHubungi staf desk kabupaten agar wilayah Anda dicatat."
)
_HEADS = {
    Effect.RECORDED: "✅ TERCATAT (belum diverifikasi)",
    Effect.COMPLETED: "✅ DILENGKAPI (belum diverifikasi)",
    Effect.REPLACED: "✅ RALAT TERCATAT (belum diverifikasi)",
    Effect.CONFIRMED: "✅ SUDAH TERCATAT, angkanya sama",
    Effect.HELD: "⚠️ DITAHAN, belum dijumlahkan",
    Effect.CONFLICT: "⚠️ BERBEDA dari laporan yang ada, belum dijumlahkan",
    Effect.REQUESTED: "⚠️ Data TPS ini sudah diverifikasi; angka baru menunggu keputusan camat",
}
_WEIGHT = list(_HEADS)
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the reports of an area have come, over all contests."""

    area: str
    name: str
    tps: int
    complete: int
    verified: int
    missing: Sequence[str]


def of_results(book: Book, reading: Reading, results: Sequence[Result]) -> str:
    """The reply to a message that brought figures.

    Where everything became a first version without trouble, the reading's own reply says it best.
    """
    if not results or (reading.reply and all(_is_plain(result) for result in results)):
        return reading.reply
    worst = max(results, key=lambda result: _WEIGHT.index(result.effect))
    lines = [_HEADS[worst.effect]]
    lines += [_line(book, reading, result) for result in results[:_SHOWN]]
    if len(results) > _SHOWN:
        lines.append(f"… dan {len(results) - _SHOWN} TPS lain.")
    lines.append(_next(worst))
    return "\n".join(lines[:6])


def _is_plain(result: Result) -> bool:
    """A first version of the regular vote, which the reading's own reply says best."""
    regular = result.count.generation == Generation.REGULER.value and result.count.counts
    return regular and result.effect is Effect.RECORDED


def _generation(result: Result) -> str:
    """Which vote a report went to, where it is not the one everybody means."""
    count = result.count
    regular = count.generation == Generation.REGULER.value
    named = "" if regular else GENERATION_NAMES[Generation(count.generation)]
    history = "" if count.counts else "riwayat, tidak dijumlahkan"
    said = ", ".join(word for word in (named, history) if word)
    return f" ({said})" if said else ""


def _line(book: Book, reading: Reading, result: Result) -> str:
    code, contest = book.tps_codes[result.count.tps_id], book.contest_codes[result.count.contest_id]
    place = f"{book.contest_name(contest)}{_generation(result)} · {book.place(code)}"
    shown = _figures(result.version)
    if result.before is not None and result.effect in (Effect.REPLACED, Effect.CONFLICT, Effect.REQUESTED):
        before = " ".join(f"{key}={figure}" for key, figure in list(result.before.votes.items())[:6])
        return f"{place}: {shown} (sebelumnya {before})"
    return f"{place}: {shown}"


def _figures(version: Submission | None) -> str:
    if version is None:
        return ""
    votes = " ".join(f"{key}={figure}" for key, figure in list(version.votes.items())[:8])
    more = " …" if len(version.votes) > 8 else ""
    valid = version.rows.get("suara_sah", sum(version.votes.values()))
    return f"{votes}{more} · sah {valid}"


def _next(result: Result) -> str:
    if result.effect is Effect.HELD:
        blocking = next((f["text"] for f in _findings(result) if f["severity"] == "galat"), "")
        return f"{blocking} Ketik RALAT + angka yang benar, atau kirim foto C.Hasil.".strip()
    if result.effect is Effect.CONFLICT:
        return "Periksa C.Hasil. Bila angka baru yang benar, ketik RALAT + angkanya; camat akan memutuskan."
    if result.effect is Effect.REQUESTED:
        return "Tidak perlu mengirim ulang. Anda akan dihubungi bila perlu."
    return "Ketik BENAR, atau RALAT + angka yang benar."


def _findings(result: Result) -> list[dict[str, str]]:
    return [finding.as_json() for finding in result.findings]


def confirmed(book: Book, codes: Sequence[str]) -> str:
    """Reply to BENAR."""
    return "\n".join(["✅ DIKONFIRMASI, terima kasih.", *_places(book, codes), "Menunggu verifikasi camat."])


def half(reading: Reading, part: Content) -> Reading:
    """A piece of a report that the rest may follow, with the question for when it does not."""
    if part.place:
        question = Question("no_votes", "Perolehan suaranya belum ada. Mohon kirim: 01=…, 02=…, TS=….")
    else:
        question = Question(
            "which_tps", "Angka itu untuk TPS mana? Mohon kirim desa, nomor TPS, dan suaranya."
        )
    reply = f"❓ BELUM DISIMPAN\n{question.text}"
    return replace(reading, kind=Kind.PARTIAL, outcome=Outcome.ASK, question=question, reply=reply)


def joined(reply: str, messages: int) -> str:
    """A reply that says of how many messages the report was joined."""
    head, line, rest = reply.partition("\n")
    return f"{head} · gabungan {messages} pesan{line}{rest}" if reply else ""


def doubted(book: Book, codes: Sequence[str]) -> str:
    """Reply to words of doubt right after a report."""
    return "\n".join(
        [
            "⚠️ Laporan ini sudah tercatat:",
            *_places(book, codes),
            "Bila angkanya belum pasti, ketik BATAL. Bila ada yang salah, ketik RALAT + angka yang benar.",
        ]
    )


def which_figure(figure: int, *, found: int) -> str:
    """Reply to `bukan 198 tapi 189` where 198 stands nowhere in the report, or more than once."""
    where = "ada di beberapa baris" if found else "tidak ada dalam laporan terakhir Anda"
    return (
        f"❓ BELUM DIUBAH: angka {figure} {where}.\n"
        "Ketik RALAT + desa + nomor TPS + nomor urut = angka yang benar."
    )


def moved(book: Book, origin: str, results: Sequence[Result], *, all_taken: bool) -> str:
    """Reply to a report that went to another TPS."""
    first = results[0]
    head = "✅ DIPINDAHKAN (belum diverifikasi)" if first.effect is Effect.RECORDED else _HEADS[first.effect]
    left = "Kembali belum lapor: " if all_taken else "Sebagian masih di: "
    lines = [head, f"{left}{book.place(origin)}"]
    lines += [_moved_line(book, result) for result in results[:2]]
    if len(results) > 2:
        lines.append(f"… dan {len(results) - 2} laporan lain.")
    return "\n".join([*lines[:5], _next(first)])


def _moved_line(book: Book, result: Result) -> str:
    code, contest = book.tps_codes[result.count.tps_id], book.contest_codes[result.count.contest_id]
    return f"Sekarang: {book.contest_name(contest)} · {book.place(code)}: {_figures(result.version)}"


def move_asked(book: Book, origin: str, target: str, contests: Sequence[str]) -> str:
    """The question before reports go to another TPS."""
    names = ", ".join(book.contest_name(contest) for contest in contests)
    return "\n".join(
        [
            f"❓ Pindahkan laporan {names}?",
            f"Dari: {book.place(origin)}",
            f"Ke: {book.place(target)}",
            "Belum ada yang diubah. Ketik BENAR untuk memindahkan.",
        ]
    )


def not_moved(book: Book, origin: str, target: str, contests: Sequence[str]) -> str:
    """Reply where a report may not be moved by a message."""
    names = ", ".join(book.contest_name(contest) for contest in contests)
    return "\n".join(
        [
            f"⚠️ BELUM DIPINDAHKAN: {names}",
            f"{book.place(origin)} sudah diverifikasi, berbeda, atau dari pelapor lain.",
            f"Permintaan pindah ke TPS {target[DESA:]} diteruskan kepada camat dan staf desk.",
        ]
    )


def with_withdrawn(reply: str, book: Book, codes: Sequence[str]) -> str:
    """A reply that also names the places whose report was taken back."""
    lines = reply.split("\n")
    gone = "; ".join(_places(book, codes))
    return "\n".join([*lines[:4], f"Kembali belum lapor: {gone}", *lines[4:][-1:]])


def withdrawn(book: Book, codes: Sequence[str]) -> str:
    """Reply to BATAL that was done."""
    return "\n".join(
        ["✅ DIBATALKAN. Status kembali belum lapor.", *_places(book, codes), "Kirim lagi bila sudah benar."]
    )


def not_withdrawn(book: Book, codes: Sequence[str]) -> str:
    """Reply to BATAL that a person must decide on."""
    return "\n".join(
        [
            "⚠️ BELUM DIBATALKAN: data sudah diverifikasi, berbeda, atau dari pelapor lain.",
            *_places(book, codes),
            "Permintaan Anda diteruskan kepada camat dan staf desk.",
        ]
    )


def status(book: Book, standings: Sequence[Standing]) -> str:
    """Reply to STATUS: `Betung: 58/82 TPS masuk, 41 terverifikasi. Belum: …`."""
    lines = []
    for standing in standings:
        line = f"📊 {standing.name}: {standing.complete}/{standing.tps} TPS masuk, "
        line += f"{standing.verified} terverifikasi."
        if standing.missing:
            more = " …" if standing.tps - standing.complete > len(standing.missing) else ""
            line += f" Belum: {', '.join(standing.missing)}{more}"
        lines.append(line)
    return "\n".join(lines[:6])


def _places(book: Book, codes: Sequence[str]) -> list[str]:
    places = [book.place(code) for code in codes[:_SHOWN]]
    if len(codes) > _SHOWN:
        places.append(f"… dan {len(codes) - _SHOWN} TPS lain.")
    return places
