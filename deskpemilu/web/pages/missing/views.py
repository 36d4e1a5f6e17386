"""Who has not reported: lists, one person, files, what changed since."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from deskpemilu.accounts.access import Access, DeskRequest, requires
from deskpemilu.coordination.queries import calls_in
from deskpemilu.coordination.services import CALL_ACTS, call_areas
from deskpemilu.domain.codes import DESA, ancestors_of
from deskpemilu.domain.roles import Act
from deskpemilu.registry.models import Election
from deskpemilu.web.election import current_election
from deskpemilu.web.exports import SHAPES, answer, file_name
from deskpemilu.web.formatting import place
from deskpemilu.web.pages.missing import export as files
from deskpemilu.web.pages.missing import listing as lists
from deskpemilu.web.pages.missing.person import detail
from deskpemilu.web.pages.missing.sight import Sight, look

PAGE_SIZE, PLACES_SIZE = 50, 200


def election_of(request: HttpRequest) -> Election:
    """The election of the request. Raises Http404."""
    election = current_election(request)
    if election is None:
        raise Http404("Desk ini belum mempunyai pemilihan.")
    return election


def sight_of(request: DeskRequest, wanted: lists.Wanted, act: Act = Act.SEE_PROGRESS) -> Sight:
    """What the person sees of what the address asks for. Raises PermissionDenied outside their areas."""
    election, area = election_of(request), wanted.area
    if area and not (decision := request.access.may(act, area)):
        raise PermissionDenied(decision.reason)
    if area and not area.startswith(election.area_id):
        raise Http404("Wilayah ini bukan bagian dari pemilihan ini.")
    return look(request.access, election, now=timezone.now(), area=area, contest=wanted.contest, act=act)


@requires(Act.SEE_PROGRESS)
@require_safe
def listing(request: DeskRequest) -> HttpResponse:
    """People to call, regions, or contests."""
    wanted = lists.wanted_of(request.GET.dict())
    sight = sight_of(request, wanted)
    context = {"wanted": wanted, "sight": sight, "heads": lists.heads_of(sight), **_frame(request, sight)}
    context |= {"trail": _trail(sight, wanted)}
    if wanted.view == "petugas":
        page = Paginator(lists.people_rows(sight, wanted), PAGE_SIZE).get_page(request.GET.get("hal"))
        rows = [(person, *lists.places_of(person, sight)) for person in page]
        context |= {"page": page, "rows": rows, "states": lists.counted(sight)}
    elif wanted.view == "wilayah":
        places = Paginator(lists.region_rows(sight, wanted), PLACES_SIZE).get_page(request.GET.get("hal"))
        context |= {"page": places, "with_people": any(len(row.code) >= DESA for row in places)}
    else:
        context |= {"contest_rows": lists.contest_rows(sight)}
    return render(request, "missing/list.html", context)


def _frame(request: DeskRequest, sight: Sight) -> dict[str, object]:
    """What the head of every page of this screen needs."""
    access = request.access
    return {
        "contests": sight.election.contests.order_by("order"),
        "may_call": bool(call_areas(access)),
        "may_export": access.anywhere(Act.EXPORT),
        "may_plan": may_plan(access, sight.election),
    }


def _trail(sight: Sight, wanted: lists.Wanted) -> list[tuple[str, str]]:
    """(code, name) of the regions above and including the one asked for, inside the person's areas."""
    names = sight.board.names
    if not wanted.area:
        return []
    codes = [code for code in reversed(ancestors_of(wanted.area)) if len(code) > len(sight.election.area_id)]
    return [(code, place(names.get(code, code))) for code in [*codes, wanted.area]]


@requires(Act.SEE_PROGRESS)
@require_safe
def person(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """One person: what they owe, the contact so far, ways to reach them."""
    return person_page(request, person_id)


def person_page(
    request: DeskRequest, person_id: UUID, *, status: int = 200, said: str = "", wrong: str = ""
) -> HttpResponse:
    """The panel, alone for the list's own page, else in a page of its own."""
    found = detail(request.access, election_of(request), person_id, now=timezone.now())
    part = "HX-Request" in request.headers
    name = "missing/_person.html" if part else "missing/person.html"
    context = {"detail": found, "said": said, "wrong": wrong, "typed": request.POST}
    # A refusal inside a part must still be shown by htmx.
    return render(request, name, context, status=200 if part else status)


@requires(Act.SEE_PROGRESS)
@require_safe
def signs(request: DeskRequest) -> JsonResponse:
    """What changed for the people of an open list: forms owed, who is being called by whom."""
    sight = sight_of(request, lists.wanted_of(request.GET.dict()))
    people = {
        each.worker.id: {
            "forms": each.forms,
            "state": each.state,
            "caller": each.contact.talking.caller if each.contact.talking and each.callable else "",
        }
        for each in sight.people
    }
    return JsonResponse({"people": people}, headers={"Cache-Control": "no-store"})


@requires(*CALL_ACTS)
@require_safe
def numbers(request: DeskRequest) -> HttpResponse:
    """Numbers of the filtered people, to be copied; who took them is on the record."""
    wanted = lists.wanted_of(request.GET.dict())
    sight = sight_of(request, wanted)
    people = [each for each in lists.people_rows(sight, wanted) if each.callable and each.worker.numbers]
    files.note_numbers(request.user, sight, len(people), now=timezone.now())
    return render(request, "missing/numbers.html", {"people": people, "wanted": wanted})


@requires(*CALL_ACTS)
@require_safe
def calls(request: DeskRequest) -> HttpResponse:
    """Who called whom, newest first."""
    election, access = election_of(request), request.access
    rows = calls_in(election, call_areas(access), now=timezone.now())
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("hal"))
    return render(
        request,
        "missing/calls.html",
        {"page": page, "may_call": True, "may_plan": may_plan(access, election)},
    )


def may_plan(access: Access, election: Election) -> bool:
    """Whether somebody may set up reminders."""
    return any(access.may(act, election.area_id) for act in (Act.WORK_INBOX, Act.MANAGE_REGISTRY))


@requires(Act.EXPORT)
@require_safe
def export(request: DeskRequest, shape: str) -> HttpResponse:
    """The list as CSV or XLSX: people, or every TPS that owes a form."""
    if shape not in SHAPES:
        raise Http404("Bentuk berkas ini tidak tersedia; yang ada: CSV dan XLSX.")
    wanted, now = lists.wanted_of(request.GET.dict()), timezone.now()
    sight = sight_of(request, wanted, Act.EXPORT)
    table = files.table_of(request, sight, wanted, now=now)
    files.note_export(request.user, sight, wanted, len(table.rows), now=now)
    name = file_name(
        "belum", sight.election.code, wanted.area, wanted.view, at=timezone.localtime(), shape=shape
    )
    return answer(table, shape=shape, name=name)
