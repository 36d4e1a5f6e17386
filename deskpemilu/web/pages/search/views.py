"""Find a TPS, a region or a person."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from deskpemilu.accounts.access import DeskRequest, signed_in
from deskpemilu.web.election import current_election
from deskpemilu.web.pages.search.queries import find


@signed_in
def search(request: DeskRequest) -> HttpResponse:
    """Results inside the searcher's areas; what they may not see is not found."""
    words = request.GET.get("q", "").strip()
    found = find(request.access, current_election(request), words)
    return render(request, "search/results.html", {"words": words, "found": found})
