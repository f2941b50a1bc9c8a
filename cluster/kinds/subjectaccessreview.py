"""SubjectAccessReview: may somebody?

Source: https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/subject-access-review-v1/
"""

from cluster.kinds.rules.review import AccessReview


class SubjectAccessReview(AccessReview):
    kind, plural, named = "SubjectAccessReview", "subjectaccessreviews", True


KIND = SubjectAccessReview()
