"""The live host: clusters that run, the sockets that watch them, and the journal that loses nothing."""
