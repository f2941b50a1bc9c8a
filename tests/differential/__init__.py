"""The same command lines through the real kubectl over HTTP and through the terminal's own, on equal clusters."""
