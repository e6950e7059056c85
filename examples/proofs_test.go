// SPDX-License-Identifier: Apache-2.0

package examples_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/fntest"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/report"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// provedWorkflow builds an image at pushes to main and, under tags of their own, at pull requests.
const provedWorkflow = `on:
  push: {branches: [main]}
  pull_request:
env: {DOCKER_METADATA_SHORT_SHA_LENGTH: 7}
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
STEPS`

const provedSteps = `      - id: ID
        uses: docker/metadata-action@v5
        with:
          images: IMAGE
          tags: |
            type=sha,enable=${{ github.event_name == 'push' }}
            type=sha,prefix=pr-sha-,enable=${{ github.event_name == 'pull_request' }}
      - uses: docker/build-push-action@v6
        with: {push: true, platforms: 'linux/amd64,linux/arm64', tags: '${{ steps.ID.outputs.tags }}'}
`

// provedPolicy is Argo CD's ConfigMap as a whole, into which a render puts the lines of the pipelines.
const provedPolicy = `apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-rbac-cm
  namespace: argocd
data:
  policy.csv: |
    g, owner:team, role:admin
`

// proved is a package beside the repository of one of its Projects.
type proved struct {
	name, of, project string
	images            []string
	// secret is one that its manifests name, with one of its keys, in the file of a workload.
	secret, key, workload string
}

var provedPackages = []proved{
	{"home-manager", "home-manager/argocd", "project.yaml", []string{"ghcr.io/owner/home-manager"}, "home-manager-secrets", "API_TOKEN", "deployment.yaml"},
	{"k3s-monitoring", "k3s-monitoring/argocd", "project.yaml", []string{"ghcr.io/owner/k3s-monitoring/collector", "ghcr.io/owner/k3s-monitoring/dashboard"}, "alert-webhook", "WEBHOOK_URL", "collector.yaml"},
	{"home-manager", "../blueprint", "projects/home-manager.yaml", []string{"ghcr.io/owner/home-manager"}, "home-manager-secrets", "API_TOKEN", "deployment.yaml"},
	{"k3s-monitoring", "../blueprint", "projects/k3s-monitoring.yaml", []string{"ghcr.io/owner/k3s-monitoring/collector", "ghcr.io/owner/k3s-monitoring/dashboard"}, "alert-webhook", "WEBHOOK_URL", "collector.yaml"},
}

// copied lays the package and the repository down, lets a person change a source, renders, and lets a person change what was rendered.
func (p proved) copied(t *testing.T, source, made func(edit func(file, old, text string))) string {
	t.Helper()
	root := filepath.Join(t.TempDir(), p.name)
	assert.NilError(t, os.CopyFS(filepath.Join(root, "argocd"), os.DirFS(filepath.FromSlash(p.of))))
	assert.NilError(t, os.CopyFS(filepath.Join(root, "deploy"), os.DirFS(filepath.Join(p.name, "deploy"))))
	steps := ""
	for _, image := range p.images {
		steps += strings.NewReplacer("ID", "meta-"+filepath.Base(image), "IMAGE", image).Replace(provedSteps)
	}
	put := func(file, text string) {
		file = filepath.Join(root, filepath.FromSlash(file))
		assert.NilError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		assert.NilError(t, os.WriteFile(file, []byte(text), 0o644))
	}
	if source == nil && made == nil { // as it is shipped
		assert.NilError(t, os.CopyFS(filepath.Join(root, ".github"), os.DirFS(filepath.Join(p.name, ".github"))))
	} else {
		put(".github/workflows/image.yaml", strings.Replace(provedWorkflow, "STEPS", steps, 1))
	}
	put("argocd/argocd-rbac-cm.yaml", provedPolicy)
	edit := func(file, old, text string) {
		t.Helper()
		read, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
		assert.NilError(t, err)
		assert.Assert(t, strings.Contains(string(read), old), "%s holds no %q:\n%s", file, old, read)
		put(file, strings.ReplaceAll(string(read), old, text))
	}
	if source != nil {
		source(edit)
	}
	fairlead(t, "render", filepath.Join(root, "argocd"))
	if made != nil {
		made(edit)
	}
	return filepath.Join(root, "argocd")
}

