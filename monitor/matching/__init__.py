"""Which watches an entry satisfies, where, and why: folding, keywords, and all watches compiled to one structure."""
