"""Sentences about a reading: findings, and the one question that goes back.

Comes in: problems as codes and values. Goes out: short, polite Indonesian. Nothing here decides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from deskpemilu.domain.contests import CONTESTS
from deskpemilu.domain.findings import Finding, Severity
from deskpemilu.intake.interpret import Problem
from deskpemilu.intake.reading import Question
from deskpemilu.registry.lexicon import Lexicon

Options = Sequence[tuple[str, str]]

# What to ask first when several things are wrong: who, where, which ballot, then the figures.
_ORDER = """
    unknown_sender tangled unknown_place place_conflict outside_scope which_desa which_tps no_such_tps
    tps_written_oddly several_tps contest_unclear which_contest hedge_denied hedge_question
    hedge_hearsay hedge_unfinished hedge_unsure letters parted thousands negative odd_sign words_unclear
    other_subject no_figure label_unclear too_long words_differ unexplained_number two_readings twice
    twice_tps two_labels name_and_number other_contest unknown_choice mixed_labels sum_mismatch
    total_mismatch voters_mismatch parts_mismatch party_sum_mismatch totals_mismatch over_cap over_dpt
    dpt_differs percent_mismatch missing_choice other_vote strange_word all_zero no_votes
    """.split()  # noqa: SIM905
_RANK = {code: at for at, code in enumerate(_ORDER)}


# Doubts that only ask whether the figures were read right: BENAR settles them.
CONFIRMABLE = frozenset(
    ("letters", "parted", "mixed_labels", "tps_written_oddly", "strange_word", "percent_mismatch")
)


def confirmable(question: Question) -> Question:
    """The question as one that BENAR answers."""
    return replace(question, text=f"{question.text} Atau ketik BENAR bila sudah betul.", confirmable=True)


def rank(code: str) -> int:
    """Place of a problem in the order of asking."""
    return _RANK.get(code, len(_ORDER))


def _value(problem: Problem, at: int = 0) -> str:
    return str(problem.values[at]) if at < len(problem.values) else ""


def _listed(options: Options) -> str:
    return ", ".join(f"{number} {shown}" for number, (shown, _) in enumerate(options, 1))


def _which_desa(problem: Problem, options: Options) -> str:
    if not options:
        return "Desa/kelurahan mana? Mohon kirim nama desa dan kecamatannya."
    words = _value(problem).title()
    return f"Desa {words} yang mana? Balas: {_listed(options)}."


def _which_contest(problem: Problem, options: Options) -> str:
    if not options:
        return "Pemilihan apa yang dilaporkan? Mohon sebutkan, misalnya BUPATI atau GUBERNUR."
    return f"Pemilihan apa yang dilaporkan? Balas: {_listed(options)}."


def _sum_mismatch(problem: Problem, options: Options) -> str:
    votes, summed, valid = problem.values
    written = (
        "+".join(str(v) for v in votes)
        if isinstance(votes, tuple) and len(votes) <= 6
        else "jumlah perolehan"
    )
    return f"{written}={summed}, tertulis sah {valid}. Mohon kirim ulang / RALAT / foto."


def _missing(problem: Problem, options: Options) -> str:
    missing = [str(v) for v in problem.values]
    shown = ", ".join(missing[:6]) + (" dan lainnya" if len(missing) > 6 else "")
    return f"Suara nomor urut {shown} belum ada. Mohon kirim lengkap."


def _no_such_tps(problem: Problem, options: Options) -> str:
    last = problem.values[1] if len(problem.values) > 1 else 0
    tail = f" Nomor TPS di desa itu 1 sampai {last}." if last else ""
    return f"TPS {_value(problem)} tidak ada dalam daftar.{tail} Mohon periksa nomor TPS."


def _figure(what: str) -> Callable[[Problem, Options], str]:
    def text(problem: Problem, options: Options) -> str:
        shown = _value(problem)
        figure = f" {shown}" if shown and len(shown) <= 30 else ""
        return what.replace("{}", figure)

    return text


def _fixed(sentence: str) -> Callable[[Problem, Options], str]:
    return lambda problem, options: sentence


_QUESTIONS: dict[str, Callable[[Problem, Options], str]] = {
    "unknown_sender": _fixed(
        "Nomor ini belum terdaftar sebagai pelapor. Mohon hubungi petugas desk kecamatan."
    ),
    "tangled": _fixed(
        "Susunan TPS dan angkanya belum jelas. Mohon tulis TPS di atas angkanya masing-masing."
    ),
    "unknown_place": lambda p, o: (
        f"Tempat “{_value(p).title()}” tidak ada dalam daftar. Mohon kirim nama desa yang benar."
    ),
    "place_conflict": lambda p, o: (
        f"Tempat “{_value(p).title()}” tidak cocok satu sama lain. Desa dan kecamatan mana?"
    ),
    "outside_scope": _fixed("Tempat itu di luar wilayah tugas nomor ini. Mohon periksa nama desa dan TPS."),
    "contest_unclear": _fixed("Jenis pemilihan tidak jelas. Mohon kirim ulang dengan nama pemilihannya."),
    "which_desa": _which_desa,
    "which_tps": _fixed("TPS nomor berapa? Mohon kirim nomor TPS."),
    "no_such_tps": _no_such_tps,
    "tps_written_oddly": lambda p, o: f"Nomor TPS tertulis tidak biasa. Benar TPS {_value(p)}?",
    "several_tps": _fixed("Angka itu untuk TPS yang mana? Mohon tulis angka tiap TPS sendiri."),
    "which_contest": _which_contest,
    "hedge_denied": _fixed("Angka mana yang benar? Mohon kirim ulang angka yang benar saja."),
    "hedge_question": _fixed("Apakah angka ini laporan resmi TPS? Jika ya, kirim ulang tanpa tanya."),
    "hedge_hearsay": _fixed("Apakah angka ini dari C.Hasil TPS? Jika ya, kirim ulang angkanya saja."),
    "hedge_unfinished": _fixed("Apakah penghitungan sudah selesai? Mohon kirim angka akhir dari C.Hasil."),
    "hedge_unsure": _fixed("Angka ini belum pasti. Mohon kirim angka dari C.Hasil."),
    "other_vote": lambda p, o: (
        f"Pesan menyebut {_value(p)}. Bila ini hasil biasa, mohon kirim ulang tanpa kata itu."
    ),
    "strange_word": lambda p, o: f"Maksud kata “{_value(p)}”? Mohon kirim angka pasti dari C.Hasil saja.",
    "letters": _figure("Ada huruf di dalam angka. Maksudnya{}? Mohon kirim ulang dengan angka."),
    "parted": _figure("Angka tertulis terpisah. Maksudnya{}? Mohon kirim ulang tanpa titik atau spasi."),
    "thousands": _figure("Angka{} terlalu besar untuk satu TPS. Mohon kirim ulang."),
    "words_unclear": _figure("Angka dalam huruf tidak jelas:{}. Mohon kirim ulang dengan angka."),
    "label_unclear": lambda p, o: f"Maksud “{_value(p)}” sah atau tidak sah? Mohon kirim ulang.",
    "other_subject": _fixed("Apakah angka ini perolehan suara? Mohon kirim: 01=…, 02=…, TS=…."),
    "no_figure": _figure("Angka untuk{} tidak terbaca. Mohon kirim ulang."),
    "negative": _figure("Angka{} bertanda kurang. Mohon kirim ulang."),
    "odd_sign": _figure("Tanda pada angka{} tidak jelas. Mohon kirim ulang."),
    "too_long": _figure("Angka{} terlalu panjang untuk satu TPS. Mohon kirim ulang."),
    "words_differ": _figure("Angka dan huruf berbeda:{}. Mana yang benar?"),
    "unexplained_number": _figure("Angka{} untuk apa? Mohon kirim ulang dengan nama barisnya."),
    "two_readings": _fixed("Angka ini dapat dibaca dua cara. Mohon kirim: 01=…, 02=…, TS=…."),
    "twice": _figure("Satu baris tertulis dengan dua angka:{}. Mana yang benar?"),
    "twice_tps": lambda p, o: f"TPS {_value(p)} tertulis dua kali dengan angka berbeda. Mana yang benar?",
    "two_labels": _fixed("Tidak sah dan rusak adalah dua baris berbeda. Mohon tulis angkanya masing-masing."),
    "name_and_number": _fixed("Nama dan nomor urut tidak cocok. Mohon kirim ulang."),
    "other_contest": _fixed("Nama calon tidak ada pada pemilihan itu. Mohon periksa jenis pemilihan."),
    "unknown_choice": _figure("Nomor urut{} tidak ada pada pemilihan itu. Mohon periksa."),
    "mixed_labels": _fixed("Susunan angka tidak seragam. Mohon kirim: 01=…, 02=…, TS=…."),
    "sum_mismatch": _sum_mismatch,
    "total_mismatch": lambda p, o: (
        f"Sah {_value(p)}+tidak sah {_value(p, 1)}={_value(p, 2)}, tertulis jumlah {_value(p, 3)}. "
        f"Mohon RALAT / foto."
    ),
    "voters_mismatch": lambda p, o: (
        f"Jumlah suara {_value(p)}, pengguna hak pilih tertulis {_value(p, 1)}. Mohon periksa dan kirim "
        f"ulang."
    ),
    "parts_mismatch": lambda p, o: (
        f"L {_value(p)}+P {_value(p, 1)} tidak sama dengan {_value(p, 2)}. Mohon periksa."
    ),
    "party_sum_mismatch": lambda p, o: (
        f"Partai {_value(p)}: suara partai dan caleg berjumlah {_value(p, 1)}, tertulis {_value(p, 2)}. "
        f"Mohon periksa."
    ),
    "totals_mismatch": _fixed(
        "Baris jumlah tidak sama dengan penjumlahan TPS. Mohon periksa dan kirim ulang."
    ),
    "over_cap": lambda p, o: (
        f"Angka {_value(p)} melebihi batas pemilih satu TPS ({_value(p, 1)}). Mohon periksa."
    ),
    "over_dpt": lambda p, o: (
        f"Jumlah {_value(p)} melebihi DPT {_value(p, 1)}. Mohon periksa dan kirim ulang."
    ),
    "dpt_differs": lambda p, o: f"DPT tertulis {_value(p)}, di daftar {_value(p, 1)}. Benar TPS ini?",
    "missing_choice": _missing,
    "all_zero": _fixed("Semua angka nol. Apakah penghitungan sudah selesai? Mohon kirim foto C.Hasil."),
    "no_votes": _fixed("Angka itu belum memuat perolehan suara. Mohon kirim: 01=…, 02=…, TS=…."),
    "two_authors": _fixed("Pesan ini memuat angka dari beberapa orang. Laporan mana yang benar?"),
    "which_report": _fixed("Laporan TPS yang mana? Mohon sebutkan desa dan nomor TPS."),
    "not_a_report": _fixed("Apakah ini laporan TPS? Mohon kirim desa, nomor TPS dan perolehan suara."),
    "no_figures": _fixed("Angka mana yang benar? Mohon kirim RALAT, desa, TPS dan angkanya."),
    "percent_mismatch": lambda p, o: (
        f"Suara {_value(p)} tidak cocok dengan {_value(p, 1)} %. Mohon periksa angkanya di C.Hasil."
    ),
    "cancel_meant": _fixed("Apakah laporan ditarik? Bila ya, balas BATAL dengan desa dan nomor TPS-nya."),
    "move_tps": lambda p, o: (
        f"Pindahkan laporan TPS {_value(p, 1)} ke TPS {_value(p)}? Balas BENAR atau kirim ulang."
    ),
}


def question_text(problem: Problem, options: Options, lexicon: Lexicon) -> str:
    """The question for a problem, naming the figure, the two readings or the options."""
    make = _QUESTIONS.get(problem.code, _QUESTIONS["two_readings"])
    return make(problem, options)


def question_of(problem: Problem, lexicon: Lexicon) -> Question:
    """A question without options."""
    return Question(problem.code, question_text(problem, (), lexicon))


def problem_finding(problem: Problem, lexicon: Lexicon) -> Finding:
    """The problem as a finding of weight GALAT."""
    values = {"values": [str(v) for v in problem.values]} if problem.values else {}
    return Finding(problem.code, Severity.GALAT, question_text(problem, (), lexicon), values)


def computed(code: str, row: str, figure: int) -> Finding:
    """A figure nobody wrote, computed from what was written."""
    return Finding(code, Severity.INFO, f"{row} tidak ditulis, dihitung {figure}.", {"figure": figure})


def not_reported(number: int) -> Finding:
    """A TPS that the message names without figures."""
    return Finding("not_reported", Severity.INFO, f"TPS {number} belum dilaporkan.", {"tps": number})


def struck() -> Finding:
    """Struck text was left out."""
    return Finding("struck_ignored", Severity.INFO, "Tulisan yang dicoret tidak dibaca.")


def place_corrected(written: str, read: str) -> Finding:
    """A place name was read with its spelling corrected."""
    sentence = f"Tempat “{written}” dibaca {read.upper()}."
    return Finding("place_corrected", Severity.INFO, sentence, {"written": written, "read": read})


def contest_name(code: str | None) -> str:
    """Short name of a contest for replies."""
    return CONTESTS[code].short if code in CONTESTS else "Pemilihan belum jelas"
