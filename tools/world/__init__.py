"""Builds the world evidence files from the raw tables in tools/raw."""
