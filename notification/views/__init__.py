"""The pages of the requirement."""
