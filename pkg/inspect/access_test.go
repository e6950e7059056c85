// SPDX-License-Identifier: Apache-2.0

package inspect

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/registry"
	"github.com/fairlead-krm/fairlead/pkg/registry/registrytest"
)

const token = "s3cr3t-token"

// auth is owner and token as Docker writes them.
var auth = base64.StdEncoding.EncodeToString([]byte("owner:" + token))

// private is a registry that lets only owner in.
func private(t *testing.T) *registrytest.Registry {
	t.Helper()
	r := shop(t)
	r.Password("owner", token)
	return r
}

func secrets(t *testing.T, content string) []PullSecret {
	t.Helper()
	all, err := ReadPullSecrets("secret.yaml", []byte(content))
	assert.NilError(t, err)
	assert.Check(t, !strings.Contains(fmt.Sprintf("%v %+v %#v", all, all, all), token))
	return all
}

func secretYAML(name, key, value string) string {
	return "apiVersion: v1\nkind: Secret\nmetadata: {name: " + name + ", namespace: argocd}\ndata:\n  " + key + ": " + base64.StdEncoding.EncodeToString([]byte(value)) + "\n"
}

// TestAccess holds with what is asked, what is said of it, and that no word of a credential shows.
func TestAccess(t *testing.T) {
	const taken = "sha-aaa over sha-bbb: created 24 h after sha-bbb"
	for _, test := range []struct {
		name, source string
		options      func(t *testing.T, r *registrytest.Registry, o *Options)
		with         string
		image        string
		finding      [2]string
	}{
		{"nothing", "", nil, "anonymous", "nothing over nothing: not known: HOST: 401 UNAUTHORIZED: authentication required",
			[2]string{"image-access-denied error", "log in by `docker login HOST`; the updater needs a pull-secret"}},
		{"Docker", "", func(t *testing.T, r *registrytest.Registry, _ *Options) { docker(t, r.Host, auth) }, "Docker configuration ~/config.json", taken,
			[2]string{"image-access-denied warning", "is shown to who asks with Docker configuration ~/config.json, and not without (HOST: 401 UNAUTHORIZED: authentication required): no credentials are declared for the updater"}},
		{"Docker, wrong", "", func(t *testing.T, r *registrytest.Registry, _ *Options) {
			docker(t, r.Host, base64.StdEncoding.EncodeToString([]byte("owner:"+token+"-old")))
		}, "Docker configuration ~/config.json", "nothing over nothing: not known: HOST: 401 UNAUTHORIZED: authentication required", [2]string{"image-access-denied error", "log in anew"}},
		{"Docker, not readable", "", func(t *testing.T, r *registrytest.Registry, _ *Options) { docker(t, r.Host, auth+`"`) }, "anonymous", "nothing over nothing: not known: HOST: 401 UNAUTHORIZED: authentication required",
			[2]string{"image-access-denied error", "no credentials, since docker's configuration, or the credential helper that it names, cannot be read"}},
		{"registries.yaml", "", func(t *testing.T, r *registrytest.Registry, o *Options) {
			o.Nodes = nodesOf(t, "configs: {\""+r.Host+"\": {auth: {username: owner, password: "+token+"}}}")
		}, "registries.yaml", taken, [2]string{"image-access-denied warning", "is shown to who asks with registries.yaml, and not without"}},
		{"Docker, declared and not at hand", "pullsecret:argocd/ghcr", func(t *testing.T, r *registrytest.Registry, _ *Options) { docker(t, r.Host, auth) }, "Docker configuration ~/config.json", taken, [2]string{}},
		{"pull secret that is not declared", "", func(t *testing.T, r *registrytest.Registry, o *Options) {
			o.PullSecrets = secrets(t, secretYAML("ghcr", ".dockerconfigjson", `{"auths":{"`+r.Host+`":{"auth":"`+auth+`"}}}`))
		}, "anonymous", "nothing over nothing: not known: HOST: 401 UNAUTHORIZED: authentication required", [2]string{"image-access-denied error", "no credentials, since --pull-secret gives what the image declares, and it declares no pull-secret"}},
		{"declared, not at hand", "pullsecret:argocd/ghcr", nil, "anonymous", "nothing over nothing: not known: HOST: 401 UNAUTHORIZED: authentication required",
			[2]string{"image-access-denied warning", "the updater has credentials of its own, in pullsecret:argocd/ghcr: give them with --pull-secret FILE"}},
		{"pull secret", "pullsecret:argocd/ghcr", func(t *testing.T, r *registrytest.Registry, o *Options) {
			o.PullSecrets = secrets(t, secretYAML("ghcr", ".dockerconfigjson", `{"auths":{"`+r.Host+`":{"auth":"`+auth+`"}}}`))
		}, "pull secret secret.yaml", taken, [2]string{}},
		{"pull secret of another name", "pullsecret:argocd/ghcr", func(t *testing.T, r *registrytest.Registry, o *Options) {
			o.PullSecrets = secrets(t, secretYAML("other", ".dockerconfigjson", `{"auths":{"`+r.Host+`":{"auth":"`+auth+`"}}}`))
		}, "anonymous", "nothing over nothing: not known: HOST: 401 UNAUTHORIZED: authentication required", [2]string{"image-access-denied warning", "no credentials, since --pull-secret gives no Secret argocd/ghcr"}},
		{"Docker configuration for the pull secret", "pullsecret:argocd/ghcr", func(t *testing.T, r *registrytest.Registry, o *Options) {
			o.PullSecrets = secrets(t, `{"auths":{"https://`+r.Host+`":{"auth":"`+auth+`"}}}`)
		}, "pull secret secret.yaml", taken, [2]string{}},
		{"pull secret that nodes can read and the updater cannot", "pullsecret:argocd/ghcr", func(t *testing.T, r *registrytest.Registry, o *Options) {
			o.PullSecrets = secrets(t, `{"auths":{"`+r.Host+`":{"username":"owner","password":"`+token+`"}}}`)
		}, "", "nothing over nothing: the updater cannot use its pull secret, and follows nothing: auths[HOST] has no auth, which is user:token in base64: the updater reads nothing else",
			[2]string{"pull-secret-not-usable error", "auths[HOST] has no auth"}},
		{"pull secret for another registry", "pullsecret:argocd/ghcr", func(t *testing.T, _ *registrytest.Registry, o *Options) {
			o.PullSecrets = secrets(t, `{"auths":{"ghcr.io":{"auth":"`+auth+`"}}}`)
		}, "", "nothing over nothing: the updater cannot use its pull secret, and follows nothing: auths has no entry that begins with HOST, only ghcr.io", [2]string{"pull-secret-not-usable error", "only ghcr.io"}},
		{"one key of a Secret", "secret:argocd/ghcr#creds", func(t *testing.T, _ *registrytest.Registry, o *Options) {
			o.PullSecrets = secrets(t, secretYAML("ghcr", "creds", "owner:"+token))
		}, "pull secret secret.yaml", taken, [2]string{}},
		{"with a line break at its end", "secret:argocd/ghcr#creds", func(t *testing.T, _ *registrytest.Registry, o *Options) {
			o.PullSecrets = secrets(t, secretYAML("ghcr", "creds", "owner:"+token+"\n"))
		}, "pull secret secret.yaml", "nothing over nothing: not known: HOST: 401 UNAUTHORIZED: authentication required", [2]string{"image-access-denied error", "put others into its pull secret"}},
		{"another key of a Secret", "secret:argocd/ghcr#creds", func(t *testing.T, _ *registrytest.Registry, o *Options) {
			o.PullSecrets = secrets(t, secretYAML("ghcr", "credentials", "owner:"+token))
		}, "", "nothing over nothing: the updater cannot use its pull secret, and follows nothing: the Secret argocd/ghcr has no key \"creds\"", [2]string{"pull-secret-not-usable error", "no key"}},
		{"a variable", "env:FAIRLEAD_TEST_TOKEN", func(t *testing.T, _ *registrytest.Registry, _ *Options) {
			t.Setenv("FAIRLEAD_TEST_TOKEN", "owner:"+token)
		}, "the variable FAIRLEAD_TEST_TOKEN", taken, [2]string{}},
		{"a variable that is not set", "env:FAIRLEAD_TEST_TOKEN", nil, "anonymous", "nothing over nothing: not known: HOST: 401 UNAUTHORIZED: authentication required", [2]string{"image-access-denied warning", "in env:FAIRLEAD_TEST_TOKEN"}},
		{"a script", "ext:/scripts/login", nil, "anonymous", "nothing over nothing: not known: HOST: 401 UNAUTHORIZED: authentication required", [2]string{"image-access-denied warning", "in ext:/scripts/login"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := private(t)
			o := at("v0.12.2")
			o.UpdaterPlatforms = []string{amd64}
			if test.options != nil {
				test.options(t, r, &o)
			}
			more := []string{}
			if test.source != "" {
				more = append(more, "app.pull-secret: "+test.source)
			}
			o.Client = registry.New(registry.Options{})
			report := Run(context.Background(), []*krm.ResourceList{listOf(t, newestBuild(r, more...))}, o)
			im := report.Images[0]
			assert.Equal(t, im.Credentials, test.with)
			assert.Equal(t, fmt.Sprintf("%s over %s: %s", orNothing(im.Tag), orNothing(im.RunnerUp), im.Reason), strings.ReplaceAll(test.image, "HOST", r.Host))
			said := fmt.Sprintf("%+v %+v", report.Images, report.Results)
			for _, s := range []string{token, auth} {
				assert.Check(t, !strings.Contains(said, s), said)
			}
			var found []krm.Result
			for _, f := range report.Results {
				if f.Rule != "version-assumed" {
					found = append(found, f)
				}
			}
			if test.finding[0] == "" {
				assert.Equal(t, len(found), 0, "%v", found)
				return
			}
			assert.Equal(t, len(found), 1, "%v", found)
			assert.Equal(t, found[0].Rule+" "+string(found[0].Severity), test.finding[0])
			assert.Check(t, strings.Contains(found[0].Message, strings.ReplaceAll(test.finding[1], "HOST", r.Host)), found[0].Message)
		})
	}
}

