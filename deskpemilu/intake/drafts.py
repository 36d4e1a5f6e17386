"""Reports in the making: what was read of each TPS and contest, and the `Reading` made of it.

Comes in: drafts with their problems. Goes out: reports with computed figures and findings, spans in the
original text, and the one question that the gravest problem calls for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from deskpemilu.domain.codes import KECAMATAN, tps_code
from deskpemilu.domain.contests import CONTESTS
from deskpemilu.domain.findings import Finding
from deskpemilu.intake import wording
from deskpemilu.intake.classify import Signals
from deskpemilu.intake.interpret import Problem
from deskpemilu.intake.items import Item
from deskpemilu.intake.match import Place
from deskpemilu.intake.normalise import Normalised
from deskpemilu.intake.proposal import Proposal
from deskpemilu.intake.reading import Kind, Outcome, Question, Reading, Report, Span
from deskpemilu.intake.segment import Block
from deskpemilu.intake.vocabulary import DPT, INVALID, TOTAL, VALID, VOTERS
from deskpemilu.registry.lexicon import Lexicon

_OWN_KEYS = (VALID, INVALID, TOTAL, DPT, VOTERS)


@dataclass(slots=True)
class Draft:
    """A report in the making: figures, place, and what stands in the way of recording it."""

    number: int | None
    place: Place
    contest: str | None
    proposal: Proposal
    problems: list[Problem] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    contests: tuple[str, ...] = ()
    source: Sequence[Item] = ()  # what it was read from

    def code(self) -> str | None:
        if self.place.desa is None or self.number is None or not 1 <= self.number <= 999:
            return None
        return tps_code(self.place.desa, self.number)


class ReportWriter:
    """Makes readings of drafts for one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def reading(
        self, drafts: list[Draft], normal: Normalised, silent: list[Block], signals: Signals
    ) -> Reading:
        reports = tuple(self.report(draft) for draft in drafts if draft.proposal.votes or draft.problems)
        problems = [(d, p) for d in drafts for p in d.problems]
        findings = [wording.not_reported(n) for b in silent if b.anchor for n in b.anchor.numbers]
        if normal.struck:
            findings.append(wording.struck())
        spans = self.spans(drafts, normal)
        if not problems:
            return Reading(
                Kind.RESULT,
                Outcome.RECORD,
                reports,
                tuple(findings),
                spans=spans,
                forwarded=signals.forwarded,
            )
        draft, problem = min(problems, key=lambda pair: wording.rank(pair[1].code))
        question = self.question(draft, problem)
        if {p.code for _, p in problems} <= wording.CONFIRMABLE and all(
            d.code() and d.contest for d in drafts
        ):
            question = wording.confirmable(question)
        findings += [wording.problem_finding(p, self._lexicon) for _, p in problems]
        only_missing = {p.code for _, p in problems} <= {"missing_choice"}
        partial = only_missing or all(incomplete(d) for d in drafts)
        kind = Kind.PARTIAL if partial else Kind.RESULT
        return Reading(
            kind, Outcome.ASK, reports, tuple(findings), question, spans=spans, forwarded=signals.forwarded
        )

    def question(self, draft: Draft, problem: Problem) -> Question:
        """The one question that a problem calls for, with its options."""
        options: list[tuple[str, str]] = []
        regions = self._lexicon.regions
        if problem.code == "which_desa":
            for code in draft.place.candidates[:9]:
                above = regions.get(code[:KECAMATAN])
                name = regions[code].name
                options.append((f"{name} (kec. {above.name})" if above else name, code))
        elif problem.code == "which_contest":
            options = [(CONTESTS[c].name, c) for c in draft.contests[:9]]
        text = wording.question_text(problem, options, self._lexicon)
        return Question(problem.code, text, tuple(options))

    def report(self, draft: Draft, *, computing: bool = True) -> Report:
        proposal, rows = draft.proposal, draft.proposal.rows
        votes = dict(proposal.votes)
        findings = list(draft.findings)
        valid, invalid, total = rows.get(VALID), rows.get(INVALID), rows.get(TOTAL)
        partial = incomplete(draft) or not computing
        if valid is None and votes and not partial:
            valid = sum(votes.values())
            findings.append(wording.computed("valid_computed", "Suara sah", valid))
        if total is None and valid is not None and invalid is not None and not partial:
            total = valid + invalid
            findings.append(wording.computed("total_computed", "Jumlah suara sah dan tidak sah", total))
        candidates: tuple[str, ...] = ()
        if draft.number is not None and draft.place.candidates:
            codes = (
                tps_code(d, draft.number) for d in draft.place.candidates if 1 <= (draft.number or 0) <= 999
            )
            candidates = tuple(c for c in codes if c in self._lexicon.tps)
        code = draft.code()
        extra = {k: v for k, v in rows.items() if k not in _OWN_KEYS and _is_row(k)}
        return Report(
            code if code in self._lexicon.tps else None,
            draft.contest,
            votes,
            valid,
            invalid,
            total,
            rows.get(DPT),
            rows.get(VOTERS),
            extra,
            candidates,
            tuple(findings),
        )

    def spans(self, drafts: list[Draft], normal: Normalised) -> tuple[Span, ...]:
        spans = []
        for index, draft in enumerate(drafts):
            for start, end, role in draft.proposal.spans:
                first, last = (start, end) if normal.origin is None else normal.original(start, end)
                spans.append(Span(first, last, role, index))
            for item in draft.proposal.unexplained:
                first, last = normal.original(item.start, item.end)
                spans.append(Span(first, last, "unknown", index))
        return tuple(spans)


def without_repeats(drafts: list[Draft]) -> list[Draft]:
    """One draft for a TPS and contest told twice alike; told twice differently is a problem."""
    kept: list[Draft] = []
    seen: dict[tuple[str | None, str | None], Draft] = {}
    for draft in drafts:
        key = (draft.code(), draft.contest)
        earlier = seen.setdefault(key, draft) if key[0] is not None else draft
        if earlier is draft:
            kept.append(draft)
        elif earlier.proposal.figures() != draft.proposal.figures():
            draft.problems.append(Problem("twice_tps", (draft.number,)))
            kept.append(draft)
    return kept


def _is_row(name: str) -> bool:
    return not name.startswith("party_sum.") and name != "ignored"


def incomplete(draft: Draft) -> bool:
    return not draft.proposal.votes or any(p.code == "missing_choice" for p in draft.problems)
