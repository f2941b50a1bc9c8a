"""get, list and watch, and the Tables they can be answered with."""