// proofs validates a package and returns the findings that count, and the proofs of its Project.
func (p proved) proofs(t *testing.T, dir string) (findings []string, proofs []report.JSONProof) {
	t.Helper()
	out, err := exec.Command(fntest.Build(t, "functions/fairlead"), "validate", "--explain-proof", "--format", "json", dir).Output()
	var r report.JSON
	assert.NilError(t, json.Unmarshal(out, &r), "%v", err)
	for _, f := range r.Findings {
		if f.Severity != krm.Info {
			findings = append(findings, f.Rule+": "+f.Message)
		}
	}
	for _, proof := range r.Proofs {
		if proof.Project == p.name {
			proofs = append(proofs, proof)
		}
	}
	return findings, proofs
}

// TestProofs holds that all is proved of the examples and of the blueprint, and that one change of each input refutes the right proof,
// by the right rule, with the right counter-example.
func TestProofs(t *testing.T) {
	const (
		workflow = ".github/workflows/image.yaml"
		policy   = "argocd/argocd-rbac-cm.yaml"
	)
	type edit = func(file, old, text string)
	for _, p := range provedPackages {
		project, rendered, workload := "argocd/"+p.project, "argocd/rendered/"+p.name+".yaml", "deploy/"+p.workload
		lines := func(more string) func(edit) {
			return func(e edit) { e(policy, "    g, owner:team, role:admin\n", "    g, owner:team, role:admin\n"+more) }
		}
		inWorkflow := func(old, text string) func(edit) { return func(e edit) { e(workflow, old, text) } }
		placeholder := func(e edit) { e(project, "- name: "+p.secret+"\n", "- name: "+p.secret+"\n      mode: placeholder\n") }
		ignored := "    name: " + p.secret + "\n    namespace: " + map[string]string{"home-manager": "home-manager", "k3s-monitoring": "monitoring"}[p.name] + "\n    jsonPointers:\n"
		changes := []struct {
			what         string
			source, made func(edit)
			// rule is that of the finding, claim part of the claim that is refuted, example what the finding or the proof says.
			rule, claim, example string
		}{
			{what: "the prefix of the workflow", source: inWorkflow("type=sha,enable", "type=sha,prefix=v-,enable"), rule: "pushed-tag-not-taken", claim: "takes each image", example: `"v-0000000"`},
			{what: "the length of the commit", source: inWorkflow("LENGTH: 7", "LENGTH: 6"), rule: "pushed-tag-not-taken", claim: "takes each image", example: `"sha-000000"`},
			{what: "the condition on the event", source: inWorkflow("type=sha,enable=${{ github.event_name == 'push' }}", "type=sha"), rule: "foreign-tag-taken", claim: "takes each image", example: `"sha-0000000"`},
			{what: "the branch", source: inWorkflow("branches: [main]", "branches: [main, dev]"), rule: "foreign-tag-taken", claim: "takes each image", example: "a push to another branch"},
			{what: "allow-tags without its anchor", source: func(e edit) {
				if p.name == "home-manager" {
					e(project, "    - "+p.images[0]+"\n", "    - name: "+p.images[0]+"\n      allowTags: regexp:sha-[0-9a-f]{7,40}$\n")
				} else {
					e(project, "    - name: "+p.images[0]+"\n", "    - name: "+p.images[0]+"\n      allowTags: regexp:sha-[0-9a-f]{7,40}$\n")
				}
			}, rule: "foreign-tag-taken", claim: "takes each image", example: `"pr-sha-0000000"`},
			{what: "a * action", made: lines("    p, github-actions, applications, *, " + p.name + "/" + p.name + ", allow\n"), rule: "ci-account-may-more", claim: "do nothing else", example: p.name + "/" + p.name},
			{what: "a default role", made: func(e edit) { e(policy, "data:\n", "data:\n  policy.default: role:readonly\n") }, rule: "ci-account-may-more", claim: "do nothing else", example: "policy.default"},
			{what: "a group line", made: lines("    g, github-actions, role:admin\n"), rule: "ci-account-may-more", claim: "do nothing else", example: `"exec, create, a/a"`},
			{what: "a role of the AppProject", made: func(e edit) {
				e(rendered, "\n  sourceRepos:\n", "\n  roles:\n  - name: more\n    policies:\n    - p, proj:"+p.name+":more, applications, delete, "+p.name+"/*, allow\n    groups:\n    - github-actions\n  sourceRepos:\n")
			}, rule: "ci-account-may-more", claim: "do nothing else", example: "delete"},
			{what: "a placeholder with stringData", source: placeholder, made: func(e edit) { e(rendered, ignored+"    - /data\n    - /stringData\n", ignored+"    - /data\n") }, rule: "secret-can-be-lost", claim: "Secret", example: "stringData with keys"},
			{what: "a pointer to one key", source: placeholder, made: func(e edit) {
				e(rendered, ignored+"    - /data\n    - /stringData\n", ignored+"    - /data/"+p.key+"\n    - /stringData/"+p.key+"\n")
			}, rule: "secret-can-be-lost", claim: "Secret", example: "with no data in the manifest, a value that was set by kubectl apply is deleted"},
			{what: "an option that is gone", source: placeholder, made: func(e edit) { e(rendered, "    - RespectIgnoreDifferences=true\n", "") }, rule: "secret-ignored-not-respected", claim: "Secret", example: "RespectIgnoreDifferences"},
			{what: "a renamed key of a Secret", source: func(e edit) { e(workload, "key: "+p.key, "key: "+p.key+"S") }, rule: "secret-key-undeclared", claim: "is declared, made or runs", example: p.key + "S"},
			{what: "a pinned digest", source: func(e edit) {
				e(workload, "image: "+p.images[0], "image: x")
				e("deploy/kustomization.yaml", "  - name: "+p.images[0]+"\n    newTag: sha-0000000\n", "  - name: x\n    newName: "+p.images[0]+"\n    digest: sha256:"+strings.Repeat("0", 64)+"\n")
			}, rule: "followed-image-not-set", claim: "is declared, made or runs", example: "sha256:000"},
		}
		t.Run(p.of+" "+p.name, func(t *testing.T) {
			t.Parallel()
			for _, source := range []func(edit){nil, func(edit) {}} { // with the workflow that is shipped, and with the one here
				findings, proofs := p.proofs(t, p.copied(t, source, nil))
				assert.DeepEqual(t, findings, []string(nil))
				assert.Check(t, len(proofs) >= 4, "%+v", proofs)
				for _, proof := range proofs {
					assert.Check(t, proof.Verdict == rule.Proved, "%s: %s: %s", proof.Verdict, proof.Claim, proof.Why)
				}
			}
			for _, c := range changes {
				findings, proofs := p.proofs(t, p.copied(t, c.source, c.made))
				all, refuted := strings.Join(findings, "\n"), ""
				for _, proof := range proofs {
					if proof.Verdict == rule.Refuted {
						refuted += proof.Claim + ": " + proof.Why + "\n"
					}
				}
				assert.Check(t, strings.Contains(all, c.rule+": "), "%s: no finding of %s:\n%s", c.what, c.rule, all)
				assert.Check(t, strings.Contains(all+refuted, c.example), "%s: no %s in\n%s\n%s", c.what, c.example, all, refuted)
				assert.Check(t, strings.Contains(refuted, c.claim), "%s: not refuted: %s", c.what, refuted)
			}
		})
	}
}
