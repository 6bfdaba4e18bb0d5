package text

import (
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestFoldString(t *testing.T) {
	for s, want := range map[string]string{
		"Été À LA Garçonne":     "ete a la garconne",
		"Søren Łódź Ğ ß":        "soren lodz g ß",
		"ＺＡＲＡ　２０２４！":            "zara 2024!",
		"馬面裙與羽絨服":               "马面裙与羽绒服",
		"Women’s “A–line” —":    "women's \"a-line\" -",
		"ｽｶｰﾄ":                  "スカート",
		"Кокошник ΜΌΔΑΣ":        "кокошник μόδασ",
		"\u00a0⾐\u3000Å":        " 衣 a",
		"plain 简体 text":         "plain 简体 text",
		"bad \xff byte":         "bad \ufffd byte",
		"İstanbul KELVIN\u212a": "istanbul kelvink",
	} {
		if got := FoldString(s); got != want {
			t.Errorf("%q folds to %q, want %q", s, got, want)
		}
	}
}

func TestFoldTwiceIsOnce(t *testing.T) {
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if f := Fold(r); Fold(f) != f {
			t.Fatalf("%q folds to %q, which folds to %q", r, f, Fold(f))
		}
	}
}

func TestFoldKeepsRunes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		f := []rune(FoldString(s))
		runes := []rune(s)
		if len(f) != len(runes) {
			t.Fatalf("%q has %d runes, folded %d", s, len(runes), len(f))
		}
		for i, r := range runes {
			if Fold(r) != f[i] {
				t.Fatalf("rune %d of %q folds to %q alone, to %q in the string", i, s, Fold(r), f[i])
			}
		}
	})
}

func TestFoldStringAllocatesNothingForFoldedText(t *testing.T) {
	if n := testing.AllocsPerRun(10, func() { FoldString("马面裙 and a silk scarf") }); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}
