// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/nearest"
)

var credentialKinds = [...]string{"pullsecret", "secret", "env", "ext"}

// CheckPullSecret checks a credential source, of an image or of a registry:
//
//	pullsecret:<namespace>/<name>      a Secret of type kubernetes.io/dockerconfigjson
//	secret:<namespace>/<name>#<key>    a Secret whose key holds user:token
//	env:<VARIABLE>                     a variable of the updater that holds user:token
//	ext:/<path>                        a script in the updater's container that prints user:token
//
// From v1.3 on a Secret must be in namespace, which is the Application's; "" means that it is not known, and then it is not
// checked. Before v1 the updater goes on without any credentials where it cannot read the source.
func CheckPullSecret(value string, v Version, namespace string) error {
	const forms = "must be pullsecret:<namespace>/<name>, secret:<namespace>/<name>#<key>, env:<VARIABLE> or ext:/<path>"
	source := value
	// The grammar allows "registry=" in front, and reads on behind the first '='.
	if registry, rest, ok := strings.Cut(value, "="); ok && registry != "" && rest != "" {
		source = rest
	}
	kind, definition, ok := strings.Cut(source, ":")
	shown := shownSource(kind, value, ok)
	switch {
	case strings.ContainsAny(value, " \t\r\n"):
		return fmt.Errorf("pull-secret %s must not hold spaces: it %s", shown, forms)
	case !ok || definition == "" || strings.Contains(definition, ":"):
		return fmt.Errorf("pull-secret %s %s", shown, forms)
	}
	switch strings.ToLower(kind) {
	case "env":
		return nil
	case "ext":
		if definition[0] != '/' {
			return fmt.Errorf("pull-secret %s must name its script by an absolute path: it %s", shown, forms)
		}
		return nil
	case "secret":
		secret, key, _ := strings.Cut(definition, "#")
		if key == "" || strings.Contains(key, "#") {
			return fmt.Errorf("pull-secret %s must name one key of the Secret behind '#': it %s", shown, forms)
		}
		definition = secret
	case "pullsecret":
		if strings.Contains(definition, "#") {
			return fmt.Errorf("pull-secret %s must not name a key, its key is .dockerconfigjson: it %s", shown, forms)
		}
	default:
		if near, ok := nearest.Name(kind, credentialKinds[:]); ok {
			return fmt.Errorf("pull-secret %s %s: did you mean %q?", shown, forms, near)
		}
		return fmt.Errorf("pull-secret %s %s", shown, forms)
	}
	in, name, ok := strings.Cut(definition, "/")
	if !ok || in == "" || name == "" || strings.Contains(name, "/") {
		return fmt.Errorf("pull-secret %s must name the Secret by namespace and name: it %s", shown, forms)
	}
	if releases[v.index].ownSecrets && namespace != "" && in != namespace {
		return fmt.Errorf("pull-secret %s must be in the namespace of the Application, %q: %s refuses others", shown, namespace, v)
	}
	return nil
}

// shownSource returns a credential source as a message may show it: what does not even begin like one may be a token.
func shownSource(kind, value string, hasColon bool) string {
	if _, near := nearest.Name(kind, credentialKinds[:]); near && hasColon {
		return strconv.Quote(value)
	}
	return "(not shown, since it may be a token)"
}

// PullSecretNamespace returns the namespace of the Secret that a well-formed credential source names, "" where it names none.
func PullSecretNamespace(value string) string {
	if _, rest, ok := strings.Cut(value, "="); ok {
		value = rest
	}
	kind, definition, _ := strings.Cut(value, ":")
	if kind = strings.ToLower(kind); kind != "pullsecret" && kind != "secret" {
		return ""
	}
	namespace, _, _ := strings.Cut(definition, "/")
	return namespace
}
