"""Template tags of the comparison: class, decision, signed difference."""

from __future__ import annotations

from django import template
from django.utils.html import format_html

from deskpemilu.exchange.compare import Kind
from deskpemilu.exchange.foreign import ORIGIN_NAMES
from deskpemilu.exchange.models import DifferenceNote, Verdict
from deskpemilu.exchange.wording import KIND_NAMES
from deskpemilu.web.pages.comparison.marks import signed
from deskpemilu.web.templatetags.desk import icon

register = template.Library()
_KINDS = {
    Kind.EQUAL: ("ok", "circle-check"),
    Kind.DIGIT_SLIP: ("warn", "edit"),
    Kind.SWAPPED_PAIR: ("danger", "git-compare"),
    Kind.OTHER: ("danger", "alert-triangle"),
    Kind.MISSING_HERE: ("info", "circle-dashed"),
    Kind.MISSING_THERE: ("quiet", "circle-dashed"),
}
_VERDICTS = {
    Verdict.OURS: ("ok", "send", "Lapor KPU"),
    Verdict.THEIRS: ("warn", "edit", "Perbaiki"),
    Verdict.NOTED: ("quiet", "notes", "Dicatat"),
}


@register.simple_tag
def golongan(kind: Kind, name: str = "") -> str:
    """Chip of a class."""
    tone, picture = _KINDS[kind]
    return format_html(
        '<span class="chip chip-{}">{}<span>{}</span></span>', tone, icon(picture), name or KIND_NAMES[kind]
    )


@register.simple_tag
def putusan(note: DifferenceNote) -> str:
    """Chip of a decision; who and when as its title."""
    tone, picture, word = _VERDICTS[Verdict(note.verdict)]
    return format_html(
        '<span class="chip chip-{}" title="{}">{}<span>{}</span></span>',
        tone,
        f"{note.get_verdict_display()} · {note.person.name}",
        icon(picture),
        word,
    )


@register.simple_tag
def selisih(figure: int) -> str:
    """A difference with its sign; 0 as it is."""
    return signed(figure)


@register.filter
def sumber(source: str) -> str:
    """Name of a source."""
    return ORIGIN_NAMES.get(source, source)
