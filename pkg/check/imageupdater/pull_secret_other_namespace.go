// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"strings"

	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var pullSecretOtherNamespace = &rule.Rule{
	ID:       "pull-secret-other-namespace",
	Severity: krm.Warning,
	Title:    "A pull-secret should be in the namespace of the Application",
	Doc: `The updater's own Role lets it read Secrets in its own namespace only, which is that of the Applications. A Secret
elsewhere needs a Role there that someone adds by hand; without it the updater goes on without credentials. From v1.3
on it refuses any other namespace than the Application's. Keep a copy of the Secret there.`,
	Upstream: []string{"https://argocd-image-updater.readthedocs.io/en/stable/basics/authentication/", issues + "1733"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		s := subjectOf(c, it)
		if s == nil || s.namespace == "" {
			return nil
		}
		var problems []rule.Problem
		s.each(updater.KeyPullSecret, func(set setting) {
			text := strings.TrimSpace(set.text())
			namespace := updater.PullSecretNamespace(text)
			if namespace == "" || namespace == s.namespace || updater.CheckPullSecret(text, s.version, "") != nil {
				return
			}
			if s.version.AtLeast(1, 3) {
				p := s.problem(set, "pull-secret %q must be in the namespace of the Application, %q: Image Updater %s refuses others", text, s.namespace, s.version)
				p.Severity = krm.Error
				problems = append(problems, p)
			} else if !maybeReadable(c, namespace) && (!s.version.AtLeast(0, 15) || s.namespace == "argocd") {
				problems = append(problems, s.problem(set, "pull-secret %q is not in the namespace of the Application, %q: the updater's own Role cannot read it, so put a copy there or grant it", text, s.namespace))
			}
		})
		return problems
	},
	Bad:  example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "app.pull-secret: pullsecret:app/ghcr"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "app.pull-secret: pullsecret:argocd/ghcr"),
}

// maybeReadable reports whether the updater may well be allowed to read Secrets in a namespace: because it could run there,
// or because something is bound there.
func maybeReadable(c *rule.Context, namespace string) bool {
	if strings.Contains(namespace, "argo") || strings.Contains(namespace, "updater") {
		return true
	}
	const rbacGroup = "rbac.authorization.k8s.io"
	for _, it := range c.Of(rbacGroup, "RoleBinding") {
		if it.Namespace == namespace || it.Namespace == "" {
			return true
		}
	}
	return len(c.Of(rbacGroup, "ClusterRoleBinding")) > 0
}
