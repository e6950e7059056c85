// SPDX-License-Identifier: Apache-2.0

package rig

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/fairlead-krm/fairlead/e2e/argo"
	"github.com/fairlead-krm/fairlead/e2e/kube"
)

// partOf is the label without which Argo CD sees none of its own objects.
var partOf = map[string]any{"app.kubernetes.io/part-of": "argocd"}

// ArgoManifests is the folder with the manifests of the Argo CD that runs, install.yaml among them.
func (r *Rig) ArgoManifests(ctx context.Context) (string, error) {
	m, err := goModule(ctx, filepath.Join(r.Root, "e2e", "tools", "argocd"), argoCD)
	return filepath.Join(m.Dir, "manifests"), err
}

// installArgo makes what the manifests of Argo CD make, as far as the roles that run here need it.
func (r *Rig) installArgo(ctx context.Context) error {
	manifests, err := r.ArgoManifests(ctx)
	if err != nil {
		return err
	}
	crds := []string{"application", "applicationset", "appproject"}
	for _, name := range crds {
		// Server-side: the CRD of Applications is too large for an annotation.
		cmd := r.Command(ctx, "kubectl", "apply", "--server-side", "-f", filepath.Join(manifests, "crds", name+"-crd.yaml"))
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("applying the CRD %s: %w\n%s", name, err, out)
		}
	}
	for _, name := range crds {
		if err := r.await(ctx, 30*time.Second, "CRD "+name, func(ctx context.Context) error { return r.established(ctx, name+"s.argoproj.io") }); err != nil {
			return err
		}
	}
	secret, err := r.argoSecret(ctx)
	if err != nil {
		return err
	}
	for _, o := range []kube.Object{
		{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": ArgoNamespace}},
		argoConfigMap("argocd-cm"), argoConfigMap("argocd-rbac-cm"), secret,
		{"apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "metadata": map[string]any{"name": "default", "namespace": ArgoNamespace}, "spec": map[string]any{
			"sourceRepos":              []string{"*"},
			"destinations":             []any{map[string]any{"server": "*", "namespace": "*"}},
			"clusterResourceWhitelist": []any{map[string]any{"group": "*", "kind": "*"}},
		}},
	} {
		if _, err := r.Kube.Create(ctx, o); err != nil {
			return err
		}
	}
	return nil
}

func argoConfigMap(name string) kube.Object {
	return kube.Object{"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{"name": name, "namespace": ArgoNamespace, "labels": partOf}}
}

// argoSecret holds the password of the administrator and the key that signs tokens.
func (r *Rig) argoSecret(ctx context.Context) (kube.Object, error) {
	password := rand.Text()
	hash, err := r.Command(ctx, "argocd", "account", "bcrypt", "--password", password).Output()
	if err != nil {
		return nil, fmt.Errorf("hashing the administrator's password: %w", err)
	}
	r.Argo = argo.New(loopback(r.ports.server))
	r.Argo.User, r.Argo.Password = "admin", password
	data := map[string]any{}
	for key, value := range map[string]string{
		"admin.password":      strings.TrimSpace(string(hash)),
		"admin.passwordMtime": time.Now().UTC().Format(time.RFC3339),
		"server.secretkey":    rand.Text(),
	} {
		data[key] = base64.StdEncoding.EncodeToString([]byte(value))
	}
	return kube.Object{
		"apiVersion": "v1", "kind": "Secret", "type": "Opaque", "data": data,
		"metadata": map[string]any{"name": "argocd-secret", "namespace": ArgoNamespace, "labels": partOf},
	}, nil
}

func (r *Rig) established(ctx context.Context, crd string) error {
	o, err := r.Kube.Get(ctx, "CustomResourceDefinition", "", crd)
	if err != nil {
		return err
	}
	for _, c := range o.List("status", "conditions") {
		if c.Text("type") == "Established" && c.Text("status") == "True" {
			return nil
		}
	}
	return fmt.Errorf("%s is not established", crd)
}

// login waits until Argo CD answers and takes a session.
func (r *Rig) login(ctx context.Context) error {
	return r.await(ctx, 60*time.Second, "argocd-server", func(ctx context.Context) error { return r.Argo.Login(ctx) })
}
