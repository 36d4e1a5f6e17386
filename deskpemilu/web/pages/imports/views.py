"""Imports by upload: choose a file, look at what it would do, then do it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from deskpemilu.accounts.access import Access, DeskRequest, requires
from deskpemilu.domain.roles import Act
from deskpemilu.flow import imports
from deskpemilu.registry.importers.reading_files import Row, read_table
from deskpemilu.registry.importers.report import FileRefused, Report
from deskpemilu.registry.models import Election, ImportRun
from deskpemilu.web.election import current_election, elections
from deskpemilu.web.formatting import figure
from deskpemilu.web.pages.imports import uploads
from deskpemilu.web.pages.imports.kinds import SHAPES, choices

PAGE_SIZE, REFUSALS_SHOWN, ROWS_SHOWN = 25, 200, 6


class UploadForm(forms.Form):
    """Which file, what it is, for which election; of a chat export also its group and order of dates."""

    kind = forms.ChoiceField(choices=())
    election = forms.CharField(required=False)
    chat = forms.CharField(required=False, max_length=100)
    date_order = forms.ChoiceField(required=False, choices=[("", ""), ("dmy", ""), ("mdy", "")])
    file = forms.FileField(
        allow_empty_file=True, error_messages={"required": "Pilih berkas yang akan diimpor."}
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [(kind.name, kind.title) for kind, _ in choices(access)]


@requires(Act.MANAGE_REGISTRY, Act.WORK_INBOX)
def start(request: DeskRequest) -> HttpResponse:
    """The upload form and the history."""
    allowed = [kind.name for kind, _ in choices(request.access)]
    asked = request.GET.get("jenis", "tps")
    initial = {"kind": asked if asked in allowed else allowed[0]}
    return _start(request, UploadForm(initial=initial, access=request.access))


def _start(request: DeskRequest, form: UploadForm, *, status: int = 200) -> HttpResponse:
    page = Paginator(_runs(request), PAGE_SIZE).get_page(request.GET.get("hal"))
    chosen = current_election(request)
    context = {
        "form": form,
        "page": page,
        "kinds": choices(request.access),
        "chosen": chosen.code if chosen else "",
    }
    return render(request, "imports/start.html", context, status=status)


@requires(Act.MANAGE_REGISTRY, Act.WORK_INBOX)
@require_POST
def receive(request: DeskRequest) -> HttpResponse:
    """Keep the uploaded file until it is looked at."""
    form = UploadForm(request.POST, request.FILES, access=request.access)
    if not form.is_valid():
        return _start(request, form, status=422)
    given = dict(form.cleaned_data)
    uploads.keep(request.session, given.pop("file"), now=timezone.now(), **given)
    return redirect("import-preview")


@requires(Act.MANAGE_REGISTRY, Act.WORK_INBOX)
def look(request: DeskRequest) -> HttpResponse:
    """Show what the uploaded file would do."""
    if (upload := uploads.waiting(request.session)) is None:
        return redirect("imports")
    election = _election(request, upload)
    try:
        found = imports.preview(upload.kind, upload.path, election, file_name=upload.name)
    except imports.ImportRefused as error:
        messages.error(request, str(error))
        return redirect("imports")
    context = {"upload": upload, "report": found, "of": election, **_shown(upload, found)}
    return render(request, "imports/preview.html", context)


@requires(Act.MANAGE_REGISTRY, Act.WORK_INBOX)
@require_POST
def carry_out(request: DeskRequest) -> HttpResponse:
    """Import the file that was looked at."""
    if (upload := uploads.waiting(request.session)) is None:
        messages.error(request, "Berkas tidak ada lagi. Unggah kembali lalu periksa sekali lagi.")
        return redirect("imports")
    try:
        done = _import(request, upload)
    except imports.ImportRefused as error:
        messages.error(request, str(error))
        return redirect("imports")
    if not done.written:
        messages.error(request, "Tidak ada yang disimpan: berkas memuat baris yang ditolak, lihat di bawah.")
        return redirect("import-preview")
    uploads.forget(request.session)
    figures = f"{figure(done.new)} baru, {figure(done.changed)} berubah, {figure(done.unchanged)} tetap"
    messages.success(request, f"Impor selesai: {figures}.")
    latest = ImportRun.objects.order_by("-pk").first()
    return redirect("import-report", latest.pk) if latest else redirect("imports")


def _import(request: DeskRequest, upload: uploads.Upload) -> Report:
    return imports.carry_out(
        actor=request.user,
        kind=upload.kind,
        path=upload.path,
        election=_election(request, upload),
        now=timezone.now(),
        **upload.about,
    )


@requires(Act.MANAGE_REGISTRY, Act.WORK_INBOX)
@require_POST
def cancel(request: DeskRequest) -> HttpResponse:
    """Throw the uploaded file away."""
    uploads.forget(request.session)
    messages.info(request, "Berkas dibuang; tidak ada yang diimpor.")
    return redirect("imports")


@requires(Act.MANAGE_REGISTRY, Act.WORK_INBOX)
def report(request: DeskRequest, run_id: int) -> HttpResponse:
    """The quality report of an import that was carried out."""
    run = get_object_or_404(_runs(request), pk=run_id)
    kind = imports.KINDS.get(run.kind)
    return render(request, "imports/report.html", {"run": run, "title": kind.title if kind else run.kind})


def _runs(request: DeskRequest) -> QuerySet[ImportRun]:
    """Imports of the kinds that this person may carry out, newest first."""
    names = [kind.name for kind, _ in choices(request.access)]
    return ImportRun.objects.select_related("election").filter(kind__in=names).order_by("-pk")


def _election(request: DeskRequest, upload: uploads.Upload) -> Election | None:
    return next((each for each in elections(request) if each.code == upload.election), None)


def _shown(upload: uploads.Upload, found: Report) -> dict[str, object]:
    """What the preview shows besides the figures: first refusals, first rows, the kind's title."""
    try:
        if not SHAPES[upload.kind].table:
            raise FileRefused("Bukan satu tabel.")
        table = read_table(upload.path, ())
        columns, rows = table.columns, [_cells(row, table.columns) for row in table.rows[:ROWS_SHOWN]]
    except FileRefused:
        columns, rows = (), []
    return {
        "title": imports.KINDS[upload.kind].title,
        "refusals": found.refused[:REFUSALS_SHOWN],
        "more_refusals": max(0, len(found.refused) - REFUSALS_SHOWN),
        "columns": columns,
        "rows": rows,
    }


def _cells(row: Row, columns: tuple[str, ...]) -> list[str]:
    return [row.cells.get(column, "")[:80] for column in columns]
