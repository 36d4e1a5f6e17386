"""Which election a request is about: ?pemilu=CODE, else the one chosen before, else the newest active."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from deskpemilu.registry.models import Election

PARAMETER, SESSION_KEY, CACHE = "pemilu", "pemilu", "_desk_elections"


def elections(request: HttpRequest) -> list[Election]:
    """Active elections: the one marked as first, then the newest. One statement a request."""
    found: list[Election] | None = getattr(request, CACHE, None)
    if found is None:
        rows = Election.objects.filter(active=True).select_related("area").order_by("-date", "-id")
        found = sorted(rows, key=lambda election: not election.settings.get("first", False))
        setattr(request, CACHE, found)
    return found


def current_election(request: HttpRequest) -> Election | None:
    """The election of this request, None while the desk has none.

    A code in the address is remembered for the session. Raises Http404 for a code that is not an
    active election of this desk.
    """
    by_code = {election.code: election for election in elections(request)}
    if asked := request.GET.get(PARAMETER):
        if asked not in by_code:
            raise Http404(f"Pemilihan “{asked}” tidak ada pada desk ini.")
        if request.session.get(SESSION_KEY) != asked:
            request.session[SESSION_KEY] = asked
        return by_code[asked]
    chosen = by_code.get(request.session.get(SESSION_KEY, ""))
    return chosen or next(iter(by_code.values()), None)
