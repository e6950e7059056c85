// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterSecretNamespace = &rule.Rule{
	ID:       "updater-secret-namespace",
	Severity: krm.Error,
	Title:    "A Secret that an ImageUpdater names must be in its own namespace",
	Doc: `From v1.3 on the updater refuses a pull secret and a Git secret outside the namespace of the Application, which is that of the
ImageUpdater; the image is not updated. Before, it reads one only where its Role allows it, which is its own namespace by default.
Put a copy into the namespace of the ImageUpdater.

It is a warning where nobody names a version. It is silent for v1.1 and v1.2.`,
	Upstream: []string{"https://github.com/argoproj-labs/argocd-image-updater/pull/1733", "https://github.com/argoproj-labs/argocd-image-updater/pull/1732"},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		r := read(c, it)
		all, maybe := r.from(3)
		if !maybe || it.Namespace == "" || view.Templated(it.Namespace) {
			return nil
		}
		var problems []rule.Problem
		look := func(n *yaml.Node, path, namespace string) {
			if namespace == "" || namespace == it.Namespace {
				return
			}
			p := rule.Problem{Path: path, At: n, Current: n.Value}
			p.Message = fmt.Sprintf("names a Secret in %q, and must name one in %q, where the ImageUpdater is: v1.3 refuses others", namespace, it.Namespace)
			if !all {
				p.Severity = krm.Warning
				p.Message += ", and before the Role of the updater must allow it"
			}
			problems = append(problems, p)
		}
		r.everySettings(func(b block) {
			n, path := b.field("pullSecret")
			if value, ok := text(n); ok {
				look(n, path, secretNamespace(value, r.versions[0]))
			}
		})
		r.everyWriteBack(func(b block) {
			n, path := b.field("method")
			if value, ok := text(n); ok {
				written, _ := imageupdater.ParseWriteBackMethod(value) // what is wrong with it has a rule of its own
				look(n, path, written.SecretNamespace)
			}
		})
		return problems
	},
	Target: rule.Target{ImageUpdater: "v1.3"},
	Bad:    exampleImage + "      commonUpdateSettings: {updateStrategy: newest-build, allowTags: 'regexp:^sha-[0-9a-f]{7}$', pullSecret: 'pullsecret:app/ghcr'}\n",
	Good:   exampleImage + "      commonUpdateSettings: {updateStrategy: newest-build, allowTags: 'regexp:^sha-[0-9a-f]{7}$', pullSecret: 'pullsecret:argocd/ghcr'}\n",
}

// secretNamespace returns the namespace in a well-formed credential source, or "".
func secretNamespace(value string, v imageupdater.Version) string {
	if imageupdater.CheckPullSecret(value, v, "") != nil {
		return ""
	}
	if registry, rest, ok := strings.Cut(value, "="); ok && registry != "" && rest != "" {
		value = rest
	}
	kind, rest, _ := strings.Cut(value, ":")
	switch strings.ToLower(kind) {
	case "pullsecret", "secret":
		namespace, _, _ := strings.Cut(rest, "/")
		return namespace
	}
	return ""
}
