"""May somebody do something somewhere? Pure, and able to say why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from deskpemilu.domain.roles import ACTS_OF, ROLE_NAMES, Act, Role


@dataclass(frozen=True, slots=True)
class Right:
    """A living grant as the policy needs it. `area` "" is the whole desk."""

    role: Role
    area: str
    sees_totals: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes or no, and the reason as a sentence."""

    allowed: bool
    reason: str

    def __bool__(self) -> bool:
        return self.allowed


def may(rights: Sequence[Right], act: Act, area: str = "") -> Decision:
    """Whether the rights allow an act in an area (region or TPS code; "" = the whole desk).

    A grant covers its region and everything below it, nothing above or beside it.
    """
    for right in rights:
        if area.startswith(right.area) and _has(right, act):
            return Decision(True, f"{ROLE_NAMES[right.role]} untuk wilayah {right.area or 'desk'}")
    if any(_has(right, act) for right in rights):
        return Decision(False, "Wilayah ini di luar wilayah tugas Anda.")
    return Decision(False, "Peran Anda tidak mencakup tindakan ini. Hubungi administrator desk bila perlu.")


def _has(right: Right, act: Act) -> bool:
    if act is Act.SEE_TOTALS:
        return right.sees_totals
    return act in ACTS_OF[right.role]


def areas_for(rights: Sequence[Right], act: Act) -> tuple[str, ...]:
    """Areas in which the act is allowed, without those inside another; ("",) is the whole desk."""
    areas = sorted({right.area for right in rights if _has(right, act)}, key=len)
    kept: list[str] = []
    for area in areas:
        if not any(area.startswith(outer) for outer in kept):
            kept.append(area)
    return tuple(kept)
