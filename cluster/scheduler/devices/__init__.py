"""Devices for pods: which ones a claim could be given on a node, and writing that down.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/
"""
