"""Must show: Sirekap's file of Banyuasin beside results with 50 planted differences of each class."""

from __future__ import annotations

import csv
import json
import random
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from deskpemilu.audit.services import PROGRAM
from deskpemilu.config.cli import main
from deskpemilu.domain.form import CountForm
from deskpemilu.exchange import queries
from deskpemilu.exchange.beside import Theirs, lay_beside, summarise
from deskpemilu.exchange.compare import Kind, judge
from deskpemilu.flow import imports
from deskpemilu.flow.kpu_import import read_sirekap
from deskpemilu.registry.models import Election
from deskpemilu.registry.regions import FOLDER
from deskpemilu.registry.services import create_election

NOW = datetime(2024, 3, 1, 3, 0, tzinfo=UTC)
SEED, EACH = 20240214, 50
PLANTED = (Kind.DIGIT_SLIP, Kind.SWAPPED_PAIR, Kind.MISSING_HERE, Kind.MISSING_THERE, Kind.OTHER)
VOTES = ("suara_01", "suara_02", "suara_03")
Lines = dict[str, dict[str, str]]

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.django_db,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="daftar kode wilayah belum ada; jalankan make setup"),
]


@pytest.fixture
def election() -> Election:
    """Pemilu 2024 in Banyuasin."""
    return create_election(actor=PROGRAM, code="pemilu2024", preset="pemilu2024", area="16.07", now=NOW)


def _import(kind: str, path: Path, election: Election) -> None:
    report = imports.carry_out(actor=PROGRAM, kind=kind, path=path, election=election, now=NOW)
    assert report.refused == ()


def _slip(line: dict[str, str], chance: random.Random) -> None:
    """One digit of one pair's votes becomes another."""
    name = chance.choice(VOTES)
    digits = list(str(int(line[name])).zfill(3))
    at = chance.randrange(3)
    digits[at] = chance.choice([d for d in "0123456789" if d != digits[at]])
    line[name] = str(int("".join(digits)))


def _swap(line: dict[str, str], chance: random.Random) -> None:
    """Two pairs with different votes change places."""
    a, b = chance.choice([(a, b) for a in VOTES for b in VOTES if a < b and line[a] != line[b]])
    line[a], line[b] = line[b], line[a]


def _spoil(line: dict[str, str], chance: random.Random) -> None:
    """Two or three pairs get other figures that are neither a slip nor a swap."""
    while True:
        changed = {name: str(max(0, int(line[name]) + chance.randint(-60, 60))) for name in VOTES}
        votes = {name: int(line[name]) for name in VOTES}
        ours = {name: int(figure) for name, figure in changed.items()}
        differing = [name for name in VOTES if votes[name] != ours[name]]
        if len(differing) > 1 and sorted(votes.values()) != sorted(ours.values()):
            line.update(changed)
            return


ACTS: dict[Kind, Callable[[dict[str, str], random.Random], None]] = {
    Kind.DIGIT_SLIP: _slip,
    Kind.SWAPPED_PAIR: _swap,
    Kind.OTHER: _spoil,
}


