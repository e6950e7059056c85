// SPDX-License-Identifier: Apache-2.0

package fairlead_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"

	"github.com/fairlead-krm/fairlead/functions"
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/command"
	"github.com/fairlead-krm/fairlead/pkg/fntest"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
)

const (
	english = "README.md"
	spanish = "README.es.md"
)

// elsewhere are the first lines of the commands that cannot be run here, in both languages. Every other command of the
// pages is run, and what it prints is what the page shows.
var elsewhere = map[string]string{
	"# in a clone of this repository": "# en un clon de este repositorio",
	"# needs the network":             "# necesita la red",
	"# needs your cluster":            "# necesita tu clúster",
	"# needs GitHub":                  "# necesita GitHub",
}

// headings of the page, and what they are called in Spanish.
var headings = map[string]string{
	"Fairlead":                           "Fairlead",
	"See it":                             "Míralo",
	"From nothing to a delivered commit": "De la nada a un commit entregado",
	"1. The command":                     "1. La orden",
	"2. The package of the cluster":      "2. El paquete del clúster",
	"3. The nodes":                       "3. Los nodos",
	"4. The account in Argo CD":          "4. La cuenta en Argo CD",
	"5. Image Updater":                   "5. Image Updater",
	"6. The Application":                 "6. La Application",
	"7. The pipeline":                    "7. El pipeline",
	"8. The Secrets":                     "8. Los Secrets",
	"9. Every day":                       "9. Cada día",
	"Update":                             "Actualizar",
	"Watch the build":                    "Seguir la construcción",
	"Watch the deployment":               "Seguir el despliegue",
	"Roll back":                          "Volver atrás",
	"Use it":                             "Úsalo",
	"Functions":                          "Funciones",
	"What it holds itself to":            "A qué se obliga",
	"Read on":                            "Para seguir leyendo",
}

// block is one fenced block of a page.
type block struct {
	language string
	text     string
	// begin and end are where the text stands in the page.
	begin, end int
}

var fence = regexp.MustCompile("(?ms)^```(\\w*)\n(.*?)^```$")

func blocks(page string) []block {
	var all []block
	for _, m := range fence.FindAllStringSubmatchIndex(page, -1) {
		all = append(all, block{page[m[2]:m[3]], page[m[4]:m[5]], m[4], m[5]})
	}
	return all
}

// mark returns the first line of commands that are not run here.
func (b block) mark() string {
	first, _, _ := strings.Cut(b.text, "\n")
	for en, es := range elsewhere {
		if first == en || first == es {
			return first
		}
	}
	return ""
}

// commands are the lines without the comments, which are of the language of the page.
func (b block) commands() string {
	comment := regexp.MustCompile(`(?m)(^|\s+)# .*$`)
	return strings.TrimSpace(comment.ReplaceAllString(b.text, ""))
}

// TestWalkThrough runs every command of the README, from top to bottom, in an empty folder, and holds what each prints to
// what the page shows. With -update the pages show what was printed.
func TestWalkThrough(t *testing.T) {
	page := read(t, english)
	dir := t.TempDir()
	env := append(os.Environ(),
		"PATH="+filepath.Dir(fntest.Build(t, "functions/fairlead"))+string(os.PathListSeparator)+os.Getenv("PATH"),
		"HOME="+t.TempDir(), "NO_COLOR=1", "LC_ALL=C", "KUBECONFIG="+os.DevNull,
		"GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org",
	)
	ran, shown := 0, map[int]string{}
	all := blocks(page)
	for i, b := range all {
		if b.language != "sh" {
			continue
		}
		where := fmt.Sprintf("%s:%d", english, 1+strings.Count(page[:b.begin], "\n"))
		if b.mark() != "" {
			plausible(t, where, b)
			continue
		}
		cmd := exec.Command("bash", "-euo", "pipefail", "-c", b.text)
		cmd.Dir, cmd.Env = dir, env
		out, err := cmd.CombinedOutput()
		assert.NilError(t, err, "%s:\n%s%s", where, b.text, out)
		ran++
		if i+1 == len(all) || all[i+1].language != "text" {
			continue
		}
		shown[i+1] = string(out)
		if !golden.FlagUpdate() {
			assert.Equal(t, all[i+1].text, string(out), "%s shows something else (-update writes it anew):\n%s", where, b.text)
		}
	}
	assert.Check(t, ran >= 10, "only %d commands were run", ran)
	if golden.FlagUpdate() {
		for _, name := range []string{english, spanish} {
			show(t, name, shown)
		}
	}
}

// plausible holds commands that are not run here to what can be known of them: they are those of a shell, and where they
// call fairlead, they name a command and flags that it has.
func plausible(t *testing.T, where string, b block) {
	t.Helper()
	out, err := exec.Command("bash", "-n", "-c", b.text).CombinedOutput()
	assert.NilError(t, err, "%s:\n%s%s", where, b.text, out)
	separator := regexp.MustCompile(`\n|&&|\|`)
	for _, line := range separator.Split(strings.ReplaceAll(b.commands(), "\\\n", " "), -1) {
		words := strings.Fields(line)
		at := slices.Index(words, "fairlead")
		if at < 0 {
			continue
		}
		name := slices.Concat(words[at+1:], []string{"-"})
		name = name[:slices.IndexFunc(name, func(w string) bool { return !regexp.MustCompile(`^[a-z]+$`).MatchString(w) })]
		help, err := exec.Command(fntest.Build(t, "functions/fairlead"), append(name, "--help")...).CombinedOutput()
		assert.NilError(t, err, "%s: %s", where, line)
		for _, w := range words[at+1:] {
			if flag, _, _ := strings.Cut(w, "="); strings.HasPrefix(w, "--") {
				assert.Check(t, regexp.MustCompile(regexp.QuoteMeta(flag)+`\b`).Match(help), "%s: %s has no flag %s", where, name, flag)
			}
		}
	}
}

