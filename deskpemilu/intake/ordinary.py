"""Ordinary words of Indonesian reports: words that are no place names when they stand beside one."""

from __future__ import annotations

ORDINARY = frozenset(
    """a ada adalah admin agar aja aku akan alhamdulillah allah ama aman amin an anda anggota antara apa apabila arahan
    assalamualaikum ass assalamu alaikum wr wb atas atau bapak bpk pak bp pa ibu bu buk bos boss komandan ndan dan lur
    bang abang mas mba mbak kak om pakde tante kawan rekan sahabat bagi bahan bahwa baik banyak baru bawah beberapa
    begini belum blm benar berdasarkan berikut berjalan berlangsung bersama besok biar bila bisa bos buat bukan c cek
    coblos cuma cukup d dah dalam dalem dan dapat dapet data dari dr dri daripada datang demikian dengan dgn dg depan
    desk di dia dibuka dihitung dilaporkan disampaikan dikirim dimohon dimulai ditutup dokumentasi dong dulu dump dumpp
    dan fix final foto giat habis hadir halo hallo hai hi haloo harap hari hasil hsl hasilnya hanya hormat hitung
    ini itu izin ijin izinkan iya ya yaa yah jadi jam jika jg juga jumlah jln kabar kab kalau kalo kami kamis kan kantor
    karena krn ke kecamatan kegiatan kel keluarga kemudian kepada kpd keterangan ket kiriman kirim kita kondusif kpps
    ktr kota kotak laksanakan lagi lagi lancar langsung lapor laporan laporkan lengkap lewat lokasi malam sore siang pagi
    masih masing melalui melaporkan menyampaikan mengirim mengirimkan memperoleh mendapat mendapatkan meraih meneruskan
    menit mhn mohon mhon maaf min mulai nah nanti nih nomor no nya nich oh ok oke okay operator op ops oleh orang org
    paket pada pd pelaksanaan pemilihan pemilu pilkada pemungutan penghitungan perhitungan perolehan pemilih pengguna per
    perihal petugas pimpinan pps ppk ptps pkd panwas panwascam panwaslu bawaslu kpu desk pukul pkl pun rabu rapat rekap
    rekapitulasi rekapan resmi rincian rinciannya rt rw saat saja sampai samping sama saya sbb sbg sebagai sebanyak sebesar
    sedang segera sekali sekarang sekaligus selamat selaku selanjutnya selasa selesai seluruh semua semoga senin serta
    siap siang sih silahkan silakan sementara smntara sdh sudah udah suara surat surya susulan tadi tahap tambahan td
    tanggal tgl telah tlh tentang terakhir terima terimakasih kasih makasih thanks tks trims trimakasih trmksh terlampir
    terkendali tersebut tertib tetap tim tiba tks tolong tps tsb tu tuh untuk utk via wakil wa wabarakatuh warahmatullahi
    wassalam waktu warga wib wita wit yaitu yakni yang yg yth utusan info infonya informasi update updte sblm sebelum
    sesudah setelah stlh jumat sabtu minggu ahad februari pebruari november nopember januari desember utama kpd dari
    catatan nb ttd tertanda salinan plano chasil hasil formulir form model halaman hal kejadian khusus keberatan saksi
    nihil lancar damai berjalan dengan baik sesuai perintah pengawas linmas polri tni babinsa bhabinkamtibmas camat
    lurah kades sekcam sekdes kasi kabag kapolsek danramil bupati gubernur walikota presiden sekda kesbangpol
    lapas rutan rs rsud pesantren ponpes perusahaan kebun lokasi khusus lp sekolah masjid musholla balai gedung rumah
    dusun dsn rt rw jalan gang blok lorong lingkungan dekat sebelah belakang samping alamat bertempat tempat diteruskan forward
    fwd fw re tembusan mengetahui pelapor pengirim dikirimkan jenis paslon palon calon capres partai caleg nama hp
    no urut nomor kategori perolehan sah tidak tdk rusak sisa dpt dptb dpk laki perempuan total jml mantap ok
    semangat assalamualaikum warahmatullahi wabarakatuh waalaikumsalam waalaikum salam shalom om swastiastu namaste
    bro sis gan sob cak kang teh neng uda uni akang ayah bunda kk dek adek kakanda ayahanda ketua sekretaris bendahara
    koordinator kordes korcam kortps relawan lampiran berita acara rapi tercatat dilapor dihaturkan matur nuwun suwun
    nuhun hatur punten tabik gaes guys all semuanya seluruhnya bapak2 ibu2 mengucapkan ucapkan nya pun lah kah tah
    pleno penetapan penutup pembuka sekian terimakasih wassalamualaikum wasalam salam hormat kami wass gubernur pilgub
    pilbup pilwako pilpres pileg pilwali dpr ri dpd dprd prov provinsi kabupaten ppwp capres cabup cagub bup gub pres
    se kecamatan desa kelurahan ds kelurahan setempat wilayah daerah area tadi barusan td selesai slesai rampung tuntas
    pembacaan laporan2 ijin dilanjutkan lanjut lanjutan nomer bagian sbgai adapun maka oleh begitu ditempat sbnyk
    an a.n n u perwakilan petugas2 mengikuti mengetahui menurut ternyata yaitu adlh adlah yaa dpt2 kpps7 kpps1""".split()
)
