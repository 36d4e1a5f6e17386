"""Sirekap's public JSON in all its shapes: five ballots, pilkada, regions, lists of ids, broken ones."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from deskpemilu.domain.states import Generation
from deskpemilu.exchange.choice_ids import IdBook, ListUnclear, is_list, lines_of
from deskpemilu.exchange.foreign import Foreign
from deskpemilu.exchange.gather import Gathered, gather
from deskpemilu.exchange.json_files import Cells, Found, documents
from deskpemilu.exchange.sirekap import Document, DocumentRefused, forms_of
from deskpemilu.registry.importers.report import FileRefused
from tests.unit.exchange.places import lexicon

ZONE = ZoneInfo("Asia/Jakarta")
TPS = "1607052001001"
PATH = f"pemilu/hhcw/ppwp/16/1607/160705/1607052001/{TPS}.json"
BODY: dict[str, Any] = {
    "mode": "hhcw",
    "chart": {"null": None, "100025": 39, "100026": 118, "100027": 17},
    "images": ["https://contoh.test/a.jpg", None],
    "administrasi": {
        "suara_sah": 174, "suara_total": 178, "suara_tidak_sah": 4, "pemilih_dpt_j": 202, "pemilih_dpt_l": 97,
        "pemilih_dpt_p": None, "pengguna_dptb_j": 1, "pengguna_non_dpt_j": 3, "pengguna_total_j": 178,
    },
    "psu": None,
    "ts": "2024-02-15 21:30:27",
    "status_suara": True,
    "status_adm": True,
}  # fmt: skip
DPD_LIST = {
    "160001": {"nama": "Calon A", "nomor_urut": 1, "jenis_kelamin": "L"},
    "160007": {"nama": "Calon B", "nomor_urut": 2, "jenis_kelamin": "P"},
}
CALEG_LIST = {
    "1": {"901": {"nama": "Caleg 1-1", "nomor_urut": 1}, "902": {"nama": "Caleg 1-2", "nomor_urut": 2}},
    "5": {"951": {"nama": "Caleg 5-1", "nomor_urut": 1}},
}
PASLON_LIST = {"1607": {"1000418": {"nama": "A", "nomor_urut": 1}, "1000419": {"nama": "B", "nomor_urut": 2}}}


def read(
    body: dict[str, Any], path: str = PATH, ids: IdBook | None = None, contest: str = ""
) -> list[Foreign]:
    return list(forms_of(Document(path, 1, body), ids or IdBook(), contest=contest, zone=ZONE))


def book(*lists: tuple[str, dict[str, Any]]) -> IdBook:
    ids = IdBook()
    for path, body in lists:
        for line in lines_of(body, path):
            ids.add(line)
    return ids


def test_a_presidential_tps_becomes_a_form() -> None:
    """Ids as ballot numbers, rows by our names, blanks absent, images as text, its own time."""
    (found,) = read(BODY)
    assert (found.code, found.contest, found.generation) == (TPS, "ppwp", Generation.REGULER)
    assert found.form.votes == {"1": 39, "2": 118, "3": 17}
    assert found.form.rows == {
        "suara_sah": 174, "suara_total": 178, "suara_tidak_sah": 4, "pemilih_dpt_j": 202, "pemilih_dpt_l": 97,
        "pengguna_pindahan_j": 1, "pengguna_tambahan_j": 3, "pengguna_total_j": 178,
    }  # fmt: skip
    assert found.images == ("https://contoh.test/a.jpg",)
    assert found.at is not None
    assert found.at.isoformat() == "2024-02-15T21:30:27+07:00"


def test_dpr_has_parties_with_their_own_votes_and_candidates_by_id() -> None:
    """jml_suara_partai is the party's line, jml_suara_total its sum, caleg by the list of the district."""
    body = {
        "chart": {
            "1": {"jml_suara_total": 30, "jml_suara_partai": 10},
            "5": {"jml_suara_total": 4},
            "null": None,
        },
        "caleg": {"1": {"901": 20, "902": 0, "null": None}, "5": {"951": 4}},
        "administrasi": {"suara_sah": 34},
        "psu": "Reguler",
        "ts": "2024-02-15 21:30:27",
    }
    ids = book(("pemilu/caleg/partai/1601.json", CALEG_LIST))
    (found,) = read(body, PATH.replace("ppwp", "pdpr"), ids)
    assert found.form.votes == {"1": 10, "1.1": 20, "1.2": 0, "5.1": 4}
    assert found.form.rows == {"suara_sah": 34, "jumlah_partai_1": 30, "jumlah_partai_5": 4}
    with pytest.raises(DocumentRefused, match="901 belum dikenal"):
        read(body, PATH.replace("ppwp", "pdpr"))


