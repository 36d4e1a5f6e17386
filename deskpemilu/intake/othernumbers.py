"""Numbers in a message that are not votes: clock, date, money, percent, phone, address, counts of things.

Comes in: tokens and the index of a number. Goes out: where the expression ends and what it is, or None.
Only a word or a shape that leaves no doubt explains a number; anything else stays unexplained and
makes the desk ask.
"""

from __future__ import annotations

from deskpemilu.intake.tokens import LINE, NUMBER, SIGN, WORD, Token

CLOCK, DATE, MONEY, PERCENT, PHONE, ADDRESS, COUNT, AGE, YEAR, OTHER = (
    "clock", "date", "money", "percent", "phone", "address", "count", "age", "year", "other",
)  # fmt: skip
NAMED_YEAR = "named_year"  # after a word such as *tahun*: surely a year
Explained = tuple[int, str]

# Weak explanations: where a label waits for a figure, the number is that figure.
SOFT = frozenset((COUNT, AGE, YEAR))
_SERVICE_NUMBERS = frozenset(["nip", "nrp", "nik", "nbm", "nuptk", "niat"])

_MONTHS = frozenset(
    """
    januari jan februari feb pebruari maret mar april apr mei juni jun juli jul agustus agu ags agt
    september sep sept oktober okt november nov nop nopember desember des
    """.split()  # noqa: SIM905
)
_DAYS = frozenset(
    [
        "senin",
        "selasa",
        "rabu",
        "kamis",
        "jumat",
        "jum'at",
        "sabtu",
        "minggu",
        "ahad",
        "tgl",
        "tanggal",
        "tggl",
    ]
)
_BEFORE: dict[str, str] = {
    **dict.fromkeys(["jam", "pkl", "pukul", "pk", "waktu"], CLOCK),
    **dict.fromkeys(["tgl", "tanggal", "tggl"], DATE),
    **dict.fromkeys(
        """
        rt rw km jl jln jalan gang gg dusun dsn blok sdn sd smpn smp sman sma smkn mi mts rk lorong lrg
        dsun lingkungan lingk link banjar jorong posko gardu kav kavling simpang
        """.split(),  # noqa: SIM905
        ADDRESS,
    ),
    **dict.fromkeys(["usia", "umur", "berusia", "berumur"], AGE),
    **dict.fromkeys(["tahun", "thn", "pemilu", "pilkada", "pileg", "pemilukada"], YEAR),
    **dict.fromkeys(
        """
        hp wa telp telepon tlp nik ktp rek rekening norek kontak call hub hubungi
        """.split(),  # noqa: SIM905
        PHONE,
    ),
    **dict.fromkeys(
        """
        hal halaman lampiran lamp pasal uu pkpu foto gambar lembar file versi gelombang tahap poin point
        kotak sesi dapil kpps ayat perbup nip shift regu kloter bagian saksi linmas pengawas pam rp
        operator ops admin grup group bimtek tim
        """.split(),  # noqa: SIM905
        OTHER,
    ),
}
_AFTER: dict[str, str] = {
    **dict.fromkeys(["wib", "wita", "wit"], CLOCK),
    **dict.fromkeys(["persen", "prosen", "pct"], PERCENT),
    **dict.fromkeys(["juta", "jt", "ribu", "rb", "rupiah", "milyar", "miliar"], MONEY),
    **dict.fromkeys(["tahun", "thn", "th"], AGE),
    **dict.fromkeys(
        """
        menit mnt jam detik dtk hari hr bulan bln minggu meter km cm kg gb mb kotak bilik box koli dus
        unit buah kali x personil personel petugas anggota linmas polisi tni kpps rumah rmh foto halaman
        hlm amplop menitan keluarga kapal perahu mobil motor genset
        """.split(),  # noqa: SIM905
        COUNT,
    ),
}
_TITLES_C = frozenset(["c", "d", "c1", "model"])
_PHONE_STARTS = ("08", "62")


_TELLING_BEFORE = _SERVICE_NUMBERS | _TITLES_C | _BEFORE.keys() | {"no", "nomor", "nmr", "h", "ke"}
_TELLING_AFTER = _MONTHS | _AFTER.keys() | {"tps"}


