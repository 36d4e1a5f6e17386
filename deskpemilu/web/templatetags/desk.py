"""Template tags of the desk: figures, times, codes, status chips, icons. `{% load desk %}`

{{ n|angka }}            323.074                {{ n|angka:1 }}   3,5
{{ fraction|persen }}    58,6 %                 {{ fraction|persen:2 }}
{{ at|jam }}             18.42 WIB, kemarin 18.42, 12 Feb 18.42
{% waktu at %}           the same as <time> with the full date as title
{{ at|umur }}            12 menit
{{ code|kode }}          16.07.05.2005
{% status "held" %}      chip with icon and word   {% status "held" "jumlah tidak cocok" %}
{{ region.name|nama }}     Banyuasin II, also where the register has BANYUASIN II
{% icon "check" %}       Tabler icon               {% icon "check" "Selesai" %} with a spoken name
{% isian form.name %}      one form field with label, help and errors
{{ n|unlocalized }}        3.50, for attributes of SVG
{% urut wanted "masuk" "Masuk" "num" %}            head of a column that sorts by the address
{{ table|ambil:key }}      value of a key that is itself a variable
{% batang 903 2564 "verified" %}                   progress bar (SVG, no inline style)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from deskpemilu.domain.codes import dotted
from deskpemilu.web import formatting
from deskpemilu.web.status import Look, look_of

register = template.Library()


@register.filter
def angka(value: formatting.Figure | None, decimals: int = 0) -> str:
    """Figure with thousands dots."""
    return formatting.figure(None if value in ("", None) else value, decimals)


@register.filter
def persen(value: formatting.Figure | None, decimals: int = 1) -> str:
    """Fraction as per cent."""
    return formatting.share(None if value in ("", None) else value, decimals)


@register.filter
def jam(value: datetime | None) -> str:
    """Time of day, with the day when it is not today."""
    zone = timezone.get_current_timezone()
    return formatting.clock(value or None, now=timezone.now(), zone=zone)


@register.filter
def umur(value: datetime | None) -> str:
    """How long ago."""
    return formatting.age(value or None, now=timezone.now())


@register.filter
def kode(value: str) -> str:
    """Code with dots."""
    return dotted(str(value))


@register.filter
def nama(value: str) -> str:
    """Name of a place as people write it, whatever the register's capitals."""
    return formatting.place(str(value))


@register.filter
def samar(value: str) -> str:
    """Phone number with only its last four digits."""
    return formatting.masked_number(str(value))


@register.simple_tag
def waktu(value: datetime | None) -> str:
    """A <time> element: short text, full date as title and machine-readable."""
    if not value:
        return formatting.NONE
    zone = timezone.get_current_timezone()
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(timespec="seconds"),
        formatting.full_time(value, zone=zone),
        formatting.clock(value, now=timezone.now(), zone=zone),
    )


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Icon of the sprite; decorative unless it has a label."""
    href = f"{static('build/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', href)


@register.simple_tag
def status(state: str, word: str = "") -> SafeString:
    """Chip for a state: icon and word, tinted; `word` replaces the usual word."""
    look: Look = look_of(str(state))
    return format_html(
        '<span class="chip chip-{}">{}<span>{}</span></span>', look.tone, icon(look.icon), word or look.word
    )


@register.simple_tag
def batang(value: formatting.Figure | None, total: formatting.Figure | None, tone: str = "") -> SafeString:
    """Thin progress bar of `value` out of `total`; decorative, the figures stand beside it."""
    part = min(100.0, max(0.0, 100 * float(value or 0) / float(total))) if total else 0.0
    return format_html(
        '<svg class="bar {}" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bar-track" width="100" height="1"></rect>'
        '<rect class="bar-fill" width="{}" height="1"></rect></svg>',
        f"bar-{tone}" if tone else "",
        f"{part:.2f}",
    )


@register.inclusion_tag("partials/field.html")
def isian(field: BoundField, label: str = "") -> dict[str, Any]:
    """One form field: label, control, help, errors; described for screen readers."""
    kind = getattr(field.field.widget, "input_type", "select")
    css = {"checkbox": "form-check-input", "select": "form-select"}.get(kind, "form-control")
    attrs: dict[str, str | bool] = {"class": css}
    if label:
        attrs["placeholder"] = False  # a library's placeholder would only say the label again
    if field.errors:
        attrs["aria-invalid"] = "true"
    notes = [f"{field.auto_id}_help"] if field.help_text else []
    notes += [f"{field.auto_id}_error{at}" for at in range(len(field.errors))]
    if notes:
        attrs["aria-describedby"] = " ".join(notes)
    return {"field": field, "label": label or field.label, "widget": field.as_widget(attrs=attrs)}


@register.filter
def unlocalized(value: formatting.Figure | None) -> str:
    """A number for an attribute of SVG: a decimal point, whatever the language of the page."""
    return f"{float(value or 0):.2f}"


@register.inclusion_tag("partials/sort.html", takes_context=True)
def urut(context: dict[str, Any], wanted: Any, key: str, label: str, css: str = "") -> dict[str, Any]:
    """Head of a column that sorts by the address; figures begin with the greatest."""
    chosen = wanted.sort == key
    turned = (not wanted.down) if chosen else css == "num"
    return {
        "request": context["request"],
        "key": key,
        "label": label,
        "css": css,
        "order": ("descending" if wanted.down else "ascending") if chosen else "",
        "direction": "turun" if turned else None,
    }


@register.filter
def ambil(table: Mapping[Any, Any], key: object) -> object:
    """Value of a key; "" where it is missing."""
    return table.get(key, "")
