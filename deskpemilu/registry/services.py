"""Writing the registry: making an election, noting an import, telling readers that something changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date as Date  # noqa: N812 - a parameter is called `date`
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q

from deskpemilu.accounts.models import Person
from deskpemilu.accounts.policy import may
from deskpemilu.accounts.queries import rights_of
from deskpemilu.audit.services import Actor, Entry, record
from deskpemilu.domain.codes import ancestors_of, dotted, level_of, parent_of, parse_code
from deskpemilu.domain.contests import choice_order
from deskpemilu.domain.roles import Act
from deskpemilu.registry import presets
from deskpemilu.registry.models import Choice, Contest, Election, ImportRun, Region
from deskpemilu.registry.presets import Preset, PresetContest
from deskpemilu.registry.regions import RegionListMissing, around

CODE_LENGTH = 40
_ORDER_STEP = 1000  # candidates 1..999 of a list stand between two parties


class RegistryRefused(ValueError):
    """Something that cannot be done to the registry, with a sentence for whoever asked."""


def ensure(actor: Actor, acts: Sequence[Act], area: str | None = None) -> None:
    """Refuse a person who may do none of these acts in an area. The program itself may.

    Without an area it is about what all elections share: the right must reach over each election's
    area, or the whole desk while there is none. Raises django's PermissionDenied with the reason.
    """
    if not isinstance(actor, Person):
        return
    rights = rights_of(actor)
    areas = [area] if area is not None else _areas_of_elections()
    for each in areas:
        decisions = [may(rights, act, each) for act in acts]
        if not any(decisions):
            raise PermissionDenied(decisions[0].reason)


def _areas_of_elections() -> list[str]:
    return sorted(set(Election.objects.values_list("area_id", flat=True))) or [""]


def create_election(
    *, actor: Actor, code: str, preset: str, area: str, date: Date | None = None, now: datetime
) -> Election:
    """Make an election for an area: its regions, contests and the ballots that the preset knows.

    `preset` is a name or the path of a preset file; `date` replaces the preset's voting day. The
    same call again returns the election as it is. Raises RegistryRefused when the code is taken
    with other settings, the area is not in the list, or the preset cannot be used.
    """
    code = _clean_code(code)
    try:
        area = parse_code(area)
        ensure(actor, [Act.MANAGE_REGISTRY], area)
        plan = presets.load(preset, area)
    except ValueError as error:
        raise RegistryRefused(str(error)) from error
    wanted = {
        "preset": plan.code,
        "area_id": area,
        "date": date or plan.date,
        "settings": dict(plan.settings),
    }
    with transaction.atomic():
        existing = Election.objects.filter(code=code).first()
        if existing is not None:
            return _same_or_refuse(existing, wanted)
        added = load_regions(area)
        election = Election.objects.create(code=code, name=plan.name, revision=1, **wanted)
        _write_contests(election, plan)
        data = {"preset": plan.code, "contests": [c.code for c in plan.contests], "regions_added": added}
        record(actor=actor, entries=[Entry("election.create", f"election:{code}", area, data)], now=now)
    return election


def _clean_code(code: str) -> str:
    code = code.strip().lower()
    if (
        not code
        or len(code) > CODE_LENGTH
        or not all(c.isascii() and (c.isalnum() or c in "-_") for c in code)
    ):
        raise RegistryRefused(
            f"Kode pemilihan “{code}” tidak dapat dipakai. Gunakan huruf kecil, angka, dan tanda hubung, "
            f"paling panjang {CODE_LENGTH}, misalnya pemilu2024."
        )
    return code


def _same_or_refuse(existing: Election, wanted: Mapping[str, Any]) -> Election:
    differing = [name for name, value in wanted.items() if getattr(existing, name) != value]
    if differing:
        raise RegistryRefused(
            f"Pemilihan “{existing.code}” sudah ada dengan pengaturan lain "
            f"(preset {existing.preset}, wilayah {dotted(existing.area_id)}, tanggal {existing.date}). "
            "Tidak ada yang diubah. Pakai kode lain untuk pemilihan baru."
        )
    return existing


def load_regions(area: str) -> int:
    """Add the listed regions of an area that are not stored yet; how many. Names stored stay as they are.

    Raises RegistryRefused when neither the list nor the database knows the area.
    """
    known = set(Region.objects.filter(_in_or_above(area)).values_list("code", flat=True))
    try:
        listed = around(area)
    except RegionListMissing as error:
        if area not in known:
            raise RegistryRefused(str(error)) from error
        listed = ()
    if not listed and area not in known:
        raise RegistryRefused(
            f"Wilayah {dotted(area)} tidak ada dalam daftar kode Kemendagri. Periksa kodenya, "
            "atau impor dahulu wilayahnya: desk import regions BERKAS."
        )
    rows = [
        Region(code=row.code, name=row.name, level=level_of(row.code).value, parent_id=parent_of(row.code))
        for row in listed
        if row.code not in known
    ]
    Region.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def _in_or_above(area: str) -> Q:
    return Q(code__startswith=area) | Q(code__in=ancestors_of(area))


def _write_contests(election: Election, plan: Preset) -> None:
    for order, item in enumerate(plan.contests):
        contest = Contest.objects.create(
            election=election,
            code=item.code,
            name=item.name,
            short=item.short,
            order=order,
            cap=item.cap,
            aliases=list(item.aliases),
        )
        Choice.objects.bulk_create(_choices(contest, item))


def _choices(contest: Contest, item: PresetContest) -> list[Choice]:
    return [
        Choice(
            contest=contest,
            key=choice.key,
            order=ballot_order(choice.key),
            name=choice.name,
            party=choice.party,
            aliases=list(choice.aliases),
            colour=choice.colour,
        )
        for choice in item.choices
    ]


def ballot_order(key: str) -> int:
    """Place of a choice on the ballot as one number: `"5"` → 5000, `"5.3"` → 5003."""
    number, *rest = choice_order(key)
    return number * _ORDER_STEP + (rest[0] if rest else 0)


def touch(election: Election | None) -> None:
    """Tell every process that the registry of an election changed (None: of all elections).

    Whoever writes rows that a Lexicon is made of calls this in the same transaction.
    """
    rows = Election.objects.all() if election is None else Election.objects.filter(pk=election.pk)
    rows.update(revision=F("revision") + 1)


def note_import(
    *,
    actor: Actor,
    kind: str,
    election: Election | None,
    file_name: str,
    digest: str,
    report: Mapping[str, Any],
    now: datetime,
) -> ImportRun:
    """Keep a carried-out import with its report, and record it. Runs in the import's transaction."""
    run = ImportRun.objects.create(
        kind=kind,
        election=election,
        file_name=file_name[:200],
        digest=digest,
        actor_name=actor.audit_name[:150],
        at=now,
        report=dict(report),
    )
    figures = {key: report[key] for key in ("read", "new", "changed", "unchanged")}
    data = {"kind": kind, "file": file_name[:200], "sha256": digest, **figures}
    area = election.area_id if election else ""
    record(actor=actor, entries=[Entry("registry.import", f"import:{run.pk}", area, data)], now=now)
    touch(election)
    return run