def is_plain(tokens: list[Token], at: int) -> bool:
    """Whether a cheap look at its neighbours already shows that nothing explains a number."""
    token = tokens[at]
    if token.words or len(token.text) > 3 or _is_told_before(tokens, at):
        return False
    if at + 1 >= len(tokens):
        return True
    after = tokens[at + 1]
    if after.kind == WORD:
        return after.text not in _TELLING_AFTER
    if after.kind == SIGN:
        return _is_plain_before_sign(tokens, at, after)
    return after.kind != NUMBER or token.text[:2] not in _PHONE_STARTS


def _is_told_before(tokens: list[Token], at: int) -> bool:
    """Whether a word or sign before a number may say that it is something else."""
    near = tokens[at - 1] if at else None
    if near is not None and near.kind == SIGN:
        if near.text == "@":
            return True
        near = tokens[at - 2] if near.text in ".:-" and at > 1 else None
    return near is not None and near.kind == WORD and near.text in _TELLING_BEFORE


def _is_plain_before_sign(tokens: list[Token], at: int, sign: Token) -> bool:
    """The same where a sign follows: it may join the number to the next one, or to a month."""
    if sign.text == "%":
        return False
    if sign.text not in ".,:/-" or at + 2 >= len(tokens):
        return True
    after = tokens[at + 2]
    if after.kind == WORD:
        return False
    joined = not sign.gap and not after.gap
    return not joined and (sign.text != "-" or tokens[at].text[:2] not in _PHONE_STARTS)


def explain(tokens: list[Token], at: int, *, after_name: bool = False) -> Explained | None:
    """(index after the expression, role) when the number at `at` is certainly not a vote.

    `after_name`: the word before is a part of a place's name (desa Banjar) and says nothing.
    """
    if not after_name and _word_before(tokens, at)[0] in _SERVICE_NUMBERS:
        return _all_numbers(tokens, at), PHONE
    found = _by_shape(tokens, at)
    if found is not None:
        return found
    found = (None if after_name else _by_word_before(tokens, at)) or _by_word_after(tokens, at)
    if found is None and len(tokens[at].text) == 4 and 2010 <= tokens[at].number <= 2035:
        return at + 1, YEAR
    return found


def _text(tokens: list[Token], at: int) -> str:
    return tokens[at].text if 0 <= at < len(tokens) else ""


def _is(tokens: list[Token], at: int, kind: str, text: str = "") -> bool:
    return 0 <= at < len(tokens) and tokens[at].kind == kind and (not text or tokens[at].text == text)


_LONGEST = 12  # expression of numbers joined by signs


def _group(tokens: list[Token], at: int, signs: str) -> list[int]:
    """Indexes of numbers glued to each other by one of `signs`, from `at` on."""
    group, index = [at], at
    while (
        len(group) < _LONGEST
        and index + 2 < len(tokens)
        and tokens[index + 1].kind == SIGN
        and tokens[index + 1].text in signs
        and not tokens[index + 1].gap
        and tokens[index + 2].kind == NUMBER
        and not tokens[index + 2].gap
        and not tokens[index + 2].words
    ):
        index += 2
        group.append(index)
    return group


def _by_shape(tokens: list[Token], at: int) -> Explained | None:
    token = tokens[at]
    if token.words:
        return None
    if end := _letter_number(tokens, at):
        return end, OTHER
    if len(token.text) >= 7 or (at > 0 and _text(tokens, at - 1) == "@" and not token.gap):
        return _phone_end(tokens, at), PHONE
    if token.text.startswith(_PHONE_STARTS) and len(token.text) >= 2:
        end = _phone_end(tokens, at)
        digits = sum(len(t.text) for t in tokens[at:end] if t.kind == NUMBER)
        if digits >= 9:
            return end, PHONE
    return _date(tokens, at)


def _letter_number(tokens: list[Token], at: int) -> int:
    """`005/123/XI/2024`, `270/45/Kec.Btg/2024`: index after the number of an official letter; else 0."""
    if at + 3 >= len(tokens) or tokens[at + 1].text not in "/." or tokens[at + 1].gap:
        return 0
    end, slashes, words = at + 1, 0, False
    while end < min(len(tokens), at + 2 * _LONGEST) and tokens[end].kind != LINE and not tokens[end].gap:
        slashes += tokens[end].text == "/"
        words = words or tokens[end].kind == WORD
        end += 1
    numbered = _text(tokens, at - 1) == ":" and _text(tokens, at - 2) in ("nomor", "no", "nomer")
    if numbered and slashes and (slashes >= 2 or len(_group(tokens, at, "/.-")) >= 3):
        return end
    last = tokens[end - 1]
    year = last.kind == NUMBER and 2000 <= last.number <= 2099
    return end if slashes >= 2 and year and (words or slashes >= 3) else 0


