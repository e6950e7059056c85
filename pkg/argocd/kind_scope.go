// SPDX-License-Identifier: Apache-2.0

package argocd

import (
	"slices"
	"strings"
	"sync"
)

// Scope says whether resources of a kind stand in a namespace.
type Scope string

// The scopes. The zero one is that of a kind that is not known here.
const (
	Namespaced    Scope = "namespaced"
	ClusterScoped Scope = "cluster-scoped"
)

// kindScopes are the kinds of Kubernetes and of what is installed most, by group; "core" is the group "". Each line is a
// group, what stands in a namespace, a bar, and what does not.
const kindScopes = `
core: Binding ConfigMap Endpoints Event LimitRange PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount | ComponentStatus Namespace Node PersistentVolume
apps: ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet |
batch: CronJob Job |
autoscaling: HorizontalPodAutoscaler |
policy: PodDisruptionBudget | PodSecurityPolicy
extensions: Deployment Ingress NetworkPolicy ReplicaSet DaemonSet |
networking.k8s.io: Ingress NetworkPolicy | IngressClass IPAddress ServiceCIDR ClusterCIDR
rbac.authorization.k8s.io: Role RoleBinding | ClusterRole ClusterRoleBinding
coordination.k8s.io: Lease LeaseCandidate |
discovery.k8s.io: EndpointSlice |
events.k8s.io: Event |
storage.k8s.io: CSIStorageCapacity | StorageClass VolumeAttachment CSIDriver CSINode VolumeAttributesClass
scheduling.k8s.io: Workload PodGroup | PriorityClass
node.k8s.io: | RuntimeClass
apiextensions.k8s.io: | CustomResourceDefinition
apiregistration.k8s.io: | APIService
admissionregistration.k8s.io: | MutatingWebhookConfiguration ValidatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding MutatingAdmissionPolicy MutatingAdmissionPolicyBinding
certificates.k8s.io: PodCertificateRequest | CertificateSigningRequest ClusterTrustBundle
snapshot.storage.k8s.io: VolumeSnapshot | VolumeSnapshotClass VolumeSnapshotContent
argoproj.io: Application ApplicationSet AppProject ArgoCD ImageUpdater Rollout AnalysisRun AnalysisTemplate Experiment Workflow WorkflowTemplate CronWorkflow EventBus EventSource Sensor | ClusterAnalysisTemplate ClusterWorkflowTemplate
cert-manager.io: Certificate CertificateRequest Issuer | ClusterIssuer
acme.cert-manager.io: Challenge Order |
trust.cert-manager.io: | Bundle
gateway.networking.k8s.io: Gateway HTTPRoute GRPCRoute TCPRoute TLSRoute UDPRoute ReferenceGrant | GatewayClass
external-secrets.io: ExternalSecret SecretStore PushSecret | ClusterExternalSecret ClusterSecretStore ClusterPushSecret
bitnami.com: SealedSecret |
secrets-store.csi.x-k8s.io: SecretProviderClass SecretProviderClassPodStatus |
monitoring.coreos.com: Alertmanager AlertmanagerConfig PodMonitor Probe Prometheus PrometheusAgent PrometheusRule ScrapeConfig ServiceMonitor ThanosRuler |
traefik.io: IngressRoute IngressRouteTCP IngressRouteUDP Middleware MiddlewareTCP ServersTransport ServersTransportTCP TLSOption TLSStore TraefikService |
networking.istio.io: DestinationRule EnvoyFilter Gateway ProxyConfig ServiceEntry Sidecar VirtualService WorkloadEntry WorkloadGroup |
security.istio.io: AuthorizationPolicy PeerAuthentication RequestAuthentication |
telemetry.istio.io: Telemetry |
keda.sh: ScaledJob ScaledObject TriggerAuthentication | ClusterTriggerAuthentication
kyverno.io: Policy PolicyException CleanupPolicy | ClusterPolicy ClusterCleanupPolicy
cilium.io: CiliumNetworkPolicy CiliumEndpoint | CiliumClusterwideNetworkPolicy CiliumIdentity CiliumNode
crd.projectcalico.org: NetworkPolicy NetworkSet | GlobalNetworkPolicy GlobalNetworkSet
postgresql.cnpg.io: Backup Cluster Pooler ScheduledBackup Database Publication Subscription ImageCatalog | ClusterImageCatalog
metallb.io: IPAddressPool L2Advertisement BGPAdvertisement BGPPeer BFDProfile Community |
karpenter.sh: | NodePool NodeClaim
`

type groupKind struct{ group, kind string }

var scopes = sync.OnceValue(func() map[groupKind]Scope {
	all := map[groupKind]Scope{}
	for line := range strings.SplitSeq(strings.TrimSpace(kindScopes), "\n") {
		group, kinds, _ := strings.Cut(line, ":")
		if group == "core" {
			group = ""
		}
		scope := Namespaced
		for _, kind := range strings.Fields(kinds) {
			if kind == "|" {
				scope = ClusterScoped
				continue
			}
			all[groupKind{group, kind}] = scope
		}
	}
	return all
})

// ScopeOf returns the scope of a kind where it is well known, and "" where it is not: a kind of the same name in another
// group may have another.
func ScopeOf(group, kind string) Scope { return scopes()[groupKind{group, kind}] }

// GroupsOf returns the groups other than the core one that have a kind of a name, where the core group has none. The core
// group is closed, so an entry that looks for the kind there finds nothing.
func GroupsOf(kind string) []string {
	if ScopeOf("", kind) != "" {
		return nil
	}
	var groups []string
	for line := range strings.SplitSeq(strings.TrimSpace(kindScopes), "\n") {
		group, kinds, _ := strings.Cut(line, ":")
		for _, k := range strings.Fields(kinds) {
			if k == kind && group != "extensions" { // which no supported Kubernetes has
				groups = append(groups, group)
			}
		}
	}
	return groups
}

// kindsOf returns the kinds of a group that are known here, in the order of their names.
func kindsOf(group string) []string {
	var kinds []string
	for known := range scopes() {
		if known.group == group {
			kinds = append(kinds, known.kind)
		}
	}
	slices.Sort(kinds)
	return kinds
}
