// SPDX-License-Identifier: Apache-2.0

package imageupdater_test

import (
	"fmt"
	"sort"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/check/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/rule/ruletest"
)

const (
	application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: app
  namespace: argocd
  annotations:
`
	spec = `spec:
  project: app
  source: {repoURL: 'https://github.com/owner/app', path: deploy/app, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
  syncPolicy:
    automated: {prune: true, selfHeal: true}
`
	set = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata:
  name: apps
  namespace: argocd
spec:
  generators: [{list: {elements: [{name: a}]}}]
  template:
    metadata:
      name: '{{name}}'
      annotations:
`
)

// annotated writes each annotation behind the prefix, quoted as it stands.
func annotated(head string, annotations []string) string {
	indent := strings.Repeat(" ", 4)
	if head == set {
		indent = strings.Repeat(" ", 8)
	}
	for _, a := range annotations {
		head += indent + "argocd-image-updater.argoproj.io/" + a + "\n"
	}
	return head
}

// setSpec is spec within the template of an ApplicationSet.
func setSpec() string {
	return "    " + strings.ReplaceAll(strings.TrimSuffix(spec, "\n"), "\n", "\n    ") + "\n"
}

func findings(t *testing.T, text, version string) []string {
	t.Helper()
	var found []string
	for _, r := range ruletest.Results(t, text, rule.Target{ImageUpdater: version}, imageupdater.Rules) {
		found = append(found, fmt.Sprintf("%d %s %s", r.Line, r.Severity, r.Rule))
	}
	sort.Strings(found)
	return found
}

func TestAnnotations(t *testing.T) {
	for _, test := range []struct {
		name, version string
		annotations   []string
		want          []string
	}{
		{"every key", "v0.18", []string{"image-list: app=ghcr.io/o/app", "app.update-strategy: newest-build", "app.allow-tags: 'regexp:^sha-[0-9a-f]+$'", "app.ignore-tags: 'pr-*'",
			"app.platforms: linux/arm64", "app.pull-secret: pullsecret:argocd/ghcr", "app.force-update: 'true'", "app.kustomize.image-name: app", "write-back-method: git:secret:argocd/git",
			"write-back-target: kustomization:../base", "git-branch: 'main:updates{{range .Images}}-{{.Name}}{{end}}'", "git-repository: https://github.com/o/other"}, nil},
		{"old words later", "v0.18", []string{"image-list: app=ghcr.io/o/app", "app.update-strategy: latest", "app.allow-tags: any"}, nil},
		{"capitals and latest", "v0.12.2", []string{"image-list: app=ghcr.io/o/app", "app.update-strategy: Latest", "app.allow-tags: Any"}, nil},
		{"space in a strategy", "v0.12.2", []string{"image-list: app=ghcr.io/o/app", "app.update-strategy: ' semver'"}, []string{"8 error update-strategy-unknown"}},
		{"a glob for allow-tags", "", []string{"image-list: app=ghcr.io/o/app", "allow-tags: v1.*"}, []string{"8 error allow-tags-without-prefix"}},
		{"doubled backslash", "", []string{"image-list: app=ghcr.io/o/app", `allow-tags: regexp:^v\\d+$`}, []string{"8 error allow-tags-matches-nothing"}},
		{"aliases that hold dots", "", []string{"image-list: my.app=ghcr.io/o/app", "my.app.force-update: 'true'"}, nil},
		{"alias with a slash", "v0.12.2", []string{"image-list: o/app=ghcr.io/o/app", "o_app.force-update: 'true'"}, nil},
		{"no alias, keys of the Application", "", []string{"image-list: nginx:1.x, redis:~7", "update-strategy: semver"}, nil},
		{"no alias, keys of an image", "", []string{"image-list: ghcr.io/o/app", "app.force-update: 'true'"}, []string{"8 error image-alias-unknown"}},
		{"ranges of versions", "", []string{"image-list: 'a=o/a:>=1.0 <2.0,b=o/b:8.x-0,c=o/c:^1 || ^2,d=o/d:~v0.3,e=o/e:>0'"}, nil},
		{"comma in a range", "", []string{"image-list: 'a=o/a:>=1.0,<2.0'"}, []string{"7 error image-list-image-invalid"}},
		{"range without an alias", "", []string{"image-list: o/a:>=1.0"}, []string{"7 error image-list-image-invalid"}},
		{"operator behind an alias", "", []string{"image-list: a=o/a:>=1.0"}, nil},
		{"image on the wrong line", "", []string{"image-list: |\n        a=ghcr.io/o/a,\n        b=ghcr.io/o/b:main"}, []string{"9 error constraint-not-semver"}},
		{"item whose text stands in the one before it", "v0.18", []string{"image-list: |\n        my-a=ghcr.io/o/a-web,\n        a=ghcr.io/o/a", "a.update-strategy: digest"}, []string{"9 error digest-without-tag"}},
		{"name within another on a line of its own", "v0.12.2", []string{"image-list: |\n        a=o/a,\n        b=o/a-web"}, []string{"9 warning image-name-prefix"}},
		{"item with a remedy on its line", "", []string{"image-list: |\n        a=ghcr.io/o/a,\n        b=ghcr.io/O/b"}, []string{"9 error image-list-upper-case"}},
		{"comma on a line of its own", "", []string{"image-list: |\n        a=o/a,\n        ,\n        b=o/b"}, []string{"9 warning image-list-empty-item"}},
		{"comma behind the last item", "", []string{"image-list: |\n        a=o/a,\n        b=o/b,\n"}, []string{"9 warning image-list-empty-item"}},
		{"no item", "", []string{"image-list: ''"}, []string{"7 error image-list-empty-item"}},
		{"no item, keys of an image", "", []string{"image-list: ','", "a.force-update: 'true'"}, []string{"7 error image-list-empty-item"}},
		{"two commas too many", "", []string{"image-list: 'a=o/a,,'"}, []string{"7 warning image-list-empty-item"}},
		{"the whole annotation as its value", "", []string{"image-list: 'argocd-image-updater.argoproj.io/image-list: a=o/a, b=o/b'", "a.force-update: 'true'", "b.force-update: 'true'"}, []string{"7 error image-list-image-invalid"}},
		{"the whole annotation, and another alias", "", []string{"image-list: 'argocd-image-updater.argoproj.io/image-list: a=o/a'", "c.force-update: 'true'"}, []string{"7 error image-list-image-invalid", "8 error image-alias-unknown"}},
		{"no image behind an alias", "", []string{"image-list: 'a='", "a.force-update: 'true'"}, []string{"7 error image-list-image-invalid"}},
		{"digest of a range", "", []string{"image-list: a=o/a:^1.2", "a.update-strategy: digest"}, []string{"7 error digest-without-tag"}},
		{"digest of a placeholder", "", []string{"image-list: 'a=o/a:${TAG}'", "a.update-strategy: digest"}, nil},
		{"digest of a tag", "", []string{"image-list: a=o/a:main", "a.update-strategy: digest"}, nil},
		{"placeholders", "", []string{"image-list: 'a=${REGISTRY}/o/a:${TAG},b=ACCOUNT_ID.dkr.ecr.eu-west-1.amazonaws.com/b'", "a.update-strategy: ${STRATEGY}", "a.allow-tags: ${TAGS}"}, nil},
		{"placeholder and digest", "", []string{"image-list: b=ACCOUNT_ID.dkr.ecr.eu-west-1.amazonaws.com/b", "b.update-strategy: digest"}, []string{"7 error digest-without-tag"}},
		{"force-update off", "v0.12.2", []string{"image-list: a=o/a", "a.force-update: 'False'"}, nil},
		{"secret of another namespace", "v0.12.2", []string{"image-list: a=o/a", "a.pull-secret: pullsecret:web/ghcr"}, []string{"8 warning pull-secret-other-namespace"}},
		{"path below the source", "v0.18", []string{"image-list: a=o/a", "write-back-method: git", "write-back-target: kustomization:deploy/app"}, []string{"9 error write-back-target-doubled"}},
		{"argocd source file", "v0.18", []string{"image-list: a=o/a", "write-back-method: git", "write-back-target: deploy/app/.argocd-source-app.yaml"}, nil},
		{"one name within another", "v0.16", []string{"image-list: 'a=o/a,b=o/a-web'"}, nil},
		{"registry with a port twice", "v0.12.2", []string{"image-list: 'a=localhost:5000/a,b=localhost:5000/b'"}, []string{"7 warning image-name-prefix"}},
		{"pre-releases only", "", []string{"image-list: a=o/a:^1.0", `a.allow-tags: regexp:^1\.0\.0-rc[0-9]+$`}, []string{"8 error allow-tags-excludes-versions"}},
		{"null removes a key", "", []string{"image-list: a=o/a", "b.force-update:", "a.pull-secret: null"}, nil},
		{"value of another type", "", []string{"image-list: [a]", "update-strategy: {a: b}"}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			assert.DeepEqual(t, findings(t, annotated(application, test.annotations)+spec, test.version), test.want)
		})
	}
}

