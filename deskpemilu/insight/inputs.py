"""What a computation reads, as values: the register of TPS, the reports, their digests.

Pure. A `Register` is the frame (codes in order, DPT, names); `Reports` are the counted versions on it.
Both can be packed and read again exactly, so that a run can be repeated.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deskpemilu.domain.codes import DESA, KECAMATAN
from deskpemilu.insight.arrays import Bools, Floats

_MISSING = -1
LARGEST_DPT = 1000
"""A form that states more has a slip; no TPS is that large, special ones included."""


@dataclass(frozen=True)
class Register:
    """All TPS of an election in code order. DPT 0 where unknown."""

    codes: tuple[str, ...]
    dpt: tuple[int, ...]
    names: Mapping[str, str]
    """Names of the kecamatan by code, and of the whole area."""
    area: str

    @cached_property
    def kecamatan(self) -> tuple[str, ...]:
        """Kecamatan that have TPS, in code order: the strata."""
        return tuple(sorted({code[:KECAMATAN] for code in self.codes}))

    @cached_property
    def desa(self) -> tuple[str, ...]:
        """Desa that have TPS, in code order: the clusters."""
        return tuple(sorted({code[:DESA] for code in self.codes}))

    @cached_property
    def stratum(self) -> NDArray[np.intp]:
        """(N,) kecamatan of every TPS."""
        return _index(self.codes, self.kecamatan, KECAMATAN)

    @cached_property
    def cluster(self) -> NDArray[np.intp]:
        """(N,) desa of every TPS."""
        return _index(self.codes, self.desa, DESA)

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """Row of every TPS code."""
        return {code: row for row, code in enumerate(self.codes)}

    def name(self, code: str) -> str:
        """Name of a kecamatan or of the area; its code where it has none."""
        return self.names.get(code, code)

    def pack(self) -> bytes:
        """The register as bytes; `unpack` gives an equal one."""
        data = {"codes": self.codes, "dpt": self.dpt, "names": dict(self.names), "area": self.area}
        return zlib.compress(canonical(data))

    @staticmethod
    def unpack(data: bytes) -> Register:
        """Read what `pack` wrote."""
        found = json.loads(zlib.decompress(data))
        return Register(tuple(found["codes"]), tuple(found["dpt"]), found["names"], found["area"])

    @cached_property
    def digest(self) -> str:
        """SHA-256 of codes, DPT and names: what a draw is bound to."""
        data = {"codes": self.codes, "dpt": self.dpt, "names": dict(self.names), "area": self.area}
        return hashlib.sha256(canonical(data)).hexdigest()


def _index(codes: Sequence[str], groups: Sequence[str], width: int) -> NDArray[np.intp]:
    numbers = {group: number for number, group in enumerate(groups)}
    return np.array([numbers[code[:width]] for code in codes], dtype=np.intp)


@dataclass(frozen=True)
class Choices:
    """Lines that are compared: keys in ballot order and their names."""

    keys: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Reports:
    """Counted versions on a register: nan (votes, rows) and 0 (ids) where a TPS has none."""

    votes: Floats
    """(N, k)."""
    rows: Mapping[str, Floats]
    """Further figures of the form by name, each (N,)."""
    submission: NDArray[np.int64]
    """(N,) id of the version read, 0 for none."""
    arrival: Floats
    """(N,) seconds since 1970 at which a message with it was sent; nan where it came otherwise."""
    sender: NDArray[np.int64]
    """(N,) number of its sender, -1 where it came otherwise."""
    verified: Floats
    """(N, k) votes that a person vouched for, nan where nobody did."""

    @property
    def reported(self) -> Bools:
        """(N,) which TPS have a counted version."""
        return self.submission > 0

    def row(self, name: str) -> Floats:
        """A further figure, nan where unknown."""
        return self.rows.get(name, np.full(self.submission.size, np.nan))

    def digest(self, *, frame: str, choices: Choices, further: Mapping[str, Any]) -> str:
        """SHA-256 of everything that is computed with."""
        head = {"frame": frame, "keys": choices.keys, "further": dict(further)}
        made = hashlib.sha256(canonical(head))
        for name, column in (("votes", self.votes), ("verified", self.verified), *sorted(self.rows.items())):
            made.update(name.encode())
            made.update(_whole(column))
        made.update(_whole(self.arrival))
        made.update(self.sender.astype("<i8").tobytes())
        return made.hexdigest()


def _whole(column: Floats) -> bytes:
    """Figures as whole numbers, -1 where there is none."""
    return np.where(np.isnan(column), _MISSING, column).astype("<i8").tobytes()


def known_dpt(register: Register, reports: Reports) -> NDArray[np.int64]:
    """(N,) DPT of the register; where it has none, a possible DPT that the form itself states; else 0."""
    stated = np.nan_to_num(reports.row("pemilih_dpt_j"))
    stated = np.where(stated <= LARGEST_DPT, stated, 0)
    own = np.array(register.dpt, dtype=np.int64)
    return np.where(own > 0, own, stated.astype(np.int64))


def canonical(data: Any) -> bytes:
    """JSON with sorted keys and no spaces."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def pack_ids(read: Sequence[int], verified: Sequence[int] = ()) -> bytes:
    """Ids of the versions read, and of those that people vouched for, as few bytes."""
    return zlib.compress(canonical([sorted(int(i) for i in read), sorted(int(i) for i in verified)]))


def unpack_ids(data: bytes) -> tuple[list[int], list[int]]:
    """Read what `pack_ids` wrote."""
    read, verified = json.loads(zlib.decompress(data))
    return list(read), list(verified)
