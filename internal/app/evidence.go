package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"hemline/corpus"
	"hemline/report"
	"hemline/taxonomy"
	"hemline/text"
)

// witnesses gives, for a concept, the ids a document may mention to be
// evidence for it: the concept and everything narrower.
func (w *workspace) witnesses() func(concept string) []string {
	narrower := map[string][]string{}
	for _, c := range w.pack.Concepts() {
		for _, up := range w.pack.Ancestors(c.ID) {
			narrower[up] = append(narrower[up], c.ID)
		}
	}
	return func(id string) []string { return append([]string{id}, narrower[id]...) }
}

// candidates is how many quotes, for each one wanted, a language model chooses
// from: the loudest, so that what it finds telling was also heard.
const candidates = 8

// evidence quotes stories of the last year that mention any of the concepts,
// the wanted number at most: with a language model those that say most, of the
// loudest; without, the loudest. A story is quoted once, and the same sentence
// never twice.
func (w *workspace) evidence(ctx context.Context, concepts []string, an *analysis, want int) ([]report.Evidence, error) {
	if want == 0 {
		return nil, nil
	}
	enough := want
	if an.language != nil {
		enough *= candidates
	}
	hits, err := w.store.ByConcept(ctx, concepts, corpus.Filter{
		Since: an.until.AddDate(-1, 0, 0), Until: an.until,
		Market: an.scope.Market, Channel: an.scope.Channel, Segment: an.scope.Segment,
	}, 3*enough) // some fall out below
	if err != nil {
		return nil, err
	}
	var out []report.Evidence
	seen := map[string]bool{}
	for _, h := range hits {
		e, ok := quote(h, concepts)
		if an.language != nil && ok && bare(&e, h, concepts) {
			continue // nearest of all to what is said of a name is the name, which tells nothing
		}
		if key := text.FoldString(e.Quote); ok && !seen[key] {
			seen[key] = true
			out = append(out, e)
		}
		if len(out) == enough {
			break
		}
	}
	if an.language != nil {
		return an.language.telling(ctx, out, want)
	}
	return out, nil
}

// bareRoom is how many bytes beside its name a quote about a concept needs to
// tell something: two Chinese characters.
const bareRoom = 6

// bare reports whether a quote is little more than the name of a concept.
func bare(e *report.Evidence, h corpus.DocumentHit, concepts []string) bool {
	return slices.ContainsFunc(h.Mentions, func(m taxonomy.Mention) bool {
		return slices.Contains(concepts, m.Concept) && e.Start <= m.Start && m.End <= e.End && e.End-e.Start-(m.End-m.Start) < bareRoom
	})
}

// quote cuts the sentence around the first mention out of a story.
func quote(h corpus.DocumentHit, concepts []string) (report.Evidence, bool) {
	i := slices.IndexFunc(h.Mentions, func(m taxonomy.Mention) bool { return slices.Contains(concepts, m.Concept) })
	if i < 0 {
		return report.Evidence{}, false
	}
	full := h.Document.Text()
	m := h.Mentions[i]
	start, end := 0, len(full)
	for _, s := range text.Sentences(full) {
		if s[0] <= m.Start && m.End <= s[1] {
			start, end = s[0], s[1]
			break
		}
	}
	start, end = around(full, start, end, m)
	return report.Evidence{
		Quote: full[start:end], Date: h.Document.Time, Source: h.Document.Source, URL: h.Document.URL,
		DocumentID: fmt.Sprintf("%016x", h.Document.ID), Start: start, End: end,
		Copies: int(h.Copies), Heat: h.Heat,
	}, true
}

// around shortens the span [start, end) to at most report.MaxQuote characters that
// hold the mention, and leaves space at its edges out.
func around(s string, start, end int, m taxonomy.Mention) (int, int) {
	for utf8.RuneCountInString(s[start:end]) > report.MaxQuote {
		// Take from the longer side of the mention, a quarter at a time.
		if before, after := m.Start-start, end-m.End; after >= before && after > 0 {
			end = edge(s, m.End+after*3/4, m.End)
		} else if before > 0 {
			start = edge(s, start+before/4+1, m.Start)
		} else {
			break
		}
	}
	start += len(s[start:end]) - len(strings.TrimLeft(s[start:end], " \n"))
	end -= len(s[start:end]) - len(strings.TrimRight(s[start:end], " \n"))
	return start, end
}

// edge moves i towards limit to the start of a word, or at least of a rune.
func edge(s string, i, limit int) int {
	step := 1
	if limit < i {
		step = -1
	}
	for j := i; j != limit; j += step {
		if utf8.RuneStart(s[j]) && (s[j] == ' ' || s[j] >= 0x80) {
			return j
		}
	}
	return limit
}
