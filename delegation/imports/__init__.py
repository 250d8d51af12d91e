"""Rows of a file: read, checked and shown; then applied through the actions."""
