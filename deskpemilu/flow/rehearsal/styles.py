"""How people write: the same paper in many styles. Pure; the reader knows none of these by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from deskpemilu.flow.rehearsal.plan import Counted

TITLES = {
    "ppwp": ("PILPRES", "Presiden", "PPWP", "pilpres"),
    "pdpr": ("DPR RI", "DPR-RI", "dpr ri"),
    "pdpd": ("DPD", "DPD RI", "dpd"),
    "pdprdp": ("DPRD PROVINSI", "DPRD Prov", "dprd provinsi"),
    "pdprdk": ("DPRD KABUPATEN", "DPRD Kab", "dprd kab"),
    "pkwkp": ("GUBERNUR", "Pilgub", "pilgub"),
    "pkwkk": ("BUPATI", "Pilbup", "pilbup"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Names as the sender writes them."""

    kecamatan: str
    desa: str
    tps: int


Style = Callable[[Counted, Place, Random], str]


def _title(paper: Counted, chance: Random) -> str:
    return chance.choice(TITLES[paper.contest])


def _lines(paper: Counted, form: str) -> str:
    return "\n".join(form.format(int(key), figure) for key, figure in paper.votes.items())


def official(paper: Counted, place: Place, chance: Random) -> str:
    """The form that the desk sent around."""
    return (
        f"*LAPORAN DESK PEMILU KAB. BANYUASIN*\nKecamatan : {place.kecamatan}\nDesa/Kel : {place.desa}\n"
        f"TPS : {place.tps:03d}\nPemilihan : {_title(paper, chance)}\n"
        f"DPT : {paper.tps.dpt_l + paper.tps.dpt_p}\n{_lines(paper, 'No urut {:02d} : {}')}\n"
        f"Suara sah : {paper.valid}\nSuara tidak sah : {paper.invalid}\nJumlah : {paper.total}"
    )


def short(paper: Counted, place: Place, chance: Random) -> str:
    """Hurried."""
    lines = _lines(paper, "{:02d} - {}")
    return f"{_title(paper, chance)} TPS {place.tps:02d} {place.desa}\n{lines}\nTS - {paper.invalid}"


def sums(paper: Counted, place: Place, chance: Random) -> str:
    """With the sums, on one line a figure."""
    return (
        f"{_title(paper, chance)}\nDs {place.desa} kec {place.kecamatan} tps {place.tps}\n"
        f"{_lines(paper, '{:02d} = {}')}\nsah = {paper.valid}\nt.sah = {paper.invalid}"
    )


def sentence(paper: Counted, place: Place, chance: Random) -> str:
    """Whole sentences and greetings."""
    items = _lines(paper, "- Nomor Urut {} memperoleh {} suara")
    return (
        f"Ass wr wb. Izin melaporkan hasil {_title(paper, chance)} TPS {place.tps:03d} Desa {place.desa} "
        f"Kec. {place.kecamatan} sbb:\n{items}\n"
        f"- Suara tidak sah sebanyak {paper.invalid} suara\nTerima kasih 🙏"
    )


def one_line(paper: Counted, place: Place, chance: Random) -> str:
    """Everything on one line."""
    votes = ", ".join(f"{int(key):02d}={figure}" for key, figure in paper.votes.items())
    return f"{_title(paper, chance)} desa {place.desa} tps {place.tps}: {votes}, tdk sah={paper.invalid}"


def capitals(paper: Counted, place: Place, chance: Random) -> str:
    """All capitals, bold title."""
    return (
        f"*{_title(paper, chance).upper()}*\n{place.desa.upper()} TPS {place.tps}\n"
        f"{_lines(paper, 'NO {} : {}')}\nSAH : {paper.valid}\nTDK SAH : {paper.invalid}\nJML : {paper.total}"
    )


STYLES: tuple[Style, ...] = (official, short, sums, sentence, one_line, capitals)
CHATTER = (
    "Selamat malam bapak ibu, mohon arahan untuk laporan selanjutnya",
    "Siap, laporan menyusul pak",
    "Izin, sinyal di desa kami hilang timbul, laporan agak lambat",
    "Alhamdulillah kotak suara sudah sampai di kecamatan dengan aman",
    "kapan honor operator cair ya pak?",
    "STATUS",
    "Situasi di TPS aman dan kondusif, nihil kejadian menonjol",
)
INCIDENTS = (
    "Pak tps {tps} {desa} kebanjiran air pasang, kotak suara sudah diamankan ke musholla",
    "Izin lapor, di TPS {tps} {desa} saksi keberatan karena ada selisih, polsek sudah di lokasi",
    "Lampu mati di TPS {tps} desa {desa}, penghitungan pakai lampu darurat",
    "Petugas KPPS TPS {tps} {desa} kelelahan dan dibawa ke puskesmas",
)


def wrong_sum(paper: Counted, place: Place, chance: Random) -> str:
    """A sum that does not fit: two digits swapped on the way."""
    shown = sums(paper, place, chance)
    digits = str(paper.valid)
    swapped = f"{digits[:-2]}{digits[-1]}{digits[-2]}" if len(digits) > 1 else f"{paper.valid + 9}"
    if swapped == digits:
        swapped = str(paper.valid + 9)
    return shown.replace(f"sah = {paper.valid}\nt.sah", f"sah = {swapped}\nt.sah")


def without_place(paper: Counted, place: Place, chance: Random) -> str:
    """No desa."""
    return f"{_title(paper, chance)} TPS {place.tps}\n{_lines(paper, '{:02d} = {}')}\nTS = {paper.invalid}"