def test_dpd_and_pilkada_go_by_their_lists() -> None:
    """Ids mean nothing without KPU's list; the list of one contest does not serve another."""
    ids = book(("caleg/dpd/16.json", DPD_LIST), ("pilkada/paslon/pkwkk.json", PASLON_LIST))
    (dpd,) = read({"chart": {"160001": 5, "160007": 9}}, PATH.replace("ppwp", "pdpd"), ids)
    (bupati,) = read({"chart": {"1000418": 5, "1000419": 9}}, PATH.replace("ppwp", "pkwkk"), ids)
    assert (dpd.form.votes, bupati.form.votes) == ({"1": 5, "2": 9}, {"1": 5, "2": 9})
    with pytest.raises(DocumentRefused, match="1000418 belum dikenal"):
        read({"chart": {"1000418": 5}}, PATH.replace("ppwp", "pkwkp"), ids)


def test_a_contest_told_by_nothing_but_known_ids() -> None:
    """A file saved without its folders: the ids belong to one contest, else it is refused."""
    (found,) = read(BODY, f"{TPS}.json")
    assert found.contest == "ppwp"
    assert read({"chart": {"100025": 1}}, f"{TPS}.json", contest="ppwp")[0].contest == "ppwp"
    with pytest.raises(DocumentRefused, match="Jenis pemilihan"):
        read({"chart": {"777": 1}}, f"{TPS}.json")


def test_a_region_has_a_table_of_what_lies_below() -> None:
    """Pilkada wraps it in tungsura; progress is kept."""
    body = {
        "mode": "hhcw",
        "tungsura": {
            "chart": {"1000418": 241, "progres": {"total": 3}},
            "table": {
                "160705": {"psu": "Reguler", "1000418": 100, "1000419": 50, "status_progress": True,
                           "progres": {"total": 82, "persen": 100.0, "progres": 81}},
            },
        },
        "ts": "2024-11-28 09:00:00",
    }  # fmt: skip
    ids = book(("paslon_pkwkk.json", PASLON_LIST))
    (found,) = read(body, "pkwkk_1607.json", ids)
    assert (found.code, found.of_tps, found.progress) == ("160705", False, (81, 82))
    assert found.form.votes == {"1": 100, "2": 50}
    desa = {"table": {TPS: {"100025": 1, "100026": 2, "100027": 3, "psu": None, "persen": 10}}}
    (tps,) = read(desa, "hhcw/ppwp/16/1607/160705/1607052001.json")
    assert (tps.code, tps.of_tps, tps.form.votes) == (TPS, True, {"1": 1, "2": 2, "3": 3})


