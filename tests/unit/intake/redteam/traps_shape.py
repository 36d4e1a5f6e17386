# ruff: noqa: E501, RUF005 - sample wording reads best in long rows
"""Traps in what a report is about: its contest, its anchor, its sums and its double figures."""

from __future__ import annotations

import random

from tests.unit.intake.redteam import wording as w
from tests.unit.intake.redteam.styles_pairs import begin, title
from tests.unit.intake.redteam.traps_base import NOT_RECORD, banned, head, lines, start
from tests.unit.intake.redteam.truth import Case, Form, form, numbers_of, scene
from tests.unit.intake.redteam.worlds import NAMES, world

OTHER_PLACE = (
    "Kab. Sumedang",
    "Kabupaten Tulungagung",
    "Kota Semarang",
    "Kab Bogor",
    "Kabupaten Belitung",
    "Kota Kupang",
)


def contest_unknown(rng: random.Random) -> Case | None:
    """Nothing says which of two contests with equally many pairs it is."""
    name = rng.choice(("palembang", "minahasa_tenggara", "pesawaran"))
    s = scene(rng, name, None)
    desa = next((d for d in rng.sample(s.desas(), len(s.desas())) if s.unique(d)), None)
    if desa is None or not numbers_of(s.world, desa):
        return None
    f = form(rng, s, desa, 1, "pkwkk")
    return banned("", s, "\n".join([w.place_inline(rng, s, f, kecamatan=False), *lines(rng, s, f)]))


def contest_misfit(rng: random.Random) -> Case | None:
    """More pairs than the default contest has: not that contest."""
    name = rng.choice(("banyuasin2", "garut"))
    s = scene(rng, name, "pkwkk")
    desa = next((d for d in rng.sample(s.desas(), len(s.desas())) if s.unique(d)), None)
    if desa is None:
        return None
    f = form(rng, s, desa, 1, "pkwkp")
    top = w.place_inline(rng, s, f, kecamatan=False)
    note = "pairs of gubernur, default bupati"
    # Recording it as gubernur is what the figures say; as bupati it is wrong.
    return Case("", s.world.name, s.scope, s.default, "\n".join([top, *lines(rng, s, f)]), (f,), ("invalid",),
                ("record", *NOT_RECORD), trap=True, note=note)  # fmt: skip


def other_contest_said(rng: random.Random) -> Case | None:
    """The text says another contest than the sender's usual one."""
    name = rng.choice([n for n in NAMES if world(n).pilkada])
    s0 = scene(rng, name, "pkwkk")
    desa = next((d for d in rng.sample(s0.desas(), len(s0.desas())) if s0.unique(d)), None)
    if desa is None:
        return None
    f = form(rng, s0, desa, 1, "pkwkp")
    word = w.contest_word(rng, s0, "pkwkp")
    top = w.place_inline(rng, s0, f, kecamatan=False)
    text = rng.choice(
        (f"{word}\n{top}\n{{}}", f"{top}\n{word}\n{{}}", f"{top} {word}\n{{}}", f"{top}\n{{}}\n({word})")
    )
    return Case("", s0.world.name, s0.scope, s0.default, text.format("\n".join(lines(rng, s0, f))), (f,), ("invalid",),
                ("record", *NOT_RECORD), trap=True, note="says gubernur, default bupati")  # fmt: skip


def two_anchors(rng: random.Random) -> Case | None:
    """Two TPS and one set of figures."""
    if not (got := begin(rng, tps=2)):
        return None
    s, (a, b), kecamatan, contest = got
    joint = rng.choice(("TPS {a} dan {b}", "TPS {a} & {b}", "TPS {a}, {b}", "TPS {a}/{b}", "TPS {a} dan TPS {b}", "TPS {a} s/d {b}",
                        "TPS {a}-{b}", "TPS {a} + {b}", "TPS {a}\nTPS {b}", "TPS {a} sampai TPS {b}", "TPS {a} atau {b}"))  # fmt: skip
    desa = f"{rng.choice(s.world.desa_words)} {s.name(a.desa)}"
    if kecamatan:
        desa += f" {rng.choice(s.world.kecamatan_words)} {s.name(a.desa[:6])}"
    top = rng.choice(("{d} {t}", "{t} {d}", "{d}\n{t}")).format(
        d=desa, t=joint.format(a=a.number, b=b.number)
    )
    if contest:
        top = f"{title(rng, s, a.contest)}\n{top}"
    return banned("", s, "\n".join([top, *lines(rng, s, a)]), joint)


def bad_anchor(rng: random.Random) -> Case | None:
    """No TPS, a range, a crossed or an unreadable TPS number."""
    if not (got := begin(rng)):
        return None
    s, (f,), kecamatan, contest = got
    if numbers_of(s.world, f.desa) == (1,) or f.number > 900:
        return None
    text = head(rng, s, f, kecamatan=kecamatan, contest=contest)
    place = f"{rng.choice(s.world.desa_words)} {s.name(f.desa)}" + (
        f" {rng.choice(s.world.kecamatan_words)} {s.name(f.desa[:6])}" if kecamatan else ""
    )
    del text
    anchor = rng.choice(("", "TPS", "TPS ?", "TPS ...", "TPS 0", "TPS {n}?", "TPS {n} (atau {m})", "TPS bukan {n}",
                         "Semua TPS", "{k} TPS", "Total {k} TPS", "Jumlah TPS {k}", "Dari {k} TPS", "TPS {n} eh {m}",
                         "{n} TPS", "Rekap {k} TPS", "TPS masuk {k}", "TPS {n}/{m}", "~TPS {n}~", "TPS {n} bukan TPS {m}"))  # fmt: skip
    count = len(numbers_of(s.world, f.desa))
    m = next(n for n in numbers_of(s.world, f.desa) if n != f.number)
    lead = title(rng, s, f.contest) + "\n" if contest else ""
    shown = anchor.format(n=f.number, m=m, k=count)
    return banned("", s, lead + "\n".join(x for x in (place, shown, *lines(rng, s, f)) if x), anchor)


