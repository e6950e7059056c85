// SPDX-License-Identifier: Apache-2.0

// Package sample holds two small functions with which the harness itself is tested.
package sample

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

func readme(short string) []byte {
	return []byte("<!--mdtogo:Short-->\n" + short + "\n<!--mdtogo-->\n<!--mdtogo:Long-->\nA function for tests.\n<!--mdtogo-->\n" +
		"<!--mdtogo:Examples-->\nNone.\n<!--mdtogo-->\n")
}

var metadata = []byte("image: example.org/sample\ndescription: A function for tests.\nlicense: Apache-2.0\n")

// Identity returns what it is given.
var Identity = krm.Function{
	Name: "identity", Readme: readme("Returns what it is given."), Metadata: metadata,
	Run: func(*krm.ResourceList) error { return nil },
}

// AddConfigMap adds a ConfigMap, unless it is there; a ConfigMap named `bad` is an error.
var AddConfigMap = krm.Function{
	Name: "add-config-map", Readme: readme("Adds a ConfigMap."), Metadata: metadata, Run: addConfigMap,
}

func addConfigMap(l *krm.ResourceList) error {
	found := false
	for _, it := range l.Items {
		found = found || it.Is("", "ConfigMap") && it.Name == "added"
		if it.Is("", "ConfigMap") && it.Name == "bad" {
			l.Report(it.Result(krm.Error, "bad-name", "metadata.name", it.Lookup("metadata", "name"), "must not be %q", it.Name))
		}
	}
	if found {
		return nil
	}
	it := krm.Item{APIVersion: "v1", Kind: "ConfigMap", Name: "added"}
	if l.HasFiles() {
		it.Path = "added.yaml"
	}
	l.Add(it, func() *yaml.Node {
		return krm.Map(krm.String("apiVersion"), krm.String("v1"), krm.String("kind"), krm.String("ConfigMap"),
			krm.String("metadata"), krm.Map(krm.String("name"), krm.String("added")),
			krm.String("data"), krm.Map(krm.String("answer"), krm.String("yes")))
	})
	l.Report(krm.Result{Message: "added a ConfigMap", Severity: krm.Info})
	return nil
}
