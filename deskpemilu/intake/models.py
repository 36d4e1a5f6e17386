"""What was read of a message, and the reports that came of it: immutable versions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from deskpemilu.channels.models import InboxMessage
from deskpemilu.domain.states import GENERATION_NAMES, STATE_NAMES, CountState, Generation
from deskpemilu.registry.models import Contest, Election, Tps

GENERATIONS = [(generation.value, name) for generation, name in GENERATION_NAMES.items()]


class StoredReading(models.Model):
    """The reading of one message; replaced only by reprocessing, which the audit log shows."""

    message = models.OneToOneField(
        InboxMessage, primary_key=True, on_delete=models.PROTECT, related_name="reading"
    )
    election = models.ForeignKey(Election, null=True, on_delete=models.PROTECT)
    kind = models.CharField(max_length=12)
    outcome = models.CharField(max_length=8)
    region = models.CharField(max_length=13, blank=True, help_text="Kode wilayah atau TPS yang terbaca.")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    needs_person = models.BooleanField(default=False)
    handled_at = models.DateTimeField(null=True, blank=True)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["needs_person", "-message"], name="reading_for_person"),
            models.Index(fields=["region"], name="reading_by_region"),
        )

    def __str__(self) -> str:
        return f"{self.kind}/{self.outcome}"


class Submission(models.Model):
    """One version of the form of a TPS and contest. Never changed after it was written.

    `votes` by choice key, a blank is absent (docs/adr/0003); `rows` are further figures by name
    (domain.form).
    """

    tps = models.ForeignKey(Tps, on_delete=models.PROTECT, related_name="submissions")
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="submissions")
    generation = models.CharField(max_length=8, choices=GENERATIONS, default=Generation.REGULER.value)
    version = models.PositiveIntegerField()
    origin = models.CharField(max_length=12, help_text="report, correction, entry, import")
    votes = models.JSONField()
    rows = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    blocking = models.BooleanField(default=False)
    figures = models.CharField(max_length=32, help_text="Sidik angka: sama berarti angka sama.")
    reason = models.CharField(max_length=300, blank=True)
    message = models.ForeignKey(InboxMessage, null=True, on_delete=models.PROTECT, related_name="submissions")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reporter_label = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["tps", "contest", "generation", "version"], name="one_submission_a_version"
            ),
            models.UniqueConstraint(
                fields=["message", "tps", "contest", "generation"], name="one_submission_a_message_and_form"
            ),
        )
        indexes = (models.Index(fields=["contest", "figures"], name="submission_by_figures"),)

    def __str__(self) -> str:
        return f"{self.tps_id}/{self.contest_id} v{self.version}"

    @property
    def findings_now(self) -> list[dict[str, Any]]:
        """What the rules say of it today (load with select_related("recheck"))."""
        recheck: Recheck | None = getattr(self, "recheck", None)
        found: list[dict[str, Any]] = self.findings if recheck is None else recheck.findings
        return found

    @property
    def blocking_now(self) -> bool:
        """Whether it breaks a hard rule today (load with select_related("recheck"))."""
        recheck: Recheck | None = getattr(self, "recheck", None)
        return self.blocking if recheck is None else recheck.blocking


class Recheck(models.Model):
    """What the rules say of a version since the register changed (docs/adr/0006).

    The version keeps the findings it was stored with; a row is here only where today's differ.
    """

    submission = models.OneToOneField(
        Submission, primary_key=True, on_delete=models.PROTECT, related_name="recheck"
    )
    findings = models.JSONField(default=list)
    blocking = models.BooleanField(default=False)
    cause = models.CharField(max_length=200)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"pemeriksaan ulang {self.submission_id}"


class Confirmation(models.Model):
    """The same figures again: from another person, another channel, or a BENAR."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="confirmations")
    message = models.ForeignKey(InboxMessage, null=True, on_delete=models.PROTECT)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["submission", "message"], name="one_confirmation_a_message"),
        )

    def __str__(self) -> str:
        return f"konfirmasi {self.submission_id}"


class Count(models.Model):
    """Where the form of a TPS × contest × generation stands, and the version that is accepted.

    `submission` is the version shown and, if the state allows, counted; `requested` a newer version
    that waits for a person because the present one was vouched for or differs. `counts`: this is the
    generation that counts now, of which a TPS × contest has one, or none while the TPS is closed.
    """

    tps = models.ForeignKey(Tps, on_delete=models.PROTECT, related_name="counts")
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="counts")
    generation = models.CharField(max_length=8, choices=GENERATIONS, default=Generation.REGULER.value)
    counts = models.BooleanField(default=True)
    desa_code = models.CharField(max_length=10)
    state = models.CharField(
        max_length=10,
        choices=[(state.value, name) for state, name in STATE_NAMES.items()],
        default=CountState.MISSING.value,
    )
    submission = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="+")
    requested = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="+")
    versions = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["tps", "contest", "generation"], name="one_count_a_form"),
            models.UniqueConstraint(
                fields=["tps", "contest"], condition=models.Q(counts=True), name="one_generation_counts"
            ),
        )
        indexes = (
            models.Index(fields=["contest", "desa_code"], name="count_by_desa"),
            models.Index(fields=["contest", "state", "desa_code"], name="count_by_state"),
        )

    def __str__(self) -> str:
        return f"{self.tps_id}/{self.contest_id} {self.state}"


class CrossFinding(models.Model):
    """Something that a count shows only beside others: another contest, another TPS, its desa.

    Made anew whenever one of them changes (intake.cross); never blocks a count.
    """

    count = models.ForeignKey(Count, on_delete=models.CASCADE, related_name="cross_findings")
    code = models.CharField(max_length=8)
    severity = models.CharField(max_length=12)
    text = models.TextField()
    values = models.JSONField(default=dict)
    since = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["count", "code"], name="one_cross_finding_a_code"),)

    def __str__(self) -> str:
        return f"{self.code} {self.count_id}"


class PendingQuestion(models.Model):
    """A question that went to a sender and whose answer changes something."""

    sender = models.CharField(max_length=80)
    message = models.ForeignKey(InboxMessage, on_delete=models.PROTECT, related_name="questions")
    code = models.CharField(max_length=40)
    options = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["sender", "-id"], name="question_by_sender"),)

    def __str__(self) -> str:
        return self.code


from deskpemilu.intake import entry_models  # noqa: E402, F401 (Django finds models in this module)
