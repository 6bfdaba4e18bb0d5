package report

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"hemline/forecast"
	"hemline/signal"
	"hemline/taxonomy"
	"hemline/text"
)

func language(t *testing.T, lang string) words {
	t.Helper()
	w, err := loadWords(lang)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

var blanks = regexp.MustCompile(`\{[a-z]+\}`)

// Both languages say the same things, with the same things filled in.
func TestLanguagesAreComplete(t *testing.T) {
	en, zh := language(t, "en"), language(t, "zh")
	for _, key := range slices.Sorted(maps.Keys(en.text)) {
		chinese, ok := zh.text[key]
		if !ok {
			t.Errorf("zh lacks %s", key)
			continue
		}
		a, b := blanks.FindAllString(en.text[key], -1), blanks.FindAllString(chinese, -1)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(a, b) {
			t.Errorf("%s fills in %v in English and %v in Chinese", key, a, b)
		}
		if base, isOne := strings.CutSuffix(key, ".one"); isOne && en.text[base+".other"] == "" {
			t.Errorf("%s has no .other", key)
		}
	}
	for key, text := range zh.text {
		if _, ok := en.text[key]; !ok {
			t.Errorf("en lacks %s", key)
		}
		// What is not words (patterns, names) may stay as it is.
		if key == "brand" || key == "html.lang" || key == "method.mase" || key == "method.owa" || key == "sentence.join" || key == "list.comma" {
			continue
		}
		if !strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) && blanks.ReplaceAllString(text, "") != " " && text != "{name}（{months}）" && text != "{n}（{p}）" && text != "{stage}，{direction}" {
			t.Errorf("%s is not translated: %q", key, text)
		}
	}
}

var (
	goKeys       = regexp.MustCompile(`\b(T|N|phrase|term|add|score)\(\s*"([a-z.]+)"( ?\+)?`)
	templateKeys = regexp.MustCompile(`\.T "([a-z.]+)"`)
	literalKeys  = regexp.MustCompile(`"([a-z]+\.[a-z0-9.]*)"`)
)

// Every message that is asked for is there, and every one there is asked for.
func TestEveryKeyIsKnownAndUsed(t *testing.T) {
	en := language(t, "en")
	used := make(map[string]bool)
	var prefixes []string
	use := func(file, key string, open bool) {
		found := false
		for k := range en.text {
			if k == key || k == key+".one" || k == key+".other" || (open && strings.HasPrefix(k, key)) {
				used[k], found = true, true
			}
		}
		if !found {
			t.Errorf("%s asks for %q, which no language has", file, key)
		}
	}
	files, err := filepath.Glob("templates/*.gohtml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		for _, m := range templateKeys.FindAllStringSubmatch(read(t, file), -1) {
			use(file, m[1], false)
		}
	}
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range sources {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text := read(t, file)
		for _, m := range goKeys.FindAllStringSubmatch(text, -1) {
			switch {
			case m[1] == "term":
				prefixes = append(prefixes, m[2]+".")
			case m[1] == "add" && !strings.Contains(m[2], "."):
				prefixes = append(prefixes, "nav."+m[2])
			default:
				use(file, m[2], m[3] != "" || strings.HasSuffix(m[2], "."))
			}
		}
		// Keys put together or kept in lists.
		for _, m := range literalKeys.FindAllStringSubmatch(text, -1) {
			prefixes = append(prefixes, m[1])
		}
	}
	for k := range en.text {
		if used[k] || slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(k, p) }) {
			continue
		}
		if s := strings.SplitN(k, ".", 2); s[0] == "nav" || s[0] == "section" || s[0] == "growth" || s[0] == "horizon" || s[0] == "scope" {
			continue // put together from a part's name
		}
		t.Errorf("nothing asks for %q", k)
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestKnownTermsAreTranslated(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		w := language(t, lang)
		check := func(set, value string) {
			if w.text[set+"."+value] == "" {
				t.Errorf("%s has no word for %s %q", lang, set, value)
			}
		}
		for _, k := range taxonomy.Kinds {
			check("kind", string(k))
		}
		for _, s := range []signal.Stage{signal.Emerging, signal.Growing, signal.Peak, signal.Declining, signal.Dormant, signal.Seasonal} {
			check("stage", string(s))
		}
		for _, v := range []forecast.Verdict{forecast.Rise, forecast.Flat, forecast.Fall} {
			check("direction", string(v))
			for _, p := range []float64{0.2, 0.55, 0.7, 0.95} {
				check("call", string(v)+"."+likelihood(p))
			}
		}
		for _, l := range []text.Lang{text.English, text.Simplified, text.Traditional, text.Japanese, text.Korean, text.French, text.Italian, text.Spanish, text.German, text.Portuguese, text.Und} {
			check("lang", string(l))
		}
		if got := w.term("kind", "scent"); got != "scent" {
			t.Errorf("an unknown kind is shown as %q", got)
		}
	}
}

func TestPhraseAndList(t *testing.T) {
	flat := func(s []span) string {
		var b strings.Builder
		for _, p := range s {
			b.WriteString(p.Text)
		}
		return b.String()
	}
	names := [][]span{plain("{name}"), plain("b"), plain("c")}
	for lang, want := range map[string]string{"en": "{name}, b and c are called to rise as well.", "zh": "同样看升的还有{name}、b和c。"} {
		w := language(t, lang)
		if got := flat(w.phrase("lead.more.rise.other", map[string][]span{"list": w.list(names)})); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	// A value that looks like a blank is not filled in again.
	w := language(t, "en")
	if got := w.T("chart.title", "name", "{name}"); got != "Share of voice of {name}" {
		t.Errorf("got %q", got)
	}
}
