"""Reading the registry: what the pure steps need of an election, kept in memory while it is unchanged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, F

from deskpemilu.domain.codes import dotted
from deskpemilu.domain.contests import CONTESTS, choice_order
from deskpemilu.registry.lexicon import ChoiceEntry, ContestEntry, Lexicon, RegionEntry
from deskpemilu.registry.models import Choice, Contest, Dapil, Election, Region, Tps, TpsAlias

DEFAULT_RESERVE = 0.02
_KEPT = 8  # elections whose lexicon stays in memory; a desk has one or two

Stamp = tuple[datetime, int]
_lexicons: dict[int, tuple[Stamp, Lexicon]] = {}


def current_elections() -> list[Election]:
    """Active elections, the newest voting day first."""
    return list(Election.objects.filter(active=True).order_by(F("date").desc(nulls_last=True), "code"))


def election_by_code(code: str) -> Election | None:
    """The election of that code, None where there is none."""
    return Election.objects.filter(code=code.strip().lower()).select_related("area").first()


def the_election(code: str | None) -> Election:
    """The election of that code, or the only one there is. Raises LookupError with a sentence."""
    rows = list(Election.objects.select_related("area").order_by("code"))
    if not rows:
        raise LookupError(
            "Belum ada pemilihan. Buat dahulu: desk election create KODE --preset NAMA --region 16.07"
        )
    known = ", ".join(row.code for row in rows)
    if code:
        found = next((row for row in rows if row.code == code.strip().lower()), None)
        if found is None:
            raise LookupError(f"Pemilihan “{code}” tidak ada; yang ada: {known}.")
        return found
    if len(rows) > 1:
        raise LookupError(f"Ada lebih dari satu pemilihan: {known}. Sebutkan dengan --election KODE.")
    return rows[0]


def code_now(election: Election | None, code: str) -> str:
    """The code that a TPS has today; the same for one that was never moved."""
    rows = TpsAlias.objects.filter(election=election, code=code)
    return rows.values_list("tps__code", flat=True).first() or code


def lexicon_of(election: Election) -> Lexicon:
    """What reading and matching need of an election. One short statement while nothing changed.

    The stamp (when the election was made, its revision) is read each time, so that every process
    sees an import with its next message.
    """
    stamp = Election.objects.values_list("created_at", "revision").get(pk=election.pk)
    kept = _lexicons.get(election.pk)
    if kept is not None and kept[0] == stamp:
        return kept[1]
    fresh = Election.objects.get(pk=election.pk)
    # The stamp of the row that was read now: a change in between is seen the next time.
    lexicon = build_lexicon(fresh)
    if len(_lexicons) >= _KEPT:
        _lexicons.pop(next(iter(_lexicons)))
    _lexicons[election.pk] = (stamp, lexicon)
    return lexicon


def build_lexicon(election: Election) -> Lexicon:
    """The lexicon as the registry is now, not kept: inside a transaction that changes the registry."""
    contests = list(Contest.objects.filter(election=election).order_by("order"))
    choices: dict[int, list[Choice]] = defaultdict(list)
    for choice in Choice.objects.filter(contest__in=contests):
        choices[choice.contest_id].append(choice)
    dapils: dict[int, list[Dapil]] = defaultdict(list)
    for dapil in Dapil.objects.filter(contest__in=contests):
        dapils[dapil.contest_id].append(dapil)
    regions = Region.objects.filter(code__startswith=election.area_id).order_by("code")
    tps = Tps.objects.filter(election=election).values_list("code", "dpt_l", "dpt_p")
    labels: Mapping[str, Sequence[str]] = election.settings.get("row_labels", {})
    return Lexicon(
        election=election.code,
        area=election.area_id,
        contests={c.code: _contest(c, choices[c.pk], dapils[c.pk]) for c in contests},
        regions={r.code: RegionEntry(r.code, r.name, tuple(r.aliases)) for r in regions},
        tps={code: None if left is None or right is None else left + right for code, left, right in tps},
        reserve=float(election.settings.get("reserve", DEFAULT_RESERVE)),
        row_labels={row: tuple(words) for row, words in labels.items()},
        moved=_moved(election),
    )


def _moved(election: Election) -> dict[str, str]:
    rows = TpsAlias.objects.filter(election=election, tps__closed_at=None).exclude(
        code__in=Tps.every.filter(election=election).values("code")
    )
    return dict(rows.values_list("code", "tps__code"))


def _contest(contest: Contest, choices: Sequence[Choice], dapils: Sequence[Dapil]) -> ContestEntry:
    by_dapil: dict[str, dict[str, ChoiceEntry]] = defaultdict(dict)
    for choice in choices:
        by_dapil[choice.dapil][choice.key] = ChoiceEntry(
            choice.key, choice.name, choice.party, tuple(choice.aliases)
        )
    if CONTESTS[contest.code].legislative:
        # A district's list holds candidates; the parties' own lines stand on every ballot.
        common = by_dapil.get("", {})
        by_dapil = defaultdict(dict, {dapil: {**common, **lines} for dapil, lines in by_dapil.items()})
    return ContestEntry(
        code=contest.code,
        name=contest.name,
        cap=contest.cap,
        choices={
            dapil: tuple(lines[key] for key in sorted(lines, key=choice_order))
            for dapil, lines in by_dapil.items()
        },
        dapil_of={area: dapil.code for dapil in dapils for area in dapil.areas},
        aliases=tuple(contest.aliases),
    )


def election_summaries(code: str | None = None) -> list[dict[str, Any]]:
    """Elections (or the one of that code) as commands and the API show them: area, sizes, contests."""
    rows = Election.objects.select_related("area").order_by("code")
    if code is not None:
        rows = rows.filter(code=code.strip().lower())
    return [_summary(election) for election in rows]


def _summary(election: Election) -> dict[str, Any]:
    contests = election.contests.annotate(lines=Count("choices")).order_by("order")
    return {
        "code": election.code,
        "name": election.name,
        "preset": election.preset,
        "date": election.date.isoformat() if election.date else None,
        "active": election.active,
        "area": dotted(election.area_id),
        "area_name": election.area.name,
        "regions": Region.objects.filter(code__startswith=election.area_id).count() - 1,
        "tps": Tps.objects.filter(election=election).count(),
        "contests": [{"code": c.code, "name": c.name, "cap": c.cap, "choices": c.lines} for c in contests],
    }
