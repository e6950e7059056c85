// SPDX-License-Identifier: Apache-2.0

package workflow_test

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/language"
	"github.com/fairlead-krm/fairlead/pkg/tagscheme"
	"github.com/fairlead-krm/fairlead/pkg/workflow"
)

// calledFiles are those of a repository whose workflow runs them.
var calledFiles = map[string]string{
	"push.sh":         "#!/bin/bash\nset -e\ndocker build -t ghcr.io/owner/app:$1 . && docker push ghcr.io/owner/app:$1\n",
	"named.sh":        "image=ghcr.io/owner/app\ndocker push $image:${TAG:-latest}\n",
	"all.sh":          "docker push ghcr.io/owner/app:$@\n",
	"either.sh":       "if [ -n \"$CI\" ]; then\n  docker push ghcr.io/owner/app:$1\nfi\n",
	"outer.sh":        "#!/bin/sh\n./push.sh \"$1\"\n",
	"round.sh":        "./round.sh\n",
	"test.sh":         "#!/bin/bash\ngo test ./...\n# docker push\n",
	"release.py":      "import subprocess\nsubprocess.run(['docker', 'push', 'x'])\n",
	"lint.py":         "print(1)\n",
	"gradlew":         "#!/bin/sh\nexec java \"$@\"\n",
	"sub/push.sh":     "docker push ghcr.io/owner/app:sub\n",
	"Makefile":        "IMAGE = ghcr.io/owner/app\nDOCKER ?= docker\n\n.PHONY: test\ntest: build\n\tgo test ./...\n\nbuild: app.o\n\tgo build\n\ndocker-push: build\n\t$(DOCKER) push $(IMAGE):$(TAG)\n\nall: docker-push\n\nby-script:\n\t@./push.sh sha-x\n\nagain:\n\t$(MAKE) docker-push\n",
	"package.json":    "{\n  \"scripts\": {\n    \"test\": \"jest\",\n    \"image\": \"docker push ghcr.io/owner/app:npm\",\n    \"by\": \"npm run image\"\n  }\n}\n",
	"more/Makefile":   "include other.mk\ntest:\n\ttrue\n",
	"justfile":        "push tag:\n    docker push ghcr.io/owner/app:{{tag}}\ntest:\n    true\n",
	"scripts/many.sh": strings.Repeat("./push.sh a\n", 3),
}

// TestCalled holds what is pushed by the files of the repository that a step runs: tag, doubt and place.
func TestCalled(t *testing.T) {
	const sha = "${{ github.sha }}"
	for _, c := range []struct{ run, want string }{
		{"./push.sh sha-" + sha, "sha-" + sha40 + " push.sh:3"},
		{"bash -e push.sh $GITHUB_SHA", sha40 + " push.sh:3"},
		{"sudo -E ./push.sh x", "x push.sh:3"},
		{"$GITHUB_WORKSPACE/push.sh x", "x push.sh:3"},
		{"TAG=sha-1 ./named.sh", "sha-1 named.sh:2"},
		{"export TAG=sha-2\n./named.sh", "sha-2 named.sh:2"},
		{"TAG=sha-2\n./named.sh", "? named.sh:2"},
		{"./all.sh x", "? all.sh:1"},
		{"./either.sh x", "? either.sh:2"},
		{"./outer.sh x-" + sha, "x-" + sha40 + " push.sh:3"},
		{"cd sub && ./push.sh", "sub sub/push.sh:1"},
		{"cd sub\n../push.sh y", "y push.sh:3"},
		{"if true; then ./push.sh z; fi", "z? push.sh:3"},
		{"./scripts/many.sh", "a push.sh:3"},
		{"./round.sh", ""},
		{"./test.sh push", ""},
		{"python3 release.py", "? release.py:2"},
		{"./release.py", "? release.py:2"},
		{"python lint.py --release", ""},
		{"make docker-push TAG=sha-" + sha, "? Makefile:12"},
		{"make -j4 all", "? Makefile:12"},
		{"make again", "? Makefile:12"},
		{"make by-script", "sha-x push.sh:3"},
		{"make", ""}, {"make test", ""}, {"make -C more test", ""}, {"make -C none test", ""}, {"npm ci", ""}, {"npm test", ""},
		{"make -C more release", "? ci.yml:6"},
		{"make -C none image-push", "? ci.yml:6"},
		{"npm run image", "npm package.json:4"},
		{"npm run by", "npm package.json:4"},
		{"npm run image -- x", "? package.json:4"},
		{"yarn image", "npm package.json:4"},
		{"npm --prefix web run publish-image", "? ci.yml:6"},
		{"npm publish", ""},
		{"just push x", "? justfile:2"},
		{"just test", ""},
		{"./gradlew build", ""}, {"./mvnw verify", ""}, {"/usr/bin/deploy x", ""},
		{"./scripts/ship.sh ghcr.io/owner/app:x", "? ci.yml:6"},
		{"./scripts/publish x", "? ci.yml:6"},
		{"./scripts/ship.sh x", ""},
		{"bazel run //:push", "? ci.yml:6"},
		{"bazel test //...", ""},
		{"image=ghcr.io/owner/app; docker push $image:x", "x ci.yml:6"},
		{"push() { docker push ghcr.io/owner/app:$1; }\npush x", "? ci.yml:7"},
		{"t=a\nif x; then t=b; fi\ndocker push ghcr.io/owner/app:a", "a? ci.yml:9"},
	} {
		t.Run(c.run, func(t *testing.T) {
			text := of(onMain, "      - run: "+strings.ReplaceAll(c.run, "\n", "\n          "))
			if strings.Contains(c.run, "\n") {
				text = script(onMain, c.run)
			}
			text = strings.ReplaceAll(text, ": ./", ": "+"./")
			repository := workflow.Repository{Name: "Owner/App", Branch: "main", Open: func(name string) ([]byte, string, bool) {
				text, ok := calledFiles[name]
				return []byte(text), name, ok
			}}
			s := workflow.Scheme([]*workflow.File{workflow.Read("ci.yml", []byte(text))}, repository, image)
			var got []string
			for _, p := range s.At(tagscheme.Release) {
				budget := language.DefaultBudget
				tag, _, err := p.Set.Shortest(&budget)
				assert.NilError(t, err)
				place := p.Place
				if p.Doubt != nil {
					if tag += "?"; p.Set.Has("anything") {
						tag = "?"
					}
				}
				got = append(got, tag+" "+place.String())
			}
			assert.Equal(t, strings.Join(got, "; "), c.want)
		})
	}
}
