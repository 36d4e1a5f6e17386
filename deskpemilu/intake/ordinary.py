"""Ordinary words of Indonesian reports: words that are no place names when they stand beside one, and
need no question beside figures.
"""

from __future__ import annotations

_REPORT_WORDS = frozenset(
    """
    kaka wslm wslmkm wassalam sitkamtibmas teurimong geunaseh pula tinggi
    a a.n abang acara ada adalah adapun adek adlah adlh admin agar ahad aja akan akang aku alaikum alamat
    alhamdulillah all allah ama aman amin an anda anggota antara apa apabila arahan area ass assalamu
    assalamualaikum atas atau ayah ayahanda babinsa bagi bagian bahan bahwa baik balai bang banyak bapak
    bapak2 baru barusan bawah bawaslu beberapa begini begitu belakang belum benar bendahara berdasarkan
    berikut berita berjalan berlangsung bersama bertempat besok bhabinkamtibmas biar bila bisa blm blok
    bos boss bp bpk bro bu buat buk bukan bunda bup bupati c cabup cagub cak caleg calon camat capres
    catatan chasil coblos cukup cuma d daerah dah dalam dalem damai dan danramil dapat dapet dari daripada
    data datang dek dekat demikian dengan depan desa desember desk dg dgn di dia dibuka dihaturkan
    dihitung dikirim dikirimkan dilanjutkan dilapor dilaporkan dimohon dimulai disampaikan ditempat
    diteruskan ditutup dokumentasi dong dpd dpk dpr dprd dpt dpt2 dptb dr dri ds dsn dulu dump dumpp dusun
    februari final fix form formulir forward foto fw fwd gaes gan gang gedung giat gub gubernur guys habis
    hadir hai hal halaman hallo halo haloo hanya harap hari hasil hasilnya hatur hi hitung hormat hp hsl
    ibu ibu2 ijin ini itu iya izin izinkan jadi jalan jam januari jenis jg jika jln jml juga jumat jumlah
    kab kabag kabupaten kades kah kak kakanda kalau kalo kami kamis kan kang kantor kapolsek karena kasi
    kasih kategori kawan ke keberatan kebun kecamatan kegiatan kejadian kel keluarga kelurahan kemudian
    kepada kesbangpol ket keterangan ketua khusus kirim kiriman kita kk komandan kondusif koordinator
    korcam kordes kortps kota kotak kpd kpps kpps1 kpps7 kpu krn ktr lagi lah laki laksanakan lampiran
    lancar langsung lanjut lanjutan lapas lapor laporan laporan2 laporkan lengkap lewat lingkungan linmas
    lokasi lorong lp lur lurah maaf maka makasih malam mantap mas masih masing masjid matur mba mbak
    melalui melaporkan memperoleh mendapat mendapatkan meneruskan mengetahui mengikuti mengirim
    mengirimkan mengucapkan menit menyampaikan meraih mhn mhon min minggu model mohon mulai musholla n nah
    nama namaste nanti nb ndan neng nich nih nihil no nomer nomor nopember november nuhun nuwun nya oh ok
    okay oke oleh om op operator ops orang org pa pada pagi pak pakde paket palon panwas panwascam
    panwaslu partai paslon pd pebruari pelaksanaan pelapor pembacaan pembuka pemilih pemilihan pemilu
    pemungutan penetapan pengawas pengguna penghitungan pengirim penutup per perempuan perhitungan perihal
    perintah perolehan perusahaan perwakilan pesantren petugas petugas2 pilbup pileg pilgub pilkada
    pilpres pilwako pilwali pimpinan pkd pkl plano pleno polri ponpes ppk pps ppwp pres presiden prov
    provinsi ptps pukul pun punten rabu rampung rapat rapi re rekan rekap rekapan rekapitulasi relawan
    resmi ri rincian rinciannya rs rsud rt rumah rusak rutan rw saat sabtu sah sahabat saja saksi salam
    salinan sama sampai samping saya sbb sbg sbgai sblm sbnyk sdh se sebagai sebanyak sebelah sebelum
    sebesar sedang segera sekali sekaligus sekarang sekcam sekda sekdes sekian sekolah sekretaris selaku
    selamat selanjutnya selasa selesai seluruh seluruhnya semangat sementara semoga semua semuanya senin
    serta sesuai sesudah setelah setempat shalom siang siap sih silahkan silakan sis sisa slesai smntara
    sob sore stlh suara sudah surat surya susulan suwun swastiastu tabik tadi tah tahap tambahan tanggal
    tante td tdk teh telah tembusan tempat tentang terakhir tercatat terima terimakasih terkendali
    terlampir tersebut tertanda tertib tetap tgl thanks tiba tidak tim tks tlh tni tolong total tps
    trimakasih trims trmksh tsb ttd tu tuh tuntas u ucapkan uda udah uni untuk update updte urut utama utk
    utusan via wa waalaikum waalaikumsalam wabarakatuh wakil waktu walikota warahmatullahi warga wasalam
    wass wassalam wassalamualaikum wb wib wilayah wit wita wr ya yaa yah yaitu yakni yang yg yth
    """.split()  # noqa: SIM905
)

