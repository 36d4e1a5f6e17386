"""What the rules need to know of a TPS and contest besides the form itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class TpsFacts:
    """What the register and the election preset say of one TPS and contest; None is unknown.

    `choices` are the keys of the ballot in its order (parties and candidates), empty where the
    ballot is unknown. `cap` is the greatest number of voters a TPS may have, `reserve` the share
    of reserve ballots (0.02), `dpt_l`/`dpt_p` the registered voters. `labels` names rows of
    `domain.form` (`pengguna_pindahan`) as this election does (DPTb, DPPh).
    """

    contest: str = ""
    choices: tuple[str, ...] = ()
    cap: int | None = None
    reserve: float | None = None
    dpt_l: int | None = None
    dpt_p: int | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def dpt(self) -> int | None:
        """Registered voters L+P, None unless both are known."""
        return None if self.dpt_l is None or self.dpt_p is None else self.dpt_l + self.dpt_p


@lru_cache(maxsize=4096)
def ballots_printed(dpt: int, reserve: float) -> int:
    """Ballots a TPS gets: DPT plus the reserve share rounded up (Model C.HASIL, row II.1).

    Whole-number arithmetic in ten-thousandths: 0.02 · 350 must give 7, not 8.
    """
    return dpt - (-dpt * round(reserve * 10_000) // 10_000)
