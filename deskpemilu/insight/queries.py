"""Reading for the statistics: the register, the ballot, the counted versions, stored runs and samples.

What is held back or in conflict has not reported, except for anomalies. A time in the past means: of
every form that counts today, the newest sound version that had arrived by then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Count as CountRows
from django.db.models import Max, QuerySet

from deskpemilu.audit.models import Record
from deskpemilu.domain.codes import KECAMATAN, Level, within
from deskpemilu.domain.contests import CONTESTS, choice_order, party_of
from deskpemilu.domain.form import ROW_NAMES
from deskpemilu.domain.states import HELD_BACK, IN_RECEIVED, IN_VERIFIED, CountState
from deskpemilu.insight.earlier import Earlier
from deskpemilu.insight.inputs import Choices, Register, Reports
from deskpemilu.insight.models import FrameSnapshot, Run, Sample
from deskpemilu.insight.seating import District
from deskpemilu.insight.sheet import Sheet, Version
from deskpemilu.intake.models import Count, Submission
from deskpemilu.registry.models import Choice, Contest, Dapil, Election, Region, Tps, TpsAlias
from deskpemilu.tally.models import LiveVersion, Total
from deskpemilu.tally.queries import RECEIVED, VERIFIED, NoContest, contest_of, party_sums
from deskpemilu.verification.models import Act
from deskpemilu.verification.workflow import ACCEPT, CORRECT

MANY = 5_000  # ids in one statement
VOUCHING = (ACCEPT, CORRECT)
Signs = tuple[object, ...]
ROWS = tuple(name for name in ROW_NAMES if not name.startswith(("surat_", "disabilitas_")))


def register_of(election: Election) -> Register:
    """The register of TPS now. Raises ValueError where there is none."""
    rows = list(Tps.objects.filter(election=election).order_by("code").values_list("code", "dpt_l", "dpt_p"))
    if not rows:
        raise ValueError("Daftar TPS masih kosong. Impor TPS beserta DPT-nya dahulu.")
    kecamatan = {code[:KECAMATAN] for code, _, _ in rows}
    names = dict(Region.objects.filter(code__in=[*kecamatan, election.area_id]).values_list("code", "name"))
    return Register(
        codes=tuple(code for code, _, _ in rows),
        dpt=tuple(0 if left is None or right is None else left + right for _, left, right in rows),
        names={code: _as_read(name) for code, name in names.items()},
        area=election.area_id,
    )


def register_in(frame: FrameSnapshot) -> Register:
    """The register as it was when a snapshot was taken."""
    return Register.unpack(bytes(frame.data))


def _as_read(name: str) -> str:
    """A name that is all capitals, as people write it; numbers in Roman letters stay."""
    if not name.isupper():
        return name
    return " ".join(word if set(word) <= set("IVX") else word.capitalize() for word in name.split())


def choices_of(contest: Contest) -> Choices:
    """What is compared: parties where the ballot lists parties, else its lines. Raises ValueError."""
    legislative = CONTESTS[contest.code].legislative
    names: dict[str, str] = {}
    for choice in Choice.objects.filter(contest=contest).order_by("order", "dapil"):
        key = party_of(choice.key) if legislative else choice.key
        if key == choice.key:
            names.setdefault(key, choice.name)
        else:
            names.setdefault(key, choice.party or key)
    if not names:
        raise ValueError(f"Daftar pilihan {contest.name} belum ada. Impor pilihannya dahulu.")
    keys = sorted(names, key=choice_order)
    return Choices(tuple(keys), tuple(names[key] for key in keys))


def read_ids(contest: Contest, *, count: str, held: bool = False, at: datetime | None = None) -> list[int]:
    """Ids of the versions that count; `held`: also what is held back."""
    if count not in {RECEIVED, VERIFIED}:
        raise ValueError(f"Jumlah “{count}” tidak dikenal; yang ada: received, verified.")
    states: frozenset[CountState] = IN_VERIFIED if count == VERIFIED else IN_RECEIVED
    if held:
        states |= HELD_BACK
    counts = Count.objects.filter(contest=contest, counts=True, state__in=states, submission__isnull=False)
    if at is None:
        return list(counts.order_by("submission_id").values_list("submission_id", flat=True))
    rows = counts.values_list("tps_id", "generation", "submission__version")
    return _ids_at(contest, {(tps, generation): version for tps, generation, version in rows}, at)


def received_ids(contests: Sequence[Contest]) -> dict[int, list[int]]:
    """What `read_ids` gives for the received count, by contest: one statement for all of them."""
    found: dict[int, list[int]] = {contest.pk: [] for contest in contests}
    rows = Count.objects.filter(
        contest__in=found, counts=True, state__in=IN_RECEIVED, submission__isnull=False
    ).order_by()
    for contest, submission in rows.values_list("contest_id", "submission_id"):
        found[contest].append(submission)
    return {contest: sorted(ids) for contest, ids in found.items()}


def _ids_at(contest: Contest, accepted: dict[tuple[int, str], int], at: datetime) -> list[int]:
    """For every TPS the newest sound version up to the accepted one that had arrived."""
    versions = Submission.objects.filter(contest=contest)
    newest: dict[int, tuple[int, int]] = {}
    rows = versions.values_list(
        "id", "tps_id", "generation", "version", "blocking", "created_at", "message__sent_at"
    )
    for pk, tps, generation, version, blocking, created, sent in rows.iterator(chunk_size=MANY):
        if (sent or created) > at or version > accepted.get((tps, generation), 0):
            continue
        if blocking and version != accepted[tps, generation]:
            continue
        newest[tps] = max(newest.get(tps, (0, 0)), (version, pk))
    return sorted(pk for _, pk in newest.values())


def contests_reported(election: Election, tps_code: str) -> set[int]:
    """Contests of which this TPS has a counted form."""
    counts = Count.objects.filter(
        tps__election=election, tps__code=tps_code, counts=True, state__in=IN_RECEIVED
    )
    return set(counts.values_list("contest_id", flat=True))


def verified_ids(contest: Contest) -> list[int]:
    """Ids of the versions that people vouched for last, where that was not undone.

    People vouch by accepting, and by typing a correction that they verify in the same act.
    """
    vouched = Act.objects.filter(
        count__contest=contest, count__counts=True, act__in=VOUCHING, state_after__in=IN_VERIFIED,
        undone_by=None, submission_after__isnull=False,
    )  # fmt: skip
    latest = dict(vouched.order_by("id").values_list("count_id", "submission_after_id"))
    return sorted(set(latest.values()))


def reports_of(
    contest: Contest, register: Register, choices: Choices, read: Sequence[int], verified: Sequence[int] = ()
) -> Reports:
    """The versions of those ids as arrays; one of a TPS that is not on the register is left out."""
    sheet = Sheet(register, choices, ROWS)
    sheet.put(versions_of(contest, register, choices, read))
    return sheet.reports(versions_of(contest, register, choices, verified))


def versions_of(
    contest: Contest, register: Register, choices: Choices, ids: Sequence[int]
) -> Iterator[Version]:
    """The versions of those ids in their order, as they are put on a sheet."""
    for row, pk, votes, rows, sender, sent in _versions(contest, register, ids):
        yield Version(row, pk, _line(contest, choices, votes), rows, sender, sent)


def _line(contest: Contest, choices: Choices, votes: dict[str, int]) -> list[float]:
    """Votes in the order of the choices; what the form leaves blank adds nothing."""
    sums = party_sums(votes) if CONTESTS[contest.code].legislative else votes
    return [float(sums.get(key, 0)) for key in choices.keys]


def _versions(
    contest: Contest, register: Register, ids: Sequence[int]
) -> Iterator[tuple[int, int, dict[str, int], dict[str, int], str, datetime | None]]:
    """Versions on the register; a TPS that was moved since is found by the code that it had then."""
    aliases = TpsAlias.objects.filter(election=contest.election_id).values_list("tps_id", "code")
    former = {tps: register.rows[code] for tps, code in aliases if code in register.rows}
    for first in range(0, len(ids), MANY):
        found = Submission.objects.filter(contest=contest, id__in=ids[first : first + MANY]).order_by("id")
        fields = found.values_list(
            "id", "tps_id", "tps__code", "votes", "rows", "message__sender", "message__sent_at"
        )
        for pk, tps, code, votes, rows, sender, sent in fields.iterator(chunk_size=MANY):
            if (row := register.rows.get(code, former.get(tps))) is not None:
                yield row, pk, votes, rows, sender or "", sent


def lines_of(
    contest: Contest, register: Register, districts: Sequence[District], read: Sequence[int]
) -> dict[str, dict[str, int]]:
    """Votes of the lines of the ballot in each district: its TPS' forms added up, line by line."""
    owner = {
        row: district.code
        for row, code in enumerate(register.codes)
        for district in districts
        if any(within(code, area) for area in district.areas)
    }
    sums: dict[str, dict[str, int]] = {}
    for row, _, given, *_ in _versions(contest, register, read):
        if (code := owner.get(row)) is not None:
            mine = sums.setdefault(code, {})
            for key, votes in given.items():
                mine[key] = mine.get(key, 0) + votes
    return sums


