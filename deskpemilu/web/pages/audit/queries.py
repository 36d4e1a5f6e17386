"""Reading the audit log: filters, acts that occur, words for them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from deskpemilu.accounts.access import Access
from deskpemilu.audit.models import Record
from deskpemilu.domain.roles import Act
from deskpemilu.web.pages.search.queries import inside

WORDS: dict[str, str] = {
    "person.signed_in": "masuk",
    "person.password_set": "memilih kata sandi",
    "person.created": "menambah petugas",
    "person.changed": "mengubah data petugas",
    "person.phone_added": "menambah nomor",
    "person.phone_removed": "melepas nomor",
    "person.granted": "memberi peran",
    "person.revoked": "mencabut peran",
    "person.activated": "mengaktifkan petugas",
    "person.deactivated": "menonaktifkan petugas",
    "person.authenticator_off": "mematikan kode autentikator petugas",
    "person.invited": "membuat tautan masuk",
    "person.token_created": "membuat token",
    "person.token_revoked": "mencabut token",
    "desk.first_link": "membuat tautan administrator pertama",
    "desk.backup": "membuat cadangan",
    "desk.restored": "memulihkan cadangan",
    "election.create": "membuat pemilihan",
    "registry.import": "mengimpor berkas",
    "outbox.retry": "mengirim ulang balasan",
    "outbox.cancel": "membatalkan balasan",
    "audit.verified": "memeriksa keutuhan catatan",
    "look_totals": "melihat jumlah perolehan suara",
    "export_table": "mengambil tabel",
    "intake.batch": "mencatat laporan masuk",
    "form.entry": "mengetik formulir",
    "form.correction": "memperbaiki formulir",
    "entry.second": "mengisi entri kedua",
    "entry.look": "melihat isian pertama",
    "entry.plan": "menambah rencana entri kedua",
    "entry.plan-end": "menghentikan rencana entri kedua",
    "inbox.pasted": "menempel pesan",
    "inbox.posted": "mengirim pesan lewat API",
    "inbox.read_again": "membaca ulang pesan",
    "inbox.reviewed": "meninjau pesan",
    "inbox.stored": "mencatat angka dari pesan",
    "inbox.asked": "menanyakan pengirim",
    "inbox.no_report": "menandai bukan laporan",
    "count.accept": "memverifikasi formulir",
    "count.return": "mengembalikan formulir",
    "count.correct": "memperbaiki formulir saat verifikasi",
    "count.lock": "mengunci formulir",
    "count.reopen": "membuka kembali formulir",
    "count.undo": "mengurungkan keputusan",
    "count.dispute": "mempersoalkan formulir",
    "count.reject": "menolak laporan",
    "count.withdraw": "menarik isian",
    "count.recall": "membuka kunci atas permintaan",
    "recall.asked": "meminta penarikan formulir terkunci",
    "recall.granted": "mengabulkan penarikan",
    "recall.declined": "menolak permintaan penarikan",
    "recall.withdrawn": "membatalkan permintaan penarikan",
    "photo.uploaded": "mengunggah foto",
    "photo.placed": "menempatkan foto menurut pesannya",
    "photo.moved": "menempatkan foto",
    "photo.taken_off": "melepas foto dari TPS",
    "photo.set_aside": "menyisihkan foto",
    "photo.taken_back": "mengembalikan foto yang disisihkan",
    "photo.undone": "mengurungkan tindakan atas foto",
    "photo.original": "mengunduh foto asli",
    "photo.retried": "mengambil ulang foto",
    "photo.limits": "mengubah batas foto",
    "revote.decide": "mencatat keputusan ulang",
    "revote.date": "mengubah tanggal pelaksanaan ulang",
    "revote.withdraw": "mencabut keputusan ulang",
    "tps.add": "menambah TPS",
    "tps.move": "memindahkan TPS",
    "tps.merge": "menggabungkan TPS",
    "tps.close": "menutup TPS",
    "tps.reopen": "membuka TPS kembali",
    "tps.undo": "mengurungkan perubahan TPS",
    "form.report": "mengirim formulir",
    "form.import": "mengimpor formulir",
    "form.recheck": "memeriksa ulang formulir",
    "difference.decide": "memutuskan perbedaan dengan KPU",
    "call.begin": "mulai menelepon",
    "call.finish": "mencatat hasil panggilan",
    "call.release": "melepas giliran menelepon",
    "call.undo": "mengurungkan catatan panggilan",
    "missing.export": "mengunduh daftar belum lapor",
    "missing.numbers": "melihat nomor telepon",
    "reminders.plan": "mengatur pengingat",
    "reminders.round": "mengirim pengingat",
    "curve.add": "menambah kurva pembanding",
    "curve.remove": "menghapus kurva pembanding",
    "sender.bound": "mengaitkan nomor dengan petugas",
    "sender.unbound": "melepas kaitan nomor",
    "sender.number_changed": "mencatat nomor yang berganti",
}


def word_for(act: str) -> str:
    """The act in words; its own name where none is written yet."""
    return WORDS.get(act, act)


def records(
    access: Access, *, words: str, act: str, since: date | None, until: date | None
) -> QuerySet[Record]:
    """Records that fit, newest first, inside the person's areas."""
    rows = Record.objects.all()
    if (areas := access.areas(Act.SEE_AUDIT)) != ("",):
        rows = rows.filter(inside(areas, "region"))
    if words:
        rows = rows.filter(
            Q(actor__icontains=words)
            | Q(subject__iexact=words)
            | Q(region__startswith=words.replace(".", ""))
        )
    if act:
        rows = rows.filter(act=act)
    if since:
        rows = rows.filter(at__gte=_midnight(since))
    if until:
        rows = rows.filter(at__lt=_midnight(until + timedelta(days=1)))
    return rows.order_by("-number")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def acts() -> list[tuple[str, str]]:
    """(act, word) of every act on record, by word."""
    found = Record.objects.order_by().values_list("act", flat=True).distinct()
    return sorted(((act, word_for(act)) for act in found), key=lambda pair: pair[1])
