"""BENAR, RALAT and BATAL in the languages they are said in; talk about a withdrawal withdraws nothing."""

from __future__ import annotations

import pytest

from deskpemilu.intake.read import Reader
from deskpemilu.intake.reading import Kind, Outcome, Reading
from deskpemilu.registry.lexicon import Lexicon, RegionEntry, Sender
from tests.unit.intake.worlds import WORLDS

SENDER = Sender(("169903",), "pkwkk")
PLACE = "TPS 2 Mekar Wangi"
TPS = "1699032003002"
ENDINGS = ("kan", "ken", "keun", "ke", "no", "ang", "akan", "akeun", "aken", "in", "an")
READER = Reader(WORLDS["tirta2"])


def reading(text: str) -> Reading:
    return READER.read(text, SENDER)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    "frame", ["{} laporan {}", "{} {}", "mohon {} laporan {}", "laporan {1} di{0}", "Di{} wae {}"]
)
def test_batal_with_any_ending_takes_the_report_back(ending: str, frame: str) -> None:
    found = reading(frame.format(f"batal{ending}", PLACE))
    assert (found.kind, found.outcome) == (Kind.CANCEL, Outcome.ACT)
    assert [report.tps_code for report in found.reports] == [TPS]


@pytest.mark.parametrize("ending", ENDINGS[:-1])  # `beneran` is another word
@pytest.mark.parametrize("verb", ["ralat", "koreksi", "betul", "bener", "dibener", "leres"])
def test_ralat_with_any_ending_mends_one_figure(verb: str, ending: str) -> None:
    found = reading(f"{verb}{ending} {PLACE} 02 121")
    assert (found.kind, found.outcome) == (Kind.CORRECTION, Outcome.ACT)
    assert [(r.tps_code, dict(r.votes)) for r in found.reports] == [(TPS, {"2": 121})]


@pytest.mark.parametrize(
    "right", ["sing bener", "nu leres", "nan batua", "sane patut", "kudune", "kuduna", "haruse"]
)
def test_what_should_stand_there_mends_one_figure(right: str) -> None:
    found = reading(f"{PLACE} {right} 02 121")
    assert (found.kind, found.outcome) == (Kind.CORRECTION, Outcome.ACT)
    assert dict(found.reports[0].votes) == {"2": 121}


@pytest.mark.parametrize(
    ("text", "votes"),
    [
        (f"ralat {PLACE} no 2 sanes 41 tapi 14", {"2": 14}),
        (f"benerno {PLACE} 02 131 dudu 130", {"2": 131}),
        ("mboten leres, 02 niku 112", {"2": 112}),
    ],
)
def test_a_figure_denied_in_another_language_is_not_the_one_read(text: str, votes: dict[str, int]) -> None:
    found = reading(text)
    assert found.kind is Kind.CORRECTION
    assert dict(found.reports[0].votes) == votes


@pytest.mark.parametrize(
    "text",
    [
        "leres pak",
        "wis bener mas",
        "yo bener kuwi",
        "leres, sampun cocog",
        "Benarmi",
        "iye betulmi puang",
        "bujur ai",
        "alah batua pak",
        "beutoi",
        "sampun becik, patut",
        "leres pak, tos sami sareng C hasil",
        "Benar, terima kasih",
    ],
)
def test_yes_in_many_languages_confirms(text: str) -> None:
    found = reading(text)
    assert (found.kind, found.outcome) == (Kind.CONFIRM, Outcome.ACT)


@pytest.mark.parametrize(
    "text",
    [
        "ora bener",
        "sanes leres",
        "mboten leres",
        "tidak benar",
        "belum benar",
        "benar tidak?",
        "benar pak tapi nomor 2 salah",
        "kada bujur",
        "sing patut",
        "benar-benar capek pak malam ini hujan terus",
    ],
)
def test_what_is_no_yes_confirms_nothing(text: str) -> None:
    assert reading(text).outcome is not Outcome.ACT


