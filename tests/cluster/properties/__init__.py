"""Properties that hold whatever clients send: generated requests (hypothesis), invariants afterwards."""
