"""A desk that was wrong sees it."""

import numpy as np
import pytest

from deskpemilu.insight.hindsight import Statement, judge


def said(moment, share, margin, named=None):
    p = np.array(share)
    return Statement(moment, p, p - margin, p + margin, named)


def test_every_statement_is_held_against_the_final_result():
    got = judge([said("16:00", [0.6, 0.4], 0.05), said("20:00", [0.53, 0.47], 0.03, named=0)], [0.52, 0.48])
    assert [v.covered for v in got.verdicts] == [0, 2]
    assert got.verdicts[0].largest_error == pytest.approx(0.08)
    assert got.coverage == 0.5
    assert (got.calls, got.wrong_calls) == (1, 0)


def test_a_wrong_call_is_counted():
    got = judge([said("20:00", [0.53, 0.47], 0.01, named=0)], [0.49, 0.51])
    assert (got.calls, got.wrong_calls) == (1, 1)


def test_nothing_said_or_another_ballot_is_refused():
    with pytest.raises(ValueError, match="Belum ada"):
        judge([], [0.5, 0.5])
    with pytest.raises(ValueError, match="pilihan yang sama"):
        judge([said("20:00", [0.5, 0.3, 0.2], 0.01)], [0.5, 0.5])
