// SPDX-License-Identifier: Apache-2.0

package folder_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/fs"

	"github.com/fairlead-krm/fairlead/pkg/folder"
)

// item makes a resource that kpt accepts.
func item(name string) string {
	return "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: " + name + "\n"
}

func kptfile(name string) fs.PathOp {
	return fs.WithFile("Kptfile", "apiVersion: kpt.dev/v1\nkind: Kptfile\nmetadata:\n  name: "+name+"\n")
}

// link makes a link to the target as it is given; fs.WithSymlink knows only absolute ones inside of the folder.
func link(name, target string) fs.PathOp {
	return func(dir fs.Path) error { return os.Symlink(target, filepath.Join(dir.Path(), name)) }
}

// list names documents by file and index.
func list(documents []folder.Document) []string {
	var names []string
	for _, d := range documents {
		names = append(names, fmt.Sprintf("%s %s %d", d.Package, d.PackagePath(), d.Index))
	}
	return names
}

func TestRead(t *testing.T) {
	p, _ := read(t, kptfile("root"),
		fs.WithFile("b.yaml", "# head\n---\n"+item("b0")+"---\n"+item("b1")),
		fs.WithFile("a.json", `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"j"}}`),
		fs.WithFile("notes.txt", "no\n"), fs.WithFile("A.YAML", "no\n"),
		fs.WithFile(".krmignore", "hidden\nsecret*.yml\n"),
		fs.WithFile("secret.yml", item("s")),
		fs.WithDir("hidden", fs.WithFile("h.yaml", item("h"))),
		fs.WithDir("sub", kptfile("sub"), fs.WithFile("secret.yml", item("s"))))
	assert.Equal(t, p.Path, ".")
	assert.DeepEqual(t, list(p.Documents), []string{". Kptfile 0", ". a.json 0", ". b.yaml 0", ". b.yaml 1"})
	assert.DeepEqual(t, p.Ignored, []string{"hidden/", "secret.yml"})
	assert.Equal(t, len(p.Packages), 1)
	sub := p.Packages[0]
	assert.Equal(t, sub.Path, "sub")
	assert.Equal(t, sub.Dir, filepath.Join(p.Dir, "sub"))
	assert.Equal(t, sub.Documents[1].Path, "sub/secret.yml")
	assert.DeepEqual(t, list(p.All()), append([]string{"sub Kptfile 0", "sub secret.yml 0"}, list(p.Documents)...))
	assert.Equal(t, p.Documents[3].Line, 8)
	assert.Equal(t, string(p.Documents[3].Text), item("b1"))
}

func TestReadWithoutKptfile(t *testing.T) {
	p, _ := read(t, fs.WithFile("a.yaml", item("a")))
	assert.DeepEqual(t, list(p.All()), []string{". a.yaml 0"})
}

func TestReadLinks(t *testing.T) {
	p, dir := read(t,
		fs.WithDir("real", fs.WithFile("r.yaml", item("r"))),
		link("folder", "real"), link("self", "."), link("l.yaml", "real/r.yaml"), fs.WithSymlink("m.yaml", "real/r.yaml"),
		link("nowhere", "none"))
	assert.DeepEqual(t, list(p.All()), []string{". l.yaml 0", ". m.yaml 0", ". real/r.yaml 0"})

	beside := fs.NewDir(t, "beside", link("l", dir.Path()))
	linked, err := folder.Read(beside.Join("l"))
	assert.NilError(t, err)
	assert.Equal(t, linked.Dir, p.Dir)
}

func TestReadRefuses(t *testing.T) {
	outside := fs.NewDir(t, "outside", fs.WithFile("o.yaml", item("o")), fs.WithFile(".krmignore", "x\n"))
	target, err := filepath.EvalSymlinks(outside.Path())
	assert.NilError(t, err)
	for _, test := range []struct {
		name string
		op   fs.PathOp
		want string
	}{
		{"file outside", link("l.yaml", outside.Join("o.yaml")), "reading l.yaml: the link leads out of the package, to " + filepath.Join(target, "o.yaml") + ": "},
		{"folder outside", link("l", outside.Path()), "reading l: the link leads out of the package, to " + target + ": "},
		{"parent", fs.WithDir("d", link("up", "../..")), "reading d/up: the link leads out of the package, to "},
		{"ignore file outside", link(".krmignore", outside.Join(".krmignore")), "reading .krmignore: the link leads out of the package"},
		{"broken", link("l.yaml", "none"), "reading l.yaml: the link leads nowhere: "},
		{"folder named like a file", link("l.yaml", "."), "reading l.yaml: it is not a regular file: "},
		{"Kptfile that is a folder", fs.WithDir("d", fs.WithDir("Kptfile")), "reading d/Kptfile: it must be a file, not a folder"},
		{"not UTF-8", fs.WithFile("a.yaml", "a: \xe9\n"), "reading a.yaml: it is not UTF-8: convert it"},
		{"UTF-16", fs.WithFile("a.yaml", "\xff\xfea\x00"), "reading a.yaml: it is not UTF-8: convert it"},
		{"empty pattern", fs.WithFile(".krmignore", "# c\n\n !/ \n"), `reading .krmignore: line 3: the pattern "!/" names nothing, and kpt crashes on it: remove it`},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := fs.NewDir(t, "package", test.op)
			_, err := folder.Read(dir.Path())
			assert.ErrorContains(t, err, test.want)
			assert.Assert(t, !strings.Contains(err.Error(), "\n"))
		})
	}
}

func TestReadIgnoredLinks(t *testing.T) {
	p, _ := read(t, link("l.yaml", "/"), link("d", "/"), fs.WithFile(".krmignore", "l.yaml\nd\n"))
	assert.Equal(t, len(p.Documents), 0)
}

func TestReadTooLarge(t *testing.T) {
	dir := fs.NewDir(t, "package", fs.WithFile("a.yaml", item("a")), fs.WithFile("b.yaml", ""))
	assert.NilError(t, os.Truncate(dir.Join("b.yaml"), 256<<20))
	_, err := folder.Read(dir.Path())
	assert.ErrorContains(t, err, "reading b.yaml: with it the package is larger than 256 MiB: ")
}

func TestReadNoFolder(t *testing.T) {
	dir := fs.NewDir(t, "package", fs.WithFile("a.yaml", item("a")))
	_, err := folder.Read(dir.Join("a.yaml"))
	assert.ErrorContains(t, err, "it must be a folder")
	_, err = folder.Read(dir.Join("none"))
	assert.ErrorContains(t, err, "no such file or directory")
}

func TestRealFollowsLinks(t *testing.T) {
	p, _ := read(t, fs.WithFile("a.yaml", item("a")), link("l.yaml", "a.yaml"), fs.WithDir("sub", kptfile("sub"), link("m.yaml", "../l.yaml")))
	for path, want := range map[string]string{"a.yaml": "a.yaml", "l.yaml": "a.yaml", "sub/m.yaml": "a.yaml", "gone.yaml": "gone.yaml"} {
		assert.Equal(t, p.Real(path), want)
	}
}
