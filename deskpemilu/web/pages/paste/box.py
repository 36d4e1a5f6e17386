"""The paste box: what was typed and chosen, and what would be made of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import uuid4

from django.utils import timezone

from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.pasted import Piece, envelopes_of, pieces_of
from deskpemilu.domain.codes import DESA, KECAMATAN, tps_number
from deskpemilu.domain.contests import CONTESTS
from deskpemilu.flow.paste import Preview, Reporter, preview
from deskpemilu.intake.reading import Report
from deskpemilu.registry.lexicon import Lexicon
from deskpemilu.registry.models import Election
from deskpemilu.registry.queries import lexicon_of
from deskpemilu.web.pages.inbox.bubble import Piece as Marked
from deskpemilu.web.pages.inbox.bubble import pieces as marked

_KEY = re.compile(r"^[A-Za-z0-9-]{16,64}$")
DEFAULT_CHAT = "Tempel"


@dataclass(frozen=True, slots=True)
class Name:
    """A name that stands before messages, and the reporter chosen for it ("" = none yet)."""

    field: str
    shown: str
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """One message of the paste as it would be read."""

    number: int
    preview: Preview
    bubble: tuple[Marked, ...]
    reports: tuple[str, ...]
    findings: tuple[str, ...]


@dataclass
class Box:
    """A paste. `given` are the fields of the request."""

    given: Mapping[str, str]
    election: Election
    people: Sequence[Reporter]
    now: datetime

    @property
    def text(self) -> str:
        """What was pasted."""
        return self.given.get("teks", "")

    @property
    def chat(self) -> str:
        """The group's name."""
        return self.given.get("grup", "").strip()[:100] or DEFAULT_CHAT

    @cached_property
    def key(self) -> str:
        """The key of this paste: sending it twice is once."""
        given = self.given.get("kunci", "")
        return given if _KEY.match(given) else str(uuid4())

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The messages in the text. Raises PasteRefused."""
        local = timezone.localtime(self.now).replace(tzinfo=None)
        return pieces_of(self.text, now=local)

    @cached_property
    def names(self) -> list[Name]:
        """Names for which a reporter can be chosen, in the order they appear; "" for messages without."""
        shown = list(dict.fromkeys(piece.shown for piece in self.pieces))
        return [Name(f"pengirim{at}", name, self._label(at, name)) for at, name in enumerate(shown)]

    def _label(self, at: int, shown: str) -> str:
        """What was chosen; at first the one registered reporter of exactly that name."""
        if (chosen := self.given.get(f"pengirim{at}")) is not None:
            return chosen
        same = [person for person in self.people if person.name.casefold() == shown.casefold()]
        return same[0].label if len(same) == 1 else ""

    @cached_property
    def envelopes(self) -> tuple[Envelope, ...]:
        """The messages, each with its sender."""
        numbers = {person.label: person.number for person in self.people}
        chosen = {name.shown: numbers[name.label] for name in self.names if name.label in numbers}
        return envelopes_of(
            self.pieces,
            key=self.key,
            chat=self.chat,
            zone=timezone.get_current_timezone(),
            now=self.now,
            sender=chosen.pop("", ""),
            senders=chosen,
            election_code=self.election.code,
        )

    @cached_property
    def lines(self) -> list[Line]:
        """Each message as it would be read."""
        lexicon = lexicon_of(self.election)
        return [
            _line(at, each, lexicon)
            for at, each in enumerate(preview(self.envelopes, self.election), start=1)
        ]


def _line(number: int, each: Preview, lexicon: Lexicon) -> Line:
    reading = each.reading
    contests = {at: report.contest or "" for at, report in enumerate(reading.reports)}
    spans = [
        {"start": span.start, "end": span.end, "role": span.role, "report": span.report}
        for span in reading.spans
    ]
    findings = (*reading.findings, *(finding for report in reading.reports for finding in report.findings))
    return Line(
        number,
        each,
        tuple(marked(each.envelope.text, spans, contests=contests)),
        tuple(report_words(report, lexicon) for report in reading.reports),
        tuple(dict.fromkeys(finding.text for finding in findings)),
    )


def report_words(report: Report, lexicon: Lexicon) -> str:
    """A report in one line: `Presiden · TPS 003 Lubuk Karet, Kec. Betung · 01=212 02=147 · sah 359`."""
    parts = [CONTESTS[report.contest].short if report.contest else "pemilihan belum diketahui"]
    code = report.tps_code
    if code:
        desa, kecamatan = lexicon.regions.get(code[:DESA]), lexicon.regions.get(code[:KECAMATAN])
        place = f"{desa.name if desa else code[:DESA]}, Kec. {kecamatan.name if kecamatan else ''}"
        parts.append(f"TPS {tps_number(code):03d} {place}")
    else:
        parts.append("TPS belum diketahui")
    parts.append(" ".join(f"{key.zfill(2)}={figure}" for key, figure in report.votes.items()))
    parts += [
        f"{word} {figure}"
        for word, figure in (("sah", report.valid), ("tidak sah", report.invalid))
        if figure is not None
    ]
    return " · ".join(part for part in parts if part)
