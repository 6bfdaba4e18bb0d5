package config

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"go.yaml.in/yaml/v3"

	"hemline/series"
)

// FileName is the settings file of a workspace.
const FileName = "hemline.yaml"

// Config is everything a workspace can set. Load fills what a file leaves out
// with Defaults.
type Config struct {
	Title     string   `yaml:"title"`     // empty: the usual one of the language
	Language  string   `yaml:"language"`  // of the report: en or zh
	Workspace string   `yaml:"workspace"` // folder used when neither flag nor environment names one
	Packs     []string `yaml:"packs"`     // "fashion" (embedded) or folders, merged in order

	Period  series.Freq `yaml:"period"`  // day, week or month
	Horizon int         `yaml:"horizon"` // periods ahead; 0: one year (four weeks for days)

	Scope  Scope  `yaml:"scope"`  // what the report is about
	Report Report `yaml:"report"` //
	Dedupe Dedupe `yaml:"dedupe"` //
	LM     LM     `yaml:"lm"`     // the workspace's own language model

	Relevance Relevance `yaml:"relevance"` // texts that show what the domain is

	Sources []Source `yaml:"sources"` // what `run` imports
	Ledger  bool     `yaml:"ledger"`  // `run` enters its forecasts in the ledger
	Workers int      `yaml:"workers"` // goroutines for text and forecasts; 0: one per core

	dir string // folder of the file, for relative paths
}

// Scope narrows the report to a part of the corpus; empty fields mean all.
type Scope struct {
	Market  string `yaml:"market"`
	Channel string `yaml:"channel"`
	Segment string `yaml:"segment"`
}

// Report sets how much the report shows and when it calls a direction.
type Report struct {
	Top         int     `yaml:"top"`          // cards in each list
	Evidence    int     `yaml:"evidence"`     // quotes on a card
	MinMentions int     `yaml:"min_mentions"` // a concept with fewer in the last two years gets no card
	Threshold   float64 `yaml:"threshold"`    // relative change of the mean that counts as rise or fall
}

// Dedupe sets when two texts are one story.
type Dedupe struct {
	Similarity float64 `yaml:"similarity"`  // Jaccard similarity from which a text is a copy
	WindowDays int     `yaml:"window_days"` // days after a story's first appearance in which copies join it
}

// LM sets how `run` trains the workspace's language model.
type LM struct {
	Budget Duration `yaml:"budget"` // time to train in; 0: no language model
	Size   string   `yaml:"size"`   // tiny, small or base
}

// Duration is a time.Duration that a file writes with its unit (90s, 3m), or as
// a plain 0.
type Duration time.Duration

// UnmarshalYAML implements yaml.Unmarshaler.
func (d *Duration) UnmarshalYAML(n *yaml.Node) error {
	v, err := time.ParseDuration(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil {
		return fmt.Errorf("line %d: %q is no length of time; write one with its unit, such as 90s or 3m, or 0", n.Line, n.Value)
	}
	*d = Duration(v)
	return nil
}

// Relevance names labelled texts from which `run` learns whether a document is
// about the domain. Without a file the pack's rule decides alone.
type Relevance struct {
	File     string   `yaml:"file"`     // path; ${NAME} is replaced from the environment
	Text     string   `yaml:"text"`     // column, by name or 1-based position
	Label    string   `yaml:"label"`    // column
	Positive []string `yaml:"positive"` // labels that mean: about the domain
}

// Source is one set of files.
type Source struct {
	Name     string            `yaml:"name"`
	Files    []string          `yaml:"files"` // paths or globs; ${NAME} is replaced from the environment
	Map      map[string]string `yaml:"map"`
	Set      map[string]string `yaml:"set"`
	Format   string            `yaml:"format"`
	Timezone string            `yaml:"timezone"`
}

// Defaults are the settings of a workspace without a file. Each is documented
// where it is used; the dedupe figures are those the corpus package measured.
func Defaults() Config {
	return Config{
		Language: "en",
		Packs:    []string{"fashion"}, Period: series.Month,
		Report: Report{Top: 20, Evidence: 4, MinMentions: 10, Threshold: 0.05},
		Dedupe: Dedupe{Similarity: 0.8, WindowDays: 90},
		LM:     LM{Budget: Duration(3 * time.Minute), Size: "tiny"},
	}
}

// Ahead is the horizon in periods: as set, else a year (four weeks for days),
// so that the mean forecast is compared with the last year season for season.
func (c *Config) Ahead() int {
	switch {
	case c.Horizon > 0:
		return c.Horizon
	case c.Period == series.Day:
		return 28
	default:
		return c.Period.Season()
	}
}

// Path resolves a path of the file against the file's folder.
func (c *Config) Path(p string) string {
	if filepath.IsAbs(p) || c.dir == "" {
		return p
	}
	return filepath.Join(c.dir, p)
}

// Location is the time zone of a source's dates without one; UTC by default.
func (s *Source) Location() (*time.Location, error) {
	if s.Timezone == "" {
		return time.UTC, nil
	}
	return time.LoadLocation(s.Timezone)
}

var variable = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_]*)\}`)

// Expand replaces ${NAME} by the environment's value. A name that is not set
// is an error: an empty path would read the wrong place.
func Expand(s string) (string, error) {
	var missing string
	out := variable.ReplaceAllStringFunc(s, func(m string) string {
		name := variable.FindStringSubmatch(m)[1]
		v, ok := os.LookupEnv(name)
		if !ok || v == "" {
			missing = name
		}
		return v
	})
	if missing != "" {
		return "", fmt.Errorf("%s is not set in the environment; set it, for example: export %s=/path/to/folder", missing, missing)
	}
	return out, nil
}
