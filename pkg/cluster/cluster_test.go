// SPDX-License-Identifier: Apache-2.0

package cluster_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/cluster"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// value is what no test may find anywhere.
const value = "c2VjcmV0LXZhbHVl"

const dumped = `apiVersion: v1
kind: List
items:
- apiVersion: apps/v1
  kind: Deployment
  metadata: {name: argocd-repo-server, namespace: argocd}
- apiVersion: v1
  kind: Secret
  metadata:
    name: a
    namespace: argocd
    annotations: {kubectl.kubernetes.io/last-applied-configuration: '{"data":{"TOKEN":"` + value + `"}}'}
  type: Opaque
  data: {TOKEN: ` + value + `, A: ` + value + `}
- apiVersion: apps/v1
  kind: Deployment
  metadata: {name: other, namespace: home}
---
apiVersion: v1
kind: Secret
metadata: {name: b}
stringData: {PASSWORD: ` + value + `}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: anywhere}
data: {k: v}
---
values: of no resource
`

func names(items []*krm.Item) string {
	var all []string
	for _, it := range items {
		all = append(all, it.Kind+"/"+it.Namespace+"/"+it.Name)
	}
	return strings.Join(all, " ")
}

func TestDump(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "sub", "dump.yaml")
	assert.NilError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	assert.NilError(t, os.WriteFile(file, []byte(dumped), 0o644))
	assert.NilError(t, os.WriteFile(filepath.Join(dir, "README.md"), []byte("a: [\n"), 0o644))
	for _, name := range []string{file, dir, cluster.Stdin} {
		c, err := cluster.Dump(name, strings.NewReader(dumped))
		assert.NilError(t, err)
		assert.Check(t, !c.Live())
		items, err := c.Read(t.Context(), "argocd", cluster.Deployment, cluster.ConfigMap, cluster.AppProject)
		assert.NilError(t, err)
		assert.Equal(t, names(items), "Deployment/argocd/argocd-repo-server ConfigMap//anywhere")
		items, err = c.Read(t.Context(), cluster.AllNamespaces, cluster.Deployment)
		assert.NilError(t, err)
		assert.Equal(t, names(items), "Deployment/argocd/argocd-repo-server Deployment/home/other")
		line, _ := items[1].Position(nil)
		assert.Equal(t, line, 15)
		secrets, err := c.Secrets(t.Context(), "argocd")
		assert.NilError(t, err)
		assert.DeepEqual(t, secrets, []cluster.Secret{
			{Namespace: "argocd", Name: "a", Type: "Opaque", Keys: []string{"A", "TOKEN"}},
			{Name: "b", Keys: []string{"PASSWORD"}},
		})
	}
}

func TestDumpThatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	for _, tc := range []struct{ name, text, want string }{
		{"gone.yaml", "", "gone.yaml: there is no such file or folder"},
		{"empty.yaml", "# nothing\n", "there is no resource in it"},
		{"broken.yaml", "apiVersion: v1\nkind: Secret\ndata: {a: " + value + "\n", "broken.yaml:"},
	} {
		file := filepath.Join(dir, tc.name)
		if tc.text != "" {
			assert.NilError(t, os.WriteFile(file, []byte(tc.text), 0o644))
		}
		_, err := cluster.Dump(file, nil)
		assert.ErrorContains(t, err, tc.want)
		assert.Check(t, !strings.Contains(err.Error(), value), err)
	}
}

// TestNobodyReadsSecrets holds that the way to their values is closed.
func TestNobodyReadsSecrets(t *testing.T) {
	c, err := cluster.Dump(cluster.Stdin, strings.NewReader(dumped))
	assert.NilError(t, err)
	_, err = c.Read(t.Context(), "argocd", cluster.Kind{Kind: "Secret", Resource: "secrets"})
	assert.ErrorContains(t, err, "use Secrets")
	items, err := c.Read(t.Context(), cluster.AllNamespaces, cluster.Kind{Kind: "Secret", Resource: "other"})
	assert.NilError(t, err)
	assert.Equal(t, len(items), 0)
}

