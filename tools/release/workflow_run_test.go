// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"io"
	"log"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	imagename "github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/tools/release/image"
)

// released is the version that docs/verify.md names, so that its commands run on what comes out.
const released, jobToken = "v0.1.0", "t0ken-of-the-j0b"

// runner stands in for what GitHub gives a job: a checkout at a tag, an environment, a token. cosign and gh are stand-ins that note
// how they were called; FAIRLEAD_COSIGN names a real cosign, which then signs with a key of its own in the place of an identity.
type runner struct {
	work     string // holds the checkout
	registry string // host:port of what stands in for ghcr.io
	calls    string // a line for each call of a stand-in, in fields between tabs
	bin, key string
}

// standIn reads its input to the end, so that a list which it is not meant to see would be gone.
const standIn = `#!/bin/sh
name=$(basename "$0")
{ printf '%s' "$name"; for a in "$@"; do printf '\t%s' "$a"; done; printf '\n'; } >> "$CALLS"
cat > "$CALLS.stdin"
command=$1; shift
case "$name $command" in
"cosign login") [ -z "$COSIGN" ] || exec "$COSIGN" login "$@" < "$CALLS.stdin" ;;
"cosign sign") [ -z "$COSIGN" ] || exec "$COSIGN" sign --key "$KEY/cosign.key" --use-signing-config=false --tlog-upload=false "$@" ;;
"cosign sign-blob")
  [ -z "$COSIGN" ] || exec "$COSIGN" sign-blob --key "$KEY/cosign.key" --use-signing-config=false --tlog-upload=false "$@"
  while [ $# -gt 1 ]; do [ "$1" != --bundle ] || echo '{}' > "$2"; shift; done ;;
"cosign verify" | "cosign verify-blob")
  [ -n "$COSIGN" ] || exit 0
  # What an identity would prove, the key proves here.
  for a in "$@"; do
    shift
    case "$a" in --certificate-*) skip=1; continue ;; esac
    [ -n "$skip" ] || set -- "$@" "$a"
    skip=
  done
  exec "$COSIGN" "$command" --key "$KEY/cosign.pub" --insecure-ignore-tlog "$@" ;;
"oras resolve") echo "$REGISTRY/generate-delivery@sha256:0000" ;;
esac
`

type workflowStep struct {
	Name, Uses, Run  string
	WorkingDirectory string            `yaml:"working-directory"`
	Env              map[string]string `yaml:"env"`
	With             map[string]string `yaml:"with"`
}

func newRunner(t *testing.T) *runner {
	t.Helper()
	quiet := log.New(io.Discard, "", 0) //nolint:forbidigo // the server wants one
	server := httptest.NewServer(registry.New(registry.Logger(quiet), registry.WithReferrersSupport(true)))
	t.Cleanup(server.Close)
	dir := t.TempDir()
	r := &runner{registry: strings.TrimPrefix(server.URL, "http://"), calls: filepath.Join(dir, "calls"), bin: filepath.Join(dir, "bin"), key: dir}
	assert.NilError(t, os.Mkdir(r.bin, 0o755))
	for _, name := range []string{"cosign", "gh", "oras"} {
		assert.NilError(t, os.WriteFile(filepath.Join(r.bin, name), []byte(standIn), 0o755))
	}
	if cosign := os.Getenv("FAIRLEAD_COSIGN"); cosign != "" {
		cmd := exec.Command(cosign, "generate-key-pair")
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "COSIGN_PASSWORD=")
		out, err := cmd.CombinedOutput()
		assert.NilError(t, err, "%s", out)
	}
	return r
}

