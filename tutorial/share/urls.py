from django.urls import path

from tutorial.share import branches, sharing, views

urlpatterns = [
    path("clusters/<str:key>/share/", sharing.share, name="share"),
    path("clusters/<str:key>/questions/<slug:question>/tape.json", branches.predicted_tape, name="predicted-tape"),
    path("s/<str:key>/", views.recording, name="recording"),
    path("s/<str:key>/embed/", views.recording_embed, name="recording-embed"),
    path("s/<str:key>/tape.json", views.recording_tape, name="recording-tape"),
    path("s/<str:key>/orrery.html", views.recording_file, name="recording-file"),
    path("s/<str:key>/go-on/", sharing.go_on, name="recording-go-on"),
    path("s/<str:key>/withdraw/", sharing.withdraw, name="recording-withdraw"),
    path("figures/<slug:slug>/tape.json", views.figure_tape, name="figure-tape"),
    path("figures/<slug:slug>/embed/", views.figure_embed, name="figure-embed"),
    path("figures/<slug:slug>/orrery.html", views.figure_file, name="figure-file"),
    path("courses/<slug:course>/<slug:lesson>/tape.json", views.lesson_tape, name="lesson-tape"),
    path("courses/<slug:course>/<slug:lesson>/embed/", views.lesson_embed, name="lesson-embed"),
    path("courses/<slug:course>/<slug:lesson>/orrery.html", views.lesson_file, name="lesson-file"),
    path("courses/<slug:course>/<slug:lesson>/steps/<slug:step>/tape.json", views.step_tape, name="step-tape"),
    path("courses/<slug:course>/<slug:lesson>/steps/<slug:step>/embed/", views.step_embed, name="step-embed"),
    path("courses/<slug:course>/<slug:lesson>/steps/<slug:step>/orrery.html", views.step_file, name="step-file"),
]
