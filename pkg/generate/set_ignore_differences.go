// SPDX-License-Identifier: Apache-2.0

package generate

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// SetIgnoreDifferencesName is the name of the function for Applications that people wrote.
const SetIgnoreDifferencesName = "set-ignore-differences"

// SetIgnoreDifferences keeps Argo CD's hands off the declared Secrets in every Application, whoever wrote it. A Secret is
// declared for an Application when a Project names it, or an example of it stands in the package, for the namespace that
// the Application delivers to. Nothing is taken out, and nothing else is set.
func SetIgnoreDifferences(list *krm.ResourceList) error {
	_, problems := v1alpha1.DecodeConfig(list.FunctionConfig, SetIgnoreDifferencesName)
	list.Report(problems...)
	model, problems := v1alpha1.Load(list)
	if krm.Failed(problems) || krm.Failed(list.Results) {
		list.Report(problems...)
		return nil
	}
	keepLocal(model)
	declared := declaredSecrets(list, model)
	p := newPackage(list, model, 0)
	for _, it := range list.Items {
		if it.Removed() || !it.Is(argocd.Group, argocd.KindApplication) {
			continue
		}
		namespace := krm.Text(it.Lookup("spec", "destination", "namespace"))
		secrets := declared[namespace]
		if namespace == "" || len(secrets) == 0 {
			continue
		}
		if err := p.protect(it, namespace, secrets); err != nil {
			list.Report(it.Result(krm.Error, "cannot-edit", "", nil, "%v", err))
		}
	}
	return nil
}

// protect lays the rules for Secrets over an Application.
func (p *packageRun) protect(it *krm.Item, namespace string, secrets []v1alpha1.Secret) error {
	b := p.list.Builder()
	defer b.Reset()
	spec := b.Put(b.Map(), "ignoreDifferences", ignoreDifferences(b, namespace, secrets))
	options := b.Strings(argocd.SyncOptionRespectIgnoreDifferences)
	b.Put(spec, "syncPolicy", b.Put(b.Map(), "syncOptions", options))
	tree := b.Put(b.Put(b.Map(), "metadata", b.Map()), "spec", spec)
	o := &output{lists: applicationLists, tree: func(*krm.Builder) *yaml.Node { return tree }}
	results, err := p.lay(o, it, tree, false)
	p.list.Report(results...)
	return err
}

// declaredSecrets returns the Secrets of the package by namespace, in the order in which they are declared.
func declaredSecrets(list *krm.ResourceList, model *v1alpha1.Model) map[string][]v1alpha1.Secret {
	declared := map[string][]v1alpha1.Secret{}
	declare := func(namespace, name string) {
		for _, s := range declared[namespace] {
			if s.Name == name {
				return
			}
		}
		declared[namespace] = append(declared[namespace], v1alpha1.Secret{Name: name})
	}
	for _, project := range model.Projects {
		for _, s := range project.Spec.Secrets {
			declare(project.Spec.Namespace, s.Name)
		}
	}
	for _, it := range list.Items {
		if it.Is("", "Secret") && it.LocalConfig() && it.Name != "" && it.Namespace != "" && !it.Removed() {
			declare(it.Namespace, it.Name)
		}
	}
	return declared
}
