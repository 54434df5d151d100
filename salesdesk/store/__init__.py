"""The store: one SQLite file, append-only, covered by a hash chain."""
