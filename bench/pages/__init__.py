"""Measures the pages: the board, every page of every role, fifty people at work, the first paint on a phone."""
