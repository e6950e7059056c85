// SPDX-License-Identifier: Apache-2.0

package command

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"

	"github.com/fairlead-krm/fairlead/pkg/delivery"
	"github.com/fairlead-krm/fairlead/pkg/registry/registrytest"
)

const (
	deliveries    = "testdata/deliveries/package"
	deliveryDump  = "testdata/deliveries/broken.yaml"
	deliveryValue = "c2VjcmV0LXZhbHVl"
)

func TestStatusOfProjects(t *testing.T) {
	page := filepath.Join(t.TempDir(), "status.html")
	status, stdout, stderr := call(t, "", "status", deliveries, "--from", deliveryDump, "--offline", "--html", page)
	assert.Equal(t, status, 1, stderr)
	golden.Assert(t, stdout, "deliveries/broken.golden")
	html, err := os.ReadFile(page)
	assert.NilError(t, err)
	assert.Check(t, strings.Contains(string(html), "has no key DB_PASSWORD"))

	status, stdout, stderr = call(t, "", "status", deliveries, "--from", deliveryDump, "--offline", "--format", "json")
	assert.Equal(t, status, 1, stderr)
	var report struct {
		Version  int
		State    delivery.State
		Projects []delivery.Project
	}
	assert.NilError(t, json.Unmarshal([]byte(stdout), &report))
	assert.Check(t, report.Version == 1 && report.State == delivery.Wrong && len(report.Projects) == 4, stdout)
	for _, said := range []string{stdout, string(html)} {
		assert.Check(t, !strings.Contains(said, deliveryValue) && !strings.Contains(said, "secret-value") && !strings.Contains(said, "hunter2"), said)
	}
}

// TestStatusReplacesOnlyItsPages holds that a page takes the place of nothing but a page, and that the report is printed all the same.
func TestStatusReplacesOnlyItsPages(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	assert.NilError(t, os.WriteFile(at("notes.html"), []byte("<!doctype html>\n<title>mine</title>"), 0o644))
	assert.NilError(t, os.WriteFile(at("empty.html"), nil, 0o644))
	assert.NilError(t, os.Mkdir(at("folder"), 0o755))
	_, want, _ := call(t, "", "status", deliveries, "--from", deliveryDump, "--offline", "--html", at("page.html"))
	first := read(t, at("page.html"))
	assert.NilError(t, os.WriteFile(at("page.html"), []byte(strings.Replace(first, "hunter", "", 1)+"old"), 0o644))
	status, _, stderr := call(t, "", "status", deliveries, "--from", deliveryDump, "--offline", "--html", at("page.html"))
	assert.Check(t, status == 1 && strings.HasSuffix(read(t, at("page.html")), "</html>\n"), stderr)
	assert.NilError(t, os.Symlink("page.html", at("link.html")))
	dangling := filepath.Join(t.TempDir(), "dangling.html")
	assert.NilError(t, os.Symlink(at("nowhere.html"), dangling))
	before := tree(t, dir)
	for name, why := range map[string]string{
		"notes.html": "is no page that `fairlead status` wrote", "empty.html": "is no page that", "folder": "is no file", "link.html": "is a link", dangling: "is a link", "gone/x.html": "gone/x.html: no such file or folder",
	} {
		if !filepath.IsAbs(name) {
			name = at(name)
		}
		status, stdout, stderr := call(t, "", "status", deliveries, "--from", deliveryDump, "--offline", "--html", name)
		assert.Check(t, status == 2 && strings.Contains(stderr, "error: ") && strings.Contains(stderr, why), stderr)
		assert.Equal(t, stdout, want)
	}
	assert.DeepEqual(t, tree(t, dir), before)
}

// full is a stream that takes nothing more.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

