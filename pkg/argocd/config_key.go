// SPDX-License-Identifier: Apache-2.0

package argocd

import (
	"fmt"
	"strings"
	"sync"

	"github.com/fairlead-krm/fairlead/pkg/nearest"
)

// ConfigMapParams is the ConfigMap whose keys become environment variables of Argo CD's processes.
const ConfigMapParams = "argocd-cmd-params-cm"

// settingsKeys are those of ConfigMap in any of v2.10 to v3.6 (util/settings, manifests); what ends in a dot begins a key.
const settingsKeys = `
accounts. additionalUrls admin.enabled application.allowedNodeLabels application.instanceLabelKey application.links
application.resourceTrackingMethod application.sync.impersonation.enabled application.sync.impersonation.enforced
application.sync.requireOverridePrivilegeForRevisionSync cluster.inClusterEnabled commit.author.email commit.author.name
configManagementPlugins dex.auth.connectorId dex.config directory.enable exec.enabled exec.shells extension.config
extension.config. ga.anonymizeusers ga.trackingid globalProjects helm.enable helm.repositories helm.valuesFileSchemes
help.chatText help.chatUrl help.download help.download. installationID jsonnet.enable kustomize.buildOptions
kustomize.buildOptions. kustomize.enable kustomize.path. kustomize.version. oidc.config oidc.tls.insecure.skip.verify
passwordPattern plugin.enable project.links repositories repository.credentials resource.compareoptions
resource.customLabels resource.customizations resource.customizations. resource.excludeEventLabelKeys resource.exclusions
resource.ignoreResourceUpdatesEnabled resource.includeEventLabelKeys resource.inclusions resource.links
resource.respectRBAC resource.sensitive.mask.annotations server.maxPodLogsToRender
server.rbac.disableApplicationFineGrainedRBACInheritance server.rbac.log.enforce.enable
server.rbac.rollback.enforce.enable sourceHydrator.commitMessageTemplate sourceHydrator.readmeMessageTemplate
statusbadge.enabled statusbadge.url timeout.hard.reconciliation timeout.reconciliation timeout.reconciliation.jitter
ui.bannercontent ui.bannerpermanent ui.bannerposition ui.bannerurl ui.cssurl ui.loginButtonText
ui.view.resources.disabled url users.anonymous.enabled users.session.duration webhook.maxPayloadSizeMB
webhook.refresh.jitter webhook.refresh.jitter.threshold
`

// secretKeys are those of the Secret argocd-secret.
const secretKeys = `
admin.password admin.passwordMtime admin.tokens server.secretkey tls.crt tls.key webhook.azuredevops.password
webhook.azuredevops.username webhook.bitbucket.uuid webhook.bitbucketserver.secret webhook.github.secret
webhook.gitlab.secret webhook.gogs.secret webhook.harbor.secret
`

// rbacKeys are those of ConfigMapRBAC.
const rbacKeys = "policy.csv policy.default policy.matchMode scopes"

