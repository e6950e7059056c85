// SPDX-License-Identifier: Apache-2.0

package scaffold_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/registry"
	"github.com/fairlead-krm/fairlead/pkg/scaffold"
)

// private is a Platform with credentials of every kind.
const private = `apiVersion: fairlead.dev/v1alpha1
kind: Platform
metadata: {name: k3s}
spec:
  argocd: {url: https://argocd.example.org}
  imageUpdater:
    registries:
    - {prefix: ghcr.io, credentials: "pullsecret:argocd/ghcr"}
    - {prefix: docker.io, credentials: "pullsecret:argocd/ghcr"}
    - {prefix: quay.io, credentials: "secret:argocd/quay#token"}
    - {prefix: registry.example.com, credentials: "env:REGISTRY_TOKEN"}
    - {prefix: other.example.com, credentials: "ext:/scripts/token.sh"}
    - {prefix: public.example.com}
`

const manyImages = "images: [ghcr.io/owner/shop, docker.io/owner/shop2, quay.io/owner/shop3, {name: private.example.com/a/b, pullSecret: 'pullsecret:argocd/b'}, public.example.com/c/d]"

// manySecrets are Secrets whose values go in by lines, and by files.
const manySecrets = "secrets: [{name: shop, keys: [API_TOKEN, db.password]}, {name: cert, type: kubernetes.io/tls}, {name: odd, keys: ['0key']}, {name: login, type: kubernetes.io/basic-auth}, {name: none}]"

// isShell holds a text by a shell and by shellcheck.
func isShell(t *testing.T, text string) {
	t.Helper()
	cmd := exec.Command("sh", "-n")
	cmd.Stdin = strings.NewReader(text)
	out, err := cmd.CombinedOutput()
	assert.NilError(t, err, "%s\n%s", out, text)
	if program := shellcheck(t); program != "" {
		cmd := exec.Command(program, "--shell=sh", "--exclude=SC2016", "-") // braces of a template are meant to stay
		cmd.Stdin = strings.NewReader(text)
		out, err := cmd.CombinedOutput()
		assert.NilError(t, err, "%s\n%s", out, text)
	}
}

func TestNode(t *testing.T) {
	m := subject(t, private, project(manyImages)).Model
	file := filepath.Join(t.TempDir(), "registries.yaml")
	text := scaffold.Registries(m)
	assert.NilError(t, os.WriteFile(file, bytes.ReplaceAll(text, []byte("<TOKEN>"), []byte("filled")), 0o600))
	nodes, err := registry.ReadNodes(file)
	assert.NilError(t, err)
	for host, want := range map[string]bool{"ghcr.io": true, "docker.io": true, "quay.io": true, "private.example.com": true, "registry.example.com": true, "public.example.com": false} {
		assert.Check(t, nodes.Credential(host).Anonymous() != want, host)
	}
	steps := scaffold.Node(m)
	isShell(t, steps)
	for _, words := range []string{string(text), "k3s-agent", registry.NodesFile, "umask 077", "sudo k3s crictl pull ghcr.io/owner/shop:", "sudo k3s crictl pull private.example.com/a/b:", "classic personal access token"} {
		assert.Check(t, strings.Contains(steps, words), "%q\n%s", words, steps)
	}
	assert.Check(t, !strings.Contains(steps, "public.example.com"))
	assert.Equal(t, scaffold.Node(subject(t, platform, project(image)).Model), "")
}

