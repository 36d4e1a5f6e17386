"""Writing what a person says of a finding."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from deskpemilu.accounts.models import Person
from deskpemilu.audit.services import Entry, record
from deskpemilu.domain.roles import Act
from deskpemilu.insight.followup.marks import mark_of
from deskpemilu.insight.models import FindingNote
from deskpemilu.registry.models import Contest
from deskpemilu.registry.services import ensure

LONGEST = 300


def note_finding(
    *, actor: Person, contest: Contest, row: Mapping[str, Any], state: str, note: str = "", now: datetime
) -> FindingNote:
    """Say that a finding (as a run stores it) is being looked at, done, or open again.

    Raises ValueError with a sentence, PermissionDenied without the right to correct that TPS.
    """
    ensure(actor, [Act.SEE_TOTALS], contest.election.area_id)
    ensure(actor, [Act.CORRECT], row["tps_code"])
    if state not in FindingNote.State.values:
        raise ValueError(f"Keadaan “{state}” tidak dikenal; yang ada: {', '.join(FindingNote.State.values)}.")
    note = note.strip()
    if state == FindingNote.State.DONE and not note:
        raise ValueError("Tulis apa yang ditemukan, misalnya “sesuai foto” atau “salah ketik”.")
    if len(note) > LONGEST:
        raise ValueError(f"Catatan paling panjang {LONGEST} huruf.")
    with transaction.atomic():
        made = FindingNote.objects.create(
            contest=contest,
            tps_code=row["tps_code"],
            code=row["code"],
            values_digest=mark_of(row),
            state=state,
            note=note,
            by=actor,
            at=now,
        )
        data = {"contest": contest.code, "finding": row["code"], "state": state, "note": note}
        record(
            actor=actor,
            entries=[Entry("note_finding", f"tps:{row['tps_code']}", row["tps_code"], data)],
            now=now,
        )
    return made
