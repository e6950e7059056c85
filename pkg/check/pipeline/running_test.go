// SPDX-License-Identifier: Apache-2.0

package pipeline_test

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/check/pipeline"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/rule/ruletest"
)

const (
	runs = `---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop
  namespace: argocd
  annotations:
    argocd-image-updater.argoproj.io/image-list: shop=ghcr.io/owner/shop
    argocd-image-updater.argoproj.io/shop.update-strategy: latest
    argocd-image-updater.argoproj.io/shop.allow-tags: regexp:^sha-[0-9a-f]{7,40}$
spec:
  source: {repoURL: 'https://github.com/owner/shop', targetRevision: main, path: deploy}
`
	// apart pushes other tags of pull requests.
	apart = `# file: .github/workflows/ci.yml
on:
  push: {branches: [main]}
  pull_request: {branches: [main]}
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/metadata-action@v5
        id: meta
        with:
          images: ghcr.io/owner/shop
          tags: |
            type=sha,enable=${{ github.event_name == 'push' }}
            type=ref,event=pr
      - uses: docker/build-push-action@v6
        with: {push: true, tags: '${{ steps.meta.outputs.tags }}'}
`
)

// TestProofOfWhatRuns holds that the Application of a Project counts before it, and that a finding says what a proof says.
func TestProofOfWhatRuns(t *testing.T) {
	for _, c := range []struct{ name, old, changed, want, findings string }{
		{"the same", "", "", "proved  [example.yaml:8 example.yaml:18 .github/workflows/ci.yml:13]", ""},
		{"none", "name: shop\n  namespace", "name: other\n  namespace", "proved  [example.yaml:8 .github/workflows/ci.yml:13]", ""},
		{"of pull requests", "shop.allow-tags: regexp:^sha-[0-9a-f]{7,40}$", "shop.allow-tags: regexp:^pr-[0-9]+$", "refuted pushed-tag-not-taken", "pushed-tag-not-taken error 18"},
		{"an alias misspelt", "/shop.allow-tags", "/shpo.allow-tags", "refuted foreign-tag-taken", "foreign-tag-taken error 16"},
		{"any", "shop.allow-tags: regexp:^sha-[0-9a-f]{7,40}$", "shop.allow-tags: any", "refuted foreign-tag-taken", "foreign-tag-taken error 18"},
		{"another image", "image-list: shop=ghcr.io/owner/shop", "image-list: shop=ghcr.io/owner/store", "refuted pushed-tag-not-taken", "pushed-tag-not-taken warning 8"},
		{"no annotation", "    argocd-image-updater.argoproj.io/image-list: shop=ghcr.io/owner/shop\n", "", "refuted pushed-tag-not-taken", "pushed-tag-not-taken warning 8"},
		{"versions", "shop.update-strategy: latest", "shop.update-strategy: semver", "not proved ", ""},
		{"no strategy", "    argocd-image-updater.argoproj.io/shop.update-strategy: latest\n", "", "not proved ", ""},
		{"no list", "shop=ghcr.io/owner/shop\n", "shop=ghcr.io/owner/Shop:x:y\n", "not proved ", ""},
		{"any of the Project", "allowTags: regexp:^sha-[0-9a-f]{7,40}$", "allowTags: any", "refuted foreign-tag-taken", "foreign-tag-taken error 8"},
		{"versions of the Project", "allowTags: regexp:^sha-[0-9a-f]{7,40}$", "updateStrategy: semver\n      allowTags: any", "not proved ", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := project + runs + apart
			assert.Assert(t, strings.Contains(text, c.old))
			text = strings.Replace(text, c.old, c.changed, 1)
			proofs := ruletest.Proofs(t, text, rule.Target{}, pipeline.Rules)
			assert.Equal(t, len(proofs), 1)
			p := proofs[0]
			got := string(p.Verdict) + " " + p.Rule
			var from []string
			for _, at := range p.From {
				from = append(from, at.String())
			}
			got += " [" + strings.Join(from, " ") + "]"
			assert.Check(t, strings.HasPrefix(got, c.want), "%s: %s", got, p.Why)
			all, messages := found(t, text)
			assert.Check(t, strings.Contains(strings.Join(all, "; "), c.findings), "%v %s", all, messages)
			assert.Check(t, (c.findings == "") == (len(all) == 0), "%v %s", all, messages)
		})
	}
}

