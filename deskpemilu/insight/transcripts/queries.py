"""Reading checks of transcription and what the desk knows of a drawn TPS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from deskpemilu.domain.states import IN_VERIFIED
from deskpemilu.insight.decision_rules import winners_of
from deskpemilu.insight.models import ComparedTps, TranscriptionCheck
from deskpemilu.insight.transcription import Check
from deskpemilu.insight.transcripts.plan import Figures, Standing, drawn_codes, planned, standing
from deskpemilu.intake.models import Count, Submission
from deskpemilu.registry.models import Contest


@dataclass(frozen=True)
class Opened:
    """A stored check with everything worked out again from its figures and its seed."""

    check: TranscriptionCheck

    @cached_property
    def figures(self) -> Figures:
        """KPU's figures as they were."""
        return Figures.unpack(bytes(self.check.figures))

    @cached_property
    def plan(self) -> Check:
        """Bounds and size."""
        return planned(
            self.figures,
            risk_limit=self.check.risk_limit,
            majority=self.check.majority,
            winners=winners_of(self.check.contest.code),
        )

    @property
    def size(self) -> int:
        """Draws so far."""
        return int(self.check.sizes[-1]["n"])

    @cached_property
    def codes(self) -> Sequence[str]:
        """TPS in the order of drawing."""
        return drawn_codes(self.figures, self.plan, seed=self.check.seed, size=self.size)

    @cached_property
    def compared(self) -> Mapping[str, ComparedTps]:
        """The newest word on each TPS."""
        return latest_of(self.check)

    @cached_property
    def standing(self) -> Standing:
        """Where it stands."""
        forms = {code: row.votes for code, row in self.compared.items()}
        return standing(self.figures, self.plan, self.codes, forms, majority=self.check.majority)


def checks_of(contest: Contest) -> list[TranscriptionCheck]:
    """Checks of a contest, the newest first, without their figures."""
    rows = TranscriptionCheck.objects.filter(contest=contest).defer("figures")
    return list(rows.order_by("-id"))


def check_of(contest: Contest, number: int) -> TranscriptionCheck | None:
    """One check of a contest."""
    return TranscriptionCheck.objects.filter(contest=contest, pk=number).first()


def latest_of(check: TranscriptionCheck) -> dict[str, ComparedTps]:
    """The newest word on each TPS of a check."""
    rows = ComparedTps.objects.filter(check_run=check).select_related("by").order_by("id")
    return {row.tps_code: row for row in rows}


def vouched_for(contest: Contest, tps_code: str) -> Submission | None:
    """The version of a TPS that a camat vouched for; nothing else may stand in for the form."""
    count = (
        Count.objects.filter(contest=contest, counts=True, tps__code=tps_code, state__in=IN_VERIFIED)
        .select_related("submission")
        .first()
    )
    return count.submission if count else None
