"""The pages of risk."""
