"""TPS that were moved to another desa: read by the code they had, reported under the one they have. Pure."""

from __future__ import annotations

from dataclasses import replace

from deskpemilu.intake.reading import Reading
from deskpemilu.registry.lexicon import Lexicon


def with_former(lexicon: Lexicon) -> Lexicon:
    """The lexicon in which a moved TPS is also known where it was."""
    if not lexicon.moved:
        return lexicon
    former = {old: lexicon.tps.get(new) for old, new in lexicon.moved.items()}
    return replace(lexicon, tps={**lexicon.tps, **former})


def at_present(reading: Reading, lexicon: Lexicon) -> Reading:
    """The reading with the present code of every TPS it names."""
    moved = lexicon.moved
    if not moved:
        return reading
    reports = tuple(
        replace(
            report,
            tps_code=moved.get(report.tps_code, report.tps_code) if report.tps_code else None,
            candidates=tuple(dict.fromkeys(moved.get(code, code) for code in report.candidates)),
        )
        for report in reading.reports
    )
    incident = reading.incident
    if incident is not None and (code := moved.get(incident.tps_code or "")):
        incident = replace(incident, tps_code=code, region_code=code[:10])
    return replace(reading, reports=reports, incident=incident)
