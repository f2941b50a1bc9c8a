"""The Kubernetes API over HTTP: one ASGI application for the site and for `python -m cluster serve`.

The only place in `cluster/` that knows asyncio and the clock on the wall: pacing wraps the simulation from outside.
"""
