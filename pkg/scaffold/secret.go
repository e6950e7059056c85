// SPDX-License-Identifier: Apache-2.0

package scaffold

import (
	"fmt"
	"path"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/folder"
	"github.com/fairlead-krm/fairlead/pkg/generate"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// secretFiles are the examples and the placeholders of the Project's Secrets, and the lines that keep filled copies out of
// Git.
func (s Subject) secretFiles() ([]File, error) {
	var files []File
	secrets := s.Project.Spec.Secrets
	if len(secrets) == 0 {
		return nil, nil
	}
	files = append(files, File{Whole: folder.Whole{Path: ".gitignore", Text: s.ignored()}, kind: block, keeps: isIgnored})
	var wrong errorList
	for _, secret := range secrets {
		if example := generate.SecretExample(s.Project, secret); example != nil && s.Package == "" {
			files = append(files, File{Whole: folder.Whole{Path: path.Join(s.SecretsDir(), secret.Name+".example.yaml"), Text: example}})
		}
		if secret.Mode != v1alpha1.Placeholder {
			continue
		}
		text, err := placeholder(s.Project, secret)
		if err != nil {
			wrong.add("%v", err)
			continue
		}
		files = append(files, File{Whole: folder.Whole{Path: path.Join(s.Project.Spec.Path, placeholderName(secret)), Text: text}})
	}
	return files, wrong.orNil()
}

// ignored are the lines of .gitignore: whatever lies in the folder of the Secrets, but for the examples.
func (s Subject) ignored() []byte {
	dir := "/" + escapeIgnored(s.SecretsDir())
	return []byte("# Filled copies of the examples, and what they are made of: applied by hand, never committed.\n" +
		dir + "/*\n!" + dir + "/*.example.yaml\n")
}

// hidden are the lines of the package's .krmignore: no function reads .gitignore, and each one refuses a Secret with values. kpt
// refuses YAML that is no resource.
func (s Subject) hidden() []byte {
	var lines []byte
	if s.Package != "" && len(s.Project.Spec.Secrets) > 0 {
		lines = append(lines, "# Filled copies of the examples never go through a function.\n/"+envDir+"/*\n!/"+envDir+"/*.example.yaml\n"...)
	}
	if s.Package == "." {
		lines = append(lines, "# What GitHub reads is no resource.\n/.github\n"...)
	}
	return lines
}

// isIgnored reports whether a line is one that ignored writes, for whatever folder. Where the package was moved, Git left the
// filled copies behind: they stay protected, since Git forgets a line that is missed and never a Secret that it has.
func isIgnored(line string) bool {
	return strings.HasPrefix(line, "/") && strings.HasSuffix(line, "/"+envDir+"/*") ||
		strings.HasPrefix(line, "!/") && strings.HasSuffix(line, "/"+envDir+"/*.example.yaml")
}

// escapeIgnored writes a path as a pattern of .gitignore that matches nothing else.
func escapeIgnored(name string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`, " ", `\ `).Replace(name)
}

// placeholderName is the file of a placeholder.
func placeholderName(s v1alpha1.Secret) string { return s.Name + ".placeholder.yaml" }

// emptyValues are the values that an API server accepts for the keys that a type requires and that hold nothing: "" or, where
// the content is parsed, an empty object. It refuses a Secret of type kubernetes.io/ssh-auth whose key is empty.
var emptyValues = map[string]string{
	".dockerconfigjson": "e30=", // {}
	".dockercfg":        "e30=",
}

// needsValue is the type that has no empty form.
const needsValue = "kubernetes.io/ssh-auth"

// placeholder returns the Secret that the application's own manifests hold in mode placeholder: of its true type, with the
// keys that the type requires and without a value. A prune, or the end of the Application, leaves the live one as it is.
func placeholder(p *v1alpha1.Project, s v1alpha1.Secret) ([]byte, error) {
	if s.Type == needsValue {
		return nil, fmt.Errorf("the Secret %s: an API server refuses a Secret of type %s without a value, so it cannot be a placeholder: write mode: %s", s.Name, needsValue, v1alpha1.OutOfBand)
	}
	annotations := krm.Put(krm.Map(), argocd.AnnotationSyncOptions, krm.String("Prune=false,Delete=false"))
	krm.Put(annotations, argocd.AnnotationCompareOptions, krm.String("IgnoreExtraneous"))
	metadata := krm.Put(krm.Map(), "name", krm.String(s.Name))
	krm.Put(metadata, "namespace", krm.String(p.Spec.Namespace))
	krm.Put(metadata, "annotations", annotations)
	root := krm.Put(krm.Put(krm.Map(), "apiVersion", krm.String("v1")), "kind", krm.String("Secret"))
	krm.Put(root, "metadata", metadata)
	krm.Put(root, "type", krm.String(s.Type))
	if keys := v1alpha1.RequiredKeys(s.Type); len(keys) > 0 {
		data := krm.Map()
		for _, key := range keys {
			krm.Put(data, key, krm.String(emptyValues[key]))
		}
		krm.Put(root, "data", data)
	}
	head := "# The Secret without its values: what is live stays, for the Application ignores its data. Never put a value here.\n"
	return append([]byte(head), krm.Append(nil, root, 0)...), nil
}
