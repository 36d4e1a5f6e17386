"""Drawing samples, enlarging them, replacing a TPS that cannot report.

The frame, the seed and who replaced what are stored, so that anybody can draw the sample again; who is in it
is not written to the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from deskpemilu.accounts.models import Person
from deskpemilu.audit.services import Actor, Entry, record
from deskpemilu.domain.roles import Act
from deskpemilu.insight import queries
from deskpemilu.insight.inputs import Register
from deskpemilu.insight.material import digest_of, draw_of, members_of
from deskpemilu.insight.models import FrameSnapshot, Sample
from deskpemilu.insight.sampling import DesignName, Draw
from deskpemilu.insight.tickets import public_seed
from deskpemilu.registry.models import Contest, Election
from deskpemilu.registry.services import ensure
from deskpemilu.tally.queries import RECEIVED

DESIGNS = tuple(DesignName)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A sample to be stored: how it is drawn, what was entered, what it follows."""

    n: int
    design: str
    seed: str
    tps_per_desa: int = 2
    parts: Sequence[tuple[str, str]] = ()
    previous: Sample | None = None
    replaced: Sequence[dict[str, str]] = ()


def draw(
    *,
    actor: Actor,
    contest: Contest,
    n: int,
    design: str,
    seed: str = "",
    parts: Sequence[tuple[str, str]] = (),
    tps_per_desa: int = 2,
    now: datetime,
) -> Sample:
    """Draw a sample from the register as it is now; the same draw again gives the stored one.

    seed, or parts: what each person of the ceremony entered, (name, entry) in order. Raises ValueError with
    a sentence, PermissionDenied without the right to the totals of the whole desk.
    """
    _may_draw(actor, contest)
    if design not in DESIGNS:
        raise ValueError(f"Rancangan {design} tidak dikenal; pilih: {', '.join(DESIGNS)}.")
    seed = public_seed([entry for _, entry in parts]) if parts else seed.strip()
    with transaction.atomic():
        Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
        register = queries.register_of(contest.election)
        wanted = Wanted(n, design, seed, tps_per_desa, parts)
        return _stored(actor, contest, register, wanted, act="draw_sample", now=now)


def enlarge(*, actor: Actor, sample: Sample, n: int, now: datetime) -> Sample:
    """The same draw with more TPS: all of the sample stay, the next tickets join. Raises ValueError."""
    contest = sample.contest
    _may_draw(actor, contest)
    if sample.design == DesignName.ZONES:
        raise ValueError("Rancangan zona tidak dapat diperbesar: zonanya akan berubah. Undi sampel baru.")
    if n <= sample.n:
        raise ValueError(f"Sampel sekarang {sample.n} TPS; tulis jumlah yang lebih besar.")
    with transaction.atomic():
        _lock_latest(contest, sample)
        wanted = replace(_wanted_of(sample), n=n)
        register = queries.register_in(sample.frame)
        return _stored(actor, contest, register, wanted, act="enlarge_sample", now=now)


def substitute(*, actor: Actor, sample: Sample, tps_code: str, reason: str, now: datetime) -> Sample:
    """Replace a TPS that cannot report by the next ticket of its stratum. Raises ValueError."""
    contest, reason = sample.contest, reason.strip()
    _may_draw(actor, contest)
    if not reason:
        raise ValueError("Tulis alasan penggantian, misalnya nomor keputusan penghapusan TPS.")
    with transaction.atomic():
        _lock_latest(contest, sample)
        register = queries.register_in(sample.frame)
        if tps_code not in {code for code, _ in sample.members}:
            raise ValueError(f"TPS {tps_code} bukan anggota sampel ini, jadi tidak dapat diganti.")
        if contest.pk in queries.contests_reported(contest.election, tps_code):
            raise ValueError(f"TPS {tps_code} sudah melapor; TPS yang melapor tidak diganti.")
        made = {"out": tps_code, "reason": reason, "by": actor.audit_name, "at": now.isoformat()}
        wanted = replace(_wanted_of(sample), replaced=[*sample.replaced, made])
        return _stored(actor, contest, register, wanted, act="substitute_sample", now=now)