func TestAnnotationsOfApplicationSet(t *testing.T) {
	for _, test := range []struct {
		name        string
		annotations []string
		want        []string
	}{
		{"alias written out", []string{"image-list: 'app=ghcr.io/o/{{name}}'", "app.force-update: 'true'", "web.force-update: 'true'"}, []string{"14 error image-alias-unknown"}},
		{"alias from the generator", []string{"image-list: '{{name}}=ghcr.io/o/app:{{tag}}'", "web.force-update: 'true'", "'{{name}}.update-strategy': digest"}, nil},
		{"list from the generator", []string{"image-list: '{{images}}'", "app.update-strategy: '{{strategy}}'"}, nil},
		{"constraint behind a name", []string{"image-list: 'app=ghcr.io/{{name}}/app:main'"}, []string{"12 error constraint-not-semver"}},
		{"unknown key", []string{"image-list: 'app=ghcr.io/o/{{name}}'", "app.platform: linux/arm64"}, []string{"13 error image-updater-key-unknown"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := annotated(set, test.annotations)
			text = strings.ReplaceAll(text, "argocd-image-updater.argoproj.io/'", "'argocd-image-updater.argoproj.io/")
			assert.DeepEqual(t, findings(t, text+setSpec(), "v0.18"), test.want)
		})
	}
}

