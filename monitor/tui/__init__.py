"""The desk: the screen on which matches are read; the only part that knows Textual."""
