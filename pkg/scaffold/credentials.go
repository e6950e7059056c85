// SPDX-License-Identifier: Apache-2.0

package scaffold

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/generate"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/notify"
)

// tokenHours is how long the token of a pipeline lives: 90 days.
const tokenHours = "2160h"

// envDir is where the files that Secrets are made of are filled, below the package. Git ignores it.
const envDir = "secrets"

// Credentials returns the commands that a person runs once, with what to check after each: for the Projects given, which are
// of the Model. dir is the folder of the package as the person knows it. No value is ever an argument of a command, so that
// none is in the history of the shell or in the list of processes.
func Credentials(m *v1alpha1.Model, projects []*v1alpha1.Project, dir string) string {
	c := &credentials{model: m, projects: projects, namespace: m.Platform.Spec.ArgoCD.Namespace}
	c.enter(dir)
	c.registries()
	c.repositories()
	c.pipelines()
	for _, p := range projects {
		c.secretsOf(p)
	}
	return c.String()
}

// Secrets returns those of the commands of Credentials that make the Secrets which Projects read. usedBy says who reads one, by
// the names of the Project and of the Secret.
func Secrets(projects []*v1alpha1.Project, dir string, usedBy func(project, secret string) []string) string {
	c := &credentials{projects: projects, usedBy: usedBy}
	c.enter(dir)
	for _, p := range projects {
		c.secretsOf(p)
	}
	return c.String()
}

// enter goes to the package, and makes sure that Git leaves alone what is filled there.
func (c *credentials) enter(dir string) {
	c.say("Step by step: paste one block, look at what it says, go on. Values are written into files below %s/, which Git ignores, and "+
		"those are removed when the Secret is there: none of them is in the history of the shell or in the list of processes.", envDir)
	c.run("\ncd %s && mkdir -p %s", word(dir), envDir)
	c.run("git check-ignore -q %s/x.env || echo 'Git does not ignore %s/x.env: stop, and add /%s/* to .gitignore first'", envDir, envDir, envDir)
}

type credentials struct {
	instructions
	model     *v1alpha1.Model
	projects  []*v1alpha1.Project
	namespace string
	// usedBy says who reads a Secret; nil where nobody knows.
	usedBy func(project, secret string) []string
}

// edit writes a file of lines to fill, which nobody else can read, and opens it. Where it is there already, that fails and
// changes nothing.
func (c *credentials) edit(file string, lines ...string) {
	c.run("(umask 077 && set -C && cat > %s) <<'EOF'\n%s\nEOF", word(file), strings.Join(lines, "\n"))
	c.run(`"${EDITOR:-vi}" %s`, word(file))
}

// make makes a Secret, or changes the one that is there. It is applied on the server's side, so that no value stands in an
// annotation.
func (c *credentials) make(namespace, name, arguments, label string) {
	through := ""
	if label != "" {
		through = " |\n  kubectl label --local -f - " + word(label) + " -o yaml"
	}
	c.run("kubectl -n %s create secret generic %s %s --dry-run=client -o yaml%s |\n  kubectl apply --server-side --force-conflicts -f -", word(namespace), word(name), arguments, through)
}

// keys prints the names of the keys of a Secret, and its type.
func (c *credentials) keys(namespace, name string) {
	c.run(`kubectl -n %s get secret %s -o go-template='{{.type}}{{range $key, $value := .data}} {{$key}}{{end}}{{"\n"}}'`, word(namespace), word(name))
}

// pullSecret is a Secret by which Image Updater reads registries.
type pullSecret struct {
	imageupdater.Source
	registries []*privateRegistry
	// keys are those of a Secret with user:token under each.
	keys []string
}

