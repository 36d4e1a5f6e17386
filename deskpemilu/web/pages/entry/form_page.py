"""One form as the clerk sees it: the paper, what is typed so far, what stands already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404

from deskpemilu.accounts.access import DeskRequest
from deskpemilu.domain.codes import KABUPATEN, KECAMATAN, PROVINSI
from deskpemilu.domain.findings import Finding, Severity
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.states import GENERATION_NAMES, STATE_NAMES, CountState, Generation
from deskpemilu.evidence.models import Photo
from deskpemilu.evidence.queries import photos_of
from deskpemilu.flow import entry as flow
from deskpemilu.intake.entry_models import EntryDraft, FormEntry
from deskpemilu.intake.entry_queries import (
    Standing,
    at_work,
    draft_of,
    paper_of,
    standing_of,
    withdrawn_by,
)
from deskpemilu.intake.models import Submission
from deskpemilu.intake.sheet import Box, Paper, boxes_of, typed
from deskpemilu.registry.models import Contest, Region, Tps
from deskpemilu.verification.services import done_of, last_act, seen_of
from deskpemilu.verification.withdrawals import withdrawable
from deskpemilu.verification.workflow import WITHDRAW, can_undo
from deskpemilu.web.election import current_election

# While somebody is still typing, a form is incomplete by nature: these wait until it is sent.
_ONLY_AT_THE_END = frozenset({"D1", "D2"})
COPIED, MOST_COPIED = "isi_disalin", 50
_WEIGHT = {severity: at for at, severity in enumerate(Severity)}


@dataclass
class FormPage:
    """The page of a TPS and contest for one person."""

    request: DeskRequest
    tps: Tps
    contest: Contest
    now: datetime

    @property
    def name(self) -> str:
        """The form in words."""
        return f"{self.contest.short} TPS {self.tps.number:03d} {self.tps.desa.name}"

    @cached_property
    def paper(self) -> Paper:
        """Sections, lines and boxes."""
        return paper_of(self.contest, self.tps.code)

    @cached_property
    def standing(self) -> Standing:
        """Where the form stands for this person."""
        return standing_of(self.request.user, self.tps, self.contest)

    @property
    def generation(self) -> Generation:
        """The generation that counts now."""
        return self.standing.generation

    @property
    def generation_name(self) -> str:
        """`PSU ke-2`; "" for the regular vote."""
        return "" if self.generation is Generation.REGULER else GENERATION_NAMES[self.generation]

    @cached_property
    def draft(self) -> EntryDraft | None:
        """What the person typed before."""
        return draft_of(self.request.user, self.tps, self.contest, self.generation)

    @cached_property
    def key(self) -> UUID:
        """The key under which this is sent once."""
        return self.draft.key if self.draft else uuid4()

    @cached_property
    def values(self) -> dict[str, str]:
        """What stands in the boxes: the draft, else one's own figures, else a report if asked for."""
        if self.draft is not None:
            return {name: str(text) for name, text in self.draft.boxes.items()}
        if self.withdrawn is not None and self.request.GET.get("isi") == "ditarik":
            return self._as_typed(self.withdrawn)
        version = self.standing.current
        asked = self.request.GET.get("isi") == "laporan" and not self.standing.second
        if version is None or not (self.standing.own or asked):
            return {}
        if not self.standing.own:
            self._note_copied(version.pk)
        return self._shown(boxes_of(CountForm(rows=version.rows, votes=version.votes)))

    @property
    def copied(self) -> int | None:
        """The version of somebody else whose figures this person let stand in the boxes."""
        noted: dict[str, int] = self.request.session.get(COPIED, {})
        return noted.get(f"{self.tps.code}:{self.contest.code}")

    def _note_copied(self, version_id: int) -> None:
        noted = {**self.request.session.get(COPIED, {}), f"{self.tps.code}:{self.contest.code}": version_id}
        self.request.session[COPIED] = dict(list(noted.items())[-MOST_COPIED:])

    def forget_copied(self) -> None:
        """The boxes are empty again: what is typed now is one's own."""
        noted = dict(self.request.session.get(COPIED, {}))
        noted.pop(f"{self.tps.code}:{self.contest.code}", None)
        self.request.session[COPIED] = noted

    def _as_typed(self, entry: FormEntry) -> dict[str, str]:
        version = entry.submission
        typed_then = boxes_of(CountForm(rows=version.rows, votes=version.votes))
        return self._shown(typed_then if entry.typed is None else entry.typed)

    def _shown(self, figures: Mapping[str, int]) -> dict[str, str]:
        return {name: str(figure) for name, figure in figures.items() if name in self.paper.names}

    @cached_property
    def own(self) -> list[Submission]:
        """What the person typed and may take back."""
        count = self.standing.count
        return withdrawable(count, self.request.user.pk) if count is not None else []

    @property
    def seen(self) -> str:
        """The mark of the form as this page shows it."""
        return seen_of(self.standing.count) if self.standing.count is not None else ""

    @cached_property
    def withdrawn(self) -> FormEntry | None:
        """What the person took back, while nothing else stands."""
        count = self.standing.count
        return withdrawn_by(self.request.user, count) if count is not None else None

    @property
    def may_undo(self) -> bool:
        """Whether the last act on the form is the person's withdrawal, and can still be undone."""
        last = last_act(self.standing.count.pk) if self.standing.count is not None else None
        if last is None or last.act != WITHDRAW:
            return False
        return can_undo(done_of(last), person=str(self.request.user.pk), now=self.now)

    @property
    def words(self) -> dict[str, str]:
        """Boxes whose words say another figure."""
        return dict(self.draft.words) if self.draft else {}

    @cached_property
    def others(self) -> list[tuple[str, datetime]]:
        """Who else is typing this form now."""
        return at_work(self.request.user, self.tps, self.contest, self.generation, self.now)

    @cached_property
    def photos(self) -> list[Photo]:
        """Photos of this form, to type from."""
        return photos_of(self.tps.pk, self.contest.pk)

    @property
    def said(self) -> str:
        """What the clerk has to know of this form before typing; "" where there is nothing."""
        standing = self.standing
        if standing.second:
            return (
                "Entri kedua: formulir ini sudah diisi satu orang. Isi dari C.Hasil; isian pertama "
                "sengaja tidak ditampilkan."
            )
        if standing.looked:
            return (
                "Anda sudah melihat isian pertama, sehingga isian Anda tidak dihitung sebagai entri kedua. "
                "Mintalah petugas lain mengisinya."
            )
        if standing.own:
            word = STATE_NAMES[CountState(standing.count.state)] if standing.count else ""
            text = f"Anda sudah mengisi formulir ini ({word}). Angka lain menjadi ralat."
            return text + (" Entri kedua dilakukan orang lain." if standing.in_plan else "")
        if standing.count is not None and CountState(standing.count.state) is CountState.RETURNED:
            return f"Dikembalikan: {standing.count.reason}. Periksa C.Hasil, lalu isi kembali."
        if standing.current is not None:
            return (
                "Sudah ada laporan untuk formulir ini. Angka yang sama menjadi penegasan, "
                "angka lain menunggu keputusan camat."
            )
        return ""

    @cached_property
    def kop(self) -> list[tuple[str, str]]:
        """The head of the paper."""
        code = self.tps.code
        wanted = {code[:length]: name for length, name in _KOP}
        names = dict(Region.objects.filter(code__in=wanted).values_list("code", "name"))
        head = [(label, names.get(part, "–")) for part, label in wanted.items()]
        return [*head, ("Kelurahan/Desa", self.tps.desa.name), ("TPS", f"{self.tps.number:03d}")]

    def figures(self, given: Mapping[str, object], *, strict: bool = True) -> CountForm:
        """What was typed. Raises BadFigure where `strict`."""
        return typed(given, self.paper, strict=strict)

    def findings(
        self, form: CountForm, words: Mapping[str, object], *, sending: bool = False
    ) -> list[Finding]:
        """What is to be said of the figures, the weightiest first."""
        found = flow.check(self.tps, self.contest, form, self.spoken(words))
        kept = [each for each in found if sending or each.code not in _ONLY_AT_THE_END]
        return sorted(kept, key=lambda each: _WEIGHT[each.severity])

    def spoken(self, words: Mapping[str, object]) -> dict[str, int]:
        """Figures that the paper's words say, by vote box."""
        votes = {box.name for box in self.paper.boxes if box.vote}
        texts = {name: str(text) for name, text in words.items() if name in votes}
        return {name: int(text) for name, text in texts.items() if text.isascii() and text.isdigit()}


