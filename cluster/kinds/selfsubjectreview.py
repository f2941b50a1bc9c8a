"""SelfSubjectReview: who am I?

Source: https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/self-subject-review-v1/
"""

from cluster.kinds.rules.review import Review


class SelfSubjectReview(Review):
    group, kind, plural = "authentication.k8s.io", "SelfSubjectReview", "selfsubjectreviews"


KIND = SelfSubjectReview()
