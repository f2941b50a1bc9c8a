"""What the schemas do not say of the API's Go types and what clients can see: which optional scalars are pointers
(so that 0, false and "" are kept when written, not dropped as unset), and the names of the types of text fields
(they stand in decode errors: `of type v1.RestartPolicy`).

Source: the API types of 1.35 (https://pkg.go.dev/k8s.io/api). Tables: a line with a group and version, below it a line
for each type with its fields.
"""

from functools import cache

_POINTERS = """
admissionregistration.v1
  MatchResources: matchPolicy
  MutatingWebhook: failurePolicy matchPolicy sideEffects timeoutSeconds reinvocationPolicy
  ParamRef: parameterNotFoundAction
  Rule: scope
  ServiceReference: path port
  ValidatingAdmissionPolicySpec: failurePolicy
  ValidatingWebhook: failurePolicy matchPolicy sideEffects timeoutSeconds
  WebhookClientConfig: url
apiextensions.v1
  CustomResourceDefinitionVersion: deprecationWarning
  CustomResourceSubresourceScale: labelSelectorPath
  JSONSchemaProps: $ref maximum minimum maxLength minLength maxItems minItems multipleOf maxProperties minProperties
    x-kubernetes-preserve-unknown-fields x-kubernetes-list-type x-kubernetes-map-type
  ServiceReference: path port
  ValidationRule: reason optionalOldSelf
  WebhookClientConfig: url
apps.v1
  DaemonSetSpec: revisionHistoryLimit
  DaemonSetStatus: collisionCount
  DeploymentSpec: replicas revisionHistoryLimit progressDeadlineSeconds
  DeploymentStatus: terminatingReplicas collisionCount
  ReplicaSetSpec: replicas
  ReplicaSetStatus: terminatingReplicas
  RollingUpdateStatefulSetStrategy: partition
  StatefulSetSpec: replicas revisionHistoryLimit
  StatefulSetStatus: collisionCount
authentication.v1
  TokenRequestSpec: expirationSeconds
autoscaling.v1
  HorizontalPodAutoscalerSpec: minReplicas targetCPUUtilizationPercentage
  HorizontalPodAutoscalerStatus: observedGeneration currentCPUUtilizationPercentage
autoscaling.v2
  HPAScalingRules: stabilizationWindowSeconds selectPolicy
  HorizontalPodAutoscalerSpec: minReplicas
  HorizontalPodAutoscalerStatus: observedGeneration
  MetricTarget: averageUtilization
  MetricValueStatus: averageUtilization
batch.v1
  CronJobSpec: timeZone startingDeadlineSeconds suspend successfulJobsHistoryLimit failedJobsHistoryLimit
  JobSpec: parallelism completions activeDeadlineSeconds backoffLimit backoffLimitPerIndex maxFailedIndexes
    manualSelector ttlSecondsAfterFinished completionMode suspend podReplacementPolicy managedBy
  JobStatus: terminating failedIndexes ready
  PodFailurePolicyOnExitCodesRequirement: containerName
  SuccessPolicyRule: succeededIndexes succeededCount
certificates.v1
  CertificateSigningRequestSpec: expirationSeconds
coordination.v1
  LeaseSpec: holderIdentity leaseDurationSeconds leaseTransitions strategy preferredHolder
core.v1
  AppArmorProfile: localhostProfile
  AzureDiskVolumeSource: cachingMode fsType readOnly kind
  AzureFilePersistentVolumeSource: secretNamespace
  CSIVolumeSource: readOnly fsType
  ClientIPConfig: timeoutSeconds
  ClusterTrustBundleProjection: name signerName optional
  ConfigMap: immutable
  ConfigMapEnvSource: optional
  ConfigMapKeySelector: optional
  ConfigMapProjection: optional
  ConfigMapVolumeSource: defaultMode optional
  Container: restartPolicy
  ContainerStatus: started stopSignal
  DownwardAPIVolumeFile: mode
  DownwardAPIVolumeSource: defaultMode
  EndpointAddress: nodeName
  EndpointPort: appProtocol
  EphemeralContainerCommon: restartPolicy
  FCVolumeSource: lun
  FileKeySelector: optional
  GRPCAction: service
  GlusterfsPersistentVolumeSource: endpointsNamespace
  HostPathVolumeSource: type
  ISCSIPersistentVolumeSource: initiatorName
  ISCSIVolumeSource: initiatorName
  KeyToPath: mode
  Lifecycle: stopSignal
  LoadBalancerIngress: ipMode
  LocalVolumeSource: fsType
  NodeFeatures: supplementalGroupsPolicy
  NodeRuntimeHandlerFeatures: recursiveReadOnlyMounts userNamespaces
  NodeSwapStatus: capacity
  PersistentVolumeClaimSpec: storageClassName volumeMode volumeAttributesClassName
  PersistentVolumeClaimStatus: currentVolumeAttributesClassName
  PersistentVolumeSpec: volumeMode volumeAttributesClassName
  PodCertificateProjection: maxExpirationSeconds
  PodDNSConfigOption: value
  PodResourceClaim: resourceClaimName resourceClaimTemplateName
  PodResourceClaimStatus: resourceClaimName
  PodSecurityContext: runAsUser runAsGroup runAsNonRoot supplementalGroupsPolicy fsGroup fsGroupChangePolicy
    seLinuxChangePolicy
  PodSpec: terminationGracePeriodSeconds activeDeadlineSeconds automountServiceAccountToken shareProcessNamespace
    priority runtimeClassName enableServiceLinks preemptionPolicy setHostnameAsFQDN hostUsers hostnameOverride
  PortStatus: error
  Probe: terminationGracePeriodSeconds
  ProjectedVolumeSource: defaultMode
  ReplicationControllerSpec: replicas
  SeccompProfile: localhostProfile
  Secret: immutable
  SecretEnvSource: optional
  SecretKeySelector: optional
  SecretProjection: optional
  SecretVolumeSource: defaultMode optional
  SecurityContext: privileged runAsUser runAsGroup runAsNonRoot readOnlyRootFilesystem allowPrivilegeEscalation
    procMount
  ServiceAccount: automountServiceAccountToken
  ServiceAccountTokenProjection: expirationSeconds
  ServicePort: appProtocol
  ServiceSpec: ipFamilyPolicy allocateLoadBalancerNodePorts loadBalancerClass internalTrafficPolicy
    trafficDistribution
  Toleration: tolerationSeconds
  TopologySpreadConstraint: minDomains nodeAffinityPolicy nodeTaintsPolicy
  TypedLocalObjectReference: apiGroup
  TypedObjectReference: apiGroup namespace
  VolumeMount: recursiveReadOnly mountPropagation
  VolumeMountStatus: recursiveReadOnly
  WindowsSecurityContextOptions: gmsaCredentialSpecName gmsaCredentialSpec runAsUserName hostProcess
discovery.v1
  Endpoint: hostname nodeName zone
  EndpointConditions: ready serving terminating
  EndpointPort: name port appProtocol protocol
flowcontrol.v1
  LimitedPriorityLevelConfiguration: nominalConcurrencyShares lendablePercent borrowingLimitPercent
meta.v1
  DeleteOptions: gracePeriodSeconds orphanDependents propagationPolicy
    ignoreStoreReadErrorWithClusterBreakingPotential
  ListMeta: remainingItemCount
  ObjectMeta: deletionGracePeriodSeconds
  OwnerReference: controller blockOwnerDeletion
  Preconditions: resourceVersion
networking.v1
  HTTPIngressPath: pathType
  IngressClassParametersReference: apiGroup scope namespace
  IngressPortStatus: error
  IngressSpec: ingressClassName
  NetworkPolicyPort: endPort protocol
policy.v1
  PodDisruptionBudgetSpec: unhealthyPodEvictionPolicy
storage.v1
  CSIDriverSpec: attachRequired podInfoOnMount storageCapacity fsGroupPolicy requiresRepublish seLinuxMount
    nodeAllocatableUpdatePeriodSeconds serviceAccountTokenInSecrets
  StorageClass: allowVolumeExpansion volumeBindingMode reclaimPolicy
  TokenRequest: expirationSeconds
  VolumeAttachmentSource: persistentVolumeName
  VolumeError: errorCode
  VolumeNodeResources: count
"""

