"""Ordinary words of Indonesian reports: words that are no place names when they stand beside one."""

from __future__ import annotations

_REPORT_WORDS = frozenset(
    """
    a ada adalah admin agar aja aku akan alhamdulillah allah ama aman amin an anda anggota antara apa
    apabila arahan assalamualaikum ass assalamu alaikum wr wb atas atau bapak bpk pak bp pa ibu bu buk bos
    boss komandan ndan dan lur bang abang mas mba mbak kak om pakde tante kawan rekan sahabat bagi bahan
    bahwa baik banyak baru bawah beberapa begini belum blm benar berdasarkan berikut berjalan berlangsung
    bersama besok biar bila bisa buat bukan c coblos cuma cukup d dah dalam dalem dapat dapet data dari dr
    dri daripada datang demikian dengan dgn dg depan desk di dia dibuka dihitung dilaporkan disampaikan
    dikirim dimohon dimulai ditutup dokumentasi dong dulu dump dumpp fix final foto giat habis hadir halo
    hallo hai hi haloo harap hari hasil hsl hasilnya hanya hormat hitung ini itu izin ijin izinkan iya ya
    yaa yah jadi jam jika jg juga jumlah jln kab kalau kalo kami kamis kan kantor karena krn ke kecamatan
    kegiatan kel keluarga kemudian kepada kpd keterangan ket kiriman kirim kita kondusif kpps ktr kota kotak
    laksanakan lagi lancar langsung lapor laporan laporkan lengkap lewat lokasi malam sore siang pagi masih
    masing melalui melaporkan menyampaikan mengirim mengirimkan memperoleh mendapat mendapatkan meraih
    meneruskan menit mhn mohon mhon maaf min mulai nah nanti nih nomor no nya nich oh ok oke okay operator
    op ops oleh orang org paket pada pd pelaksanaan pemilihan pemilu pilkada pemungutan penghitungan
    perhitungan perolehan pemilih pengguna per perihal petugas pimpinan pps ppk ptps pkd panwas panwascam
    panwaslu bawaslu kpu pukul pkl pun rabu rapat rekap rekapitulasi rekapan resmi rincian rinciannya rt rw
    saat saja sampai samping sama saya sbb sbg sebagai sebanyak sebesar sedang segera sekali sekarang
    sekaligus selamat selaku selanjutnya selasa selesai seluruh semua semoga senin serta siap sih silahkan
    silakan sementara smntara sdh sudah udah suara surat surya susulan tadi tahap tambahan td tanggal tgl
    telah tlh tentang terakhir terima terimakasih kasih makasih thanks tks trims trimakasih trmksh terlampir
    terkendali tersebut tertib tetap tim tiba tolong tps tsb tu tuh untuk utk via wakil wa wabarakatuh
    warahmatullahi wassalam waktu warga wib wita wit yaitu yakni yang yg yth utusan update updte sblm
    sebelum sesudah setelah stlh jumat sabtu minggu ahad februari pebruari november nopember januari
    desember utama catatan nb ttd tertanda salinan plano chasil formulir form model halaman hal kejadian
    khusus keberatan saksi nihil damai sesuai perintah pengawas linmas polri tni babinsa bhabinkamtibmas
    camat lurah kades sekcam sekdes kasi kabag kapolsek danramil bupati gubernur walikota presiden sekda
    kesbangpol lapas rutan rs rsud pesantren ponpes perusahaan kebun lp sekolah masjid musholla balai gedung
    rumah dusun dsn jalan gang blok lorong lingkungan dekat sebelah belakang alamat bertempat tempat
    diteruskan forward fwd fw re tembusan mengetahui pelapor pengirim dikirimkan jenis paslon palon calon
    capres partai caleg nama hp urut kategori sah tidak tdk rusak sisa dpt dptb dpk laki perempuan total jml
    mantap semangat waalaikumsalam waalaikum salam shalom swastiastu namaste bro sis gan sob cak kang teh
    neng uda uni akang ayah bunda kk dek adek kakanda ayahanda ketua sekretaris bendahara koordinator kordes
    korcam kortps relawan lampiran berita acara rapi tercatat dilapor dihaturkan matur nuwun suwun nuhun
    hatur punten tabik gaes guys all semuanya seluruhnya bapak2 ibu2 mengucapkan ucapkan lah kah tah pleno
    penetapan penutup pembuka sekian wassalamualaikum wasalam wass pilgub pilbup pilwako pilpres pileg
    pilwali dpr ri dpd dprd prov provinsi kabupaten ppwp cabup cagub bup gub pres se desa kelurahan ds
    setempat wilayah daerah area barusan slesai rampung tuntas pembacaan laporan2 dilanjutkan lanjut
    lanjutan nomer bagian sbgai adapun maka begitu ditempat sbnyk a.n n u perwakilan petugas2 mengikuti adlh
    adlah dpt2 kpps7 kpps1
    """.split()  # noqa: SIM905
)
# What people add around a report: the day, the people, the road, the weather, thanks; several languages.
_AROUND = frozenset(
    """nota dinas dasar menindaklanjuti sehubungan perkenan tindak guna sifat biasa penting rahasia informasi
    petunjuk arahannya thx thanks kondusif dump lanjut mohonkan terhormat hormatnya bersama pengantar lembar
    sekretaris daerah kepala bagian staf ahli asisten pimpinannya pilihan situasi aamiin amiin neupeumeuah peumeuah bade abdi wilujeng enjing sonten nderek pangapunten izinkeun kang sampurasun
    assalamu horas mejuah tabe tabea puun basodara katong samo dulur wak yuk cak ning beh pace mace nona nyong ale beta
    ii iii iv vi vii viii ix kotor bersih sr pslon caleg rek bri bni bca mandiri bank ktp kk rp honor pulsa kuota nggeh
    kode sempat sinyal susah susulan geser digeser bergeser dibawa diantar pulang rumah istirahat mantap sip hebat
    alhamdulilah puji tuhan syukur lega capek lelah kawal dikawal polisi tentara satpol pp hansip cuaca hujan panas cerah
    gerimis deras listrik lampu genset makan minum kopi nasi begadang ketua tokoh masyarakat pemuda penduduk sejahtera
    bahagia sentosa merdeka mandiri sukses setia bakti telat terlambat lambat nembe pisan pa ieu ti nya lembur wengi mlm
    slmt bpk smua bapa mama opa oma datanya hasilna perhatian perhatiannya kerjasama kerjasamanya bantuan bantuannya
    tanda tangan bertanda sampaikan disampaikan menyampaikan sedangkan difoto termasuk cadangan akhir akhirnya akhirx beres
    menonjol dorang sa pu kita torang dong kami saged dalu badhe niki saking kulo kula nyuwun ngapunten geuchik nyoe hase
    hasee lon loen lheueh teuka krueng nyan bak hai permisi mohon wagub wabup wapres cawapres cawagub cawabup pasangan opr
    sdr sdri saudara saudari bpk2 ibu2 nip nrp nik serda sertu serka praka kopda koptu pratu bripka bripda brigpol briptu
    aiptu aipda iptu ipda akp kompol kapten letda lettu mayor babinkamtibmas babinpotmar kanit kasat kapolres dandim kajari
    sekretariat komisioner anggotanya stafnya pendamping pengamanan pengawalan penjagaan penjaga keamanan ketertiban
    dilaksanakan dilakukan diadakan diselenggarakan berakhir usai usainya sesudahnya setelahnya sebelumnya kemudian
    lokasinya tempatnya alamatnya wilayahnya desanya kampung kampungnya lingkungannya dusunnya warganya pemilihnya
    antusias partisipasi partisipasinya kehadiran hadir semuanya seluruhnya totalnya jumlahnya suaranya hasilnya rinciannya
    kertas surat2 logistik perlengkapan distribusi pengembalian gudang kantor camatnya lurahnya kadesnya rtnya
    untung unggah upload diunggah foto2 fotonya dokumennya berkas berkasnya lembaran halaman lampirannya salinannya c1nya
    plano planonya sertifikat formnya formulirnya model kwk hasil2 penghitungannya pemungutannya pencoblosan coblosan
    penyampaian laporannya laporanya lapornya pelaporan pelaporannya dilaporkannya ijinkan izinkan diizinkan menghaturkan
    haturan hatur terimakasihnya kasihnya maturnuwun suksma nggih inggih mekaten sampun dados rampung cekap semanten
    lancar2 aman2 tertib2 terkendali2 damai2 kondusif2 wkt wktu hr tglnya harinya jamnya siangnya sorenya malamnya paginya
    operatornya adminnya grup group wa whatsapp telegram sms pesan chat voice via lewat melalui link aplikasi app sistem server
    satu2 masing2 tiap setiap per bagian unit orangnya kotaknya biliknya tintanya dprd legislatif eksekutif daerah pusat
    nasional provinsi negara indonesia republik pemerintah pemda pemkab pemkot pemprov dinas badan bidang seksi bagian
    assalam salaam salamualaikum mualaikum wb wrwb wr.wb asalamualaikum askum mikum kumsalam damai rahayu shaloom syaloom
    beserta berserta sertakan disertakan turut ikut diikuti didampingi bersama2 antara lain lainnya ialah adalah yakni yaitu
    tersebutlah tsb tadinya barusan pagi2 siang2 sore2 mlm2 subuh dzuhur ashar maghrib isya solat sholat doa doakan mendoakan
    semoga mudah mudahan lancarkan dimudahkan sehat sehat2 selalu senantiasa tetap jaya terus menerus semangat2 ayo mari
    cukup sekian itu dulu segitu gitu aja doang deh lho loh kok2 sih tuh nih yaaa yah yak hehehe2 heu alias
    berhasil sukses2 tuntas2 selesai2 komplit komplet utuh penuh jelas terang2 rinci terperinci lengkapnya detail detil
    berikutnya selanjutnya lanjutannya terlampirkan sekalian bapakku ibuku abang2 adinda kakanda paman bibi nenek kakek
    pengirimnya penerima nomornya nomer2 kontak kontaknya hpnya telponnya jabatan pangkat nama namanya tugas bertugas
    penugasan ditugaskan mandat amanah amanat tanggung jawab menjawab jawaban dijawab balasan membalas dibalas respon
    catat mencatat catatannya rekapnya rekapitulasinya diketik ketik ketikan tulis menulis ditulis input diinput inputan
    entri entry dientri kirimannya terkirim2 terkirimkan sent done oke2 sipp siapp okee okeh okei yess yes noted nuwun""".split()  # noqa: SIM905
)
ORDINARY = _REPORT_WORDS | _AROUND
