"""Processes in containers: what they find around them, what they do and write, and who talks to them."""
