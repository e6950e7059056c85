// SPDX-License-Identifier: Apache-2.0

package command

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

// The finalizer is a mistake with one remedy.
const wrongFinalizer, rightFinalizer = "argocd.argoproj.io/resources-finalizer", "resources-finalizer.argocd.argoproj.io"

func withFinalizer(name, finalizer string) string {
	return strings.Replace(applicationFile(name, rightOption), "  namespace: argocd\n", "  namespace: argocd\n  finalizers:\n    - "+finalizer+"\n", 1)
}

func TestFixTouchesNothingElse(t *testing.T) {
	odd := "\ufeff# head\r\n---   # first\r\n" +
		strings.ReplaceAll(strings.Replace(withFinalizer("a", wrongFinalizer), "- "+wrongFinalizer, "-   '"+wrongFinalizer+"'   # why 日本\n    -   \"example.org/other\"\t# kept  ", 1), "\n", "\r\n") +
		"...\r\n--- {apiVersion: argoproj.io/v1alpha1, kind: Application,   metadata: {name: b,namespace: argocd, finalizers: [ " + wrongFinalizer +
		",example.org/other ]}, spec: {project: b, source: {repoURL: 'https://github.com/owner/b', path: x, targetRevision: main}, destination: {server: 'https://kubernetes.default.svc', namespace: b}}}\r\n# tail without line end"
	files := map[string]string{"a.yaml": odd, "clean.yaml": applicationFile("c", rightOption), "values.yaml": "x:   1\n"}
	dir := write(t, files)
	status, stdout, stderr := call(t, "", "validate", "--fix", dir)
	assert.Equal(t, status, 0, "%s%s", stdout, stderr)
	assert.Equal(t, strings.Count(stderr, "fixed "), 2, stderr)
	assert.Check(t, strings.Contains(stderr, "/a.yaml:9:9: metadata.finalizers[0] is now \""+rightFinalizer+"\" [finalizer-unknown]"), stderr)
	want := map[string]string{"a.yaml": strings.ReplaceAll(odd, wrongFinalizer, rightFinalizer), "clean.yaml": files["clean.yaml"], "values.yaml": files["values.yaml"]}
	assert.DeepEqual(t, tree(t, dir), want)
	status, _, stderr = call(t, "", "validate", "--fix", dir)
	assert.Equal(t, status, 0)
	assert.Equal(t, stderr, "")
}

func TestFixOfOneFile(t *testing.T) {
	files := map[string]string{"a.yaml": withFinalizer("a", wrongFinalizer), "b.yaml": withFinalizer("b", wrongFinalizer)}
	dir := write(t, files)
	ok(t, "validate", "--fix", dir+"/a.yaml")
	assert.DeepEqual(t, tree(t, dir), map[string]string{"a.yaml": withFinalizer("a", rightFinalizer), "b.yaml": files["b.yaml"]})
}

func TestFixLeavesWhatItCannotMend(t *testing.T) {
	files := map[string]string{"a.yaml": withFinalizer("a", "&x "+wrongFinalizer)}
	dir := write(t, files)
	status, _, stderr := call(t, "", "validate", "--fix", dir)
	assert.Equal(t, status, 1)
	assert.Check(t, strings.Contains(stderr, `"`+rightFinalizer+`" is not written: the value is not a plain or quoted scalar`), stderr)
	assert.DeepEqual(t, tree(t, dir), files)
}

// TestFixWritesNothingTwice holds that no list gets a value that it has, from the file or from another fix.
func TestFixWritesNothingTwice(t *testing.T) {
	text := strings.Replace(applicationFile("a", rightOption), "  namespace: argocd\n",
		"  namespace: argocd\n  finalizers: ["+wrongFinalizer+",  '"+wrongFinalizer+"'] # "+wrongFinalizer+"\n", 1)
	dir := write(t, map[string]string{"a.yaml": text})
	status, _, stderr := call(t, "", "validate", "--fix", dir)
	assert.Equal(t, status, 1, stderr)
	assert.Equal(t, strings.Count(tree(t, dir)["a.yaml"], rightFinalizer), 1, stderr)

	files := map[string]string{"a.yaml": strings.Replace(applicationFile("a", rightOption), rightOption, rightOption+"\n      - "+wrongOption, 1)}
	dir = write(t, files)
	_, _, stderr = call(t, "", "validate", "--fix", dir)
	assert.Check(t, strings.Contains(stderr, "not fixed ") && strings.Contains(stderr, "the list would hold the value twice"), stderr)
	assert.DeepEqual(t, tree(t, dir), files)
}

