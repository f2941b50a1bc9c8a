"""Accounts are optional: logging in takes along what this browser has solved, so that another device knows it too."""

from __future__ import annotations

from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm, UserCreationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse

from tutorial.lessons import pages


class Login(LoginView):
    template_name = "account.html"
    authentication_form = AuthenticationForm
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        return reverse("home")

    def get_context_data(self, **parts):
        return {**super().get_context_data(**parts), **pages.context(self.request, "home"), "action": "login"}


class Logout(LogoutView):
    def get_default_redirect_url(self) -> str:
        return reverse("home")


def signup(request):
    """A name and a password, nothing else."""
    form = UserCreationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():  # no name is taken by somebody who could not be let in
            login(request, form.save())
        return redirect("home")
    return render(request, "account.html", {**pages.context(request, "home"), "form": form, "action": "signup"})
