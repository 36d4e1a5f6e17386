"""The transactional inbox and outbox: the program's only message queues."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

CHANNELS = [("whatsapp", "WhatsApp"), ("sms", "SMS"), ("web", "Formulir web"), ("chat", "Ekspor percakapan")]


class Delivery(models.Model):
    """A raw delivery as it came in, byte for byte; the same bytes again are the same delivery."""

    channel = models.CharField(max_length=10, choices=CHANNELS)
    digest = models.CharField(max_length=64)
    body = models.BinaryField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["channel", "digest"], name="one_delivery_a_digest"),)

    def __str__(self) -> str:
        return f"{self.channel} {self.digest[:12]}"


class InboxMessage(models.Model):
    """One message in. Written once; only its processing state changes."""

    class State(models.TextChoices):
        NEW = "new", "baru"
        CLAIMED = "claimed", "sedang diolah"
        DONE = "done", "selesai"
        FAILED = "failed", "tertunda"

    channel = models.CharField(max_length=10, choices=CHANNELS)
    external_id = models.CharField(max_length=160)
    sender = models.CharField(
        max_length=80, blank=True, help_text="Nomor (angka dengan kode negara) atau id."
    )
    sender_name = models.CharField(max_length=150, blank=True)
    group = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=20, default="text")
    text = models.TextField(blank=True)
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField()
    payload = models.JSONField(default=dict, help_text="Muatan asli pesan ini.")
    election_code = models.CharField(max_length=40, blank=True)
    reply_to = models.CharField(max_length=160, blank=True, help_text="external_id pesan yang dibalas.")
    forwarded = models.BooleanField(default=False)

    state = models.CharField(max_length=8, choices=State.choices, default=State.NEW)
    claim = models.CharField(max_length=40, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["channel", "external_id"], name="one_message_an_external_id"),
        )
        indexes = (
            # Only what still waits is in this index, so claiming stays fast after a million messages.
            models.Index(fields=["id"], condition=~Q(state="done"), name="inbox_waiting"),
            models.Index(fields=["sender", "-id"], name="inbox_by_sender"),
            # Asked for every batch: was one of its messages edited or taken back before it came?
            models.Index(fields=["reply_to"], condition=~Q(reply_to=""), name="inbox_by_reply_to"),
        )

    def __str__(self) -> str:
        return f"{self.channel} {self.external_id}"


class InboxTurn(models.Model):
    """One row that a worker locks while it claims, so that claims are made one after the other."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)

    def __str__(self) -> str:
        return "giliran"


class Address(models.Model):
    """A person's id on a channel that shows no phone number (WhatsApp's business-scoped id), as staff
    bound it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="addresses")
    sender = models.CharField(max_length=80, help_text="Id pengirim persis seperti pada pesannya.")
    active = models.BooleanField(default=True)
    bound_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    bound_at = models.DateTimeField()

    class Meta:
        constraints = (
            # One living owner: a message must never have two possible senders.
            models.UniqueConstraint(fields=["sender"], condition=Q(active=True), name="one_owner_an_address"),
        )

    def __str__(self) -> str:
        return f"…{self.sender[-4:]}"


class OutboxMessage(models.Model):
    """One message out. `dedupe_key` makes sure that one cause has one reply."""

    class State(models.TextChoices):
        QUEUED = "queued", "menunggu"
        SENDING = "sending", "sedang dikirim"
        SENT = "sent", "terkirim"
        DELIVERED = "delivered", "sampai"
        READ = "read", "dibaca"
        FAILED = "failed", "gagal"
        CANCELLED = "cancelled", "dibatalkan"

    channel = models.CharField(max_length=10, choices=CHANNELS)
    recipient = models.CharField(max_length=80)
    text = models.TextField()
    in_reply_to = models.ForeignKey(
        InboxMessage, null=True, blank=True, on_delete=models.PROTECT, related_name="replies"
    )
    dedupe_key = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    claim = models.CharField(max_length=40, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    provider_id = models.CharField(max_length=160, blank=True, db_index=True)
    # WhatsApp takes a free text only within 24 hours of the recipient's last message; an approved
    # template always.
    as_template = models.BooleanField(default=False)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["next_at", "id"], condition=Q(state="queued"), name="outbox_waiting"),
            # Looked at every second for what a dead process left behind; nearly always empty.
            models.Index(fields=["claimed_at"], condition=Q(state="sending"), name="outbox_sending"),
            models.Index(fields=["recipient", "id"], name="outbox_by_recipient"),
        )

    def __str__(self) -> str:
        return f"→ {self.channel} #{self.pk}"


class DeliveryStatus(models.Model):
    """What a provider says became of a message of ours; kept even when it names an unknown one."""

    provider_id = models.CharField(max_length=160, db_index=True)
    status = models.CharField(max_length=20)
    at = models.DateTimeField()
    error = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["provider_id", "status", "at"], name="one_status_a_time"),
        )

    def __str__(self) -> str:
        return f"{self.provider_id} {self.status}"
