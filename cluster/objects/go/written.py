"""Fields that the API writes even where nobody set them: Go leaves out only what is tagged `omitempty`, and never a
structure that is no pointer.

Source: the API types of 1.35 (https://pkg.go.dev/k8s.io/api), fields without `omitempty`. Here stand those that a valid
object may lack; what a kind's defaults set anyway does not.
"""

import json
from functools import cache

_WRITTEN = """
apiextensions.v1
  CustomResourceDefinitionVersion: served=false storage=false
apps.v1
  ControllerRevision: revision=0
  StatefulSetSpec: serviceName="" template={}
autoscaling.v2
  HPAScalingPolicy: value=0 periodSeconds=0
batch.v1
  CronJobSpec: jobTemplate={}
  JobTemplateSpec: metadata={} spec={}
coordination.v1
  Lease: spec={}
core.v1
  Event: involvedObject={} source={} reportingComponent="" reportingInstance=""
  HTTPHeader: value=""
  ISCSIPersistentVolumeSource: lun=0
  ISCSIVolumeSource: lun=0
  LimitRange: spec={}
  LimitRangeSpec: limits=null
  PersistentVolumeClaimSpec: resources={}
  PersistentVolumeClaimTemplate: spec={}
  PodTemplate: template={}
  PodTemplateSpec: metadata={} spec={}
  PreferredSchedulingTerm: preference={}
  ProjectedVolumeSource: sources=null
  ResourceQuota: spec={}
  Sysctl: value=""
  TypedLocalObjectReference: apiGroup=null
  TypedObjectReference: apiGroup=null
discovery.v1
  Endpoint: conditions={}
  EndpointSlice: endpoints=null ports=null
events.v1
  Event: regarding={}
networking.v1
  HTTPIngressPath: backend={}
  IngressClass: spec={}
  IngressServiceBackend: port={}
  NetworkPolicy: spec={}
  NetworkPolicySpec: podSelector={}
node.v1
  RuntimeClass: handler=""
policy.v1
  PodDisruptionBudget: spec={}
rbac.v1
  ClusterRole: rules=null
  Role: rules=null
scheduling.v1
  PriorityClass: value=0
storage.v1
  CSIDriver: spec={}
  CSINode: spec={}
  CSINodeDriver: topologyKeys=null
  CSINodeSpec: drivers=null
"""


@cache
def written() -> dict[str, dict[str, object]]:
    """`core.v1.LimitRangeSpec` → field → what is written for it when it is unset ({}: an empty structure)."""
    found: dict[str, dict[str, object]] = {}
    package = ""
    for line in _WRITTEN.strip().splitlines():
        if not line.startswith(" "):
            package = line
            continue
        name, _, fields = line.strip().partition(": ")
        pairs = (field.partition("=") for field in fields.split())
        found[f"{package}.{name}"] = {field: json.loads(zero) for field, _, zero in pairs}
    return found
