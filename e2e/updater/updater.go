// SPDX-License-Identifier: Apache-2.0

// Package updater writes images into live Applications as Argo CD Image Updater does, which cannot be built from modules.
package updater

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/fairlead-krm/fairlead/e2e/kube"
)

// Write sets spec.source.kustomize.images of a live Application.
type Write func(ctx context.Context, c *kube.Client, namespace, name string, images []string) error

// Whole writes as v0.12.2 does: it reads the Application into the types of argo-cd v2.2.7, sets the images and puts the whole back. What
// those types do not have is gone.
func Whole(ctx context.Context, c *kube.Client, namespace, name string, images []string) error {
	live, err := c.Get(ctx, "Application", namespace, name)
	if err != nil {
		return err
	}
	text, err := json.Marshal(live)
	if err != nil {
		return err
	}
	var app application
	if err := json.Unmarshal(text, &app); err != nil {
		return fmt.Errorf("reading Application %s as argo-cd v2.2.7 does: %w", name, err)
	}
	if app.Spec.Source.Kustomize == nil {
		app.Spec.Source.Kustomize = &kustomize{}
	}
	app.Spec.Source.Kustomize.Images = images
	if text, err = json.Marshal(app); err != nil {
		return err
	}
	var reduced kube.Object
	if err := json.Unmarshal(text, &reduced); err != nil {
		return err
	}
	_, err = c.Put(ctx, reduced)
	return err
}

// Images writes as 1.x does: a patch of the images alone.
func Images(ctx context.Context, c *kube.Client, namespace, name string, images []string) error {
	patch := map[string]any{"spec": map[string]any{"source": map[string]any{"kustomize": map[string]any{"images": images}}}}
	_, err := c.Patch(ctx, "Application", namespace, name, patch)
	return err
}
