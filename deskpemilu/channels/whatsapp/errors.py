"""Meta's error codes, and what each means for a message: try again, wait, or give it up.

The codes are those of the Cloud API's published list. Sentences are read by staff of the desk on
the outbox page, so they say what happened and what to do.
"""

from __future__ import annotations

from deskpemilu.channels.attempts import Fate, Verdict

PAUSE_SECONDS = 300
_TOKEN = Verdict(
    Fate.WAIT,
    "Pengiriman dijeda: token WhatsApp tidak berlaku lagi. Isi token baru pada DESK_WHATSAPP_TOKEN.",
    PAUSE_SECONDS,
)
_PERMISSION = Verdict(
    Fate.WAIT,
    "Pengiriman dijeda: token WhatsApp tidak mempunyai izin mengirim pesan. Periksa izin aplikasi di Meta.",
    PAUSE_SECONDS,
)
_NUMBER = Verdict(
    Fate.WAIT,
    "Pengiriman dijeda: nomor pengirim tidak dikenal Meta. Periksa DESK_WHATSAPP_PHONE_ID.",
    PAUSE_SECONDS,
)
_BLOCKED = Verdict(
    Fate.WAIT,
    "Pengiriman dijeda: Meta membatasi akun WhatsApp Business ini. Periksa WhatsApp Manager.",
    PAUSE_SECONDS,
)
_PAYMENT = Verdict(
    Fate.WAIT,
    "Pengiriman dijeda: ada masalah pembayaran pada akun WhatsApp Business. Periksa di WhatsApp Manager.",
    PAUSE_SECONDS,
)
_APP_LIMIT = Verdict(Fate.WAIT, "Menunggu: batas panggilan API akun tercapai; dilanjutkan sendiri.", 120)
_SPEED = Verdict(Fate.WAIT, "Menunggu: batas kecepatan kirim WhatsApp tercapai; dilanjutkan sendiri.", 15)
_TROUBLE = Verdict(Fate.AGAIN, "Layanan WhatsApp sedang terganggu; akan dicoba lagi.")
_PAIR = Verdict(Fate.AGAIN, "Terlalu banyak pesan ke nomor ini dalam waktu singkat; akan dicoba lagi.")
_WINDOW = Verdict(
    Fate.FAILED,
    "Perlu ditelepon: petugas terakhir menulis lebih dari 24 jam lalu, WhatsApp menolak pesan biasa.",
)
_UNDELIVERABLE = Verdict(
    Fate.FAILED,
    "Perlu ditelepon: nomor ini tidak dapat menerima pesan WhatsApp.",
)
_NOT_ALLOWED = Verdict(
    Fate.FAILED,
    "Tidak dapat dikirim: nomor uji hanya boleh mengirim ke nomor yang didaftarkan di Meta.",
)
_STOPPED = Verdict(Fate.FAILED, "Perlu ditelepon: petugas menghentikan pesan dari nomor desk.")
_META_HELD = Verdict(Fate.FAILED, "Perlu ditelepon: Meta tidak menyampaikan pesan kepada nomor ini.")

BY_CODE: dict[int, Verdict] = {
    0: _TOKEN,
    190: _TOKEN,
    3: _PERMISSION,
    10: _PERMISSION,
    131005: _PERMISSION,
    33: _NUMBER,
    131045: _NUMBER,
    133010: _NUMBER,
    368: _BLOCKED,
    131031: _BLOCKED,
    131048: _BLOCKED,
    131042: _PAYMENT,
    4: _APP_LIMIT,
    80007: _APP_LIMIT,
    130429: _SPEED,
    131056: _PAIR,
    1: _TROUBLE,
    2: _TROUBLE,
    131000: _TROUBLE,
    131016: _TROUBLE,
    131057: _TROUBLE,
    133004: _TROUBLE,
    131047: _WINDOW,
    131026: _UNDELIVERABLE,
    131030: _NOT_ALLOWED,
    131050: _STOPPED,
    130472: _META_HELD,
    130497: _META_HELD,
    131049: _META_HELD,
}
# Sentences of failures that only a phone call mends begin so.
BY_PHONE = "Perlu ditelepon"
WINDOW_CLOSED = _WINDOW.sentence
TEMPLATE_CODES = frozenset(range(132000, 132070))
_UNKNOWN_OBJECT = 33  # subcode of code 100: the phone number id in the address does not exist


def verdict_of(status: int, code: int | None, subcode: int | None = None, detail: str = "") -> Verdict:
    """Verdict for an error answer: by Meta's code where it is known, else by the HTTP status."""
    if code == 100 and subcode == _UNKNOWN_OBJECT:
        return _NUMBER
    if code is not None and 200 <= code <= 299:
        return _PERMISSION
    if code is not None and code in BY_CODE:
        return BY_CODE[code]
    if code in TEMPLATE_CODES:
        return template_verdict(code, detail)
    return _by_status(status, code, detail)


def template_verdict(code: int | None, detail: str) -> Verdict:
    """Verdict for a template that Meta does not take: its name, language or shape is not as approved."""
    return Verdict(
        Fate.FAILED,
        f"{BY_PHONE}: templat WhatsApp ditolak (kode {code}). Periksa DESK_WHATSAPP_TEMPLATE: {detail[:120]}",
    )


def _by_status(status: int, code: int | None, detail: str) -> Verdict:
    if status == 429:
        return _SPEED
    if status in {401, 403}:
        return _TOKEN
    if status == 404:
        return _NUMBER
    if status == 408 or status >= 500:
        return _TROUBLE
    number = str(code) if code is not None else f"HTTP {status}"
    return Verdict(Fate.FAILED, f"Ditolak WhatsApp (kode {number}): {detail[:200]}".rstrip(": "))


def sentence_of(code: int | None, detail: str) -> str:
    """Why a message that was handed over did not arrive, for a delivery status `failed`."""
    known = BY_CODE.get(code) if code is not None else None
    if known is not None and known.fate is Fate.FAILED:
        return known.sentence
    return f"Tidak sampai (kode {code if code is not None else 'tidak ada'}): {detail[:200]}".rstrip(": ")
