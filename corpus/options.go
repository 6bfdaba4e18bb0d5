package corpus

import "time"

// Options say how a store is opened. The zero value opens for writing with
// the defaults.
type Options struct {
	ReadOnly bool   // never writes, takes no lock, works beside a writer
	Dedupe   Dedupe // what counts as a near-duplicate
}

// Dedupe says when a document is a copy of a story. A workspace keeps the
// values it was created with: they decide which rows are stories, so opening
// it with others is an error. Zero fields mean the workspace's own values,
// and the defaults when it is new.
type Dedupe struct {
	// Similarity is the least Jaccard index of two shingle sets (Broder, On
	// the resemblance and containment of documents, 1997). Default 0.8.
	Similarity float64
	// Containment is the least ratio of sizes when one set lies wholly in the
	// other: a cut-off tail, a word added. Default 0.7.
	Containment float64
	// Window is the longest time between the start of a story and its last
	// copy. Default 90 days, cut to whole seconds.
	Window time.Duration
}
