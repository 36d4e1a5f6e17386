"""One message in full: the bubble, the reply that went out, and the reading as a small form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from deskpemilu.accounts.access import Access
from deskpemilu.channels.models import InboxMessage, OutboxMessage
from deskpemilu.domain.codes import DESA, KECAMATAN, TPS
from deskpemilu.domain.contests import CONTESTS
from deskpemilu.domain.roles import Act
from deskpemilu.flow.messages import REPLY_CHANNELS, Figures
from deskpemilu.intake.forms import form_of
from deskpemilu.intake.models import StoredReading, Submission
from deskpemilu.intake.reading import Kind, Report
from deskpemilu.registry.lexicon import ChoiceEntry, Lexicon
from deskpemilu.registry.models import Election
from deskpemilu.registry.queries import lexicon_of
from deskpemilu.verification.workflow import Refused
from deskpemilu.web.pages.inbox.binding import Binding, binding_of
from deskpemilu.web.pages.inbox.bubble import Piece, pieces
from deskpemilu.web.pages.report.entry import Box, boxes, completed, typed, values_of

MOST_FORMS = 12
KIND_WORDS: dict[str, str] = {
    Kind.RESULT: "hasil TPS",
    Kind.PARTIAL: "sebagian hasil",
    Kind.CORRECTION: "ralat",
    Kind.CANCEL: "pembatalan",
    Kind.CONFIRM: "konfirmasi",
    Kind.STATUS: "permintaan status",
    Kind.INCIDENT: "kejadian",
    Kind.SITUATION: "laporan situasi",
    Kind.TURNOUT: "partisipasi",
    Kind.LOGISTICS: "logistik",
    Kind.RECAP: "rekap",
    Kind.PHOTO: "foto",
    Kind.OTHER: "lain-lain",
}
_FIGURES = frozenset({Kind.RESULT, Kind.PARTIAL, Kind.CORRECTION, Kind.RECAP})


@dataclass(frozen=True, slots=True)
class Draft:
    """One report of the message as a small form."""

    at: int
    desa: str
    tps: str
    contest: str
    boxes: tuple[Box, ...]

    @property
    def prefix(self) -> str:
        """What the names of its fields begin with."""
        return f"r{self.at}-"

    @property
    def ready(self) -> bool:
        """Whether place, contest and figures are all there."""
        return bool(self.desa and self.tps and self.contest and any(box.value for box in self.boxes))


@dataclass
class Detail:
    """A message for one reader. `given` are the fields of the address: chosen contests and places."""

    message: InboxMessage
    access: Access
    election: Election | None
    given: Mapping[str, str]

    @cached_property
    def lexicon(self) -> Lexicon | None:
        """The election that the message is about, in memory."""
        election = (self.reading.election if self.reading else None) or self.election
        return lexicon_of(election) if election else None

    @property
    def reading(self) -> StoredReading | None:
        """What was read, None while nothing was."""
        return getattr(self.message, "reading", None)

    @property
    def data(self) -> dict[str, Any]:
        """The reading's data."""
        return self.reading.data if self.reading else {}

    @property
    def reports(self) -> list[dict[str, Any]]:
        """Reports that were read."""
        return list(self.data.get("reports", []))

    @property
    def kind(self) -> str:
        """What the message is, in words."""
        return KIND_WORDS.get(self.reading.kind, "lain-lain") if self.reading else "belum dibaca"

    @property
    def is_figures(self) -> bool:
        """Whether the message is about figures, so that the form is worth showing at once."""
        return self.reading is None or self.reading.kind in _FIGURES or bool(self.reports)

    @cached_property
    def bubble(self) -> list[Piece]:
        """The text with what was read."""
        contests = {at: report.get("contest") or "" for at, report in enumerate(self.reports)}
        return pieces(self.message.text, self.data.get("spans", []), contests=contests)

    @cached_property
    def replies(self) -> list[OutboxMessage]:
        """What went out because of it, in order."""
        return list(self.message.replies.order_by("pk"))

    @cached_property
    def stored(self) -> list[Submission]:
        """Versions that came of it."""
        messages = [self.message, *self.joined]
        rows = Submission.objects.filter(message__in=messages).select_related("tps__desa", "contest")
        return list(rows.order_by("tps__code", "contest__order"))

    @cached_property
    def joined(self) -> list[InboxMessage]:
        """The other messages that its report stands in, oldest first; only those of this sender."""
        ids = [pk for pk in self.data.get("joined", ()) if pk != self.message.pk]
        rows = InboxMessage.objects.filter(pk__in=ids, sender=self.message.sender) if ids else []
        return sorted(rows, key=lambda row: ids.index(row.pk))

    @property
    def binding(self) -> Binding | None:
        """What may be decided about its sender."""
        return binding_of(self.message, self.access)

    @property
    def findings(self) -> list[dict[str, Any]]:
        """What was remarkable, in sentences."""
        return list(self.data.get("findings", []))

    @property
    def open(self) -> bool:
        """Whether a person may still decide on it."""
        return self.reading is None or self.reading.handled_at is None

    @property
    def works(self) -> bool:
        """Whether this reader may act on it."""
        return self.access.anywhere(Act.WORK_INBOX)

    @property
    def corrects(self) -> bool:
        """Whether this reader may open the verification page of its forms."""
        return self.access.anywhere(Act.CORRECT)

    @property
    def reachable(self) -> bool:
        """Whether its sender can be answered from the desk."""
        message = self.message
        return message.channel in REPLY_CHANNELS and bool(message.sender) and not message.group

    @property
    def question(self) -> str:
        """A first wording of the question to the sender."""
        asked = self.data.get("question") or {}
        return str(asked.get("text") or "Mohon sebutkan desa, nomor TPS, dan pemilihannya.")

    @cached_property
    def options(self) -> list[tuple[str, str]]:
        """Answers that the reader offered to the question: (words, address that fills them in)."""
        asked = self.data.get("question") or {}
        found = []
        for label, code in asked.get("options", []):
            name = "tempat" if str(code).isdigit() else "jenis"
            found.append((str(label), f"?{name}0={code}"))
        return found

    @cached_property
    def drafts(self) -> list[Draft]:
        """The reports as forms; one empty form where nothing was read."""
        reports = self.reports[:MOST_FORMS] or [{}]
        return [self._draft(at, report) for at, report in enumerate(reports)]

    def _draft(self, at: int, report: Mapping[str, Any]) -> Draft:
        code = self.given.get(f"tempat{at}") or report.get("tps_code") or ""
        contest = self.given.get(f"jenis{at}") or report.get("contest") or self._only_contest()
        if self.lexicon is None or contest not in self.lexicon.contests:
            contest = ""
        values = values_of(form_of(_report(report)))
        extra = [name for name in values if ":" not in name and not name.startswith("suara_")]
        drawn = boxes(self.ballot(contest, code), contest, values, extra_rows=extra) if contest else []
        return Draft(
            at,
            self._desa_words(code),
            str(int(code[DESA:])) if len(code) == TPS else "",
            contest,
            tuple(drawn),
        )

    def _only_contest(self) -> str:
        contests = list(self.lexicon.contests) if self.lexicon else []
        return contests[0] if len(contests) == 1 else ""

    def ballot(self, contest: str, code: str) -> Sequence[ChoiceEntry]:
        """Lines of a ballot in a place."""
        return self.lexicon.contests[contest].choices_for(code) if self.lexicon else ()

    @cached_property
    def desa(self) -> dict[str, str]:
        """Desa in which this reader may work, by the words of the list: `Lubuk Karet, Kec. Betung`."""
        areas = self.access.areas(Act.WORK_INBOX)
        regions = self.lexicon.regions if self.lexicon else {}
        codes = (
            [code for code in regions if len(code) == DESA and code.startswith(tuple(areas))] if areas else []
        )
        return {self._desa_words(code): code for code in codes}

    def _desa_words(self, code: str) -> str:
        regions = self.lexicon.regions if self.lexicon else {}
        desa, kecamatan = regions.get(code[:DESA]), regions.get(code[:KECAMATAN])
        return f"{desa.name}, Kec. {kecamatan.name}" if desa and kecamatan and len(code) >= DESA else ""

    @property
    def contests(self) -> list[tuple[str, str]]:
        """Ballots of the election: (code, short name)."""
        return [(code, CONTESTS[code].short) for code in self.lexicon.contests] if self.lexicon else []

    def figures(self, data: Mapping[str, str]) -> list[Figures]:
        """What was typed into the forms. Raises Refused or BadFigure with a sentence."""
        found = []
        for draft in self.drafts:
            contest = data.get(f"{draft.prefix}jenis", "")
            if contest not in CONTESTS:
                raise Refused("Pilih pemilihan yang dilaporkan.")
            code = self._typed_place(data, draft.prefix)
            ballot = self.ballot(contest, code)
            names = [name.removeprefix(draft.prefix) for name in data if name.startswith(draft.prefix)]
            names = [name for name in names if name not in {"desa", "tps", "jenis"}]
            form = typed(data, names, contest, prefix=draft.prefix)
            found.append(Figures(code, contest, completed(form, ballot)))
        return found

    def _typed_place(self, data: Mapping[str, str], prefix: str) -> str:
        words, number = data.get(f"{prefix}desa", "").strip(), data.get(f"{prefix}tps", "").strip()
        code = self.desa.get(words) or (words if words in self.desa.values() else "")
        if not code:
            raise Refused("Pilih desa dari daftar, supaya laporan masuk ke tempat yang benar.")
        if not number.isdecimal() or not 1 <= int(number) <= 999:
            raise Refused("Isi nomor TPS dengan angka, misalnya 3.")
        return f"{code}{int(number):03d}"


def _report(report: Mapping[str, Any]) -> Report:
    """A stored report as the reader made it; `rows` are whatever else stands in it."""
    named = ("valid", "invalid", "total", "dpt", "voters")
    rows = {
        name: figure
        for name, figure in report.items()
        if name not in {"tps_code", "contest", "votes", *named} and isinstance(figure, int)
    }
    return Report(
        report.get("tps_code"),
        report.get("contest"),
        dict(report.get("votes", {})),
        valid=report.get("valid"),
        invalid=report.get("invalid"),
        total=report.get("total"),
        dpt=report.get("dpt"),
        voters=report.get("voters"),
        rows=rows,
    )
