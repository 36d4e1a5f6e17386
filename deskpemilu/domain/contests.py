"""The seven contests by KPU's own codes, and keys of choices inside a contest."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ContestCode(StrEnum):
    """KPU's contest codes."""

    PPWP = "ppwp"
    PDPR = "pdpr"
    PDPD = "pdpd"
    PDPRDP = "pdprdp"
    PDPRDK = "pdprdk"
    PKWKP = "pkwkp"
    PKWKK = "pkwkk"


@dataclass(frozen=True, slots=True)
class ContestInfo:
    """What does not change between elections: names and whether the ballot lists parties."""

    code: ContestCode
    name: str
    short: str
    legislative: bool


CONTESTS: dict[str, ContestInfo] = {
    info.code.value: info
    for info in (
        ContestInfo(ContestCode.PPWP, "Presiden dan Wakil Presiden", "Presiden", legislative=False),
        ContestInfo(ContestCode.PDPR, "DPR RI", "DPR", legislative=True),
        ContestInfo(ContestCode.PDPD, "DPD RI", "DPD", legislative=False),
        ContestInfo(ContestCode.PDPRDP, "DPRD Provinsi", "DPRD Prov", legislative=True),
        ContestInfo(ContestCode.PDPRDK, "DPRD Kabupaten/Kota", "DPRD Kab", legislative=True),
        ContestInfo(ContestCode.PKWKP, "Gubernur dan Wakil Gubernur", "Gubernur", legislative=False),
        ContestInfo(ContestCode.PKWKK, "Bupati/Wali Kota dan Wakil", "Bupati", legislative=False),
    )
}


def choice_order(key: str) -> tuple[int, ...]:
    """Sort key of a choice key: `"2"` before `"10"`, `"5"` (party) before `"5.1"` (candidate)."""
    return tuple(int(part) for part in key.split("."))


def party_of(key: str) -> str:
    """Ballot number of the party (or pair) a choice belongs to: `"5.3"` → `"5"`."""
    return key.split(".", 1)[0]
