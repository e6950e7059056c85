// SPDX-License-Identifier: Apache-2.0

package scaffold_test

import (
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/generate"
	"github.com/fairlead-krm/fairlead/pkg/render"
	"github.com/fairlead-krm/fairlead/pkg/scaffold"
)

const (
	script     = ".github/fairlead/notify.sh"
	dependabot = scaffold.DependabotPath
	secrets    = "secrets: [{name: shop, keys: [TOKEN]}, {name: login, type: kubernetes.io/basic-auth, mode: placeholder}, {name: pull, type: kubernetes.io/dockerconfigjson, mode: placeholder}, {name: none}]"
)

func states(m map[string]string, want string) []string {
	var found []string
	for _, path := range slices.Sorted(maps.Keys(m)) {
		if m[path] == want {
			found = append(found, path)
		}
	}
	return found
}

// TestFiles writes into an empty repository: all of it is new, and the second time all of it is current.
func TestFiles(t *testing.T) {
	s := subject(t, platform, project(image, secrets))
	m := memory{}
	first, _ := m.write(t, s)
	assert.DeepEqual(t, states(first, "new"), []string{
		".gitattributes", dependabot, script, ".github/workflows/ci-cd.yml", ".gitignore", "deploy/kustomization.yaml", "deploy/login.placeholder.yaml",
		"deploy/pull.placeholder.yaml", "secrets/login.example.yaml", "secrets/pull.example.yaml", "secrets/shop.example.yaml",
	})
	assert.Equal(t, len(first), 11)
	for path, text := range m {
		assert.Check(t, strings.HasPrefix(text, "# fairlead scaffold sha256:"), path)
	}
	again, _ := m.write(t, s)
	assert.Equal(t, len(states(again, "current")), 11, "%v", again)
	assert.Equal(t, m["secrets/shop.example.yaml"][strings.Index(m["secrets/shop.example.yaml"], "\n")+1:], string(generate.SecretExample(s.Project, s.Project.Spec.Secrets[0])))
}

// TestScript holds that the script is a good one with the line of its digest, too.
func TestScript(t *testing.T) {
	program := shellcheck(t)
	if program == "" {
		t.Skip("shellcheck is not on the PATH")
	}
	cmd := exec.Command(program, "-")
	cmd.Stdin = strings.NewReader(written(t, subject(t, platform, project(image)))[script])
	out, err := cmd.CombinedOutput()
	assert.NilError(t, err, "%s", out)
}

// TestInItsRepository holds that a package in the application's repository keeps its examples to itself.
func TestInItsRepository(t *testing.T) {
	s := subject(t, platform, project(image, "secrets: [{name: shop, keys: [TOKEN]}]"))
	s.Package = "argocd"
	m := written(t, s)
	assert.Equal(t, m["argocd/secrets/shop.example.yaml"]+m["secrets/shop.example.yaml"], "")
	assert.Check(t, strings.Contains(m[".gitignore"], "\n/argocd/secrets/*\n!/argocd/secrets/*.example.yaml\n"), m[".gitignore"])
	assert.Check(t, strings.Contains(m["argocd/.krmignore"], "\n/secrets/*\n!/secrets/*.example.yaml\n# fairlead"), m["argocd/.krmignore"])
	s.Package = "."
	m = written(t, s)
	assert.Check(t, strings.Contains(m[".gitignore"], "\n/secrets/*\n"))
	assert.Check(t, strings.Contains(m[".krmignore"], "\n!/secrets/*.example.yaml\n# What GitHub reads is no resource.\n/.github\n"), m[".krmignore"])
	s = subject(t, platform, project(image))
	s.Package = "argocd"
	assert.Equal(t, written(t, s)["argocd/.krmignore"], "")
}