@pytest.mark.parametrize(
    ("psu", "generation"),
    [
        (None, "reguler"),
        ("Reguler", "reguler"),
        ("Pemungutan Suara Ulang", "psu"),
        ("PSS", "pss"),
        ("HSU", "hsu"),
    ],
)
def test_the_kind_of_voting_becomes_the_generation(psu: str | None, generation: str) -> None:
    """Reguler, PSU, PSL, PSS, HSU by their names or letters."""
    assert read({**BODY, "psu": psu})[0].generation.value == generation


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"chart": {"100025": -1}}, "chart.100025"),
        ({"chart": {"100025": 1.5}}, "chart.100025"),
        ({"chart": {"100025": "1O"}}, "chart.100025"),
        ({"chart": {"100025": True}}, "chart.100025"),
        ({"chart": {"100099": 1}}, "chart"),
        ({"chart": [1, 2]}, "chart"),
        ({"administrasi": {"suara_sah": "banyak"}}, "administrasi.suara_sah"),
        ({"psu": "Coba-coba"}, "psu"),
        ({"ts": "kemarin"}, "ts"),
    ],
)
def test_a_broken_part_is_refused_with_its_place(change: dict[str, Any], column: str) -> None:
    """Nothing is rounded, cut or guessed."""
    with pytest.raises(DocumentRefused) as refused:
        read({**BODY, **change})
    assert refused.value.column == column


@pytest.mark.parametrize(
    "body", [{}, {"nama": "bukan Sirekap"}, [1], "teks", {"table": {"1": {"jml_suara_total": 4}}}]
)
def test_another_json_is_refused(body: Any) -> None:
    """Also KPU's own tables by party."""
    with pytest.raises(DocumentRefused):
        read(body)


def test_a_place_told_by_nothing_is_refused() -> None:
    """A wrong place must never be taken."""
    with pytest.raises(DocumentRefused, match="Kode TPS"):
        read(BODY, "hhcw/ppwp/data.json")
    assert read({**BODY, "kode": TPS}, "hhcw/ppwp/data.json")[0].code == TPS


def test_lists_are_told_from_figures_and_need_their_name() -> None:
    """A list that does not say what it is about is refused, as is one that contradicts another."""
    assert is_list(DPD_LIST)
    assert is_list(CALEG_LIST)
    assert not is_list(BODY)
    assert not is_list({})
    with pytest.raises(ListUnclear, match="tidak menyebut pemilihannya"):
        lines_of(PASLON_LIST, "daftar.json")
    with pytest.raises(ListUnclear, match="bukan angka"):
        lines_of({"1": {"nama": "A", "nomor_urut": "x"}}, "ppwp.json")
    ids = book(("ppwp.json", {"100025": {"nama": "A", "nomor_urut": 1}}))
    (other,) = lines_of({"100025": {"nama": "A", "nomor_urut": 2}}, "ppwp.json")
    with pytest.raises(ListUnclear, match="berarti pilihan 1"):
        ids.add(other)


def test_parties_go_by_their_number_unless_a_list_says_otherwise() -> None:
    """In 2024 KPU's ids of parties are the ballot numbers."""
    assert IdBook().party_of("24") == "24"
    assert IdBook().party_of("P1") is None
    ids = book(("pemilu/partai.json", {"77": {"nama": "Partai Uji 5", "nomor_urut": 5}}))
    assert ids.party_of("77") == "5"


def line(code: str = TPS, **change: Any) -> str:
    return json.dumps({"path": PATH.replace(TPS, code), "body": {**BODY, **change}})


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")
    return path


def test_lines_one_document_folders_and_archives_hold_the_same(tmp_path: Path) -> None:
    """Packed or not, alone or together; what Mac puts beside is left out."""
    pretty = json.dumps(BODY, indent=2)
    put(tmp_path / "hhcw" / "ppwp" / "1607" / f"{TPS}.json", pretty)
    put(tmp_path / "hhcw" / "ppwp" / "1607" / "catatan.txt", "bukan data")
    archive = tmp_path / "semua.zip"
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr(f"hhcw/ppwp/1607/{TPS}.json", pretty)
        out.writestr(f"__MACOSX/hhcw/ppwp/1607/._{TPS}.json", "x")
        out.writestr("ids.csv", "contest,id,number\nppwp,1,1\n")
    sources = (
        put(tmp_path / "a.jsonl", line() + "\n\n"),
        put(tmp_path / "a.jsonl.gz", line()),
        put(tmp_path / "daftar.json", json.dumps([json.loads(line())])),
        tmp_path / "hhcw",
        archive,
    )
    for source in sources:
        found = [each for each in documents(source) if isinstance(each, Document)]
        assert [read(each.body, each.path)[0].code for each in found] == [TPS], source


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("kosong.json", b"\n \n"),
        ("bukan.json", b"{'a': 1}"),
        ("potong.jsonl", line().encode() + b'\n{"path": "x", "bo'),
        ("rusak.jsonl.gz", gzip.compress(line().encode())[:-20]),
        ("rusak.zip", b"PK\x03\x04 bukan zip"),
        ("latin.json", b'{"nama": "\xe9"}'),
        ("hilang.json", None),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(
    tmp_path: Path, name: str, content: bytes | None
) -> None:
    """Half a download must not pass for a whole one."""
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FileRefused, match=r"\."):
        list(documents(path))


