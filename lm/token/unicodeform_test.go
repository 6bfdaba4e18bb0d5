package token

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// The definition, followed by hand, gives what x/text gives where that adds no
// joiner.
func TestUnicodeFormsByDefinition(t *testing.T) {
	parts := []string{
		"a", "e", "A", "\u0301", "\u0323", "\u0316", "\u0345", "é", "ệ", "\u1112", "\u1161", "\u11ab", "한", "ﬁ", "①", "ᾳ", "が", "か", "\u3099",
		"\u0958", "\u0344", "Å", "衣", "豈", "ำ", "\xff", " ", "\u094d", "\u0f71", "\u0f72", "\u0f73",
	}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 12).Draw(t, "parts"), "")
		for _, form := range []norm.Form{norm.NFC, norm.NFD, norm.NFKC, norm.NFKD} {
			chars := decompose(form, text)
			if form == norm.NFC || form == norm.NFKC {
				chars = compose(chars)
			}
			got := ""
			for _, c := range chars {
				got += c.text
			}
			if want := form.String(text); got != want {
				t.Fatalf("form %d of %+q is %+q, not %+q", form, text, got, want)
			}
		}
	})
}

func TestLongRunsOfMarksStay(t *testing.T) {
	marks := strings.Repeat("\u0301", 100)
	if got := unicodeForm(norm.NFC).apply("e" + marks); got != "é"+marks[2:] {
		t.Errorf("%+q", got)
	}
}