// TestFixSaysWhatItLeaves holds that two remedies for one value are both named, and neither is written.
func TestFixSaysWhatItLeaves(t *testing.T) {
	files := map[string]string{"a.yaml": withFinalizer("a", wrongFinalizer)}
	dir := write(t, files)
	var stderr bytes.Buffer
	v := &validation{streams: streams{err: &stderr}, target: dir}
	f, err := v.find()
	assert.NilError(t, err)
	for _, r := range f.results {
		if r.Rule == "finalizer-unknown" {
			other := *r.Field
			other.ProposedValue = "example.org/100%"
			r.Field = &other
			f.results = append(f.results, r)
		}
	}
	_, err = v.fixAll(f)
	assert.NilError(t, err)
	for _, value := range []string{rightFinalizer, "example.org/100%"} {
		assert.Check(t, strings.Contains(stderr.String(), `metadata.finalizers[0]: "`+value+`" is one of several remedies`), stderr.String())
	}
	assert.DeepEqual(t, tree(t, dir), files)
}

// TestFixLeavesWhatWouldSpoilSomethingElse holds that a value which a rule proposes is not written where it brings another
// finding, and that the others are.
func TestFixLeavesWhatWouldSpoilSomethingElse(t *testing.T) {
	// With the right kind the rule keeps Secrets for the first time, and not at a sync.
	group := func(name string) string {
		return withFinalizer("a", name) + "  ignoreDifferences:\n    - kind: Secrets\n      jsonPointers: [/data]\n"
	}
	dir := write(t, map[string]string{"a.yaml": group(wrongFinalizer), "b.yaml": withFinalizer("b", wrongFinalizer), "c.yaml": withFinalizer("c", wrongFinalizer)})
	status, _, stderr := call(t, "", "validate", "--fix", dir)
	assert.Equal(t, status, 1, stderr)
	assert.Equal(t, strings.Count(stderr, "\nfixed ")+1, 3, stderr)
	assert.Check(t, strings.Contains(stderr, "/a.yaml:21:13: spec.ignoreDifferences[0].kind: \"Secret\" would bring another finding: "), stderr)
	assert.Check(t, strings.Contains(stderr, "[secret-ignored-not-respected] [ignore-difference-kind-dead]"), stderr)
	assert.DeepEqual(t, tree(t, dir), map[string]string{"a.yaml": group(rightFinalizer), "b.yaml": withFinalizer("b", rightFinalizer), "c.yaml": withFinalizer("c", rightFinalizer)})
}

func annotated(strategy string) string {
	return strings.Replace(applicationFile("a", rightOption), "  namespace: argocd\n", "  namespace: argocd\n  annotations:\n"+
		"    argocd-image-updater.argoproj.io/image-list: app=ghcr.io/owner/app\n    argocd-image-updater.argoproj.io/app.update-strategy: "+strategy+
		"\n    argocd-image-updater.argoproj.io/app.allow-tags: regexp:^sha-[0-9a-f]{7}$\n", 1) + "    automated: {}\n"
}

// TestFixAssumesNoVersion holds that what is right for the version that runs is not put out of order by one that was assumed.
func TestFixAssumesNoVersion(t *testing.T) {
	dir := write(t, map[string]string{"a.yaml": annotated("newest-build")})
	status, _, stderr := call(t, "", "validate", "--fix", dir)
	assert.Equal(t, status, 1)
	assert.Check(t, strings.Contains(stderr, `: "latest" is the remedy at some versions of Image Updater only, and nobody says which one runs: name it by --image-updater`), stderr)
	assert.DeepEqual(t, tree(t, dir), map[string]string{"a.yaml": annotated("newest-build")})

	ok(t, "validate", "--fix", "--image-updater", "v0.12.2", dir)
	assert.DeepEqual(t, tree(t, dir), map[string]string{"a.yaml": annotated("latest")})

	// What is wrong in every version needs none.
	dir = write(t, map[string]string{"a.yaml": strings.Replace(annotated("latest"), "regexp:^", "^", 1)})
	ok(t, "validate", "--fix", dir)
	assert.DeepEqual(t, tree(t, dir), map[string]string{"a.yaml": annotated("latest")})

	// A Platform names it too.
	platform := "apiVersion: fairlead.dev/v1alpha1\nkind: Platform\nmetadata:\n  name: k3s\nspec:\n  imageUpdater:\n    version: v0.12.2\n"
	dir = write(t, map[string]string{"a.yaml": annotated("newest-build"), "platform.yaml": platform})
	ok(t, "validate", "--fix", dir)
	assert.DeepEqual(t, tree(t, dir), map[string]string{"a.yaml": annotated("latest"), "platform.yaml": platform})
}