def collect(
    *texts: str, path: str = "data.jsonl", extra: tuple[Found, ...] = (), contest: str = ""
) -> Gathered:
    def again() -> Iterator[Found]:
        for number, text in enumerate(texts, start=1):
            document = json.loads(text)
            yield Document(document["path"], number, document["body"])
        yield from extra

    return gather(again, IdBook(), lexicon("ppwp", "pkwkk"), contest=contest, zone=ZONE)


def test_a_list_may_stand_behind_the_figures_it_explains() -> None:
    """Or in a mapping file of the desk's own."""
    figures = json.dumps(
        {"path": PATH.replace("ppwp", "pkwkk"), "body": {"chart": {"1000418": 5, "1000419": 9}}}
    )
    behind = collect(figures, extra=(Document("paslon_pkwkk.json", 2, PASLON_LIST),))
    assert [dict(each.form.votes) for each in behind.forms.values()] == [{"1": 5, "2": 9}]
    assert (behind.read, len(behind.ids), behind.refused) == (2, 2, [])
    cells = tuple(
        Cells("peta.csv", n, {"contest": "pkwkk", "id": each, "number": str(n)})
        for n, each in ((1, "1000418"), (2, "1000419"))
    )
    assert collect(figures, extra=cells).refused == []
    assert "belum dikenal" in collect(figures).refused[0].reason


def test_what_is_not_of_this_desk_is_counted_and_left_out() -> None:
    """A province's file on a kabupaten's desk; a TPS nobody registered is kept and told."""
    found = collect(
        line(),
        line("1671012001001"),
        line("1607052001099"),
        line().replace("hhcw/ppwp", "hhcw/pdpd").replace("100025", "160001"),
        contest="",
    )
    assert found.outside == 1
    assert found.unknown_tps == 1
    assert {code for _, code, _ in found.forms} == {TPS, "1607052001099"}
    assert len(found.refused) == 1  # an id of DPD that no list tells
    assert any("di luar wilayah desk" in note for note in found.notes)


def test_a_choice_that_is_not_on_the_ballot_is_refused() -> None:
    """A third pair where the register has two."""
    cells = tuple(Cells("p.csv", n, {"contest": "pkwkk", "id": str(n), "number": str(n)}) for n in (1, 2, 3))
    figures = json.dumps({"path": PATH.replace("ppwp", "pkwkk"), "body": {"chart": {"1": 5, "3": 9}}})
    found = collect(figures, extra=cells)
    assert "Pilihan 3 tidak ada pada surat suara" in found.refused[0].reason


def test_the_same_tps_twice_is_the_newer_or_the_fuller_or_refused() -> None:
    """Two downloads of one night in one folder."""
    newer = line(ts="2024-02-16 08:00:00", chart={"100025": 1, "100026": 2, "100027": 3})
    found = collect(newer, line())
    assert [each.form.votes["1"] for each in found.forms.values()] == [1]
    votes_only = line(administrasi=None)
    fuller = collect(votes_only, line())
    assert [each.form.rows.get("suara_sah") for each in fuller.forms.values()] == [174]
    clash = collect(line(), line(chart={"100025": 1, "100026": 2, "100027": 3}))
    assert "sudah ada pada baris 1 dengan angka lain" in clash.refused[0].reason
