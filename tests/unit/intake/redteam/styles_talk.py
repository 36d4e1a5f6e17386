# ruff: noqa: E501 - sample wording reads best in long rows
"""Honest messages with much harmless talk: what operators really add to a report."""

from __future__ import annotations

import random

from tests.unit.intake.redteam import wording as w
from tests.unit.intake.redteam.styles_odd import opened
from tests.unit.intake.redteam.styles_pairs import Style, case
from tests.unit.intake.redteam.traps_base import lines
from tests.unit.intake.redteam.truth import Case

BEFORE = (
    "Selamat sore pak camat, ijin menyampaikan hasil penghitungan", "Mohon maaf mengganggu waktunya bapak", "Mohon ijin bapak ibu",
    "Siap laksanakan, berikut datanya", "Berikut kami laporkan hasil penghitungan suara", "Berikut ini hasil dari TPS kami",
    "Lap hasil hitung suara", "Data hasil TPS", "Laporan perolehan suara per TPS", "HASIL AKHIR PENGHITUNGAN SUARA", "Hasil final",
    "Bismillah", "Alhamdulillah sudah selesai", "Alhamdulillah beres", "Puji syukur penghitungan telah selesai dengan aman",
    "Syukurlah sudah rampung semua", "Akhirnya selesai juga pak, capek 😅", "Maaf baru kirim pak, tadi mati lampu",
    "Maaf lambat, sinyal di sini jelek", "Maaf pak baru dapat sinyal", "Maaf kemalaman pak", "Mohon maaf terlambat pak, antri C hasil",
    "Hujan deras di sini pak tapi sudah selesai", "Pak camat, ini hasil TPS saya", "Bu, ini hasilnya", "Om ini hasilnya", "Kaka ini hasil",
    "Bang, ini hasil TPS abang", "Gan, hasil TPS", "Bos, laporan", "Ndan ijin lapor hasil", "Lapor komandan, penghitungan selesai",
    "Yth. Ketua Desk Pilkada", "Kepada Yth. Bapak Sekda selaku Ketua Desk", "Kpd Yth Bpk Camat\ndi tempat", "Dari PTPS", "Dari: KPPS",
    "Laporan dari saksi", "Laporan Babinsa", "Laporan Bhabinkamtibmas", "Update hasil", "Update data masuk", "Data masuk pukul 17.30",
    "Data sesuai C.Hasil Salinan", "Sesuai C1 plano", "Hasil plano", "Hasil C.Hasil-KWK", "Sudah dicocokkan dengan plano", "Fix pak",
    "Sudah fix", "Sudah diteken semua saksi", "Assalamu'alaikum warahmatullahi wabarakatuh", "Om swastiastu", "Shalom", "Salam sehat",
    "Syalom bapak ibu", "Horas", "Rahayu", "Selamat malam semuanya", "Malam pak", "Mlm bu", "Siang pak", "Pagi pak, ini yg semalam",
    "Izin share hasil", "Ijin share pak", "Ijin forward dari KPPS", "Meneruskan laporan dari petugas TPS", "Fwd dari operator desa",
    "Lanjutan laporan", "TPS berikutnya", "Berikutnya", "Selanjutnya", "Ini yang terakhir pak", "Ini TPS terakhir di desa kami",
    "Kirim ulang ya pak, takut tidak masuk", "Tadi belum terkirim", "Yang ini sudah lengkap", "Ini sudah final pak", "Tuntas pak",
    "Sampun rampung pak", "Atos beres pa", "Parantos rengse", "Nggih pak niki hasile", "Su selesai bapa", "Sudah kelar bang",
    "Penghitungan selesai pukul 15.45 WIB", "Selesai jam 4 sore", "Selesai pkl. 17.05", "Pemungutan suara berjalan lancar",
    "Cuaca cerah", "Situasi aman terkendali", "Kondusif", "Aman pak", "Lancar jaya", "Semua lancar tidak ada kendala",
)  # fmt: skip
AFTER = (
    "Saksi lengkap", "Saksi hadir semua", "Semua saksi menandatangani", "Saksi paslon menerima hasil", "Tidak ada keberatan",
    "Tidak ada komplain", "Tdk ada kejadian khusus", "Kejadian khusus : nihil", "Keberatan saksi : nihil", "Nihil kejadian",
    "Situasi aman, terkendali", "Aman dan kondusif", "Aman lancar", "Sitkamtibmas aman", "Giat selesai pukul 17.00", "Selesai",
    "Demikian", "Demikian pak", "Demikian disampaikan", "Demikian laporan ini kami sampaikan", "Demikian mohon maklum", "Sekian",
    "Sekian pak makasih", "Terimakasih", "Terima kasih atas perhatiannya", "Trimakasih pak", "Tq", "Thx", "Thanks", "Suwun pak",
    "Matur suwun", "Hatur nuhun pisan", "Nuhun", "Mauliate", "Epanggawang", "Makasih bapa", "Teurimong geunaseh", "Hormat kami",
    "Hormat saya", "Salam", "Salam hormat", "Wassalam", "Wslm", "Wassalamu'alaikum", "Foto menyusul", "Foto C hasil terlampir",
    "Foto plano ada di grup", "Dokumen menyusul", "Dokumentasi terlampir", "Lampiran foto", "Cc: Camat, Kapolsek", "Tembusan: Camat",
    "Siap", "Siap pak", "Ok", "Oke pak", "Mantap", "👍", "🙏", "🙏🙏🙏", "Mohon arahan", "Mohon petunjuk lebih lanjut",
    "Mohon konfirmasi bila sudah diterima", "Mohon dicatat", "Tolong dicatat pak", "Mohon diinput", "Silakan direkap pak",
    "Tolong dibalas kalau sudah masuk", "Sudah masuk ya pak?", "Sudah dikirim ke Sirekap", "Sirekap sudah upload", "Sirekap error pak",
    "Kotak suara sudah dibawa ke PPK", "Kotak sudah digeser ke kecamatan", "Logistik kembali ke desa", "Kotak sdh di kantor desa",
    "Kami pulang dulu pak", "Istirahat dulu pak", "Capek pak 😂", "Semangat pak", "Selamat bertugas", "Sehat selalu pak",
    "Tuhan memberkati", "Semoga pemilu damai", "Salam demokrasi", "NKRI harga mati", "Merdeka", "Ttd KPPS", "ttd\nKetua KPPS",
    "Operator: Yuni", "Pelapor: Darwis", "Petugas: Rina (081200001122)", "Nama pelapor : Agus", "Admin desa", "PPS", "Panwas hadir",
    "PTPS hadir", "Linmas 2 orang siaga", "Pam TPS oleh Bripka Anton", "Babinsa hadir", "Hadir pula pak kades", "Disaksikan warga",
    "Warga antusias", "Partisipasi tinggi pak", "Banyak yang datang", "Alhamdulillah ramai", "Yang lain menyusul", "TPS lain menyusul",
    "TPS lainnya masih menghitung",
)  # fmt: skip
TOLERATED = ("TPS lainnya masih menghitung", "Sirekap error pak", "Sudah masuk ya pak?", "Data masuk pukul 17.30", "Kirim ulang ya pak",
             "Yang lain menyusul", "TPS lain menyusul", "Update data masuk")  # fmt: skip


