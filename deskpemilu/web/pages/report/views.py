"""The operator's screen: my TPS, then figures, check, send. Small pages that work without script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from deskpemilu.accounts.access import Access, DeskRequest, requires
from deskpemilu.accounts.models import Person
from deskpemilu.domain.findings import is_blocking
from deskpemilu.domain.form import ROW_NAMES, CountForm
from deskpemilu.domain.roles import Act
from deskpemilu.flow import reports
from deskpemilu.intake.blindness import hidden_from
from deskpemilu.intake.decide import Effect
from deskpemilu.intake.models import Count
from deskpemilu.registry.lexicon import ChoiceEntry
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.registry.queries import lexicon_of
from deskpemilu.registry.revotes import decisions_of
from deskpemilu.verification.queue import COMPUTED
from deskpemilu.verification.workflow import Refused
from deskpemilu.web.election import current_election
from deskpemilu.web.pages.report.entry import SUM_ROWS, BadFigure, boxes, completed, typed, values_of
from deskpemilu.web.pages.report.own_tps import OwnTps, tps_lines
from deskpemilu.web.pages.verification.sheet import sheet

_SAID = {
    Effect.RECORDED: "terkirim dan diterima. Menunggu verifikasi camat.",
    Effect.COMPLETED: "dilengkapi. Menunggu verifikasi camat.",
    Effect.REPLACED: "diralat. Angka lama tetap tersimpan sebagai riwayat.",
    Effect.CONFIRMED: "sudah tercatat dengan angka yang sama.",
    Effect.HELD: "terkirim, tetapi hitungannya tidak cocok. Camat akan memeriksa.",
    Effect.CONFLICT: "terkirim, tetapi berbeda dari laporan lain. Camat akan memutuskan.",
    Effect.REQUESTED: "sudah diverifikasi. Angka baru Anda menunggu keputusan camat.",
}


@requires(Act.REPORT)
@require_safe
def own(request: DeskRequest) -> HttpResponse:
    """My TPS as big rows, or my desa where there are many TPS."""
    election = current_election(request)
    if election is None:
        return render(request, "report/own.html", {"own": None})
    chosen = request.GET.get("wilayah", "")
    areas = request.access.areas(Act.REPORT)
    mine = OwnTps(election, areas, str(request.user.pk), chosen if chosen.isdigit() else "")
    return render(request, "report/own.html", {"own": mine})


@requires(Act.REPORT, area="code")
@require_safe
def tps(request: DeskRequest, code: str) -> HttpResponse:
    """One TPS: which form to fill in."""
    election = current_election(request)
    contests = list(election.contests.all()) if election else []
    lines = tps_lines(election, contests, [code], str(request.user.pk)) if election else []
    if not lines:
        raise Http404("TPS ini tidak ada pada pemilihan yang sedang dibuka.")
    if len(contests) == 1 and "foto" not in request.GET:
        return redirect("report-form", code, contests[0].code)
    return render(request, "report/tps.html", {"line": lines[0], "contests": contests})


@dataclass(frozen=True)
class Task:
    """The form that is being filled in: where, for what, and what is held of it."""

    tps: Tps
    contest: Contest
    count: Count | None

    @property
    def held(self) -> CountForm:
        """Figures that are stored now."""
        version = self.count.submission if self.count else None
        return CountForm(rows=version.rows, votes=version.votes) if version else CountForm()

    def by(self, person: Person) -> bool:
        """Whether the version held is this person's."""
        version = self.count.submission if self.count else None
        return version is not None and version.reporter_id == person.pk

    def shown_to(self, access: Access) -> CountForm:
        """One's own figures, to go on from. Those of others are typed anew from the paper: what stands in
        the boxes already is confirmed with one press by somebody who never looked. Nor is a first entry
        shown to whoever may type the second one.
        """
        hidden = hidden_from(access, self.contest.election, tps_ids=[self.tps.pk])
        blind = self.count is not None and hidden.count(self.count)
        return CountForm() if blind or not self.by(access.person) else self.held

    @cached_property
    def ballot(self) -> tuple[ChoiceEntry, ...]:
        """The choices of this TPS, in ballot order."""
        return lexicon_of(self.contest.election).contests[self.contest.code].choices_for(self.tps.code)

    @cached_property
    def standing(self) -> str:
        """What is known of the form now (`flow.reports.Basis`)."""
        decisions = decisions_of([self.tps.pk]).get((self.tps.pk, self.contest.pk), [])
        return reports.standing(decisions, self.count)


