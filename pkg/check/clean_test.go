// SPDX-License-Identifier: Apache-2.0

package check_test

import (
	"fmt"
	"math/rand"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/generate"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/rule/ruletest"
)

// clean is a set of files without a finding.
type clean struct {
	name   string
	target rule.Target
	docs   []krm.Document
}

// pool makes sets of clean files.
type pool struct {
	goods []clean
	made  map[string][]krm.Document
	// How many pairs of files were used, shared the identity of a resource, or found something in each other.
	used, doubled, unclean int
}

func newClean(t *testing.T) *pool {
	p := &pool{made: map[string][]krm.Document{}}
	for _, r := range check.Rules() {
		if strings.TrimSpace(documentsOf(r.Good)) != "" { // a rule on workflows shows files alone
			p.goods = append(p.goods, clean{"the good example of " + r.ID, r.Target, documents(r.ID+".yaml", documentsOf(r.Good))})
		}
	}
	return p
}

// examples are the two examples and both together: as they are, or rendered anew for other versions.
func (p *pool) examples(t *testing.T, target rule.Target) []clean {
	t.Helper()
	var sets []clean
	var both []krm.Document
	for _, name := range []string{"home-manager", "k3s-monitoring"} {
		docs := p.once(t, fmt.Sprint(name, target), func() []krm.Document {
			docs := packageOf(t, filepath.Join("..", "..", "examples", name, "argocd"), name)
			if target != (rule.Target{}) {
				docs = rendered(t, atVersions(docs, target))
			}
			assert.Equal(t, len(worse(resultsOf(t, docs, target))), 0, "%v", worse(resultsOf(t, docs, target)))
			return docs
		})
		sets = append(sets, clean{name, target, docs})
		both = append(both, docs...)
	}
	return append(sets, clean{"both examples", target, both})
}

// generated is what is generated for random Projects and a random pair of the versions in which a rule holds.
func (p *pool) generated(t *testing.T, random *rand.Rand, r *rule.Rule) clean {
	t.Helper()
	target := targetOf(t, random, r)
	spec := randomSpecs[random.Intn(len(randomSpecs))]
	name := fmt.Sprintf("package %d generated for Argo CD %s, Image Updater %s", spec, target.ArgoCD, target.ImageUpdater)
	docs := p.once(t, name, func() []krm.Document {
		docs := rendered(t, documents("spec.yaml", randomSpec(rand.New(rand.NewSource(spec)), target)))
		assert.Equal(t, len(worse(resultsOf(t, docs, target))), 0, "%v", worse(resultsOf(t, docs, target)))
		return docs
	})
	return clean{name, target, docs}
}

// pair are two clean files, drawn at random until they neither share a resource nor find anything in each other.
func (p *pool) pair(t *testing.T, random *rand.Rand, r *rule.Rule) clean {
	t.Helper()
	for {
		a, b := p.goods[random.Intn(len(p.goods))], p.goods[random.Intn(len(p.goods))]
		switch random.Intn(4) {
		case 0:
			b = p.generated(t, random, r)
		case 1:
			b = p.examples(t, r.Target)[random.Intn(2)]
		}
		target := r.Target
		if b.target != (rule.Target{}) && target == (rule.Target{}) && holds(t, r, b.target) {
			target = b.target
		}
		docs := append(append([]krm.Document(nil), a.docs...), b.docs...)
		switch {
		case sharesIdentity(t, docs):
			p.doubled++
		case slices.ContainsFunc(resultsOf(t, docs, target), func(found krm.Result) bool { return found.Severity != krm.Info || found.Rule == r.ID }):
			p.unclean++
		default:
			p.used++
			return clean{a.name + " and " + b.name, target, docs}
		}
	}
}

func (p *pool) once(t *testing.T, name string, make func() []krm.Document) []krm.Document {
	t.Helper()
	if _, ok := p.made[name]; !ok {
		p.made[name] = make()
	}
	return p.made[name]
}

// targetOf returns a random pair of the versions in which a rule holds.
func targetOf(t *testing.T, random *rand.Rand, r *rule.Rule) rule.Target {
	t.Helper()
	var targets []rule.Target
	for _, cd := range argocd.Releases() {
		for _, updater := range imageupdater.Releases() {
			if target := (rule.Target{ArgoCD: cd, ImageUpdater: updater}); holds(t, r, target) {
				targets = append(targets, target)
			}
		}
	}
	return targets[random.Intn(len(targets))]
}

// holds reports whether a rule holds for versions.
func holds(t *testing.T, r *rule.Rule, target rule.Target) bool {
	t.Helper()
	cd, _, err := argocd.Resolve(target.ArgoCD)
	assert.NilError(t, err)
	updater, _, err := imageupdater.Resolve(target.ImageUpdater)
	assert.NilError(t, err)
	return r.ArgoCD.Has(cd) && r.ImageUpdater.Has(updater)
}

// worse leaves out what is advice only.
func worse(results []krm.Result) []krm.Result {
	var rest []krm.Result
	for _, r := range results {
		if r.Severity != krm.Info {
			rest = append(rest, r)
		}
	}
	return rest
}

func sharesIdentity(t *testing.T, docs []krm.Document) bool {
	t.Helper()
	list, err := krm.FromDocuments(docs)
	assert.NilError(t, err)
	seen := map[string]bool{}
	for _, it := range list.Items {
		id := strings.Join([]string{it.Group(), it.Kind, it.Namespace, it.Name}, "|")
		if seen[id] {
			return true
		}
		seen[id] = true
	}
	return false
}

