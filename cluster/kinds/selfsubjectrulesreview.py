"""SelfSubjectRulesReview: what may I do in a namespace?

Source: https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/self-subject-rules-review-v1/
"""

from cluster.kinds.rules.review import Review


class SelfSubjectRulesReview(Review):
    group, kind, plural = "authorization.k8s.io", "SelfSubjectRulesReview", "selfsubjectrulesreviews"


KIND = SelfSubjectRulesReview()