def districts_of(contest: Contest) -> list[District]:
    """Districts of a contest in code order."""
    rows = Dapil.objects.filter(contest=contest).order_by("code")
    return [District(row.code, row.name or row.code, tuple(row.areas), row.seats) for row in rows]


def districts_held(election: Election) -> dict[int, int]:
    """By contest: how many districts with seats lie wholly inside the desk's area."""
    held: dict[int, int] = {}
    for dapil in Dapil.objects.filter(contest__election=election, seats__gt=0):
        if all(within(place, election.area_id) for place in dapil.areas):
            held[dapil.contest_id] = held.get(dapil.contest_id, 0) + 1
    return held


def earlier_of(contest: Contest) -> Earlier | None:
    """The newest earlier election of the desk with counts of the same contest, as shares per desa."""
    election = contest.election
    if election.date is None:
        return None
    others = Contest.objects.filter(code=contest.code, election__date__lt=election.date)
    for other in others.select_related("election").order_by("-election__date", "-pk"):
        rows = Total.objects.filter(
            contest=other, level=Level.DESA.value, tps_in__gt=0, region__code__startswith=election.area_id
        )
        legislative = CONTESTS[contest.code].legislative
        votes = {
            code: party_sums(side["votes"]) if legislative else side["votes"]
            for code, side in rows.order_by("region_id").values_list("region_id", "received")
        }
        if found := Earlier.of(other.election.name, votes):
            return found
    return None