// checkout makes a fresh checkout of what lies in this one, at a tag.
func (r *runner) checkout(t *testing.T, version string) {
	t.Helper()
	r.work = filepath.Join(t.TempDir(), "fairlead")
	copyTo(t, tracked(t), r.work)
	for _, args := range [][]string{{"init", "-q"}, {"add", "-A"}, {"-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "all"}, {"tag", version}} {
		do(t, r.work, nil, append([]string{"git"}, args...)...)
	}
}

// bash runs a script as a job does, with nothing of this environment but what finds programs and modules.
func (r *runner) bash(t *testing.T, script, dir, version string, env map[string]string) {
	t.Helper()
	cmd := exec.Command("bash", "-e", "-c", script)
	cmd.Dir = filepath.Join(r.work, dir)
	cmd.Env = []string{
		"PATH=" + r.bin + string(os.PathListSeparator) + os.Getenv("PATH"), "HOME=" + filepath.Dir(r.calls), "TMPDIR=" + filepath.Dir(r.calls), "CI=true",
		"GITHUB_REF_NAME=" + version, "GITHUB_ACTOR=owner", "REGISTRY=" + r.registry + "/fairlead-krm", "CALLS=" + r.calls, "KEY=" + r.key, "COSIGN=" + os.Getenv("FAIRLEAD_COSIGN"), "COSIGN_PASSWORD=",
	}
	for _, name := range []string{"GOMODCACHE", "GOCACHE", "GOPROXY", "GOSUMDB", "GOFLAGS", "GOTOOLCHAIN"} {
		cmd.Env = append(cmd.Env, name+"="+output(t, ".", "go", "env", name))
	}
	for name, value := range env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	out, err := cmd.CombinedOutput()
	assert.NilError(t, err, "%s\n%s", script, out)
	assert.Check(t, !bytes.Contains(out, []byte(jobToken)), "the token shows: %s", out)
}

var expression = regexp.MustCompile(`\$\{\{ *(.*?) *\}\}`)

// step runs a step, or checks what it hands to an action.
func (r *runner) step(t *testing.T, s workflowStep, version string) {
	t.Helper()
	prerelease := ""
	if strings.Contains(version, "-") {
		prerelease = "--prerelease"
	}
	known := map[string]string{"github.token": jobToken, "contains(github.ref_name, '-') && '--prerelease' || ''": prerelease}
	evaluate := func(text string) string {
		return expression.ReplaceAllStringFunc(text, func(found string) string {
			value, ok := known[expression.FindStringSubmatch(found)[1]]
			assert.Assert(t, ok, "say in this test what %s is", found)
			return value
		})
	}
	if s.Run == "" {
		action, _, _ := strings.Cut(s.Uses, "@")
		switch action {
		case "actions/checkout", "actions/setup-go", "sigstore/cosign-installer":
		case "actions/attest":
			subjects(t, filepath.Join(r.work, s.With["subject-checksums"]))
		default:
			t.Errorf("say in this test what %s does", action)
		}
		return
	}
	// What comes from outside must not be part of a script.
	assert.Assert(t, !expression.MatchString(s.Run), "%s: an expression stands in the script", s.Name)
	env := map[string]string{}
	for name, value := range s.Env {
		env[name] = evaluate(value)
	}
	r.bash(t, s.Run, s.WorkingDirectory, version, env)
}

// subjects reads a list as actions/attest does: `<digest> <flag><name>` in each line, at most 1024.
func subjects(t *testing.T, file string) [][2]string {
	t.Helper()
	text, err := os.ReadFile(file)
	assert.NilError(t, err)
	var all [][2]string
	for line := range strings.Lines(string(text)) {
		m := regexp.MustCompile(`^([0-9a-f]{64}) [ *](\S+)\n$`).FindStringSubmatch(line)
		assert.Assert(t, m != nil, "%s: %q", file, line)
		all = append(all, [2]string{m[1], m[2]})
	}
	assert.Assert(t, len(all) > 0 && len(all) <= 1024, "%d subjects", len(all))
	return all
}

// called returns the calls of a stand-in, each as its arguments.
func (r *runner) called(t *testing.T, name, command string) [][]string {
	t.Helper()
	text, err := os.ReadFile(r.calls)
	assert.NilError(t, err)
	assert.Check(t, !bytes.Contains(text, []byte(jobToken)), "the token is an argument, which every process may read")
	var all [][]string
	for line := range strings.Lines(string(text)) {
		if fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t"); fields[0] == name && fields[1] == command {
			all = append(all, fields[2:])
		}
	}
	return all
}

