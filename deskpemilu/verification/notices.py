"""What a reporter is told of a decision: the WhatsApp text of a returned form. Pure.

Comes in: plain words and figures. Goes out: a message of at most six lines that says place, figures,
reason and what to do next; the page previews the same text that is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from deskpemilu.domain.codes import tps_number
from deskpemilu.domain.contests import choice_order

MOST_FIGURES = 6  # more choices than this would not fit the line; then only the sums are named

REJECT_REASONS = (
    "Bukan laporan petugas TPS ini",
    "Laporan TPS lain",
    "Pesan uji coba",
    "Angka tidak berasal dari C.Hasil",
)

# What camat send forms back for, as chips under the reason box.
RETURN_REASONS = (
    "Angka berbeda dengan foto C.Hasil",
    "Jumlah suara tidak cocok",
    "Suara tidak sah belum ditulis",
    "TPS atau desa keliru",
    "Angka tertukar antar pasangan calon",
    "Foto C.Hasil belum ada",
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a form is from, in words: contest ("Presiden"), kecamatan, desa, and the TPS code."""

    contest: str
    kecamatan: str
    desa: str
    tps_code: str

    def line(self) -> str:
        """`Presiden · Kec Betung · Ds Lubuk Karet · TPS 003`."""
        kind = "Kel" if self.tps_code[6] == "1" else "Ds"
        number = f"{tps_number(self.tps_code):03d}"
        return f"{self.contest} · Kec {self.kecamatan} · {kind} {self.desa} · TPS {number}"


def figures_line(votes: Mapping[str, int], rows: Mapping[str, int]) -> str:
    """`01=212 02=147 · sah 359 · tidak sah 11`; long ballots are named by their sums only."""
    parts = []
    if 0 < len(votes) <= MOST_FIGURES:
        keys = sorted(votes, key=choice_order)
        parts.append(" ".join(f"{key.zfill(2)}={votes[key]}" for key in keys))
    parts.append(f"sah {rows.get('suara_sah', sum(votes.values()))}")
    if "suara_tidak_sah" in rows:
        parts.append(f"tidak sah {rows['suara_tidak_sah']}")
    return " · ".join(parts)


def returned(place: Place, votes: Mapping[str, int], rows: Mapping[str, int], reason: str) -> str:
    """The message to the reporter of a form that was sent back."""
    return "\n".join(
        (
            "↩️ DIKEMBALIKAN, belum dihitung",
            place.line(),
            figures_line(votes, rows),
            f"Alasan: {reason.strip()}",
            "Mohon periksa C.Hasil, lalu kirim ulang angka lengkap dengan awalan RALAT.",
        )
    )


def rejected(place: Place, votes: Mapping[str, int], rows: Mapping[str, int], reason: str) -> str:
    """The message to the reporter of a form that was thrown out."""
    return "\n".join(
        (
            "⛔ DITOLAK, tidak dihitung",
            place.line(),
            figures_line(votes, rows),
            f"Alasan: {reason.strip()}",
            "Bila menurut Anda ini keliru, hubungi camat atau staf desk.",
        )
    )


def withdrawn(place: Place, votes: Mapping[str, int], rows: Mapping[str, int], reason: str) -> str:
    """The message to whoever typed a form that somebody else withdrew for them."""
    return "\n".join(
        (
            "↩️ ISIAN DITARIK petugas lain, tidak dihitung",
            place.line(),
            figures_line(votes, rows),
            f"Alasan: {reason.strip()}",
            "Bila menurut Anda ini keliru, isi kembali dari C.Hasil atau hubungi camat.",
        )
    )


UNDONE = {"reject": "PENOLAKAN", "withdraw": "PENARIKAN"}


def return_undone(place: Place, act: str = "return") -> str:
    """The message when a return, a rejection or a withdrawal was taken back after it had gone out."""
    return "\n".join(
        (
            f"✅ {UNDONE.get(act, 'PENGEMBALIAN')} DIBATALKAN",
            place.line(),
            "Laporan Anda tetap seperti semula. Tidak perlu dikirim ulang.",
        )
    )


def entered(place: Place, votes: Mapping[str, int], rows: Mapping[str, int], *, waits: bool) -> str:
    """The message when staff stored what they read in somebody's message."""
    head = "⚠️ DITERIMA, menunggu keputusan camat" if waits else "✅ TERCATAT (belum diverifikasi)"
    return "\n".join(
        (
            head,
            place.line(),
            figures_line(votes, rows),
            "Dibaca petugas desk dari pesan Anda. Bila keliru, ketik RALAT + angka yang benar.",
        )
    )
