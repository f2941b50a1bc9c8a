from django.urls import path

from tutorial.live import views

urlpatterns = [
    path("clusters/", views.clusters, name="clusters"),
    path("clusters/<str:cluster>/objects/<str:uid>/", views.whole, name="object"),
    path("clusters/<str:cluster>/token/", views.token, name="token"),
    path("progress/", views.my_progress, name="progress"),
]