// TestStates changes what is there, or what is asked for, and expects what becomes of each file.
func TestStates(t *testing.T) {
	const w = scaffold.WorkflowPath
	other := project(image, "revision: release")
	for _, c := range []struct {
		name, path, old, changed string
		project                  string
		want                     string
	}{
		{"nothing", w, "", "", project(image), "current"},
		{"another branch is asked for", w, "", "", other, "changed"},
		{"an edit", w, "timeout-minutes: 60", "timeout-minutes: 90", project(image), "edited"},
		{"an edit, and another branch", w, "timeout-minutes: 60", "timeout-minutes: 90", other, "edited"},
		{"a comment at the end", w, "notify.sh\n", "notify.sh\n# mine\n", project(image), "edited"},
		{"the digest taken off", w, "# fairlead scaffold", "# was scaffold", project(image), "edited"},
		{"line ends of another system", w, "\n", "\r\n", project(image), "current"},
		{"line ends of another system, and another branch", w, "\n", "\r\n", other, "changed"},
		{"an action that is newer", w, "@53b7df96c91f9c12dcc8a07bcb9ccacbed38856a # v7.3.0", "@" + strings.Repeat("a", 40) + " # v7.10.0", project(image), "current"},
		{"an action that is older", w, "@53b7df96c91f9c12dcc8a07bcb9ccacbed38856a # v7.3.0", "@" + strings.Repeat("a", 40) + " # v6.19.0", project(image), "changed"},
		{"an action by its tag", w, "@53b7df96c91f9c12dcc8a07bcb9ccacbed38856a # v7.3.0", "@v7", project(image), "edited"},
		{"line ends of another system in the script", script, "\n", "\r\n", project(image), "changed"},
		{"the script", script, "sh", "bash", project(image), "edited"},
		{"settings of Dependabot", dependabot, "weekly", "daily", project(image), "edited"},
		{"an empty file", w, "*", "", project(image), "edited"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := written(t, subject(t, platform, project(image)))
			if c.old == "*" {
				m[c.path] = c.changed
			} else {
				m[c.path] = strings.ReplaceAll(m[c.path], c.old, c.changed)
			}
			before := m[c.path]
			found, _ := m.write(t, subject(t, platform, c.project))
			assert.Equal(t, found[c.path], c.want)
			assert.Equal(t, m[c.path] == before, c.want == "current")
			again, _ := m.write(t, subject(t, platform, c.project))
			assert.Equal(t, again[c.path], "current")
		})
	}
}

// TestNewerActionsStay holds that a file that is old keeps what Dependabot moved.
func TestNewerActionsStay(t *testing.T) {
	m := written(t, subject(t, platform, project(image)))
	moved := "docker/build-push-action@" + strings.Repeat("a", 40) + " # v7.10.0"
	m[scaffold.WorkflowPath] = strings.ReplaceAll(m[scaffold.WorkflowPath], "docker/build-push-action@53b7df96c91f9c12dcc8a07bcb9ccacbed38856a # v7.3.0", moved)
	found, _ := m.write(t, subject(t, platform, project(image, "revision: release")))
	assert.Equal(t, found[scaffold.WorkflowPath], "changed")
	assert.Equal(t, strings.Count(m[scaffold.WorkflowPath], moved), 2)
}

