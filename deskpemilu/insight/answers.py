"""The quick count and the projection as the answers that commands print and runs store.

Pure: a `Question` in, a JSON-ready dict out, with the keys of docs/commands.md. Raises ValueError with a
sentence where nothing can be answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from deskpemilu.insight.arrays import Floats
from deskpemilu.insight.decisions import Shares
from deskpemilu.insight.earlier import Earlier, worth
from deskpemilu.insight.estimation import Estimate, Lead
from deskpemilu.insight.inputs import Choices, Register, Reports, known_dpt
from deskpemilu.insight.projection import Projection, project_shares
from deskpemilu.insight.quickcount import PUBLISH_FROM, QuickCount, SampleFrame, quick_count
from deskpemilu.insight.ratio import Ratio
from deskpemilu.insight.sampling import DesignName, Draw
from deskpemilu.insight.statement import listed, say, with_names
from deskpemilu.insight.variance import group_totals

LEVEL = 0.95
SMALL_GAP = 0.001
"""Below a tenth of a point nothing needs an explanation."""


@dataclass(frozen=True)
class Question:
    """What is asked of which figures. `at` as ISO text."""

    contest: str
    at: str
    register: Register
    choices: Choices
    reports: Reports
    level: float = LEVEL


def estimate(question: Question, draw: Draw) -> dict[str, Any]:
    """The quick count from the sample, by design and beside it by model."""
    got = _read_sample(question, draw)
    design, choices = got.design, question.choices
    strata = _stratum_names(question.register, draw)
    leader = int(np.argmax(design.share))
    head = _head(
        question, n=got.sampled, reported=got.reported, population=design.N, design=draw.design.value
    )
    figures = {
        "choices": _estimated(choices, design),
        "lead": _lead(design.lead, choices.keys),
        "turnout": _value(got.turnout),
        "turnout_interval": _ends(got.turnout),
        "invalid": _value(got.invalid),
        "invalid_interval": _ends(got.invalid),
        "deff_tps": float(design.design_effect_tps[leader]),
        "deff_voters": float(design.design_effect[leader]),
        "model": _shares(choices, got.model.share, got.model.low, got.model.high),
        "naive": dict(zip(choices.keys, _naive(question.reports), strict=True)),
        "naive_tps": int(question.reports.reported.sum()),
        "strata": _sample_strata(question, draw),
        "warnings": with_names(got.warnings, strata, choices),
    }
    reason = _why_not_sample(got, strata)
    return head | figures | _said(question, design, got.callable, degrees=design.degrees, reason=reason)


def _read_sample(question: Question, draw: Draw) -> QuickCount:
    register, reports = question.register, question.reports
    return quick_count(
        reports.votes,
        draw.rows,
        SampleFrame(registered=known_dpt(register, reports), stratum=draw.stratum, desa=register.cluster),
        voters=_voters(reports),
        invalid=reports.row("suara_tidak_sah"),
        proportional_to_size=draw.design is DesignName.PPS,
        two_stage=draw.design is DesignName.TWO_STAGE,
        level=question.level,
    )


def _head(
    question: Question, *, n: int, reported: int, population: int, design: str | None
) -> dict[str, Any]:
    """What every answer begins with."""
    return {
        "contest": question.contest,
        "at": question.at,
        "n": n,
        "reported": reported,
        "N": population,
        "design": design,
        "level": question.level,
    }


def _said(
    question: Question, shares: Shares, allowed: bool, *, degrees: float, reason: str
) -> dict[str, Any]:
    """Whether anything may be called, and the sentence."""
    area = question.register.area
    decision = say(
        shares,
        question.choices,
        contest=question.contest,
        area=area,
        place=question.register.name(area),
        allowed=allowed,
        degrees=degrees,
        reason=reason,
    )
    return {
        "callable": allowed,
        "status": decision.status.value,
        "sentence": decision.sentence,
        "probabilities": decision.probabilities,
    }


def _voters(reports: Reports) -> Floats:
    """(N,) people who voted; where the form's row is blank, the ballots counted."""
    users = reports.row("pengguna_total_j")
    return np.where(np.isnan(users), reports.row("suara_total"), users)


def _stratum_names(register: Register, draw: Draw) -> list[str]:
    if draw.design is DesignName.STRATIFIED:
        return [register.name(code) for code in register.kecamatan]
    if draw.stratum_size.size == 1:
        return ["seluruh wilayah"]
    return [f"zona {number + 1}" for number in range(draw.stratum_size.size)]


