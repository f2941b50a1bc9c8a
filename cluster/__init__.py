"""The simulated cluster: pure Python that knows no Django and no wall clock.

Modules are named after the Kubernetes component or idea that they model. `cluster.simulation.Simulation` is the way in.
"""