// docker writes a Docker configuration into the folder that isolated has made.
func docker(t *testing.T, host, auth string) {
	t.Helper()
	assert.NilError(t, os.WriteFile(filepath.Join(os.Getenv("DOCKER_CONFIG"), "config.json"), []byte(`{"auths":{"`+host+`":{"auth":"`+auth+`"}}}`), 0o600))
}

func nodesOf(t *testing.T, text string) *registry.Nodes {
	t.Helper()
	n, err := registry.ReadNodes(file(t, "registries.yaml", text))
	assert.NilError(t, err)
	return n
}

func TestReadPullSecretsThatAreNone(t *testing.T) {
	for content, says := range map[string]string{
		"":                             "holds no Secret",
		"kind: ConfigMap\n":            "holds no Secret",
		"{\"auths\": ":                 "must be a Secret in YAML",
		"kind: Secret\ndata: " + token: "must be a Secret in YAML",
		"kind: Secret\nmetadata: {name: s}\ndata: {k: " + token + "}\n": "data[k] of the Secret s is no base64",
	} {
		_, err := ReadPullSecrets("f", []byte(content))
		assert.ErrorContains(t, err, says, content)
		assert.Check(t, !strings.Contains(err.Error(), token), err.Error())
	}
	all, err := ReadPullSecrets("f", []byte("kind: Secret\nmetadata: {name: a}\nstringData: {creds: 'owner:x'}\n---\nkind: Secret\nmetadata: {name: b}\ndata:\n  k: |\n    b3du\n    ZXI=\n"))
	assert.NilError(t, err)
	assert.Equal(t, all[0].data["creds"]+" "+all[1].data["k"], "owner:x owner")
}

