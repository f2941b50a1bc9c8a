from django.urls import path

from tutorial.lessons import views

urlpatterns = [
    path("courses/<slug:course>/<slug:lesson>/", views.learn, name="lesson"),
    path("courses/<slug:course>/<slug:lesson>/present/", views.present, name="present"),
    path("playground/", views.playground, name="playground"),
]
