"""How a state looks: a tone, an icon and a word, never a colour alone. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """Tone (CSS class chip-<tone>), Tabler icon, word."""

    tone: str
    icon: str
    word: str


LOOKS: dict[str, Look] = {
    # counts (domain.states)
    "missing": Look("quiet", "circle-dashed", "belum"),
    "received": Look("info", "circle-dot", "diterima"),
    "held": Look("warn", "alert-triangle", "ditahan"),
    "conflict": Look("danger", "git-compare", "berbeda"),
    "returned": Look("warn", "arrow-back-up", "dikembalikan"),
    "disputed": Look("danger", "message-report", "dipersoalkan"),
    "rejected": Look("quiet", "ban", "ditolak"),
    "verified": Look("ok", "circle-check", "diverifikasi"),
    "locked": Look("ok", "lock", "dikunci"),
    # messages in
    "new": Look("quiet", "hourglass", "baru"),
    "claimed": Look("quiet", "refresh", "sedang diolah"),
    "done": Look("ok", "circle-check", "selesai"),
    # messages out
    "queued": Look("quiet", "hourglass", "menunggu"),
    "sending": Look("info", "send", "sedang dikirim"),
    "sent": Look("info", "check", "terkirim"),
    "delivered": Look("ok", "copy-check", "sampai"),
    "read": Look("ok", "eye", "dibaca"),
    "failed": Look("danger", "circle-x", "gagal"),
    "cancelled": Look("quiet", "ban", "dibatalkan"),
    # outcomes of a reading
    "record": Look("ok", "circle-check", "dicatat"),
    "ask": Look("warn", "question-mark", "ditanyakan"),
    "act": Look("info", "edit", "tindakan"),
    "note": Look("info", "notes", "catatan"),
    "ignore": Look("quiet", "circle-dashed", "bukan laporan"),
    # severities
    "info": Look("info", "info-circle", "info"),
    "warning": Look("warn", "alert-triangle", "periksa"),
    "error": Look("danger", "circle-x", "salah"),
    "low": Look("quiet", "info-circle", "rendah"),
    "medium": Look("info", "info-circle", "sedang"),
    "high": Look("warn", "alert-triangle", "tinggi"),
    "critical": Look("danger", "urgent", "kritis"),
    # people who owe forms, and forms as the list of missing ones groups them
    "overdue": Look("danger", "clock-pause", "janji lewat"),
    "silent": Look("warn", "clock-pause", "diam"),
    "tried": Look("quiet", "phone", "baru dihubungi"),
    "promised": Look("info", "clock", "berjanji"),
    "talking": Look("info", "phone", "sedang dihubungi"),
    "in": Look("ok", "check", "masuk"),
    "waiting": Look("warn", "alert-triangle", "menunggu keputusan"),
    "later": Look("quiet", "calendar", "belum waktunya"),
    # people, steps, checks
    "active": Look("ok", "user-check", "aktif"),
    "inactive": Look("quiet", "user-off", "nonaktif"),
    "ready": Look("ok", "circle-check", "siap"),
    "draft": Look("info", "edit", "draf"),
    "todo": Look("warn", "circle-dashed", "belum lengkap"),
    "optional": Look("quiet", "circle-dashed", "boleh menyusul"),
}


def look_of(state: str) -> Look:
    """The look of a state; an unknown one is shown by its own name, quietly."""
    return LOOKS.get(state, Look("quiet", "circle", state))