def recap(rng: random.Random) -> Case | None:
    """Figures of a desa or kecamatan, no TPS of their own."""
    if not (got := begin(rng)):
        return None
    s, (f,), _, contest = got
    factor = rng.choice((1, 1, 3, 20))
    big = Form(f.tps_code, f.contest, {k: v * factor for k, v in f.votes.items()}, f.invalid * factor, f.dpt)
    kec, desa = s.name(f.desa[:6]), s.name(f.desa)
    count = max(2, len(numbers_of(s.world, f.desa)))
    top = rng.choice((f"Rekap Kecamatan {kec}", f"Total Desa {desa} {count} TPS", f"Jumlah keseluruhan desa {desa}",
                      f"Hasil pleno PPK {kec}", f"D.Hasil Kec {kec}", f"Total Kec {kec} data masuk 45 %",
                      f"REKAPITULASI {desa} ({count} TPS)", f"Se kecamatan {kec}, {count} TPS masuk",
                      f"Total sementara {desa} dari {count} TPS", f"Rekap desa {desa} TPS 1-{count}",
                      f"Akumulasi TPS 1 sampai TPS {count} desa {desa}"))  # fmt: skip
    lead = title(rng, s, f.contest) + "\n" if contest else ""
    return banned("", s, lead + "\n".join([top, *lines(rng, s, big, ("valid", "invalid"))]), top)


def percent(rng: random.Random) -> Case | None:
    """Shares, not votes."""
    if not (got := start(rng)):
        return None
    s, f, top = got
    whole = sum(f.votes.values())
    sign = rng.choice(("%", " %", " persen", "%", " prosen"))
    shown = {f"v{k}": f"{100 * v // whole}{sign}" if rng.random() < 0.5 else f"{100 * v / whole:.1f}{sign}".replace(".", ",")
             for k, v in f.votes.items()}  # fmt: skip
    return banned("", s, "\n".join([top, *lines(rng, s, f, rng.choice(((), ("invalid",))), **shown)]))


def contradiction(rng: random.Random) -> Case | None:
    """Two different reports of one TPS in one message."""
    if not (got := start(rng)):
        return None
    s, f, top = got
    key = rng.choice(list(f.votes))
    other = {**f.votes, key: max(0, f.votes[key] - rng.choice((1, 3, 10)))}
    twin = Form(f.tps_code, f.contest, other, f.invalid, f.dpt)
    joint = rng.choice(("\n\n", "\n", "\nyang satunya:\n", "\nversi saksi:\n", "\natau\n", "\nC Hasil:\n"))
    again = top if rng.random() < 0.5 else ""
    return banned(
        "",
        s,
        "\n".join([top, *lines(rng, s, f)])
        + joint
        + "\n".join(x for x in (again, *lines(rng, s, twin)) if x),
    )


def glued(rng: random.Random) -> Case | None:
    """TPS number run together with the first figure."""
    if not (got := begin(rng)):
        return None
    s, (f,), kecamatan, contest = got
    desa = s.name(f.desa) + (
        f" {rng.choice(s.world.kecamatan_words)} {s.name(f.desa[:6])}" if kecamatan else ""
    )
    figures = list(f.votes.values()) + [f.invalid]
    lead = title(rng, s, f.contest) + "\n" if contest else ""
    text = f"{lead}{desa} TPS {f.number}{figures[0]} " + rng.choice((" ", "/", "-")).join(
        map(str, figures[1:])
    )
    return banned("", s, text)


def elsewhere(rng: random.Random) -> Case | None:
    """Another kabupaten than the desk's."""
    if not (got := begin(rng)):
        return None
    s, (f,), kecamatan, contest = got
    top = head(rng, s, f, kecamatan=kecamatan, contest=contest)
    return banned("", s, "\n".join([f"{top} {rng.choice(OTHER_PLACE)}", *lines(rng, s, f)]))


def ghost_choice(rng: random.Random) -> Case | None:
    """A ballot number that the contest does not have."""
    if not (got := start(rng)):
        return None
    s, f, top = got
    n = len(f.votes)
    wrong = {
        **{k: v for k, v in f.votes.items() if int(k) < n},
        str(n + rng.choice((1, 2, 4))): f.votes[str(n)],
    }
    if rng.random() < 0.5:
        wrong = {**f.votes, str(n + 1): rng.randint(1, 40)}
        if (
            s.default
            and s.world.pilkada
            and any(len(s.contest(c).choices[""]) == n + 1 for c in ("pkwkp", "pkwkk"))
        ):
            return None
    return banned(
        "",
        s,
        "\n".join([top, *lines(rng, s, Form(f.tps_code, f.contest, wrong, f.invalid, f.dpt))]),
        f"{list(wrong)}",
    )


def twice_same(rng: random.Random) -> Case | None:
    """One pair twice with different figures."""
    if not (got := start(rng)):
        return None
    s, f, top = got
    body = lines(rng, s, f)
    i = rng.randrange(len(f.votes))
    bad = body[i].replace(
        str(list(f.votes.values())[i]), str(list(f.votes.values())[i] + rng.choice((-1, 1, 10)))
    )
    if bad == body[i]:
        return None
    body.insert(rng.randrange(len(body)), bad)
    return banned("", s, "\n".join([top, *body]))