// TestIgnoredLines holds that the lines of a person in .gitignore stay, and that ours stand there once.
func TestIgnoredLines(t *testing.T) {
	s := subject(t, platform, project(image, "secrets: [{name: shop, keys: [TOKEN]}]"))
	ours := written(t, s)[".gitignore"]
	for _, c := range []struct{ name, there, want, state string }{
		{"a person's", "*.log\n", "*.log\n" + ours, "changed"},
		{"without a line end", "*.log", "*.log\n" + ours, "changed"},
		{"an empty one", "", ours, "changed"},
		{"ours among others", "a\n" + ours + "b\n", "a\n" + ours + "b\n", "current"},
		{"ours, changed", "a\n" + strings.Replace(ours, "/secrets/*\n", "/secret/*\n", 1) + "b\n", "a\n" + ours + "b\n", "edited"},
		{"line ends of another system", "a\r\nb\r\n", "a\r\nb\r\n" + crlf(ours), "changed"},
		{"line ends of another system, without the last one", "a\r\nb", "a\r\nb\r\n" + crlf(ours), "changed"},
		{"ours among others, with line ends of another system", "a\r\n" + crlf(ours) + "b\r\n", "a\r\n" + crlf(ours) + "b\r\n", "current"},
		{"ours changed among others, with line ends of another system", "a\r\n" + crlf(strings.Replace(ours, "/secrets/*\n", "/secret/*\n", 1)) + "b\r\n", "a\r\n" + crlf(ours) + "b\r\n", "edited"},
		{"mixed line ends", "a\nb\r\n" + strings.Replace(ours, "/secrets/*\n", "/secret/*\n", 1) + "c\r\n", "a\nb\r\n" + ours + "c\r\n", "edited"},
		{"ours at the end of a text without its line end", "a\n" + strings.TrimSuffix(ours, "\n"), "a\n" + ours, "changed"},
		{"the same lines, by hand", "!/secrets/*.example.yaml\n/secrets/*\n", "!/secrets/*.example.yaml\n/secrets/*\n", "current"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := memory{".gitignore": c.there}
			found, _ := m.write(t, s)
			assert.Equal(t, found[".gitignore"], c.state)
			assert.Equal(t, m[".gitignore"], c.want)
		})
	}
}

func crlf(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }

// TestIgnoredLinesStay holds that filled copies that a moved package left behind stay protected, and that this settles.
func TestIgnoredLinesStay(t *testing.T) {
	s := subject(t, platform, project(image, "secrets: [{name: shop, keys: [TOKEN]}]"))
	m := memory{".gitignore": "a\n" + written(t, inArgoCD(t))[".gitignore"] + "b\n"}
	for _, want := range []string{"changed", "current"} {
		found, _ := m.write(t, s)
		assert.Equal(t, found[".gitignore"], want)
		assert.Check(t, strings.Contains(m[".gitignore"], "\n/secrets/*\n!/secrets/*.example.yaml\n/argocd/secrets/*\n!/argocd/secrets/*.example.yaml\n# fairlead scaffold end\nb\n"), m[".gitignore"])
	}
	m[".gitignore"] = strings.Replace(m[".gitignore"], "/argocd/secrets/*\n", "/argocd/*\n", 1) // what somebody else wrote goes, when it is said so
	found, _ := m.write(t, s)
	assert.Equal(t, found[".gitignore"], "edited")
	assert.Check(t, !strings.Contains(m[".gitignore"], "/argocd/*\n"), m[".gitignore"])
}

func inArgoCD(t *testing.T) scaffold.Subject {
	s := subject(t, platform, project(image, "secrets: [{name: shop, keys: [TOKEN]}]"))
	s.Package = "argocd"
	return s
}

// TestKustomization holds that what is written builds, and that one of a person stays.
func TestKustomization(t *testing.T) {
	for _, spec := range []string{secrets, "rendersSecrets: true"} {
		m := written(t, subject(t, platform, project(image, spec, "path: k8s/base")))
		files := fstest.MapFS{}
		for path, text := range m {
			files[path] = &fstest.MapFile{Data: []byte(text)}
		}
		text, err := render.Build(files, "k8s/base")
		assert.NilError(t, err)
		assert.Equal(t, strings.Count(string(text), "kind: Secret"), strings.Count(spec, "placeholder"))
		assert.Check(t, !strings.Contains(string(text), "stringData"))
	}
	for _, name := range []string{"kustomization.yaml", "kustomization.yml", "Kustomization"} {
		m := memory{"deploy/" + name: "resources: [./login.placeholder.yaml]\n"}
		found, notes := m.write(t, subject(t, platform, project(image, secrets)))
		assert.Equal(t, found["deploy/kustomization.yaml"], "")
		assert.Equal(t, m["deploy/"+name], "resources: [./login.placeholder.yaml]\n")
		all := strings.Join(notes, "\n")
		assert.Check(t, strings.Contains(all, "list pull.placeholder.yaml among its resources") && !strings.Contains(all, "list login"), all)
	}
	m := written(t, subject(t, platform, project(image)))
	found, _ := m.write(t, subject(t, platform, project(image, secrets)))
	assert.Equal(t, found["deploy/kustomization.yaml"], "changed") // nobody has touched it yet
	m["deploy/kustomization.yaml"] += "namePrefix: x-\n"
	found, _ = m.write(t, subject(t, platform, project(image)))
	assert.Equal(t, found["deploy/kustomization.yaml"], "")
}

