from django.urls import path

from tutorial.admin import views

urlpatterns = [
    path("preview/", views.preview, name="preview"),
    path("try/", views.try_expression, name="try"),
]
