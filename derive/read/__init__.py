"""Reading: text to syntax with spans (`latex`, `python`), then syntax and scope to trees (`elaborate`)."""
