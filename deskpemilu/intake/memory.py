"""What the desk remembers of a sender: open questions, a BENAR that came early, their latest reports.

Loaded for all senders of a batch with two statements, and kept up to date while the batch is worked
on, so that an answer in the same batch as its question is understood. What they said in the last
minutes (talk.py) is read only where a part of a report came in.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from deskpemilu.channels import outbox
from deskpemilu.channels.models import InboxMessage
from deskpemilu.intake.models import PendingQuestion, StoredReading, Submission
from deskpemilu.intake.reading import Kind
from deskpemilu.intake.talk import Talks

if TYPE_CHECKING:
    from deskpemilu.intake.recording import Incoming

ANSWER_WINDOW = timedelta(minutes=30)
JOIN_WINDOW = timedelta(minutes=5)
EARLY_YES = "early_yes"  # kept among the questions: a BENAR whose report may still be on its way
REPORT_WINDOW = timedelta(hours=24)
LATEST = 4000
_ABOUT_EARLIER = frozenset({Kind.CONFIRM, Kind.CANCEL, Kind.CORRECTION})


@dataclass(slots=True)
class OpenQuestion:
    """A question that waits for its answer. `options` are (label, code it stands for).

    `about` are the forms (TPS code, contest) that the message spoke of, as far as they were known.
    `parts` are all messages that were read as one when the question arose, the message among them.
    """

    message: InboxMessage
    code: str
    options: tuple[tuple[str, str], ...]
    about: frozenset[tuple[str, str]] = frozenset()
    row: PendingQuestion | None = None
    parts: tuple[InboxMessage, ...] = ()

    @property
    def messages(self) -> tuple[InboxMessage, ...]:
        """What the question was about: one message, or several read as one."""
        return self.parts or (self.message,)


@dataclass(slots=True)
class Memory:
    """Open questions by sender, and what people reported, read for those who speak of it."""

    now: datetime
    window: timedelta = JOIN_WINDOW
    questions: dict[str, OpenQuestion] = field(default_factory=dict)
    originals: dict[tuple[str, str], InboxMessage] = field(default_factory=dict)
    talks: Talks = field(init=False)
    _yes: dict[str, tuple[InboxMessage, datetime | None]] = field(default_factory=dict)
    _said_yes: dict[str, InboxMessage] = field(default_factory=dict)
    _overtaken_replies: list[int] = field(default_factory=list)
    _sent: dict[int, datetime] = field(default_factory=dict)
    _versions: dict[UUID, list[Submission]] = field(default_factory=lambda: defaultdict(list))
    _known: set[UUID] = field(default_factory=set)
    _asked: list[tuple[str, OpenQuestion]] = field(default_factory=list)
    _answered: list[int] = field(default_factory=list)
    _settled: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.talks = Talks(self.window)

    def prepare(self, incoming: Sequence[Incoming]) -> None:
        """Read what a batch needs: two statements, and one more each where parts or edits are in it."""
        self.load({item.message.sender for item in incoming if item.message.sender})
        self._load_versions({i.owner.person_id for i in incoming if i.owner and _speaks_of_earlier(i)})
        self._load_originals(incoming)
        self._load_sent(incoming)
        self.talks.load(incoming)

    def load(self, senders: Collection[str]) -> None:
        """Read the questions that are open with these senders."""
        rows = PendingQuestion.objects.filter(
            sender__in=senders, closed_at=None, asked_at__gte=self.now - ANSWER_WINDOW
        ).select_related("message__reading")
        for row in rows.order_by("pk"):
            if row.code == EARLY_YES:
                self._yes[row.sender] = (row.message, _moment(row.options))
                continue
            options = tuple((label, code) for label, code in row.options)
            data = row.message.reading.data if hasattr(row.message, "reading") else {}
            about = forms_in(data)
            question = OpenQuestion(row.message, row.code, options, about, row)
            question.parts = tuple(InboxMessage(pk=pk) for pk in data.get("asked_with", ()))
            self.questions[row.sender] = question
        self._load_parts(question for question in self.questions.values() if question.parts)

    def _load_versions(self, people: Collection[UUID]) -> None:
        """Read what these people reported in the last day; behind what they reported in this batch."""
        wanted = set(people) - self._known
        if not wanted:
            return
        self._known |= wanted
        versions = Submission.objects.filter(reporter_id__in=wanted, created_at__gte=self.now - REPORT_WINDOW)
        for version in versions.order_by("-pk")[:LATEST]:
            if version.reporter_id:
                self._versions[version.reporter_id].append(version)

    def versions_of(self, person: UUID) -> list[Submission]:
        """What a person reported in the last day, newest first."""
        self._load_versions([person])
        return self._versions[person]

    def _load_parts(self, questions: Iterable[OpenQuestion]) -> None:
        """The texts that were read as one with a message that was asked about; rarely any."""
        asked = list(questions)
        if not asked:
            return
        known = InboxMessage.objects.in_bulk({part.pk for question in asked for part in question.parts})
        for question in asked:
            question.parts = tuple(known[part.pk] for part in question.parts if part.pk in known)

    def _load_originals(self, incoming: Sequence[Incoming]) -> None:
        """The messages that edits and withdrawals of this batch are about; rarely any."""
        messages = [item.message for item in incoming]
        about = {(m.channel, m.reply_to) for m in messages if m.kind in ("edit", "revoke") and m.reply_to}
        for channel in {channel for channel, _ in about}:
            ids = [external_id for of, external_id in about if of == channel]
            rows = InboxMessage.objects.filter(channel=channel, external_id__in=ids)
            self.originals |= {(channel, row.external_id): row for row in rows.select_related("reading")}

    def _load_sent(self, incoming: Sequence[Incoming]) -> None:
        """When the latest reports were sent of those who say BENAR in this batch."""
        self._sent = {item.message.pk: item.message.sent_at for item in incoming}
        people = {i.owner.person_id for i in incoming if i.owner and i.reading.kind is Kind.CONFIRM}
        latest = [own[0].message_id for person in people if (own := self.versions_of(person))]
        wanted = {pk for pk in latest if pk is not None} - self._sent.keys()
        if wanted:
            rows = InboxMessage.objects.filter(pk__in=wanted).values_list("pk", "sent_at")
            self._sent |= dict(rows)

    def sent_at(self, versions: Sequence[Submission]) -> datetime | None:
        """When the report was sent that these versions came of, as far as it is known."""
        sent = [at for v in versions if v.message_id and (at := self._sent.get(v.message_id))]
        return max(sent, default=None)

    def original_of(self, message: InboxMessage) -> InboxMessage | None:
        """The message that an edit or a withdrawal is about."""
        found = self.originals.get((message.channel, message.reply_to))
        return found if found is not None and found.sender == message.sender else None

    def said_yes(self, message: InboxMessage, about: datetime | None) -> None:
        """A BENAR: a report that was sent before it, but is delivered after it, is confirmed too.

        `about` is when the report was sent that it was taken to be about, None for none.
        """
        self._yes[message.sender] = (message, about)
        self._said_yes[message.sender] = message

    def early_yes(self, report: InboxMessage) -> InboxMessage | None:
        """The BENAR that was sent after this report and delivered before it."""
        message, about = self._yes.get(report.sender, (None, None))
        if message is None or not report.sent_at < message.sent_at <= report.sent_at + ANSWER_WINDOW:
            return None
        return message if about is None or about < report.sent_at else None

    def supersede(self, message_ids: Iterable[int]) -> None:
        """What was asked about these messages is overtaken; what has not gone out yet never will."""
        self._overtaken_replies += message_ids

    def reported(self, person: UUID, version: Submission) -> None:
        """A new version of a person."""
        self._versions[person].insert(0, version)

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
        """Store what changed, after the readings of the batch. Four statements at most."""
        if self._overtaken_replies:
            outbox.overtake(self._overtaken_replies)
        if self._settled:
            StoredReading.objects.filter(pk__in=self._settled).update(needs_person=False, handled_at=self.now)
        if self._answered:
            PendingQuestion.objects.filter(pk__in=self._answered).update(closed_at=self.now)
        rows = [
            PendingQuestion(
                sender=sender,
                message=question.message,
                code=question.code,
                options=[list(option) for option in question.options],
                asked_at=self.now,
            )
            for sender, question in self._asked
        ]
        PendingQuestion.objects.bulk_create([*rows, *self._remembered_yes()])
        self._asked, self._answered, self._settled = [], [], []
        self._said_yes, self._overtaken_replies = {}, []

    def _remembered_yes(self) -> list[PendingQuestion]:
        return [
            PendingQuestion(
                sender=sender,
                message=message,
                code=EARLY_YES,
                options=[about.isoformat()] if (about := self._yes[sender][1]) is not None else [],
                asked_at=self.now,
            )
            for sender, message in self._said_yes.items()
        ]


def _speaks_of_earlier(item: Incoming) -> bool:
    """Whether a message is about what its sender reported before."""
    return item.reading.kind in _ABOUT_EARLIER or item.message.kind in ("edit", "revoke")


def _moment(options: Sequence[Any]) -> datetime | None:
    return datetime.fromisoformat(options[0]) if options else None


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
