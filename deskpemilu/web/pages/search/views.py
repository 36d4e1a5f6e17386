"""Find a TPS, a region or a person."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from deskpemilu.accounts.access import DeskRequest, signed_in
from deskpemilu.domain.roles import Act
from deskpemilu.web.election import current_election
from deskpemilu.web.pages.search.queries import find


@signed_in
def search(request: DeskRequest) -> HttpResponse:
    """Results inside the searcher's areas; what they may not see is not found."""
    words = request.GET.get("q", "").strip()
    election = current_election(request)
    contest = election.contests.order_by("order").first() if election else None
    context = {
        "words": words,
        "found": find(request.access, election, words),
        "contest": contest.code if contest else "",
        "messages_too": request.access.anywhere(Act.READ_INBOX),
    }
    return render(request, "search/results.html", context)
