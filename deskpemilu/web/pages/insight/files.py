"""The tables of the statistics as files, each saying which run it is and who took it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from deskpemilu.accounts.access import DeskRequest
from deskpemilu.audit.services import Entry, record
from deskpemilu.domain.codes import dotted
from deskpemilu.insight.models import ComparedTps, Run, Sample
from deskpemilu.insight.transcripts.plan import Step
from deskpemilu.web.exports import Cell, Table, taken_by
from deskpemilu.web.formatting import zone_name
from deskpemilu.web.pages.insight.afterwards import Afterwards, Line
from deskpemilu.web.pages.insight.board import Board, Place
from deskpemilu.web.pages.insight.checks import Sheet

_Rows = tuple[Sequence[str], Sequence[Sequence[Cell]], frozenset[int]]


def take(request: DeskRequest, board: Board) -> Table:
    """The table of a page's latest run, and a record of who took it. Raises Http404 without a run."""
    run = board.run
    if run is None:
        raise Http404("Belum ada perhitungan yang dapat diunduh.")
    head, rows, shares = _ROWS[board.kind](board.result)
    data = {"contest": board.place.contest.code, "kind": run.kind, "run": run.pk, "rows": len(rows)}
    return Table(
        title=f"{board.place.election.name} · {board.place.contest.name} · {run.get_kind_display()}",
        about=[*_about(run), _taken(request, f"contest:{board.place.contest.pk}", _area(board), data)],
        head=head,
        rows=rows,
        shares=shares,
    )


def take_sample(request: DeskRequest, board: Board) -> Table:
    """The sample with its tickets, for the record of the draw."""
    sample = board.sample
    if sample is None:
        raise Http404("Sampel belum diundi.")
    data = {"contest": board.place.contest.code, "sample": sample.pk, "rows": sample.n}
    return Table(
        title=f"{board.place.election.name} · {board.place.contest.name} · sampel hitung cepat {sample.pk}",
        about=[*_about_sample(sample), _taken(request, f"sample:{sample.pk}", _area(board), data)],
        head=("Kode TPS", "Tiket (SHA-256)"),
        rows=[[code, ticket] for code, ticket in sample.members],
    )


def take_hindsight(request: DeskRequest, board: Board, seen: Afterwards) -> Table:
    """Every statement with its verdict."""
    keys = list(seen.reference.shares)
    ref = seen.reference
    data = {"contest": board.place.contest.code, "kind": board.kind.value, "rows": len(seen.lines),
            "reference": ref.source}  # fmt: skip
    when = f" {timezone.localtime(ref.at):%d-%m-%Y %H.%M}" if ref.at else ""
    about = [
        f"Dibandingkan dengan {ref.label}{when}: {ref.reported} dari {ref.places} {ref.unit}",
        "Galat dan rentang dalam pecahan (0,01 = satu poin persen)",
        _taken(request, f"contest:{board.place.contest.pk}", _area(board), data),
    ]
    head = ["Waktu", "Perhitungan", "TPS masuk", *(f"{name} {key}" for key in keys for name in _PARTS),
            "Galat rata-rata", "Galat terbesar", "Setengah rentang", "Rentang memuat", "Disebut unggul",
            "Benar"]  # fmt: skip
    return Table(
        title=f"{board.place.election.name} · {board.place.contest.name} · tinjauan {board.kind.label}",
        about=about,
        head=head,
        rows=[_judged_row(line, keys) for line in seen.lines],
    )


_PARTS = ("Bagian", "Bawah", "Atas")


def _judged_row(line: Line, keys: Sequence[str]) -> list[Cell]:
    said: list[Cell] = [line.shares[key][name] for key in keys for name in ("share", "low", "high")]
    verdict = line.verdict
    right = None if verdict.call_right is None else ("ya" if verdict.call_right else "tidak")
    return [f"{timezone.localtime(line.at):%Y-%m-%d %H:%M:%S}", line.run, line.reported, *said,
            verdict.mean_error, verdict.largest_error, line.half_width,
            f"{verdict.covered}/{verdict.choices}", line.named or None, right]  # fmt: skip


def take_check(request: DeskRequest, place: Place, sheet: Sheet) -> Table:
    """The record of a check of transcription, draw by draw."""
    opened, check = sheet.opened, sheet.opened.check
    keys = opened.figures.keys
    data = {"contest": place.contest.code, "check": check.pk, "rows": len(sheet.steps)}
    head = ["Undian", "TPS", *(f"KPU {k}" for k in keys), *(f"Formulir {k}" for k in keys),
            "Sumber", "Oleh", "Catatan", "Risiko sesudahnya"]  # fmt: skip
    subject = f"transcription_check:{check.pk}"
    return Table(
        title=f"{place.election.name} · {place.contest.name} · pemeriksaan salinan {check.pk}",
        about=[*_about_check(sheet), _taken(request, subject, place.election.area_id, data)],
        head=head,
        rows=[_check_row(step, said, len(keys)) for step, said in sheet.steps],
    )


def _about_check(sheet: Sheet) -> list[str]:
    check, plan = sheet.opened.check, sheet.opened.plan
    first = len(plan.winners)
    rule = "lebih dari separuh" if check.majority else f"{first} teratas" if first > 1 else "suara terbanyak"
    return [
        "Membandingkan dua salinan C.Hasil, bukan mengaudit surat suara.",
        f"Angka KPU dari {check.source}; {check.tps} dari {check.registered} TPS",
        f"Sidik angka KPU {check.figures_digest}; benih {check.seed}",
        f"Dimulai {timezone.localtime(check.begun_at):%d-%m-%Y %H.%M} oleh {check.begun_by_label}",
        f"Batas risiko {100 * check.risk_limit:g} %, {rule}, direncanakan {plan.sample_size} undian; "
        f"undian {', '.join(str(size.n) for size in sheet.sizes)}; sidik undian {check.drawn_digest}",
        sheet.sentence,
    ]


