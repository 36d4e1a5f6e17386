"""From stored ids to an answer: the one way by which a run is made and made again.

Needs the database only to read the versions; the answer is a pure function of `Material`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from deskpemilu.insight import answers, review, seating
from deskpemilu.insight.answers import Question
from deskpemilu.insight.earlier import Earlier
from deskpemilu.insight.inputs import Choices, Register, Reports
from deskpemilu.insight.models import Run, Sample
from deskpemilu.insight.sampling import Draw, Frame, draw_sample, with_replacements
from deskpemilu.insight.seating import District
from deskpemilu.insight.tickets import ticket


@dataclass(frozen=True)
class Material:
    """Everything that one computation is made from."""

    contest: str
    at: str
    register: Register
    choices: Choices
    reports: Reports
    parameters: Mapping[str, Any]
    """JSON-ready: level, count, closing, districts."""
    sample: Sample | None = None
    lines: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Votes of candidates by district and choice key; only for seats."""
    earlier: Earlier | None = None
    """An earlier election; only for projections."""

    @property
    def question(self) -> Question:
        """The question to the pure functions."""
        return Question(
            self.contest, self.at, self.register, self.choices, self.reports, self.parameters["level"]
        )

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the input; the moment is not part of it."""
        further = dict(self.parameters)
        if self.sample is not None:
            further["sample"] = self.sample.digest
        if self.earlier is not None:
            further["earlier"] = self.earlier.digest
        if self.lines:
            further["lines"] = {code: dict(votes) for code, votes in self.lines.items()}
        return self.reports.digest(frame=self.register.digest, choices=self.choices, further=further)

    @property
    def seed(self) -> int:
        """Seed of what is simulated: given by the input, chosen by nobody."""
        return int(self.digest[:8], 16)


def draw_of(
    register: Register,
    *,
    n: int,
    seed: str,
    design: str,
    tps_per_desa: int = 2,
    out: Sequence[str] = (),
) -> Draw:
    """The draw from a register; out: codes that were replaced, in order. Raises ValueError."""
    frame = Frame.of(register.codes, register.stratum, register.cluster, register.dpt)
    draw = draw_sample(frame, n, seed=seed, design=design, tps_per_desa=tps_per_desa)
    unknown = [code for code in out if code not in register.rows]
    if unknown:
        raise ValueError(f"TPS {unknown[0]} tidak ada dalam kerangka sampel ini.")
    return with_replacements(draw, [register.rows[code] for code in out])


def members_of(register: Register, draw: Draw) -> list[list[str]]:
    """[code, ticket] of every drawn TPS in code order."""
    return [[register.codes[row], ticket(draw.seed, register.codes[row])] for row in draw.rows]


def digest_of(members: list[list[str]]) -> str:
    """SHA-256 of the drawn codes, one a line: what everybody at the ceremony can compare."""
    return hashlib.sha256("\n".join(code for code, _ in members).encode()).hexdigest()


def redrawn(sample: Sample, register: Register) -> Draw:
    """The sample drawn again from its seed. Raises ValueError where the stored one is another."""
    draw = draw_of(
        register,
        n=sample.n,
        seed=sample.seed,
        design=sample.design,
        tps_per_desa=sample.tps_per_desa,
        out=[each["out"] for each in sample.replaced],
    )
    if digest_of(members_of(register, draw)) != sample.digest:
        raise ValueError(f"Sampel {sample.pk} yang tersimpan tidak sama dengan undian ulang dari benihnya.")
    return draw


def _estimate(material: Material) -> dict[str, Any]:
    assert material.sample is not None
    return answers.estimate(material.question, redrawn(material.sample, material.register))


def _project(material: Material) -> dict[str, Any]:
    return answers.project(material.question, material.earlier)


def _review(material: Material) -> dict[str, Any]:
    closing = material.parameters["closing"]
    return review.anomalies(material.question, closing=closing, seed=material.seed)


def districts_in(parameters: Mapping[str, Any]) -> list[District]:
    """The districts that a run was asked about."""
    return [
        District(row["code"], row["name"], tuple(row["areas"]), row["seats"])
        for row in parameters["districts"]
    ]


def _seats(material: Material) -> dict[str, Any]:
    return seating.seat_answer(
        material.question,
        districts_in(material.parameters),
        seed=material.seed,
        lines=material.lines,
        passed=material.parameters.get("passed", ()),
    )


ANSWERS: dict[Run.Kind, Callable[[Material], dict[str, Any]]] = {
    Run.Kind.ESTIMATE: _estimate,
    Run.Kind.PROJECTION: _project,
    Run.Kind.ANOMALIES: _review,
    Run.Kind.SEATS: _seats,
}
