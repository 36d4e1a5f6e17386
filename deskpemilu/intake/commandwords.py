"""Words of BENAR, RALAT and BATAL as people say them from Aceh to Papua: patterns, pure.

A verb takes the endings of the language it is said in (`batalkan`, `batalke`, `batalno`, `batalkeun`,
`batalang`), so stems and endings are listed, not their products. What is only talked about (`kenapa
dibatalkan?`, `jangan dibatalkan`, `rapat dibatalkan`) is told from what is ordered here too.
"""

from __future__ import annotations

import re

# -kan; Javanese -ke, -no, -aken; Sundanese -keun; Balinese -ang; Minang and Palembang -an, -ke; Bugis -i
_ENDINGS = "(?:kan|ken|keun|kn|ke|no|na|ne|ang|akan|akeun|aken|in|i|e|an|un|kin|en|eun)?"
# particles grown onto a word: Bugis and Makassar -mi, -ki; Malay -lah; -nya in several languages
_PARTICLES = "(?:mi|mo|ki|ji|lah|ma|nya|nyo|na|e|tu|tuh)?"
_PASSIVE = "(?:di|dipun|tak|ka|mem|me|nga|ng)?"


def _verb(*stems: str, passive: bool = True) -> str:
    return rf"(?:{_PASSIVE if passive else ''}(?:{'|'.join(stems)}){_ENDINGS}{_PARTICLES})"


_POLITE = (
    r"(?:(?:mohon|mhn|tolong|tlg|tulung|maaf|maap|punten|ngapunten|nyuwun|minta|izin|ijin|tabe|harap|mangga|"
    r"monggo|kasi|kase|kasih|jadi|pak|bu|bapak|ibu|bang|mas|mbak|kak|min|admin|ndan|komandan|yg|yang|tadi|"
    r"sepuntene|pangapunten|hampura|ampun|agar|supaya|laporan|data)\W+){0,4}"
)
_UNDO = _verb("batal", "wurung", "cancel", "cabut", "hapus", "tarik", "peubatal", "peubateu", "neubateu")
_UNDONE = _verb("batal", "wurung", "cabut") + r"|(?:di)?tarik(?:ken|kan)? kembali|peubateue?|neubateue?"
UNDO_STEMS = (
    "batal", "wurung", "cancel", "cabut", "hapus", "tarik", "bateu", "jangan", "jgn", "usah", "ojo", "ulah",
    "tunda", "tahan", "abaikan",
)  # fmt: skip
CANCEL = re.compile(rf"^\W*{_POLITE}(?:{_UNDO}|pembatalan)\b(?!\W*\d)")
WITHDRAWN = re.compile(
    rf"\b(?:(?:di|dipun|tak|ta|pem)?(?:batal|wurung)(?:kan|ken|keun|kn|ke|no|na|ang|akan|akeun|aken|in|an|un)"
    rf"{_PARTICLES}|dibatal|cabut|(?:di)?tarik(?:kan)? kembali|(?:peu|neu)bat(?:eue?|al))\b"
)
# of boxes and posters too: only where a report is spoken of
DRAWN = re.compile(r"\bdi(?:tarik|cabut|hapus)(?:kan|ken|keun|ke|no|ang|en)?\b")
HELD_BACK = re.compile(
    r"\b(?:jangan|jgn|tidak usah|tdk usah|ga usah|gak usah|ojo|ulah|tunda|tahan|abaikan)\b.*"
    r"\b(?:pakai|dipakai|catat|dicatat|input|diinput|rekap|direkap|simpan|disimpan|hitung|dihitung|masuk\w*|data|"
    r"laporan)\b"
)
# `Sukatani TPS 3 BATAL` takes a report back; a vote or a meeting called off is something else
ENDS_WITHDRAWN = re.compile(rf"\b(?:{_UNDO})(?: (?:pak|bu|ya|saja|aja|wae|bae|min))?\W*$")
CALLED_OFF = re.compile(
    r"pemungutan|penghitungan|pencoblosan|coblosan|pemilihan|pemilu\b|pilkada|kampanye|surat suara|"
    r"suara batal|acara|rapat|pertemuan|undangan|kegiatan|psu\b|pleno|puasa|foto|gambar"
)
_OFFICE = r"kpu\w*|ppk|pps|bawaslu|panwas\w*|mk|mahkamah"
_NOT = (
    r"(?:jangan|jgn|jangn|janganlah|mboten|boten|tidak|tdk|tak|gak|ga|nggak|ngga|bukan|bkn|belum|blm|blom|ojo|aja|ulah|teu|ora|"
    r"indak|ndak|nda|kada|jan|eda|tusing|sing|sampun ngantos|ampunang|bek|aja nganti)"
)
NOT_UNDONE = re.compile(rf"\b{_NOT}\W+(?:\w+\W+){{0,2}}?(?:{_UNDONE}|hapus|dihapus)\b")
# asked, or only if something is so: `kalau bisa` is a courtesy
IF_UNDONE = re.compile(
    rf"\b(?:di\w*|{_OFFICE})\W+(?:oleh\W+)?(?:{_OFFICE})\b|"
    r"\?|\b(?:apakah|apa|kenapa|mengapa|knp|siapa|kapan|bagaimana|gimana|naha|napa|opo|kok|kenopo|"
    r"(?:kalau|kalo|klo|jika|bila|apabila|nek|mun|lamun)(?! (?:bisa|boleh|dapat))|seandainya|andai\w*|"
    r"misal\w*)\b"
)
ABOUT_REPORT = re.compile(
    r"\b(?:lapor(?:an)?|data|kirim(?:an)?|input(?:an)?|entri|entry|angka|hasil|perolehan|lap)(?:nya|ku|mu|na|e|kula|"
    r"saya|pun|nyo|qu)?\b"
)
_FILL = frozenset(
    """
    ya yah saja aja wae bae we weh mawon dulu dl pak bu bapak ibu bang mas mbak kak min admin ndan
    komandan bos yang yg nu sing tadi td barusan terakhir itu ini niku niki kuwi iki eta ieu nyan nyoe
    tu mau wau semua semuanya kabeh sadayana saya sy kula abdi ku aku ambo titiang salah keliru karena
    krn amargi lantaran maaf mohon terima kasih batal batalkan makasih sebelumnya segera lah deh dong ki
    mi kita pesan tolong punten nggih langsung total no nomor
    """.split()  # noqa: SIM905
)