// fakeKubectl puts a script on the PATH in the place of kubectl.
func fakeKubectl(t *testing.T, script string) {
	t.Helper()
	dir := t.TempDir()
	assert.NilError(t, os.WriteFile(filepath.Join(dir, "kubectl"), []byte("#!/bin/sh\n"+script+"\n"), 0o755))
	t.Setenv("PATH", dir)
}

func TestWhyKubectlDoesNotAnswer(t *testing.T) {
	const noise = `echo 'E1 memcache.go] "Unhandled Error" err="the server could not find the requested resource"' >&2; `
	for _, tc := range []struct {
		name, says string
		reason     cluster.Reason
		want       string
	}{
		{"refused", noise + `echo "The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?" >&2; exit 1`, cluster.Unreachable, "the cluster (context x) does not answer: The connection to the server 127.0.0.1:1 was refused"},
		{"no such host", noise + `echo "Unable to connect to the server: dial tcp: lookup h: no such host" >&2; exit 1`, cluster.Unreachable, "does not answer"},
		{"no API server", noise + `echo "Error from server (NotFound): the server could not find the requested resource" >&2; exit 1`, cluster.Unreachable, "does not answer"},
		{"forbidden", `echo 'Error from server (Forbidden): deployments.apps is forbidden: User "u" cannot list resource "deployments"' >&2; exit 1`, cluster.Forbidden, "reading deployments.apps needs the right to `list` them: "},
		{"unauthorized", `echo 'error: You must be logged in to the server (Unauthorized)' >&2; exit 1`, cluster.Unauthorized, "does not know who asks"},
		{"no context", `echo 'Error in configuration: context was not found for specified context: x' >&2; exit 1`, cluster.NoConfiguration, "kubectl does not know which cluster is meant (context x)"},
		{"no file", `echo 'error: stat /x: no such file or directory' >&2; exit 1`, cluster.NoConfiguration, "stat /x"},
		{"something else", `echo 'error: something else' >&2; exit 1`, cluster.Other, "reading deployments.apps: kubectl: something else"},
		{"silent", `exit 3`, cluster.Other, "exit status 3"},
		{"slow", `exec /bin/sleep 60`, cluster.Unreachable, "no answer in 300ms"},
		{"no JSON", `echo 'apiVersion: ['`, cluster.Other, "could not be read"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			fakeKubectl(t, tc.says)
			c, err := cluster.Kubectl(cluster.Options{Context: "x", Timeout: 300 * time.Millisecond})
			assert.NilError(t, err)
			started := time.Now()
			_, err = c.Read(t.Context(), "argocd", cluster.Deployment)
			assert.ErrorContains(t, err, tc.want)
			var e *cluster.Error
			assert.Assert(t, errors.As(err, &e))
			assert.Equal(t, e.Reason, tc.reason)
			assert.Check(t, time.Since(started) < 20*time.Second)
		})
	}
	t.Setenv("PATH", t.TempDir())
	_, err := cluster.Kubectl(cluster.Options{})
	assert.ErrorContains(t, err, "there is no kubectl on the PATH")
}

// TestKindsThatTheClusterDoesNotKnow holds that a cluster without Argo CD is no error, and one that nobody reaches is one.
func TestKindsThatTheClusterDoesNotKnow(t *testing.T) {
	fakeKubectl(t, `echo "error: the server doesn't have a resource type \"appprojects\"" >&2; exit 1`)
	c, err := cluster.Kubectl(cluster.Options{})
	assert.NilError(t, err)
	items, err := c.Read(t.Context(), "argocd", cluster.AppProject, cluster.Application)
	assert.NilError(t, err)
	assert.Equal(t, len(items), 0)
	known, err := c.Knows(t.Context(), cluster.AppProject)
	assert.NilError(t, err)
	assert.Check(t, !known)

	fakeKubectl(t, `echo "Unable to connect to the server: EOF" >&2; exit 1`)
	c, err = cluster.Kubectl(cluster.Options{})
	assert.NilError(t, err)
	_, err = c.Read(t.Context(), "argocd", cluster.AppProject, cluster.Application, cluster.Deployment)
	assert.Equal(t, strings.Count(err.Error(), "\n"), 0, "said once: %v", err)
}

