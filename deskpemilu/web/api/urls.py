"""Routes of the API. Each is open to the guard of the pages, since the token is checked by the API."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, include, path

from deskpemilu.accounts.access import RULE, Rule, public
from deskpemilu.web.api.desk import NOTHING_THERE, api
from deskpemilu.web.api.tokens import NOT_KEPT, with_token

CHECKED = Rule(None, public="token diperiksa oleh API")


@public("token diperiksa oleh API")
@with_token
def root(request: HttpRequest) -> HttpResponse:
    """Nothing stands at the address itself; ninja's own answer would name addresses."""
    return JsonResponse({"pesan": NOTHING_THERE}, status=404, headers=NOT_KEPT)


def _declared(entry: URLPattern | URLResolver) -> URLPattern | URLResolver:
    """A route of ninja's with its rule."""
    if entry.name == "api-root":  # type: ignore[union-attr]
        return path("", root, name="api-root")
    setattr(entry.callback, RULE, CHECKED)
    return entry


_patterns, _app, _namespace = api.urls
urlpatterns = [path("", include(([_declared(entry) for entry in _patterns], _app), namespace=_namespace))]