// TestFixWritesAFileOnce holds that a file which a link shows twice is mended where it stands.
func TestFixWritesAFileOnce(t *testing.T) {
	for _, names := range [][2]string{{"a.yaml", "z.yaml"}, {"z.yaml", "a.yaml"}, {"sub/a.yaml", "b.yaml"}} {
		dir := write(t, map[string]string{names[0]: withFinalizer("a", wrongFinalizer)})
		assert.NilError(t, os.Symlink(names[0], filepath.Join(dir, names[1])))
		status, stdout, stderr := call(t, "", "validate", "--fix", dir)
		assert.Equal(t, status, 0, "%s%s", stdout, stderr)
		assert.Equal(t, strings.Count(stderr, "fixed "), 1, stderr)
		assert.Check(t, strings.Contains(stderr, "/"+names[0]+":7:7: metadata.finalizers[0] is now"), stderr)
		text, err := os.ReadFile(filepath.Join(dir, names[0]))
		assert.NilError(t, err)
		assert.Equal(t, string(text), withFinalizer("a", rightFinalizer))
		info, err := os.Lstat(filepath.Join(dir, names[1]))
		assert.NilError(t, err)
		assert.Check(t, info.Mode()&os.ModeSymlink != 0)
	}
}

// TestFixLeavesWhatDoesNotMend holds that a value is not written where its own finding would stay.
func TestFixLeavesWhatDoesNotMend(t *testing.T) {
	files := map[string]string{"a.yaml": withFinalizer("a", wrongFinalizer)}
	dir := write(t, files)
	var stderr bytes.Buffer
	v := &validation{streams: streams{err: &stderr}, target: dir}
	f, err := v.find()
	assert.NilError(t, err)
	for i := range f.results {
		if f.results[i].Rule == "finalizer-unknown" {
			f.results[i].Field.ProposedValue = "argocd.argoproj.io/other-finalizer"
		}
	}
	_, err = v.fixAll(f)
	assert.NilError(t, err)
	assert.Check(t, strings.Contains(stderr.String(), `metadata.finalizers[0]: "argocd.argoproj.io/other-finalizer" would not mend it: `), stderr.String())
	assert.DeepEqual(t, tree(t, dir), files)
}

// TestFixMendsAllMistakesOfOneValue holds that one call mends what stands behind and beside a mistake in the same value, and says
// nothing in between of what is not mended yet.
func TestFixMendsAllMistakesOfOneValue(t *testing.T) {
	for name, list := range map[string][2]string{
		"two items":           {"app = ghcr.io/owner/app, web=ghcr.io/owner/Web", "app=ghcr.io/owner/app, web=ghcr.io/owner/web"},
		"one item":            {"app = ghcr.io/owner/App, web=ghcr.io/owner/web", "app=ghcr.io/owner/app, web=ghcr.io/owner/web"},
		"three in two places": {"app = ghcr.io/owner/App, web = ghcr.io/owner/web", "app=ghcr.io/owner/app, web=ghcr.io/owner/web"},
	} {
		t.Run(name, func(t *testing.T) {
			text := func(list string) string {
				return strings.Replace(annotated("latest"), "app=ghcr.io/owner/app", "'"+list+"'", 1)
			}
			dir := write(t, map[string]string{"a.yaml": text(list[0])})
			_, stdout, stderr := call(t, "", "validate", "--image-updater", "v0.12.2", "--argocd", "v3.5", "--fix", dir)
			assert.DeepEqual(t, tree(t, dir), map[string]string{"a.yaml": text(list[1])})
			assert.Check(t, !strings.Contains(stderr, "not fixed"), stderr)
			assert.Check(t, !strings.Contains(stdout, "image-list-"), stdout)
		})
	}
}
