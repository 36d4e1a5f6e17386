"""Words of the statistics in templates. `{% load insight %}`

{{ gap|poin }}        −1,24 poin          {{ "stratified"|rancangan }}  berlapis menurut kecamatan
{{ code|temuan }}     angka kembar        {{ "suara_sah"|kolom }}       suara sah
{{ chance|peluang }}  97 %, "> 99 %" rather than certainty
"""

from __future__ import annotations

from django import template

from deskpemilu.insight.transcripts.plan import Step
from deskpemilu.web.formatting import NBSP, NONE, figure, share

register = template.Library()

DESIGNS = {
    "stratified": "berlapis menurut kecamatan",
    "srs": "acak sederhana",
    "pps": "sebanding dengan DPT",
    "zones": "dua TPS per zona",
    "two_stage": "dua tahap, desa lalu TPS",
}


@register.filter
def poin(value: float | None) -> str:
    """A difference of shares in percentage points, with its sign."""
    if value is None:
        return NONE
    points = round(100 * value, 2) or 0.0  # never "−0,00"
    sign = "+" if points > 0 else ""
    return f"{sign}{figure(points, 2)}{NBSP}poin"


@register.filter
def berdampingan(step: Step) -> list[tuple[int, int | None]]:
    """KPU's votes of a draw, each with form minus KPU."""
    return list(zip(step.theirs, step.differences, strict=True))


@register.filter
def berubah(value: int) -> str:
    """A difference of votes with its sign: +12, −3."""
    return f"+{figure(value)}" if value > 0 else figure(value)


@register.filter
def kurang(value: int, other: int) -> int:
    """The first without the second."""
    return value - other


@register.filter
def titik(value: float | None) -> str:
    """An error or a width in percentage points: 0,42 poin."""
    return NONE if value is None else f"{figure(100 * value, 2)}{NBSP}poin"


@register.filter
def rancangan(value: str) -> str:
    """A design in words."""
    return DESIGNS.get(value, value)


@register.filter
def temuan(value: str) -> str:
    """A finding's code in words."""
    return value.replace("_", " ")


@register.filter
def kolom(value: str | None) -> str:
    """The field that most likely holds the slip, in words."""
    if not value:
        return NONE
    return f"suara nomor {value}" if value[0].isdigit() else value.removesuffix("_j").replace("_", " ")


@register.filter
def peluang(value: float | None) -> str:
    """A chance in whole per cent that never claims certainty."""
    if value is None:
        return NONE
    if value > 0.99:
        return f">{NBSP}99{NBSP}%"
    return f"<{NBSP}1{NBSP}%" if value < 0.01 else share(value, 0)
