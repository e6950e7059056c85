// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/credential"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// longest is how many characters of what another system says are shown.
const longest = 600

// looked is how many bytes of it are looked at.
const looked = 1 << 16

// foreign makes a text of another system fit to be shown: one line, without what may be a credential, not too long.
func foreign(text string) string {
	if len(text) > looked {
		text = text[:looked]
	}
	text = strings.ToValidUTF8(krm.OneLine(credential.Mask(text)), "")
	if runes := []rune(text); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return text
}