def _phone_end(tokens: list[Token], at: int) -> int:
    end = at + 1
    while end < len(tokens):
        step = end + 1 if _is(tokens, end, SIGN, "-") else end
        if _is(tokens, step, NUMBER) and len(tokens[step].text) >= 3 and len(tokens[at].text) < 10:
            end = step + 1
        else:
            break
    return end


def _date(tokens: list[Token], at: int) -> Explained | None:
    token = tokens[at]
    after = at + 1
    if _is(tokens, after, SIGN, "-") or _is(tokens, after, SIGN, "."):
        after += 1
    if token.number <= 31 and _is(tokens, after, WORD) and tokens[after].text in _MONTHS:
        end = after + 1
        if _is(tokens, end, SIGN, "-"):
            end += 1
        if _is(tokens, end, NUMBER) and (
            len(tokens[end].text) == 4 or _text(tokens, end) in ("23", "24", "25")
        ):
            end += 1
        else:
            end = after + 1
        return end, DATE
    group = _group(tokens, at, "/-.")
    if len(group) != 3:
        return None
    first, second, third = (tokens[i] for i in group)
    day_first = first.number <= 31 and second.number <= 12 and 1990 <= third.number <= 2099
    year_first = 1990 <= first.number <= 2099 and second.number <= 12 and third.number <= 31
    named = _text(tokens, at - 1) in _DAYS or (
        _text(tokens, at - 1) == "," and _text(tokens, at - 2) in _DAYS
    )
    short = named and first.number <= 31 and second.number <= 12 and len(third.text) == 2
    return (group[-1] + 1, DATE) if day_first or year_first or short else None


def _word_before(tokens: list[Token], at: int) -> tuple[str, int]:
    """The word just before the number on its line (a `.`, `:` or `-` between is allowed), and its index."""
    index = at - 1
    if index >= 0 and tokens[index].kind == SIGN and tokens[index].text in ".:-":
        index -= 1
    if index >= 0 and tokens[index].kind == WORD:
        return tokens[index].text, index
    return "", -1


def _by_word_before(tokens: list[Token], at: int) -> Explained | None:  # noqa: PLR0911
    word, index = _word_before(tokens, at)
    if not word:
        return None
    token = tokens[at]
    if word in ("no", "nomor", "nmr") and index > 0 and tokens[index - 1].kind == WORD:
        word = (
            _text(tokens, index - 1)
            if _text(tokens, index - 1) in ("hp", "wa", "telp", "rek", "surat")
            else word
        )
        if word == "surat":
            return _group(tokens, at, "/-.")[-1] + 1, OTHER
    if word == "h" and not token.gap and _text(tokens, at - 1) in "-+":
        return at + 1, DATE
    if word == "ke" and (not token.gap or tokens[at - 1].kind == SIGN):
        return at + 1, OTHER
    if word in _TITLES_C and not token.gap and token.number <= 9:
        return at + 1, OTHER
    if word in ("no", "nomor", "nmr") and _in_address(tokens, at):
        return at + 1, ADDRESS
    role = _BEFORE.get(word)
    if role is None:
        return None
    return _end_of(tokens, at, role)


def _in_address(tokens: list[Token], at: int) -> bool:
    """`Jl. Merdeka No. 45`: a street shortly before on the line."""
    for token in reversed(tokens[max(0, at - 7) : at]):
        if token.kind == LINE:
            return False
        if token.text in ("jl", "jln", "jalan", "gang", "gg", "alamat"):
            return True
    return False


def _all_numbers(tokens: list[Token], at: int) -> int:
    """`19780203 200501 1 004`: every number up to the next word or line."""
    while at < len(tokens) and (tokens[at].kind == NUMBER or tokens[at].text in "./-"):
        at += 1
    return at