// registries are the Secrets by which Image Updater reads registries, each once.
func (c *credentials) registries() {
	var secrets []*pullSecret
	for _, r := range privateRegistries(c.model) {
		for _, written := range r.sources {
			source, ok := imageupdater.ReadSource(written)
			switch {
			case !ok:
			case source.Kind == "env":
				c.begin("Image Updater reads %s with the variable %s of its container, which is user:token: set it where the updater is installed, from a Secret.", r.host, source.Variable)
			case source.Kind == "ext":
				c.begin("Image Updater reads %s with what a script of its container prints, user:token: it has to be there.", r.host)
			default:
				at := slices.IndexFunc(secrets, func(s *pullSecret) bool {
					return s.Kind == source.Kind && s.Namespace == source.Namespace && s.Name == source.Name
				})
				if at < 0 {
					at, secrets = len(secrets), append(secrets, &pullSecret{Source: source})
				}
				secrets[at].registries, secrets[at].keys = append(secrets[at].registries, r), append(secrets[at].keys, source.Key)
			}
		}
	}
	for _, s := range secrets {
		c.pullSecret(s)
	}
}

func (c *credentials) pullSecret(s *pullSecret) {
	var hosts []string
	token := "a token that may pull and nothing else"
	for _, r := range s.registries {
		hosts = append(hosts, r.host)
		if r.host == ghcr {
			token = "a token; for ghcr.io a classic personal access token with read:packages and nothing else"
		}
	}
	file := path.Join(envDir, s.Name+".env")
	c.begin("Image Updater reads %s with the Secret %s/%s. The file takes a name and %s.", strings.Join(hosts, " and "), s.Namespace, s.Name, token)
	if s.Kind == "secret" {
		lines := make([]string, len(s.keys))
		for n, key := range s.keys {
			lines[n] = key + "=" + s.registries[n].user + ":"
		}
		c.edit(file, lines...)
		c.part("Behind each = stands name:token now.")
		c.make(s.Namespace, s.Name, "--from-env-file="+word(file), "")
		c.run("rm -f %s", word(file))
	} else {
		c.dockerConfig(s, file)
	}
	c.part("Check: type and keys, and that the registry answers with it: the table must name a tag for each image. The updater reads the Secret when it starts.")
	c.keys(s.Namespace, s.Name)
	c.run("kubectl -n %s get secret %s -o yaml | fairlead images --pull-secret /dev/stdin .", word(s.Namespace), word(s.Name))
	c.run("kubectl -n %s rollout restart deployment %s", word(c.namespace), c.updater())
}

// dockerConfig makes a Secret in the form of a Docker configuration. printf is a part of the shell, so that what it is given
// is not in the list of processes.
func (c *credentials) dockerConfig(s *pullSecret, file string) {
	made := path.Join(envDir, s.Name+".json")
	var lines, entries, arguments []string
	for n, r := range s.registries {
		number := ""
		if len(s.registries) > 1 {
			number = strconv.Itoa(n + 1)
		}
		lines = append(lines, "USER"+number+"="+r.user, "TOKEN"+number+"=")
		entries = append(entries, `"%s":{"auth":"%s"}`)
		value := func(name string) string { return `"$(sed -n 's/^` + name + number + `=//p' ` + word(file) + `)"` }
		arguments = append(arguments, word(r.api)+` "$(printf '%s:%s' `+value("USER")+" "+value("TOKEN")+` | base64 | tr -d '\n')"`)
	}
	c.edit(file, lines...)
	c.part("What is filled in becomes a configuration of Docker, which is what the Secret holds.")
	c.run(`(umask 077 && printf '{"auths":{%s}}' %s > %s)`, strings.Join(entries, ","), strings.Join(arguments, " "), word(made))
	c.make(s.Namespace, s.Name, "--type=kubernetes.io/dockerconfigjson --from-file=.dockerconfigjson="+word(made), "")
	c.run("rm -f %s %s", word(file), word(made))
}

// updater is the Deployment of Image Updater, as its own manifests call it.
func (c *credentials) updater() string {
	if c.model.ImageUpdater.Resource() {
		return "argocd-image-updater-controller"
	}
	return "argocd-image-updater"
}

