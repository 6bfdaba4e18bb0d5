package token

import (
	"slices"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// unicodeForm is one of Unicode's normal forms.
type unicodeForm norm.Form

// apply normalises. x/text puts a joiner (U+034F) into runs of more than 30
// marks, as its stream-safe form asks; the reference does not, so texts with
// such runs go by the definition.
func (f unicodeForm) apply(text string) string {
	form := norm.Form(f)
	if form.IsNormalString(text) {
		return text
	}
	if !manyMarks(form, text) {
		return form.String(text)
	}
	chars := decompose(form, text)
	if form == norm.NFC || form == norm.NFKC {
		chars = compose(chars)
	}
	out := make([]byte, 0, len(text))
	for _, c := range chars {
		out = append(out, c.text...)
	}
	return string(out)
}

// safeMarks is the longest run of marks the stream-safe form leaves as it is
// (UAX #15, section 13).
const safeMarks = 30

func manyMarks(form norm.Form, text string) bool {
	run := 0
	for i := 0; i < len(text); {
		p := form.PropertiesString(text[i:])
		n := max(p.Size(), 1)
		marks := 1
		if d := p.Decomposition(); d != nil {
			marks = utf8.RuneCount(d) // an upper bound will do
		}
		if p.LeadCCC() == 0 && p.TrailCCC() == 0 {
			run = 0
		} else if run += marks; run > safeMarks {
			return true
		}
		i += n
	}
	return false
}

// combining is a character with its combining class; a byte that is no UTF-8 is
// a character of class 0.
type combining struct {
	text  string
	class uint8
}

// decompose takes every character apart and orders the marks of each run by
// class (UAX #15, D68 and D108 of the standard).
func decompose(form norm.Form, text string) []combining {
	whole := norm.NFD
	if form == norm.NFKC || form == norm.NFKD {
		whole = norm.NFKD
	}
	var out []combining
	for i := 0; i < len(text); {
		_, n := utf8.DecodeRuneInString(text[i:])
		for parts := whole.String(text[i : i+n]); parts != ""; {
			_, w := utf8.DecodeRuneInString(parts)
			out = append(out, combining{parts[:w], whole.PropertiesString(parts[:w]).CCC()})
			parts = parts[w:]
		}
		i += n
	}
	for from := 0; from < len(out); {
		to := from + 1
		if out[from].class != 0 {
			for to < len(out) && out[to].class != 0 {
				to++
			}
			slices.SortStableFunc(out[from:to], func(a, b combining) int { return int(a.class) - int(b.class) })
		}
		from = to
	}
	return out
}

// compose joins each starter with the marks after it that nothing blocks (D117).
func compose(chars []combining) []combining {
	out := chars[:0]
	starter := -1
	for _, c := range chars {
		if starter >= 0 && (len(out)-1 == starter || out[len(out)-1].class < c.class) {
			if both := norm.NFC.String(out[starter].text + c.text); utf8.RuneCountInString(both) == 1 {
				out[starter].text = both
				continue
			}
		}
		if c.class == 0 {
			starter = len(out)
		}
		out = append(out, c)
	}
	return out
}
