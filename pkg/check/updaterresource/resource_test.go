// SPDX-License-Identifier: Apache-2.0

package updaterresource_test

import (
	"fmt"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/check/updaterresource"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/rule/ruletest"
)

const head = `apiVersion: argocd-image-updater.argoproj.io/v1alpha1
kind: ImageUpdater
metadata: {name: app, namespace: argocd}
spec:
`

const shaTags = "'regexp:^sha-[0-9a-f]{7}$'"

// image is an ImageUpdater with one image; settings are those of all, of the entry and of the image.
func image(name string, settings ...string) string {
	var blocks [3]string
	for i, s := range settings {
		if s != "" {
			blocks[i] = ", commonUpdateSettings: {" + s + "}"
		}
	}
	return head + "  {x: y" + blocks[0] + ", applicationRefs: [{namePattern: app" + blocks[1] + ", images: [{alias: app, imageName: '" + name + "'" + blocks[2] + "}]}]}\n"
}

// writeBack is one with a writeBackConfig for all and one for the entry.
func writeBack(outer, inner string) string {
	return head + "  writeBackConfig: {" + outer + "}\n  applicationRefs: [{namePattern: app, writeBackConfig: {" + inner + "}, images: [{alias: app, imageName: ghcr.io/o/a}]}]\n"
}

func registries(entries string) string {
	return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-image-updater-config}\ndata:\n  registries.conf: |\n" + entries
}

