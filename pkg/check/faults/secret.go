// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"encoding/base64"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// secret are the faults of the rules of the package secret. What looks like a credential in them is none.
var secret = map[string]Fault{
	"filled-secret-not-ignored": func(s *Set) Planted {
		s.delivered()
		s.Files[".gitignore"] = Pick(s, "*.log\n", "/secret/*\n", "secrets/*\n!secrets/*.yaml\n", "# secrets/*\n", "secrets/*.example.yaml\n")
		d := s.AddFile("secrets/planted-ignored.example.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: planted-ignored\n  namespace: planted-ignored\n  annotations:\n    config.kubernetes.io/local-config: \"true\"\ndata:\n  TOKEN: <TOKEN>\n")
		planted := At(d)
		for _, other := range s.docs {
			if other != d && strings.HasSuffix(other.doc.Path, ".example.yaml") && other.Item().Kind == "Secret" && other.Item().LocalConfig() {
				planted.At = append(planted.At, At(other).At...)
			}
		}
		return planted
	},
	"secret-with-value": func(s *Set) Planted {
		d := s.secret(func(d *Doc) bool { return d.Item().Name != argocd.Secret })
		path := []any{"stringData", Pick(s, "planted", "token", "planted.pem")}
		if s.Intn(3) == 0 {
			// A field that a Secret does not have.
			field := Pick(s, "stringdata", "spec", "password", "datas")
			d.Set(map[string]string{"planted": "hunter22"}, field)
			return AtKey(d, field)
		}
		value := Pick(s, "correct horse battery staple", "hunter22", "s3cr3t-0123", "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIG\n-----END PRIVATE KEY-----\n")
		if s.Intn(2) == 0 {
			path[0], value = "data", base64.StdEncoding.EncodeToString([]byte(value))
			// A placeholder that is filled in, where there is one.
			if keys := d.Keys("data"); len(keys) > 0 {
				path[1] = Pick(s, keys...)
			}
		}
		d.Set(value, path...)
		return AtKey(d, path...)
	},
	"secret-in-last-applied": func(s *Set) Planted {
		d := s.secret()
		path := []any{"metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"}
		d.Set(Pick(s, `{"apiVersion":"v1","kind":"Secret","metadata":{"name":"planted"},"data":{"token":"Y29ycmVjdCBob3JzZQ=="}}`+"\n",
			`{"kind":"Secret","stringData":{"token":"correct horse"}}`), path...)
		return AtKey(d, path...)
	},
	"secret-of-argocd-in-git": func(s *Set) Planted {
		text := "apiVersion: v1\nkind: Secret\nmetadata:\n  name: argocd-secret\n  namespace: planted-argocd\ntype: Opaque\n"
		field := Pick(s, "data", "stringData")
		d := s.Add(text + field + ":\n  # of the administrator\n  admin.password: <hash>\n  admin.passwordMtime: ''\n")
		return AtKey(d, field, "admin.password")
	},
	"config-map-with-credential": func(s *Set) Planted {
		const base = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: planted, namespace: planted}\ndata:\n  greeting: hello\n"
		d := s.One(view.ConfigMap, []string{base}, func(d *Doc) bool { return !strings.HasPrefix(d.Item().Name, "argocd-") && !excepted(d) })
		const digits = "0123456789abcdefghijABCDEFGHIJ0123456789klmnopqrst0123456789UVWXYZ"
		value := Pick(s, "gh"+"p_"+digits[:36], "token: gl"+"pat-"+digits[:20]+"\n", "github"+"_pat_"+digits,
			`{"auths": {"ghcr.io": {"auth": "dXNlcjpjb3JyZWN0IGhvcnNl"}}}`,
			"-----BEGIN "+"RSA PRIVATE KEY-----\n"+digits+"\n-----END RSA PRIVATE KEY-----\n")
		path := []any{"data", "planted.txt"}
		if s.Intn(3) == 0 {
			path[0], value = "binaryData", base64.StdEncoding.EncodeToString([]byte(value))
		}
		d.Set(value, path...)
		return AtKey(d, path...)
	},
	"secret-generator-with-value": func(s *Set) Planted {
		const base = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n- https://github.com/planted/planted//deploy?ref=v1\n"
		d := s.One(rule.Kind{Group: "kustomize.config.k8s.io", Name: "Kustomization"}, []string{base}, func(d *Doc) bool { return !excepted(d) })
		value := Pick(s, "correct horse battery", "hunter22", "'s3cr3t-0123'")
		i := d.Append(map[string]any{"name": "planted", "literals": []string{"planted=<planted>", "token=" + value}}, "secretGenerator")
		return At(d, "secretGenerator", i, "literals", 1)
	},
	"url-with-credential": func(s *Set) Planted {
		url := "https://ci:correct-horse@git.internal/planted/planted"
		if s.Intn(2) == 0 {
			d := s.delivery(single, whole, unfollowed, s.projectElsewhere)
			d.Set(Pick(s, url, url+".git"), d.at("source", "repoURL")...)
			return At(d.Doc, d.at("source", "repoURL")...)
		}
		d := s.AppProject()
		d.Set("see "+url, "metadata", "annotations", "planted")
		return At(d, "metadata", "annotations", "planted")
	},
	"secret-type-unknown": func(s *Set) Planted {
		d := s.secret(func(d *Doc) bool { return d.Item().Name != argocd.Secret && !d.Has("metadata", "labels") })
		path := []any{"metadata", "labels", argocd.LabelSecretType}
		d.Set(Pick(s, "repo-cred", "repositories", "Cluster", "repo_creds", "repository-writes", "planted"), path...)
		return At(d, path...)
	},
	"notification-credential-written": func(s *Set) Planted {
		config := Pick(s, []string{"username: planted", "token: correct-horse"}, []string{"# of the company", "host: smtp.example.org", "port: 587", "password: correct horse"},
			[]string{"apiUrl: api.example.org", "apiKeys:", "  planted-team: correct-horse"}, []string{"url: https://planted.example.org", "basicAuth:", "  username: planted", "  password: correct horse"})
		d := s.One(view.ConfigMap, []string{"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-notifications-cm, namespace: planted-argocd}\ndata:\n  context: |\n    argocdUrl: https://argocd.example.org\n"},
			func(d *Doc) bool { return d.Item().Name == argocd.ConfigMapNotifications && !excepted(d) })
		d.Set(strings.Join(config, "\n")+"\n", "data", "service.planted")
		return d.atLine(len(config)-1, "data", "service.planted")
	},
	"client-secret-in-settings": func(s *Set) Planted {
		oidc := []string{"name: Planted", "issuer: https://planted.example.org", "clientID: argocd", "clientSecret: correct horse battery", "requestedScopes: [openid]"}
		dex := []string{"connectors:", "# of the company", "- type: ldap", "  id: planted", "  name: Planted", "  config:", "    host: ldap.example.org:636", "    bindDN: cn=argocd", "    bindPW: correct horse battery"}
		key, config, line := "oidc.config", oidc, 3
		if s.Intn(2) == 0 {
			key, config, line = "dex.config", dex, 8
		}
		d := s.One(view.ConfigMap, []string{baseConfigMap}, func(d *Doc) bool {
			return d.Item().Name == argocd.ConfigMap && !d.Has("data", "oidc.config") && !d.Has("data", "dex.config") && !excepted(d)
		})
		d.Set(strings.Join(config, "\n")+"\n", "data", key)
		return d.atLine(line, "data", key)
	},
}

// secret picks a Secret for which all conditions hold, or a base one.
func (s *Set) secret(conditions ...func(*Doc) bool) *Doc {
	const base = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: planted\n  namespace: planted-secrets\ntype: Opaque\nstringData:\n  key: <key>\n"
	return s.One(view.Secret, []string{base}, append(conditions, func(d *Doc) bool {
		return !excepted(d) && !d.Has("sops") && !d.Has("metadata", "labels", "argocd.argoproj.io/secret-type")
	})...)
}
