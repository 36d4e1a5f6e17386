"""The comparison of a whole contest, kept until either side changes: fifty looks cost one reading."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence

from deskpemilu.exchange import queries
from deskpemilu.exchange.beside import Row, lay_beside
from deskpemilu.exchange.foreign import Origin
from deskpemilu.registry.models import Contest
from deskpemilu.web.live import current_version

MOST_KEPT = 6
_kept: OrderedDict[Hashable, Sequence[Row]] = OrderedDict()
_turn = threading.Lock()


def rows_of(contest: Contest, source: Origin, count: str) -> Sequence[Row]:
    """Every TPS of the contest, both sides beside each other."""
    made = contest.election.created_at  # tells a database apart from another with the same ids
    key = (contest.pk, made, source, count, current_version(), queries.stamp(contest))
    with _turn:
        if (found := _kept.get(key)) is None:
            mine = queries.ours_of(contest, count=count)
            theirs = queries.fitting(mine, queries.theirs_of(contest, source))
            found = _kept[key] = lay_beside(mine, theirs)
            while len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
        else:
            _kept.move_to_end(key)
    return found