// repositories are the Secrets by which Argo CD reads private repositories.
func (c *credentials) repositories() {
	var urls, names []string
	add := func(url, name string) {
		if url != "" && !slices.Contains(urls, url) {
			urls, names = append(urls, url), append(names, "repository-"+name)
		}
	}
	for _, p := range c.projects {
		add(p.Spec.Repository, p.Name)
	}
	if pkg := c.model.Platform.Spec.Package; pkg != nil {
		add(pkg.Repository, "package")
	}
	if len(urls) == 0 {
		return
	}
	c.begin("Argo CD reads a private repository with a Secret that has its URL. For a public one there is nothing to do. On GitHub take a fine-grained " +
		"token that may read the contents of this one repository, and any name that is not empty.")
	for n, url := range urls {
		name := names[n]
		file := path.Join(envDir, name+".env")
		c.part("%s, where it is private:", url)
		if !strings.Contains(url, "://") || strings.HasPrefix(url, "ssh://") {
			key := path.Join(envDir, name+".key")
			c.run("ssh-keygen -q -t ed25519 -N '' -f %s", word(key))
			c.part("%s.pub is a deploy key of the repository, which may only read. Add it there, then:", key)
			c.make(c.namespace, name, "--from-literal=type=git --from-literal=url="+word(url)+" --from-file=sshPrivateKey="+word(key), argocd.RepositoryLabel)
			c.run("rm -f %s %s.pub", word(key), word(key))
		} else {
			c.edit(file, "type=git", "url="+url, "username=git", "password=")
			c.part("password= has the token now.")
			c.make(c.namespace, name, "--from-env-file="+word(file), argocd.RepositoryLabel)
			c.run("rm -f %s", word(file))
		}
		c.part("Check: the status is Successful.")
		c.run("argocd repo get %s --refresh hard", word(url))
	}
}

// pipelines are the account, its rights and its tokens.
func (c *credentials) pipelines() {
	platform := &c.model.Platform.Spec.ArgoCD
	login := "argocd login HOST"
	if platform.URL != "" {
		login = "argocd login " + word(strings.TrimPrefix(platform.URL, "https://"))
	}
	role := platform.CI == v1alpha1.CIProjectRole
	if role {
		c.begin("The token of each pipeline is one of the role %s of its AppProject, which must be in the cluster already; it may get and sync its Application and "+
			"nothing else, and ends after 90 days. For a new one run this again. Without any of them delivery works too: then nothing tells Argo CD, and nobody waits.", generate.CIRole)
	} else {
		c.begin("The account of the pipelines may get and sync each Application and nothing else. These patches keep every other key of the ConfigMaps. Where a kustomization " +
			"installs Argo CD, list rendered/argocd among its components instead. Without the account delivery works too: then nothing tells Argo CD, and nobody waits.")
		for _, set := range generate.Settings(c.model) {
			if set.ConfigMap != argocd.ConfigMap && set.ConfigMap != argocd.ConfigMapRBAC {
				continue
			}
			patch, err := set.JSON()
			if err != nil {
				panic(err) // texts only
			}
			c.run("kubectl -n %s patch configmap %s --type merge -p %s", word(set.Namespace), set.ConfigMap, word(string(patch)))
		}
		c.part("Check: Yes, and then No.")
		for _, p := range c.projects {
			object := word(p.Name + "/" + p.Name)
			c.run("argocd admin settings rbac can %s sync applications %s --namespace %s", word(p.Spec.CI.Account), object, word(c.namespace))
			c.run("argocd admin settings rbac can %s delete applications %s --namespace %s", word(p.Spec.CI.Account), object, word(c.namespace))
		}
		c.part("A token for each pipeline, which ends after 90 days; for a new one run this again.")
	}
	c.run("%s", login)
	for _, p := range c.projects {
		command := "argocd account generate-token --account " + word(p.Spec.CI.Account) + " --id \"pipeline-" + p.Name + "-$(date +%Y%m%d)\" --expires-in " + tokenHours
		check := "argocd account get --account " + word(p.Spec.CI.Account)
		if role {
			command = "argocd proj role create-token " + word(p.Name) + " " + generate.CIRole + " --token-only --expires-in " + tokenHours
			check = "argocd proj role list-tokens " + word(p.Name) + " " + generate.CIRole
		}
		if name := githubName(p.Spec.Repository); name != "" {
			c.run("%s |\n  gh secret set %s --repo %s", command, notify.ArgoCDToken, word(name))
			c.part("Check: the token and its end; the name of the secret.")
			c.run("%s", check)
			c.run("gh secret list --repo %s", word(name))
		} else {
			file := path.Join(envDir, "argocd-token-"+p.Name)
			c.run("(umask 077 && %s > %s)", command, word(file))
			c.part("Keep what is in %s as the secret %s of the pipeline of %s, then:", file, notify.ArgoCDToken, p.Spec.Repository)
			c.run("rm -f %s", word(file))
			c.run("%s", check)
		}
		c.logins(p)
	}
}

