package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"hemline/series"
)

// maxSize bounds a settings file; a real one has a few kilobytes.
const maxSize = 1 << 20

// Load reads and checks a settings file. Errors name the file, the line and
// what to write instead.
func Load(path string) (*Config, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("config: %s does not exist; write one with `hemline init` or name another with --config", path)
	}
	if err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSize+1))
	if err != nil {
		return nil, fmt.Errorf("config: %s: %w", path, err)
	}
	c, err := Parse(data)
	if err != nil {
		return nil, fmt.Errorf("config: %s:%w", path, err)
	}
	c.dir = filepath.Dir(path)
	return c, nil
}

// Parse reads settings; an error starts with the number of the line.
func Parse(data []byte) (*Config, error) {
	if len(data) > maxSize {
		return nil, fmt.Errorf("1: larger than %d bytes; is this a settings file?", maxSize)
	}
	c := Defaults()
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(&c); err != nil && !errors.Is(err, io.EOF) {
		return nil, explain(err)
	}
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return nil, explain(err)
	}
	if err := check(&c, &root); err != nil {
		return nil, err
	}
	return &c, nil
}

var (
	lineNumber = regexp.MustCompile(`line (\d+): `)
	noField    = regexp.MustCompile(`field (\S+) not found in type config\.(\w+)`)
)

// explain turns the YAML library's words into "line: what; remedy".
func explain(err error) error {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	var typed *yaml.TypeError
	if errors.As(err, &typed) && len(typed.Errors) > 0 {
		text = typed.Errors[0]
	}
	line := "1"
	if m := lineNumber.FindStringSubmatch(text); m != nil {
		line = m[1]
		text = strings.Replace(text, m[0], "", 1)
	}
	if m := noField.FindStringSubmatch(text); m != nil {
		return fmt.Errorf("%s: unknown key %q; known here: %s", line, m[1], keysOf(m[2]))
	}
	if strings.Contains(text, "cannot unmarshal") {
		text += "; compare with the settings that `hemline init` writes"
	}
	return fmt.Errorf("%s: %s", line, text)
}

// keysOf lists what a block of the settings knows.
func keysOf(block string) string {
	var names []string
	for _, t := range []reflect.Type{reflect.TypeFor[Config](), reflect.TypeFor[Scope](), reflect.TypeFor[Report](), reflect.TypeFor[Dedupe](), reflect.TypeFor[LM](), reflect.TypeFor[Relevance](), reflect.TypeFor[Source]()} {
		for i := 0; t.Name() == block && i < t.NumField(); i++ {
			if key := t.Field(i).Tag.Get("yaml"); key != "" {
				names = append(names, key)
			}
		}
	}
	return strings.Join(names, ", ")
}

// check validates what types cannot.
func check(c *Config, root *yaml.Node) error {
	var bad error
	fail := func(path string, format string, args ...any) {
		if bad == nil {
			bad = fmt.Errorf("%d: %s: %s", lineOf(root, path), path, fmt.Sprintf(format, args...))
		}
	}
	within := func(path string, v, low, high float64) {
		if !(v >= low && v <= high) { // not a number is neither
			fail(path, "%v is out of range; write a number from %v to %v", v, low, high)
		}
	}
	if !slices.Contains([]string{"en", "zh"}, c.Language) {
		fail("language", "%q is not known; write en or zh", c.Language)
	}
	if !slices.Contains([]series.Freq{series.Day, series.Week, series.Month}, c.Period) {
		fail("period", "%q is not known; write day, week or month", c.Period)
	}
	if len(c.Packs) == 0 {
		fail("packs", "at least one pack is needed; write packs: [fashion]")
	}
	within("horizon", float64(c.Horizon), 0, 400)
	within("workers", float64(c.Workers), 0, 1024)
	within("report.top", float64(c.Report.Top), 1, 200)
	within("report.evidence", float64(c.Report.Evidence), 0, 5)
	within("report.min_mentions", float64(c.Report.MinMentions), 1, 1e9)
	within("report.threshold", c.Report.Threshold, 0.001, 1)
	within("dedupe.similarity", c.Dedupe.Similarity, 0.5, 1)
	within("dedupe.window_days", float64(c.Dedupe.WindowDays), 0, 3650)
	if b := time.Duration(c.LM.Budget); b != 0 && (b < time.Second || b > 24*time.Hour) {
		fail("lm.budget", "%v is out of range; write a time with its unit, such as 90s or 3m, or 0 for no language model", b)
	}
	if !slices.Contains([]string{"tiny", "small", "base"}, c.LM.Size) {
		fail("lm.size", "%q is not known; write tiny, small or base", c.LM.Size)
	}
	if r := c.Relevance; r.File != "" && (r.Text == "" || r.Label == "" || len(r.Positive) == 0) {
		fail("relevance", "a file of labelled texts needs text: and label: (columns) and positive: (labels that mean relevant)")
	}
	for i, s := range c.Sources {
		at := "sources." + strconv.Itoa(i)
		if len(s.Files) == 0 || slices.Contains(s.Files, "") {
			fail(at+".files", "no files, or an empty name; write files: [\"path/to/*.csv\"]")
		}
		if _, err := s.Location(); err != nil {
			fail(at+".timezone", "%v; write a name such as Asia/Shanghai", err)
		}
	}
	return bad
}

// lineOf finds the line of a dotted path, or of the nearest part of it that
// the file has.
func lineOf(root *yaml.Node, path string) int {
	if len(root.Content) == 0 {
		return 1
	}
	node := root.Content[0]
	line := max(1, node.Line)
next:
	for _, part := range strings.Split(path, ".") {
		switch node.Kind {
		case yaml.MappingNode:
			for i := 0; i+1 < len(node.Content); i += 2 {
				if node.Content[i].Value == part {
					line, node = node.Content[i].Line, node.Content[i+1]
					continue next
				}
			}
		case yaml.SequenceNode:
			if i, err := strconv.Atoi(part); err == nil && i < len(node.Content) {
				node = node.Content[i]
				line = node.Line
				continue next
			}
		}
		break
	}
	return line
}