// paramsKeys are those of ConfigMapParams in any of v2.10 to v3.6 (manifests, docs).
const paramsKeys = `
application.namespaces applicationsetcontroller.allowed.scm.providers
applicationsetcontroller.concurrent.reconciliations.max applicationsetcontroller.debug applicationsetcontroller.dryrun
applicationsetcontroller.enable.git.submodule applicationsetcontroller.enable.github.api.metrics
applicationsetcontroller.enable.leader.election applicationsetcontroller.enable.new.git.file.globbing
applicationsetcontroller.enable.policy.override applicationsetcontroller.enable.progressive.syncs
applicationsetcontroller.enable.scm.providers applicationsetcontroller.enable.tokenref.strict.mode
applicationsetcontroller.global.preserved.annotations applicationsetcontroller.global.preserved.labels
applicationsetcontroller.grpc.enable.txt.service.config applicationsetcontroller.k8s.client.burst
applicationsetcontroller.k8s.client.max.idle.connections applicationsetcontroller.k8s.client.qps
applicationsetcontroller.k8s.tcp.idle.timeout applicationsetcontroller.k8s.tcp.keepalive
applicationsetcontroller.k8s.tcp.timeout applicationsetcontroller.k8s.tls.handshake.timeout
applicationsetcontroller.log.format applicationsetcontroller.log.level applicationsetcontroller.namespaces
applicationsetcontroller.policy applicationsetcontroller.profile.enabled
applicationsetcontroller.repo.server.ca.cert.path applicationsetcontroller.repo.server.client.cert.key.path
applicationsetcontroller.repo.server.client.cert.path applicationsetcontroller.repo.server.plaintext
applicationsetcontroller.repo.server.strict.tls applicationsetcontroller.repo.server.timeout.seconds
applicationsetcontroller.requeue.after applicationsetcontroller.scm.root.ca.path
applicationsetcontroller.status.max.resources.count applicationsetcontroller.webhook.parallelism.limit commit.server
commitserver.grpc.enable.txt.service.config commitserver.listen.address commitserver.log.format commitserver.log.level
commitserver.metrics.listen.address controller.app.state.cache.expiration
controller.cluster.cache.batch.events.processing controller.cluster.cache.events.processing.interval
controller.default.cache.expiration controller.diff.server.side controller.grpc.enable.txt.service.config
controller.hydration.processors controller.ignore.normalizer.jq.timeout controller.k8s.client.burst
controller.k8s.client.max.idle.connections controller.k8s.client.qps controller.k8s.tcp.idle.timeout
controller.k8s.tcp.keepalive controller.k8s.tcp.timeout controller.k8s.tls.handshake.timeout
controller.k8sclient.retry.base.backoff controller.k8sclient.retry.max controller.kubectl.parallelism.limit
controller.log.format controller.log.level controller.metrics.application.conditions
controller.metrics.application.labels controller.metrics.cache.expiration controller.metrics.cluster.labels
controller.operation.processors controller.profile.enabled controller.repo.error.grace.period.seconds
controller.repo.server.ca.cert.path controller.repo.server.client.cert.key.path
controller.repo.server.client.cert.path controller.repo.server.plaintext controller.repo.server.strict.tls
controller.repo.server.timeout.seconds controller.resource.health.persist controller.self.heal.backoff.cap.seconds
controller.self.heal.backoff.cooldown.seconds controller.self.heal.backoff.factor
controller.self.heal.backoff.timeout.seconds controller.self.heal.timeout.seconds controller.sharding.algorithm
controller.status.processors controller.sync.timeout.seconds controller.sync.wave.delay.seconds
dexserver.connector.failure.continue dexserver.disable.tls dexserver.log.format dexserver.log.level hydrator.enabled
log.format.timestamp notificationscontroller.log.format notificationscontroller.log.level
notificationscontroller.processors.count notificationscontroller.repo.server.ca.cert.path
notificationscontroller.repo.server.client.cert.key.path notificationscontroller.repo.server.client.cert.path
notificationscontroller.repo.server.plaintext notificationscontroller.selfservice.enabled otlp.address otlp.attrs
otlp.headers otlp.insecure otlp.sample.ratio redis.compression redis.db redis.key.prefix redis.sentinel.hosts
redis.sentinel.master redis.server repo.server reposerver.allow.oob.symlinks reposerver.client.ca.path
reposerver.default.cache.expiration reposerver.disable.helm.manifest.max.extracted.size
reposerver.disable.oci.manifest.max.extracted.size reposerver.disable.tls reposerver.enable.builtin.git.config
reposerver.enable.git.submodule reposerver.git.lsremote.parallelism.limit reposerver.git.request.timeout
reposerver.grpc.enable.txt.service.config reposerver.grpc.max.size reposerver.helm.manifest.max.extracted.size
reposerver.helm.user.agent reposerver.include.hidden.directories reposerver.listen.address reposerver.log.format
reposerver.log.level reposerver.max.combined.directory.manifests.size reposerver.metrics.listen.address
reposerver.oci.layer.media.types reposerver.oci.manifest.max.extracted.size reposerver.parallelism.limit
reposerver.plugin.tar.exclusions reposerver.plugin.use.manifest.generate.paths reposerver.profile.enabled
reposerver.repo.cache.expiration reposerver.revision.cache.lock.timeout
reposerver.streamed.manifest.max.extracted.size reposerver.streamed.manifest.max.tar.size reposerver.tls.ciphers
reposerver.tls.maxversion reposerver.tls.minversion server.api.content.types server.app.state.cache.expiration
server.basehref server.connection.status.cache.expiration server.content.security.policy
server.default.cache.expiration server.dex.server server.dex.server.plaintext server.dex.server.strict.tls
server.disable.auth server.disable.swagger.ui server.enable.gzip server.enable.proxy.extension server.glob.cache.size
server.grpc.enable.txt.service.config server.http.cookie.maxnumber server.insecure server.k8s.client.burst
server.k8s.client.max.idle.connections server.k8s.client.qps server.k8s.tcp.idle.timeout server.k8s.tcp.keepalive
server.k8s.tcp.timeout server.k8s.tls.handshake.timeout server.k8sclient.retry.base.backoff server.k8sclient.retry.max
server.listen.address server.log.format server.log.level server.login.attempts.expiration
server.metrics.listen.address server.oidc.cache.expiration server.profile.enabled server.repo.server.ca.cert.path
server.repo.server.client.cert.key.path server.repo.server.client.cert.path server.repo.server.plaintext
server.repo.server.strict.tls server.repo.server.timeout.seconds server.rootpath server.staticassets
server.sync.replace.allowed server.tls.ciphers server.tls.maxversion server.tls.minversion
server.webhook.parallelism.limit server.webhook.refresh.workers server.x.frame.options
`

