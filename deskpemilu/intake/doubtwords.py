"""Words that make figures doubtful, courtesies that only seem to, and words for *not yet*.

Patterns as in `vocabulary.py`, joined by `|`. What no list can hold is caught by `plainwords.py`: the
desk asks about any word it does not know beside figures.
"""

from __future__ import annotations

# Hearsay, unfinished, doubtful, asked back, taken back: the desk asks.
HEDGES: dict[str, str] = {
    "unfinished": (
        "baru dihitung|baru terhitung|baru masuk|baru {sampai|selesai} {hitung|}|"
        "masih {dihitung|berlangsung|berjalan|proses|menghitung|penghitungan|perhitungan|hitung|"
        "lanjut|ada}|"
        "sedang {penghitungan|perhitungan|dihitung|berlangsung|menghitung|proses|hitung|berjalan}|"
        "lagi {dihitung|hitung|proses}|"
        "{belum|blm|blom} {selesai|final|fix|pasti|semua|lengkap|tuntas|kelar|rampung|termasuk|"
        "dihitung|valid|beres|benar|rekap|akurat|sah|resmi|diperiksa|dicek|disahkan}|"
        "sementara ini|sementara {masuk|dihitung|baru|berjalan|proses|dulu}|"
        "penghitungan berjalan|dalam proses|on going|on progress|onprogress|in progress|progress|"
        "otw|{sisanya|sisa|sisa nya} {menyusul|nyusul|belum}|"
        "lagi {penghitungan|perhitungan|proses|dihitung|hitung}|sisa menyusul|lanjutan menyusul|"
        "belum final|sisa belum|bisa berubah|masih bisa|dari {suara|surat suara} {yang|} masuk|"
        "hitungan sementara berjalan|msh {dihitung|berlangsung|proses}|"
        "baru {separuh|setengah|sebagian|sekitar|kira}|per jam|update sementara|"
        "sisa {belum|msh|masih}|"
        "{sampai|hingga|sampe|smpai|smp|s d|sd|posisi} {dengan|} "
        "{jam|pukul|pkl|saat ini|sekarang|detik ini|malam ini|sore ini}"
    ),
    "hearsay": (
        "bocoran|screenshot|tiktok|facebook|medsos|grup {tetangga|sebelah|lain}|warung kopi|"
        "saur batur|haba {gob|gop}|mimpi|feeling|tim sukses|timses|rekayasa|editan|fitnah|guyon|"
        "ngapusi|heureuy|arsip|baheula|biyen|kapungkur|arisan|gosipnya|rumornya|"
        "pemilihan {rt|rw|kades|kepala desa|ketua|osis}|pilkades|pilwana|pilwu|quick count|"
        "quickcount|qc|bilang|{dapat|dpt} {info|kabar}|info dari|kata|kate|kato|isunya|dengar|"
        "denger|dengarnya|dengarnyo|dgr dgr|jarene|jare|ujare|omonge|kandhane|krungu|cenah|ceuk|"
        "ceunah|saurna|kecek|keceknyo|kecek urang|ujar urang|jar urang|ninna|nakana|dong bilang|"
        "dorang bilang|orang bilang|bilangnya|kheun gop|haba gop|ocana|orahina|kone|uji wong|"
        "kato wong|{tetangga|sebelah} bilang|info luar|data lama|{tahun|yang|thn} lalu|dahulu|"
        "kemarin|kemaren|putaran {pertama|1|satu|lalu}|data tahun|perbandingan|dibanding|"
        "dibandingkan|hitung cepat|survei|survey|exit poll|polling|katanya|kata orang|kabarnya|"
        "konon|dengar dengar|denger denger|isu|"
        "menurut {berita|info|kabar|tv|medsos|facebook|warga|tim|saksi|lsi|media}|"
        "info dari {grup|tetangga|tim|medsos|facebook|fb|tv}|"
        "{elektabilitas|prediksi|perkiraan|prakiraan|estimasi|taksiran|ramalan|proyeksi|simulasi|"
        "target|taruhan|tebakan|tebak}|"
        "lsi|indikator|charta|poltracking|litbang|real count kpu|{hoaks|hoax}|"
        "versi {tim|saksi|lembaga|tetangga|sebelah|lawan|relawan|quick}|diprediksi|diperkirakan|"
        "ditargetkan|beredar|viral|gosip|rumor|"
        "{tahun|pemilu|pilkada|pileg} {lalu|kemarin|sebelumnya}|periode lalu"
    ),
    "unsure": (
        "semoga {tps|di tps}|kayanya|koyone|ketoke|sigana|jigana|kuduna|kudune|haruse|harusna|harusnyo|"
        "kedahna|kedahipun|sakuduna|mustine|mestine|mustinyo|mestinyo|mbok menawa|seinget|"
        "maybe|boleh jadi|sprtinya|belum tentu|blm tentu|"
        "{susah|sulit|kurang} {dibaca|terbaca|baca}|blur|dicocokkan|dicocokan|bertambah|"
        "berkurang|nambah|{lembar|orang|suara} lagi|sebagian dulu|setengah jalan|bersambung|"
        "{akan|masih|mau} {dikoreksi|dihitung ulang|digugat}|digugat|dipersoalkan|ditunda|"
        "dihentikan|trial|geladi|tuladha|conto|juknis|bimtek|jajak pendapat|bayangkan|semisal|"
        "misalkan|umpamane|asumsi|rencana|kasarnya|hitungan kasar|kira kira|kurang lebih|sekitar|"
        "lebih kurang|kisaran|antara|hampir|kayaknya|kyknya|sepertinya|kalau {tidak|ga} salah|"
        "kl {tidak|ga} salah|klo {tidak|ga} salah|seingat|mungkin|nampaknya|tampaknya|atau|ragu|"
        "lupa|semoga {benar|betul|tidak salah}|kurang {jelas|yakin|pasti}|"
        "{belum|tidak|blm|tdk} {yakin|jelas|terbaca|kebaca|cocok}|kabur|buram|"
        "{mau|akan|perlu|harus|minta|saya} {dicek|cek|diperiksa|dipastikan|dikonfirmasi}|"
        "cek {lagi|ulang}|dicek {lagi|ulang}|rancu|janggal|aneh|meragukan|seharusnya|harusnya|"
        "mestinya|semestinya|andai|andaikan|bisa jadi|kalau|kalo|klo|jika|bila|apabila|rasa|"
        "rasanya|saya rasa|pikir|kayak|kyk|templat|skenario|harapan kita|percobaan|panduan|"
        "cara {kirim|lapor|pelaporan|mengirim|melapor}|tata cara|kurleb|misal|misalnya|contoh|"
        "contohnya|umpama|kalau 01|seandainya|coba|tes|test|testing|ujicoba|uji coba|simulasi|"
        "latihan|bercanda|becanda|canda|wkwk|wkwkwk|haha|hahaha|hehe|contoh format|format|"
        "formatnya|cth|spt ini|seperti ini|begini formatnya|template|ngibul|prank|iseng|gladi|"
        "dummy|cek cek|minimal|maksimal|paling|lebih dari|kurang dari|selisih|beda|dikurangi|"
        "ditambah|kali lipat|naik|turun|unggul|kalah|menang|tertinggal|target"
    ),
    "question": (
        "apa benar|apa betul|apa bnr|benarkah|betulkah|apakah|"
        "bener {ga|gak|kah|nggak|tidak|ndak}|benar {kah|tidak}|betul {kah|tidak}|kok|kenapa|"
        "mengapa|masa|masak|kapan|bagaimana|gimana|gmn|berapa|brp|siapa|mana|"
        "{mohon|tolong} {dikonfirmasi|diklarifikasi}|"
        "mohon {cek|dicek|konfirmasi|klarifikasi|penjelasan}|tolong {cek|dicek|konfirmasi}|"
        "yang benar yang mana"
    ),
    "denied": (
        "bukan|bkn|dudu|ndudu|sanes|bukang|salah|keliru|tidak benar|tdk benar|tidak betul|dibatalkan|"
        "batalkan|abaikan|"
        "jangan|dicabut|hapus|tidak jadi|gak jadi|ga jadi|tdk jadi|ditolak|palsu|koreksi|revisi|"
        "ralat|diralat|direvisi|ganti|diganti|tertukar|terbalik|kebalik|kebalikan|bohong|"
        "{desa|ds|kelurahan|kel|kampung|gampong|nagari|dusun} {sebelah|tetangga|lain}|"
        "{data|punya|milik|untuk|dari|laporan|hasil} tps {lain|sebelah}|salah kamar|salah grup|"
        "tidak valid|typo|berubah|perubahan|perbaikan|minus"
    ),
}

