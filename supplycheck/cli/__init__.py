"""The command line. `supplycheck --help` tells; results go to standard output, everything else to standard error."""

from supplycheck.cli.main import main

__all__ = ["main"]
