"""Many count forms as columns, and a flag: one thing to look at again.

A flag never accuses. Its sentence says what stands there, how often the same is seen in ordinary counts, and
that it is "perlu diperiksa".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from deskpemilu.domain.findings import Severity
from deskpemilu.domain.form import ROW_NAMES
from deskpemilu.insight.arrays import Floats

CHECK = "perlu diperiksa"


@dataclass(frozen=True)
class Forms:
    """Forms of one contest: votes (n, k) and further rows by name (n,), nan where blank."""

    votes: Floats
    rows: Mapping[str, Floats]
    choices: tuple[str, ...]
    """Choice key of every column of votes."""

    def __post_init__(self) -> None:
        n, k = self.votes.shape
        if len(self.choices) != k:
            raise ValueError(f"Ada {k} kolom suara, tetapi {len(self.choices)} pilihan.")
        for name, column in self.rows.items():
            if name not in ROW_NAMES:
                raise ValueError(f"Baris formulir tidak dikenal: {name}.")
            if column.shape != (n,):
                raise ValueError(f"Baris {name} harus berisi satu angka per TPS ({n} TPS).")
        columns = [self.votes, *self.rows.values()]
        if any(np.isinf(c).any() or (c[~np.isnan(c)] < 0).any() for c in columns):
            raise ValueError("Angka formulir harus nol atau lebih dan berhingga.")

    def row(self, name: str) -> Floats:
        """A row's figures, nan where the desk does not have it."""
        if name in self.rows:
            return self.rows[name]
        return np.full(self.votes.shape[0], np.nan)

    @property
    def valid(self) -> Floats:
        """Sum of the votes, nan where one is blank."""
        return np.asarray(self.votes.sum(axis=1))


@dataclass(frozen=True)
class Flag:
    """One thing to look at again on one form."""

    tps: int
    """Row of the form."""
    code: str
    severity: Severity
    text: str
    base_rate: float | None
    """Share of ordinary TPS that show the same (real counts, 2024); None where nobody has measured it."""
    rank: float
    """Larger is sooner; comparable between codes."""
    suspect_field: str | None = None
    """Row name or choice key that most likely holds the slip."""
    values: Mapping[str, float] = field(default_factory=dict)


def often(base_rate: float | None) -> str:
    """How often a thing is seen in ordinary counts, as a sentence: "Terjadi pada sekitar 5 dari 100 TPS."."""
    return "Belum ada angka pembanding." if base_rate is None else f"Terjadi pada {frequency(base_rate)}."


def seen_here(found: int, known: int) -> str:
    """How often the same is seen on the desk's own forms, where nobody has measured it elsewhere."""
    told = f"{found:,} dari {known:,}".replace(",", ".")
    return f"Terjadi pada {told} TPS desk ini; belum ada angka pembanding dari luar."


def frequency(base_rate: float) -> str:
    """How often a thing is seen, in words: "sekitar 5 dari 1.000 TPS"."""
    for per in (100, 1_000, 10_000, 100_000):
        if base_rate * per >= 1:
            return f"sekitar {round(base_rate * per)} dari {per:,} TPS".replace(",", ".")
    return "kurang dari 1 dari 100.000 TPS"


def rank_of(base_rate: float | None, votes_at_stake: float) -> float:
    """Rarity and weight on one scale: log10(1 / rate) + log10(1 + votes); unmeasured counts as one in 100."""
    rarity = -np.log10(max(0.01 if base_rate is None else base_rate, 1e-9))
    return float(rarity + np.log10(1.0 + abs(votes_at_stake)))
