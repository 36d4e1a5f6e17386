"""What a phone keeps for the time without signal: the person's TPS, where each form stands, its boxes.

Goes out: plain data for JSON. Each ballot stands once, however many TPS use it. Each form carries its
`basis`: what is known of it now, which comes back with figures that were typed later (`flow.reports.Basis`).
No figures of votes are in it: what others reported stays on the desk.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deskpemilu.domain.generations import Decision
from deskpemilu.flow.reports import standing
from deskpemilu.registry.lexicon import ChoiceEntry
from deskpemilu.registry.models import Contest, Tps
from deskpemilu.registry.revotes import decisions_of
from deskpemilu.web.pages.report.entry import Box, boxes
from deskpemilu.web.pages.report.own_tps import FormState, OwnTps

Decisions = Mapping[tuple[int, int], list[Decision]]


def supplies_of(own: OwnTps) -> dict[str, Any]:
    """Everything for the TPS that `own` lists; empty lists where a desa must be chosen first."""
    ballots: dict[tuple[str, tuple[ChoiceEntry, ...]], str] = {}
    lines = [] if own.by_desa else own.lines
    decisions = decisions_of(line.tps.pk for line in lines)
    tps = [
        {
            **_place(line.tps),
            "forms": [
                _form(own, line.tps, form, ballots, decisions.get((line.tps.pk, form.contest.pk), []))
                for form in line.forms
            ],
        }
        for line in lines
    ]
    return {
        "election": own.election.code,
        "area": own.chosen,
        "by_desa": own.by_desa,
        "tps": tps,
        "ballots": {
            name: [_box(box) for box in boxes(ballot, contest)] for (contest, ballot), name in ballots.items()
        },
    }


def _place(tps: Tps) -> dict[str, Any]:
    kecamatan = tps.desa.parent
    return {
        "code": tps.code,
        "number": f"{tps.number:03d}",
        "desa": tps.desa.name,
        "desa_code": tps.desa_id,
        "kecamatan": kecamatan.name if kecamatan else "",
        "dpt": tps.dpt,
    }


def _form(
    own: OwnTps,
    tps: Tps,
    form: FormState,
    ballots: dict[tuple[str, tuple[ChoiceEntry, ...]], str],
    decisions: list[Decision],
) -> dict[str, Any]:
    contest = form.contest.code
    ballot = own.lexicon.contests[contest].choices_for(tps.code)
    name = ballots.setdefault((contest, ballot), f"{contest}-{len(ballots)}")
    return {**state_of(form, decisions), "ballot": name}


def state_of(form: FormState, decisions: list[Decision]) -> dict[str, Any]:
    """Where one form stands, in the words of the list of TPS."""
    contest: Contest = form.contest
    return {
        "contest": contest.code,
        "short": contest.short,
        "name": contest.name,
        "state": form.state.value,
        "word": form.word,
        "mark": form.mark,
        "tone": form.tone,
        "reason": form.reason if form.state.value == "returned" else "",
        "basis": standing(decisions, form.count),
    }


def _box(box: Box) -> dict[str, str]:
    return {"name": box.name, "label": box.label, "detail": box.detail, "part": box.part}
