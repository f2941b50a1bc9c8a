"""`kubectl rollout status --revision` of a Deployment whose annotation somebody spoiled."""

import pytest

from cluster.kubectl.commands.rollout_status import _deployment
from cluster.kubectl.errors import KubectlError


@pytest.mark.parametrize(("text", "why"), [("x", "invalid syntax"), ("9" * 5000, "value out of range")])
def test_a_revision_that_is_none(text, why):
    web = {"metadata": {"name": "web", "annotations": {"deployment.kubernetes.io/revision": text}}}
    with pytest.raises(KubectlError) as error:
        _deployment(web, 3)
    told = f'strconv.ParseInt: parsing "{text}": {why}'
    assert str(error.value) == f'cannot get the revision of deployment "web": {told}'
