"""Originals by their digest, what was seen in them, and the photos that people sent of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from deskpemilu.channels.models import InboxMessage
from deskpemilu.evidence.camera import words_of
from deskpemilu.registry.models import Contest, Election, Tps


class Original(models.Model):
    """Bytes as they came, stored once however many people send them. Never changed, never deleted.

    `taken_at`, `lat`, `lon` and `device` are what the camera wrote (EXIF), by its own clock and
    without any promise; shown copies carry none of it.
    """

    class State(models.TextChoices):
        NEW = "new", "belum diolah"
        SHOWN = "shown", "dapat dilihat"
        UNREADABLE = "unreadable", "tidak dapat dibuka"

    digest = models.CharField(max_length=64, primary_key=True, help_text="SHA-256, heksadesimal.")
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    problem = models.CharField(max_length=300, blank=True)
    taken_at = models.CharField(max_length=40, blank=True, help_text="Waktu menurut kamera.")
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    device = models.CharField(max_length=120, blank=True)
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest[:12]

    @property
    def taken(self) -> str:
        """When it was taken by the camera's clock, in words; "" where unknown."""
        return words_of(self.taken_at)


class Page(models.Model):
    """One page of an original as it is shown. `look` is its perceptual hash (looks.py)."""

    original = models.ForeignKey(Original, on_delete=models.PROTECT, related_name="pages")
    number = models.PositiveSmallIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    look = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["original", "number"], name="one_page_a_number"),)

    def __str__(self) -> str:
        return f"{self.original_id[:12]} hal. {self.number}"


class Likeness(models.Model):
    """Two different originals that show the same picture. `one` < `other`, each pair once."""

    one = models.ForeignKey(Original, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Original, on_delete=models.PROTECT, related_name="+")
    distance = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["one", "other"], name="one_likeness_a_pair"),)
        indexes = (models.Index(fields=["other"], name="likeness_by_other"),)

    def __str__(self) -> str:
        return f"{self.one_id[:12]} ~ {self.other_id[:12]}"


HOW = [
    ("caption", "keterangan foto"),
    ("reply", "balasan"),
    ("recent", "laporan terakhir pengirim"),
    ("next", "pesan berikutnya dari pengirim"),
    ("form", "unggahan di halaman TPS"),
    ("person", "ditempatkan petugas"),
]


class Photo(models.Model):
    """A photo or scan that somebody sent: where it came from, what became of it, what it shows.

    `taken_from`: the TPS from which a person took it to wait for another; whoever may correct there still
    sees it. `change`: who last moved it, when, from what to what (hanging.py undoes it).
    """

    class State(models.TextChoices):
        WAITING = "waiting", "menunggu diambil"
        KEPT = "kept", "tersimpan"
        REFUSED = "refused", "ditolak"

    message = models.ForeignKey(InboxMessage, null=True, on_delete=models.PROTECT, related_name="photos")
    media_id = models.CharField(max_length=200, help_text="Id lampiran di dalam pesan, atau kunci unggahan.")
    source = models.CharField(max_length=10, help_text="whatsapp, chat, web, rehearsal")
    file_name = models.CharField(max_length=200, blank=True)
    told_type = models.CharField(max_length=60, blank=True)
    told_digest = models.CharField(max_length=64, blank=True)
    spool = models.CharField(max_length=120, blank=True, help_text="Kunci berkas titipan di mesin ini.")
    sent_at = models.DateTimeField()
    sender = models.CharField(max_length=80, blank=True)
    sender_name = models.CharField(max_length=150, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="photos"
    )

    election = models.ForeignKey(Election, null=True, on_delete=models.PROTECT, related_name="+")
    tps = models.ForeignKey(Tps, null=True, on_delete=models.PROTECT, related_name="photos")
    contest = models.ForeignKey(Contest, null=True, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=8, choices=HOW, blank=True)
    placed_at = models.DateTimeField(null=True, blank=True)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    set_aside = models.BooleanField(default=False, help_text="Bukan foto formulir.")
    taken_from = models.ForeignKey(
        Tps, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="TPS asal."
    )
    change = models.JSONField(default=dict, blank=True, help_text="Tindakan orang yang terakhir.")

    original = models.ForeignKey(Original, null=True, on_delete=models.PROTECT, related_name="photos")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    code = models.CharField(max_length=20, blank=True, help_text="Sebab penolakan: size, type, count, gone.")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    claim = models.CharField(max_length=40, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["message", "media_id"], name="one_photo_a_medium"),
            models.UniqueConstraint(
                fields=["media_id"], condition=Q(message=None), name="one_photo_an_upload"
            ),
        )
        indexes = (
            models.Index(fields=["next_at", "id"], condition=Q(state="waiting"), name="photo_waiting"),
            models.Index(fields=["tps", "contest"], name="photo_by_form"),
            models.Index(fields=["sender", "sent_at"], name="photo_by_sender"),
            models.Index(fields=["-id"], condition=Q(tps=None), name="photo_unplaced"),
        )

    def __str__(self) -> str:
        return f"foto {self.pk}"


class Limits(models.Model):
    """What may come in, changed by the administrator while the desk runs. One row, or none yet."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    max_bytes = models.PositiveIntegerField()
    max_photos = models.PositiveSmallIntegerField(help_text="Per TPS dan pemilihan.")
    window_minutes = models.PositiveSmallIntegerField()
    types = models.JSONField(default=list)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return "batas foto"