@requires(Act.REPORT, area="code")
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: DeskRequest, code: str, contest: str) -> HttpResponse:
    """Figures, then a check of them, then sending: three steps at one address."""
    task = task_of(current_election(request), code, contest)
    given = request.POST.dict() if request.method == "POST" else values_of(task.shown_to(request.access))
    further = [name for name in ROW_NAMES if name in given and name not in SUM_ROWS]
    drawn = boxes(task.ballot, contest, given, extra_rows=further)
    basis = given.get("dasar") or task.standing
    context = {"task": task, "boxes": drawn, "basis": basis, "own": task.by(request.user)}
    if request.method != "POST" or "ubah" in request.POST:
        return render(request, "report/form.html", context)
    try:
        filled = filled_in(given, [box.name for box in drawn], task)
        return _send(request, task, filled) if "kirim" in request.POST else _check(request, task, filled)
    except BadFigure as wrong:
        return render(request, "report/form.html", {**context, "wrong": str(wrong)}, status=422)
    except Refused as wrong:
        # Whoever has read why goes on from what holds now.
        again = {**context, "wrong": str(wrong), "basis": task.standing}
        return render(request, "report/form.html", again, status=422)


def filled_in(given: Mapping[str, str], names: Iterable[str], task: Task) -> CountForm:
    """The form that was typed, with its blank sums worked out. Raises BadFigure."""
    filled = completed(typed(given, names, task.contest.code), task.ballot)
    if not filled.votes:
        raise BadFigure("Angka perolehan suara belum diisi. Isi sesuai C.Hasil; bila kosong tulis 0.")
    return filled


def _check(request: DeskRequest, task: Task, filled: CountForm) -> HttpResponse:
    """The figures once more, large, with what the rules say of them."""
    findings = reports.findings_of(task.tps, task.contest, filled)
    rows = sheet(filled, task.ballot, task.contest.code, [finding.as_json() for finding in findings])
    context = {
        "task": task,
        "sheet": rows,
        "hidden": values_of(filled),
        "findings": [finding for finding in findings if finding.code not in COMPUTED],
        "blocking": is_blocking(findings),
        "missing": [row.label for row in rows.rows if row.figure is None],
        "key": uuid4(),
        "basis": request.POST.get("dasar") or task.standing,
    }
    return render(request, "report/check.html", context)


def _send(request: DeskRequest, task: Task, filled: CountForm) -> HttpResponse:
    """Store the report; sending the same twice says so and stores nothing."""
    done = reports.report_form(
        actor=request.user,
        tps=task.tps,
        contest=task.contest,
        form=filled,
        key=request.POST.get("kunci", ""),
        now=timezone.now(),
        basis=reports.Basis(request.POST.get("dasar", "")),
    )
    messages.success(request, said_of(task, done))
    return HttpResponseRedirect(f"{reverse('report')}?wilayah={task.tps.desa_id}&terkirim=1", status=303)


def said_of(task: Task, done: reports.Reported) -> str:
    """What became of a report, as a sentence with its place."""
    said = (
        "sudah diterima sebelumnya, tidak disimpan dua kali." if done.effect is None else _SAID[done.effect]
    )
    return f"{task.contest.short} TPS {task.tps.number:03d} {task.tps.desa.name}: {said}"


def task_of(election: Election | None, code: str, contest: str) -> Task:
    """The TPS and contest of an address. Raises Http404 where there is no such form."""
    found = Tps.objects.select_related("desa__parent").filter(election=election, code=code).first()
    ballot = Contest.objects.select_related("election").filter(election=election, code=contest).first()
    if found is None or ballot is None:
        raise Http404("TPS atau pemilihan ini tidak ada.")
    count = Count.objects.filter(tps=found, contest=ballot, counts=True).select_related("submission").first()
    return Task(found, ballot, count)
