"""A synthetic case with planted truth: files in the wild's own shapes, made up from a spec."""
