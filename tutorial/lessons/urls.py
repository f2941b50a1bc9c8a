from django.urls import path

from tutorial.lessons import accounts, views

urlpatterns = [
    path("courses/<slug:course>/<slug:lesson>/", views.learn, name="lesson"),
    path("courses/<slug:course>/<slug:lesson>/present/", views.present, name="present"),
    path("playground/", views.playground, name="playground"),
    path("login/", accounts.Login.as_view(), name="login"),
    path("logout/", accounts.Logout.as_view(), name="logout"),
    path("signup/", accounts.signup, name="signup"),
]
