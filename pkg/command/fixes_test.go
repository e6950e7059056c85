// SPDX-License-Identifier: Apache-2.0

package command

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/folder"
	"github.com/fairlead-krm/fairlead/pkg/krm"
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
	assert.Equal(t, stderr, "")
	assert.DeepEqual(t, tree(t, dir), files)
}

func TestFixOfManyInOneDocument(t *testing.T) {
	d := folder.Split("a.yaml", []byte("a: [xx, xx,   \"xx\"]\nb: xx # xx\n"))[0]
	propose := func(line, column int, value any) krm.Result {
		return krm.Result{Line: line, Column: column, Field: &krm.Field{ProposedValue: value}}
	}
	text, fixed := fixDocument(d, []krm.Result{
		propose(1, 5, "a"), propose(1, 9, "longer"), propose(1, 9, "longer"), propose(1, 15, "b"), propose(2, 4, "one"), propose(2, 4, "another"),
	})
	assert.Equal(t, string(text), "a: [a, longer,   \"b\"]\nb: xx # xx\n")
	assert.Equal(t, len(fixed), 3)
}