@pytest.mark.parametrize(
    "text",
    [
        *(f"{no} dibatalkan ya {PLACE}" for no in ("jangan", "jgn", "tidak", "belum", "ojo", "ulah")),
        f"kenapa dibatalkan {PLACE}",
        f"laporan {PLACE} dibatalkan?",
        f"apakah laporan {PLACE} dibatalkan",
        f"kalau salah dibatalkan saja {PLACE}",
        f"pemungutan suara {PLACE} dibatalkan karena banjir",
        f"laporan {PLACE} dibatalkan KPU",
        "rapat dibatalkan",
        "batal puasa",
        "tarik tunai dulu",
        "hapus foto saya ya",
        "cabut dulu ya pulang",
    ],
)
def test_talk_about_a_withdrawal_takes_nothing_back(text: str) -> None:
    """A report that somebody only spoke about would be gone from the count."""
    assert reading(text).outcome is not Outcome.ACT


@pytest.mark.parametrize(
    "text",
    [
        f"tolong jangan dipakai dulu data {PLACE}",
        f"jangan dicatat dulu laporan {PLACE}",
        f"abaikan laporan {PLACE}",
        f"laporan {PLACE} ditarik?",
    ],
)
def test_a_report_held_back_is_asked_about(text: str) -> None:
    """Left alone, figures that their sender takes back would go on counting."""
    assert reading(text).outcome is Outcome.ASK


@pytest.mark.parametrize(
    "text",
    [f"kotak suara {PLACE} ditarik ke kecamatan", f"poster di {PLACE} dicabut", f"segel {PLACE} dihapus"],
)
def test_a_thing_taken_away_is_no_report_taken_back(text: str) -> None:
    assert reading(text).outcome is not Outcome.ACT


def test_a_report_drawn_back_is_taken_back() -> None:
    found = reading(f"{PLACE} laporan saya ditarik dulu ya")
    assert (found.kind, found.outcome) == (Kind.CANCEL, Outcome.ACT)


@pytest.mark.parametrize("name", ["Tarik", "Batalang", "Tarikan", "Cabutan", "Suka Batal"])
@pytest.mark.parametrize(
    "text", ["{} TPS 2\n90 80 5", "{} tps 2 1=90 2=80", "TPS 2 {}", "{}\nTPS 2\n01 = 90\n02 = 80"]
)
def test_a_desa_called_like_a_verb_takes_nothing_back(name: str, text: str) -> None:
    """There are desa Batalang and Tarik: their reports took earlier reports back."""
    regions = {"1699": RegionEntry("1699", "Tirta"), "169901": RegionEntry("169901", "Muara")}
    regions["1699012001"] = RegionEntry("1699012001", name)
    tps: dict[str, int | None] = {f"1699012001{number:03d}": None for number in (1, 2, 3)}
    lexicon = Lexicon("pilkada2024", "1699", WORLDS["tirta2"].contests, regions, tps)
    for written in (name, name.lower(), name.upper()):
        found = Reader(lexicon).read(text.format(written), Sender(("169901",), "pkwkk"))
        assert found.outcome in (Outcome.RECORD, Outcome.ASK), written
    withdrawn = Reader(lexicon).read(f"BATAL TPS 2 {name}", Sender(("169901",), "pkwkk"))
    assert (withdrawn.kind, withdrawn.outcome) == (Kind.CANCEL, Outcome.ACT)


@pytest.mark.parametrize("name", ["Bana", "Benar", "Patut", "Pas", "Cocok"])
def test_the_name_of_a_desa_is_no_yes(name: str) -> None:
    """It may answer the question which desa was meant."""
    regions = {"1699": RegionEntry("1699", "Tirta"), "169901": RegionEntry("169901", "Muara")}
    regions["1699012001"] = RegionEntry("1699012001", name)
    lexicon = Lexicon("pilkada2024", "1699", WORLDS["tirta2"].contests, regions, {"1699012001001": None})
    found = Reader(lexicon).read(name, Sender(("169901",), "pkwkk"))
    assert found.outcome is not Outcome.ACT