// packageOf reads the resources of a folder, as files of a folder of that name.
func packageOf(t *testing.T, dir, name string) []krm.Document {
	t.Helper()
	var docs []krm.Document
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".yaml" {
			return err
		}
		text, err := os.ReadFile(path)
		docs = append(docs, documents(name+strings.TrimPrefix(filepath.ToSlash(path), filepath.ToSlash(dir)), string(text))...)
		return err
	})
	assert.NilError(t, err)
	return docs
}

// atVersions leaves of a package what a person writes, with other versions in its Platform.
func atVersions(docs []krm.Document, target rule.Target) []krm.Document {
	var written []krm.Document
	for _, d := range docs {
		if strings.Contains(d.Path, "/rendered/") || strings.Contains(d.Path, "/secrets/") {
			continue
		}
		if strings.HasSuffix(d.Path, "/platform.yaml") {
			text := string(d.Text)
			if target.ArgoCD != "" {
				text = strings.Replace(text, "version: v3.5.7", "version: "+target.ArgoCD, 1)
			}
			if target.ImageUpdater != "" {
				text = strings.Replace(text, "version: v0.12.2", "version: "+target.ImageUpdater, 1)
			}
			d.Text = []byte(text)
		}
		written = append(written, d)
	}
	return written
}

// rendered generates from a package and returns it as files, in the folder of the first where that stands in one.
func rendered(t *testing.T, docs []krm.Document) []krm.Document {
	t.Helper()
	list, err := krm.FromDocuments(docs)
	assert.NilError(t, err)
	krm.Function{Name: "generate", Run: generate.Delivery}.Apply(list)
	assert.Assert(t, !krm.Failed(list.Results), "%v", list.Results)
	folder, _, _ := strings.Cut(docs[0].Path, "/")
	if folder == docs[0].Path {
		folder = "."
	}
	files := map[string][]string{}
	var paths []string
	for _, it := range list.Items {
		text, err := it.YAML()
		assert.NilError(t, err)
		file := it.Path
		if !strings.HasPrefix(file, folder+"/") {
			file = path.Join(folder, file)
		}
		if files[file] == nil {
			paths = append(paths, file)
		}
		files[file] = append(files[file], strings.TrimSuffix(string(text), "\n")+"\n")
	}
	var made []krm.Document
	for _, file := range paths {
		made = append(made, documents(file, strings.Join(files[file], "---\n"))...)
	}
	return made
}

// randomSpecs are the seeds of the random packages.
var randomSpecs = []int64{1, 2, 3, 4, 5}

// randomSpec is what a person may write: Projects and a Platform for versions.
func randomSpec(random *rand.Rand, target rule.Target) string {
	maybe := func(text string) string {
		if random.Intn(2) == 0 {
			return ""
		}
		return text
	}
	either := func(texts ...string) string { return texts[random.Intn(len(texts))] }
	settings := ""
	if v, _, _ := imageupdater.Resolve(target.ImageUpdater); v.Resource() {
		settings = ", settings: " + either("annotations", "resource")
	}
	var b strings.Builder
	fmt.Fprintf(&b, "apiVersion: fairlead.dev/v1alpha1\nkind: Platform\nmetadata: {name: k3s}\nspec:\n  argocd: {version: %s%s}\n  imageUpdater:\n    version: %s%s\n  cluster: {platforms: [linux/arm64]}\n%s",
		target.ArgoCD, maybe(", ci: projectRole"), target.ImageUpdater, strings.Replace(settings, ", ", "\n    ", 1)+
			maybe("\n    registries: [{prefix: ghcr.io, credentials: 'pullsecret:argocd/ghcr'}]"), maybe("  package: {repository: 'https://github.com/owner/platform'}\n"))
	for i := range 1 + random.Intn(3) {
		name := either("shop", "blog", "mail") + fmt.Sprint(i)
		fmt.Fprintf(&b, "---\napiVersion: fairlead.dev/v1alpha1\nkind: Project\nmetadata: {name: %s}\nspec:\n  repository: %s/%s\n", name, either("https://github.com/owner", "git@github.com:owner"), name)
		b.WriteString(maybe("  path: argocd/deploy\n") + maybe("  revision: v1.2\n") + maybe("  namespace: web-"+name+"\n"))
		b.WriteString(maybe("  rendersSecrets: true\n") + maybe("  onDelete: delete\n"))
		b.WriteString(maybe("  images:\n  - ghcr.io/owner/" + name + "\n" + maybe("  - {name: ghcr.io/owner/web-"+name+", alias: front, platforms: [linux/arm64, linux/amd64], ignoreTags: [pr-*]}\n")))
		b.WriteString(maybe("  secrets:\n  - {name: " + name + "-secrets, keys: [API_TOKEN]}\n" + maybe("  - {name: "+name+"-tls, type: kubernetes.io/tls, mode: placeholder}\n")))
		b.WriteString(maybe("  sync: {options: [PruneLast=true]}\n"))
	}
	return b.String()
}

// documentsOf are the documents of an example, without the files beside them.
func documentsOf(example string) string {
	text, _ := ruletest.Files(example)
	return text
}
