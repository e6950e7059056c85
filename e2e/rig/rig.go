// SPDX-License-Identifier: Apache-2.0

// Package rig builds, boots and ends a cluster to test on: etcd, kube-apiserver, kube-controller-manager, redis and Argo CD, all on
// loopback and without a container. There is no kubelet: Pods stay Pending, and a Deployment's health stays Progressing.
package rig

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/fairlead-krm/fairlead/e2e/argo"
	"github.com/fairlead-krm/fairlead/e2e/kube"
	"github.com/fairlead-krm/fairlead/e2e/progress"
)

// ArgoNamespace is the namespace of Argo CD and of its Applications.
const ArgoNamespace = "argocd"

// Rig is a running cluster.
type Rig struct {
	// Kube and Argo speak as administrator to the API server and to Argo CD.
	Kube *kube.Client
	Argo *argo.Client
	// Kubeconfig is the file by which kubectl reaches the API server.
	Kubeconfig string
	// Bin holds fairlead and what else the processes of the rig find on their PATH.
	Bin string
	// Root is the root of the product's repository.
	Root string

	dir, logs string
	programs  map[string]string
	ports     ports
	processes []*process
	screen    *progress.Screen
}

// Boot builds what is not built yet and starts the rig. root is the root of the product's repository. On an error everything
// that was started is ended, and the error names the folder with the logs.
func Boot(ctx context.Context, root string, screen *progress.Screen) (*Rig, error) {
	r := &Rig{Root: root, screen: screen}
	if err := r.build(ctx); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "fairlead-e2e-")
	if err != nil {
		return nil, err
	}
	r.dir, r.logs, r.Bin = dir, filepath.Join(dir, "logs"), filepath.Join(dir, "bin")
	for _, folder := range []string{r.logs, r.Bin, filepath.Join(dir, "home")} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return nil, err
		}
	}
	if err := r.boot(ctx); err != nil {
		logs, kept := r.Stop(true)
		return nil, errors.Join(err, kept, fmt.Errorf("the logs are in %s", logs))
	}
	return r, nil
}

// build makes sure of every program that the rig runs.
func (r *Rig) build(ctx context.Context) error {
	for _, needed := range []string{"git", "go"} {
		if _, err := exec.LookPath(needed); err != nil {
			return fmt.Errorf("%s is needed: %w", needed, err)
		}
	}
	redis, err := findRedis(ctx, r.screen)
	if err != nil {
		return err
	}
	cache, err := Cache()
	if err != nil {
		return err
	}
	b := &builder{tools: filepath.Join(r.Root, "e2e", "tools"), cache: cache, screen: r.screen}
	if r.programs, err = b.build(ctx); err != nil {
		return err
	}
	r.programs["redis"] = redis
	return nil
}

func (r *Rig) boot(ctx context.Context) error {
	step := r.screen.Begin("booting")
	defer func() { step.End("booted  %.1f s", step.Elapsed().Seconds()) }()
	var err error
	if r.ports, err = freePorts(); err != nil {
		return err
	}
	for _, part := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"fairlead", r.install},
		{"redis", r.startRedis},
		{"etcd", r.startEtcd},
		{"kube-apiserver", r.startAPIServer},
		{"kube-controller-manager", func(context.Context) error { return r.startControllerManager() }},
		{"the objects of Argo CD", r.installArgo},
		{"argocd-repo-server", func(context.Context) error { return r.startRepoServer() }},
		{"argocd-application-controller", func(context.Context) error { return r.startApplicationController() }},
		{"argocd-server", func(context.Context) error { return r.startServer() }},
		{"a session of Argo CD's administrator", r.login},
	} {
		step.Detail("%s", part.name)
		if err := part.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return nil
}

// install fills the folder that is first on the PATH of every process: kustomize as Argo CD ships it, the script that its
// repo-server calls even where no signature is checked, and the product.
func (r *Rig) install(ctx context.Context) error {
	for _, name := range []string{"kustomize", "kubectl", "argocd"} {
		if err := os.Symlink(r.programs[name], filepath.Join(r.Bin, name)); err != nil {
			return err
		}
	}
	m, err := goModule(ctx, filepath.Join(r.Root, "e2e", "tools", "argocd"), argoCD)
	if err != nil {
		return err
	}
	for _, script := range []string{"git-verify-wrapper.sh", "gpg-wrapper.sh"} {
		if err := copyFile(filepath.Join(m.Dir, "hack", script), filepath.Join(r.Bin, script), 0o755); err != nil {
			return err
		}
	}
	return product(ctx, r.Root, r.dir, r.Bin)
}

// environment is that of every process of the rig. Nothing of the user's reaches it.
func (r *Rig) environment() []string {
	return []string{
		"PATH=" + r.Bin + string(os.PathListSeparator) + os.Getenv("PATH"), "HOME=" + filepath.Join(r.dir, "home"), "KUBECONFIG=" + r.Kubeconfig,
		"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=" + os.DevNull, "NO_COLOR=1", "TZ=UTC", "LANG=C.UTF-8",
	}
}

// Dir returns a new folder that lasts as long as the rig.
func (r *Rig) Dir(name string) (string, error) {
	if err := os.MkdirAll(filepath.Join(r.dir, "work"), 0o755); err != nil {
		return "", err
	}
	return os.MkdirTemp(filepath.Join(r.dir, "work"), name+"-")
}

// Command is a program of the rig's PATH with the rig's environment: kubectl, argocd, kustomize, fairlead.
func (r *Rig) Command(ctx context.Context, program string, args ...string) *exec.Cmd {
	file := filepath.Join(r.Bin, program)
	cmd := exec.CommandContext(ctx, file, args...)
	cmd.Env, cmd.WaitDelay = r.environment(), 2*time.Second
	return cmd
}

// Stop ends every process that the rig started and removes its folder. Where the logs are to be kept they are moved out of it first,
// and the folder with them is returned.
func (r *Rig) Stop(keepLogs bool) (logs string, err error) {
	r.stopAll()
	if keepLogs {
		if logs, err = r.keepLogs(); err != nil {
			return r.logs, err
		}
	}
	return logs, os.RemoveAll(r.dir)
}
