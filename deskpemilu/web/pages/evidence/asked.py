"""What a person asks for on the screens of photos, read from their request."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone

from deskpemilu.accounts.access import DeskRequest
from deskpemilu.evidence.limits import MEGABYTE, Allowed, allowed
from deskpemilu.evidence.services import PhotoRefused
from deskpemilu.evidence.stores import the_spool
from deskpemilu.flow import photos as acts
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.web.election import current_election

MOST_AT_ONCE = 12


def form_asked(given: QueryDict, election: Election | None) -> tuple[Tps, Contest | None]:
    """The TPS (by its code, or by desa and number) and contest that were chosen. Raises PhotoRefused."""
    code = given.get("tps", "").strip()
    desa, number = given.get("desa", "").strip(), given.get("nomor", "").strip()
    if not code and desa and number.isdecimal() and len(number) <= 3:
        code = f"{desa}{int(number):03d}"
    tps = Tps.objects.select_related("desa__parent").filter(election=election, code=code).first()
    if tps is None:
        raise PhotoRefused("TPS itu tidak ada. Pilih desa dan isi nomor TPS.")
    return tps, contest_asked(given, tps)


def contest_asked(given: QueryDict, tps: Tps) -> Contest | None:
    """The contest that was chosen, None where nobody chose. Raises PhotoRefused."""
    code = given.get("jenis", "")
    if not code:
        return None
    contest = Contest.objects.filter(election_id=tps.election_id, code=code).first()
    if contest is None:
        raise PhotoRefused("Pemilihan itu tidak ada.")
    return contest


def bring(request: DeskRequest, code: str) -> int:
    """Take the uploaded files in, one after the other; how many. Raises PhotoRefused."""
    tps = Tps.objects.select_related("desa").filter(election=current_election(request), code=code).first()
    files = request.FILES.getlist("foto")
    if tps is None:
        raise PhotoRefused("TPS ini tidak ada pada pemilihan yang dipilih.")
    if not files:
        raise PhotoRefused("Pilih foto terlebih dahulu.")
    if len(files) > MOST_AT_ONCE:
        raise PhotoRefused(f"Paling banyak {MOST_AT_ONCE} foto sekali kirim.")
    contest, limits = contest_asked(request.POST, tps), allowed()
    for at, file in enumerate(files):
        try:
            _bring(request, tps, contest, file, limits)
        except PhotoRefused as refusal:
            before = f" {at} foto sebelumnya sudah diterima." if at else ""
            raise PhotoRefused(f"{_name(file)}: {refusal}{before}") from refusal
    return len(files)


def _bring(
    request: DeskRequest, tps: Tps, contest: Contest | None, file: UploadedFile[bytes], limits: Allowed
) -> None:
    if (file.size or 0) > limits.max_bytes:
        size = f"{(file.size or 0) / MEGABYTE:.1f}"
        raise PhotoRefused(f"terlalu besar ({size} MB). Batasnya {limits.megabytes} MB.")
    acts.upload(
        actor=request.user,
        tps=tps,
        contest=contest,
        file_name=_name(file),
        data=file.read(),
        key=request.POST.get("kunci", ""),
        spool=the_spool(),
        now=timezone.now(),
    )


def _name(file: UploadedFile[bytes]) -> str:
    return "".join(sign for sign in (file.name or "foto") if sign.isprintable())[:120]


def back_to(request: HttpRequest, code: str) -> str:
    """Where an upload came from: one of two screens, never an address that was sent along."""
    if request.POST.get("dari") == "lapor":
        return reverse("report-tps", args=(code,)) + "?foto=1"
    return reverse("tps", args=(code,)) + "#foto"


def limits_asked(given: QueryDict) -> Allowed:
    """Limits as they were typed. Raises PhotoRefused for what is no figure."""
    try:
        return Allowed(
            max_bytes=int(given.get("mb", "")) * MEGABYTE,
            max_photos=int(given.get("banyak", "")),
            window_minutes=int(given.get("menit", "")),
            types=tuple(given.getlist("jenis")),
        )
    except ValueError:
        raise PhotoRefused("Isi semua batas dengan bilangan bulat.") from None
