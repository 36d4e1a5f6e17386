"""Beginning a check of transcription, carrying it out TPS by TPS, enlarging it, doing it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from deskpemilu.accounts.models import Person
from deskpemilu.audit.services import Actor, Entry, record
from deskpemilu.domain.roles import Act
from deskpemilu.insight.decision_rules import FIRST, winners_of
from deskpemilu.insight.models import ComparedTps, TranscriptionCheck
from deskpemilu.insight.tickets import public_seed
from deskpemilu.insight.transcription import Check
from deskpemilu.insight.transcripts.plan import MOST_DRAWS, Figures, digest_of, drawn_codes, planned
from deskpemilu.insight.transcripts.queries import Opened, latest_of, vouched_for
from deskpemilu.registry.models import Contest, Tps
from deskpemilu.registry.services import ensure

CONTESTS = tuple(FIRST)
"""Contests decided by most votes; a check of a leader says nothing about seats of parties."""
LARGEST_VOTES = 9_999


def begin(
    *,
    actor: Actor,
    contest: Contest,
    figures: Figures,
    source: str,
    risk_limit: float,
    majority: bool,
    parts: Sequence[tuple[str, str]],
    now: datetime,
) -> TranscriptionCheck:
    """Fix KPU's figures, plan, draw. Raises ValueError with a sentence."""
    area = contest.election.area_id
    ensure(actor, [Act.SEE_TOTALS], area)
    ensure(actor, [Act.LOCK], area)
    plan = planned(figures, risk_limit=risk_limit, majority=majority, winners=winners_of(contest.code))
    made = TranscriptionCheck(
        contest=contest,
        source=source,
        figures=figures.pack(),
        figures_digest=figures.digest,
        tps=len(figures.codes),
        registered=Tps.objects.filter(election=contest.election).count(),
        risk_limit=risk_limit,
        majority=majority,
        **_drawn(figures, plan, parts),
        sizes=[_size(plan.sample_size, actor, now)],
        code_version=settings.VERSION,
        begun_at=now,
        begun_by=actor if isinstance(actor, Person) else None,
        begun_by_label=actor.audit_name,
    )
    with transaction.atomic():
        made.save()
        data = {"contest": contest.code, "source": source, "figures": figures.digest, "seed": made.seed,
                "risk_limit": risk_limit, "majority": majority, "n": plan.sample_size}  # fmt: skip
        _log(actor, made, "begin_transcription_check", area, data, now)
    return made