def _why_not_sample(got: QuickCount, strata: list[str]) -> str:
    if got.reported < PUBLISH_FROM * got.sampled:
        share = 100 * got.reported / got.sampled
        return f"baru {share:.0f} % sampel masuk, sedikitnya {100 * PUBLISH_FROM:.0f} % diperlukan"
    silent = [name for name, rate in zip(strata, got.response_rate, strict=True) if rate == 0]
    return f"belum ada laporan sampel dari {listed(silent)}"


def _sample_strata(question: Question, draw: Draw) -> list[dict[str, Any]]:
    """Sampled and reported TPS of every kecamatan, whatever the design."""
    register = question.register
    rows = np.array(draw.rows, dtype=np.intp)
    count, where = len(register.kecamatan), register.stratum
    inside = rows[question.reports.reported[rows]]
    tps, asked = np.bincount(where, minlength=count), np.bincount(where[rows], minlength=count)
    came = np.bincount(where[inside], minlength=count)
    return [
        {"code": code, "name": register.name(code), "tps": int(tps[h]), "sampled": int(asked[h]),
         "reported": int(came[h]), "rate": float(came[h] / asked[h]) if asked[h] else None}
        for h, code in enumerate(register.kecamatan)
    ]  # fmt: skip


def _estimated(choices: Choices, got: Estimate) -> dict[str, dict[str, Any]]:
    rows = _shares(choices, got.share, got.low, got.high)
    for j, key in enumerate(choices.keys):
        rows[key] |= {
            "se": float(got.standard_error[j]),
            "deff_tps": float(got.design_effect_tps[j]),
            "deff_voters": float(got.design_effect[j]),
        }
    return rows


def _shares(choices: Choices, share: Floats, low: Floats, high: Floats) -> dict[str, dict[str, Any]]:
    return {
        key: {"name": name, "share": float(share[j]), "low": float(low[j]), "high": float(high[j])}
        for j, (key, name) in enumerate(zip(choices.keys, choices.names, strict=True))
    }


def _lead(lead: Lead | None, keys: tuple[str, ...]) -> dict[str, Any] | None:
    if lead is None:
        return None
    return {
        "first": keys[lead.first],
        "second": keys[lead.second],
        "difference": lead.difference,
        "low": lead.low,
        "high": lead.high,
    }


def _value(ratio: Ratio | None) -> float | None:
    return None if ratio is None else ratio.value


def _ends(ratio: Ratio | None) -> list[float] | None:
    return None if ratio is None else [ratio.low, ratio.high]


def _naive(reports: Reports) -> list[float]:
    sums = np.nansum(reports.votes, axis=0)
    return [float(s) for s in sums / max(float(sums.sum()), 1.0)]


def project(question: Question, earlier: Earlier | None = None) -> dict[str, Any]:
    """The final result as the partial count lets it be seen, beside the share counted so far.

    earlier: an earlier election, used only where it predicts desa set aside better than nothing.
    """
    register, reports = question.register, question.reports
    dpt = known_dpt(register, reports)
    if not reports.reported.any():
        raise ValueError("Belum ada TPS yang melapor, sehingga proyeksi belum dapat dihitung.")
    if not dpt.any():
        raise ValueError("DPT belum diketahui di satu TPS pun. Impor daftar TPS beserta DPT-nya dahulu.")
    columns, told = _weighed(question, dpt, earlier)
    got = project_shares(
        reports.votes, dpt, register.stratum, cluster=register.cluster, level=question.level, earlier=columns
    )
    names = [register.name(register.kecamatan[h]) for h in got.failing]
    head = _head(question, n=len(register.codes), reported=got.reported_tps, population=got.N, design=None)
    figures = _projected(question, got) | {
        "turnout": _turnout(reports, dpt),
        "earlier": told,
        "warnings": _projection_warnings(question, got, names),
        "difference": _difference(question, got),
        "kecamatan": _kecamatan(question, got, dpt),
    }
    few = got.reported_tps < 2 and got.unreported_weight > 0
    reason = "baru satu TPS yang melapor" if few else f"laporan {listed(names)} tertinggal dari yang lain"
    degrees = got.reported_tps - 1 if got.unreported_weight > 0 else float("inf")
    return head | figures | _said(question, got, got.callable and not few, degrees=degrees, reason=reason)


def _weighed(
    question: Question, dpt: Any, earlier: Earlier | None
) -> tuple[Floats | None, dict[str, Any] | None]:
    """Columns of the earlier election if they help, and what is said of it."""
    register, reports = question.register, question.reports
    if earlier is None or reports.reported.sum() < 2:
        return None, None
    columns = earlier.columns(register.codes)
    if columns is None:
        return None, {"election": earlier.election, "used": False, "desa": 0}
    tried = worth(reports.votes, dpt, register.stratum, register.cluster, columns)
    told: dict[str, Any] = {"election": earlier.election, "used": tried.helps, "desa": tried.desa}
    if tried.with_earlier == tried.with_earlier:  # not nan: enough desa to set some aside
        told |= {"error_with": tried.with_earlier, "error_without": tried.without}
    return (columns if tried.helps else None), told