def _check_row(step: Step, said: ComparedTps | None, choices: int) -> list[Cell]:
    form: list[Cell] = list(step.form) if step.form is not None else [None] * choices
    basis, by, note = (said.get_basis_display(), said.by.name, said.note) if said else (None, None, None)
    return [step.number, dotted(step.code), *step.theirs, *form, basis, by, note, step.risk]


def _taken(request: DeskRequest, subject: str, area: str, data: Mapping[str, Any]) -> str:
    now, zone = timezone.now(), timezone.get_current_timezone()
    entry = Entry("export_insight", subject, area, data)
    with transaction.atomic():
        record(actor=request.user, entries=[entry], now=now)
    return taken_by(request.user.name, now.astimezone(zone), zone_name(zone))


def _area(board: Board) -> str:
    return board.place.election.area_id


def _about(run: Run) -> list[str]:
    lines = [
        f"Perhitungan {run.pk} pada {timezone.localtime(run.at):%d-%m-%Y %H.%M}, versi {run.code_version}",
        f"Sidik masukan {run.input_hash}; benih {run.seed}",
        f"Diulang dengan: desk quickcount reproduce {run.pk}",
    ]
    return [*lines, *_conditions(run.result), *run.result.get("warnings", ())]


def _conditions(result: Mapping[str, Any]) -> list[str]:
    """What the shares hold under: how much is in, the guard, turnout, design effects."""
    if "sentence" not in result:
        return []
    lines = [
        result["sentence"],
        f"TPS masuk {result['reported']} dari {result['n']}; seluruhnya {result['N']} TPS; "
        f"syarat penyimpulan {'terpenuhi' if result['callable'] else 'belum terpenuhi'}",
    ]
    for name, label in (("turnout", "Kehadiran"), ("invalid", "Suara tidak sah")):
        if result.get(name) is not None:
            ends = result.get(f"{name}_interval")
            between = f" ({ends[0]:.4f} sampai {ends[1]:.4f})" if ends else ""
            lines.append(f"{label} {result[name]:.4f}{between}")
    if result.get("deff_tps") is not None:
        lines.append(f"Efek rancangan: TPS {result['deff_tps']:.2f}, pemilih {result['deff_voters']:.1f}")
    return lines


def _about_sample(sample: Sample) -> list[str]:
    return [
        f"Diundi {timezone.localtime(sample.drawn_at):%d-%m-%Y %H.%M} oleh {sample.drawn_by_label}",
        f"Rancangan {sample.design}, {sample.n} dari {sample.frame.tps} TPS, benih {sample.seed}",
        f"Sidik kerangka {sample.frame.digest}; sidik sampel {sample.digest}",
        *(f"Diganti: {each['out']} oleh {each['in']}, {each['reason']}" for each in sample.replaced),
    ]


def _choices(result: Mapping[str, Any]) -> _Rows:
    naive = result.get("naive") or result.get("reported_share") or {}
    model = result.get("model", {})
    head = (
        "Nomor",
        "Nama",
        "Perkiraan",
        "Batas bawah",
        "Batas atas",
        "Galat baku",
        "Hitungan masuk",
        "Model",
    )
    rows = [
        [key, row["name"], row["share"], row["low"], row["high"], row["se"], naive.get(key),
         model.get(key, {}).get("share")]
        for key, row in result["choices"].items()
    ]  # fmt: skip
    return head, rows, frozenset(range(2, 8))


def _findings(result: Mapping[str, Any]) -> _Rows:
    head = ("TPS", "Temuan", "Berat", "Kolom yang diduga", "Angka", "Kekerapan lazim", "Keterangan")
    rows = [
        [dotted(row["tps_code"]), row["code"], row["severity"], row["suspect_field"],
         json.dumps(row["values"], ensure_ascii=False), row["base_rate"], row["text"]]
        for row in result["rows"]
    ]  # fmt: skip
    return head, rows, frozenset()


def _seats(result: Mapping[str, Any]) -> _Rows:
    head = ("Dapil", "Nomor", "Partai", "Suara", "Kursi", "Peluang", "Paling sedikit", "Paling banyak",
            "Suara ke kursi berikutnya", "Calon yang mengisi (suara)", "Peluang tiap kursi")  # fmt: skip
    rows = [
        [district["name"], key, result["names"][key], party["votes"], party["seats"], party["chance"],
         party["low"], party["high"], party["to_next"],
         "; ".join(f"{each['key']} ({each['votes']})" for each in party.get("elected", ())) or None,
         "; ".join(f"{chance:.3f}" for chance in party.get("at_least", ())) or None]
        for district in result["districts"]
        for key, party in district.get("parties", {}).items()
    ]  # fmt: skip
    return head, rows, frozenset({5})


_ROWS: dict[Run.Kind, Callable[[Mapping[str, Any]], _Rows]] = {
    Run.Kind.ESTIMATE: _choices,
    Run.Kind.PROJECTION: _choices,
    Run.Kind.ANOMALIES: _findings,
    Run.Kind.SEATS: _seats,
}