// TestPlaceholders holds the shape of placeholders: no value, the keys that an API server demands, and what keeps a live Secret.
func TestPlaceholders(t *testing.T) {
	m := written(t, subject(t, platform, project(image, "secrets: [{name: a, keys: [TOKEN], mode: placeholder}, {name: b, type: kubernetes.io/tls, mode: placeholder}, {name: c, type: kubernetes.io/dockerconfigjson, mode: placeholder}]")))
	head := "\napiVersion: v1\nkind: Secret\nmetadata:\n  name: %\n  namespace: shop\n  annotations:\n    argocd.argoproj.io/sync-options: Prune=false,Delete=false\n    argocd.argoproj.io/compare-options: IgnoreExtraneous\ntype: "
	for name, tail := range map[string]string{"a": "Opaque\n", "b": "kubernetes.io/tls\ndata:\n  tls.crt: \"\"\n  tls.key: \"\"\n", "c": "kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: e30=\n"} {
		text := m["deploy/"+name+".placeholder.yaml"]
		assert.Check(t, strings.HasSuffix(text, strings.Replace(head, "%", name, 1)+tail), text)
	}
	_, _, err := scaffold.Repository(subject(t, platform, project(image, "secrets: [{name: a, type: kubernetes.io/ssh-auth, mode: placeholder}]")), memory{}.read)
	assert.ErrorContains(t, err, "cannot be a placeholder: write mode: outOfBand")
}

// TestDependabot holds that settings of a person stay, and that they are told what to add.
func TestDependabot(t *testing.T) {
	for _, c := range []struct {
		name, there string
		note        bool
	}{
		{".github/dependabot.yml", "version: 2\nupdates:\n  - {package-ecosystem: gomod, directory: /, schedule: {interval: daily}}\n", true},
		{".github/dependabot.yaml", "version: 2\nupdates: []\n", true},
		{".github/dependabot.yml", "version: 2\nupdates:\n  - {package-ecosystem: github-actions, directory: /, schedule: {interval: daily}}\n", false},
		{".github/dependabot.yml", "{", true},
	} {
		m := memory{c.name: c.there}
		found, notes := m.write(t, subject(t, platform, project(image)))
		assert.Equal(t, found[dependabot], "")
		assert.Equal(t, m[c.name], c.there)
		assert.Equal(t, strings.Contains(strings.Join(notes, "\n"), "package-ecosystem: github-actions"), c.note)
	}
}

// TestNotes holds what else is said.
func TestNotes(t *testing.T) {
	_, notes := memory{}.write(t, subject(t, project("images: [quay.io/owner/shop]")))
	all := strings.Join(notes, "\n")
	for _, words := range []string{"no spec.argocd.url", "Dockerfile is what quay.io/owner/shop is built of", "the variable REGISTRY_QUAY_IO_USERNAME and the secret REGISTRY_QUAY_IO_TOKEN"} {
		assert.Check(t, strings.Contains(all, words), all)
	}
	m := memory{"Dockerfile": "FROM scratch\n"}
	found, notes := m.write(t, subject(t, platform, project(image)))
	assert.Equal(t, len(notes), 0, "%v", notes)
	assert.Equal(t, found[script], "new")
	m = memory{}
	found, _ = m.write(t, subject(t, project(image)))
	assert.Equal(t, found[script]+found[".gitattributes"], "")
	assert.Check(t, !strings.Contains(m[scaffold.WorkflowPath], "ARGOCD_URL"))
	lint(t, m[scaffold.WorkflowPath])
}
