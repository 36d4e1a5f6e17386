"""What the commands of the statistics share: the contest asked for, a moment, shares as lines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from deskpemilu.registry.models import Contest


def contest_of(contest: str, election_code: str) -> Contest:
    """The contest; one election that holds it need not be named. Raises LookupError or ValueError."""
    from deskpemilu.registry.models import Election
    from deskpemilu.registry.queries import the_election
    from deskpemilu.tally.queries import contest_of as found

    having = list(Election.objects.filter(contests__code=contest)[:2]) if not election_code else []
    election = having[0] if len(having) == 1 else the_election(election_code or None)
    return found(election, contest)


def moment(text: str) -> datetime | None:
    """A time of `--at` in the desk's zone where it has none; None for "". Wrong text is wrong usage."""
    from django.utils import timezone
    from django.utils.dateparse import parse_date, parse_datetime

    if not text:
        return None
    try:
        found = parse_datetime(text)
        day = None if found else parse_date(text)
    except ValueError:
        found = day = None
    if found is None and day is None:
        raise click.BadParameter(f"“{text}” bukan waktu; tulis misalnya 2024-02-14T18:00.", param_hint="--at")
    if found is None:
        assert day is not None
        found = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - made aware below
    return timezone.make_aware(found) if timezone.is_naive(found) else found


def echo_shares(result: Mapping[str, Any]) -> None:
    """Shares with their interval, the sentence and the warnings, for people."""
    for key, row in result["choices"].items():
        share, low, high = (f"{100 * row[name]:.2f}".replace(".", ",") for name in ("share", "low", "high"))
        click.echo(f"{key:>5}  {row['name'][:52]:<52} {share:>6} %  ({low}–{high})")
    click.echo(result["sentence"])
    for text in result["warnings"]:
        click.echo(f"- {text}", err=True)
    click.echo("DATA INTERNAL – BUKAN HASIL RESMI KPU", err=True)
