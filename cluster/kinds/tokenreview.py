"""TokenReview: whose token is this?

Source: https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-review-v1/
"""

from cluster.kinds.rules.review import Review


class TokenReview(Review):
    group, kind, plural = "authentication.k8s.io", "TokenReview", "tokenreviews"


KIND = TokenReview()
