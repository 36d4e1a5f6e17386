"""Whatever has come in, an answer is JSON without nan or infinity, and says what it may not say."""

import json

import numpy as np
import pytest

from deskpemilu.insight.answers import Question, estimate, project
from deskpemilu.insight.inputs import Choices, Register, Reports
from deskpemilu.insight.review import anomalies
from deskpemilu.insight.sampling import Frame, draw_sample

CODES = tuple(f"16070{k}200{d}{t:03d}" for k in (1, 2, 3) for d in (1, 2) for t in range(1, 7))


def question(contest: str, came: list[int], votes: tuple[int, ...], *, users: bool = True) -> Question:
    """36 TPS, those of `came` with these votes."""
    size, k = len(CODES), len(votes)
    table = np.full((size, k), np.nan)
    table[came] = votes
    rows = {"suara_tidak_sah": np.full(size, np.nan), "pengguna_total_j": np.full(size, np.nan)}
    if users:
        rows["suara_tidak_sah"][came] = 4
        rows["pengguna_total_j"][came] = sum(votes) + 4
    ids = np.zeros(size, dtype=np.int64)
    ids[came] = 1 + np.arange(len(came))
    blank = np.full(size, np.nan)
    reports = Reports(table, rows, ids, blank, np.full(size, -1), np.full((size, k), np.nan))
    register = Register(CODES, (250,) * size, {}, "1607")
    choices = Choices(tuple(str(j + 1) for j in range(k)), tuple(f"Calon {j + 1}" for j in range(k)))
    return Question(contest, "2024-02-14T16:00:00+07:00", register, choices, reports)


def drawn():
    kecamatan = [int(code[4:6]) - 1 for code in CODES]
    desa = np.unique([code[:10] for code in CODES], return_inverse=True)[1]
    return draw_sample(Frame.of(CODES, kecamatan, desa, [250] * len(CODES)), 12, seed="melati")


CONTESTS = ["ppwp", "pkwkp", "pkwkk", "pdpd", "pdpr", "pdprdp", "pdprdk"]
VOTES = [(120, 60, 20), (200, 0, 0), (50, 50, 50), (7,), (100, 100, 100, 90, 90, 1)]


@pytest.mark.parametrize("contest", CONTESTS)
@pytest.mark.parametrize("votes", VOTES)
@pytest.mark.parametrize("share", [0.03, 0.4, 1.0])
def test_all_seven_contests_answer_in_numbers_and_one_sentence(contest, votes, share):
    sample = drawn()
    ready = list(sample.rows) if share < 1 else list(range(len(CODES)))
    came = ready[: max(1, round(share * len(ready)))]
    for users in (True, False):
        asked = question(contest, came, votes, users=users)
        for answer in (estimate(asked, sample), project(asked)):
            json.dumps(answer, allow_nan=False)
            assert answer["sentence"].endswith(".")
            if len(came) < len(CODES):
                # equal forms, few of them: nobody may be named
                assert answer["status"] == "belum_dapat_disimpulkan" or len(came) > 1
            if len(came) == 1:
                assert not answer["callable"]


@pytest.mark.parametrize("contest", ["pkwkk", "ppwp"])
def test_equal_votes_of_everybody_name_nobody(contest):
    asked = question(contest, list(range(len(CODES))), (80, 80, 40))
    answer = project(asked)
    assert answer["status"] == "belum_dapat_disimpulkan"
    assert "memperoleh suara sama" in answer["sentence"]


def test_findings_of_one_form_are_numbers_too():
    found = anomalies(question("ppwp", [3], (120, 60, 20)), closing=0.0, seed=1)
    json.dumps(found, allow_nan=False)
    assert found["rows"] == []
