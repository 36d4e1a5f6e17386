"""What the desk remembers of a sender: open questions and their latest reports.

Loaded for all senders of a batch with two statements, and kept up to date while the batch is worked
on, so that an answer in the same batch as its question is understood.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from deskpemilu.channels.models import InboxMessage
from deskpemilu.intake.models import PendingQuestion, StoredReading, Submission

ANSWER_WINDOW = timedelta(minutes=30)
REPORT_WINDOW = timedelta(hours=24)
LATEST = 4000


@dataclass(slots=True)
class OpenQuestion:
    """A question that waits for its answer. `options` are (label, code it stands for).

    `about` are the forms (TPS code, contest) that the message spoke of, as far as they were known.
    """

    message: InboxMessage
    code: str
    options: tuple[tuple[str, str], ...]
    about: frozenset[tuple[str, str]] = frozenset()
    row: PendingQuestion | None = None


@dataclass(slots=True)
class Memory:
    """Open questions by sender, and versions by person, newest first."""

    now: datetime
    questions: dict[str, OpenQuestion] = field(default_factory=dict)
    versions: dict[UUID, list[Submission]] = field(default_factory=lambda: defaultdict(list))
    _asked: list[tuple[str, OpenQuestion]] = field(default_factory=list)
    _answered: list[int] = field(default_factory=list)
    _settled: list[int] = field(default_factory=list)

    def load(self, senders: Collection[str], people: Collection[UUID]) -> None:
        """Read what is remembered of these senders (questions) and people (their reports)."""
        rows = PendingQuestion.objects.filter(
            sender__in=senders, closed_at=None, asked_at__gte=self.now - ANSWER_WINDOW
        ).select_related("message__reading")
        for row in rows.order_by("pk"):
            options = tuple((label, code) for label, code in row.options)
            about = forms_in(row.message.reading.data) if hasattr(row.message, "reading") else frozenset()
            self.questions[row.sender] = OpenQuestion(row.message, row.code, options, about, row)
        versions = Submission.objects.filter(
            reporter_id__in=people, created_at__gte=self.now - REPORT_WINDOW
        ).select_related("tps")
        for version in versions.order_by("-pk")[:LATEST]:
            if version.reporter_id:
                self.versions[version.reporter_id].append(version)

    def reported(self, person: UUID, version: Submission) -> None:
        """A new version of a person."""
        self.versions[person].insert(0, version)

    def ask(self, sender: str, question: OpenQuestion) -> None:
        """A question goes out; the one before it is closed."""
        self.close(sender)
        self.questions[sender] = question
        self._asked.append((sender, question))

    def reported_again(self, sender: str, forms: frozenset[tuple[str, str]]) -> None:
        """The sender sent forms that were recorded: the open question is overtaken.

        The message that was asked about needs nobody any more only if all that it spoke of is among
        these forms; otherwise it stays for a person.
        """
        question = self.questions.get(sender)
        if question is not None and question.about and question.about <= forms:
            self._settled.append(question.message.pk)
        self.close(sender)

    def close(self, sender: str) -> None:
        """The sender's open question is answered or overtaken."""
        open_question = self.questions.pop(sender, None)
        if open_question is None:
            return
        if open_question.row is not None:
            self._answered.append(open_question.row.pk)
        self._asked = [(who, question) for who, question in self._asked if question is not open_question]

    def write(self) -> None:
        """Store what changed, after the readings of the batch. Three statements at most."""
        if self._settled:
            StoredReading.objects.filter(pk__in=self._settled).update(needs_person=False, handled_at=self.now)
        if self._answered:
            PendingQuestion.objects.filter(pk__in=self._answered).update(closed_at=self.now)
        PendingQuestion.objects.bulk_create(
            [
                PendingQuestion(
                    sender=sender,
                    message=question.message,
                    code=question.code,
                    options=[list(option) for option in question.options],
                    asked_at=self.now,
                )
                for sender, question in self._asked
            ]
        )
        self._asked, self._answered, self._settled = [], [], []


def forms_in(data: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    """(TPS code, contest) of the reports in a stored reading, as far as both are known."""
    reports = data.get("reports", ())
    return frozenset(
        (report["tps_code"], report["contest"])
        for report in reports
        if report.get("tps_code") and report.get("contest")
    )


_NUMBER = re.compile(r"^\W*(?:no|nomor|nomer|pilih(?:an)?)?\W*(\d)\W*$")


_POLITE = frozenset(
    "yang yg di kec kecamatan ds desa kel kelurahan nomor no itu pak bu bapak ibu mas mbak".split()  # noqa: SIM905
)


def chosen_option(text: str, options: tuple[tuple[str, str], ...]) -> str | None:
    """Code of the option that a short answer names by number or in words; None when it names none.

    In words: every word of the answer stands in exactly one option. A word that no option has, or
    words that fit two, choose nothing.
    """
    plain = _plain(text)
    if match := _NUMBER.match(plain):
        at = int(match[1])
        return options[at - 1][1] if 1 <= at <= len(options) else None
    words = set(plain.split()) - _POLITE
    if not any(len(word) > 2 for word in words):
        return None
    named = [code for label, code in options if words <= set(_plain(label).split())]
    return named[0] if len(named) == 1 else None


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub(r"[^\w]+", " ", folded).split())
