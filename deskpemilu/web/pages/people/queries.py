"""Reading people, inside the areas of whoever looks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db.models import Prefetch, Q, QuerySet

from deskpemilu.accounts.access import Access
from deskpemilu.accounts.models import Grant, Person, Phone
from deskpemilu.domain.codes import TPS, dotted, parse_code
from deskpemilu.domain.roles import Act
from deskpemilu.registry.models import Region, Tps
from deskpemilu.web.pages.search.queries import inside

WHOLE_DESK = "SEMUA"
MOST = 20
PICK = "Pilih dari daftar atau tulis kodenya."
_LEADING_CODE = re.compile(r"^\s*(\d[\d.\s]*\d|\d)(?=\s|$)")


class UnknownArea(ValueError):
    """A text that names no region, or several, with a sentence."""


def people(access: Access, *, words: str = "", role: str = "", state: str = "") -> QuerySet[Person]:
    """People whom this person manages, by name, with living grants and phones loaded."""
    living, rows = Grant.objects.filter(revoked_at=None), Person.objects.all()
    if (areas := access.areas(Act.MANAGE_PEOPLE)) != ("",):
        outside = living.exclude(inside(areas, "area")).values("person")
        # Somebody with one role elsewhere is managed by those above both areas.
        rows = rows.exclude(pk__in=outside)
    if words:
        digits = re.sub(r"\D", "", words)
        fits = Q(name__icontains=words) | Q(username__icontains=words)
        if len(digits) >= 4:
            fits |= Q(
                pk__in=Phone.objects.filter(number__contains=digits.lstrip("0"), active=True).values("person")
            )
        rows = rows.filter(fits)
    if role:
        rows = rows.filter(pk__in=living.filter(role=role).values("person"))
    if state:
        rows = rows.filter(is_active=state == "aktif")
    return rows.order_by("name", "username").prefetch_related(
        Prefetch("grants", living.order_by("area", "role"), to_attr="living_grants"),
        Prefetch("phones", Phone.objects.filter(active=True), to_attr="living_phones"),
    )


def area_names(grants: Sequence[Grant]) -> dict[str, str]:
    """Name of each area of the grants; one statement."""
    codes = {row.area for row in grants if row.area}
    names = dict(Region.objects.filter(code__in={code[:10] for code in codes}).values_list("code", "name"))
    return {code: _area_name(code, names) for code in codes} | {"": "Seluruh wilayah desk"}


def _area_name(code: str, names: dict[str, str]) -> str:
    name = names.get(code[:10], dotted(code))
    return f"TPS {int(code[10:])} {name}" if len(code) == TPS else name


def suggestions(access: Access, text: str) -> list[tuple[str, str]]:
    """(what the field will hold, what is shown) for a typed text, inside the person's areas."""
    areas = access.areas(Act.MANAGE_PEOPLE)
    found = [(WHOLE_DESK, "seluruh wilayah desk")] if "" in areas else []
    words = text.strip()
    if not words:
        return found
    rows = Region.objects.filter(inside(areas, "code")).select_related("parent")
    code = re.sub(r"\D", "", words) if _LEADING_CODE.match(words) else ""
    rows = rows.filter(code__startswith=code) if code else rows.filter(name__icontains=words)
    # The short codes first: a kecamatan before the desa that carry its name.
    near = sorted(rows[:200], key=lambda row: (len(row.code), row.name))[:MOST]
    return found + [
        (f"{dotted(row.code)} {row.name}", f"{row.level}, {row.parent.name if row.parent else ''}")
        for row in near
    ]


def resolve_area(access: Access, text: str) -> str:
    """Digits of the area that a text names ("" for SEMUA). Raises UnknownArea with a sentence."""
    words = text.strip()
    if words.upper() == WHOLE_DESK:
        return ""
    if leading := _LEADING_CODE.match(words):
        return _known(leading[1])
    rows = Region.objects.filter(inside(access.areas(Act.MANAGE_PEOPLE), "code"), name__iexact=words)
    codes = list(rows.values_list("code", flat=True)[:5])
    if len(codes) == 1:
        return codes[0]
    if codes:
        listed = ", ".join(dotted(code) for code in codes)
        raise UnknownArea(
            f"Ada beberapa wilayah bernama “{words}” ({listed}). Pilih dari daftar atau tulis kodenya."
        )
    raise UnknownArea(
        f"Wilayah “{words}” tidak ada dalam wilayah tugas Anda. Pilih dari daftar atau tulis kodenya."
    )


def _known(text: str) -> str:
    try:
        code = parse_code(text)
    except ValueError as error:
        raise UnknownArea(str(error)) from error
    table = Tps.objects.filter(code=code) if len(code) == TPS else Region.objects.filter(code=code)
    if not table.exists():
        raise UnknownArea(f"Kode {dotted(code)} tidak ada dalam daftar wilayah desk.")
    return code
