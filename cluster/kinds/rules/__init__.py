"""What validation of all kinds is built from: unsafe values, errors, names, metadata, resources, selectors."""
