"""Routes of the screen `insight`."""

from __future__ import annotations

from django.urls import URLPattern, path

from deskpemilu.web.pages.insight import check_views, draw_views, queue_views, views

urlpatterns: list[URLPattern] = [
    path("hitung-cepat/", views.quick_count, name="insight-home"),
    path("hitung-cepat/metode/", views.method, name="insight-method"),
    path("hitung-cepat/<str:contest>/", views.quick_count, name="insight"),
    path("hitung-cepat/<str:contest>/undian/", draw_views.ceremony, name="insight-draw"),
    path("hitung-cepat/<str:contest>/undian/perbesar/", draw_views.enlarge, name="insight-enlarge"),
    path("hitung-cepat/<str:contest>/undian/ganti/", draw_views.substitute, name="insight-substitute"),
    path("hitung-cepat/<str:contest>/ringkas/", views.glance, name="insight-glance"),
    path("hitung-cepat/<str:contest>/salinan/", check_views.checks, name="transcriptions"),
    path("hitung-cepat/<str:contest>/salinan/<int:number>/", check_views.check, name="transcription"),
    path(
        "hitung-cepat/<str:contest>/salinan/<int:number>/banding/",
        check_views.compare,
        name="transcription-compare",
    ),
    path(
        "hitung-cepat/<str:contest>/salinan/<int:number>/tambah/",
        check_views.enlarge,
        name="transcription-enlarge",
    ),
    path(
        "hitung-cepat/<str:contest>/salinan/<int:number>/unduh.<str:shape>",
        check_views.export,
        name="transcription-export",
    ),
    path("proyeksi/", views.projection, name="projection-home"),
    path("proyeksi/<str:contest>/", views.projection, name="projection"),
    path("anomali/", queue_views.anomalies, name="anomalies-home"),
    path("anomali/<str:contest>/", queue_views.anomalies, name="anomalies"),
    path("anomali/<str:contest>/catat/", queue_views.note, name="anomaly-note"),
    path("kursi/", views.seats, name="seats-home"),
    path("kursi/<str:contest>/", views.seats, name="seats"),
    path("tinjauan/<str:page>/<str:contest>/", views.hindsight, name="insight-hindsight"),
    path(
        "tinjauan/<str:page>/<str:contest>/unduh.<str:shape>",
        views.hindsight_export,
        name="insight-hindsight-export",
    ),
    path("statistik/<str:page>/<str:contest>/unduh.<str:shape>", views.export, name="insight-export"),
]
