"""What the statistics rest on and what they said: registers, samples, runs. Written once, never changed.

Of the runs that the program makes by itself the history keeps about one in fifteen seconds and the newest;
those between are removed (`services`).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from deskpemilu.registry.models import Contest, Election


class FrameSnapshot(models.Model):
    """The register of TPS as it was when something was drawn or computed from it.

    `data` is `inputs.Register.pack()`; runs and samples of the same register share one row.
    """

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="frames")
    digest = models.CharField(max_length=64)
    tps = models.PositiveIntegerField()
    data = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["election", "digest"], name="one_frame_a_digest"),)

    def __str__(self) -> str:
        return self.digest[:12]


class EarlierSnapshot(models.Model):
    """Shares per desa of an earlier election as a projection used them: `earlier.Earlier.pack()`."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="earlier")
    digest = models.CharField(max_length=64)
    data = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["contest", "digest"], name="one_earlier_a_digest"),)

    def __str__(self) -> str:
        return self.digest[:12]


class Sample(models.Model):
    """A sample of TPS for the quick count of a contest, and all that is needed to draw it again.

    `parts` are the ceremony's entries in order, [{"name", "entry"}]; `members` [[TPS code, ticket]].
    A sample that was enlarged, or in which TPS were replaced, is a new row that names the one before;
    `replaced` are all replacements in order, [{"out", "in", "reason", "by", "at"}].
    """

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="samples")
    frame = models.ForeignKey(FrameSnapshot, on_delete=models.PROTECT, related_name="samples")
    design = models.CharField(max_length=12)
    n = models.PositiveIntegerField()
    tps_per_desa = models.PositiveSmallIntegerField(default=2, help_text="Hanya untuk rancangan dua tahap.")
    previous = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="later")
    replaced = models.JSONField(default=list)
    seed = models.CharField(max_length=2000)
    parts = models.JSONField(default=list)
    members = models.JSONField()
    digest = models.CharField(max_length=64)
    reported_before = models.PositiveIntegerField(help_text="TPS yang sudah melapor saat undian.")
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    drawn_by_label = models.CharField(max_length=150)

    class Meta:
        indexes = (models.Index(fields=["contest", "-id"], name="sample_by_contest"),)

    def __str__(self) -> str:
        return f"sampel {self.pk} {self.contest_id}"


class Run(models.Model):
    """One computation: what went in (by id and digest), how, and what came out.

    `submissions` are the ids of the versions that were read, packed by `inputs.pack_ids`; versions are
    never changed, so that the run can be repeated (`services.reproduce`).
    """

    class Kind(models.TextChoices):
        ESTIMATE = "estimate", "hitung cepat"
        PROJECTION = "projection", "proyeksi"
        ANOMALIES = "anomalies", "anomali"
        SEATS = "seats", "kursi"

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="runs")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField(help_text="Saat perhitungan; untuk --at, saat yang diminta.")
    made_at = models.DateTimeField()
    seed = models.CharField(max_length=2000, blank=True)
    frame = models.ForeignKey(FrameSnapshot, on_delete=models.PROTECT, related_name="runs")
    sample = models.ForeignKey(Sample, null=True, on_delete=models.PROTECT, related_name="runs")
    earlier = models.ForeignKey(EarlierSnapshot, null=True, on_delete=models.PROTECT, related_name="runs")
    submissions = models.BinaryField()
    input_hash = models.CharField(max_length=64)
    code_version = models.CharField(max_length=20)
    parameters = models.JSONField(default=dict)
    result = models.JSONField()
    scheduled = models.BooleanField(default=False, help_text="Dibuat oleh pengolah, bukan diminta orang.")

    class Meta:
        indexes = (models.Index(fields=["contest", "kind", "-at"], name="run_by_contest_kind"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.contest_id} #{self.pk}"


class FindingNote(models.Model):
    """What a person said of a finding of the anomaly queue. Written once; the newest of a finding speaks.

    `values_digest` is `followup.marks.mark_of` the finding's values: when the figures change, the finding is
    open again.
    """

    class State(models.TextChoices):
        LOOKING = "diperiksa", "sedang diperiksa"
        DONE = "selesai", "selesai diperiksa"
        REOPENED = "dibuka", "dibuka lagi"

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="finding_notes")
    tps_code = models.CharField(max_length=13)
    code = models.CharField(max_length=40)
    values_digest = models.CharField(max_length=16)
    state = models.CharField(max_length=10, choices=State.choices)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["contest", "tps_code", "code"], name="finding_note_by_tps"),)

    def __str__(self) -> str:
        return f"{self.tps_code} {self.code} {self.state}"


class TranscriptionCheck(models.Model):
    """A comparison of KPU's figures with C.Hasil for drawn TPS (MACRO): all that is needed to do it again.

    `figures` is `transcripts.plan.Figures.pack()`: KPU's figures as they were when the check began. Only
    `sizes`, [{"n", "by", "at"}], grows, when the check is enlarged; `parts` as in Sample.
    """

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="transcription_checks")
    source = models.CharField(max_length=200)
    figures = models.BinaryField()
    figures_digest = models.CharField(max_length=64)
    tps = models.PositiveIntegerField(help_text="TPS yang angkanya ada pada sumber.")
    registered = models.PositiveIntegerField(help_text="TPS dalam daftar TPS saat itu.")
    risk_limit = models.FloatField()
    majority = models.BooleanField(default=False)
    seed = models.CharField(max_length=2000)
    parts = models.JSONField(default=list)
    sizes = models.JSONField(default=list)
    drawn_digest = models.CharField(max_length=64)
    code_version = models.CharField(max_length=20)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    begun_by_label = models.CharField(max_length=150)

    class Meta:
        indexes = (models.Index(fields=["contest", "-id"], name="check_by_contest"),)

    def __str__(self) -> str:
        return f"pemeriksaan salinan {self.pk}"


class ComparedTps(models.Model):
    """What the form of one drawn TPS says. Written once; the newest of a TPS speaks.

    `votes` by choice key; None where nobody can find the form, which counts as the worst that is possible.
    """

    class Basis(models.TextChoices):
        PHOTO = "foto", "foto C.Hasil"
        PAPER = "formulir", "formulir asli"
        DESK = "desk", "angka desk yang diverifikasi"
        LOST = "hilang", "formulir tidak ditemukan"

    check_run = models.ForeignKey(TranscriptionCheck, on_delete=models.CASCADE, related_name="compared")
    tps_code = models.CharField(max_length=13)
    votes = models.JSONField(null=True)
    basis = models.CharField(max_length=10, choices=Basis.choices)
    submission_id = models.BigIntegerField(null=True)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["check_run", "tps_code"], name="compared_by_tps"),)

    def __str__(self) -> str:
        return f"{self.tps_code} {self.basis}"