def is_undo(text: str, end: int, *, placed: bool) -> bool:
    """Whether the words after a verb of taking back, up to `end`, are about a report and nothing else.

    `batal` alone is; `batal puasa`, `tarik tunai` are not. `placed`: a TPS or a place is named.
    """
    if placed or ABOUT_REPORT.search(text):
        return True
    return all(word in _FILL for word in re.findall(r"[a-z']+", text[end:]))


# --- yes ------------------------------------------------------------------------------------------

_TRUE = (
    "ya|iya|iyo|iyoe|iye|yo|y|yoi|leres|nggih|inggih|njih|injih|enggih|engghi|engge|muhun|enggeh|sumuhun|enya|olo|ok|oke|"
    "okay|okey|siap|sip|lerres|benar|bener|bnr|bner|benr|betul|btl|betol|batua|batuo|bana|bujur|bujurai|patut|beneh|becik|"
    "tongeng|tojeng|kattong|beutoi|beutoy|bendher|bhender|saestu|sesuai|cocok|cocog|cucok|akur|setuju|valid|klop|"
    "pas"
)
_BESIDE = (
    "sekali|dah|sudah|sdh|udah|udh|telah|wis|wes|uwis|sampun|sampon|parantos|tos|atos|geus|enggeus|alah|ala|lah|puro|"
    "ka|le|lanjut|laksanakan|dan|pak|bu|bapak|ibu|bos|komandan|ndan|min|admin|bang|mas|mbak|kak|kang|teh|mang|cak|"
    "bapa|mama|kaka|ade|uda|uni|puang|daeng|bli|tgk|data|datanya|angkanya|laporannya|semua|semuanya|kabeh|sadayana|terima|kasih|"
    "makasih|trims|suksma|nuhun|nuwun|matur|hatur|itu|ini|niku|niki|kuwi|iku|iki|eta|ieu|tu|to|nyan|nyoe|ai|pisan|"
    "tenan|temen|mi|ji|ki|lah|sami|sareng|sama|podo|karo|dengan|c|hasil|chasil|c1|salinan|plano|formulir|sae|begitu|"
    "adanya|pun|sanget|mas|yth|camat|banyak|laporan"
)
# the words that say yes, and `ya` as a courtesy; `boten leres` is no such thing, and no word of it is here
YES = re.compile(rf"(?:(?:(?:{_TRUE}){_PARTICLES}|{_BESIDE})[\s.,\-]*)+")
YES_CORE = re.compile(rf"\b(?:{_TRUE}){_PARTICLES}(?![a-z])")

