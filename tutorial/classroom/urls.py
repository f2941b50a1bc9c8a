from django.urls import path

from tutorial.classroom import views

urlpatterns = [path("follow/<str:key>/", views.follow, name="follow")]
