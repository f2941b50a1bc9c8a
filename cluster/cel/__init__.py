"""The Common Expression Language as the API server speaks it.

Source: https://kubernetes.io/docs/reference/using-api/cel/
"""
