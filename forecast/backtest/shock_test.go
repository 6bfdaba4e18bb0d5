package backtest

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"hemline/forecast"
	"hemline/forecast/seasonalnaive"
	"hemline/series"
)

// TestShocks: a year in which all series rose says how far such a year goes,
// not that the next one rises too.
func TestShocks(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	var ss []series.Series
	for i := range 40 {
		s := series.Series{ID: fmt.Sprint(i), Freq: series.Month, Start: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)}
		for m := range 48 {
			level := 10.0
			if m >= 36 {
				level = 15 // for everybody, at once
			}
			s.Values = append(s.Values, level*(0.9+0.2*r.Float64()))
		}
		ss = append(ss, s)
	}
	methods := []forecast.Forecaster{seasonalnaive.Method{}}
	o, err := Options{Horizon: 12, Origins: 4}.Defaults()
	if err != nil {
		t.Fatal(err)
	}
	tracks, err := Roll(t.Context(), ss, methods, o)
	if err != nil {
		t.Fatal(err)
	}
	var now []Window
	for i := range tracks {
		w, err := Look(ss[i], tracks[i].Born, ss[i].Len(), methods, o)
		if err != nil {
			t.Fatal(err)
		}
		now = append(now, w)
	}
	looks, err := Outlooks(t.Context(), tracks, now, 0, o)
	if err != nil {
		t.Fatal(err)
	}
	rise, fall := 0.0, 0.0
	for i, look := range looks {
		rise, fall = rise+look.Odds.Rise/40, fall+look.Odds.Fall/40
		if look.Q90[11]-look.Q10[11] < 3 {
			t.Fatalf("series %d: interval %v to %v does not know that levels jump by 5", i, look.Q10[11], look.Q90[11])
		}
	}
	if gap := rise - fall; gap > 0.1 || gap < -0.1 {
		t.Errorf("after one shared rise the mean odds are rise %.2f, fall %.2f", rise, fall)
	}
}

// TestAsked: origins at which nobody would have asked are no experience.
func TestAsked(t *testing.T) {
	o := Options{Horizon: 6, Asked: func(id string, origin time.Time) bool { return id != "winter 0" && origin.Year() >= 2022 }}
	tracks, err := Roll(t.Context(), winters(), []forecast.Forecaster{fixed{name: "x"}}, o)
	if err != nil {
		t.Fatal(err)
	}
	windows := 0
	for _, track := range tracks {
		for _, w := range track.Windows {
			windows++
			if at := track.Series.Period(w.At); track.Series.ID == "winter 0" || at.Year() < 2022 {
				t.Errorf("series %s was tested at %s", track.Series.ID, at.Format(time.DateOnly))
			}
		}
	}
	if windows == 0 {
		t.Error("nothing was tested")
	}
}