def _may_draw(actor: Actor, contest: Contest) -> None:
    ensure(actor, [Act.SEE_TOTALS], contest.election.area_id)
    ensure(actor, [Act.LOCK], contest.election.area_id)


def _lock_latest(contest: Contest, sample: Sample) -> None:
    """Nobody changes a sample that another one has taken the place of."""
    Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
    if queries.latest_sample_id(contest) != sample.pk:
        raise ValueError(f"Sampel {sample.pk} sudah digantikan. Muat ulang halaman ini.")


def _wanted_of(sample: Sample) -> Wanted:
    parts = [(each["name"], each["entry"]) for each in sample.parts]
    return Wanted(
        sample.n, sample.design, sample.seed, sample.tps_per_desa, parts, sample, list(sample.replaced)
    )


def _stored(
    actor: Actor, contest: Contest, register: Register, wanted: Wanted, *, act: str, now: datetime
) -> Sample:
    """Draw and keep; the log holds the seed and the digest, never who is in the sample."""
    drawn = _drawn(register, wanted)
    members = members_of(register, drawn)
    frame = snapshot(contest.election, register, now)
    fields: dict[str, Any] = {"n": len(members), "design": wanted.design, "seed": wanted.seed,
                              "tps_per_desa": wanted.tps_per_desa}  # fmt: skip
    last = queries.latest_sample(contest)
    same = {**fields, "contest": contest, "frame": frame, "replaced": list(wanted.replaced)}
    if last is not None and all(getattr(last, name) == value for name, value in same.items()):
        return last
    sample = Sample.objects.create(
        **fields,
        contest=contest,
        frame=frame,
        previous=wanted.previous,
        replaced=_paired(wanted.replaced, wanted.previous, members),
        parts=[{"name": name.strip(), "entry": entry.strip()} for name, entry in wanted.parts],
        members=members,
        digest=digest_of(members),
        reported_before=len(queries.read_ids(contest, count=RECEIVED)),
        drawn_at=now,
        drawn_by=actor if isinstance(actor, Person) else None,
        drawn_by_label=actor.audit_name,
    )
    data = {"contest": contest.code, **fields, "digest": sample.digest, "frame": frame.digest,
            "replaced": len(wanted.replaced), "reported_before": sample.reported_before}  # fmt: skip
    if act == "substitute_sample":
        data["reason"] = wanted.replaced[-1]["reason"]
    entry = Entry(act, f"sample:{sample.pk}", contest.election.area_id, data)
    record(actor=actor, entries=[entry], now=now)
    return sample


def _drawn(register: Register, wanted: Wanted) -> Draw:
    return draw_of(
        register,
        n=wanted.n,
        seed=wanted.seed,
        design=wanted.design,
        tps_per_desa=wanted.tps_per_desa,
        out=[each["out"] for each in wanted.replaced],
    )


def _paired(
    replaced: Sequence[dict[str, str]], previous: Sample | None, members: list[list[str]]
) -> list[dict[str, str]]:
    """The replacements, the newest with the code of who came in."""
    if previous is None or len(replaced) == len(previous.replaced):
        return list(replaced)
    before = {code for code, _ in previous.members}
    new = next((code for code, _ in members if code not in before), "")
    return [*replaced[:-1], {**replaced[-1], "in": new}]


def snapshot(election: Election, register: Register, now: datetime) -> FrameSnapshot:
    """The register as a stored row; the same register gives the same row."""
    found = FrameSnapshot.objects.filter(election=election, digest=register.digest).defer("data").first()
    if found is not None:
        return found
    row, _ = FrameSnapshot.objects.get_or_create(
        election=election,
        digest=register.digest,
        defaults={"tps": len(register.codes), "data": register.pack(), "created_at": now},
    )
    return row
