"""The commands as they are typed, a module for each stretch of the work; they import late, to start fast."""