// TestStatusThatCannotBePrinted holds that a report that nobody can read is no success.
func TestStatusThatCannotBePrinted(t *testing.T) {
	for _, args := range [][]string{{deliveries, "--from", deliveryDump, "--offline"}, {deliveries, "--needs"}, {deliveries, "--needs", "--format", "commands"}, {"--platform", "--from", plainDump}, {deliveries, "--needs", "--format", "json"}} {
		cmd := streams{in: strings.NewReader(""), out: full{}, err: io.Discard}.status()
		cmd.SetArgs(args)
		cmd.SilenceErrors, cmd.SilenceUsage = true, true
		err := cmd.Execute()
		var exit *statusError
		assert.Check(t, errors.As(err, &exit) && exit.status == 2, "%v", err)
		assert.ErrorContains(t, err, "writing to stdout")
	}
}

func TestStatusNeeds(t *testing.T) {
	golden.Assert(t, ok(t, "status", deliveries, "--needs"), "deliveries/needs.golden")
	commands := ok(t, "status", deliveries, "--needs", "--format", "commands")
	golden.Assert(t, commands, "deliveries/commands.golden")
	// They are those of `scaffold credentials`, step for step, but for the numbers.
	number := regexp.MustCompile(`(?m)^# \d+\. `)
	credentials := number.ReplaceAllString(ok(t, "scaffold", "credentials", "--package", deliveries), "# ")
	blocks := strings.Split(number.ReplaceAllString(commands, "# "), "\n\n")
	assert.Check(t, len(blocks) > 5, commands)
	for _, block := range blocks {
		assert.Check(t, strings.Contains(credentials, strings.TrimSpace(block)), block)
	}
	var needs struct{ Projects []delivery.Need }
	assert.NilError(t, json.Unmarshal([]byte(ok(t, "status", deliveries, "--needs", "--format", "json")), &needs))
	assert.Equal(t, needs.Projects[1].Secrets[0].Keys[1], "DB_PASSWORD")
}

// TestStatusKnowsTheRepositoryAtHand holds that what the kustomization renders is shown, and who uses a Secret.
func TestStatusKnowsTheRepositoryAtHand(t *testing.T) {
	out := ok(t, "status", "../../examples/home-manager/argocd", "--needs")
	assert.Check(t, strings.Contains(out, "in Git: ") && strings.Contains(out, "container "), out)
	elsewhere := write(t, map[string]string{"project.yaml": "apiVersion: fairlead.dev/v1alpha1\nkind: Project\nmetadata:\n  name: home-manager\nspec:\n  repository: https://github.com/owner/home-manager\n  images:\n  - ghcr.io/owner/home-manager\n"})
	assert.Check(t, !strings.Contains(ok(t, "status", elsewhere, "--needs"), "in Git: "))
	out = ok(t, "status", elsewhere, "--needs", "--repo", "../../examples/home-manager/deploy")
	assert.Check(t, strings.Contains(out, "in Git: "), out)
}

func TestStatusOfProjectsThatCannotBeSaid(t *testing.T) {
	empty := write(t, map[string]string{"platform.yaml": "apiVersion: fairlead.dev/v1alpha1\nkind: Platform\nmetadata:\n  name: k3s\n"})
	for _, tc := range []struct {
		name string
		args []string
		want string
	}{
		{"no Project", []string{empty, "--from", deliveryDump}, "holds no Project"},
		{"no folder", []string{"gone", "--needs"}, "gone"},
		{"no checkout", []string{deliveries, "--needs", "--repo", "gone"}, "--repo: gone is no folder"},
		{"commands of a cluster", []string{deliveries, "--format", "commands"}, `"commands" must be one of text, json`},
		{"needs of a cluster", []string{deliveries, "--needs", "--from", deliveryDump}, "--needs asks no cluster"},
		{"needs of Argo CD", []string{deliveries, "--needs", "--platform"}, "--platform looks at Argo CD itself"},
		{"page to stdout", []string{deliveries, "--from", deliveryDump, "--offline", "--html", "-"}, "--html: - is no file"},
		{"no pull secret", []string{deliveries, "--from", deliveryDump, "--pull-secret", "gone"}, "gone: no such file or folder"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			status, stdout, stderr := call(t, "", append([]string{"status"}, tc.args...)...)
			assert.Equal(t, status, 2, stderr)
			assert.Equal(t, stdout, "")
			assert.Check(t, strings.Contains(stderr, "error: ") && strings.Contains(stderr, tc.want), stderr)
		})
	}
}

