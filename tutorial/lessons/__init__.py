"""Courses, lessons, their checks and proofs, and how far each learner has come. Knows nothing of live clusters."""
