package report

import (
	"strings"
	"testing"
	"time"

	"hemline/forecast"
	"hemline/taxonomy"
)

const sampleHash = "9f2c61b07a4de853c1f0a6b2d94e7713580c2be6fa31d07c4498e5b16a2d3f70"

// entered gives a small report a ledger: a line for the rising, a hit rate of
// its kind for the falling, and of any kind for the seasonal.
func entered(r *Report) {
	r.Ledger = &Ledger{Lines: 1240, Head: sampleHash}
	day := time.Date(2025, 9, 2, 8, 30, 0, 0, time.UTC)
	r.Rising[0].Ledger = &LedgerLine{Line: 1184, Hash: sampleHash, Published: day}
	r.Falling[0].Past = &Past{Calls: 31, Hits: 22, Low: 0.49, High: 0.86, Afterwards: 4, OfKind: true}
	r.SeasonalTrends[0].Past = &Past{Calls: 12, Hits: 9, Low: 0.46, High: 0.91}
}

func TestPast(t *testing.T) {
	for _, c := range []struct {
		lang string
		past *Past
		want string
	}{
		{"en", nil, ""},
		{"en", &Past{}, ""},
		{"en", &Past{Calls: 31, Hits: 22, Low: 0.49, High: 0.86, OfKind: true}, "Of 31 earlier calls of fall for a colour, 22 came true (71%; 95% interval 49% to 86%)."},
		{"en", &Past{Calls: 12, Hits: 0, Low: 0, High: 0.24, Afterwards: 1}, "Of 12 earlier calls of fall, 0 came true (0%; 95% interval 0% to 24%; too few for a colour alone). 1 of them was entered when its time had begun, and shows the method, not foresight."},
		{"zh", &Past{Calls: 31, Hits: 22, Low: 0.49, High: 0.86, Afterwards: 31, OfKind: true}, "此前对颜色作出的31次“下降”判断中，22次应验（71%，95%区间为49%至86%）。其中31次在预测期开始后才登记，只说明方法，不算预见。"},
	} {
		trend := &Trend{Concept: taxonomy.Concept{ID: "colour/red", Kind: taxonomy.Colour}, Forecast: forecast.Forecast{Verdict: forecast.Fall}, Past: c.past}
		if got := language(t, c.lang).past(trend); got != c.want {
			t.Errorf("%s: %q, want %q", c.lang, got, c.want)
		}
	}
}

// A card without an entry, and a report without a ledger, say nothing of it.
func TestNoLedger(t *testing.T) {
	r := smallReport("en")
	with := render(t, r)
	if n := strings.Count(with, `href="#ledger"`); n != 1 {
		t.Errorf("%d links to the ledger, want 1", n)
	}
	if strings.Count(with, sampleHash) != 2 { // the card's tooltip and the head
		t.Error("the hashes are not shown")
	}
	r.Ledger, r.Rising[0].Ledger, r.Falling[0].Past, r.SeasonalTrends[0].Past = nil, nil, nil, nil
	if without := render(t, r); strings.Contains(without, "ledger") {
		t.Error("a report without a ledger speaks of one")
	}
}
