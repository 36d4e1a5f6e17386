"""Setting the stage: a desk for Banyuasin with both elections, and the night's script."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings

from deskpemilu.audit.services import PROGRAM
from deskpemilu.flow.rehearsal.camats import make_camats
from deskpemilu.flow.rehearsal.cast import (
    TPS_PER_OPERATOR,
    VISITORS,
    invent_name,
    make_operators,
    make_sign_ins,
)
from deskpemilu.flow.rehearsal.districts import invent_districts
from deskpemilu.flow.rehearsal.plan import Ballots, Counted, TpsPlan, places, plan_tps
from deskpemilu.flow.rehearsal.script import Cast, Told, write_script
from deskpemilu.flow.rehearsal.styles import Place
from deskpemilu.registry.models import Choice, Contest, Dapil, Election, Region, Tps
from deskpemilu.registry.services import create_election, touch
from deskpemilu.tally import totals

# Ballots that no preset knows; the people on them do not exist.
INVENTED = {
    ("pemilu2024", "pdpd"): 12,
    ("pilkada2024", "pkwkp"): 3,
    ("pilkada2024", "pkwkk"): 2,
}


@dataclass(frozen=True, slots=True)
class Stage:
    """A desk that is ready for the night."""

    election: Election
    plans: list[TpsPlan]
    ballots: Ballots
    cast: Cast
    midnight: datetime
    script: list[Told]


def set_stage(*, seed: int, now: datetime, sign_ins: bool = True) -> Stage:
    """Make both elections, TPS, people; write the script of the general election's night."""
    facts = places()
    election, plans = _election("pemilu2024", facts["area"], seed, now)
    _election("pilkada2024", facts["area"], seed, now)
    # The story is about the older of the two: pages open with it.
    election.settings["first"] = True
    _invent_districts(election, {k["code"]: k["tps"]["pemilu2024"] for k in facts["kecamatan"]})
    election.save(update_fields=["settings"])
    for kecamatan in facts["kecamatan"]:
        Region.objects.filter(code=kecamatan["code"]).update(lat=kecamatan["lat"], lon=kecamatan["lon"])
    chance = Random(f"{seed}:people")
    if sign_ins:
        make_sign_ins()
    kecamatan = [k["code"] for k in facts["kecamatan"] if k["code"] != VISITORS]
    make_camats(dict(Region.objects.filter(code__in=kecamatan).values_list("code", "name")))
    numbers = make_operators([(k["code"], k["tps"]["pemilu2024"]) for k in facts["kecamatan"]], chance)
    ballots, cast, midnight = _ballots(election, seed), _cast(election, plans, numbers), midnight_of(election)
    script = write_script(plans, ballots, cast, midnight, seed)
    return Stage(election, plans, ballots, cast, midnight, script)


def _election(code: str, area: str, seed: int, now: datetime) -> tuple[Election, list[TpsPlan]]:
    election = create_election(actor=PROGRAM, code=code, preset=code, area=area, date=None, now=now)
    for contest in election.contests.all():
        if count := INVENTED.get((code, contest.code)):
            _invent_choices(contest, count, Random(f"{seed}:{contest.code}"))
    desa: dict[str, list[str]] = defaultdict(list)
    for region in Region.objects.filter(code__startswith=area, level="desa").order_by("code"):
        desa[region.code[:6]].append(region.code)
    sizes = {k["code"]: k["tps"][code] for k in places()["kecamatan"]}
    plans = plan_tps(desa, sizes, code, seed)
    Tps.objects.bulk_create(
        [
            Tps(election=election, code=plan.code, desa_id=plan.code[:10], dpt_l=plan.dpt_l, dpt_p=plan.dpt_p)
            for plan in plans
        ],
        batch_size=500,
    )
    touch(election)
    totals.rebuild(election)
    return election, plans


def _invent_choices(contest: Contest, count: int, chance: Random) -> None:
    pair = contest.code != "pdpd"
    Choice.objects.bulk_create(
        Choice(
            contest=contest,
            key=str(number),
            order=number,
            name=f"{invent_name(chance)} – {invent_name(chance)}" if pair else invent_name(chance),
        )
        for number in range(1, count + 1)
    )


def _invent_districts(election: Election, tps: dict[str, int]) -> None:
    contests = {contest.code: contest for contest in election.contests.all()}
    Dapil.objects.bulk_create(
        Dapil(
            contest=contests[each.contest],
            code=each.code,
            name=each.name,
            areas=list(each.areas),
            seats=each.seats,
        )
        for each in invent_districts(election.area_id, tps)
    )
    touch(election)


def _ballots(election: Election, seed: int) -> Ballots:
    choices: dict[str, list[str]] = {}
    for contest in election.contests.all():
        choices[contest.code] = list(contest.choices.order_by("order").values_list("key", flat=True))
    return Ballots(choices, seed)


def _cast(election: Election, plans: list[TpsPlan], numbers: dict[str, list[str]]) -> Cast:
    names = dict(Region.objects.filter(code__startswith=election.area_id).values_list("code", "name"))
    seen: dict[str, int] = defaultdict(int)
    sender: dict[str, str] = {}
    for plan in plans:
        # Neighbouring TPS have the same operator, as a desa's TPS do.
        own = numbers[plan.code[:6]]
        sender[plan.code] = own[seen[plan.code[:6]] // TPS_PER_OPERATOR % len(own)]
        seen[plan.code[:6]] += 1
    return Cast(
        sender_of=sender.__getitem__,
        names=names,
        contests=list(election.contests.order_by("order").values_list("code", flat=True)),
    )


def midnight_of(election: Election) -> datetime:
    """When the voting day begins, local time."""
    assert election.date is not None
    return datetime.combine(election.date, time(), tzinfo=ZoneInfo(settings.TIME_ZONE))


def papers_of(stage: Stage) -> list[tuple[Counted, Place, str, datetime]]:
    """Every paper of the night once, without trouble: what is on it, the place, who sends it, when."""
    return [
        (
            stage.ballots.count(plan, contest),
            stage.cast.place(plan.code),
            stage.cast.sender_of(plan.code),
            stage.midnight,
        )
        for contest in stage.cast.contests
        for plan in stage.plans
    ]
