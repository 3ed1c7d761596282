"""Formatting for the record's pages: plain values in, words and links out."""
