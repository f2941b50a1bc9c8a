"""The control loops of kube-controller-manager, one reconciler a file. They meet only through the API.

Source: https://kubernetes.io/docs/concepts/architecture/controller/
"""
