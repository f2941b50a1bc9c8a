"""What changes an object: patches of three kinds, server-side apply, and who owns which field."""
