// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/cluster"
	"github.com/fairlead-krm/fairlead/pkg/folder"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

const wellProject = `apiVersion: fairlead.dev/v1alpha1
kind: Project
metadata: {name: shop}
spec:
  repository: https://github.com/owner/shop
  images: [ghcr.io/owner/shop]
  secrets:
    - name: shop-secrets
      keys: [API_TOKEN, DB_PASSWORD]
`

// wellApp is an Application as it is on a cluster where all is well.
const wellApp = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop
  namespace: argocd
  labels: {team: home}
  annotations:
    argocd-image-updater.argoproj.io/image-list: shop=ghcr.io/owner/shop
    argocd-image-updater.argoproj.io/shop.update-strategy: latest
    argocd-image-updater.argoproj.io/shop.allow-tags: regexp:^sha-[0-9a-f]{7,40}$
    argocd-image-updater.argoproj.io/write-back-method: argocd
spec:
  project: shop
  source:
    repoURL: https://github.com/owner/shop.git
    path: deploy
    targetRevision: main
    kustomize: {images: ['ghcr.io/owner/shop:sha-0000002']}
  destination: {server: https://kubernetes.default.svc, namespace: shop}
  syncPolicy: {automated: {prune: true}}
status:
  sourceType: Kustomize
  sync: {status: Synced, revision: '0123456789abcdef0123456789abcdef01234567'}
  health: {status: Healthy}
  summary: {images: ['ghcr.io/owner/shop:sha-0000002']}
  operationState:
    phase: Succeeded
    startedAt: "2026-11-02T10:00:00Z"
    finishedAt: "2026-11-02T10:00:05Z"
    operation: {initiatedBy: {automated: true}}
  history:
  - {deployedAt: "2026-11-01T10:00:00Z", initiatedBy: {username: github-actions}, source: {kustomize: {images: ['ghcr.io/owner/shop:sha-0000001']}}}
  - {deployedAt: "2026-11-02T10:00:05Z", initiatedBy: {automated: true}, source: {kustomize: {images: ['ghcr.io/owner/shop:sha-0000002']}}}
`

const updaterCR = `apiVersion: argocd-image-updater.argoproj.io/v1alpha1
kind: ImageUpdater
metadata: {name: shop, namespace: argocd}
spec:
  applicationRefs:
  - namePattern: shop
    useAnnotations: true
`

const resourceCR = `apiVersion: argocd-image-updater.argoproj.io/v1alpha1
kind: ImageUpdater
metadata: {name: shop, namespace: argocd}
spec:
  applicationRefs:
  - namePattern: shop
    images:
    - {alias: shop, imageName: ghcr.io/owner/shop, commonUpdateSettings: {updateStrategy: newest-build, allowTags: "regexp:^sha-[0-9a-f]{7,40}$"}}
`

func itemsOf(t *testing.T, text string) []*krm.Item {
	t.Helper()
	var docs []krm.Document
	for _, d := range folder.Split("x.yaml", []byte(text)) {
		docs = append(docs, krm.Document{Path: d.Path, Index: d.Index, Line: d.Line, Column: d.Column, Text: d.Text})
	}
	list, err := krm.FromDocuments(docs)
	assert.NilError(t, err)
	return list.Items
}

func replace(old, by string) func(string) string {
	return func(s string) string {
		if !strings.Contains(s, old) {
			panic("there is no " + old)
		}
		return strings.ReplaceAll(s, old, by)
	}
}

// change is how a case differs from one in which all is well.
type change struct {
	project, platform string // the updater's version, and further fields of the spec
	app               func(string) string
	live              func(*Live)
	tag               func(*Tag)
	git               func(*Git)
}

func factsOf(t *testing.T, c change) Facts {
	t.Helper()
	platform := c.platform
	if platform == "" {
		platform = "imageUpdater: {version: v0.12.2}"
	}
	project := c.project
	if project == "" {
		project = wellProject
	}
	model, results := v1alpha1.Load(&krm.ResourceList{Items: itemsOf(t, "apiVersion: fairlead.dev/v1alpha1\nkind: Platform\nmetadata: {name: k3s}\nspec:\n  "+platform+"\n---\n"+project)})
	for _, r := range results {
		assert.Assert(t, r.Severity != krm.Error, "%s", r)
	}
	app := wellApp
	if c.app != nil {
		app = c.app(app)
	}
	live := &Live{App: ReadApp(itemsOf(t, app)[0]), Secrets: []cluster.Secret{{Namespace: "shop", Name: "shop-secrets", Type: "Opaque", Keys: []string{"API_TOKEN", "DB_PASSWORD"}}}}
	if c.live != nil {
		c.live(live)
	}
	tag := Tag{Takes: "sha-0000002", Tags: 3, Matching: 2}
	if c.tag != nil {
		c.tag(&tag)
	}
	git := Git{Images: []string{"ghcr.io/owner/shop:sha-0000000"}}
	if c.git != nil {
		c.git(&git)
	}
	return Facts{
		Project: model.Projects[0], Platform: model.Platform, ImageUpdater: model.ImageUpdater, Live: live,
		Git: git, Registry: map[string]Tag{"ghcr.io/owner/shop": tag},
	}
}

func ids(p Project) []string {
	var all []string
	for _, f := range p.Findings {
		if f.State != Info {
			all = append(all, string(f.State)+" "+f.ID)
		}
	}
	return all
}

func TestJudgeWhereAllIsWell(t *testing.T) {
	p := Judge(factsOf(t, change{}))
	offline := factsOf(t, change{})
	offline.Registry = nil
	assert.Equal(t, Judge(offline).State, OK)
	assert.Equal(t, len(p.Findings), 0, "%v", p.Findings)
	assert.Equal(t, p.State, OK)
	im := p.Images[0]
	assert.Equal(t, im.Git, "sha-0000000")
	for _, tag := range append([]string{im.Live, im.Newest}, im.Running...) {
		assert.Equal(t, tag, "sha-0000002")
	}
	assert.Equal(t, p.LastSync.Who(), "by Argo CD itself")
	assert.Equal(t, p.LastCISync.At.Format(time.DateOnly), "2026-11-01")
	assert.Equal(t, p.LastCISync.Who(), "by github-actions")
	for _, link := range p.Chain {
		assert.Equal(t, link.State, OK, "%s", link.Step)
	}
}

// TestJudgeSilentStates plants one state after the other: it is said, and nothing else is.
func TestJudgeSilentStates(t *testing.T) {
	const v1, resource = "imageUpdater: {version: v1.3.0, settings: annotations}", "imageUpdater: {version: v1.3.0, settings: resource}"
	dialect := replace("update-strategy: latest", "update-strategy: newest-build")
	named := func(cr string) func(*Live) {
		return func(l *Live) {
			item, err := krm.FromDocuments([]krm.Document{{Path: "cr.yaml", Line: 1, Text: []byte(cr)}})
			if err != nil {
				panic(err)
			}
			l.Updaters = item.Items
		}
	}
	none := replace("\n    kustomize: {images: ['ghcr.io/owner/shop:sha-0000002']}", "")
	pinned := func(tag string) string {
		return strings.Replace(wellProject, "[ghcr.io/owner/shop]", "[{name: ghcr.io/owner/shop, pin: "+tag+"}]", 1)
	}
	silent := func(tag *Tag) { *tag = Tag{Unknown: "-"} }
	for _, tc := range []struct {
		name string
		change
		want string // findings but notes; "" for none
		says string
	}{
		{"Application missing, no root", change{live: func(l *Live) { l.App = nil }}, "wrong application-missing", "Argo CD has no Application shop"},
		{"Application and root missing", change{live: func(l *Live) { l.App, l.RootName = nil, "k3s" }}, "wrong application-missing", "not the root Application k3s"},
		{"Application missing, root broken", change{live: func(l *Live) { l.App, l.Root = nil, &App{Name: "k3s", Sync: "Unknown"} }}, "wrong application-missing", "root Application k3s is Unknown"},
		{"Application missing, root Synced", change{live: func(l *Live) { l.App, l.Root = nil, &App{Name: "k3s", Sync: "Synced"} }}, "wrong application-missing", "does not hold it"},
		{"Application not readable", change{live: func(l *Live) { l.App, l.AppUnknown = nil, "no right" }}, "unknown application-not-known", "no right"},
		{"no Pod", change{app: replace("images: ['ghcr.io/owner/shop:sha-0000002']}\n  op", "images: []}\n  op")}, "wrong image-not-live", "no Pod of the Application runs"},
		{"a Pod of another image", change{app: replace("images: ['ghcr.io/owner/shop:sha-0000002']}\n  op", "images: ['ghcr.io/owner/shopping:sha-0000002']}\n  op")}, "wrong image-not-live", "what runs is ghcr.io/owner/shopping"},
		{"no Pod, forced", change{project: strings.Replace(wellProject, "[ghcr.io/owner/shop]", "[{name: ghcr.io/owner/shop, forceUpdate: true}]", 1), app: func(s string) string {
			s = replace("images: ['ghcr.io/owner/shop:sha-0000002']}\n  op", "images: []}\n  op")(s)
			return replace("    argocd-image-updater.argoproj.io/write-back", "    argocd-image-updater.argoproj.io/shop.force-update: 'true'\n    argocd-image-updater.argoproj.io/write-back")(s)
		}}, "", ""},
		{"no tag matches", change{tag: func(tag *Tag) { *tag = Tag{Reason: "allow-tags matches none of 3 tags", Tags: 3} }}, "wrong no-tag-matches", "matches none of 3 tags"},
		{"registry silent", change{tag: func(tag *Tag) { *tag = Tag{Unknown: "401"} }}, "unknown registry-not-known", "401"},
		{"plain directory", change{app: replace("sourceType: Kustomize", "sourceType: Directory")}, "wrong annotations-ignored", "the source is Directory"},
		{"plugin", change{app: replace("sourceType: Kustomize", "sourceType: Plugin")}, "wrong annotations-ignored", "the source is Plugin"},
		{"1.x without a resource", change{platform: v1, app: dialect}, "wrong annotations-ignored", "none names this one"},
		{"1.x, resource without useAnnotations", change{platform: v1, app: dialect, live: named(strings.Replace(updaterCR, "true", "false", 1))}, "wrong annotations-ignored", "useAnnotations false"},
		{"1.x, resource for another", change{platform: v1, app: dialect, live: named(strings.Replace(updaterCR, "Pattern: shop", "Pattern: 'blog-*'", 1))}, "wrong annotations-ignored", "none names this one"},
		{"1.x, resource in another namespace", change{platform: v1, app: dialect, live: named(strings.Replace(updaterCR, "namespace: argocd", "namespace: other", 1))}, "wrong annotations-ignored", "none names this one"},
		{"1.x, resource by label", change{platform: v1, app: dialect, live: named(updaterCR + "    labelSelectors: {matchLabels: {team: work}}\n")}, "wrong annotations-ignored", "none names this one"},
		{"1.x, well", change{platform: v1, app: dialect, live: named(updaterCR + "    labelSelectors: {matchLabels: {team: home}}\n")}, "", ""},
		{"1.x, settings in the resource", change{platform: resource, live: named(resourceCR)}, "", ""},
		{"1.x, other settings in the resource", change{platform: resource, live: named(strings.Replace(resourceCR, "^sha-[0-9a-f]{7,40}$", "^v", 1))}, "wrong settings-not-live", "should"},
		{"1.x, image not in the resource", change{platform: resource, live: named(strings.Replace(resourceCR, "owner/shop", "owner/store", 1))}, "wrong settings-not-live", "does not name image ghcr.io/owner/shop"},
		{"1.x, no resource with settings", change{platform: resource}, "wrong annotations-ignored", "with its settings"},
		{"1.x, resources not readable", change{platform: v1, app: dialect, live: func(l *Live) { l.UpdatersUnknown = "no right" }}, "unknown updater-not-known", "no right"},
		{"annotations missing", change{app: replace("argocd-image-updater.argoproj.io/image-list: shop=ghcr.io/owner/shop\n", "x: y\n")}, "wrong annotations-missing", "no annotation image-list"},
		{"settings of another render", change{app: replace("^sha-[0-9a-f]{7,40}$", "^v")}, "wrong settings-not-live", `shop.allow-tags is "regexp:^v"`},
		{"auto-sync off", change{app: replace("{automated: {prune: true}}", "{}")}, "wrong auto-sync-off", "though the Project asks for it"},
		{"auto-sync disabled", change{app: replace("{prune: true}", "{prune: true, enabled: false}")}, "wrong auto-sync-off", "though the Project asks for it"},
		{"auto-sync off as asked", change{project: wellProject + "  sync: {automated: false}\n", app: replace("{automated: {prune: true}}", "{}")}, "", ""},
		{"auto-sync off as asked, and behind", change{project: wellProject + "  sync: {automated: false}\n", app: func(s string) string {
			return replace("status: Synced", "status: OutOfSync")(replace("{automated: {prune: true}}", "{}")(s))
		}}, "warning auto-sync-off", "something to roll out"},
		{"write-back taken away", change{app: func(s string) string { return replace("sha-0000002']}\n  op", "sha-0000000']}\n  op")(none(s)) }}, "wrong write-back-reverted", "has no tag of its own any more"},
		{"write-back taken away, registry not asked", change{tag: func(tag *Tag) { *tag = Tag{Unknown: "-"} }, app: func(s string) string { return replace("sha-0000002']}\n  op", "sha-0000000']}\n  op")(none(s)) }}, "unknown registry-not-known, wrong write-back-reverted", ""},
		{"write-back taken back", change{app: func(s string) string {
			return strings.Replace(replace("images: ['ghcr.io/owner/shop:sha-0000002']}\n  op", "images: ['ghcr.io/owner/shop:sha-0000001']}\n  op")(s), "    kustomize: {images: ['ghcr.io/owner/shop:sha-0000002']}", "    kustomize: {images: ['ghcr.io/owner/shop:sha-0000001']}", 1)
		}}, "wrong write-back-reverted", "is back at sha-0000001"},
		{"Git has it by now", change{app: none}, "", ""},
		{"root that replaces", change{live: func(l *Live) { l.Root = &App{Name: "k3s", Replace: true, KeepsImages: true} }}, "wrong write-back-reverted", "replaces what it applies"},
		{"ApplicationSet", change{app: replace("  labels: {team: home}", "  ownerReferences: [{kind: ApplicationSet, name: all}]")}, "warning write-back-owned", "ApplicationSet all"},
		{"written and set again", change{git: func(g *Git) { g.Resists = map[string]string{"ghcr.io/owner/shop": "sha-0000000"} }, app: replace("images: ['ghcr.io/owner/shop:sha-0000002']}\n  op", "images: ['ghcr.io/owner/shop:sha-0000000']}\n  op")}, "wrong tag-without-effect", "sets it to sha-0000000 again"},
		{"written, and nobody knows whether it is set again", change{git: func(g *Git) { *g = Git{Why: "not at hand"} }, app: replace("images: ['ghcr.io/owner/shop:sha-0000002']}\n  op", "images: ['ghcr.io/owner/shop:sha-0000000']}\n  op")}, "warning tag-without-effect", "its Pods are older"},
		{"written, and an older Pod is left", change{app: replace("images: ['ghcr.io/owner/shop:sha-0000002']}\n  op", "images: ['ghcr.io/owner/shop:sha-0000000']}\n  op")}, "", "the next ones will run it"},
		{"written and rolling out", change{app: func(s string) string {
			return replace("status: Healthy", "status: Progressing")(replace("images: ['ghcr.io/owner/shop:sha-0000002']}\n  op", "images: ['ghcr.io/owner/shop:sha-0000000']}\n  op")(s))
		}}, "", ""},
		{"newer tag", change{tag: func(tag *Tag) { tag.Takes = "sha-0000003" }}, "warning image-behind", "would take sha-0000003"},
		{"condition", change{app: replace("  sourceType:", "  conditions: [{type: ComparisonError, message: 'cannot read https://u:p4ssw0rd@host/x'}]\n  sourceType:")}, "wrong application-condition", "ComparisonError: cannot read https://…@host/x"},
		{"warning of Argo CD", change{app: replace("  sourceType:", "  conditions: [{type: OrphanedResourceWarning, message: x}]\n  sourceType:")}, "warning application-condition", "OrphanedResourceWarning"},
		{"sync failed", change{app: replace("phase: Succeeded", "message: no such kind\n    phase: Failed")}, "wrong sync-failed", "no such kind"},
		{"degraded", change{app: replace("status: Healthy", "status: Degraded")}, "wrong degraded", "Degraded"},
		{"suspended", change{app: replace("status: Healthy", "status: Suspended")}, "warning application-suspended", "waits for a person"},
		{"a sync status of nobody", change{app: replace("status: Synced", "status: Done")}, "unknown application-not-compared", `not known here: "Done"`},
		{"a health of nobody", change{app: replace("status: Healthy", "status: Fine")}, "unknown health-not-known", `not known here: "Fine"`},
		{"skipped", change{app: replace("  annotations:\n", "  annotations:\n    argocd.argoproj.io/skip-reconcile: 'true'\n")}, "wrong application-suspended", "stops Argo CD"},
		{"another repository", change{app: replace("owner/shop.git", "owner/store")}, "wrong application-differs", `should be "https://github.com/owner/shop"`},
		{"another namespace", change{app: replace("namespace: shop}", "namespace: store}")}, "wrong application-differs", "the namespace is"},
		{"Secret missing", change{live: func(l *Live) { l.Secrets = nil }}, "wrong secret-missing", "Secret shop-secrets is not in the namespace shop"},
		{"key missing", change{live: func(l *Live) { l.Secrets[0].Keys = []string{"API_TOKEN"} }}, "wrong secret-key-missing", "has no key DB_PASSWORD"},
		{"another type", change{live: func(l *Live) { l.Secrets[0].Type = "kubernetes.io/tls" }}, "warning secret-type-differs", "kubernetes.io/tls"},
		{"Secrets not readable", change{live: func(l *Live) { l.SecretsUnknown = "no right" }}, "unknown secrets-not-known", "no right"},
		{"pinned", change{project: strings.Replace(wellProject, "[ghcr.io/owner/shop]", "[{name: ghcr.io/owner/shop, pin: sha-0000002}]", 1), app: replace("regexp:^sha-[0-9a-f]{7,40}$", "regexp:^sha-0000002$")}, "", ""},
		{"pinned, not yet live", change{project: strings.Replace(wellProject, "[ghcr.io/owner/shop]", "[{name: ghcr.io/owner/shop, pin: sha-0000001}]", 1), tag: func(tag *Tag) { tag.Takes = "sha-0000001" }},
			"warning image-behind, wrong settings-not-live", "is pinned to sha-0000001"},
		{"pinned to nothing", change{project: strings.Replace(wellProject, "[ghcr.io/owner/shop]", "[{name: ghcr.io/owner/shop, pin: sha-0000009}]", 1), app: replace("regexp:^sha-[0-9a-f]{7,40}$", "regexp:^sha-0000009$"), tag: func(tag *Tag) { *tag = Tag{Reason: "none", Tags: 3} }},
			"wrong pin-not-there", "is pinned to sha-0000009"},
		{"pinned, not yet live, registry not asked", change{project: pinned("sha-0123abc"), app: replace("regexp:^sha-[0-9a-f]{7,40}$", "regexp:^sha-0123abc$"), tag: silent}, "unknown registry-not-known, warning image-behind", "is deployed as sha-0000002, and is pinned to sha-0123abc: it waits for Image Updater"},
		{"pinned and live, registry not asked", change{project: pinned("sha-0000002"), app: replace("regexp:^sha-[0-9a-f]{7,40}$", "regexp:^sha-0000002$"), tag: silent}, "unknown registry-not-known", "is pinned to sha-0000002"},
		{"pinned, live with a digest", change{project: pinned("sha-0000002"), app: func(s string) string {
			return replace("regexp:^sha-[0-9a-f]{7,40}$", "regexp:^sha-0000002$")(replace("images: ['ghcr.io/owner/shop:sha-0000002'", "images: ['ghcr.io/owner/shop:sha-0000002@sha256:00'")(s))
		}, tag: silent}, "unknown registry-not-known", ""},
		{"a tag set by hand", change{app: replace("shop:sha-0000002", "shop:latest"), tag: silent}, "unknown registry-not-known, warning tag-not-taken", "is deployed as latest, which is no tag that Image Updater takes (regexp:^sha-"},
		{"several Pods, none of a tag that is taken", change{app: func(s string) string {
			s, _, _ = strings.Cut(none(s), "  history:")
			return strings.ReplaceAll(s, "images: ['ghcr.io/owner/shop:sha-0000002']", "images: ['ghcr.io/owner/shop:latest', 'ghcr.io/owner/shop:edge']")
		}, tag: silent, git: func(g *Git) { g.Images = nil }}, "unknown registry-not-known, warning tag-not-taken", "is deployed as latest, edge"},
		{"an ignored tag", change{project: strings.Replace(wellProject, "[ghcr.io/owner/shop]", "[{name: ghcr.io/owner/shop, ignoreTags: [sha-0000002]}]", 1), app: replace("    argocd-image-updater.argoproj.io/write-back", "    argocd-image-updater.argoproj.io/shop.ignore-tags: sha-0000002\n    argocd-image-updater.argoproj.io/write-back"), tag: silent},
			"unknown registry-not-known, warning tag-not-taken", "is deployed as sha-0000002"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := Judge(factsOf(t, tc.change))
			assert.Equal(t, strings.Join(ids(p), ", "), tc.want, "%+v", p.Findings)
			said := slices.ContainsFunc(p.Findings, func(f Finding) bool { return strings.Contains(f.Message, tc.says) })
			assert.Check(t, tc.says == "" || said, "%+v", p.Findings)
		})
	}
}

func TestNames(t *testing.T) {
	for _, tc := range []struct{ image, name, tag string }{
		{"ghcr.io/owner/app:sha-1", "ghcr.io/owner/app", "sha-1"},
		{"127.0.0.1:5000/owner/app", "127.0.0.1:5000/owner/app", ""},
		{"127.0.0.1:5000/owner/app:v1@sha256:00", "127.0.0.1:5000/owner/app", "v1"},
		{"docker.io/library/nginx@sha256:00", "nginx", "sha256:00"},
		{"nginx:1", "nginx", "1"},
	} {
		assert.Equal(t, nameOf(tc.image), tc.name)
		assert.Equal(t, tagOf(tc.image), tc.tag)
	}
	assert.Equal(t, overrideOf([]string{"web=ghcr.io/o/web:a", "ghcr.io/o/web2:b"}, "ghcr.io/o/web", "web"), "a")
	assert.Equal(t, overrideOf([]string{"ghcr.io/o/web2:b"}, "ghcr.io/o/web", ""), "")
}

func TestForeignTextHoldsNoCredential(t *testing.T) {
	token := "ghp_" + "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY1zA2"
	for _, text := range []string{
		"authentication required for https://ci:Hk3nq9vv@github.com/owner/shop", "token " + token + " is refused",
		`applying {"kind":"Secret","data":{"A":"Hk3nq9vv"}} failed`, "Secret: stringData: map[A:Hk3nq9vv]",
	} {
		got := foreign(text)
		assert.Check(t, !strings.Contains(got, "Hk3nq9vv") && !strings.Contains(got, token), got)
	}
	assert.Check(t, len([]rune(foreign(strings.Repeat("é\n", 5000)))) <= longest+1)
}

// TestNoTextSteersTheTerminal holds that whatever a live Application has in its fields, no report holds what a terminal obeys, or
// what turns or breaks a line.
func TestNoTextSteersTheTerminal(t *testing.T) {
	const steers = "\x1b\u009b\u202e\r\n\u2028"
	planted := 0
	var plant func(n *yaml.Node)
	plant = func(n *yaml.Node) {
		for i, below := range n.Content {
			if n.Kind != yaml.MappingNode || i%2 == 1 {
				plant(below)
			}
		}
		if n.Kind == yaml.ScalarNode && n.Tag != "!!bool" {
			n.Value += steers + "x"
			planted++
		}
	}
	for _, well := range []string{wellApp, strings.Replace(wellApp, "  sourceType:", "  conditions: [{type: ComparisonError, message: x}]\n  sourceType:", 1)} {
		it := itemsOf(t, well)[0]
		for _, field := range []string{"metadata", "spec", "status"} {
			plant(it.Lookup(field))
		}
		f := factsOf(t, change{live: func(l *Live) {
			l.App, l.Secrets[0].Type, l.SecretsUnknown = ReadApp(it), steers, ""
		}})
		p := Judge(f)
		assert.Check(t, p.Sync != "Synced" && p.State != OK, p.Sync)
		var walk func(v reflect.Value)
		walk = func(v reflect.Value) {
			switch v.Kind() {
			case reflect.String:
				assert.Check(t, !strings.ContainsAny(v.String(), steers), "%q", v.String())
			case reflect.Slice:
				for i := range v.Len() {
					walk(v.Index(i))
				}
			case reflect.Struct:
				for i := range v.NumField() {
					if v.Type().Field(i).IsExported() {
						walk(v.Field(i))
					}
				}
			case reflect.Pointer:
				if !v.IsNil() {
					walk(v.Elem())
				}
			}
		}
		walk(reflect.ValueOf(p))
	}
	assert.Check(t, planted > 40, "%d", planted)
}

// TestReadGit holds that a kustomization is asked whether a new tag reaches what it renders.
func TestReadGit(t *testing.T) {
	f := factsOf(t, change{})
	workload := func(image string) string {
		return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\nspec: {template: {spec: {containers: [{name: a, image: '" + image +
			"', envFrom: [{secretRef: {name: shop-secrets}}]}]}}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: other, namespace: other}\nspec: {imagePullSecrets: [{name: x}], containers: [{name: a, image: b}]}\n"
	}
	build := func(stubborn bool) func(images ...string) ([]*krm.Item, error) {
		return func(images ...string) ([]*krm.Item, error) {
			image := "ghcr.io/owner/shop:sha-0000000"
			if len(images) > 0 && !stubborn {
				image = images[0]
			}
			return itemsOf(t, workload(image)), nil
		}
	}
	g := ReadGit(f.Project, build(false))
	assert.DeepEqual(t, g.Images, []string{"ghcr.io/owner/shop:sha-0000000", "b"})
	assert.Check(t, len(g.References) == 1 && g.References[0].Name == "shop-secrets", "%v", g.References)
	assert.Equal(t, len(g.Resists), 0)
	assert.Equal(t, ReadGit(f.Project, build(true)).Resists["ghcr.io/owner/shop"], "sha-0000000")
	broken := ReadGit(f.Project, func(...string) ([]*krm.Item, error) { return nil, errors.New("no such\nfile") })
	assert.Equal(t, broken.Why, "no such file")
}

func TestRootKeepsImages(t *testing.T) {
	root := func(pointer, option string) string {
		return "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: k3s}\nspec:\n  ignoreDifferences: [{group: argoproj.io, kind: Application, jsonPointers: [" + pointer + "]}]\n  syncPolicy: {syncOptions: [" + option + "]}\n"
	}
	const respect = "RespectIgnoreDifferences=true"
	for _, tc := range []struct {
		text string
		want bool
	}{
		{root("/spec/source/kustomize/images", respect), true}, {root("/spec/source", respect), true},
		{root("/spec/source/kustomize/images", "Validate=false"), false}, {root("/spec/sou", respect), false}, {root("''", respect), false},
	} {
		assert.Equal(t, ReadApp(itemsOf(t, tc.text)[0]).KeepsImages, tc.want, tc.text)
	}
}
