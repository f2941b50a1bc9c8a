"""SelfSubjectAccessReview: may I?

Source: https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/self-subject-access-review-v1/
"""

from cluster.kinds.rules.review import AccessReview


class SelfSubjectAccessReview(AccessReview):
    kind, plural = "SelfSubjectAccessReview", "selfsubjectaccessreviews"


KIND = SelfSubjectAccessReview()
