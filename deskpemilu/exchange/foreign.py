"""Figures of others about one place and contest, as plain data.

`code` is a TPS code (13 digits) or, where a source publishes sums, the code of a desa, kecamatan or
kabupaten. They stand beside our figures and never in our totals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from deskpemilu.domain.codes import TPS
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.states import Generation


class Origin(StrEnum):
    """Where figures come from."""

    SIREKAP = "sirekap"
    DHASIL = "dhasil"


ORIGIN_NAMES: Mapping[str, str] = {
    Origin.SIREKAP.value: "Sirekap",
    Origin.DHASIL.value: "D.Hasil Kecamatan",
}


@dataclass(frozen=True, slots=True)
class Foreign:
    """One form or sum as the other side publishes it.

    `at`: when the source says it was published, None where it does not say; `images` are addresses
    as the source writes them, kept as text and never fetched; `line` and `name` say where in the file
    it stood; `progress` (TPS counted, TPS in all) belongs to sums.
    """

    code: str
    contest: str
    form: CountForm
    generation: Generation = Generation.REGULER
    at: datetime | None = None
    images: tuple[str, ...] = ()
    progress: tuple[int, int] | None = None
    line: int = 0
    name: str = field(default="", compare=False)

    @property
    def of_tps(self) -> bool:
        """Whether it is the form of one TPS (else the sum of a region)."""
        return len(self.code) == TPS

    @property
    def blank(self) -> bool:
        """Whether it states nothing yet."""
        return not self.form.votes and not self.form.rows