// TestCredentials holds what the commands are, for an account, for a role, and for a repository elsewhere.
func TestCredentials(t *testing.T) {
	role := strings.Replace(private, "argocd: {", "argocd: {ci: projectRole, ", 1)
	newer := strings.Replace(private, "imageUpdater:\n", "imageUpdater:\n    version: v1.3.0\n", 1)
	elsewhere := strings.Replace(project(image), "https://github.com/owner/shop", "git@git.example.com:owner/shop.git", 1)
	for _, c := range []struct {
		name, platform, project string
		want, not               []string
	}{
		{"an account", private, project(manyImages, manySecrets), []string{
			`kubectl -n argocd patch configmap argocd-cm --type merge -p '{"data":{"accounts.github-actions":"apiKey"}}'`, "argocd admin settings rbac can github-actions sync applications shop/shop",
			"argocd account generate-token --account github-actions", "--expires-in 2160h |\n  gh secret set ARGOCD_TOKEN --repo owner/shop\n", "gh secret set DOCKERHUB_TOKEN --repo owner/shop",
			"the variable REGISTRY_TOKEN of its container", "what a script of its container prints", "deployment argocd-image-updater\n", "names no keys",
		}, []string{"proj role"}},
		{"a role", role, project(image), []string{"argocd proj role create-token shop ci --token-only --expires-in 2160h |\n", "argocd proj role list-tokens shop ci"}, []string{"patch configmap", "generate-token"}},
		{"a newer updater", newer, project(image), []string{"deployment argocd-image-updater-controller\n"}, nil},
		{"a repository elsewhere", platform, elsewhere, []string{"ssh-keygen", "--from-file=sshPrivateKey=secrets/repository-shop.key", "> secrets/argocd-token-shop)"}, []string{"gh secret", "rollout"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := subject(t, c.platform, c.project)
			text := scaffold.Credentials(s.Model, s.Model.Projects, "it's here")
			isShell(t, text)
			for _, words := range append(c.want, `cd 'it'\''s here'`) {
				assert.Check(t, strings.Contains(text, words), "%q\n%s", words, text)
			}
			for _, words := range c.not {
				assert.Check(t, !strings.Contains(text, words), "%q\n%s", words, text)
			}
		})
	}
}

// The programs that the commands call, for the test: kubectl makes and labels, and all else is noted.
const (
	editor = `#!/bin/sh
for file in "$@"; do
  case $file in
    *.env) sed -i -e 's|:$|:li'"'"'ve $value \\ "#|' -e '/^url=/!s|=$|=li'"'"'ve $value \\ "#|' "$file" ;;
    *) printf 'live\nvalue\n' > "$file" ;;
  esac
done
`
	fakeKubectl = `#!/bin/sh
echo "kubectl $*" >> "$CALLS"
case " $* " in
  *" create "* | *" label "*) exec "$KUBECTL" "$@" ;;
  *" apply "*) cat >> "$APPLIED"; echo --- >> "$APPLIED" ;;
  *) echo "an answer" ;;
esac
`
	fake = `#!/bin/sh
echo "${0##*/} $*" >> "$CALLS"
case "$*" in *generate-token* | *create-token*) echo the-token ;; "secret set ARGOCD_TOKEN "* | images*) cat >> "$PIPED" ;; esac
`
)