_MOST_ON_A_BALLOT = 60
_LONG_ROADS = frozenset(("km", "jl", "jln", "jalan", "no", "gang", "gg"))
_LONG_COUNTS = frozenset(("hal", "halaman", "pasal", "uu", "pkpu", "ayat", "perbup", "nip"))


def _end_of(tokens: list[Token], at: int, role: str) -> Explained | None:  # noqa: PLR0911
    word, _ = _word_before(tokens, at)
    if role == CLOCK:
        return _clock(tokens, at)
    if role == YEAR:
        return (at + 1, NAMED_YEAR) if 1990 <= tokens[at].number <= 2099 else None
    if role in (PHONE, MONEY):
        return _group(tokens, at, ".,-/")[-1] + 1, role
    if role == ADDRESS and word not in _LONG_ROADS and tokens[at].number > _MOST_ON_A_BALLOT:
        return None  # no village has so many: a lost vote
    if role == ADDRESS:
        end = _group(tokens, at, "/")[-1] + 1
        return None if _runs_on(tokens, end) else (end, role)
    if role == DATE:
        return (_group(tokens, at, "/-.")[-1] + 1, DATE) if tokens[at].number <= 31 else None
    if word == "rp":
        return _group(tokens, at, ".,")[-1] + 1, MONEY
    found = _others(tokens, at, word)
    great = word not in _LONG_COUNTS and tokens[at].number > _MOST_ON_A_BALLOT
    if great and (word == "saksi" or _goes_on(tokens, found[0])):
        return None  # witnesses go by ballot numbers: a greater figure may be a lost vote
    return found


def _runs_on(tokens: list[Token], at: int) -> bool:
    """`rw: 8:18:4` is a run of figures after a slip of the finger, and no address; `dusun 3 01 = 212` is."""
    signed = at < len(tokens) and tokens[at].kind == SIGN and tokens[at].text in ":-/;"
    at += signed
    if at >= len(tokens) or tokens[at].kind != NUMBER:
        return False
    return signed or _text(tokens, at + 1) not in ("=", ":", ".", "-")


def _goes_on(tokens: list[Token], at: int) -> bool:
    """Whether another number follows, signs and line ends aside."""
    while at < len(tokens) and tokens[at].kind in (SIGN, LINE):
        at += 1
    return at < len(tokens) and tokens[at].kind == NUMBER


def _others(tokens: list[Token], at: int, word: str) -> Explained:
    """`saksi 01 & 02`, `hal 2/3`: further numbers of the same thing."""
    end = _group(tokens, at, "/")[-1] + 1
    while word == "saksi" and end + 1 < len(tokens) and tokens[end + 1].kind == NUMBER:
        if tokens[end].text not in ("&", ",", "dan", "-", "/", "+"):
            break
        end += 2
    return end, OTHER


def _clock(tokens: list[Token], at: int) -> Explained | None:
    """`10`, `10.30`, `07.00 - 13.00`, `10.30 wib` after *jam* or *pukul*."""
    if tokens[at].number > 24:
        return None
    group = _group(tokens, at, ".:")
    end = group[-1] + 1
    step = end
    if _is(tokens, step, SIGN, "-") or _text(tokens, step) in ("sampai", "sd", "hingga"):
        step += 1
    elif _text(tokens, step) == "s" and _text(tokens, step + 2) == "d":
        step += 3
    if step > end and _is(tokens, step, NUMBER) and tokens[step].number <= 24:
        later = _group(tokens, step, ".:")
        if len(later) > 1:
            end = later[-1] + 1
    return end, CLOCK


def _by_word_after(tokens: list[Token], at: int) -> Explained | None:
    group = _group(tokens, at, ".,:")
    end = group[-1] + 1
    if end >= len(tokens) or tokens[end].kind == LINE:
        return None
    after = tokens[end]
    if after.text == "%":
        return (group[min(1, len(group) - 1)] + 2 if len(group) <= 2 else end + 1), PERCENT
    role = _AFTER.get(after.text) if after.kind == WORD else None
    if role is None:
        return None
    if role == CLOCK:
        return (end + 1, CLOCK) if len(group) == 2 and tokens[at].number <= 24 else None
    if (after.text == "x" and after.gap) or (role in SOFT and len(group) > 1):
        return None
    return end, role
