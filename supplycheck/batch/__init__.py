"""Batches: declarations by the million, checked by several processes, in output that a crash neither loses nor doubles."""
