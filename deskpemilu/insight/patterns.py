"""Patterns on single TPS that a person should look at.

Planted digits, identical sets, full turnout for one choice, odd arrival, votes changed after verification.

Each function returns flags with the base rate seen in ordinary counts (Sirekap, president 2024), or None
where nobody has measured it; planted digits and identical sets were measured on 45,016 TPS of two provinces.
"""

from collections import defaultdict

import numpy as np
from numpy.typing import ArrayLike, NDArray

from deskpemilu.domain.findings import Severity
from deskpemilu.insight.arrays import Floats
from deskpemilu.insight.forms import CHECK, Flag, Forms, frequency, often, rank_of, seen_here

FULL_TURNOUT = 0.995
ONE_SIDED = 0.95
BASE_FULL_TURNOUT = 0.0005
BASE_PLANTED = 0.0048
BASE_IDENTICAL = 0.0008
BASE_SAME_FORM = 0.0006
SAME_ROWS = 5
"""Rows beside the votes that must be known before two forms of different desa are called copies."""
RARE = 1e-4
"""Rank of a change after verification: always among the first, however many there are."""
EARLY_SECONDS = 0.0
BURST_SECONDS = 120.0
BURST_TPS = 8


def planted_digits(forms: Forms) -> list[Flag]:
    """Votes that balance the form once one digit is taken off: the residual is that digit times 10^k.

    A misread box (an "X" read as 8, an empty box as 1) or an added digit looks like this.
    """
    flags = []
    residual = forms.valid - forms.row("suara_sah")
    for i in np.flatnonzero(np.nan_to_num(residual) > 0):
        extra = int(residual[i])
        power = 10 ** (len(str(extra)) - 1)
        if extra % power:
            continue
        digit = extra // power
        holders = [j for j, v in enumerate(forms.votes[i]) if int(v) // power % 10 >= digit]
        exact = [j for j in holders if int(forms.votes[i, j]) // power % 10 == digit] or holders
        if len(exact) != 1:
            continue
        choice, vote = forms.choices[exact[0]], float(forms.votes[i, exact[0]])
        text = (
            f"Suara nomor {choice} tertulis {vote:.0f}; tanpa angka {digit} pada tempat {_place(power)} "
            f"menjadi {vote - extra:.0f} dan formulir cocok. Foto formulir {CHECK}. "
            f"{often(BASE_PLANTED)}"
        )
        flags.append(
            Flag(
                tps=int(i), code="angka_berlebih", severity=Severity.PERIKSA, text=text,
                base_rate=BASE_PLANTED, rank=rank_of(BASE_PLANTED, extra), suspect_field=choice,
                values={"tertulis": vote, "usul": vote - extra},
            )
        )  # fmt: skip
    return flags


def _place(power: int) -> str:
    return {1: "satuan", 10: "puluhan", 100: "ratusan"}.get(power, f"{power}-an")


def identical_sets(forms: Forms, desa: NDArray[np.intp]) -> list[Flag]:
    """TPS of one desa whose votes and invalid votes are all the same: perhaps one form entered twice."""
    keys = np.column_stack([forms.votes, forms.row("suara_tidak_sah")])
    groups: dict[tuple[float, ...], list[int]] = defaultdict(list)
    for row in np.flatnonzero(~np.isnan(keys).any(axis=1) & (forms.valid > 0)):
        groups[(float(desa[row]), *keys[row].tolist())].append(int(row))
    flags = []
    for members in groups.values():
        for i in members if len(members) > 1 else []:
            twins = {f"baris_{n}": float(m) for n, m in enumerate(members) if m != i}
            text = (
                f"Semua angka suara sama persis dengan {len(members) - 1} TPS lain di desa ini; mungkin satu "
                f"formulir terkirim dua kali, {CHECK}. {often(BASE_IDENTICAL)}"
            )
            flags.append(
                Flag(
                    tps=i, code="angka_kembar", severity=Severity.PERIKSA, text=text,
                    base_rate=BASE_IDENTICAL,
                    rank=rank_of(BASE_IDENTICAL, float(forms.valid[i])),
                    values=twins,
                )
            )  # fmt: skip
    return flags


def identical_forms(forms: Forms, desa: NDArray[np.intp]) -> list[Flag]:
    """Forms that are the same in every row, users and DPT too, in different desa: sent under a wrong TPS.

    Only where enough rows are known; votes alone agree by chance between thousands of TPS.
    """
    names = [name for name, column in forms.rows.items() if not np.isnan(column).all()]
    if len(names) < SAME_ROWS:
        return []
    keys = np.column_stack([forms.votes, *(forms.rows[name] for name in names)])
    full = np.flatnonzero((~np.isnan(keys)).sum(axis=1) >= forms.votes.shape[1] + SAME_ROWS)
    groups: dict[bytes, list[int]] = defaultdict(list)
    for row in full:
        if forms.valid[row] > 0:
            groups[keys[row].tobytes()].append(int(row))
    flags = []
    for members in groups.values():
        if len({int(desa[i]) for i in members}) < 2:
            continue  # copies inside one desa are told by ``identical_sets``
        for i in members:
            twins = {f"baris_{n}": float(m) for n, m in enumerate(members) if m != i}
            text = (
                f"Seluruh formulir sama persis dengan {len(members) - 1} TPS di desa lain, termasuk pengguna "
                f"dan DPT; mungkin terkirim untuk TPS yang keliru, {CHECK}. {often(BASE_SAME_FORM)}"
            )
            flags.append(
                Flag(
                    tps=i, code="formulir_kembar", severity=Severity.PERIKSA, text=text,
                    base_rate=BASE_SAME_FORM, rank=rank_of(BASE_SAME_FORM, float(forms.valid[i])),
                    values=twins,
                )
            )  # fmt: skip
    return flags


def full_turnout(forms: Forms) -> list[Flag]:
    """DPT turnout of about 100 % together with one choice at 95 % or more. Special TPS can look like this."""
    registered, used = forms.row("pemilih_dpt_j"), forms.row("pengguna_dpt_j")
    valid = forms.valid
    with np.errstate(divide="ignore", invalid="ignore"):
        turnout = used / registered
        top = np.max(forms.votes, axis=1) / valid
    hits = (registered > 0) & (valid > 0) & (turnout >= FULL_TURNOUT) & (top >= ONE_SIDED)
    flags = []
    for i in np.flatnonzero(hits):
        choice = forms.choices[int(np.argmax(forms.votes[i]))]
        text = (
            f"Pengguna DPT {100 * turnout[i]:.1f} % dan suara nomor {choice} {100 * top[i]:.1f} %; "
            f"lihat lebih dahulu, {CHECK}. Terjadi pada {frequency(BASE_FULL_TURNOUT)}, juga di TPS khusus."
        )
        flags.append(
            Flag(
                tps=int(i), code="hadir_penuh_satu_pilihan", severity=Severity.PERIKSA, text=text,
                base_rate=BASE_FULL_TURNOUT, rank=rank_of(BASE_FULL_TURNOUT, float(valid[i])),
                suspect_field=choice,
                values={"kehadiran": float(turnout[i]), "bagian_terbesar": float(top[i])},
            )
        )  # fmt: skip
    return flags


def arrival_oddities(seconds_after_closing: ArrayLike, sender: ArrayLike | None = None) -> list[Flag]:
    """Reports sent before voting closed, and many TPS from one sender within two minutes.

    seconds_after_closing (n,): time of sending minus the closing time where the TPS stands, nan if unknown;
    sender (n,): number of the sender, below 0 if unknown.
    """
    seconds = np.asarray(seconds_after_closing, dtype=np.float64)
    early, known = np.flatnonzero(seconds < EARLY_SECONDS), int((~np.isnan(seconds)).sum())
    flags = [_early(int(i), float(seconds[i]), early.size, known) for i in early]
    if sender is None:
        return flags
    people = np.asarray(sender)
    if people.shape != seconds.shape:
        raise ValueError("Pengirim dan waktu kirim harus sama banyak.")
    bursts = []
    for person in np.unique(people[people >= 0]):
        rows = np.flatnonzero((people == person) & ~np.isnan(seconds))
        bursts += _bursts(rows[np.argsort(seconds[rows], kind="stable")], seconds)
    return flags + [_burst(i, window, len(bursts), known) for i, window in bursts]


def _early(i: int, seconds: float, found: int, known: int) -> Flag:
    text = (
        f"Hasil dikirim {-seconds / 60:.0f} menit sebelum pemungutan suara ditutup; {CHECK}. "
        f"{seen_here(found, known)}"
    )
    return Flag(
        tps=i, code="terlalu_dini", severity=Severity.PERINGATAN, text=text, base_rate=found / known,
        rank=rank_of(found / known, 100.0), values={"detik": seconds},
    )  # fmt: skip


def _bursts(rows: NDArray[np.intp], seconds: Floats) -> list[tuple[int, int]]:
    """(form, TPS within two minutes) of every form that came in a burst of its sender."""
    times = seconds[rows]
    first = np.searchsorted(times, times - BURST_SECONDS, side="left")
    crowd = np.searchsorted(times, times + BURST_SECONDS, side="right") - np.arange(rows.size)
    windows = [int(crowd[first[position] : position + 1].max()) for position in range(rows.size)]
    return [(int(i), window) for i, window in zip(rows, windows, strict=True) if window >= BURST_TPS]


def _burst(i: int, window: int, found: int, known: int) -> Flag:
    text = (
        f"Pengirim ini mengirim {window} TPS dalam {BURST_SECONDS / 60:.0f} menit; "
        f"salinan berantai mungkin, {CHECK}. {seen_here(found, known)}"
    )
    return Flag(
        tps=i, code="kiriman_beruntun", severity=Severity.INFO, text=text, base_rate=found / known,
        rank=rank_of(max(found / known, 0.01), 0.0), values={"tps": float(window)},
    )  # fmt: skip


def changed_after_verification(verified: Floats, current: Floats, choices: tuple[str, ...]) -> list[Flag]:
    """Forms whose votes are not the ones a person verified; rows of nan were never verified."""
    if verified.shape != current.shape:
        raise ValueError("Suara terverifikasi dan suara sekarang harus satu ukuran.")
    flags = []
    difference = np.nan_to_num(current) - np.nan_to_num(verified)
    known = ~np.isnan(verified).any(axis=1)
    changed = np.flatnonzero(known & (difference != 0).any(axis=1))
    for i in changed:
        moved = float(np.abs(difference[i]).sum())
        choice = choices[int(np.argmax(np.abs(difference[i])))]
        parts = ", ".join(f"nomor {c} {d:+.0f}" for c, d in zip(choices, difference[i], strict=True) if d)
        seen = seen_here(changed.size, int(known.sum()))
        text = f"Suara berubah sesudah diverifikasi ({parts}); alasan perubahan {CHECK}. {seen}"
        flags.append(
            Flag(
                tps=int(i), code="berubah_sesudah_verifikasi", severity=Severity.PERINGATAN, text=text,
                base_rate=changed.size / int(known.sum()), suspect_field=choice,
                rank=rank_of(RARE, moved),
                values={c: float(d) for c, d in zip(choices, difference[i], strict=True)},
            )
        )  # fmt: skip
    return flags
