"""The TPS a person reports for, and where each form stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from deskpemilu.domain.codes import DESA, KECAMATAN
from deskpemilu.domain.states import HELD_BACK, STATE_NAMES, CountState
from deskpemilu.intake.models import Count
from deskpemilu.registry.lexicon import Lexicon
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.registry.queries import lexicon_of
from deskpemilu.verification.queries import in_areas

MOST_AT_ONCE = 60  # more TPS than these are chosen by desa first
_TONES = {
    CountState.MISSING: "quiet",
    CountState.RECEIVED: "info",
    CountState.RETURNED: "warn",
    CountState.VERIFIED: "ok",
    CountState.LOCKED: "ok",
}
_MARKS = {"quiet": "○", "info": "✓", "ok": "✓✓", "warn": "!"}


@dataclass(frozen=True, slots=True)
class FormState:
    """Where one form of a TPS stands, as its reporter reads it."""

    contest: Contest
    state: CountState
    reason: str = ""
    mine: bool = False
    count: Count | None = None

    @property
    def tone(self) -> str:
        """Tint of the state."""
        return _TONES.get(self.state, "warn")

    @property
    def mark(self) -> str:
        """A sign beside the word, so that colour is not the only one."""
        return _MARKS[self.tone]

    @property
    def word(self) -> str:
        """The state in a word: what waits for the camat is said so."""
        return "menunggu camat" if self.state in HELD_BACK else STATE_NAMES[self.state]


@dataclass(frozen=True, slots=True)
class TpsLine:
    """One TPS with its forms."""

    tps: Tps
    forms: tuple[FormState, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing or returned."""
        return all(form.state not in (CountState.MISSING, CountState.RETURNED) for form in self.forms)


@dataclass(frozen=True, slots=True)
class DesaLine:
    """One desa with how far it has come."""

    code: str
    name: str
    kecamatan: str
    tps: int
    complete: int


@dataclass
class OwnTps:
    """A person's TPS in an election, narrowed to `chosen` (a kecamatan or desa of theirs)."""

    election: Election
    areas: tuple[str, ...]
    person_id: str
    chosen: str = ""

    @cached_property
    def lexicon(self) -> Lexicon:
        """The election in memory."""
        return lexicon_of(self.election)

    @cached_property
    def contests(self) -> list[Contest]:
        """Ballots of the election."""
        return list(self.election.contests.all())

    @cached_property
    def codes(self) -> list[str]:
        """Codes of the TPS, narrowed."""
        areas = tuple(self.areas)
        return [
            code
            for code in sorted(self.lexicon.tps)
            if code.startswith(areas) and code.startswith(self.chosen)
        ]

    @property
    def by_desa(self) -> bool:
        """Whether there are so many that a desa is chosen first."""
        return len(self.codes) > MOST_AT_ONCE

    @cached_property
    def desa(self) -> list[DesaLine]:
        """Desa to choose from. One statement."""
        total: dict[str, int] = defaultdict(int)
        for code in self.codes:
            total[code[:DESA]] += 1
        complete = self._complete_by_desa()
        regions = self.lexicon.regions
        return [
            DesaLine(
                code,
                regions[code].name if code in regions else code,
                regions[code[:KECAMATAN]].name if code[:KECAMATAN] in regions else "",
                number,
                complete[code],
            )
            for code, number in total.items()
        ]

    def _complete_by_desa(self) -> dict[str, int]:
        """TPS by desa of which every form has come in."""
        rows = Count.objects.filter(in_areas(self.areas), contest__election=self.election, counts=True)
        if self.chosen:
            rows = rows.filter(desa_code__startswith=self.chosen)
        gone = [CountState.MISSING.value, CountState.RETURNED.value]
        reported: dict[tuple[str, int], int] = defaultdict(int)
        for desa, tps in rows.exclude(state__in=gone).values_list("desa_code", "tps_id"):
            reported[desa, tps] += 1
        found: dict[str, int] = defaultdict(int)
        for (desa, _), forms in reported.items():
            found[desa] += forms >= len(self.contests)
        return found

    @cached_property
    def lines(self) -> list[TpsLine]:
        """TPS with their forms. Two statements."""
        return tps_lines(self.election, self.contests, self.codes, self.person_id)

    @property
    def complete(self) -> int:
        """How many of the listed TPS are complete."""
        return sum(line.complete for line in self.lines)


def tps_lines(
    election: Election, contests: Sequence[Contest], codes: Sequence[str], person_id: str
) -> list[TpsLine]:
    """TPS by code with the state of every form."""
    rows = Tps.objects.filter(election=election, code__in=codes).select_related("desa__parent")
    states: dict[tuple[int, int], FormState] = {}
    counts = Count.objects.filter(tps__in=rows, contest__in=contests, counts=True).select_related(
        "submission"
    )
    by_id = {contest.pk: contest for contest in contests}
    for count in counts:
        mine = count.submission is not None and str(count.submission.reporter_id) == person_id
        state = FormState(by_id[count.contest_id], CountState(count.state), count.reason, mine, count)
        states[count.tps_id, count.contest_id] = state
    return [
        TpsLine(
            tps,
            tuple(
                states.get((tps.pk, contest.pk), FormState(contest, CountState.MISSING))
                for contest in contests
            ),
        )
        for tps in rows.order_by("code")
    ]
