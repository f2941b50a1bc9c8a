"""The Django project: pages, lessons, live clusters, classroom, admin."""