def _plant(shared: Path, folder: Path) -> tuple[Path, Path, dict[str, Kind]]:
    """Results and Sirekap's lines with differences planted on TPS that are equal; what stands where."""
    chance = random.Random(SEED)
    with (shared / "data" / "banyuasin" / "banyuasin_ppwp_tps.csv").open(encoding="utf-8") as file:
        reader = csv.DictReader(file)
        columns = list(reader.fieldnames or ())
        lines: Lines = {row["kode_tps"]: row for row in reader}
    with_votes = [code for code, row in lines.items() if row["suara_01"]]
    usable = [code for code in with_votes if len({lines[code][name] for name in VOTES}) == 3]
    chosen = chance.sample(usable, EACH * len(PLANTED))
    planted = {code: PLANTED[at // EACH] for at, code in enumerate(chosen)}
    gone: set[str] = set()
    for code, kind in planted.items():
        if kind in ACTS:
            ACTS[kind](lines[code], chance)
        elif kind is Kind.MISSING_HERE:
            lines[code].update(dict.fromkeys(VOTES, ""))
        else:
            gone.add(code)
    results = folder / "hasil.csv"
    with results.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(lines.values())
    return results, _without(shared, folder, gone), planted


def _without(shared: Path, folder: Path, gone: set[str]) -> Path:
    """Sirekap's file, half of the gone TPS without votes and half not there at all."""
    source = shared / "data" / "banyuasin" / "banyuasin_ppwp_sirekap.jsonl.gz"
    text = subprocess.run(["gzip", "-dc", source], check=True, capture_output=True, text=True).stdout
    empty = set(sorted(gone)[::2])
    kept = []
    for line in text.splitlines():
        document = json.loads(line)
        code = document["path"].rsplit("/", 1)[1].removesuffix(".json")
        if code in gone - empty:
            continue
        if code in empty:
            document["body"]["chart"] = None
        kept.append(json.dumps(document))
    path = folder / "sirekap.jsonl"
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    return path


def test_the_real_files_agree_on_every_tps(shared: Path, election: Election) -> None:
    """Both come from Sirekap of March 2024: 2,168 TPS with votes, all equal, none only on one side."""
    folder = shared / "data" / "banyuasin"
    _import("tps", shared / "messages" / "tps.csv", election)
    _import("results", folder / "banyuasin_ppwp_tps.csv", election)
    _import("sirekap", folder / "banyuasin_ppwp_sirekap.jsonl.gz", election)
    contest = election.contests.get(code="ppwp")
    mine = queries.ours_of(contest)
    theirs = queries.fitting(mine, queries.theirs_of(contest, queries.Origin.SIREKAP))
    summary = summarise(lay_beside(mine, theirs))
    assert {kind.value: n for kind, n in summary.totals.items() if n} == {"equal": 2168}
    assert {each.key: each.theirs for each in summary.effects} == {"1": 66_771, "2": 323_074, "3": 53_691}


def test_fifty_of_each_class_are_found_and_classed_right(
    shared: Path, tmp_path: Path, election: Election
) -> None:
    """By the command, from the files, nothing found where nothing was planted."""
    results, sirekap, planted = _plant(shared, tmp_path)
    _import("tps", shared / "messages" / "tps.csv", election)
    _import("results", results, election)
    answer = CliRunner().invoke(
        main, ["compare", "sirekap", "--contest", "ppwp", "--format", "json", str(sirekap)]
    )
    assert answer.exit_code == 0, answer.stderr
    printed = json.loads(answer.stdout)
    found = {row["tps_code"]: row["class"] for row in printed["rows"] if row["class"] != "equal"}
    assert found == {code: kind.value for code, kind in planted.items()}
    assert printed["totals"] == {**dict.fromkeys((k.value for k in PLANTED), EACH), "equal": 2168 - 5 * EACH}
    assert Counter(found.values()) == Counter({kind.value: EACH for kind in PLANTED})
    for row in printed["rows"]:
        for key, figure in row["difference"].items():
            assert row["theirs"][key] - row["ours"][key] == figure


@pytest.mark.slow
def test_a_province_is_compared_in_seconds(shared: Path, tmp_path: Path) -> None:
    """25,985 TPS of South Sumatra in Sirekap's shape: read, judged and summed up."""
    election = create_election(actor=PROGRAM, code="sumsel", preset="pemilu2024", area="16", now=NOW)
    path = tmp_path / "sumsel.jsonl"
    text = subprocess.run(
        ["gzip", "-dc", shared / "data" / "provinces" / "ppwp_tps_16_sumsel.csv.gz"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    rows = list(csv.DictReader(text.splitlines()))
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(_document(row)) + "\n")
    start = time.perf_counter()
    found = read_sirekap([path], election)
    theirs = {form.code: Theirs(form.form) for form in found.forms.values()}
    seconds_reading = time.perf_counter() - start
    assert (found.read, len(found.forms), found.refused) == (25_985, 25_985, [])
    forms = [side.form for side in theirs.values()]
    start = time.perf_counter()
    kinds = Counter(judged.kind for ours, other in pairwise(forms) if (judged := judge(ours, other)))
    seconds_judging = time.perf_counter() - start
    assert sum(kinds.values()) > 20_000
    assert seconds_reading + seconds_judging < 30  # 1.4 s on two cores


def _document(row: dict[str, str]) -> dict[str, object]:
    code = row["kode_tps"]
    chart = {str(100025 + at): int(float(row[name])) for at, name in enumerate(VOTES) if row[name]}
    part = {
        name: int(float(row[name]))
        for name in ("suara_sah", "suara_tidak_sah", "suara_total", "pengguna_total_j")
        if row.get(name)
    }
    return {
        "path": f"pemilu/hhcw/ppwp/16/{code[:4]}/{code[:6]}/{code[:10]}/{code}.json",
        "body": {
            "chart": chart or None,
            "administrasi": part or None,
            "psu": None,
            "ts": "2024-03-01 10:00:00",
        },
    }


def test_a_kabupatens_file_of_pilkada_is_compared_by_kecamatan(shared: Path, tmp_path: Path) -> None:
    """Sirekap's table of 21 kecamatan, its ids by KPU's list of pairs; known sums, progress kept."""
    election = create_election(actor=PROGRAM, code="pilkada2024", preset="pilkada2024", area="16.07", now=NOW)
    ids = shared / "data" / "candidates" / "paslon_pilkada2024_banyuasin.csv"
    choices = tmp_path / "choices.csv"
    with ids.open(encoding="utf-8") as file, choices.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("contest", "dapil", "number", "party", "name"))
        for row in csv.DictReader(file):
            writer.writerow((row["jenis"], "", row["nomor_urut"], "", row["nama"]))
    _import("choices", choices, election)
    _import("sirekap", ids, election)
    file_ = shared / "data" / "pilkada2024" / "contoh_sirekap_pkwkk_1607.json"
    _import("sirekap", file_, election)
    sums = queries.sums_of(election.contests.get(code="pkwkk"), queries.Origin.SIREKAP)
    assert len(sums) == 21
    assert sums["160701"].form.votes == {"1": 22_937, "2": 4_925}
    totals = {key: sum(each.form.votes[key] for each in sums.values()) for key in ("1", "2")}
    assert totals == {"1": 241_149, "2": 159_805}


def test_the_documented_misreadings_of_2024_are_classed(shared: Path) -> None:
    """Langkat's 725 for 125 is one digit; Batam's three wrong pairs at once are not."""
    with (shared / "data" / "reference" / "kasus_beda_sirekap_chasil.csv").open(encoding="utf-8") as file:
        cases = [row for row in csv.DictReader(file) if row["jenis"] == "ppwp"]
    kinds = []
    for case in cases:
        theirs, ours = (
            [int(part.split()[0]) for part in case[name].split("(")[0].split("|")]
            for name in ("sirekap_atau_awal", "chasil_atau_psu")
        )
        judged = judge(*(CountForm({}, dict(zip("123", side, strict=True))) for side in (ours, theirs)))
        assert judged is not None
        kinds.append(judged.kind)
    assert kinds == [Kind.OTHER, Kind.OTHER, Kind.DIGIT_SLIP]