// TestFindings holds what each text brings: rule and severity of each finding, and the line; "" means that there is none.
func TestFindings(t *testing.T) {
	const newest, anyTag, application = "updateStrategy: newest-build", "updateStrategy: newest-build, allowTags: any", `---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: %s}
spec: {source: {path: deploy}}
`
	second := func(pattern string) string {
		return strings.NewReplacer("name: app,", "name: second,", "namePattern: app", "namePattern: "+pattern).Replace(image("ghcr.io/o/a", anyTag))
	}
	const commit = "0123456789abcdef0123456789abcdef01234567"
	fixed := func(revision string) string {
		return strings.Replace(fmt.Sprintf(application, "argocd"), "path: deploy", "path: deploy, targetRevision: '"+revision+"'", 1)
	}
	for _, test := range []struct {
		name, text, version string
		want                string
	}{
		{"clean", image("ghcr.io/o/a", "", "", newest+", allowTags: "+shaTags), "", ""},
		{"no strategy anywhere", image("ghcr.io/o/a:^1.0"), "", ""},
		{"every tag", image("ghcr.io/o/a", newest), "", "5 warning updater-newest-build-without-allow-tags"},
		{"every tag but some", image("ghcr.io/o/a", newest+", ignoreTags: [latest]"), "", ""},
		{"every tag, alphabetical", image("ghcr.io/o/a", "updateStrategy: alphabetical"), "", ""},
		{"two follow one", image("ghcr.io/o/a", anyTag) + "---\n" + second("app"), "", "11 warning updater-reference-overlap"},
		{"two follow one by a pattern", image("ghcr.io/o/a", anyTag) + fmt.Sprintf(application, "argocd") + "---\n" + second("a*"), "", "16 warning updater-reference-overlap"},
		{"a pattern that may match", image("ghcr.io/o/a", anyTag) + "---\n" + second("a*"), "", ""},
		{"two in two namespaces", image("ghcr.io/o/a", anyTag) + "---\n" + strings.Replace(second("app"), "namespace: argocd", "namespace: apps", 1), "", ""},
		{"two that labels tell apart", image("ghcr.io/o/a", anyTag) + "---\n" + strings.Replace(second("app"), "namePattern: app", "namePattern: app, labelSelectors: {matchLabels: {a: b}}", 1), "", ""},
		{"annotations of all that have some", image("ghcr.io/o/a", anyTag) + fmt.Sprintf(application, "argocd") + "---\n" + strings.Replace(head, "name: app,", "name: all,", 1) + "  applicationRefs: [{namePattern: '*', useAnnotations: true}]\n", "", ""},
		{"annotations of one that has some", image("ghcr.io/o/a", anyTag) + strings.Replace(fmt.Sprintf(application, "argocd"), "name: app,", "name: app, annotations: {argocd-image-updater.argoproj.io/image-list: a=o/a},", 1) +
			"---\n" + strings.Replace(head, "name: app,", "name: all,", 1) + "  applicationRefs: [{namePattern: '*', useAnnotations: true}]\n", "", "16 warning updater-reference-overlap"},
		{"two layers of one", image("ghcr.io/o/a", anyTag) + "---\n" + strings.Replace(second("app"), "name: second", "name: app", 1), "", ""},
		{"strategy of all", image("ghcr.io/o/a", anyTag), "", ""},
		{"two ranges", image("ghcr.io/o/a:>=1.0, <2.0"), "", ""},
		{"strategy lost in the image", image("ghcr.io/o/a", newest, "", "allowTags: "+shaTags), "", "5 error updater-strategy-not-repeated"},
		{"strategy lost in the entry", image("ghcr.io/o/a", newest, "forceUpdate: true"), "", "5 error updater-strategy-not-repeated"},
		{"strategy lost and named again", image("ghcr.io/o/a", newest, "forceUpdate: true", anyTag), "", ""},
		{"semver lost is semver", image("ghcr.io/o/a:^1", "updateStrategy: semver", "forceUpdate: true"), "", ""},
		{"template for a strategy", image("ghcr.io/o/a:main", "updateStrategy: '{{ x }}'"), "", ""},
		{"sha tags with semver", image("ghcr.io/o/a", "", "", "allowTags: "+shaTags), "", "5 error updater-semver-without-version"},
		{"version tags with semver", image("ghcr.io/o/a", "", "", `allowTags: 'regexp:^v\d+\.\d+\.\d+$'`), "", ""},
		{"unknown strategy", image("ghcr.io/o/a", "", "", "updateStrategy: newest"), "", "5 error updater-strategy-unknown"},
		{"old word, capitals", image("ghcr.io/o/a", "", "", "updateStrategy: Latest, allowTags: any"), "", ""},
		{"space in a strategy", image("ghcr.io/o/a", "", "", "updateStrategy: ' digest'"), "", "5 error updater-strategy-unknown"},
		{"empty settings", image("ghcr.io/o/a", "", "", "updateStrategy: semver, allowTags: '', pullSecret: '', platforms: [], ignoreTags: []"), "", ""},
		{"tags that none can have", image("ghcr.io/o/a", newest+`, allowTags: 'regexp:^a/b$'`), "", "5 error updater-allow-tags-not-valid"},
		{"branch with semver", image("ghcr.io/o/a:main"), "", "5 error updater-constraint-not-valid"},
		{"full version", image("ghcr.io/o/a:1.2.3"), "", "5 warning updater-constraint-exact"},
		{"tag with newest-build", image("ghcr.io/o/a:main", newest), "", "5 error updater-constraint-not-read"},
		{"tag with newest-build and allowTags", image("ghcr.io/o/a:main", newest+", allowTags: "+shaTags), "", "5 warning updater-constraint-not-read"},
		{"to be filled in", image("ghcr.io/o/a", anyTag+", pullSecret: 'pullsecret:<namespace>/y'"), "", ""},
		{"ranges with brackets", image("ghcr.io/o/a:>=1.0 <2.0"), "", ""},
		{"range", image("ghcr.io/o/a:1.2"), "", ""},
		{"digest with a range", image("ghcr.io/o/a:^1.2", "updateStrategy: digest"), "", "5 error updater-digest-without-tag"},
		{"comma in a range", image("ghcr.io/o/a:>=1.0,<2.0"), "", ""},
		{"two images in one", image("ghcr.io/o/a,ghcr.io/o/b:^1"), "", "5 error updater-image-name-not-valid"},
		{"digest with a tag", image("ghcr.io/o/a:main", "updateStrategy: digest"), "", ""},
		{"capitals", image("ghcr.io/O/a"), "", "5 error updater-image-name-not-valid"},
		{"template in a name", image("${REGISTRY}/a:main"), "", ""},
		{"raw credentials are not shown", image("ghcr.io/o/a", anyTag+", pullSecret: 'user:s3cr3t'"), "", "5 error updater-pull-secret-not-valid"},
		{"secret elsewhere", image("ghcr.io/o/a", anyTag+", pullSecret: 'pullsecret:x/y'"), "", "5 warning updater-secret-namespace"},
		{"secret elsewhere, v1.2", image("ghcr.io/o/a", anyTag+", pullSecret: 'pullsecret:x/y'"), "v1.2", ""},
		{"secret elsewhere, v1.3", image("ghcr.io/o/a", anyTag+", pullSecret: 'pullsecret:x/y'"), "v1.3", "5 error updater-secret-namespace"},

		{"namespace, v1.1", head + "  namespace: argocd\n", "v1.1", ""},
		{"namespace, no version", head + "  namespace: argocd\n", "", "5 warning updater-namespace-removed"},
		{"namespace, v1.2", head + "  namespace: argocd\n", "v1.2", "5 error updater-namespace-removed"},
		{"other namespace", head + "  namespace: apps\n", "v1.1", "5 error updater-namespace-removed"},
		{"no entry", head + "  applicationRefs: []\n", "", "5 error updater-reference-empty"},
		{"templated useAnnotations", head + "  applicationRefs: [{namePattern: a, useAnnotations: '{{ x }}'}]\n", "", ""},
		{"annotations of one", head + "  writeBackConfig: {method: git}\n  applicationRefs: [{namePattern: a, useAnnotations: true}, {namePattern: b, images: [{alias: a, imageName: a}]}]\n", "", ""},
		{"annotations and the default", head + "  writeBackConfig: {method: argocd}\n  applicationRefs: [{namePattern: a, useAnnotations: true}]\n", "", ""},
		{"alias twice", head + "  applicationRefs: [{namePattern: a, images: [{alias: a, imageName: a}, {alias: a, imageName: b}]}]\n", "", "5 error updater-reference-duplicate"},

		{"Application there", image("ghcr.io/o/a", anyTag) + fmt.Sprintf(application, "argocd"), "", ""},
		{"Application elsewhere", image("ghcr.io/o/a", anyTag) + fmt.Sprintf(application, "apps"), "", "5 warning updater-reference-matches-nothing"},
		{"git to a commit", writeBack("method: git", "method: git") + fixed(commit), "", "6 error updater-git-branch-missing"},
		{"git to what looks like a tag", writeBack("", "method: git") + fixed("1.2.3"), "", "6 warning updater-git-branch-missing"},
		{"git to a branch", writeBack("method: git", "method: git") + fixed("main"), "", ""},
		{"git to a commit with a branch", writeBack("method: git, gitConfig: {branch: main}", "method: git") + fixed(commit), "", ""},
		{"git to a commit with a branch of the entry", writeBack("method: git", "method: git, gitConfig: {branch: main}") + fixed(commit), "", ""},
		{"argocd to a commit", writeBack("method: argocd", "") + fixed(commit), "", ""},
		{"Application of another name", image("ghcr.io/o/a", anyTag) + strings.Replace(fmt.Sprintf(application, "argocd"), "name: app", "name: web", 1), "", "5 info updater-reference-matches-nothing"},
		{"Application of nearly that name", image("ghcr.io/o/a", anyTag) + strings.Replace(fmt.Sprintf(application, "argocd"), "name: app", "name: apps", 1), "", "5 warning updater-reference-matches-nothing"},
		{"ApplicationSet beside it", image("ghcr.io/o/a", anyTag) + strings.Replace(fmt.Sprintf(application, "argocd"), "name: app", "name: web", 1) + strings.NewReplacer("name: app", "name: set", "kind: Application", "kind: ApplicationSet").Replace(fmt.Sprintf(application, "argocd")), "", ""},
		{"Application of another name elsewhere", strings.Replace(image("ghcr.io/o/a", anyTag), "namePattern: app", "namePattern: a*", 1) + fmt.Sprintf(application, "apps"), "", ""},
		{"an ApplicationSet may make it", image("ghcr.io/o/a", anyTag) + fmt.Sprintf(application, "apps") + "---\napiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: x}\n", "", ""},

		{"git:secret without namespace", writeBack("method: 'git:secret:x'", "method: git"), "", ""},
		{"git:secret without namespace, v1.2", writeBack("method: 'git:secret:x'", "method: git"), "v1.2", "5 error updater-method-not-valid"},
		{"method lost", writeBack("method: git", "gitConfig: {branch: a}"), "", "6 warning updater-method-not-repeated"},
		{"method lost, v1.2", writeBack("method: git", "gitConfig: {branch: a}"), "v1.2", "6 error updater-method-not-repeated"},
		{"method inherited, v1.3", writeBack("method: git", "gitConfig: {branch: a}"), "v1.3", ""},
		{"target in the entry", writeBack("method: git", "method: git, gitConfig: {writeBackTarget: 'helmvalue:/a'}"), "", "6 error updater-write-back-target-not-read"},
		{"target of its own form", writeBack("method: git", "method: git, gitConfig: {writeBackTarget: a/.argocd-source-app.yaml}"), "", ""},
		{"target with the method argocd", writeBack("method: argocd", "method: argocd, gitConfig: {writeBackTarget: a}"), "", "6 warning updater-git-config-unused"},
		{"target from the source on", writeBack("method: git", "method: git, gitConfig: {writeBackTarget: 'kustomization:../x'}") + fmt.Sprintf(application, "argocd"), "", ""},

		{"no registries", registries("    registries: []\n"), "", ""},
		{"registries, YAML", registries("    registries: [\n"), "", "5 error registries-conf-not-valid"},
		{"registries, key at the top", registries("    registry: []\n"), "", "6 error registries-conf-not-valid"},
		{"registries, null for a limit", registries("    registries:\n    - name: a\n      prefix: a\n      api_url: https://a\n      limit:\n"), "", "7 warning registries-conf-without-limit"},
		{"registries, space in a prefix", registries("    registries:\n    - name: a\n      prefix: 'a '\n      api_url: https://a\n      limit: 1\n"), "", "8 error registries-conf-prefix-dead"},
		{"registries, no name", registries("    registries:\n    - api_url: https://a\n      prefix: a\n      limit: 1\n"), "", "7 error registries-conf-not-valid"},
		{"registries, two without prefix", registries("    registries:\n    - {name: a, api_url: 'https://a', limit: 1}\n    - {name: b, api_url: 'https://b', limit: 1}\n"), "", "8 error registries-conf-not-valid"},
		{"registries, limit", registries("    registries:\n    - {name: a, prefix: a, api_url: 'https://a', limit: many}\n"), "", "7 error registries-conf-not-valid"},
		{"registries, YAML 1.1", registries("    registries:\n    - {name: a, prefix: a, api_url: 'https://a', ping: yes, credsexpire: 10h, limit: 1}\n"), "", ""},
		{"registries, ca_file", registries("    registries:\n    - {name: a, prefix: a, api_url: 'https://a', ca_file: x, limit: 1}\n"), "v0.18", "7 error registries-conf-not-valid"},
		{"registries, raw credentials", registries("    registries:\n    - name: a\n      prefix: a\n      api_url: https://a\n      credentials: 'user:s3cr3t'\n      limit: 1\n"), "", "10 error registries-conf-credentials"},
		{"another ConfigMap", strings.Replace(registries("    x: [\n"), "updater-config", "x", 1), "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, r := range ruletest.Results(t, test.text, rule.Target{ImageUpdater: test.version}, updaterresource.Rules) {
				got = append(got, fmt.Sprintf("%d %s %s", r.Line, r.Severity, r.Rule))
				assert.Check(t, !strings.Contains(r.String(), "s3cr3t"))
			}
			assert.Equal(t, strings.Join(got, "\n"), test.want)
		})
	}
}