// removed are the keys of ConfigMap that were read once, the first minor without them, and what to do instead.
var removed = map[string]struct {
	in     release
	remedy string
}{
	"configManagementPlugins":        {release{2, 8}, "run the plugin as a sidecar of the repo server"},
	"repositories":                   {release{3, 0}, "declare each repository by a Secret with the label argocd.argoproj.io/secret-type: repository"},
	"repository.credentials":         {release{3, 0}, "declare them by a Secret with the label argocd.argoproj.io/secret-type: repo-creds"},
	"helm.repositories":              {release{3, 0}, "declare each repository by a Secret with the label argocd.argoproj.io/secret-type: repository"},
	"server.rbac.log.enforce.enable": {release{3, 0}, "delete the key: logs always need the action get on the resource logs"},
}

type configKeys struct {
	exact map[string]string // the ConfigMap or Secret that has the key
	names map[string][]string
}

var allConfigKeys = sync.OnceValue(func() configKeys {
	all := configKeys{map[string]string{}, map[string][]string{}}
	for holder, keys := range map[string]string{ConfigMap: settingsKeys, ConfigMapRBAC: rbacKeys, ConfigMapParams: paramsKeys, Secret: secretKeys} {
		for _, key := range strings.Fields(keys) {
			all.exact[key] = holder
			all.names[holder] = append(all.names[holder], key)
		}
	}
	return all
})

// Secret is the Secret that holds Argo CD's own credentials.
const Secret = "argocd-secret"

// KeyHolder returns which of ConfigMap, ConfigMapRBAC, ConfigMapParams and Secret has a key in some version, and "" where
// none has.
func KeyHolder(key string) string {
	all := allConfigKeys()
	if holder := all.exact[key]; holder != "" {
		return holder
	}
	if strings.HasPrefix(key, "policy.") && strings.HasSuffix(key, ".csv") {
		return ConfigMapRBAC
	}
	if name, ok := strings.CutPrefix(key, "accounts."); ok {
		for _, suffix := range [...]string{".password", ".passwordMtime", ".tokens"} {
			if strings.HasSuffix(name, suffix) {
				return Secret
			}
		}
	}
	for i, c := range key {
		if c == '.' && i+1 < len(key) && all.exact[key[:i+1]] != "" {
			return all.exact[key[:i+1]]
		}
	}
	return ""
}

// NearestKey returns the key of a ConfigMap that is nearest to one that it does not have.
func NearestKey(holder, key string) (string, bool) {
	return nearest.Name(key, allConfigKeys().names[holder])
}

// CheckRemoved reports a key of ConfigMap that v does not read any more.
func (v Version) CheckRemoved(key string) error {
	r, ok := removed[key]
	if !ok || v.release().before(r.in) {
		return nil
	}
	return fmt.Errorf("key %q is ignored from %s on: %s", key, r.in, r.remedy)
}
