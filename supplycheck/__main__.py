"""`python -m supplycheck` is the command line."""

from supplycheck.cli import main

if __name__ == "__main__":
    main()