// TestNodes holds where a node finds the tag that is taken.
func TestNodes(t *testing.T) {
	r := shop(t)
	mirror := registrytest.New(t)
	mirror.Index("copy/app", "sha-aaa", both(onDay(7))...)
	stale := registrytest.New(t)
	stale.Index("owner/app", "sha-aaa", both(onDay(1))...)
	closed := registrytest.New(t)
	closed.Password("owner", token)
	const conf = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-image-updater-config, namespace: argocd}\ndata:\n  registries.conf: |\n    registries:\n    - {name: r, prefix: ghcr.invalid, api_url: 'URL'}\n"
	for _, test := range []struct {
		name, nodes, pull string
		tried             []string
		findings          [][2]string
	}{
		{"mirror", "mirrors: {ghcr.invalid: {endpoint: ['" + mirror.URL + "'], rewrite: {'^owner/': copy/}}}", mirror.URL, nil, nil},
		{"the second mirror", "mirrors: {ghcr.invalid: {endpoint: ['http://127.0.0.1:1', '" + r.URL + "']}}", r.URL, []string{"http://127.0.0.1:1 (it refuses the connection, with anonymous)"}, nil},
		{"mirror without the image", "mirrors: {ghcr.invalid: {endpoint: ['" + mirror.URL + "']}}", "", nil, [][2]string{{"node-cannot-pull error 6:51",
			"from " + mirror.URL + " (404 NAME_UNKNOWN: Unknown name, with anonymous), nor from https://ghcr.invalid"}}},
		{"mirror with another image", "mirrors: {ghcr.invalid: {endpoint: ['" + stale.URL + "']}}", stale.URL, nil, [][2]string{{"node-cannot-pull warning 6:51", "which has another image under it"}}},
		{"mirror that wants credentials", "mirrors: {ghcr.invalid: {endpoint: ['" + closed.URL + "', '" + r.URL + "']}}", r.URL, []string{closed.URL + " (401 UNAUTHORIZED: authentication required, with anonymous)"}, nil},
		{"credentials of the mirror", "mirrors: {ghcr.invalid: {endpoint: ['" + closed.URL + "']}}\nconfigs: {'" + closed.Host + "': {auth: {username: owner, password: " + token + "}}}", "", nil, [][2]string{{"node-cannot-pull error 6:51", "with registries.yaml)"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := at("v0.12.2")
			o.Nodes, o.UpdaterPlatforms = nodesOf(t, test.nodes), []string{amd64}
			o.Client = registry.New(registry.Options{})
			text := application("image-list: app=ghcr.invalid/owner/app", "app.update-strategy: latest", shaTags) + strings.Replace(conf, "URL", r.URL, 1)
			report := Run(context.Background(), []*krm.ResourceList{listOf(t, text)}, o)
			assert.Equal(t, report.Images[0].Tag+" "+report.Images[0].Pull, "sha-aaa "+test.pull)
			assert.DeepEqual(t, report.Images[0].PullTried, test.tried)
			var found []string
			for _, f := range report.Results {
				if f.Rule != "version-assumed" {
					found = append(found, fmt.Sprintf("%s %s %d:%d %s", f.Rule, f.Severity, f.Line, f.Column, f.Message))
				}
			}
			assert.Equal(t, len(found), len(test.findings), "%v", found)
			for i, want := range test.findings {
				assert.Check(t, strings.HasPrefix(found[i], want[0]) && strings.Contains(found[i], want[1]), found[i])
				assert.Check(t, !strings.Contains(found[i], token))
			}
		})
	}
}