def _projected(question: Question, got: Projection) -> dict[str, Any]:
    """The figures of the projection itself."""
    register, keys = question.register, question.choices.keys
    rows = _shares(question.choices, got.share, got.low, got.high)
    for j, key in enumerate(keys):
        rows[key] |= {"se": float(got.standard_error[j]), "reported_share": float(got.reported_share[j])}
    failing = [register.kecamatan[h] for h in got.failing]
    return {
        "choices": rows,
        "reported_share": {key: float(got.reported_share[j]) for j, key in enumerate(keys)},
        "lead": _lead(got.lead, keys),
        "guard": {"holds": got.callable, "failing": failing, "registered_share": got.guard_share},
        "unreported_weight": got.unreported_weight,
        "expected_valid": got.expected_valid,
    }


def _turnout(reports: Reports, dpt: Any) -> float | None:
    """Voters over DPT of the TPS that have reported both; not projected."""
    users = _voters(reports)
    known = reports.reported & ~np.isnan(users) & (dpt > 0)
    return float(users[known].sum() / dpt[known].sum()) if known.any() else None


def _projection_warnings(question: Question, got: Projection, names: list[str]) -> list[str]:
    """The statistician's warnings; the one about the guard with names and its words for people."""
    kept = [text for text in got.warnings if not text.startswith("Proyeksi belum boleh disimpulkan")]
    if not got.callable:
        kept.append(
            f"Belum boleh disimpulkan: {listed(names)} melapor kurang dari separuh laju keseluruhan, "
            f"sehingga hanya {100 * got.guard_share:.0f} % DPT berada di kecamatan yang cukup merata."
        )
    return with_names(
        kept, [question.register.name(c) for c in question.register.kecamatan], question.choices
    )


def _kecamatan(question: Question, got: Projection, dpt: Any) -> list[dict[str, Any]]:
    register, reported = question.register, question.reports.reported
    count = len(register.kecamatan)
    tps = np.bincount(register.stratum, minlength=count)
    came = np.bincount(register.stratum[reported], minlength=count)
    size = group_totals(dpt.astype(np.float64), register.stratum, count)
    return [
        {"code": code, "name": register.name(code), "tps": int(tps[h]), "reported": int(came[h]),
         "dpt": int(size[h]), "rate": float(came[h] / tps[h]), "failing": h in got.failing}
        for h, code in enumerate(register.kecamatan)
    ]  # fmt: skip


def _difference(question: Question, got: Projection) -> dict[str, Any] | None:
    """Where projection and counted share differ most, and the kecamatan that explain most of it.

    A kecamatan pulls by (weight in the whole - weight among the counted) x (its share - overall share).
    """
    register, reports = question.register, question.reports
    gap = got.share - got.reported_share
    if got.unreported_weight <= 0 or len(register.kecamatan) < 2:
        return None
    j = int(np.argmax(np.abs(gap)))
    count, where = len(register.kecamatan), register.stratum
    votes = np.nan_to_num(reports.votes)
    valid = group_totals(votes.sum(axis=1), where, count)
    mine = group_totals(votes[:, j], where, count)
    size = group_totals(known_dpt(register, reports).astype(np.float64), where, count)
    share = np.divide(mine, valid, out=np.full(count, got.reported_share[j]), where=valid > 0)
    pull = (size / size.sum() - valid / valid.sum()) * (share - got.reported_share[j])
    order = [int(h) for h in np.argsort(-pull * np.sign(gap[j]), kind="stable")[:2]]
    names = [register.name(register.kecamatan[h]) for h in order if pull[h] * gap[j] > 0]
    if abs(gap[j]) < SMALL_GAP:
        names = []
    side = "lebih tinggi" if gap[j] > 0 else "lebih rendah"
    points = f"{100 * abs(float(gap[j])):.2f}".replace(".", ",")
    sentence = f"Proyeksi nomor {question.choices.keys[j]} {points} poin {side} daripada hitungan yang masuk"
    if names:
        sentence += (
            f", terutama karena bobot {listed(names)} di hitungan masuk belum sebanding dengan DPT-nya"
        )
    return {"choice": question.choices.keys[j], "points": float(gap[j]), "sentence": f"{sentence}."}