def remarks(rng: random.Random) -> Case | None:
    """One or two harmless remarks around a report."""
    if not (got := opened(rng)):
        return None
    s, f, top = got
    before = rng.choice(BEFORE) if rng.random() < 0.7 else ""
    after = rng.choice(AFTER) if not before or rng.random() < 0.5 else ""
    names = rng.choice((("invalid",), ("valid", "invalid"), ("valid", "invalid", "total")))
    glue = rng.choice(("\n", "\n", "\n\n"))
    body = glue.join(x for x in (before, "\n".join([top, *lines(rng, s, f, names)]), after) if x)
    out = case("", s, body, [f], names).but(note=f"{before} | {after}")
    soft = any(x in out.note for x in TOLERATED)
    return out.but(outcomes=("record", "ask")) if soft else out


def letter(rng: random.Random) -> Case | None:
    """An official letter: number, subject, addressee, body, signature."""
    if not (got := opened(rng)):
        return None
    s, f, top = got
    names = ("valid", "invalid", "total")
    day = w.date(rng, s)
    body = "\n".join([
        rng.choice(("PEMERINTAH KECAMATAN", "SEKRETARIAT PPK", "LAPORAN SITUASI", "NOTA DINAS", "LAPORAN INFORMASI")),
        f"Nomor : {rng.choice(('005/123/XI/2024', '270/45/Pem', 'R/LI-12/II/2024', '100.2.7/88'))}",
        rng.choice(("Perihal : Laporan hasil penghitungan suara", "Hal : Hasil Penghitungan Suara", "Sifat : Segera\nHal : Laporan")),
        rng.choice(("Yth. Bapak Bupati", "Kepada Yth. Sekretaris Daerah", "Yth. Ketua Desk")),
        f"Bersama ini disampaikan hasil penghitungan suara pada {day} sebagai berikut :",
        top,
        *lines(rng, s, f, names),
        rng.choice(("Demikian untuk menjadi periksa.", "Demikian disampaikan, atas perhatiannya diucapkan terima kasih.", "DUMP")),
        rng.choice(w.SIGNATURES),
    ])  # fmt: skip
    return case("", s, body, [f], names)


STYLES: dict[str, Style] = {"remarks": remarks, "letter": letter}
