package taxonomy

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
)

// Pack is a domain's knowledge: its concepts and the rules that say when a
// name counts and when a document is about the domain. It is read-only once
// loaded and safe for concurrent use.
type Pack struct {
	Name    string
	Version int
	Title   map[string]string // "en" and "zh"
	Rules   Rules

	concepts  []Concept      // by kind in report order, then by id
	index     map[string]int // id -> place in concepts
	ancestors [][]string     // for each concept, nearest first
	extends   string         // name of the pack this one is only complete with

	// taken holds the names that a later pack of a merge took from an
	// earlier one, with the concept that has them now.
	taken map[string]string
}

// Rules are what a pack says apart from its concepts.
type Rules struct {
	// Core words say that a text is about the domain, Context words make it
	// likely; both vouch for ambiguous names. Hints only add to the score.
	// All by "en" and "zh".
	Core    map[string][]string
	Context map[string][]string
	Hints   map[string][]string

	// Stop strings are those within which nothing matches.
	Stop map[string][]string

	// Proper lists the kinds whose names are proper names: an ambiguous
	// Latin alias of these counts only when its first letter is a capital,
	// so that "gap" is a hole and "Gap" may be the shop.
	Proper []Kind

	Company   Company
	Relevance Relevance
}

// Company is the rule for ambiguous aliases: one counts only when an
// unambiguous mention of another concept of one of Kinds, or a core or context
// word, stands within Window bytes of it or in the document's title (its first
// line, when that is no longer than Window).
type Company struct {
	Kinds  []Kind // none: every kind but person and event
	Window int    // bytes either side; 0: DefaultWindow
}

// DefaultWindow is about a hundred English words or two hundred Chinese
// characters: the sentence, its neighbours, and a whole post or headline.
const DefaultWindow = 600

// Relevance is the rule of RuleJudge. A document's score is the sum of the
// weights of its distinct concepts, each by its kind, and of Core, Context or
// Hint for each distinct word of these lists; it is relevant from Threshold
// on, or more when it is long (see Dilute).
type Relevance struct {
	Threshold float64
	Weights   map[Kind]float64
	Core      float64
	Context   float64
	Hint      float64

	// Weak kinds add at most WeakCap together: brands, names and colours
	// alone do not make a text about the domain when it is below Threshold.
	Weak    []Kind
	WeakCap float64

	// Dilute is a length in bytes: a text of n bytes has to reach Threshold
	// * (1 + ln(1 + n/Dilute)), since a long text meets a word by chance. 0
	// means that length does not matter.
	Dilute int
}

//go:embed packs/fashion
var embedded embed.FS

// Fashion loads the embedded fashion pack.
func Fashion() (*Pack, error) {
	sub, err := fs.Sub(embedded, "packs/fashion")
	if err != nil {
		return nil, fmt.Errorf("taxonomy: fashion pack: %w", err)
	}
	return Load(sub)
}

// Concepts returns every concept in stable order: by kind as Kinds lists
// them, then by id. The slice is shared; do not change it.
func (p *Pack) Concepts() []Concept { return p.concepts }

// Concept returns the concept with an id, or nil when the pack has none. It
// is shared; do not change it.
func (p *Pack) Concept(id string) *Concept {
	if i, ok := p.index[id]; ok {
		return &p.concepts[i]
	}
	return nil
}

// Ancestors returns the ids of every broader concept that a mention of id
// also counts for, nearest first, none twice, without id itself; nil for an
// unknown id. The slice is shared; do not change it.
func (p *Pack) Ancestors(id string) []string {
	if i, ok := p.index[id]; ok {
		return p.ancestors[i]
	}
	return nil
}

// Words returns what a segmenter of the language ("en", "zh") should know as
// words: every label, alias, core, context and hint word, sorted, none twice.
func (p *Pack) Words(lang string) []string {
	words := p.Rules.words(lang)
	for i := range p.concepts {
		c := &p.concepts[i]
		if l := c.Labels[lang]; l != "" {
			words = append(words, l)
		}
		words = append(words, c.Aliases[lang]...)
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// words are the core, context and hint words of a language, in this order.
func (r *Rules) words(lang string) []string {
	return slices.Concat(r.Core[lang], r.Context[lang], r.Hints[lang])
}

// names calls f with every name of a concept: labels and aliases, by
// language, in stable order.
func (c *Concept) names(f func(lang, name string)) {
	for _, lang := range languages {
		if l := c.Labels[lang]; l != "" {
			f(lang, l)
		}
		for _, a := range c.Aliases[lang] {
			f(lang, a)
		}
	}
}

// languages are those a pack names concepts in.
var languages = [...]string{"en", "zh"}
