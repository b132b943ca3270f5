"""The rules: one rule, one file, named after what it finds. `supplycheck.rules.catalogue` lists them all."""
