// SPDX-License-Identifier: Apache-2.0

package folder_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"
	"gotest.tools/v3/fs"

	"github.com/fairlead-krm/fairlead/pkg/folder"
)

// requireKpt skips a test where there is no kpt, and fails it where there has to be one.
func requireKpt(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("kpt"); err == nil {
		return
	}
	if os.Getenv("FAIRLEAD_REQUIRE_KPT") == "1" {
		t.Fatal("kpt is not on PATH")
	}
	t.Skip("kpt is not on PATH")
}

// kptItems renders dir with kpt and lists what it gives to the root package's function, by package, file and index.
func kptItems(t *testing.T, dir *fs.Dir) []string {
	t.Helper()
	script := fs.NewDir(t, "function", fs.WithFile("tee.sh", "#!/bin/sh\ntee \"$(dirname \"$0\")/stdin.yaml\"\n", fs.WithMode(0o755)))
	kptfile, err := os.ReadFile(dir.Join("Kptfile"))
	assert.NilError(t, err)
	kptfile = append(kptfile, "pipeline:\n  mutators:\n  - exec: "+script.Join("tee.sh")+"\n"...)
	assert.NilError(t, os.WriteFile(dir.Join("Kptfile"), kptfile, 0o644))
	out, err := exec.Command("kpt", "fn", "render", dir.Path(), "--allow-exec").CombinedOutput()
	assert.NilError(t, err, "%s", out)

	stdin, err := os.ReadFile(script.Join("stdin.yaml"))
	assert.NilError(t, err)
	var input struct {
		Items []struct {
			Metadata struct{ Annotations map[string]string }
		}
	}
	assert.NilError(t, yaml.Unmarshal(stdin, &input))
	root, err := filepath.EvalSymlinks(dir.Path())
	assert.NilError(t, err)
	var names []string
	for _, one := range input.Items {
		const prefix = "internal.config.kubernetes.io/"
		a := one.Metadata.Annotations
		rel, err := filepath.Rel(root, a[prefix+"package-path"])
		assert.NilError(t, err)
		names = append(names, fmt.Sprintf("%s %s %s", rel, a[prefix+"path"], a[prefix+"index"]))
	}
	return names
}

// What Read finds is what kpt hands to a function, in the same order.
func TestKptParity(t *testing.T) {
	requireKpt(t)
	file := func(name string) fs.PathOp { return fs.WithFile(name, item(strings.ToLower(name))) }
	dir := fs.NewDir(t, "package", kptfile("root"),
		fs.WithFile(".krmignore", "# c\nvendor\nsecret*.yaml\n!secret-ok.yaml\n/rooted.yaml\ndir/only/\n  spaced.yaml \r\n**/stars.yaml\nx[.yaml\ntab.yaml\t\n"),
		file("secret-a.yaml"), file("secret-ok.yaml"), file("rooted.yaml"), file("spaced.yaml"), file("stars.yaml"), file("tab.yaml"),
		fs.WithDir("q", file("rooted.yaml"), fs.WithDir("r", file("stars.yaml"))),
		fs.WithDir("dir", fs.WithDir("only", file("o.yaml")), file("d.yaml")),
		// Hides nothing: it is not at the top of a package.
		fs.WithDir("plain", fs.WithFile(".krmignore", "n.yaml\n"), file("m.yaml"), file("n.yaml")),
		fs.WithDir("vendor", file("v.yaml"), fs.WithDir("lib", kptfile("lib"), file("l.yaml"))),
		fs.WithDir("sub", kptfile("sub"), fs.WithFile(".krmignore", "i.yaml\n"), file("i.yaml"), file("secret-b.yaml"),
			fs.WithDir("inner", kptfile("inner"), file("i.yaml"))),
		fs.WithDir("sub-a", file("x.yaml")), fs.WithDir("sub.d", file("x.yaml")),
		fs.WithDir("sub-b", file("y.yaml"), fs.WithDir("deep", kptfile("deep"), file("d.yaml"))),
		fs.WithDir(".git", file("g.yaml"), fs.WithDir("pkg", kptfile("pkg"), file("p.yaml"))),
		fs.WithDir(".hidden", file("h.yaml")), file(".yaml"),
		fs.WithDir("d.yaml", file("x.yaml")),
		file("z.yml"), fs.WithFile("A.YAML", "no"), fs.WithFile("notes.txt", "no"),
		fs.WithFile("j.json", `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"j"}}`),
		link("link.yaml", "q/rooted.yaml"), link("linked", "q"), link("nowhere", "none"),
		fs.WithFile("many.yaml", "# head\n---\n"+item("a")+"---\n# c\n---\n\n--- # d\n"+item("b")+"...\n# e\n---\nnull\n---\n~ # f\n---\n"+item("c")+"---"),
		fs.WithFile("crlf.yaml", strings.ReplaceAll("---\n---\n---\n"+item("a")+"---\t\n"+item("b"), "\n", "\r\n")),
		fs.WithFile("bom.yaml", "\ufeff---\n"+item("a")+"---\n\ufeff"+item("b")),
		fs.WithFile("flow.yaml", "--- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n---\n"+item("b")),
		fs.WithFile("empty.yaml", ""), fs.WithFile("comment.yaml", "# c\n"))
	p, err := folder.Read(dir.Path())
	assert.NilError(t, err)
	assert.DeepEqual(t, list(p.All()), kptItems(t, dir))
}

// What is marked Lost is what kpt does not hand to a function.
func TestKptLoses(t *testing.T) {
	requireKpt(t)
	for name, content := range map[string]string{
		"dots":  item("a") + "...\n" + item("lost") + "---\n" + item("c"),
		"cr":    strings.ReplaceAll(item("a")+"---\n"+item("lost"), "\n", "\r"),
		"empty": "---\n...\n" + item("lost"),
		"null":  "null\n...\n" + item("lost") + "---\n" + item("c"),
	} {
		t.Run(name, func(t *testing.T) {
			dir := fs.NewDir(t, "package", kptfile("root"), fs.WithFile("x.yaml", content))
			p, err := folder.Read(dir.Path())
			assert.NilError(t, err)
			var seen int
			for _, d := range p.Documents {
				assert.Equal(t, d.Lost, strings.Contains(string(d.Text), "lost"))
				if !d.Lost {
					seen++
				}
			}
			assert.Equal(t, len(kptItems(t, dir)), seen)
		})
	}
}

// A folder that a deletion leaves empty stays, in kpt and here.
func TestKptLeavesFolders(t *testing.T) {
	requireKpt(t)
	const keepKptfile = `#!/bin/sh
sed -e '/^- apiVersion: v1$/,$d'
`
	script := fs.NewDir(t, "function", fs.WithFile("drop.sh", keepKptfile, fs.WithMode(0o755)))
	ops := []fs.PathOp{
		fs.WithFile("Kptfile", "apiVersion: kpt.dev/v1\nkind: Kptfile\nmetadata:\n  name: a\npipeline:\n  mutators:\n  - exec: "+script.Join("drop.sh")+"\n"),
		fs.WithDir("only", fs.WithFile("x.yaml", item("x"))),
	}
	dir := fs.NewDir(t, "kpt", ops...)
	out, err := exec.Command("kpt", "fn", "render", dir.Path(), "--allow-exec").CombinedOutput()
	assert.NilError(t, err, "%s", out)

	p, own := read(t, ops...)
	plan, err := p.Plan(folder.Remove("only/x.yaml", 0))
	assert.NilError(t, err)
	assert.NilError(t, plan.Apply())
	assert.Assert(t, fs.Equal(own.Path(), fs.ManifestFromDir(t, dir.Path())))
}
