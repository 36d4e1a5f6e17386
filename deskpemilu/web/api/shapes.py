"""What the API answers, field by field: the source of /api/v1/openapi.json."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Schema


class Refused(Schema):
    """Every refusal: what happened and what to do."""

    pesan: str


REFUSALS: dict[int, type[Refused]] = dict.fromkeys((400, 401, 403, 404, 422), Refused)


class ContestSize(Schema):
    """A contest of an election and how many lines its ballots have."""

    code: str
    name: str
    cap: int
    choices: int


class ElectionOut(Schema):
    """An election of this desk; `area` is the digits of its region code."""

    code: str
    name: str
    preset: str
    date: date | None
    active: bool
    area: str
    area_name: str
    regions: int
    tps: int
    contests: list[ContestSize]


class ChoiceOut(Schema):
    """A line of a ballot; `dapil` is empty where all vote on one list."""

    key: str
    dapil: str
    name: str
    party: str


class ContestOut(Schema):
    """A contest with its ballot; `cap` is the most voters a TPS may have."""

    code: str
    name: str
    cap: int
    choices: list[ChoiceOut]


class RegionOut(Schema):
    """A region."""

    code: str
    name: str
    level: str
    parent: str | None


class TpsOut(Schema):
    """A polling station and its registered voters."""

    code: str
    desa: str
    desa_name: str
    number: int
    dpt_l: int | None
    dpt_p: int | None
    special: bool
    address: str
    lat: float | None
    lon: float | None


class TpsPage(Schema):
    """One page; `next` is the number of the following one."""

    page: int
    next: int | None
    total: int
    rows: list[TpsOut]


class SubmissionOut(Schema):
    """One version of a form.

    `state` is where the form of that generation stands; `shown` marks the version that is counted if the
    state allows (never one that a revote has replaced, or of a closed TPS), `requested` one that waits for
    a person. Without the right to totals `votes` and `rows` are null and findings have no sentence.
    """

    id: int
    tps_code: str
    contest: str
    generation: str
    version: int
    origin: str
    state: str
    shown: bool
    requested: bool
    blocking: bool
    votes: dict[str, int] | None
    rows: dict[str, int] | None
    reason: str | None
    findings: list[dict[str, Any]]
    created_at: datetime


class SubmissionPage(Schema):
    """One page, oldest first."""

    page: int
    next: int | None
    total: int
    rows: list[SubmissionOut]


class TallyRow(Schema):
    """A region or TPS; `findings` only where a TPS is held back."""

    code: str
    name: str
    tps_total: int
    tps_in: int
    tps_verified: int
    tps_held: int
    dpt: int | None
    voters: int
    valid: int
    invalid: int
    votes: dict[str, int]
    findings: list[str] | None = None


class Tally(Schema):
    """What `desk tally --format json` prints."""

    election: str
    contest: str
    by: str
    count: str
    at: str
    rows: list[TallyRow]


class ProgressOut(Schema):
    """How far a region has come; `share` is received of all TPS, 0 to 1."""

    code: str
    name: str
    level: str
    tps: int
    dpt: int
    received: int
    verified: int
    problem: int
    missing: int
    share: float


class ProgressPage(Schema):
    """A region and those just below it."""

    election: str
    contest: str
    at: str
    region: ProgressOut
    below: list[ProgressOut]


class RefusedLine(Schema):
    """A message that was not taken in, by its place in the list (from 1)."""

    line: int
    id: str | None
    reason: str


class Posted(Schema):
    """What became of the messages that were sent."""

    accepted: int
    duplicates: int
    refused: list[RefusedLine]


class Estimates(Schema):
    """The latest stored runs of a contest by kind, each with the keys that the commands print, and `run`.

    `estimate` as `desk quickcount estimate`, `projection` as `desk project`, `anomalies` as `desk anomalies`;
    null where there is none, or where another kind was asked for.
    """

    election: str
    contest: str
    estimate: dict[str, Any] | None
    projection: dict[str, Any] | None
    anomalies: dict[str, Any] | None
    seats: dict[str, Any] | None


class RunLine(Schema):
    """A stored run without its figures; `past` was asked for an earlier moment, `scheduled` by nobody."""

    run: int
    election: str
    contest: str
    kind: str
    at: datetime
    made_at: datetime
    past: bool
    count: str
    scheduled: bool
    seed: str
    frame_digest: str
    sample: int | None
    sample_digest: str | None
    input_hash: str
    code_version: str


class RunOut(RunLine):
    """A stored run with its answer; `desk quickcount reproduce RUN` makes it again."""

    result: dict[str, Any]


class RunPage(Schema):
    """One page, newest first."""

    page: int
    next: int | None
    total: int
    rows: list[RunLine]
