"""The API server: verbs, admission, patches, watches, tables and errors, the same for every kind."""
