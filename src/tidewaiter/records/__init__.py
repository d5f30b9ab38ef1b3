"""What was declared: files, layouts, and how a record becomes a line."""
