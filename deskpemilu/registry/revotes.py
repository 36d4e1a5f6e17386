"""Reading KPU's decisions on voting or counting again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from deskpemilu.domain.generations import Decision
from deskpemilu.domain.states import Generation
from deskpemilu.registry.models import Revote

CHUNK = 400


def decisions_of(tps_ids: Iterable[int]) -> dict[tuple[int, int], list[Decision]]:
    """Decisions that hold, by (TPS id, contest id). One statement for every 400 TPS."""
    found: dict[tuple[int, int], list[Decision]] = defaultdict(list)
    ids = sorted(set(tps_ids))
    for at in range(0, len(ids), CHUNK):
        rows = Revote.objects.filter(tps_id__in=ids[at : at + CHUNK], withdrawn_at=None)
        for pk, tps, contest, generation, decided, voting in rows.values_list(
            "pk", "tps_id", "contest_id", "generation", "date", "voting_date"
        ):
            found[tps, contest].append(Decision(Generation(generation), decided, voting, pk))
    return dict(found)
