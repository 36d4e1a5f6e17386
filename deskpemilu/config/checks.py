"""Start-up checks: every route declares who may use it, or nothing starts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, URLResolver, get_resolver

from deskpemilu.accounts.access import RULE, Rule


def routes(
    patterns: Sequence[URLPattern | URLResolver] | None = None, prefix: str = ""
) -> Iterator[tuple[str, URLPattern, Rule | None]]:
    """Every route of the program: its address pattern, itself, its rule (None where it has none)."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        address = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, address)
        else:
            yield f"/{address}", entry, getattr(entry.callback, RULE, None)


def routes_without_rule() -> list[str]:
    """Addresses of the routes that declare no rule."""
    return [address for address, _, rule in routes() if rule is None]


@register("access")
def every_route_has_a_rule(**_: Any) -> list[CheckMessage]:
    """One error for each route without a declaration."""
    return [
        Error(
            f"Rute {address} tidak menyatakan siapa yang boleh memakainya.",
            hint="Beri @requires(…), @signed_in atau @public(…) dari deskpemilu.accounts.access.",
            id="desk.E001",
        )
        for address in routes_without_rule()
    ]


def refuse_unguarded_routes() -> None:
    """Raise ImproperlyConfigured naming the routes without a rule; called by asgi.py and `desk up`."""
    if missing := routes_without_rule():
        raise ImproperlyConfigured(f"Rute tanpa aturan akses: {', '.join(missing)}")
