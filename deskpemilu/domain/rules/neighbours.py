"""Rules against the other TPS of the desa (D11 turnout, D12 invalid votes, D13 a choice's share). Pure.

A TPS is held against the median of its desa, in units of what the desa itself scatters (median absolute
deviation) and of what chance alone does to so many voters. The median stays where it is when a few forms
of the desa are wrong. Worth a look, never more: villages do differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import sqrt

from deskpemilu.domain.findings import Finding, Severity
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.rules.base import Hit, RuleText, finding_of
from deskpemilu.domain.rules.facts import TpsFacts
from deskpemilu.domain.rules.labels import CHOICE

FEWEST = 5  # TPS of a desa with that figure; fewer tell nothing about the scatter
FAR = 5.0  # units of scatter; 1.4826 x MAD is one standard deviation where figures are normal
TO_SIGMA = 1.4826
SMALLEST_TPS = 30  # voters; below, one family moves the share

D11 = RuleText(
    "D11",
    "Partisipasi tidak jauh dari TPS lain di desa",
    Severity.PERIKSA,
    "Pemeriksaan desk: median dan simpangan median (MAD) TPS sedesa",
    "Pengguna hak pilih {written} dari {base} pemilih ({percent} %), sedangkan TPS lain di desa ini "
    "sekitar {usual} %. Mohon dicocokkan dengan foto C.Hasil.",
)
D12 = RuleText(
    "D12",
    "Suara tidak sah tidak jauh dari TPS lain di desa",
    Severity.PERIKSA,
    "Pemeriksaan desk: median dan simpangan median (MAD) TPS sedesa",
    "Suara tidak sah {written} dari {base} ({percent} %), sedangkan TPS lain di desa ini sekitar {usual} %. "
    "Mohon dicocokkan dengan foto C.Hasil.",
)
D13 = RuleText(
    "D13",
    "Perolehan terbanyak tidak jauh dari TPS lain di desa",
    Severity.PERIKSA,
    "Pemeriksaan desk: median dan simpangan median (MAD) TPS sedesa",
    "{left}: {written} dari {base} suara sah ({percent} %), sedangkan TPS lain di desa ini sekitar "
    "{usual} %. Mohon dicocokkan dengan foto C.Hasil.",
)
NEIGHBOURS: tuple[RuleText, ...] = (D11, D12, D13)
# A difference below this is no finding, however alike the desa's other TPS are.
_LEAST = {"D11": 0.15, "D12": 0.06, "D13": 0.25}


@dataclass(frozen=True, slots=True)
class _Part:
    """So many of a base."""

    figure: int
    base: int

    @property
    def share(self) -> float:
        return self.figure / self.base


def check_neighbours(
    forms: Mapping[str, CountForm], dpt: Mapping[str, int | None], facts: TpsFacts, *, shares: bool = True
) -> dict[str, tuple[Finding, ...]]:
    """Findings by TPS code over the forms of one desa and contest.

    `dpt`: registered voters by TPS code. `shares` False leaves D13 out, as for lists of many parties,
    where a candidate's own village is no anomaly.
    """
    if len(forms) < FEWEST:
        return {}
    found: dict[str, list[Finding]] = {}
    for rule, row, parts in _measures(forms, dpt, shares):
        for code, part, usual in _apart(parts, _LEAST[rule.code]):
            words = (
                ("base", str(part.base)),
                ("percent", _percent(part.share)),
                ("usual", _percent(usual)),
            )
            hit = Hit(row, (), part.figure, round(usual * part.base), words=words)
            found.setdefault(code, []).append(finding_of(rule, hit, facts))
    return {code: tuple(findings) for code, findings in found.items()}


def _measures(
    forms: Mapping[str, CountForm], dpt: Mapping[str, int | None], shares: bool
) -> Iterator[tuple[RuleText, str, dict[str, _Part]]]:
    yield D11, "pengguna_total_j", dict(_turnout(forms, dpt))
    yield D12, "suara_tidak_sah", dict(_invalid(forms))
    if shares:
        key = _leader(forms)
        yield D13, CHOICE + key, dict(_votes(forms, key))


def _turnout(forms: Mapping[str, CountForm], dpt: Mapping[str, int | None]) -> Iterator[tuple[str, _Part]]:
    for code, form in forms.items():
        voters = form.rows.get("pengguna_total_j", form.rows.get("suara_total"))
        base = form.rows.get("pemilih_dpt_j", dpt.get(code))
        if voters is not None and base is not None and base >= SMALLEST_TPS:
            yield code, _Part(voters, base)


def _invalid(forms: Mapping[str, CountForm]) -> Iterator[tuple[str, _Part]]:
    for code, form in forms.items():
        invalid, total = form.rows.get("suara_tidak_sah"), form.rows.get("suara_total")
        if invalid is not None and total is not None and total >= SMALLEST_TPS:
            yield code, _Part(invalid, total)


def _votes(forms: Mapping[str, CountForm], key: str) -> Iterator[tuple[str, _Part]]:
    for code, form in forms.items():
        valid = sum(form.votes.values())
        if key in form.votes and valid >= SMALLEST_TPS:
            yield code, _Part(form.votes[key], valid)


def _leader(forms: Mapping[str, CountForm]) -> str:
    sums: dict[str, int] = {}
    for form in forms.values():
        for key, figure in form.votes.items():
            sums[key] = sums.get(key, 0) + figure
    return max(sums, key=lambda key: sums[key], default="")


def _apart(parts: Mapping[str, _Part], least: float) -> Iterator[tuple[str, _Part, float]]:
    if len(parts) < FEWEST:
        return
    shares = sorted(part.share for part in parts.values())
    if shares[-1] - shares[0] <= least:
        return  # so it is in nearly every desa, and costs nothing there
    usual = _median(shares)
    scatter = TO_SIGMA * _median(sorted(abs(share - usual) for share in shares))
    level = min(max(usual, 0.01), 0.99)
    for code, part in parts.items():
        gap = abs(part.share - usual)
        by_chance = sqrt(level * (1 - level) / part.base)
        if gap > least and gap > FAR * max(scatter, by_chance):
            yield code, part, usual


def _median(ordered: list[float]) -> float:
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _percent(share: float) -> str:
    return f"{100 * share:.1f}".replace(".", ",")