_NAMED = """
admissionregistration.v1
  MatchResources: matchPolicy=MatchPolicyType
  MutatingWebhook: failurePolicy=FailurePolicyType matchPolicy=MatchPolicyType sideEffects=SideEffectClass
    reinvocationPolicy=ReinvocationPolicyType
  ParamRef: parameterNotFoundAction=ParameterNotFoundActionType
  Rule: scope=ScopeType
  ValidatingAdmissionPolicySpec: failurePolicy=FailurePolicyType
  ValidatingWebhook: failurePolicy=FailurePolicyType matchPolicy=MatchPolicyType sideEffects=SideEffectClass
apps.v1
  DaemonSetCondition: type=DaemonSetConditionType status=v1.ConditionStatus
  DaemonSetUpdateStrategy: type=DaemonSetUpdateStrategyType
  DeploymentCondition: type=DeploymentConditionType status=v1.ConditionStatus
  DeploymentStrategy: type=DeploymentStrategyType
  ReplicaSetCondition: type=ReplicaSetConditionType status=v1.ConditionStatus
  StatefulSetCondition: type=StatefulSetConditionType status=v1.ConditionStatus
  StatefulSetPersistentVolumeClaimRetentionPolicy: whenDeleted=PersistentVolumeClaimRetentionPolicyType
    whenScaled=PersistentVolumeClaimRetentionPolicyType
  StatefulSetSpec: podManagementPolicy=PodManagementPolicyType
  StatefulSetUpdateStrategy: type=StatefulSetUpdateStrategyType
authentication.v1
  BoundObjectReference: uid=types.UID
autoscaling.v1
  HorizontalPodAutoscalerCondition: type=HorizontalPodAutoscalerConditionType status=v1.ConditionStatus
  MetricSpec: type=MetricSourceType
  MetricStatus: type=MetricSourceType
autoscaling.v2
  HPAScalingPolicy: type=HPAScalingPolicyType
  HPAScalingRules: selectPolicy=ScalingPolicySelect
  HorizontalPodAutoscalerCondition: type=HorizontalPodAutoscalerConditionType status=v1.ConditionStatus
  MetricSpec: type=MetricSourceType
  MetricStatus: type=MetricSourceType
  MetricTarget: type=MetricTargetType
batch.v1
  CronJobSpec: concurrencyPolicy=ConcurrencyPolicy
  JobCondition: type=JobConditionType
  JobSpec: completionMode=CompletionMode podReplacementPolicy=PodReplacementPolicy
  PodFailurePolicyOnExitCodesRequirement: operator=PodFailurePolicyOnExitCodesOperator
  PodFailurePolicyRule: action=PodFailurePolicyAction
certificates.v1
  CertificateSigningRequestCondition: type=RequestConditionType status=v1.ConditionStatus
coordination.v1
  LeaseSpec: strategy=CoordinatedLeaseStrategy
core.v1
  AppArmorProfile: type=AppArmorProfileType
  AttachedVolume: name=UniqueVolumeName
  ComponentCondition: type=ComponentConditionType status=ConditionStatus
  ConfigMapNodeConfigSource: uid=types.UID
  Container: restartPolicy=ContainerRestartPolicy terminationMessagePolicy=TerminationMessagePolicy
    imagePullPolicy=PullPolicy
  ContainerPort: protocol=Protocol
  ContainerResizePolicy: resourceName=ResourceName restartPolicy=ResourceResizeRestartPolicy
  ContainerRestartRule: action=ContainerRestartRuleAction
  ContainerRestartRuleOnExitCodes: operator=ContainerRestartRuleOnExitCodesOperator
  ContainerStatus: allocatedResources=ResourceList stopSignal=Signal
  EmptyDirVolumeSource: medium=StorageMedium
  EndpointPort: protocol=Protocol
  EphemeralContainerCommon: restartPolicy=ContainerRestartPolicy terminationMessagePolicy=TerminationMessagePolicy
    imagePullPolicy=PullPolicy
  HTTPGetAction: scheme=URIScheme
  HostPathVolumeSource: type=HostPathType
  ImageVolumeSource: pullPolicy=PullPolicy
  Lifecycle: stopSignal=Signal
  LimitRangeItem: type=LimitType max=ResourceList min=ResourceList default=ResourceList
    defaultRequest=ResourceList maxLimitRequestRatio=ResourceList
  LoadBalancerIngress: ipMode=LoadBalancerIPMode
  ModifyVolumeStatus: status=PersistentVolumeClaimModifyVolumeStatus
  NamespaceCondition: type=NamespaceConditionType status=ConditionStatus
  NamespaceStatus: phase=NamespacePhase
  NodeAddress: type=NodeAddressType
  NodeCondition: type=NodeConditionType status=ConditionStatus
  NodeSelectorRequirement: operator=NodeSelectorOperator
  NodeStatus: capacity=ResourceList allocatable=ResourceList phase=NodePhase
  ObjectReference: uid=types.UID
  PersistentVolumeClaimCondition: type=PersistentVolumeClaimConditionType status=ConditionStatus
  PersistentVolumeClaimSpec: volumeMode=PersistentVolumeMode
  PersistentVolumeClaimStatus: phase=PersistentVolumeClaimPhase capacity=ResourceList
    allocatedResources=ResourceList
  PersistentVolumeSpec: capacity=ResourceList persistentVolumeReclaimPolicy=PersistentVolumeReclaimPolicy
    volumeMode=PersistentVolumeMode
  PersistentVolumeStatus: phase=PersistentVolumePhase
  PodCondition: type=PodConditionType status=ConditionStatus
  PodOS: name=OSName
  PodReadinessGate: conditionType=PodConditionType
  PodSecurityContext: supplementalGroupsPolicy=SupplementalGroupsPolicy fsGroupChangePolicy=PodFSGroupChangePolicy
    seLinuxChangePolicy=PodSELinuxChangePolicy
  PodSpec: restartPolicy=RestartPolicy dnsPolicy=DNSPolicy preemptionPolicy=PreemptionPolicy overhead=ResourceList
  PodStatus: phase=PodPhase qosClass=PodQOSClass resize=PodResizeStatus allocatedResources=ResourceList
  PortStatus: protocol=Protocol
  Preconditions: uid=types.UID
  ReplicationControllerCondition: type=ReplicationControllerConditionType status=ConditionStatus
  ResourceHealth: resourceID=ResourceID health=ResourceHealthStatus
  ResourceQuotaSpec: hard=ResourceList
  ResourceQuotaStatus: hard=ResourceList used=ResourceList
  ResourceRequirements: limits=ResourceList requests=ResourceList
  ResourceStatus: name=ResourceName
  ScopedResourceSelectorRequirement: scopeName=ResourceQuotaScope operator=ScopeSelectorOperator
  SeccompProfile: type=SeccompProfileType
  Secret: type=SecretType
  SecurityContext: procMount=ProcMountType
  ServicePort: protocol=Protocol
  ServiceSpec: type=ServiceType sessionAffinity=ServiceAffinity externalTrafficPolicy=ServiceExternalTrafficPolicy
    ipFamilyPolicy=IPFamilyPolicy internalTrafficPolicy=ServiceInternalTrafficPolicy
  Taint: effect=TaintEffect
  Toleration: operator=TolerationOperator effect=TaintEffect
  TopologySpreadConstraint: whenUnsatisfiable=UnsatisfiableConstraintAction nodeAffinityPolicy=NodeInclusionPolicy
    nodeTaintsPolicy=NodeInclusionPolicy
  VolumeMount: recursiveReadOnly=RecursiveReadOnlyMode mountPropagation=MountPropagationMode
  VolumeMountStatus: recursiveReadOnly=RecursiveReadOnlyMode
  VolumeResourceRequirements: limits=ResourceList requests=ResourceList
discovery.v1
  EndpointPort: protocol=v1.Protocol
  EndpointSlice: addressType=AddressType
flowcontrol.v1
  FlowDistinguisherMethod: type=FlowDistinguisherMethodType
  FlowSchemaCondition: type=FlowSchemaConditionType status=ConditionStatus
  LimitResponse: type=LimitResponseType
  PriorityLevelConfigurationCondition: type=PriorityLevelConfigurationConditionType status=ConditionStatus
  PriorityLevelConfigurationSpec: type=PriorityLevelEnablement
  Subject: kind=SubjectKind
meta.v1
  Condition: status=ConditionStatus
  DeleteOptions: propagationPolicy=DeletionPropagation
  LabelSelectorRequirement: operator=LabelSelectorOperator
  ManagedFieldsEntry: operation=ManagedFieldsOperationType
  ObjectMeta: uid=types.UID
  OwnerReference: uid=types.UID
  Preconditions: uid=types.UID
  Status: reason=StatusReason
  StatusCause: reason=CauseType
  StatusDetails: uid=types.UID
networking.v1
  HTTPIngressPath: pathType=PathType
  IngressPortStatus: protocol=v1.Protocol
  NetworkPolicyPort: protocol=v1.Protocol
policy.v1
  PodDisruptionBudgetSpec: unhealthyPodEvictionPolicy=UnhealthyPodEvictionPolicyType
storage.v1
  CSIDriverSpec: fsGroupPolicy=FSGroupPolicy
  StorageClass: reclaimPolicy=v1.PersistentVolumeReclaimPolicy volumeBindingMode=VolumeBindingMode
"""


