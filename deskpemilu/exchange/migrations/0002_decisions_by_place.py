"""Decisions name their place themselves, so that one can be made where the source has nothing.

The table was made a migration earlier and no page wrote to it yet.
"""

from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import PROTECT

SOURCES = [("sirekap", "Sirekap"), ("dhasil", "D.Hasil Kecamatan")]
VERDICTS = [("ours", "Kami benar – lapor KPU"), ("theirs", "Mereka benar – perbaiki"), ("noted", "Dicatat")]


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.DeleteModel(name="DifferenceNote"),
        migrations.CreateModel(
            name="DifferenceNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(choices=SOURCES, max_length=10)),
                ("code", models.CharField(max_length=13)),
                ("verdict", models.CharField(choices=VERDICTS, max_length=8)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("kind", models.CharField(help_text="Golongan selisih ketika diputuskan.", max_length=16)),
                ("at", models.DateTimeField()),
                ("contest", models.ForeignKey(on_delete=PROTECT, related_name="+", to="registry.contest")),
                (
                    "theirs",
                    models.ForeignKey(
                        null=True, on_delete=PROTECT, related_name="notes", to="exchange.foreignfigures"
                    ),
                ),
                (
                    "ours",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to="intake.submission"),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [models.Index(fields=["contest", "source", "code"], name="note_by_place")],
            },
        ),
    ]
