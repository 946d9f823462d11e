"""The outside world: feeds are fetched, decoded and read here, and nowhere else; no store, no desk."""
