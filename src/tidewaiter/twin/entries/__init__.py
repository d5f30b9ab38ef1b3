"""The entries of a spec, each from its table; what is missing or wrong is noted, and reading goes on."""
