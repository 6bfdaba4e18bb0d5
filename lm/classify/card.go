package classify

// Kind says which members a classifier may have.
type Kind string

// The kinds.
const (
	Best        Kind = "best" // linear, bag and cnn, and with a language model transformer, weighed by what validation shows
	Linear      Kind = "linear"
	CNN         Kind = "cnn"
	Transformer Kind = "transformer"
)

// formatVersion changes when a folder of another version cannot be read.
const formatVersion = 2

// Card says what a classifier is and what it was trained on.
type Card struct {
	Version      int       `json:"version"`
	Kind         Kind      `json:"kind"`
	Labels       []string  `json:"labels"`
	Counts       []int     `json:"counts"` // examples of each label
	Given        int       `json:"given"`  // examples
	Used         int       `json:"used"`   // of them: see MaxTrainBytes
	Seed         uint64    `json:"seed"`
	Trained      string    `json:"trained,omitempty"` // when, as the caller put it
	Judged       int       `json:"judged"`            // texts of the validation part
	Trials       []Trial   `json:"trials"`
	Why          string    `json:"why"` // how the choice was made, a sentence
	Members      []Part    `json:"members"`
	Baseline     Part      `json:"baseline"`       // the linear model that stands beside every other
	Bias         []float64 `json:"bias,omitempty"` // of each label, beside the members' weights
	BaselineBias []float64 `json:"baseline_bias,omitempty"`
	Shared       int       `json:"shared,omitempty"` // the number of the member the baseline is, from 1; 0: it is not among them
}

// Trial is what one candidate did on the validation part.
type Trial struct {
	Name     string  `json:"name"`
	Accuracy float64 `json:"accuracy"`
	LogLoss  float64 `json:"log_loss"` // nats, after its temperature
}

// Part is a member with its weight in the mixture.
type Part struct {
	Member memberCard `json:"member"`
	Weight float64    `json:"weight"`
}

// memberCard describes one member; exactly one shape is set: the others' fields are nil.
type memberCard struct {
	Name      string       `json:"name"`
	Linear    *linearShape `json:"linear,omitempty"`
	Bag       *bagShape    `json:"bag,omitempty"`
	CNN       *readShape   `json:"cnn,omitempty"`
	Attention *readShape   `json:"attention,omitempty"`
}