// TestProofOfAResource holds that an ImageUpdater counts for an updater that reads one.
func TestProofOfAResource(t *testing.T) {
	resource := `---
apiVersion: argocd-image-updater.argoproj.io/v1alpha1
kind: ImageUpdater
metadata: {name: shop, namespace: argocd}
spec:
  applicationRefs:
    - namePattern: shop
      images:
        - alias: shop
          imageName: ghcr.io/owner/shop
          commonUpdateSettings: {updateStrategy: newest-build, allowTags: 'FILTER'}
`
	for filter, want := range map[string]string{"regexp:^sha-": "proved", "regexp:^pr-": "refuted", "any": "refuted"} {
		bare := strings.Split(runs, "  annotations:")[0] + "spec:" + strings.Split(runs, "spec:")[1]
		proofs := ruletest.Proofs(t, project+bare+strings.Replace(resource, "FILTER", filter, 1)+apart, rule.Target{ImageUpdater: "v1.1"}, pipeline.Rules)
		assert.Equal(t, string(proofs[0].Verdict), want, proofs[0].Why)
		proofs = ruletest.Proofs(t, project+bare+apart, rule.Target{ImageUpdater: "v1.1"}, pipeline.Rules)
		assert.Equal(t, string(proofs[0].Verdict), "not proved")
	}
}

// TestExceptByPeople holds that a proof says what a person can do beside it.
func TestExceptByPeople(t *testing.T) {
	notes := func(old, changed string) string {
		text := strings.Replace(project+apart, "  pull_request:", "  workflow_dispatch:\n  pull_request:", 1)
		text = strings.Replace(text, "enable=${{ github.event_name == 'push' }}", "enable=${{ github.event_name != 'pull_request' }}", 1)
		assert.Assert(t, strings.Contains(text, old))
		proofs := ruletest.Proofs(t, strings.Replace(text, old, changed, 1), rule.Target{}, pipeline.Rules)
		assert.Equal(t, string(proofs[0].Verdict), "proved", proofs[0].Why)
		return strings.Join(proofs[0].Notes, "; ")
	}
	assert.Equal(t, notes("", ""), "except by hand (workflow_dispatch): a start on any branch that runs .github/workflows/ci.yml:14 pushes such as sha-0000000, which is taken")
	assert.Equal(t, notes("  workflow_dispatch:\n", ""), "")
	assert.Equal(t, notes("!= 'pull_request'", "== 'push'"), "")
	assert.Equal(t, notes("!= 'pull_request'", "!= 'pull_request' && github.ref == 'refs/heads/main'"), "")
	assert.Check(t, strings.HasPrefix(notes("!= 'pull_request'", "!= 'pull_request' && github.ref != 'refs/heads/main' || github.event_name == 'push'"), "except by hand"))
	assert.Check(t, strings.HasPrefix(notes("{branches: [main]}\n  workflow", "{branches: [main], tags: ['v*']}\n  workflow"), "except at a Git tag"))
}

// TestRefusedWorkflow holds that what GitHub refuses proves nothing, and that a message says what is wrong.
func TestRefusedWorkflow(t *testing.T) {
	for _, c := range []struct{ old, changed, why string }{
		{"    runs-on:", "    needs: [tset]\n    runs-on:", "tset"},
		{"id: meta", "id: metadata", "no step of the job has the id meta"},
	} {
		proofs := ruletest.Proofs(t, strings.Replace(project+apart, c.old, c.changed, 1), rule.Target{}, pipeline.Rules)
		assert.Equal(t, string(proofs[0].Verdict), "not proved")
		assert.Check(t, strings.Contains(proofs[0].Why, c.why) && strings.Contains(proofs[0].Why, "ci.yml:"), proofs[0].Why)
	}
	_, messages := found(t, strings.Replace(strings.Replace(project, "[0-9a-f]{7,40}", "[0-9]{1,6}", 1)+apart, "type=sha,enable", "type=raw,value=sha-${{ github.run_number }},enable", 1))
	assert.Check(t, strings.Contains(messages, "some images of the release branch are never taken"), messages)
}
