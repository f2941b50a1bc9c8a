"""Figures of the engine and of the site: `make bench` prints one JSON object, progress goes to standard error."""
