"""The papers of a meeting: what they say (`document`), and the same as a tagged PDF and as a Word document."""