def signs() -> Signs:
    """What changes when anything does that the program's own runs depend on."""
    return (
        tuple(LiveVersion.objects.order_by("election_id").values_list("election_id", "number")),
        tuple(Election.objects.filter(active=True).order_by("pk").values_list("pk", "revision")),
        Sample.objects.aggregate(newest=Max("pk"))["newest"],
    )


def contests_followed() -> list[Contest]:
    """Contests of the active elections, in their order."""
    active = Contest.objects.filter(election__active=True).select_related("election__area")
    return list(active.order_by("election_id", "order"))


def live_versions() -> dict[int, int]:
    """The counts' version of every election."""
    return dict(LiveVersion.objects.values_list("election_id", "number"))


def latest_samples() -> dict[int, int]:
    """Id of the sample that counts, by contest."""
    return dict(Sample.objects.order_by().values_list("contest_id").annotate(newest=Max("pk")))


def newest_run() -> int:
    """Number of the newest run of all."""
    return Run.objects.aggregate(newest=Max("pk"))["newest"] or 0


def runs_since(number: int) -> tuple[int, int]:
    """Number of the newest run of all, and how many there are after a number."""
    found = Run.objects.filter(pk__gt=number).aggregate(newest=Max("pk"), many=CountRows("pk"))
    return found["newest"] or number, found["many"]


def latest_mark(contest: Contest, kind: Run.Kind) -> Run | None:
    """The newest run of a kind with no more than when it was made and from what."""
    return runs_of(contest, kind).order_by("-id").only("made_at", "input_hash").first()


def latest_run(contest: Contest, kind: Run.Kind) -> Run | None:
    """The newest run of a kind that speaks of the present (not of an earlier moment)."""
    return runs_of(contest, kind).order_by("-id").defer("submissions").first()


def runs_of(contest: Contest, kind: Run.Kind) -> QuerySet[Run]:
    """Stored runs of a kind that speak of the moment at which they were made, oldest first."""
    return Run.objects.filter(contest=contest, kind=kind.value, parameters__past=False).order_by("id")


def taken_since(run: int, made_at: datetime) -> bool:
    """Whether somebody took this run as a file; it was made then."""
    records = Record.objects.filter(act="export_insight", data__run=run, at__gte=made_at)
    return records.exists()


def latest_sample(contest: Contest) -> Sample | None:
    """The sample that counts: the newest."""
    return Sample.objects.filter(contest=contest).select_related("frame", "drawn_by").order_by("-id").first()


def latest_sample_id(contest: Contest) -> int | None:
    """Id of the sample that counts, None where none was drawn."""
    return latest_samples().get(contest.pk)


def the_contest(contest: str, election: Election) -> Contest:
    """The contest of a code. Raises ValueError with a sentence."""
    try:
        return contest_of(election, contest)
    except NoContest as error:
        raise ValueError(str(error)) from error