def _drawn(figures: Figures, plan: Check, parts: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The seed that people entered, and the digest of what it draws."""
    seed = public_seed([entry for _, entry in parts])
    codes = drawn_codes(figures, plan, seed=seed, size=plan.sample_size)
    entered = [{"name": name.strip(), "entry": entry.strip()} for name, entry in parts]
    return {"seed": seed, "parts": entered, "drawn_digest": digest_of(codes)}


def compare(
    *,
    actor: Person,
    check: TranscriptionCheck,
    tps_code: str,
    basis: str,
    votes: Mapping[str, int] | None = None,
    note: str = "",
    now: datetime,
) -> ComparedTps:
    """Say what the form of a drawn TPS says. Raises ValueError with a sentence."""
    contest = check.contest
    ensure(actor, [Act.SEE_TOTALS], contest.election.area_id)
    ensure(actor, [Act.CORRECT], tps_code)
    opened = Opened(check)
    if tps_code not in opened.codes:
        raise ValueError(f"TPS {tps_code} tidak terundi dalam pemeriksaan ini.")
    said, version = _said(contest, opened.figures, tps_code, basis, votes, note)
    with transaction.atomic():
        made = ComparedTps.objects.create(
            check_run=check, tps_code=tps_code, votes=said, basis=basis, submission_id=version,
            note=note.strip()[:300], by=actor, at=now,
        )  # fmt: skip
        data = {"contest": contest.code, "check": check.pk, "basis": basis, "votes": said}
        entry = Entry("compare_transcription", f"tps:{tps_code}", tps_code, data)
        record(actor=actor, entries=[entry], now=now)
    return made


def _said(
    contest: Contest,
    figures: Figures,
    tps_code: str,
    basis: str,
    votes: Mapping[str, int] | None,
    note: str,
) -> tuple[dict[str, int] | None, int | None]:
    """Votes of the form and, where the desk's were taken, the id of that version."""
    if basis not in ComparedTps.Basis.values:
        raise ValueError("Pilih sumber pembandingnya: foto, formulir asli, angka desk, atau tidak ditemukan.")
    if basis == ComparedTps.Basis.LOST:
        if not note.strip():
            raise ValueError("Tulis di mana formulirnya sudah dicari.")
        return None, None
    if basis == ComparedTps.Basis.DESK:
        version = vouched_for(contest, tps_code)
        if version is None:
            raise ValueError("Angka desk untuk TPS ini belum diverifikasi; ketik dari foto atau formulir.")
        return {key: int(version.votes.get(key, 0)) for key in figures.keys}, version.pk
    if votes is None or set(votes) != set(figures.keys):
        raise ValueError("Isi angka semua pilihan; tulis 0 untuk yang tanpa suara.")
    if any(not 0 <= figure <= LARGEST_VOTES for figure in votes.values()):
        raise ValueError(f"Angka suara harus 0 sampai {LARGEST_VOTES}.")
    return dict(votes), None


def enlarge(*, actor: Actor, check: TranscriptionCheck, further: int, now: datetime) -> TranscriptionCheck:
    """More draws by the same seed; what was compared stays. Raises ValueError."""
    area = check.contest.election.area_id
    ensure(actor, [Act.SEE_TOTALS], area)
    ensure(actor, [Act.LOCK], area)
    with transaction.atomic():
        row = (
            TranscriptionCheck.objects.select_for_update(of=("self",))
            .select_related("contest__election")
            .get(pk=check.pk)
        )
        opened = Opened(row)
        if opened.standing.waiting:
            raise ValueError(f"Masih {len(opened.standing.waiting)} TPS terundi yang belum dibandingkan.")
        if opened.standing.reached:
            raise ValueError("Batas risiko sudah tercapai; tidak perlu menambah undian.")
        size = opened.size + further
        if further < 1 or size > MOST_DRAWS:
            raise ValueError(f"Tambahan harus sedikitnya 1, seluruhnya paling banyak {MOST_DRAWS} undian.")
        row.sizes = [*row.sizes, _size(size, actor, now)]
        row.drawn_digest = digest_of(Opened(row).codes)
        row.save(update_fields=["sizes", "drawn_digest"])
        _log(actor, row, "enlarge_transcription_check", area, {"n": size}, now)
    return row


def repeat(*, check: TranscriptionCheck) -> list[str]:
    """Work a stored check out again; what differs, in words. Nothing where it is the same."""
    opened = Opened(check)
    found = []
    if opened.figures.digest != check.figures_digest:
        found.append("angka KPU yang tersimpan berbeda dari sidiknya")
    if check.sizes[0]["n"] != opened.plan.sample_size:
        found.append(f"banyaknya undian {check.sizes[0]['n']}, dihitung ulang {opened.plan.sample_size}")
    if digest_of(opened.codes) != check.drawn_digest:
        found.append("TPS terundi berbeda dari sidiknya")
    strangers = set(latest_of(check)) - set(opened.codes)
    if strangers:
        found.append(f"TPS {min(strangers)} dibandingkan tetapi tidak terundi")
    return found


def _size(n: int, actor: Actor, now: datetime) -> dict[str, object]:
    return {"n": n, "by": actor.audit_name, "at": now.isoformat()}


def _log(
    actor: Actor, check: TranscriptionCheck, act: str, area: str, data: Mapping[str, object], now: datetime
) -> None:
    entry = Entry(act, f"transcription_check:{check.pk}", area, dict(data))
    record(actor=actor, entries=[entry], now=now)
