"""create, update and delete: what is checked before, and what the server itself writes into metadata."""
