"""Bearer tokens: who asks, and the rights that are left of theirs inside the token's area.

Every operation says with `auth=Token(Act.…)` what it needs, as every page does with @requires. A token
never gives more than its person has at this moment: a role that was revoked is gone with the next request.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone
from ninja.security import HttpBearer

from deskpemilu.accounts.access import Access
from deskpemilu.accounts.models import ApiToken
from deskpemilu.accounts.policy import Right, may
from deskpemilu.accounts.queries import rights_of
from deskpemilu.accounts.services import digest
from deskpemilu.domain.roles import Act

WHO_ASKS = (
    "Token tidak ada, tidak dikenal, dicabut, atau kedaluwarsa. Kirim kepala Authorization: Bearer TOKEN; "
    "token baru dibuat administrator dengan: desk user token"
)
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Desk Pemilu"'}
NOT_KEPT = {"Cache-Control": "no-store"}


class TokenRequest(HttpRequest):
    """A request that passed `Token`."""

    access: Access
    token: ApiToken


def narrowed(rights: Sequence[Right], area: str) -> tuple[Right, ...]:
    """What is left of rights inside an area ("" = the whole desk): never more, never elsewhere."""
    inside = [right for right in rights if right.area.startswith(area)]
    above = [right for right in rights if area.startswith(right.area) and right.area != area]
    return (*inside, *(Right(right.role, area, right.sees_totals) for right in above))


class Token(HttpBearer):
    """Lets a living token in whose person may do one of the acts somewhere in its area."""

    def __init__(self, *acts: Act) -> None:
        super().__init__()
        self.acts = acts

    def authenticate(self, request: HttpRequest, token: str) -> Access | None:
        """The token's access, None (401) for no living token. Raises PermissionDenied (403)."""
        found = living_token(token)
        if found is None:
            return None
        access = Access(found.person, narrowed(rights_of(found.person), found.area))
        if self.acts and not any(access.anywhere(act) for act in self.acts):
            raise PermissionDenied(may(access.rights, self.acts[0]).reason)
        setattr(request, "access", access)  # noqa: B010 - HttpRequest has no such field
        setattr(request, "token", found)  # noqa: B010
        return access


def living_token(text: str) -> ApiToken | None:
    """The token, unless it is unknown, revoked or over, or its person is no longer active."""
    return (
        ApiToken.objects.select_related("person")
        .filter(token_hash=digest(text.strip()), revoked_at=None, expires_at__gt=timezone.now())
        .filter(person__is_active=True)
        .first()
    )


def refused() -> JsonResponse:
    """401, with the way to say who one is."""
    return JsonResponse({"pesan": WHO_ASKS}, status=401, headers={**CHALLENGE, **NOT_KEPT})


def with_token(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Guard a view that is no operation (the API's description) by any living token."""

    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if Token()(request) else refused()

    return guarded