# What people add around a report: the day, the people, the road, the weather, thanks; several languages.
_AROUND = frozenset(
    """
    cepat bermanfaat berkah barokah berguna leres sing nan sane nyang ingkang batua bener patut beneh
    forwarded lingk link lingkungan puang iye iyek daeng karaeng tabe bli gus jero mbok ade kaka
    teungku abu pakcik makcik wak sutan datuak buya uwak mang bibi amang inang ito tulang kitong
    titiang abah karo podo kulo wali nagari keuchik kechik lebai
    aamiin abang2 abdi adinda adminnya ahli aipda aiptu akhir akhirnya akhirx akp
    alamatnya ale
    alhamdulilah alias aman2 amanah amanat amiin anggotanya antusias aplikasi app arahannya asalamualaikum
    ashar asisten askum assalam ayo babinkamtibmas babinpotmar badan bade badhe bahagia bak bakti balasan
    bank bantuan bantuannya bapa bapakku basodara bca begadang beh berakhir beres bergeser berhasil
    berikutnya berkas berkasnya bersama2 berserta bersih bertanda bertugas beserta beta biasa bibi bidang
    biliknya bni bpk2 bri brigpol bripda bripka briptu c1nya cadangan camatnya capek catat catatannya
    cawabup cawagub cawapres cekap cerah chat coblosan cuaca dados dalu damai2 dandim dasar datanya deh
    deras desanya detail detil diadakan diantar dibalas dibawa didampingi dientri difoto digeser digunakan
    diikuti diinput diizinkan dijawab dikawal diketik dilaksanakan dilakukan dilaporkannya dimudahkan
    dinas dipergunakan direkap diselenggarakan disertakan distribusi ditugaskan ditulis diunggah doa
    doakan doang dokumennya done dorang dulur dusunnya dzuhur eksekutif enjing entri entry formnya
    formulirnya foto2 fotonya genset gerimis geser geuchik gitu group grup gudang guna hansip harinya hase
    hasee hasil2 hasilna haturan hebat hehehe2 heu honor horas hormatnya hpnya hr hujan ialah ibuku ieu ii
    iii ijinkan ikut indonesia informasi inggih input inputan ipda iptu istirahat isya iv ix izinkeun
    jabatan jamnya jawab jawaban jaya jelas jumlahnya kadesnya kajari kakek kampung kampungnya kanit
    kapolres kapten kasat kasihnya katong kawal keamanan kehadiran kepala kerjasama kerjasamanya kertas
    ketertiban ketik ketikan kiranya kirimannya kode kok2 komisioner komplet komplit kompol kondusif2
    kontak kontaknya kopda kopi koptu kotaknya kotor krueng ktp kula kulo kumsalam kuota kwk lain lainnya
    lambat lampirannya lampu lancar2 lancarkan lanjutannya laporannya laporanya lapornya lega legislatif
    lelah lembar lembaran lembur lengkapnya letda lettu lheueh lho lingkungannya link listrik loen
    logistik loh lokasinya lon lurahnya mace maghrib makan maklum malamnya mama mandat mandiri mari
    masing2 masyarakat maturnuwun mayor mejuah mekaten membalas memberkahi memberkati mencatat mendoakan
    menerus menghaturkan menindaklanjuti menjadi menjawab menonjol menulis merdeka mestinya mikum minum
    mlm mlm2 mohonkan mualaikum mudah mudahan namanya nasi nasional nderek negara nembe nenek neupeumeuah
    ngapunten nggeh nggih nik niki ning nip nomer2 nomornya nona nota noted nrp nyan nyoe nyong nyuwun
    oke2 okee okeh okei oma opa operatornya opr orangnya pace pagi2 paginya paman panas pangapunten
    pangkat partisipasi partisipasinya pasangan pelaporan pelaporannya pemda pemerintah pemilihnya pemkab
    pemkot pemprov pemuda pemungutannya pencoblosan pendamping penduduk penerima pengamanan pengantar
    pengawalan pengembalian penghitungannya pengirimnya penjaga penjagaan penting penugasan penuh
    penyampaian perhatian perhatiannya periksa perkenan perlengkapan permisi pesan petunjuk peumeuah
    pilihan pimpinannya pisan planonya polisi pp praka pratu pslon pu puji pulang pulsa pusat puun rahasia
    rahayu rek rekapitulasinya rekapnya republik respon rinci rp rtnya sa saged saking salaam
    salamualaikum salinannya samo sampaikan sampun sampurasun satpol satu2 saudara saudari sdr sdri
    sebagaimana sebelumnya sedangkan segitu sehat sehat2 sehubungan sejahtera sekalian sekretariat seksi
    selalu selesai2 semangat2 semanten sempat senantiasa sent sentosa serda serka sertakan sertifikat
    sertu server sesudahnya setelahnya setia setiap shaloom sholat siang2 siangnya siapp sifat sinyal sip
    sipp sistem situasi slmt sms smua solat sonten sore2 sorenya sr staf stafnya suaranya subuh sukses
    sukses2 suksma surat2 susah syaloom syukur tabe tabea tadinya tanda tangan tanggung telat telegram
    telponnya tempatnya tentara terang2 terhormat terimakasihnya terkendali2 terkirim2 terkirimkan
    terlambat terlampirkan termasuk terperinci tersebutlah tertib2 terus teuka tglnya thx ti tiap tindak
    tintanya tokoh torang totalnya tugas tuhan tulis tuntas2 turut unggah unit untung upload usai usainya
    utuh vi vii viii voice wabup wagub wak wapres warganya wengi whatsapp wilayahnya wilujeng wkt wktu
    wr.wb wrwb yaaa yak yes yess yuk
    """.split()  # noqa: SIM905
)
ORDINARY = _REPORT_WORDS | _AROUND
