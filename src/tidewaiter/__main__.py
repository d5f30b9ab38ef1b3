"""`python -m tidewaiter` is the command line."""

from tidewaiter.cli import main

main()