// logins are the secrets with which a pipeline pushes to registries other than GitHub's own.
func (c *credentials) logins(p *v1alpha1.Project) {
	s := Subject{Model: c.model, Project: p}
	name := githubName(p.Spec.Repository)
	var done []login
	for _, im := range p.Spec.Images {
		l := s.login(im.Name)
		if l.Secret == "" || name == "" || slices.Contains(done, l) {
			continue
		}
		done = append(done, l)
		c.part("The pipeline of %s pushes to %s with a name and a token of yours, which gh asks for:", p.Name, l.Registry)
		c.run("gh variable set %s --repo %s", l.Variable, word(name))
		c.run("gh secret set %s --repo %s", l.Secret, word(name))
	}
}

// inEnvFile are the keys that kubectl takes from a file of lines.
var inEnvFile = regexp.MustCompile(`^[-._a-zA-Z][-._a-zA-Z0-9]*$`)

// longValues are the types whose values have several lines.
var longValues = []string{"kubernetes.io/tls", "kubernetes.io/ssh-auth", "kubernetes.io/dockerconfigjson", "kubernetes.io/dockercfg"}

// secretsOf are the Secrets that a Project reads.
func (c *credentials) secretsOf(p *v1alpha1.Project) {
	if len(p.Spec.Secrets) == 0 {
		return
	}
	namespace := p.Spec.Namespace
	c.begin("The Secrets of %s, before its Pods start. A sync neither changes nor deletes them; to change a value run its block again.", p.Name)
	c.run("kubectl create namespace %s --dry-run=client -o yaml | kubectl apply --server-side -f -", word(namespace))
	for _, s := range p.Spec.Secrets {
		if c.usedBy != nil {
			if by := c.usedBy(p.Name, s.Name); len(by) > 0 {
				c.part("%s is used by %s.", s.Name, strings.Join(by, ", "))
			}
		}
		if len(s.Keys) == 0 {
			c.part("%s: the Project names no keys of it; write them into spec.secrets, and run `fairlead scaffold credentials` again.", s.Name)
			continue
		}
		arguments := ""
		if s.Type != v1alpha1.Opaque {
			arguments = "--type=" + word(s.Type) + " "
		}
		single := !slices.Contains(longValues, s.Type) && !slices.ContainsFunc(s.Keys, func(key string) bool { return !inEnvFile.MatchString(key) })
		if single {
			file := path.Join(envDir, s.Name+".env")
			lines := make([]string, len(s.Keys))
			for n, key := range s.Keys {
				lines[n] = key + "="
			}
			c.part("%s: one line for each key, as it is, without quotes. A value of several lines goes into a file of its own instead: --from-file=KEY=FILE for every key.", s.Name)
			c.edit(file, lines...)
			c.part("Each line has its value now.")
			c.make(namespace, s.Name, arguments+"--from-env-file="+word(file), "")
			c.run("rm -f %s", word(file))
		} else {
			dir := path.Join(envDir, s.Name)
			var files []string
			for _, key := range s.Keys {
				arguments += "--from-file=" + word(key+"="+path.Join(dir, key)) + " "
				files = append(files, word(path.Join(dir, key)))
			}
			c.part("%s: put the content of each key into the file of its name: %s.", s.Name, strings.Join(files, ", "))
			c.run("(umask 077 && mkdir -p %s && touch %s)", word(dir), strings.Join(files, " "))
			c.run(`"${EDITOR:-vi}" %s`, strings.Join(files, " "))
			c.part("The files are filled now.")
			c.make(namespace, s.Name, strings.TrimSpace(arguments), "")
			c.run("rm -rf %s", word(dir))
		}
		c.part("Check: %s, and the keys %s.", s.Type, strings.Join(s.Keys, ", "))
		c.keys(namespace, s.Name)
	}
}

// githubName returns owner and name of a repository on github.com, else "".
func githubName(url string) string {
	if m := onGitHub.FindStringSubmatch(url); m != nil {
		return m[1] + "/" + m[2]
	}
	return ""
}
