"""A TPS that was moved: read where it was, reported where it is."""

from __future__ import annotations

from dataclasses import replace

from deskpemilu.intake.moved import at_present, with_former
from deskpemilu.intake.read import read
from deskpemilu.intake.reading import IncidentNote, Kind, Outcome, Reading, Report
from deskpemilu.registry.lexicon import Sender
from tests.unit.intake.worlds import WORLDS

BASE = WORLDS["tirta_pemilu"]
OLD = next(code for code in sorted(BASE.tps) if code.startswith("1699012003"))  # Kembang Sari TPS 1
NEW = f"{OLD[:6]}2004077"  # another desa of the same kecamatan
LEXICON = replace(
    BASE, tps={**{code: dpt for code, dpt in BASE.tps.items() if code != OLD}, NEW: 245}, moved={OLD: NEW}
)
TEXT = "PILPRES\nDesa Kembang Sari TPS 1\n01 = 60\n02 = 141\n03 = 21\nTidak sah = 5"
SENDER = Sender(scope=("169901",))


def test_the_old_place_is_read_and_the_new_one_reported() -> None:
    """In the code, and in the reply that its sender gets."""
    reading = read(TEXT, LEXICON, SENDER)
    assert reading.outcome is Outcome.RECORD
    assert [report.tps_code for report in reading.reports] == [NEW]
    assert "TPS 077" in reading.reply
    assert "Kembang Sari" not in reading.reply


def test_without_the_move_the_old_place_is_asked_about() -> None:
    """So it is the former code that makes it readable."""
    assert read(TEXT, replace(LEXICON, moved={}), SENDER).outcome is Outcome.ASK


def test_candidates_and_incidents_follow() -> None:
    """Two ways to one TPS are one candidate."""
    report = Report(None, "ppwp", {}, candidates=(OLD, NEW, "1699012003002"))
    note = IncidentNote("BAN", "tinggi", region_code=OLD[:10], tps_code=OLD)
    reading = Reading(Kind.INCIDENT, Outcome.NOTE, (report,), incident=note)
    now = at_present(reading, LEXICON)
    assert now.reports[0].candidates == (NEW, "1699012003002")
    assert now.incident is not None
    assert (now.incident.tps_code, now.incident.region_code) == (NEW, NEW[:10])


def test_nothing_moved_changes_nothing() -> None:
    """Not even a copy is made."""
    assert with_former(BASE) is BASE
    reading = Reading(Kind.OTHER, Outcome.IGNORE)
    assert at_present(reading, BASE) is reading
