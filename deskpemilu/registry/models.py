"""Rows of the registry: regions, boundaries, elections, contests, dapil, choices, TPS."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from deskpemilu.domain.contests import CONTESTS
from deskpemilu.domain.states import GENERATION_TITLES, Generation


class Region(models.Model):
    """A region by its Kemendagri code, from province to desa."""

    code = models.CharField(max_length=10, primary_key=True)
    name = models.CharField(max_length=120)
    level = models.CharField(max_length=10)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    aliases = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class Boundary(models.Model):
    """A region's outline as GeoJSON geometry."""

    region = models.OneToOneField(Region, primary_key=True, on_delete=models.CASCADE)
    geometry = models.JSONField()
    source = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.region_id


class Election(models.Model):
    """An election of this desk, made from a preset."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    preset = models.CharField(max_length=40)
    area = models.ForeignKey(Region, on_delete=models.PROTECT)
    date = models.DateField(null=True)
    active = models.BooleanField(default=True)
    settings = models.JSONField(default=dict)
    revision = models.PositiveBigIntegerField(default=0, help_text="Naik setiap kali data induk berubah.")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Contest(models.Model):
    """One ballot of an election."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="contests")
    code = models.CharField(max_length=8, choices=[(c, info.name) for c, info in CONTESTS.items()])
    name = models.CharField(max_length=120)
    short = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()
    cap = models.PositiveIntegerField(help_text="Pemilih terbanyak per TPS.")
    aliases = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("order",)
        constraints = (models.UniqueConstraint(fields=["election", "code"], name="one_contest_a_code"),)

    def __str__(self) -> str:
        return self.name


class Dapil(models.Model):
    """An electoral district of a contest; `areas` are the region codes it holds."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="dapils")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120, blank=True)
    areas = models.JSONField(default=list)
    seats = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["contest", "code"], name="one_dapil_a_code"),)

    def __str__(self) -> str:
        return self.name or self.code


class Choice(models.Model):
    """A line of a ballot; `dapil` "" where the whole area votes on one list."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="choices")
    dapil = models.CharField(max_length=20, blank=True)
    key = models.CharField(max_length=8)
    order = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    party = models.CharField(max_length=120, blank=True)
    aliases = models.JSONField(default=list, blank=True)
    colour = models.CharField(max_length=7, blank=True)

    class Meta:
        ordering = ("order",)
        constraints = (models.UniqueConstraint(fields=["contest", "dapil", "key"], name="one_choice_a_key"),)

    def __str__(self) -> str:
        return f"{self.key} {self.name}"


class OpenTps(models.Manager["Tps"]):
    """The TPS that are expected to report."""

    def get_queryset(self) -> models.QuerySet[Tps]:
        """Without those that were closed or merged into another."""
        return super().get_queryset().filter(closed_at=None)


class Tps(models.Model):
    """A polling station of an election.

    `Tps.objects` are the open ones, which every list and every expected number is about; `Tps.every`
    also holds those that were closed or merged away: their forms stay, and count in no total.
    """

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="tps")
    code = models.CharField(max_length=13)
    desa = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="tps")
    dpt_l = models.PositiveIntegerField(null=True)
    dpt_p = models.PositiveIntegerField(null=True)
    address = models.CharField(max_length=200, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    special = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = OpenTps()
    every: models.Manager[Tps] = models.Manager()

    class Meta:
        ordering = ("code",)
        constraints = (models.UniqueConstraint(fields=["election", "code"], name="one_tps_a_code"),)

    def __str__(self) -> str:
        return self.code

    @property
    def number(self) -> int:
        """The TPS number."""
        return int(self.code[10:])

    @property
    def dpt(self) -> int | None:
        """Registered voters, None where unknown."""
        return None if self.dpt_l is None or self.dpt_p is None else self.dpt_l + self.dpt_p


class TpsAlias(models.Model):
    """An earlier code of a TPS that was moved; reports that name it are about the TPS as it is now."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="tps_aliases")
    code = models.CharField(max_length=13)
    tps = models.ForeignKey(Tps, on_delete=models.CASCADE, related_name="aliases")
    since = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["election", "code"], name="one_alias_a_code"),)

    def __str__(self) -> str:
        return f"{self.code} -> {self.tps_id}"


class TpsChange(models.Model):
    """A TPS added, merged, moved, closed or opened again: who, when, why, and how to take it back.

    `before` and `after` hold the changed fields of every TPS concerned, by its id.
    """

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="tps_changes")
    kind = models.CharField(max_length=10)
    tps = models.ForeignKey(Tps, on_delete=models.PROTECT, related_name="changes")
    other = models.ForeignKey(Tps, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=300)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.CharField(max_length=300)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes = (models.Index(fields=["election", "-id"], name="tps_change_by_election"),)

    def __str__(self) -> str:
        return self.text


class Revote(models.Model):
    """KPU's decision that the voting or counting of a TPS and contest is done again, or later.

    UU 7/2017 art. 372-374, PKPU 25/2023 art. 80-81. From its entry on the form of its generation
    counts and earlier ones are history, until a newer decision, or until it is withdrawn here.
    """

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="revotes")
    tps = models.ForeignKey(Tps, on_delete=models.PROTECT, related_name="revotes")
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="revotes")
    generation = models.CharField(
        max_length=8,
        choices=[(g.value, title) for g, title in GENERATION_TITLES.items() if g is not Generation.REGULER],
    )
    number = models.CharField(max_length=120, help_text="Nomor keputusan KPU.")
    date = models.DateField(help_text="Tanggal keputusan.")
    article = models.CharField(max_length=160, blank=True, help_text="Dasar hukum.")
    reason = models.CharField(max_length=300)
    voting_date = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["tps", "contest", "generation"],
                condition=models.Q(withdrawn_at=None),
                name="one_decision_a_generation",
            ),
        )
        indexes = (models.Index(fields=["election", "withdrawn_at", "-id"], name="revote_by_election"),)

    def __str__(self) -> str:
        return f"{self.generation.upper()} {self.number}"


class ImportRun(models.Model):
    """One import that was carried out, with its quality report."""

    kind = models.CharField(max_length=20)
    election = models.ForeignKey(Election, null=True, on_delete=models.SET_NULL)
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=150)
    at = models.DateTimeField()
    report = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"
