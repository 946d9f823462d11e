"""The store: one SQLite file with the feeds' state, the entries, their marks and matches; one module a noun."""