// TestReleaseWorkflowRuns runs every step of release.yml, in its order, against a registry on loopback, and then what docs/verify.md
// tells people to run.
func TestReleaseWorkflowRuns(t *testing.T) {
	if testing.Short() || runtime.GOOS == "windows" {
		t.Skip("makes a whole release")
	}
	text, err := os.ReadFile("../../.github/workflows/release.yml")
	assert.NilError(t, err)
	var workflow struct {
		Jobs map[string]struct{ Steps []workflowStep }
	}
	assert.NilError(t, yaml.Unmarshal(text, &workflow))
	assert.Equal(t, len(workflow.Jobs), 3, "say in this test what the further jobs do")
	r := newRunner(t)

	r.checkout(t, released)
	for _, s := range workflow.Jobs["images"].Steps {
		r.step(t, s, released)
	}
	r.checkImages(t)

	r.checkout(t, released)
	steps := workflow.Jobs["archives"].Steps
	for _, s := range steps {
		r.step(t, s, released)
	}
	r.checkArchives(t)
	r.step(t, steps[len(steps)-1], "v0.2.0-rc.1")
	made := r.called(t, "gh", "release")
	assert.Assert(t, len(made) == 2 && slices.Contains(made[1], "--prerelease"), "%q", made)

	r.checkDocs(t)
}

func (r *runner) checkImages(t *testing.T) {
	t.Helper()
	login := r.called(t, "cosign", "login")
	assert.DeepEqual(t, login, [][]string{{"ghcr.io", "--username", "owner", "--password-stdin"}})
	var signed []string
	for _, call := range r.called(t, "cosign", "sign") {
		assert.Equal(t, call[0], "--yes")
		signed = append(signed, call[1:]...)
	}
	var want []string
	for _, s := range subjects(t, filepath.Join(r.work, "subjects.txt")) {
		want = append(want, s[1]+"@sha256:"+s[0])
	}
	assert.DeepEqual(t, signed, want)

	revision := output(t, r.work, "git", "rev-parse", "HEAD")
	for _, name := range image.Names() {
		repository, err := imagename.NewRepository(r.registry + "/fairlead-krm/" + name)
		assert.NilError(t, err)
		tags, err := remote.List(repository)
		assert.NilError(t, err)
		tags = slices.DeleteFunc(tags, func(tag string) bool { return strings.HasPrefix(tag, "sha256-") }) // of a real cosign
		assert.DeepEqual(t, tags, []string{"v0", "v0.1", released})
		index, err := remote.Index(repository.Tag(released))
		assert.NilError(t, err)
		digest, err := index.Digest()
		assert.NilError(t, err)
		for _, tag := range tags {
			there, err := remote.Head(repository.Tag(tag))
			assert.NilError(t, err)
			assert.Equal(t, there.Digest, digest)
		}
		expected := []string{digest.Hex}
		manifest, err := index.IndexManifest()
		assert.NilError(t, err)
		assert.Equal(t, len(manifest.Manifests), 2)
		for _, of := range manifest.Manifests {
			single, err := index.Image(of.Digest)
			assert.NilError(t, err)
			config, err := single.ConfigFile()
			assert.NilError(t, err)
			assert.Equal(t, config.Config.Labels["org.opencontainers.image.revision"], revision)
			assert.Equal(t, config.Config.Labels["org.opencontainers.image.version"], released)
			referrers, err := remote.Referrers(repository.Digest(of.Digest.String()))
			assert.NilError(t, err)
			found, err := referrers.IndexManifest()
			assert.NilError(t, err)
			boms := 0
			for _, referrer := range found.Manifests {
				document, err := remote.Image(repository.Digest(referrer.Digest.String()))
				assert.NilError(t, err)
				said, err := document.Manifest()
				assert.NilError(t, err)
				if said.ArtifactType == "application/spdx+json" { // others are signatures, of a real cosign
					boms++
					expected = append(expected, referrer.Digest.Hex)
				}
			}
			assert.Equal(t, boms, 1)
			expected = append(expected, of.Digest.Hex)
		}
		for _, hex := range expected {
			assert.Check(t, slices.Contains(want, repository.Name()+"@sha256:"+hex), "%s of %s is not signed", hex, name)
		}
	}
	assert.Equal(t, len(want), 5*len(image.Names()))
}