# Courtesies that hold a word of doubt without doubting the figures.
POLITE = (
    "lebih {lanjut|dulu|kurangnya}|"
    "mohon {koreksi|dikoreksi|koreksinya|arahan|petunjuk|maaf|izin|ijin}|"
    "{jika|bila|kalau|apabila} {ada|terdapat} {kesalahan|kekeliruan|salah|keliru|kekurangan|"
    "yang salah}|"
    "{jika|bila|kalau|apabila} {salah|keliru}|salah satu|satu satunya|sama sama|"
    "tidak ada {kejadian|masalah|kendala|keberatan|gangguan|permasalahan|hal}|kurang lebihnya|"
    "mohon maaf {atas|bila|jika|kalau} {kesalahan|kekurangan|salah|ada salah|keterlambatan}|"
    "nkri harga mati|sugeng {dalu|enjing|enjang|siang|sonten}|"
    "menang {dengan|dgn}|{belum|blm} {terkirim|kekirim}|{sudah|sdh|telah} {dicocokkan|dicocokan}|"
    "tidak {terjadi|terdapat}|selamat {pagi|siang|sore|malam|petang|bertugas}|"
    "met {pagi|siang|sore|malam}|tadi {pagi|siang|sore|malam}|"
    "pagi {pak|bu|bapak|ibu|ini|hari|bos|komandan|ndan|semua|min|admin|om|mas|bang}|"
    "{foto|c hasil|c1|dokumen|plano|salinan|lampiran|dokumentasi} {belum|menyusul|nyusul|"
    "akan menyusul|belum ada|belum dikirim|susulan}|"
    "apa adanya|siapa saja|bagaimana pun|contoh baik|kalau bisa|{jika|bila|kalau} ada"
)

BLANKS = (
    "nihil|nil|belum|blm|blom|belom|"
    "belum {ada|masuk|lapor|melapor|diterima|kirim|mengirim|final|rampung|tuntas|mulai|dapat|terima}|"
    "menyusul|nyusul|kosong|masih kosong|tidak ada {data|laporan}|proses"
)
