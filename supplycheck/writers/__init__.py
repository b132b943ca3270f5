"""Formats that reports are written in. Writers know reports only."""
