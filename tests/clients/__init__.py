"""Clients that no one here wrote, against `python -m cluster serve`."""
