"""Orders in words: plain values in, words and links out."""
