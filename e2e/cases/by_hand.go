// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"github.com/fairlead-krm/fairlead/e2e/kube"
	"github.com/fairlead-krm/fairlead/e2e/outofband"
	"github.com/fairlead-krm/fairlead/e2e/suite"
)

// handmade is a Secret whose data a person sets.
type handmade struct {
	namespace, name string
	// token and extra are the values that the person sets. They are masked wherever a run prints them.
	token, extra string
}

func newHandmade(t *suite.T, namespace, name string) handmade {
	return handmade{namespace: namespace, name: name, token: t.Value(), extra: t.Value()}
}

// seen is how long a change takes to reach what Argo CD knows of the cluster: it hears of changes in batches. RespectIgnoreDifferences
// keeps what Argo CD knows, so a value that is set in the very moment of a sync may be lost, which is nobody's promise.
const seen = time.Second

// set sets the data in a person's way. The values go by stdin: a command line is seen by everybody.
func (h handmade) set(t *suite.T, way outofband.ByHand) {
	secret := h.manifest(h.name)
	switch way {
	case outofband.Apply:
		t.Kubectl(jsonText(t, secret), "apply", "-f", "-")
	case outofband.ServerSide:
		t.Kubectl(jsonText(t, secret), "apply", "--server-side", "--force-conflicts", "-f", "-")
	case outofband.Patch:
		if t.Live("Secret", h.namespace, h.name) == nil {
			t.Kubectl("", "-n", h.namespace, "create", "secret", "generic", h.name)
		}
		t.Kubectl(jsonText(t, map[string]any{"data": secret["data"]}), "-n", h.namespace, "patch", "secret", h.name, "--type", "merge", "--patch-file", "/dev/stdin")
	}
	t.Sleep(seen)
}

// manifest is a Secret with the values of the person.
func (h handmade) manifest(name string) kube.Object {
	data := map[string]any{}
	for key, value := range map[string]string{outofband.Token: h.token, outofband.Extra: h.extra} {
		data[key] = base64.StdEncoding.EncodeToString([]byte(value))
	}
	return kube.Object{
		"apiVersion": "v1", "kind": "Secret", "type": "Opaque", "data": data,
		"metadata": map[string]any{"name": name, "namespace": h.namespace},
	}
}

// state is what the live Secret holds. A Secret that is not there holds nothing.
func (h handmade) state(t *suite.T) outofband.State {
	data, err := t.Live("Secret", h.namespace, h.name).Data()
	t.Must(err)
	return outofband.Read(data, h.token, h.extra)
}

// kept is nil where the live Secret holds what the person set.
func (h handmade) kept(t *suite.T) error {
	if state := h.state(t); state != (outofband.State{Token: outofband.Live, Extra: outofband.Live}) {
		return fmt.Errorf("the Secret %s: %s", h.name, state)
	}
	return nil
}

// jsonText is a manifest: YAML knows JSON.
func jsonText(t *suite.T, v any) string {
	text, err := json.MarshalIndent(v, "", "  ")
	t.Must(err)
	return string(text) + "\n"
}
