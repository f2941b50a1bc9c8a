"""What clients send becomes objects: bodies, fields and their types, and the decoder's words for what is wrong."""