// apiServer is an API server with a Deployment and a Secret in the namespace argocd, and nothing of Argo CD.
func apiServer(t *testing.T) (kubeconfig string) {
	t.Helper()
	kind := func(name, kind string) map[string]any {
		return map[string]any{"name": name, "kind": kind, "namespaced": true, "verbs": []string{"list", "get"}}
	}
	answers := map[string]any{
		"/api":          map[string]any{"kind": "APIVersions", "versions": []string{"v1"}},
		"/apis":         map[string]any{"kind": "APIGroupList", "apiVersion": "v1", "groups": []any{map[string]any{"name": "apps", "versions": []any{map[string]any{"groupVersion": "apps/v1", "version": "v1"}}, "preferredVersion": map[string]any{"groupVersion": "apps/v1", "version": "v1"}}}},
		"/api/v1":       map[string]any{"kind": "APIResourceList", "groupVersion": "v1", "resources": []any{kind("secrets", "Secret"), kind("configmaps", "ConfigMap")}},
		"/apis/apps/v1": map[string]any{"kind": "APIResourceList", "groupVersion": "apps/v1", "resources": []any{kind("deployments", "Deployment")}},
		"/apis/apps/v1/namespaces/argocd/deployments": map[string]any{"kind": "DeploymentList", "apiVersion": "apps/v1", "metadata": map[string]any{}, "items": []any{
			map[string]any{"metadata": map[string]any{"name": "argocd-repo-server", "namespace": "argocd"}, "status": map[string]any{"replicas": 1}},
		}},
		"/api/v1/namespaces/argocd/configmaps": map[string]any{"kind": "ConfigMapList", "apiVersion": "v1", "metadata": map[string]any{}, "items": []any{}},
		"/api/v1/secrets": map[string]any{"kind": "SecretList", "apiVersion": "v1", "metadata": map[string]any{}, "items": []any{
			map[string]any{"metadata": map[string]any{"name": "a", "namespace": "argocd"}, "type": "Opaque", "data": map[string]any{"TOKEN": value, "A": value}},
			map[string]any{"metadata": map[string]any{"name": "empty", "namespace": "home"}, "type": "kubernetes.io/tls"},
		}},
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, ok := answers[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(answer)
	}))
	t.Cleanup(server.Close)
	kubeconfig = filepath.Join(t.TempDir(), "config")
	assert.NilError(t, os.WriteFile(kubeconfig, []byte("apiVersion: v1\nkind: Config\nclusters: [{name: c, cluster: {server: '"+server.URL+"'}}]\n"+
		"users: [{name: u}]\ncontexts: [{name: k3s, context: {cluster: c, user: u}}]\n"), 0o600))
	return kubeconfig
}

// TestKubectl asks an API server by the real kubectl.
func TestKubectl(t *testing.T) {
	if _, err := exec.LookPath("kubectl"); err != nil {
		t.Skip("no kubectl on the PATH")
	}
	t.Setenv("HOME", t.TempDir()) // where kubectl keeps what it has discovered
	c, err := cluster.Kubectl(cluster.Options{Kubeconfig: apiServer(t), Context: "k3s"})
	assert.NilError(t, err)
	assert.Check(t, c.Live())
	assert.Equal(t, c.String(), "context k3s")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	items, err := c.Read(ctx, "argocd", cluster.Deployment, cluster.ConfigMap, cluster.AppProject)
	assert.NilError(t, err)
	assert.Equal(t, names(items), "Deployment/argocd/argocd-repo-server")
	assert.Equal(t, items[0].Lookup("status", "replicas").Value, "1")
	secrets, err := c.Secrets(ctx, cluster.AllNamespaces)
	assert.NilError(t, err)
	assert.DeepEqual(t, secrets, []cluster.Secret{
		{Namespace: "argocd", Name: "a", Type: "Opaque", Keys: []string{"A", "TOKEN"}},
		{Namespace: "home", Name: "empty", Type: "kubernetes.io/tls"},
	})
	known, err := c.Knows(ctx, cluster.AppProject)
	assert.NilError(t, err)
	assert.Check(t, !known)
}
