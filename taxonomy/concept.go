package taxonomy

// Kind is what sort of thing a concept is. The order of Kinds is the order
// reports list them in.
type Kind string

// The kinds of the design. A pack may use any subset.
const (
	Category   Kind = "category"
	Colour     Kind = "colour"
	Fabric     Kind = "fabric"
	Pattern    Kind = "pattern"
	Silhouette Kind = "silhouette"
	Detail     Kind = "detail"
	Style      Kind = "style"
	Occasion   Kind = "occasion"
	Brand      Kind = "brand"
	Person     Kind = "person"
	Event      Kind = "event"
)

// Kinds lists every kind in report order.
var Kinds = []Kind{Category, Colour, Fabric, Pattern, Silhouette, Detail, Style, Occasion, Brand, Person, Event}

// Concept is a thing that can trend.
type Concept struct {
	ID      string              // stable for ever, lower-case, "kind/slug", e.g. "category/a-line-skirt"
	Kind    Kind                //
	Labels  map[string]string   // "en" and "zh": the name shown to people
	Aliases map[string][]string // "en" and "zh": every other way it is written
	Parents []string            // ids of broader concepts, each of which a mention also counts for
	Hex     string              // colours only: "#rrggbb"

	// Invariable keeps the English names from getting a plural (denim, chess
	// print, Levi's).
	Invariable bool

	// Ambiguous aliases (a subset of labels and aliases, any language) count
	// only in the domain's company: when the same document holds an
	// unambiguous mention or one of the pack's context words.
	Ambiguous []string
}

// Mention is a concept found in a document: bytes [Start, End) of
// Document.Text().
type Mention struct {
	Concept    string
	Start, End int
}