// What a patch leaves out stands in the resource that it patches.
func TestAnnotationsOfPatch(t *testing.T) {
	patch := annotated(application, []string{"app.update-strategy: latest", "app.force-update: 'true'"})
	assert.DeepEqual(t, findings(t, patch, ""), []string(nil))
	base := annotated(application, []string{"app.allow-tags: any"}) + spec
	assert.DeepEqual(t, findings(t, base, ""), []string{"7 warning image-list-missing"})
	assert.DeepEqual(t, findings(t, base+"---\n"+patch, ""), []string(nil))
}

func TestAnnotationsNeedImageUpdater(t *testing.T) {
	app := annotated(application, []string{"image-list: a=o/a"}) + spec
	updater := func(ref string) string {
		return "---\napiVersion: argocd-image-updater.argoproj.io/v1alpha1\nkind: ImageUpdater\nmetadata: {name: x, namespace: argocd}\nspec: {applicationRefs: [" + ref + "]}\n"
	}
	for _, test := range []struct{ version, ref, want string }{
		{"v1.2", "{namePattern: '*', useAnnotations: true}", ""},
		{"v1.2", "{namePattern: 'app', images: [{alias: a, imageName: o/a}]}", "7 error annotations-not-read"},
		{"v1.2", "{namePattern: 'web-*', useAnnotations: true}", "7 warning annotations-not-read"},
		{"v1.2", "{namePattern: '*', labelSelectors: {matchLabels: {a: b}}, useAnnotations: true}", "7 warning annotations-not-read"},
		{"v1.2", "{namePattern: '*', labelSelectors: {matchExpressions: [{key: a, operator: Exists}]}, useAnnotations: true}", ""},
		{"v0.12.2", "{namePattern: 'app', images: [{alias: a, imageName: o/a}]}", "7 warning annotations-not-read"},
		{"v0.12.2", "{namePattern: '*', useAnnotations: true}", ""},
	} {
		assert.Equal(t, strings.Join(findings(t, app+updater(test.ref), test.version), ","), test.want, test.ref)
	}
}

