"""Give an election a revision, by which every process notices that its registry changed."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="election",
            name="revision",
            field=models.PositiveBigIntegerField(default=0, help_text="Naik setiap kali data induk berubah."),
        ),
    ]
