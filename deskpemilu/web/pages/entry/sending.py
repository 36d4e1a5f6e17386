"""A form as it was sent: look at it first, store it when there is nothing to say or it is to be so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from deskpemilu.domain.findings import is_blocking
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.states import Generation
from deskpemilu.flow import entry as flow
from deskpemilu.intake.entry import EntryRefused, Sent
from deskpemilu.intake.sheet import untouched
from deskpemilu.web.pages.entry.form_page import FormPage, named, shown

AS_IT_IS = "apa_adanya"
_WORDS = "huruf:"
_MOST_BLANK = 6


@dataclass(frozen=True, slots=True)
class Look:
    """What the clerk should look at before the form is stored: `wrong` is why it cannot be at all."""

    wrong: str = ""
    findings: tuple[Mapping[str, Any], ...] = ()
    blocking: bool = False
    empty: int = 0
    empty_named: str = ""
    empty_box: str = ""


def carry_out(page: FormPage, given: Mapping[str, str]) -> Sent | Look:
    """Store what was sent, or say what to look at. Raises BadFigure, EntryRefused."""
    figures = page.figures(given)
    words = {name.removeprefix(_WORDS): text for name, text in given.items() if name.startswith(_WORDS)}
    if AS_IT_IS not in given and (look := _look_at(page, figures, given, words)) is not None:
        return look
    return flow.send(
        actor=page.request.user,
        tps=page.tps,
        contest=page.contest,
        generation=_generation(given, page),
        form=figures,
        words=page.spoken(words),
        key=_key(given),
        now=page.now,
        copied=page.copied,
    )


def _look_at(
    page: FormPage, figures: CountForm, given: Mapping[str, str], words: Mapping[str, str]
) -> Look | None:
    """None when nothing is to be said."""
    findings = page.findings(figures, words, sending=True)
    empty = untouched(given, page.paper)
    blocking = is_blocking(tuple(findings))
    if not blocking and not empty:
        return None
    return Look(
        findings=tuple(shown(finding, page.paper) for finding in findings),
        blocking=blocking,
        empty=len(empty),
        empty_named=named(empty, _MOST_BLANK),
        empty_box=empty[0].name if empty else "",
    )


def _generation(given: Mapping[str, str], page: FormPage) -> Generation:
    """The generation the page was opened for."""
    try:
        return Generation(given.get("generasi", ""))
    except ValueError:
        return page.generation


def _key(given: Mapping[str, str]) -> UUID:
    try:
        return UUID(given.get("kunci", ""))
    except ValueError:
        text = "Halaman ini terlalu lama terbuka. Muat ulang halaman, lalu kirim kembali."
        raise EntryRefused(text) from None
