"""What to look at again, ranked: every screen of single TPS in one queue, and the area tests beside it.

In: forms as columns, desa and kabupaten of each, seed. Out: ``Anomalies``. Nothing here says that something
is wrong; each flag carries its base rate, and the queue is capped, because a desk that is shown a fifth of
all TPS looks at none.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from deskpemilu.insight.arrays import Floats, index_vector
from deskpemilu.insight.forms import Flag, Forms
from deskpemilu.insight.outliers import desa_outliers
from deskpemilu.insight.patterns import full_turnout, identical_forms, identical_sets, planted_digits
from deskpemilu.insight.percentages import AreaTest, false_discoveries, last_digits, round_percentages
from deskpemilu.insight.syndrome import arithmetic_flags
from deskpemilu.insight.variance import group_sums, group_totals


@dataclass(frozen=True)
class Anomalies:
    """Flags of single TPS, most worth a look first, and the tests of areas with their seed."""

    flags: list[Flag]
    areas: list[AreaTest]
    seed: int
    left_out: int
    """Flags beyond the cap of the queue."""


def find_anomalies(
    forms: Forms,
    desa: ArrayLike,
    area: ArrayLike,
    *,
    seed: int,
    queue: int = 200,
    further: list[Flag] | None = None,
) -> Anomalies:
    """Run every screen and rank what it finds.

    desa, area (n,): index of each form's desa and kabupaten/kota; queue: most flags shown; further: flags
    of ``patterns.arrival_oddities`` and ``patterns.changed_after_verification``, which need other input.
    """
    count = forms.votes.shape[0]
    if count == 0:
        return Anomalies([], [], seed, 0)
    villages = index_vector(desa, length=count, name="Desa")
    places = index_vector(area, length=count, name="Wilayah")
    flags = arithmetic_flags(forms, neighbour_shares(forms, villages))
    flags += planted_digits(forms) + identical_sets(forms, villages) + full_turnout(forms)
    flags += identical_forms(forms, villages)
    flags += desa_outliers(forms, villages, queue=queue) + (further or [])
    flags.sort(key=lambda flag: (-flag.rank, flag.tps, flag.code))
    tests = area_tests(forms, places, seed=seed)
    return Anomalies(flags[:queue], tests, seed, max(len(flags) - queue, 0))


def area_tests(forms: Forms, area: NDArray[np.intp], *, seed: int) -> list[AreaTest]:
    """Round percentages of turnout and of the leader, last digits of valid votes; one FDR over all."""
    valid = forms.valid
    known = np.nan_to_num(valid) > 0
    leader = int(np.nansum(forms.votes, axis=0).argmax())
    users, registered = forms.row("pengguna_dpt_j"), forms.row("pemilih_dpt_j")
    stated = ~np.isnan(users + registered)  # a desk that asks for no users has no turnout to test
    tests = round_percentages(
        np.where(stated, users, 0.0),
        np.where(stated, registered, 0.0),
        area,
        test="persen_bulat_kehadiran",
        seed=seed,
    )
    votes = np.where(known, forms.votes[:, leader], 0.0)
    tests += round_percentages(
        votes, np.where(known, valid, 0.0), area, test="persen_bulat_suara", seed=seed + 1
    )
    tests += last_digits(np.where(known, valid, 0.0), area, seed=seed + 2)
    return false_discoveries(tests)


def neighbour_shares(forms: Forms, desa: NDArray[np.intp]) -> Floats:
    """(n, k) pooled shares of the other TPS of the desa; of all TPS where there is no other."""
    count = int(desa.max()) + 1
    known = np.nan_to_num(forms.valid) > 0
    votes = np.where(known[:, None], forms.votes, 0.0)
    x = votes.sum(axis=1)
    others = group_sums(votes, desa, count)[desa] - votes
    total = group_totals(x, desa, count)[desa] - x
    overall = votes.sum(axis=0) / max(float(x.sum()), 1.0)
    safe = np.where(total > 0, total, 1.0)[:, None]
    return np.asarray(np.where(total[:, None] > 0, others / safe, overall))
