"""Rows of the registry: regions, boundaries, elections, contests, dapil, choices, TPS."""

from __future__ import annotations

from django.db import models

from deskpemilu.domain.contests import CONTESTS


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


class Tps(models.Model):
    """A polling station of an election."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="tps")
    code = models.CharField(max_length=13)
    desa = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="tps")
    dpt_l = models.PositiveIntegerField(null=True)
    dpt_p = models.PositiveIntegerField(null=True)
    address = models.CharField(max_length=200, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    special = models.BooleanField(default=False)

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
