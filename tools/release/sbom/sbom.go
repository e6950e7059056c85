// SPDX-License-Identifier: Apache-2.0

// Package sbom writes the software bill of materials of a binary as SPDX 2.3 in JSON. Nothing is guessed: Go records in
// every binary which modules it links and by what checksum, and the list is that record.
package sbom

import (
	"bytes"
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/hex"
	"fmt"
	"os"
	"path"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/google/licensecheck"
	spdxjson "github.com/spdx/tools-golang/json"
	"github.com/spdx/tools-golang/spdx/v2/common"
	spdx "github.com/spdx/tools-golang/spdx/v2/v2_3"

	"github.com/fairlead-krm/fairlead/tools/release/rootfs"
)

// MediaType is that of the document.
const MediaType = "application/spdx+json"

// unknown is what SPDX writes where nothing is said.
const unknown = "NOASSERTION"

// Subject is what a document describes.
type Subject struct {
	// Name of the function, and the Platform of the binary as in linux/arm64.
	Name, Platform string
	// Version as in v1.2.3, and the Revision: the commit, or nothing where it is not known.
	Version, Revision string
	// Binary is the file.
	Binary string
	// Licences are the files of the image; those below LICENSES/ say under what each module stands.
	Licences []rootfs.File
	// Created is the time that the document names.
	Created time.Time
}

// Of returns the document of a binary.
func Of(s Subject) ([]byte, error) {
	info, err := buildinfo.ReadFile(s.Binary)
	if err != nil {
		return nil, fmt.Errorf("reading which modules %s links: %w", s.Name, err)
	}
	binary, err := os.ReadFile(s.Binary)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", s.Name, err)
	}
	sum := sha256.Sum256(binary)
	digest := hex.EncodeToString(sum[:])
	licences := declared(s.Licences)
	source := "git+https://" + info.Main.Path
	if s.Revision != "" {
		source += "@" + s.Revision
	}

	application := &spdx.Package{
		PackageName: s.Name, PackageSPDXIdentifier: identifier("binary", s.Name), PackageVersion: s.Version,
		PrimaryPackagePurpose: "APPLICATION", PackageDownloadLocation: source,
		PackageChecksums:        []common.Checksum{{Algorithm: common.SHA256, Value: digest}},
		PackageLicenseConcluded: unknown, PackageLicenseDeclared: licences[info.Main.Path], PackageCopyrightText: unknown,
		PackageExternalReferences: []*spdx.PackageExternalReference{purl(info.Main.Path, s.Version)},
		PackageComment:            "built for " + s.Platform,
	}
	document := &spdx.Document{
		SPDXVersion: spdx.Version, DataLicense: spdx.DataLicense, SPDXIdentifier: "DOCUMENT",
		DocumentName:      fmt.Sprintf("%s %s %s", s.Name, s.Version, s.Platform),
		DocumentNamespace: fmt.Sprintf("https://%s/spdx/%s/%s/%s", info.Main.Path, s.Name, s.Platform, digest),
		CreationInfo: &spdx.CreationInfo{
			Creators: []common.Creator{{CreatorType: "Organization", Creator: "Fairlead"}, {CreatorType: "Tool", Creator: "fairlead-tools-release"}},
			Created:  s.Created.UTC().Format(time.RFC3339),
		},
		Packages:      []*spdx.Package{application},
		Relationships: []*spdx.Relationship{relationship("DOCUMENT", "DESCRIBES", application.PackageSPDXIdentifier)},
	}
	for _, p := range linked(info, licences) {
		document.Packages = append(document.Packages, p)
		document.Relationships = append(document.Relationships, relationship(application.PackageSPDXIdentifier, "DEPENDS_ON", p.PackageSPDXIdentifier))
	}
	var b bytes.Buffer
	if err := spdxjson.Write(document, &b, spdxjson.Indent("  ")); err != nil {
		return nil, fmt.Errorf("writing the SPDX document of %s: %w", s.Name, err)
	}
	return append(bytes.TrimRight(b.Bytes(), "\n"), '\n'), nil
}

// linked returns the packages of what a binary links: Go's own library, then the modules in the order of their paths.
func linked(info *debug.BuildInfo, licences map[string]string) []*spdx.Package {
	goVersion := strings.TrimPrefix(info.GoVersion, "go")
	library := modulePackage("stdlib", goVersion, licences["go"])
	library.PackageExternalReferences = append(library.PackageExternalReferences, &spdx.PackageExternalReference{
		Category: common.CategorySecurity, RefType: common.TypeSecurityCPE23Type, Locator: "cpe:2.3:a:golang:go:" + goVersion + ":*:*:*:*:*:*:*",
	})
	packages := []*spdx.Package{library}
	deps := slices.Clone(info.Deps)
	slices.SortFunc(deps, func(a, b *debug.Module) int { return strings.Compare(a.Path, b.Path) })
	for _, m := range deps {
		licence := licences[m.Path]
		if m.Replace != nil {
			m = m.Replace
		}
		p := modulePackage(m.Path, m.Version, licence)
		if m.Sum != "" {
			p.PackageComment = "go.sum: " + m.Sum
		}
		packages = append(packages, p)
	}
	return packages
}

func modulePackage(module, version, licence string) *spdx.Package {
	if licence == "" {
		licence = unknown
	}
	return &spdx.Package{
		PackageName: module, PackageSPDXIdentifier: identifier("module", module), PackageVersion: version,
		PrimaryPackagePurpose: "LIBRARY", PackageDownloadLocation: unknown,
		PackageLicenseConcluded: unknown, PackageLicenseDeclared: licence, PackageCopyrightText: unknown,
		PackageExternalReferences: []*spdx.PackageExternalReference{purl(module, version)},
	}
}

func purl(module, version string) *spdx.PackageExternalReference {
	return &spdx.PackageExternalReference{
		Category: common.CategoryPackageManager, RefType: common.TypePackageManagerPURL, Locator: "pkg:golang/" + strings.ToLower(module) + "@" + version,
	}
}

// notInIdentifiers is what an SPDX identifier may not hold.
var notInIdentifiers = regexp.MustCompile(`[^a-zA-Z0-9.-]+`)

func identifier(kind, name string) common.ElementID {
	return common.ElementID(kind + "-" + notInIdentifiers.ReplaceAllString(name, "-"))
}

func relationship(from common.ElementID, kind string, to common.ElementID) *spdx.Relationship {
	return &spdx.Relationship{RefA: common.MakeDocElementID("", string(from)), Relationship: kind, RefB: common.MakeDocElementID("", string(to))}
}

// licenceText is the name of a file that says under which licence a module stands; a notice, or a grant of patents, goes
// with a binary but names none.
var licenceText = regexp.MustCompile(`(?i)^(un)?(licen[cs]e|copying)([-_.].*)?$`)

// declared returns, by module, the SPDX expression of its licence files. A text that is not wholly known is left out
// rather than named by half.
func declared(files []rootfs.File) map[string]string {
	ids := map[string][]string{}
	for _, f := range files {
		name, found := strings.CutPrefix(f.Name, "LICENSES/")
		if !found || !licenceText.MatchString(path.Base(name)) {
			continue
		}
		module := path.Dir(name)
		cover := licensecheck.Scan(f.Data)
		if cover.Percent < 75 {
			continue // a licence that nobody knows
		}
		for _, match := range cover.Match {
			if !slices.Contains(ids[module], match.ID) {
				ids[module] = append(ids[module], match.ID)
			}
		}
	}
	all := map[string]string{}
	for module, of := range ids {
		slices.Sort(of)
		all[module] = strings.Join(of, " AND ")
	}
	return all
}