_KOP = ((PROVINSI, "Provinsi"), (KABUPATEN, "Kabupaten/Kota"), (KECAMATAN, "Kecamatan"))


def form_page(request: DeskRequest, code: str, contest: str, now: datetime) -> FormPage:
    """The page of an address. Raises Http404 where there is no such form."""
    election = current_election(request)
    tps = Tps.objects.select_related("desa__parent").filter(election=election, code=code).first()
    ballot = Contest.objects.select_related("election").filter(election=election, code=contest).first()
    if tps is None or ballot is None:
        raise Http404("TPS atau pemilihan ini tidak ada.")
    return FormPage(request, tps, ballot, now)


def as_json(finding: Finding, paper: Paper) -> dict[str, Any]:
    """A finding as the page's script marks it: sentence, weight, the boxes it names."""
    rows = [name for name in finding.values.get("rows", ()) if name in paper.names]
    suspect = finding.values.get("suspect")
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "text": finding.text,
        "rows": rows,
        "suspect": suspect if suspect in paper.names else None,
    }


def shown(finding: Finding, paper: Paper) -> dict[str, Any]:
    """A finding for the strip above the send button, with the first box to look at."""
    row = as_json(finding, paper)
    first = row["rows"][0] if row["rows"] else first_vote(paper)
    return {**row, "box": row["suspect"] or first}


def first_vote(paper: Paper) -> str:
    """The first box of section IV, where findings about all votes lead."""
    return next((box.name for box in paper.boxes if box.vote), "")


def named(boxes: Sequence[Box], most: int = 4) -> str:
    """Boxes in words: the first few, and how many more."""
    words = ", ".join(box.label for box in boxes[:most])
    return words + (f", dan {len(boxes) - most} lainnya" if len(boxes) > most else "")