// TestStatusWithFewRights holds that what may not be read is named, and that the rest is shown.
func TestStatusWithFewRights(t *testing.T) {
	answer := func(rest string) string {
		return `case "$*" in
*"get applications.argoproj.io"*) echo '{"apiVersion":"v1","kind":"List","items":[]}' ;;
` + rest + `
*) echo "Error from server (Forbidden): $2 is forbidden: User u cannot list" >&2; exit 1 ;;
esac`
	}
	kubectlSays(t, answer(""))
	status, stdout, stderr := call(t, "", "status", deliveries, "--offline")
	assert.Equal(t, status, 1, stderr) // the Applications are not there
	for _, kind := range []string{"imageupdaters.argocd-image-updater.argoproj.io", "deployments.apps", "secrets"} {
		assert.Check(t, strings.Contains(stdout, "reading "+kind+" needs the right to `list` them"), stdout)
	}
	assert.Check(t, strings.Contains(stdout, "wrong    Argo CD has no Application blog"), stdout)
	assert.Check(t, strings.Contains(stdout, "unknown  whether the Secrets of shop are there is not known"), stdout)

	// Nothing may be read: nothing is known to be wrong, and that is no success.
	kubectlSays(t, `echo "Error from server (Forbidden): $2 is forbidden: User u cannot list" >&2; exit 1`)
	status, stdout, stderr = call(t, "", "status", deliveries, "--offline")
	assert.Equal(t, status, 2, stderr)
	assert.Check(t, strings.Contains(stdout, "nothing is known of the Application: reading applications.argoproj.io needs the right"), stdout)

	for _, tc := range []struct{ says, want string }{
		{`echo "The connection to the server 10.0.0.1:6443 was refused - did you specify the right host or port?" >&2; exit 1`, "does not answer"},
		{`echo "error: You must be logged in to the server (Unauthorized)" >&2; exit 1`, "does not know who asks"},
	} {
		kubectlSays(t, tc.says)
		status, stdout, stderr = call(t, "", "status", deliveries, "--offline")
		assert.Equal(t, status, 2)
		assert.Equal(t, stdout, "")
		assert.Check(t, strings.HasPrefix(stderr, "error: the cluster") && strings.Contains(stderr, tc.want), stderr)
	}
	t.Setenv("PATH", t.TempDir())
	status, _, stderr = call(t, "", "status", deliveries, "--offline")
	assert.Equal(t, status, 2)
	assert.Check(t, strings.Contains(stderr, "there is no kubectl on the PATH") && strings.Contains(stderr, "--needs"), stderr)
}

// TestStatusAsksRegistries holds that two Projects in one file, which follow the same image in two ways, are told apart.
func TestStatusAsksRegistries(t *testing.T) {
	r := registrytest.New(t)
	name := strings.TrimPrefix(r.URL, "http://") + "/owner/app"
	r.Image("owner/app", "sha-0000001", registrytest.Image{Platform: "linux/arm64", Created: "2026-01-01T00:00:00Z"})
	r.Image("owner/app", "sha-0000002", registrytest.Image{Platform: "linux/arm64", Created: "2026-01-02T00:00:00Z"})
	one := func(project, image string) string {
		return "apiVersion: fairlead.dev/v1alpha1\nkind: Project\nmetadata:\n  name: " + project + "\nspec:\n  repository: https://github.com/owner/" + project + "\n  images: [" + image + "]\n"
	}
	dir := write(t, map[string]string{
		"p.yaml": one("a", name) + "---\n" + one("b", "{name: '"+name+"', pin: sha-0000001}") + "---\n" + one("c", "{name: '"+name+"', pin: sha-0000009}") + "---\n" + one("d", name),
	})
	t.Setenv("HOME", t.TempDir())
	_, stdout, stderr := call(t, "", "status", dir, "--from", deliveryDump, "--format", "json")
	var report struct{ Projects []delivery.Project }
	assert.NilError(t, json.Unmarshal([]byte(stdout), &report), stderr)
	var newest []string
	for _, p := range report.Projects {
		newest = append(newest, p.Images[0].Newest)
	}
	assert.DeepEqual(t, newest, []string{"sha-0000002", "sha-0000001", "", "sha-0000002"})
	assert.Check(t, strings.Contains(stdout, `"pin-not-there"`), stdout)
	r.Password("u", "p")
	_, stdout, _ = call(t, "", "status", dir, "--from", deliveryDump)
	assert.Check(t, strings.Contains(stdout, "unknown  image "+name+": what its registry has is not known"), stdout)
}

