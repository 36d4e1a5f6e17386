"""A DPRD ballot of full size for tests: 18 parties with up to 12 candidates, fictitious."""

from __future__ import annotations

from deskpemilu.domain.contests import choice_order
from deskpemilu.registry.models import Choice, Contest, Dapil, Election

PARTIES = (*range(1, 18), 24)
DAPIL = "UJI 1"


def add_candidates(election: Election, contest: str = "pdprdk", *, each: int = 12) -> Contest:
    """Candidates of every party of the contest, in one dapil that holds the whole kabupaten."""
    row = Contest.objects.get(election=election, code=contest)
    Dapil.objects.create(contest=row, code=DAPIL, areas=[election.area_id])
    keys = [f"{party}.{number}" for party in PARTIES for number in range(1, each + 1)]
    Choice.objects.bulk_create(
        Choice(contest=row, dapil=DAPIL, key=key, order=choice_order(key)[0], name=f"Calon Uji {key}")
        for key in keys
    )
    election.revision += 1
    election.save(update_fields=["revision"])
    return row


def full_form(*, votes_of: int = 1) -> dict[str, int]:
    """A consistent DPRD form of 245 registered voters, by the names of its boxes."""
    figures: dict[str, int] = {
        **_split("pemilih_dpt", 120, 125),
        **_split("pengguna_dpt", 110, 115),
        **_split("pengguna_pindahan", 1, 2),
        **_split("pengguna_tambahan", 3, 1),
        **_split("pengguna_total", 114, 118),
        **_split("disabilitas", 1, 0),
        "surat_diterima": 250,
        "surat_digunakan": 232,
        "surat_dikembalikan": 2,
        "surat_tidak_digunakan": 16,
    }
    valid = 0
    for at, party in enumerate(PARTIES):
        lines = {f"choice:{party}": votes_of}
        lines |= {f"choice:{party}.{number}": (at + number) % 2 * votes_of for number in range(1, 13)}
        figures |= lines
        figures[f"jumlah_partai_{party}"] = sum(lines.values())
        valid += sum(lines.values())
    return figures | {"suara_sah": valid, "suara_tidak_sah": 232 - valid, "suara_total": 232}


def _split(row: str, left: int, right: int) -> dict[str, int]:
    return {f"{row}_l": left, f"{row}_p": right, f"{row}_j": left + right}