@cache
def pointers() -> dict[str, frozenset[str]]:
    """`apps.v1.DeploymentSpec` → names of the fields whose zero value is kept."""
    return {name: frozenset(words) for name, words in _parse(_POINTERS).items()}


@cache
def named() -> dict[str, dict[str, str]]:
    """`core.v1.PodSpec` → field → Go type (`v1.RestartPolicy`) for fields that are not plain text or maps."""
    return {
        name: {field: kind if "." in kind else f"v1.{kind}" for field, kind in (word.split("=") for word in words)}
        for name, words in _parse(_NAMED).items()
    }


def short_name(definition: str) -> str:
    """`io.k8s.api.apps.v1.DeploymentSpec` → `apps.v1.DeploymentSpec`, the key of these tables."""
    return ".".join(definition.split(".")[-3:])


def go_name(definition: str) -> str:
    """`io.k8s.api.apps.v1.DeploymentSpec` → `v1.DeploymentSpec`, as Go prints the type."""
    return ".".join(definition.split(".")[-2:])


def _parse(table: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    group, words = "", []
    for line in table.strip().splitlines():
        if not line.startswith(" "):
            group = line
        elif not line.startswith("    "):
            kind, rest = line.strip().split(": ", 1)
            words = found.setdefault(f"{group}.{kind}", [])
            words += rest.split()
        else:
            words += line.split()
    return found
