"""For authors: courses, lessons and steps in both languages, proved when they are saved."""
