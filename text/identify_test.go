package text

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestIdentifyTitles keeps at least 97 of 100 short titles right in every
// language; the titles are in no profile.
func TestIdentifyTitles(t *testing.T) {
	files, err := filepath.Glob("testdata/identify/*.txt")
	if err != nil || len(files) != 10 {
		t.Fatalf("found %d files of titles, want one for each of 10 languages (%v)", len(files), err)
	}
	titles, wrong := 0, 0
	for _, file := range files {
		want := Lang(strings.TrimSuffix(filepath.Base(file), ".txt"))
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(string(data)), "\n")
		if len(lines) < 25 {
			t.Errorf("%s has %d titles, want at least 25", file, len(lines))
		}
		missed := 0
		for _, line := range lines {
			titles++
			if got, sure := IdentifyConfidence(line); got != want {
				missed++
				t.Logf("%q is %s, identified as %s (%.2f)", line, want, got, sure)
			}
		}
		wrong += missed
		if missed > 1 {
			t.Errorf("%s: %d of %d titles identified wrongly, want at most 1", want, missed, len(lines))
		}
	}
	if share := float64(titles-wrong) / float64(titles); share < 0.97 {
		t.Errorf("%.1f %% of %d titles identified, want at least 97 %%", 100*share, titles)
	}
}

func TestIdentifyMixed(t *testing.T) {
	for text, want := range map[string]Lang{
		"Louis Vuitton 秋冬": Simplified,
		"Dior J'adore香水":   Simplified,
		"Miu Miu Prada 2025秋冬米兰时装周 Street Style":           Simplified,
		"The qipao (旗袍) is back on the runway this season": English,
		"https://t.cn/A6xyzabc https://t.cn/B7qrs 羽绒服上新":   Simplified,
		"可爱の小裙子绝了":                                         Simplified,
		"秋の新作":                                             Japanese,
		"BTS 제니 파리 샤넬쇼":                                    Korean,
		"модные платья этой весны":                         Und,
		"2024 ... !!! 👗":                                   Und,
		"":                                                 Und,
		"NBA":                                              Und,
		"Zxqv Brtk":                                        Und,
		strings.Repeat("the dress and the coat ", 2000):    English,
		strings.Repeat("裙子", 5000) + "the dress and the coat": Simplified,
	} {
		if got, sure := IdentifyConfidence(text); got != want {
			t.Errorf("%.60q identified as %s (%.2f), want %s", text, got, sure, want)
		}
	}
}

func TestIdentifyConfidence(t *testing.T) {
	_, long := IdentifyConfidence("Les femmes portaient des chapeaux avec leurs longues robes pendant la saison")
	_, short := IdentifyConfidence("Robe femme")
	if !(0 < short && short < long && long <= 1) {
		t.Errorf("a sentence gives %.2f, two words %.2f: want more for more text, both within 0 and 1", long, short)
	}
	_, both := IdentifyConfidence("馬面裙 这个绒")
	_, one := IdentifyConfidence("馬面裙與羽絨服")
	if !(both < one) {
		t.Errorf("text of both forms gives %.2f, of one form %.2f", both, one)
	}
}

// TestIdentifyDocumentLooksAtBoth shows that a foreign title does not decide.
func TestIdentifyDocumentLooksAtBoth(t *testing.T) {
	d := Document{Title: "Haute couture", Body: "She wore the dress that everyone was talking about, and it was not even new."}
	if got := identifyDocument(&d); got != English {
		t.Errorf("identified as %s, want en", got)
	}
}