// TestNodeWithoutCredentials holds that a node which is refused may still have an imagePullSecret.
func TestNodeWithoutCredentials(t *testing.T) {
	r := private(t)
	docker(t, r.Host, auth)
	expectation{
		[]string{"sha-aaa over sha-bbb: created 24 h after sha-bbb"},
		[][2]string{{"node-cannot-pull warning 6:51", "or the workload an imagePullSecret"}},
	}.check(t, newestBuild(r, "app.pull-secret: pullsecret:argocd/ghcr"), Options{Nodes: nodesOf(t, ""), UpdaterPlatforms: []string{amd64}})
}

// TestRedirectKeepsTheTokenHome holds that what a registry redirects to is told nothing, in a whole run.
func TestRedirectKeepsTheTokenHome(t *testing.T) {
	r := private(t)
	docker(t, r.Host, auth)
	store := registrytest.New(t)
	store.Wrap(func(w http.ResponseWriter, req *http.Request, _ http.Handler) {
		assert.Check(t, req.Header.Get("Authorization") == "")
		fmt.Fprint(w, `{"os":"linux","architecture":"amd64","created":"2026-11-07T10:00:00Z"}`)
	})
	r.Wrap(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
		if strings.Contains(req.URL.Path, "/blobs/") {
			http.Redirect(w, req, store.URL, http.StatusFound)
			return
		}
		next.ServeHTTP(w, req)
	})
	images, _ := inspected(t, newestBuild(r), Options{UpdaterPlatforms: []string{amd64}})
	assert.DeepEqual(t, images, []string{"sha-bbb over sha-aaa: created at the same time as sha-aaa; of equal dates the name that sorts last wins"})
	assert.Check(t, store.Count("GET") > 0)
}