// show writes into a page what its commands print now, by the place of the block.
func show(t *testing.T, name string, shown map[int]string) {
	t.Helper()
	page := read(t, name)
	for i, b := range slices.Backward(blocks(page)) {
		if now, ok := shown[i]; ok && b.language == "text" {
			page = page[:b.begin] + now + page[b.end:]
		}
	}
	assert.NilError(t, os.WriteFile(name, []byte(page), 0o644))
}

// TestSpanishAgrees holds the page in Spanish to the headings, the commands and what is shown of the one in English.
func TestSpanishAgrees(t *testing.T) {
	en, es := read(t, english), read(t, spanish)
	heading := regexp.MustCompile(`(?m)^(#+) (.+)$`)
	var want, got []string
	for _, m := range heading.FindAllStringSubmatch(fence.ReplaceAllString(en, ""), -1) {
		translated, ok := headings[m[2]]
		assert.Check(t, ok, "the heading %q has no translation in this test", m[2])
		want = append(want, m[1]+" "+translated)
	}
	for _, m := range heading.FindAllStringSubmatch(fence.ReplaceAllString(es, ""), -1) {
		got = append(got, m[0])
	}
	assert.DeepEqual(t, got, want)

	theirs := blocks(es)
	for i, b := range blocks(en) {
		assert.Assert(t, i < len(theirs), "%s lacks a block:\n%s", spanish, b.text)
		assert.Equal(t, theirs[i].language, b.language, "block %d of %s", i+1, spanish)
		assert.Equal(t, theirs[i].mark(), elsewhere[b.mark()], "block %d of %s", i+1, spanish)
		if b.language == "text" {
			assert.Equal(t, theirs[i].text, b.text, "block %d of %s", i+1, spanish)
		}
		assert.Equal(t, theirs[i].commands(), b.commands(), "block %d of %s", i+1, spanish)
	}
	assert.Equal(t, len(theirs), len(blocks(en)), "%s has more blocks", spanish)

	link := regexp.MustCompile(`\]\(([^)]+)\)`)
	places := func(page string) []string {
		var all []string
		for _, m := range link.FindAllStringSubmatch(page, -1) {
			if m[1] != english && m[1] != spanish {
				all = append(all, m[1])
			}
		}
		slices.Sort(all)
		return slices.Compact(all)
	}
	assert.DeepEqual(t, places(es), places(en))
}

// TestReadmeIsRendered holds the parts of the pages that repeat what the code knows; -update writes the list of commands anew.
func TestReadmeIsRendered(t *testing.T) {
	page := read(t, english)
	table := "\n| function | does |\n|---|---|\n"
	for _, name := range command.FunctionNames() {
		var meta struct{ Description string }
		assert.NilError(t, yaml.Unmarshal(functions.Doc(name, functions.MetadataFile), &meta))
		table += fmt.Sprintf("| [%s](functions/%s) | %s |\n", name, name, meta.Description)
	}
	assert.Equal(t, between(t, page, "functions"), table)
	list := "\n" + commandTable(t)
	if golden.FlagUpdate() {
		mark := "<!-- commands:begin -->"
		page = strings.Replace(page, mark+between(t, page, "commands"), mark+list, 1)
		assert.NilError(t, os.WriteFile(english, []byte(page), 0o644))
	}
	assert.Equal(t, between(t, page, "commands"), list)
	cd := argocd.Releases()
	assert.Equal(t, between(t, page, "argocd"), cd[0]+" to "+cd[len(cd)-1])
	assert.Equal(t, between(t, page, "imageupdater"), strings.Join(imageupdater.Releases(), ", "))

	other := read(t, spanish)
	assert.Equal(t, between(t, other, "argocd"), cd[0]+" a "+cd[len(cd)-1])
	assert.Equal(t, between(t, other, "imageupdater"), strings.Join(imageupdater.Releases(), ", "))
	first := regexp.MustCompile(`(?m)^\| ([^|]+) \|`)
	for _, name := range []string{"functions", "commands"} {
		var want, got []string
		for _, m := range first.FindAllStringSubmatch(between(t, page, name), -1)[1:] {
			want = append(want, m[1])
		}
		for _, m := range first.FindAllStringSubmatch(between(t, other, name), -1)[1:] {
			got = append(got, m[1])
		}
		assert.DeepEqual(t, got, want)
	}
}

// commandTable lists the commands as `fairlead --help` does.
func commandTable(t *testing.T) string {
	t.Helper()
	help, err := exec.Command(fntest.Build(t, "functions/fairlead"), "--help").Output()
	assert.NilError(t, err)
	table := "| command | does |\n|---|---|\n"
	for _, m := range regexp.MustCompile(`(?m)^  (\w+) +([A-Z].*)$`).FindAllStringSubmatch(string(help), -1) {
		if m[1] != "completion" && m[1] != "help" {
			table += fmt.Sprintf("| `fairlead %s` | %s |\n", m[1], m[2])
		}
	}
	return table
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	assert.NilError(t, err)
	return string(text)
}