// TestCredentialsRun pastes all commands into a shell, and looks at the Secrets that are applied, and at what could be seen
// meanwhile.
func TestCredentialsRun(t *testing.T) {
	kubectl, err := exec.LookPath("kubectl")
	if err != nil {
		t.Skip("kubectl is not on the PATH")
	}
	dir, bin := t.TempDir(), t.TempDir()
	for name, text := range map[string]string{"editor": editor, "kubectl": fakeKubectl, "argocd": fake, "gh": fake, "fairlead": fake} {
		assert.NilError(t, os.WriteFile(filepath.Join(bin, name), []byte(text), 0o755))
	}
	assert.NilError(t, os.WriteFile(filepath.Join(dir, ".gitignore"), []byte("/secrets/*\n"), 0o644))
	assert.NilError(t, exec.Command("git", "init", "-q", dir).Run())
	s := subject(t, private, project(manyImages, manySecrets))
	cmd := exec.Command("sh", "-eu")
	cmd.Stdin = strings.NewReader(scaffold.Credentials(s.Model, s.Model.Projects, dir))
	cmd.Env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"), "EDITOR=editor", "KUBECTL="+kubectl, "CALLS="+filepath.Join(bin, "calls"), "APPLIED="+filepath.Join(bin, "applied"), "PIPED="+filepath.Join(bin, "piped"))
	out, err := cmd.CombinedOutput()
	assert.NilError(t, err, "%s", out)
	assert.Check(t, !strings.Contains(string(out), "does not ignore"), "%s", out)

	const value = `li've $value \ "#`
	applied := appliedSecrets(t, filepath.Join(bin, "applied"))
	assert.DeepEqual(t, applied["shop/shop Opaque"], map[string]string{"API_TOKEN": value, "db.password": value})
	assert.DeepEqual(t, applied["shop/cert kubernetes.io/tls"], map[string]string{"tls.crt": "live\nvalue\n", "tls.key": "live\nvalue\n"})
	assert.DeepEqual(t, applied["shop/odd Opaque"], map[string]string{"0key": "live\nvalue\n"})
	assert.DeepEqual(t, applied["shop/login kubernetes.io/basic-auth"], map[string]string{"username": value, "password": value})
	assert.DeepEqual(t, applied["argocd/quay Opaque"], map[string]string{"token": "owner:" + value})
	assert.DeepEqual(t, applied["argocd/repository-shop Opaque repository"], map[string]string{"type": "git", "url": "https://github.com/owner/shop", "username": "git", "password": value})
	for _, api := range []string{"https://ghcr.io", "https://registry-1.docker.io"} {
		user, password, err := imageupdater.ReadDockerConfig([]byte(applied["argocd/ghcr kubernetes.io/dockerconfigjson"][".dockerconfigjson"]), api)
		assert.NilError(t, err)
		assert.Equal(t, user+":"+password, "owner:"+value)
	}
	user, _, err := imageupdater.ReadDockerConfig([]byte(applied["argocd/b kubernetes.io/dockerconfigjson"][".dockerconfigjson"]), "https://private.example.com")
	assert.NilError(t, err)
	assert.Equal(t, user, "a")
	assert.Equal(t, len(applied), 8, "%v", len(applied))

	calls, err := os.ReadFile(filepath.Join(bin, "calls"))
	assert.NilError(t, err)
	for _, secret := range []string{"li've", "live", "the-token", base64.StdEncoding.EncodeToString([]byte(value))} {
		assert.Check(t, !strings.Contains(string(calls)+string(out), secret), "a value is an argument or printed: %s%s", calls, out)
	}
	assert.Check(t, strings.Contains(string(calls), "gh secret set ARGOCD_TOKEN --repo owner/shop\n"))
	left, err := os.ReadDir(filepath.Join(dir, "secrets"))
	assert.NilError(t, err)
	assert.Equal(t, len(left), 0, "%v", left)
}

// appliedSecrets reads what was applied: data by namespace, name, type and label. No Secret may have an annotation.
func appliedSecrets(t *testing.T, file string) map[string]map[string]string {
	t.Helper()
	text, err := os.ReadFile(file)
	assert.NilError(t, err)
	found := map[string]map[string]string{}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	for {
		var s struct {
			Kind, Type string
			Metadata   struct {
				Namespace, Name     string
				Labels, Annotations map[string]string
			}
			Data map[string]string
		}
		if decoder.Decode(&s) != nil {
			return found
		}
		if s.Kind != "Secret" {
			continue
		}
		if s.Type == "" {
			s.Type = "Opaque"
		}
		assert.Equal(t, len(s.Metadata.Annotations), 0)
		name := strings.TrimSpace(fmt.Sprintf("%s/%s %s %s", s.Metadata.Namespace, s.Metadata.Name, s.Type, s.Metadata.Labels["argocd.argoproj.io/secret-type"]))
		found[name] = map[string]string{}
		for key, encoded := range s.Data {
			value, err := base64.StdEncoding.DecodeString(encoded)
			assert.NilError(t, err)
			found[name][key] = string(value)
		}
	}
}

// TestSecretsSayWhoUsesThem holds that who reads a Secret is a comment, whatever it is called.
func TestSecretsSayWhoUsesThem(t *testing.T) {
	p := &v1alpha1.Project{Name: "shop"}
	p.Spec.Namespace, p.Spec.Secrets = "shop", []v1alpha1.Secret{{Name: "a", Type: v1alpha1.Opaque, Keys: []string{"A", "B"}}, {Name: "b", Type: v1alpha1.Opaque, Keys: []string{"B"}}}
	got := scaffold.Secrets([]*v1alpha1.Project{p}, ".", func(project, secret string) []string {
		assert.Equal(t, project, "shop")
		return map[string][]string{"a": {"x\n; rm -rf /"}}[secret]
	})
	assert.Check(t, strings.Contains(got, "\n# a is used by x ; rm -rf /.\n") && !strings.Contains(got, "b is used"), got)
	assert.Check(t, strings.Contains(got, "--from-env-file=secrets/a.env --dry-run=client -o yaml |\n  kubectl apply --server-side"), got)
}
