"""PostgreSQL plans by how large it believes a table to be; a large import changes that at one stroke.

Autovacuum would notice a minute later, and never what an open transaction has written. Until then a join over
a table that was empty an hour ago is planned as if it held one row, and takes hours for a province.
"""

from __future__ import annotations

from django.db import connection

from deskpemilu.intake.models import Count, Submission
from deskpemilu.registry.models import Choice, Region, Tps

MANY = 1_000
"""Rows from which on it is worth the look."""
_TABLES = (Region, Tps, Choice, Submission, Count)


def note_table_sizes(written: int) -> None:
    """Have the tables that imports fill looked at after so many rows. Works inside a transaction, too."""
    if written < MANY or connection.vendor != "postgresql":
        return
    names = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in _TABLES)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {names}")