// TestPrefix holds which other prefixes are taken for that of the updater.
func TestPrefix(t *testing.T) {
	for key, want := range map[string]bool{
		"argocd-image-updater.argoproj.io.io/image-list": true, "argocd-image-updater.argoproj.io.image-list": true, "argocd-image-updater.argoproj.com/app.force-update": true,
		"argo-image-updater.argoproj.io/image-list": true, "argocd.argoproj.io/image-list": true, "argocd.argoproj.io/app.update-strategy": true, "image-updater.argoproj.io/git-repository": true,
		"argocd-image-updater.argoproj.io.io/owner": false, "example.org/image-list": false, "argocd.argoproj.io/sync-wave": false, "notifications.argoproj.io/image-list.x": false, "image-list": false,
	} {
		text := "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: app\n  annotations:\n    " + key + ": x\n" + spec
		found := strings.Join(findings(t, text, ""), ";")
		assert.Equal(t, strings.Contains(found, "image-updater-prefix-misspelt"), want, "%s: %s", key, found)
	}
}

// TestFixedRevision holds to what commits can be pushed.
func TestFixedRevision(t *testing.T) {
	const sha = "0123456789abcdef0123456789abcdef01234567"
	for _, test := range []struct {
		revision    string
		annotations []string
		want        string
	}{
		{sha, []string{"write-back-method: git"}, "11 error git-write-back-to-fixed-revision"},
		{"1.2.*", []string{"write-back-method: git:secret:argocd/a"}, "11 error git-write-back-to-fixed-revision"},
		{"v1.2.3", []string{"write-back-method: git"}, "11 warning git-write-back-to-fixed-revision"},
		{"main", []string{"write-back-method: git"}, ""},
		{sha, []string{"write-back-method: git", "git-branch: main"}, ""},
		{sha, []string{"write-back-method: git", "git-branch: ':update-{{.SHA256}}'"}, ""},
		{sha, []string{"write-back-method: git", "git-branch: ''"}, "12 error git-write-back-to-fixed-revision"},
		{sha, []string{"write-back-method: git", "git-repository: https://github.com/o/b"}, ""},
		{sha, []string{"write-back-method: argocd"}, ""},
		{sha, nil, ""},
	} {
		text := annotated(application, append([]string{"image-list: a=o/a"}, test.annotations...)) + strings.Replace(spec, "targetRevision: main", "targetRevision: '"+test.revision+"'", 1)
		assert.Equal(t, strings.Join(findings(t, text, "v0.18"), ","), test.want, "%s %v", test.revision, test.annotations)
	}
}

// TestHelmTargets holds that values are compared only where it is known which file a path means.
func TestHelmTargets(t *testing.T) {
	for path, want := range map[string]int{"deploy/app": 1, "./deploy/app": 1, "..x/app": 1, "../deploy/app": 0, "deploy/../../app": 0, "/deploy/app": 0} {
		text := annotated(application, []string{"image-list: a=o/a", "write-back-method: git", "write-back-target: helmvalues:test.yaml"}) +
			strings.Replace(spec, "path: deploy/app,", "path: "+path+", helm: {valueFiles: [prod.yaml]},", 1)
		assert.Equal(t, len(findings(t, text, "v0.18")), want, path)
	}
}
