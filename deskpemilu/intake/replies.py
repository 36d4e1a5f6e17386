"""The texts that go back to a sender: at most six lines, one message.

Comes in: plain data. Goes out: text: place, figures, computed sum, what is wrong, the next word to type.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from deskpemilu.domain.codes import DESA, KECAMATAN, tps_number
from deskpemilu.domain.contests import choice_order
from deskpemilu.intake.reading import Kind, Outcome, Reading, Report
from deskpemilu.intake.wording import contest_name
from deskpemilu.registry.lexicon import Lexicon

MAX_LINES = 6
_MAX_CHOICES = 8
PHOTO_MISSING, PHOTO_THERE = "Foto C.Hasil Salinan: belum ada", "Foto C.Hasil Salinan: ada"
NEXT_AFTER_RECORD = "Ketik BENAR, atau RALAT + angka yang benar."


def with_reply(reading: Reading, lexicon: Lexicon) -> Reading:
    """The reading with the reply that fits it when nothing is known but this message."""
    text = reply_of(reading, lexicon)
    return reading.answered(text) if text else reading


def reply_of(reading: Reading, lexicon: Lexicon) -> str:
    """The reply to a message that stands alone; empty where none goes out."""
    if reading.outcome is Outcome.RECORD:
        return compose_recorded(reports=reading.reports, lexicon=lexicon)
    if reading.outcome is Outcome.ASK:
        question = reading.question.text if reading.question is not None else "Mohon kirim ulang laporan."
        return compose_question(question=question, reports=reading.reports, lexicon=lexicon)
    if reading.outcome is Outcome.NOTE:
        return compose_noted(kind=reading.kind)
    if reading.outcome is Outcome.ACT:
        return compose_acted(reading=reading, lexicon=lexicon)
    return ""


def place_line(code: str | None, contest: str | None, lexicon: Lexicon) -> str:
    """`Bupati · Kec Betung · Ds Lubuk Karet · TPS 003`."""
    if code is None:
        return contest_name(contest) if contest else ""
    kecamatan = lexicon.regions.get(code[:KECAMATAN])
    desa = lexicon.regions.get(code[:DESA])
    parts = [contest_name(contest)] if contest else []
    parts += [f"Kec {kecamatan.name.title()}"] if kecamatan else []
    parts += [f"Ds {desa.name.title()}"] if desa else []
    return " · ".join([*parts, f"TPS {tps_number(code):03d}"])


def figures_line(report: Report) -> str:
    """`01=212 02=147 · sah 359 · tidak sah 11 · total 370`; long ballots show their sum."""
    keys = sorted(report.votes, key=_order)
    shown = " ".join(f"{_label(key)}={report.votes[key]}" for key in keys[:_MAX_CHOICES])
    if len(keys) > _MAX_CHOICES:
        shown += f" … ({len(keys)} pilihan)"
    parts = [shown] if shown else []
    for name, figure in (("sah", report.valid), ("tidak sah", report.invalid), ("total", report.total)):
        if figure is not None:
            parts.append(f"{name} {figure}")
    return " · ".join(parts)


_order = lru_cache(maxsize=4096)(choice_order)


@lru_cache(maxsize=4096)
def _label(key: str) -> str:
    return f"{int(key):02d}" if key.isdigit() else key


def compose_recorded(
    *, reports: Sequence[Report], lexicon: Lexicon, reference: str = "", photo: bool | None = False
) -> str:
    """A report was stored, not yet verified. `photo` None leaves the photo line out."""
    head = "✅ TERCATAT (belum diverifikasi)" + (f" #{reference}" if reference else "")
    if len(reports) == 1:
        lines = [head, place_line(reports[0].tps_code, reports[0].contest, lexicon), figures_line(reports[0])]
        if photo is not None:
            lines.append(PHOTO_THERE if photo else PHOTO_MISSING)
    else:
        lines = [f"{head} {len(reports)} TPS", *(_short(r, lexicon) for r in reports[: MAX_LINES - 3])]
        if len(reports) > MAX_LINES - 3:
            lines.append(f"dan {len(reports) - MAX_LINES + 3} TPS lain")
    return _lines([*lines, NEXT_AFTER_RECORD])


def _short(report: Report, lexicon: Lexicon) -> str:
    desa = lexicon.regions.get((report.tps_code or "")[:DESA])
    name = f"{desa.name.title()} " if desa else ""
    number = f"TPS {tps_number(report.tps_code):03d}" if report.tps_code else ""
    return f"{contest_name(report.contest)} {name}{number}: {figures_line(report)}"


def compose_question(*, question: str, reports: Sequence[Report] = (), lexicon: Lexicon) -> str:
    """Nothing was stored; one question goes back."""
    lines = ["❓ BELUM DISIMPAN"]
    if reports:
        lines.append(place_line(reports[0].tps_code, reports[0].contest, lexicon))
        lines.append(figures_line(reports[0]))
    return _lines([*lines, question])


def compose_corrected(*, report: Report, lexicon: Lexicon) -> str:
    """A RALAT that stands alone, before the register was asked."""
    return _lines(
        [
            "✅ RALAT DITERIMA (belum diverifikasi)",
            place_line(report.tps_code, report.contest, lexicon),
            figures_line(report),
            NEXT_AFTER_RECORD,
        ]
    )


def compose_cancelled(*, code: str | None, lexicon: Lexicon) -> str:
    """A report was withdrawn; the TPS is open again."""
    return _lines(
        [
            "✅ LAPORAN DITARIK",
            place_line(code, None, lexicon),
            "Status kembali BELUM. Kirim ulang bila siap.",
        ]
    )


def compose_confirmed(*, code: str | None = None, lexicon: Lexicon | None = None) -> str:
    """A report was confirmed by its sender."""
    place = place_line(code, None, lexicon) if lexicon is not None else ""
    return _lines(["✅ Terima kasih, laporan dikonfirmasi.", place])


def compose_noted(*, kind: Kind) -> str:
    """Stored, but no vote report."""
    if kind is Kind.INCIDENT:
        return "📌 DICATAT. Kejadian diteruskan ke petugas desk. Mohon kabari perkembangannya."
    if kind is Kind.PHOTO:
        return "📌 FOTO DICATAT sebagai bukti TPS. Angka tetap dikirim dengan pesan."
    return "📌 DICATAT, terima kasih."


def compose_acted(*, reading: Reading, lexicon: Lexicon) -> str:
    """A command standing alone, before the register was asked."""
    report = reading.reports[0] if reading.reports else None
    code = report.tps_code if report is not None else None
    if reading.kind is Kind.CONFIRM:
        return compose_confirmed()
    if reading.kind is Kind.CANCEL:
        return compose_cancelled(code=code, lexicon=lexicon)
    if reading.kind is Kind.CORRECTION and report is not None:
        return compose_corrected(report=report, lexicon=lexicon)
    return "📊 STATUS laporan Anda sedang disiapkan."


def _lines(lines: Sequence[str]) -> str:
    return "\n".join([line for line in lines if line][:MAX_LINES])
