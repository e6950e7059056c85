// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/nearest"
)

// operatingSystems and architectures are the values of GOOS and GOARCH that images are built for.
var (
	operatingSystems = [...]string{"linux", "windows", "darwin", "freebsd", "netbsd", "openbsd", "dragonfly", "solaris", "aix", "android", "illumos", "plan9", "wasip1", "js"}
	architectures    = [...]string{"amd64", "arm64", "arm", "386", "riscv64", "ppc64le", "s390x", "loong64", "mips64le", "mips64", "mipsle", "mips", "ppc64", "wasm"}
)

// machineNames are what uname -m prints for an architecture.
var machineNames = [...][2]string{
	{"x86_64", "amd64"}, {"aarch64", "arm64"}, {"armv7l", "arm/v7"}, {"armv6l", "arm/v6"}, {"armhf", "arm/v7"}, {"i386", "386"}, {"i686", "386"},
}

// CheckPlatform checks one platform: os/arch or os/arch/variant in Go's words, such as linux/arm64 or linux/arm/v7. The
// updater finds no tag at all for a platform that no image has, whatever its spelling.
func CheckPlatform(value string) error {
	parts := strings.Split(value, "/")
	if len(parts) < 2 || len(parts) > 3 {
		return fmt.Errorf("platform %q must be os/arch or os/arch/variant, such as \"linux/arm64\"", value)
	}
	if !contains(operatingSystems[:], parts[0]) {
		return unknownWord(value, "operating system", parts[0], operatingSystems[:])
	}
	if !contains(architectures[:], parts[1]) {
		for _, m := range machineNames {
			if strings.EqualFold(parts[1], m[0]) {
				return fmt.Errorf("platform %q has the architecture %q: write %q", value, parts[1], parts[0]+"/"+m[1])
			}
		}
		return unknownWord(value, "architecture", parts[1], architectures[:])
	}
	if len(parts) == 3 && !isVariant(parts[2]) {
		return fmt.Errorf("platform %q has the variant %q: it must be v and a number, such as \"v7\"", value, parts[2])
	}
	return nil
}

func unknownWord(value, what, word string, known []string) error {
	if near, ok := nearest.Name(word, known); ok {
		return fmt.Errorf("platform %q has an unknown %s %q: did you mean %q?", value, what, word, near)
	}
	return fmt.Errorf("platform %q has an unknown %s %q: known are %s", value, what, word, strings.Join(known, ", "))
}

func isVariant(variant string) bool {
	number, ok := strings.CutPrefix(variant, "v")
	if !ok || number == "" || number[0] == '.' || number[len(number)-1] == '.' {
		return false
	}
	return strings.Trim(number, "0123456789.") == ""
}

func contains(list []string, word string) bool {
	for _, entry := range list {
		if entry == word {
			return true
		}
	}
	return false
}
