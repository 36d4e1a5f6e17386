"""The queue of findings, and one of them beside its form and its photo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import get_template

from deskpemilu.accounts.access import Access
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.rules.labels import CHOICE
from deskpemilu.domain.states import CountState
from deskpemilu.evidence.models import Photo
from deskpemilu.evidence.queries import Notice, photos_of
from deskpemilu.insight.followup.marks import mark_of
from deskpemilu.insight.followup.queries import notes_of
from deskpemilu.insight.models import FindingNote, Run
from deskpemilu.intake.book import book_of
from deskpemilu.intake.models import Count
from deskpemilu.registry.models import Contest
from deskpemilu.web.pages.evidence.seen import notices_for
from deskpemilu.web.pages.verification.sheet import Sheet, sheet

VIEWER = "evidence/viewer.html"
MOST_NOTICES = 3
VOUCHED = {CountState.VERIFIED.value, CountState.LOCKED.value}
OPEN, LOOKING, DONE = "terbuka", "diperiksa", "selesai"
STANDINGS = ((OPEN, "belum diperiksa"), (LOOKING, "sedang diperiksa"), (DONE, "selesai"))


@dataclass(frozen=True, slots=True)
class Item:
    """A finding as the queue shows it; `state` is the form's state now, `notes` what people said of it."""

    number: int
    row: Mapping[str, Any]
    state: str
    place: str
    vouched: bool = False
    """A camat vouched for the form after the finding was made."""
    notes: Sequence[FindingNote] = field(default=())

    @property
    def key(self) -> str:
        """How an address names it."""
        return f"{self.row['tps_code']}-{self.row['code']}"

    @property
    def note(self) -> FindingNote | None:
        """The newest word, while the figures are those it was said of."""
        newest = self.notes[0] if self.notes else None
        return newest if newest is not None and newest.values_digest == mark_of(self.row) else None

    @property
    def changed(self) -> bool:
        """Whether somebody spoke of other figures."""
        return bool(self.notes) and self.note is None

    @property
    def standing(self) -> str:
        """Open, being looked at, or done: by a word, or because a camat vouched for the form since."""
        if self.vouched and not self.notes:
            return DONE
        note = self.note
        if note is None or note.state == FindingNote.State.REOPENED:
            return OPEN
        return DONE if note.state == FindingNote.State.DONE else LOOKING


def items_of(contest: Contest, run: Run | None, rows: Sequence[Mapping[str, Any]]) -> list[Item]:
    """Findings of a run with the state of their form now, the desa's name, and what was said of them.

    rows: those of the run that this person may see.
    """
    if run is None:
        return []
    codes = {row["tps_code"] for row in rows}
    counts = Count.objects.filter(contest=contest, counts=True, tps__code__in=codes)
    found = {count.tps.code: count for count in counts.select_related("tps__desa__parent")}
    notes = notes_of(contest, codes)
    return [
        _item(number, row, found.get(row["tps_code"]), notes.get((row["tps_code"], row["code"]), ()), run.at)
        for number, row in enumerate(rows, start=1)
    ]


def _item(
    number: int, row: Mapping[str, Any], count: Count | None, notes: Sequence[FindingNote], made: datetime
) -> Item:
    if count is None:
        return Item(number, row, CountState.MISSING.value, "", notes=notes)
    desa = count.tps.desa
    place = f"{desa.name}, {desa.parent.name}" if desa.parent else desa.name
    vouched = count.state in VOUCHED and count.changed_at > made
    return Item(number, row, count.state, place, vouched, notes)


def chosen_items(items: Sequence[Item], code: str, standing: str) -> list[Item]:
    """Those of one kind and one standing, "" for all."""
    fitting = (item for item in items if not code or item.row["code"] == code)
    return [item for item in fitting if not standing or item.standing == standing]


@dataclass(frozen=True, slots=True)
class Close:
    """One finding beside its form: rows with the suspect one marked, other findings, photos."""

    item: Item
    others: Sequence[Item]
    sheet: Sheet | None
    suspects: frozenset[str]
    arrived: datetime | None
    photos: Sequence[Photo]
    notices: Sequence[Notice]
    viewer: str


def close_up(access: Access, contest: Contest, items: Sequence[Item], key: str) -> Close | None:
    """The finding of that key, else the first that nobody is done with; None without findings."""
    item = next((each for each in items if each.key == key), None)
    if item is None:
        waiting = (each for each in items if each.standing != DONE)
        item = next(waiting, next(iter(items), None))
    if item is None:
        return None
    code = item.row["tps_code"]
    others = [each for each in items if each.row["tps_code"] == code and each is not item]
    counts = Count.objects.filter(contest=contest, counts=True, tps__code=code)
    count = counts.select_related("submission__message", "tps").first()
    version = count.submission if count else None
    shown = None
    if version is not None:
        ballot = book_of(contest.election).lexicon.contests[contest.code].choices_for(code)
        shown = sheet(CountForm(version.rows, version.votes), ballot, contest.code, version.findings)
    return Close(
        item=item,
        others=others,
        sheet=shown,
        suspects=_suspects([item, *others], shown),
        arrived=version.created_at if version else None,
        photos=photos_of(count.tps_id, contest.pk) if count else [],
        notices=notices_for(access, count.tps_id, contest.pk)[:MOST_NOTICES] if count else [],
        viewer=viewer_template(),
    )


def _suspects(items: Sequence[Item], shown: Sheet | None) -> frozenset[str]:
    """Rows of the sheet that a finding names; "suara" without a number names all lines."""
    if shown is None:
        return frozenset()
    names: set[str] = set()
    for item in items:
        suspect = item.row["suspect_field"] or ""
        if suspect == "suara":
            names |= {row.name for row in shown.rows if row.name.startswith(CHOICE)}
        elif suspect:
            names |= {suspect, CHOICE + suspect}
    return frozenset(names)


def viewer_template() -> str:
    """The viewer of photos, "" where this desk's program has none."""
    try:
        get_template(VIEWER)
    except TemplateDoesNotExist:
        return ""
    return VIEWER