# --- mending --------------------------------------------------------------------------------------

_MEND = r"(?:ralat|koreksi|revisi|perbaik|pembetul|correction|lepat)"
_SET_RIGHT = r"(?:betul|bener|benar|leres|benah|ubah|robah|rubah|ganti|gantos)"
_MUST_END = r"(?:kan|ken|keun|kn|ke|no|ne|ang|akan|akeun|aken|in|na)"
CORRECT = re.compile(
    rf"^\W*{_POLITE}(?:(?:di)?{_MEND}{_ENDINGS}{_PARTICLES}|(?:di)?{_SET_RIGHT}{_MUST_END}|update ralat)\b"
)
# `(Pembetulan)` anywhere, or such a word alone on a line
MARKED = re.compile(
    rf"(?m)\(\s*(?:di)?{_MEND}{_ENDINGS}\s*\)|^\W*(?:di)?(?:ralat|pembetulan|revisi|perbaikan){_ENDINGS}\W*$"
)
WHICH = r"(?:yang|yg|sing|nu|ingkang|nan|nyang|sane|se)"
RIGHT_WORD = r"(?:benar|betul|bnr|bener|btl|leres|batua|bana|bujur|patut|beneh|tongeng|bendher)"
SHOULD = (
    r"(?:(?:se)?harus(?:nya|nyo|na|e)|(?:se)?(?:mesti|musti)(?:nya|nyo|na|ne|pun)|kudune|kuduna|kedah(?:na|ipun)|"
    r"sakedahna|sakuduna|patutnyo)"
)
MENDED = re.compile(
    r"\b(?:salah (?:ketik|input|tulis|kirim|entri|catat)|keliru(?! coblos)|"
    rf"{SHOULD}|menjadi \d|jadi \d|(?:di)?(?:ubah|ganti|rubah|robah)(?:ken|kan|keun|ke|no|ang)?"
    rf"|(?:di)?(?:betul|bener|benar|leres){_MUST_END}|perbaiki|{WHICH} {RIGHT_WORD})\b"
)
NO = r"(?:bukan|bkn|dudu|ndudu|sanes|bukang|lainnyo)"
BUT = rf"(?:tapi|tetapi|tp|tpi|nanging|melainkan|{WHICH}\W{{1,3}}{RIGHT_WORD}|{SHOULD})"
DENIALS = ("bukan", "bkn", "dudu", "ndudu", "sanes", "bukang")
DENIED_FIGURE = re.compile(rf"\b{NO}\W{{1,3}}\d|\b{_NOT}\W{{1,3}}{RIGHT_WORD}\b.*\d")
# Nothing is mended where none of these stands: looked for first, in every message.
STEMS = (
    "ralat", "koreksi", "revisi", "perbaik", "betul", "benar", "bener", "bnr", "btl", "leres", "lepat",
    "salah", "keliru", "arus", "mesti", "musti", "kudu", "kedah", "jadi", "ubah", "robah", "ganti",
    "bukan", "bkn", "dudu", "sanes", "correction", "tapi", "dari", "batua", "bana", "bujur", "patut",
    "beneh", "tongeng", "bendher", "benah",
)  # fmt: skip
