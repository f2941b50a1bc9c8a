"""What a server tells of itself: discovery, OpenAPI and what its table columns mean."""
