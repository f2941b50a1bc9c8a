"""Programs that serve: how they start, on which ports they listen, what they print and how they end."""
