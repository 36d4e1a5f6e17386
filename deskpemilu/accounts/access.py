"""Every route declares who may use it; a route without a declaration stops start-up.

    @requires(Act.SEE_TPS, area="code")     # the URL's `code` must lie in the person's area
    @requires(Act.A, Act.B)                 # either of them
    @requires(Act.READ_INBOX)               # the act somewhere; the view narrows by `access.areas(act)`
    @signed_in                              # anybody of the desk: their own account, help
    @public("sign-in")                      # anybody; the reason is part of the declaration

A guarded view gets `request.access`: the person's rights, able to decide and to say why.
"""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, cast

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from deskpemilu.accounts.models import Person
from deskpemilu.accounts.policy import Decision, Right, areas_for, may
from deskpemilu.accounts.queries import rights_of
from deskpemilu.accounts.sources import source_of
from deskpemilu.domain.roles import Act

View = Callable[..., Any]
RULE = "desk_rule"


@dataclass(frozen=True, slots=True)
class Rule:
    """The declaration of a route: an act (and which URL argument is the area), or a reason to be public.

    Without an act and without a reason: anybody who is signed in.
    """

    act: Act | None
    area: str | None = None
    public: str = ""
    also: tuple[Act, ...] = ()

    @property
    def acts(self) -> tuple[Act, ...]:
        """The acts of which one is enough."""
        return () if self.act is None else (self.act, *self.also)


@dataclass(frozen=True, slots=True)
class Access:
    """What the person of this request may do."""

    person: Person
    rights: tuple[Right, ...]

    def may(self, act: Act, area: str = "") -> Decision:
        """Decision for an act in a region ("" = the whole desk)."""
        return may(self.rights, act, area)

    def areas(self, act: Act) -> tuple[str, ...]:
        """Areas in which the act is allowed; ("",) is the whole desk, () is nowhere."""
        return areas_for(self.rights, act)

    def anywhere(self, act: Act) -> bool:
        """Whether the act is allowed in some area."""
        return bool(self.areas(act))


class DeskRequest(HttpRequest):
    """A request that passed a guard."""

    access: Access
    user: Person


def access_of(person: Person) -> Access:
    """Rights of a signed-in person. One statement."""
    return Access(person, rights_of(person))


def requires(act: Act, *also: Act, area: str | None = None) -> Callable[[View], View]:
    """Guard a sync or async view by an act (or another: one is enough), optionally in an area.

    `area` is the URL argument that names it.
    """
    return lambda view: _guard(view, Rule(act, area, also=also))


def signed_in(view: View) -> View:
    """Guard a view that anybody of the desk may use: nothing in it is about votes or other people."""
    return _guard(view, Rule(None))


def _guard(view: View, rule: Rule) -> View:
    """The view behind its rule, sync or async as it is."""
    if iscoroutinefunction(view):

        @functools.wraps(view)
        async def guarded_async(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refusal = await sync_to_async(_check)(request, rule, kwargs)
            if refusal is not None:
                return refusal
            return await cast(Awaitable[HttpResponseBase], view(request, *args, **kwargs))

        guarded: View = guarded_async
    else:

        @functools.wraps(view)
        def guarded_sync(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refusal = _check(request, rule, kwargs)
            return refusal if refusal is not None else cast(HttpResponseBase, view(request, *args, **kwargs))

        guarded = guarded_sync
    setattr(guarded, RULE, rule)
    return guarded


def public(reason: str) -> Callable[[View], View]:
    """Declare that anybody may use a view, and why."""

    def decorate(view: View) -> View:
        setattr(view, RULE, Rule(None, public=reason))
        return view

    return decorate


def _check(request: HttpRequest, rule: Rule, kwargs: dict[str, Any]) -> HttpResponseBase | None:
    """None to go on; a redirect or 401 for somebody not signed in. Raises PermissionDenied."""
    if not request.user.is_authenticated:
        wants_page = "text/html" in request.headers.get("Accept", "") and request.method == "GET"
        if wants_page and "HX-Request" not in request.headers:
            return redirect_to_login(request.get_full_path())
        return HttpResponse(
            "Silakan masuk terlebih dahulu.", status=401, content_type="text/plain; charset=utf-8"
        )
    access = access_of(request.user)
    cast(DeskRequest, request).access = access
    request.user.audit_source = source_of(
        request.META.get("REMOTE_ADDR") or "", request.headers.get("User-Agent", "")
    )
    if rule.act is None:
        return None
    if rule.area is None:
        if any(access.anywhere(act) for act in rule.acts):
            return None
        raise PermissionDenied(may(access.rights, rule.act).reason)
    decisions = [access.may(act, str(kwargs[rule.area])) for act in rule.acts]
    if not any(decisions):
        raise PermissionDenied(decisions[0].reason)
    return None