func (r *runner) checkArchives(t *testing.T) {
	t.Helper()
	archives := filepath.Join(r.work, "out", "archives")
	assert.DeepEqual(t, r.called(t, "cosign", "sign-blob"), [][]string{{"--yes", "--bundle", "checksums.txt.sigstore.json", "checksums.txt"}})
	files := digests(t, archives)
	var listed, onPage []string
	for _, s := range subjects(t, filepath.Join(archives, "checksums.txt")) {
		assert.Equal(t, files[s[1]], s[0], s[1])
		listed = append(listed, s[1])
	}
	for name := range files {
		onPage = append(onPage, "out/archives/"+name)
		isList := strings.HasPrefix(name, "checksums.txt")
		assert.Check(t, isList != slices.Contains(listed, name), "%s", name)
	}
	assert.Equal(t, len(listed), 8) // an archive and its bill of materials, for two systems and two architectures
	slices.Sort(onPage)
	made := r.called(t, "gh", "release")
	assert.Equal(t, len(made), 1)
	slices.Sort(made[0][4:])
	assert.DeepEqual(t, made[0], append([]string{"create", released, "--verify-tag", "--generate-notes"}, onPage...))
}

// knownToCosign holds that a real cosign, where there is one, has the flags of a command.
func knownToCosign(t *testing.T, command []string) {
	t.Helper()
	cosign := os.Getenv("FAIRLEAD_COSIGN")
	if cosign == "" || len(command) == 0 || command[0] != "cosign" {
		return
	}
	help := output(t, ".", cosign, command[1], "--help")
	for _, field := range command[2:] {
		if flag, _, _ := strings.Cut(field, "="); strings.HasPrefix(flag, "--") {
			assert.Check(t, strings.Contains(help, flag+"="), "cosign %s has no %s", command[1], flag)
		}
	}
}

// checkDocs runs what docs/verify.md says, where the archives lie.
func (r *runner) checkDocs(t *testing.T) {
	t.Helper()
	text, err := os.ReadFile("../../docs/verify.md")
	assert.NilError(t, err)
	ran := 0
	for _, m := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		script := m[1]
		if strings.HasPrefix(script, "podman") || strings.HasPrefix(script, "git clone") {
			do(t, ".", nil, "bash", "-n", "-c", script)
			continue
		}
		ran++
		for line := range strings.Lines(strings.ReplaceAll(script, "\\\n", " ")) {
			knownToCosign(t, strings.Fields(line))
		}
		r.bash(t, strings.ReplaceAll(script, "ghcr.io", r.registry), "out/archives", released, nil)
	}
	assert.Equal(t, ran, 5)
	identity := "https://github.com/fairlead-krm/fairlead/.github/workflows/release.yml@refs/tags/" + released
	for _, command := range []string{"verify", "verify-blob"} {
		calls := r.called(t, "cosign", command)
		assert.Equal(t, len(calls), 1, command)
		at := slices.Index(calls[0], "--certificate-identity")
		assert.Assert(t, at >= 0 && calls[0][at+1] == identity, "%q", calls[0])
	}
	assert.Equal(t, len(r.called(t, "gh", "attestation")), 2)
}
