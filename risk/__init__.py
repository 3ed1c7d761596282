"""Assessments, the plan, reactive management."""
