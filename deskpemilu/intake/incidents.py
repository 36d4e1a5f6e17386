"""Incidents: which category of the desk's register a message speaks of, and how grave it is at first.

Comes in: normalised text. Goes out: (category code, severity) or None. Codes and first severities are
those of the register (docs/glossary.md); a person may change both.
"""

from __future__ import annotations

import re

# The first pattern that is found decides: the gravest stand first.
_PATTERNS: tuple[tuple[str, str, str], ...] = (
    ("WAF", "kritis", r"meninggal|wafat|\btewas\b|almarhum|berpulang"),
    ("GEJ", "kritis", r"unjuk ?rasa|\bdemo\b|blokade|blokir jalan|pembakaran|dibakar|membakar|mengepung|"
    r"amuk|anarkis"),
    ("INT", "kritis", r"intimidasi|ancam|diancam|pemukulan|dipukul|kekerasan|penganiayaan|dianiaya|"
    r"bentrok|tawuran"
                      r"|senjata|\bparang\b|penyerangan|dirusak massa|perampasan|dirampas"),
    ("BAN", "tinggi", r"banjir|kebanjiran|\brob\b|air pasang|longsor|gempa|angin (?:kencang|puting)|"
    r"puting beliung"
                      r"|roboh|tsunami|kebakaran|terendam|tenda (?:rusak|terbang)|hujan (?:deras|lebat)"),
    ("SAK", "tinggi", r"\bsakit\b|pingsan|kelelahan|dilarikan ke|puskesmas|rumah sakit|opname|dirawat|"
    r"ambulans|kecelakaan"),
    ("PU", "tinggi", r"politik uang|money politic|bagi[- ]?bagi (?:uang|amplop|sembako)|serangan fajar|"
    r"amplop|sembako"),
    ("NTR", "tinggi", r"netralitas|tidak netral|tdk netral|\basn\b.*(?:dukung|kampanye|ajak)|"
    r"kades.*(?:dukung|kampanye|arahkan)"
                      r"|(?:kades|lurah|camat) (?:mengarahkan|mengajak)"),
    ("PRO", "tinggi", r"kotak suara (?:di|ter)?buka|membuka kotak|(?:nyoblos|mencoblos|coblos|memilih) "
    r"(?:2|dua) ?(?:x|kali)"
                      r"|pemilih ganda|dihitung sebelum|hitung sebelum|sudah tercoblos|tercoblos|"
                      r"mewakili (?:orang|pemilih)"
                      r"|tanpa ktp|pakai nama orang|tidak sesuai prosedur|pelanggaran"),
    ("PSU", "tinggi", r"\bpsu\b|pemungutan suara ulang|\bpsl\b|\bpss\b|hitung ulang|penghitungan "
    r"(?:suara )?ulang"),
    ("PRO", "tinggi", r"kotak suara(?: \w+){0,3} (?:hilang|dibawa lari|raib)|dirobek|dicuri"),
    ("REK", "tinggi", r"penggelembungan|menggelembung|pengurangan suara|suara hilang|manipulasi|"
    r"pengalihan suara"),
    ("LOG-T", "sedang", r"tertukar|salah kirim surat suara|surat suara (?:dapil|kecamatan) lain"),
    ("LOG-K", "sedang", r"(?:kurang|kekurangan|habis|kehabisan|tidak cukup|tdk cukup) ?(?:\w+ "
    r"){0,3}(?:surat suara|ss\b|tinta|bilik"
                        r"|segel|formulir|kotak|logistik|c\.? ?hasil)"
                        r"|(?:surat suara|ss|tinta|bilik|segel|formulir|kotak|logistik)(?: \w+){0,3} "
                        r"(?:kurang|habis|tidak ada|blm ada"
                        r"|belum ada|tidak cukup|tdk cukup|tdk ada)"),
    ("LOG-R", "sedang", r"(?:surat suara|ss|kotak|segel|logistik|bilik)(?: \w+){0,3} (?:rusak|robek|"
    r"sobek|basah|cacat)"),
    ("LOG-L", "sedang", r"(?:logistik|kotak|surat suara)(?: \w+){0,3} (?:terlambat|telat|belum (?:tiba|"
    r"sampai|datang)|blm (?:tiba"
                        r"|sampai|datang))|(?:terlambat|telat)(?: \w+){0,2} logistik"),
    ("SAR", "sedang", r"hoaks|hoax|ujaran kebencian|\bsara\b|provokasi|provokator|isu agama"),
    ("SKS", "sedang", r"keberatan|saksi (?:\w+ ){0,3}(?:protes|menolak|tidak hadir|tdk hadir|walk ?out|"
    r"komplain|ribut|beratribut)"
                      r"|menolak (?:tanda ?tangan|ttd)|\bribut|cekcok|ricuh|rusuh|keributan|kericuhan"),
    ("AKS", "sedang", r"jembatan (?:putus|rusak)|jalan (?:putus|rusak|tertutup)|akses (?:putus|"
    r"tertutup)|ombak|gelombang tinggi"
                      r"|perahu (?:\w+ ){0,3}(?:tidak|tdk|mogok|karam|tenggelam|terbalik|bocor)|speed "
                      r"?boat (?:rusak|mogok)"),
    ("NET", "rendah", r"(?:sinyal|internet|jaringan)(?: \w+){0,3} (?:hilang|lemah|tidak ada|tdk ada|"
    r"putus|mati|jelek|susah|lemot|gangguan)"
                      r"|(?:tidak|tdk|gak|ga|nggak) ada (?:sinyal|jaringan)|blank ?spot|listrik "
                      r"(?:padam|mati)|mati (?:lampu|listrik)|padam"
                      r"|sirekap (?:error|eror|tidak bisa|tdk bisa|gangguan|down|lemot)|lampu mati"),
    ("KPPS", "sedang", r"(?:kpps|ppps|petugas)(?: \w+){0,4} (?:terlambat|kurang|mundur|belum datang|"
    r"tidak hadir|tdk hadir|mengundurkan)"
                       r"|tps (?:\w+ ){0,4}(?:belum|blm|telat|terlambat) (?:buka|dibuka)|buka "
                       r"(?:terlambat|telat)"),
    ("UND", "sedang", r"(?:tidak|tdk|belum|blm|gak|ga) (?:dapat|terima|menerima|mendapat|dpt) (?:\w+ "
    r")?(?:undangan|c\.? ?pemberitahuan|c6)"
                      r"|(?:tidak|tdk) ada undangan|undangan (?:belum|blm|tidak|tdk|tertukar|hilang)"),
    ("DPT", "rendah", r"(?:tidak|tdk|belum|blm|gak) (?:terdaftar|masuk|ada)(?: \w+){0,3} dpt|dpt "
    r"(?:ganda|bermasalah|salah)"
                      r"|nama(?:nya)? (?:ganda|dobel|tidak ada)|pemilih meninggal"),
)  # fmt: skip
_COMPILED = tuple((code, severity, re.compile(pattern)) for code, severity, pattern in _PATTERNS)
_ANY = re.compile("|".join(f"(?:{pattern})" for _, _, pattern in _PATTERNS))
_NOTHING = re.compile(
    r"(?:tidak|tdk|tanpa|nihil|belum) (?:ada |terjadi |terdapat )?(?:\w+ )?(?:kejadian|keberatan|"
    r"masalah|kendala|gangguan)"
)
_STOPPED = re.compile(r"berhenti|terhenti|tidak bisa (?:memilih|mencoblos)|tertunda|ditunda|dihentikan")


def find(text: str) -> tuple[str, str] | None:
    """(category, severity) of the gravest incident a text speaks of, None without one."""
    if _ANY.search(text) is None:
        return None
    cleared = _NOTHING.sub(" ", text)
    for code, severity, pattern in _COMPILED:
        if pattern.search(cleared):
            if code.startswith("LOG") and _STOPPED.search(cleared):
                return code, "tinggi"
            return code, severity
    return None