// TestStatusPrintsNoCredential holds that what Argo CD and kubectl let slip is in none of the reports.
func TestStatusPrintsNoCredential(t *testing.T) {
	const slipped = "GET https://charts/x?apiKey=Hk3nq9vv, helm --password Hk3nq9vv, DB_PASSWORD: Hk3nq9vv, Authorization: Bearer Hk3nq9vv"
	text, err := os.ReadFile(deliveryDump)
	assert.NilError(t, err)
	before, after, found := strings.Cut(string(text), "  status:\n")
	assert.Check(t, found)
	text = []byte(before + "  status:\n    conditions: [{type: ComparisonError, message: '" + slipped + "'}]\n" + after)
	dump := filepath.Join(t.TempDir(), "dump.yaml")
	assert.NilError(t, os.WriteFile(dump, text, 0o644))
	page := filepath.Join(t.TempDir(), "status.html")
	for _, format := range []string{"text", "json"} {
		_, stdout, stderr := call(t, "", "status", deliveries, "--from", dump, "--offline", "--format", format, "--html", page)
		html, err := os.ReadFile(page)
		assert.NilError(t, err)
		assert.Check(t, strings.Contains(stdout, "DB_PASSWORD: …"), stdout)
		assert.Check(t, !strings.Contains(stdout+stderr+string(html), "Hk3nq9vv"), stdout)
	}
	kubectlSays(t, `echo "error: the server refused: `+slipped+`" >&2; exit 1`)
	_, stdout, stderr := call(t, "", "status", deliveries, "--offline")
	assert.Check(t, strings.Contains(stdout, "the server refused: ") && !strings.Contains(stdout+stderr, "Hk3nq9vv"), stdout+stderr)
	kubectlSays(t, `echo "Unable to connect to the server: `+slipped+`" >&2; exit 1`)
	_, stdout, stderr = call(t, "", "status", deliveries, "--offline")
	assert.Check(t, strings.Contains(stderr, "does not answer") && !strings.Contains(stdout+stderr, "Hk3nq9vv"), stdout+stderr)
}

// TestStatusOfAnAnswerThatIsNone holds that where kubectl says that all is well and prints no list, nothing is known, rather than
// nothing there.
func TestStatusOfAnAnswerThatIsNone(t *testing.T) {
	for _, answer := range []string{"", "   ", "OK", `{"items":3}`, `{"kind":"List","items":3}`, `{"kind":"List"}`, `{"kind":"List","items":null}`, `[]`, `{"kind":"List","items":[`, `{"kind":"List","items":[{"kind":"Pod"}]}`, `{"items":[]}`} {
		kubectlSays(t, "echo '"+answer+"'")
		status, stdout, stderr := call(t, "", "status", deliveries, "--offline")
		assert.Equal(t, status, 2, stdout+stderr)
		for _, kind := range []string{"applications.argoproj.io", "deployments.apps", "secrets"} {
			assert.Check(t, strings.Contains(stdout, kind+" could not be read"), "%s: %s", answer, stdout)
		}
		assert.Check(t, !strings.Contains(stdout, "has no Application") && !strings.Contains(stdout, "is not in the namespace"), stdout)
	}
}
