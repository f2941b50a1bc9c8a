"""Files in containers: what images come with, what processes see and change, and archives of it."""
