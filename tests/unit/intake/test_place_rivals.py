"""A misspelt desa is never read as another whose name is a part of its own, or but for a numeral the same."""

from __future__ import annotations

import pytest

from deskpemilu.intake.read import Reader
from deskpemilu.intake.reading import Kind, Outcome, Reading
from deskpemilu.registry.lexicon import Lexicon, RegionEntry, Sender
from tests.unit.intake.worlds import WORLDS

STYLES = (
    "TPS 2 {}\n01 = 22\n02 = 33\n03 = 44\nTS = 5",
    "desa {} kec Muara tps 2: 01=22, 02=33, 03=44, ts=5",
    "{} tps 2 : 22/33/44/5",
    "Desa : {}\nTPS : 2\n01 : 22\n02 : 33\n03 : 44\nTS : 5",
    "{}, TPS 2, pilpres 01 22 02 33 03 44 ts 5",
    "Kel {} Kec. Muara\nTPS 002\n1. 22\n2. 33\n3. 44\nts. 5",
)
# desa of one kecamatan, a misspelt name, and the one that is meant
RIVALS = (
    (("Negeri Ratu", "Negeri Ratu Baru"), "negrei ratu baru", "Negeri Ratu Baru"),
    (("Sipatuhu", "Sipatuhu II"), "siaptuhu ii", "Sipatuhu II"),
    (("Bonebae I", "Bonebae II"), "bonebee ii", "Bonebae II"),
    (("Rawang Pasar IV", "Rawang Pasar V"), "rawatg pasar iv", "Rawang Pasar IV"),
    (("Mundeh", "Mundeh Kauh"), "mundeh kah", "Mundeh Kauh"),
    (("Hialu", "Hialu Utama"), "halu utama", "Hialu Utama"),
    (("Kebun Lada", "Lama"), "kebun laua", "Kebun Lada"),
    (("Pensiunan", "Kampung Pensiunan"), "Kampung Pensiunaan", "Kampung Pensiunan"),
    (("Baru", "Sei Kamah Baru"), "Sei Kimah Baru", "Sei Kamah Baru"),
    (("Pinarik", "Pagaran Dolok Pinarik"), "Pagaran Doolok Pinarik", "Pagaran Dolok Pinarik"),
    (("Taruang Taruang", "Taruang Taruang Utara"), "taruang taruang usara", "Taruang Taruang Utara"),
    (("Lam Geu Eu", "Lamgeu Tuha"), "Lamgeu Tua", "Lamgeu Tuha"),
    (("Aluh Aluh Kecil", "Aluh Aluh Kecil Muara"), "aluh aouh kecil muara", "Aluh Aluh Kecil Muara"),
    (("Tanjung Morawa-A", "Tanjung Morawa-B"), "tanjung morawaa-b", "Tanjung Morawa-B"),
    (("Tanjung Morawa-A", "Tanjung Morawa-B"), "tanjung morawab-a", "Tanjung Morawa-A"),
    (("Tanjung Morawa-A", "Tanjung Morawa-B"), "tanjung moraawaa b", "Tanjung Morawa-B"),
    (("Kampung Baru A", "Kampung Baru B"), "kampung barua/b", "Kampung Baru B"),
    (("Sungsang I", "Sungsang II", "Sungsang III"), "sungsangi ii", "Sungsang II"),
    (("Sungsang I", "Sungsang II", "Sungsang III"), "sungsang i-ii", "Sungsang II"),
    (("Bumi Agung", "Bumi Say Agung"), "bumi ay agung", "Bumi Say Agung"),
    (("Poigar I", "Poigar II", "Poigar III"), "poigar ii i", "Poigar III"),
    (("Perk. Tolan", "Perk. Tolan I/II"), "Perk. Tolan I/II", "Perk. Tolan I/II"),
    (("Perk. Tolan", "Perk. Tolan I/II"), "Perk. Tolan /II", "Perk. Tolan I/II"),
    (("Muara", "Pasir Barat"), "Pasdir Barat, Muara", "Pasir Barat"),
    (("Muara", "Kayu Besi"), "KAYU BESIX, MUARA", "Kayu Besi"),
    (("Beru", "Desa Beru"), "Desa Beru", "Beru"),
    (("Muara", "Kantun Poya"), "Malam bu\nKKantun Poya, MUARA", "Kantun Poya"),
    (("Muara", "Sumber Mulya"), "SUMBER MULY A, MUARA", "Sumber Mulya"),
    (("Muara", "Sinarikhi"), "LAPOR PAK, SINARIKHIKEC MUARA", "Sinarikhi"),
    (("Negara Batin", "Negara Batin II"), "Negara Batin q", "Negara Batin II"),
    (("Sihareo III", "Sihareo III Bawosalo'o"), "Sihareo Iii Baosalo'O", "Sihareo III Bawosalo'o"),
    (("Patumbak I", "Patumbak Kampung"), "ptumbak kampung", "Patumbak Kampung"),
    (("Muara", "Lembang"), "Lembang, Muara", "Lembang"),
    (("Muara", "Kampung"), "Kampung Muara", "Kampung"),
)  # fmt: skip
# ordinary words, and names that say two things: asked about in some styles
ASKED = ("Lama", "Baru", "Beru", "Perk. Tolan I/II", "Desa Beru", "Lembang", "Kampung")


def read(names: tuple[str, ...], text: str) -> tuple[Reading, dict[str, str]]:
    codes = {f"169901{2001 + at}": name for at, name in enumerate(names)}
    regions = {"1699": RegionEntry("1699", "Tirta"), "169901": RegionEntry("169901", "Muara")}
    regions |= {code: RegionEntry(code, name) for code, name in codes.items()}
    tps: dict[str, int | None] = {f"{code}{number:03d}": None for code in codes for number in (1, 2, 3)}
    contest = WORLDS["tirta_pemilu"].contests["ppwp"]
    lexicon = Lexicon("pemilu2024", "1699", {"ppwp": contest}, regions, tps)
    return Reader(lexicon).read(text, Sender(("169901",), "ppwp")), codes


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("names", "written", "meant"), RIVALS)
def test_a_misspelt_name_is_never_its_rival(
    names: tuple[str, ...], written: str, meant: str, style: str
) -> None:
    reading, codes = read(names, style.format(written))
    assert reading.outcome in (Outcome.RECORD, Outcome.ASK)
    if reading.outcome is Outcome.RECORD:
        assert codes[str(reading.reports[0].tps_code)[:10]] == meant


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("names", [names for names, _, _ in RIVALS])
def test_names_written_right_are_read_beside_their_rivals(names: tuple[str, ...], style: str) -> None:
    for name in names:
        reading, codes = read(names, style.format(name))
        if reading.outcome is Outcome.RECORD:
            assert codes[str(reading.reports[0].tps_code)[:10]] == name
        else:
            assert name in ASKED, (name, reading.question)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", ["Ganti Warno", "Rubah Sakti", "Ubah Jaya"])
def test_a_word_of_mending_in_a_desas_name_mends_nothing(name: str, style: str) -> None:
    """A whole report from desa Ganti Warno is a report."""
    reading, codes = read((name, "Sukamaju"), style.format(name))
    assert reading.kind is Kind.RESULT, reading
    if reading.outcome is Outcome.RECORD:
        assert codes[str(reading.reports[0].tps_code)[:10]] == name
