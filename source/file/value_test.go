package file

import (
	"math"
	"strings"
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	shanghai := time.FixedZone("", 8*3600)
	for _, tc := range []struct {
		in   string
		want string // RFC 3339 in UTC, "" when it is no date
	}{
		{"2024-03-05", "2024-03-05T00:00:00Z"},
		{" 2024-3-5 ", "2024-03-05T00:00:00Z"},
		{"2024/03/05", "2024-03-05T00:00:00Z"},
		{"2024.03.05", "2024-03-05T00:00:00Z"},
		{"2024-03-05T06:07:08Z", "2024-03-05T06:07:08Z"},
		{"2024-03-05T06:07:08.250+08:00", "2024-03-04T22:07:08.25Z"},
		{"2024-03-05 06:07", "2024-03-05T06:07:00Z"},
		{"2024-03-05 06:07:08,5", "2024-03-05T06:07:08.5Z"},
		{"2024-03-05 06:07:08 +0000 UTC", "2024-03-05T06:07:08Z"},
		{"2024-03-05 06:07:08-0530", "2024-03-05T11:37:08Z"},
		{"2024/3/5 6:07 PM", "2024-03-05T18:07:00Z"},
		{"20240305", "2024-03-05T00:00:00Z"},
		{"20240305T060708Z", "2024-03-05T06:07:08Z"},
		{"20240305060708", "2024-03-05T06:07:08Z"},
		{"202403050607", "2024-03-05T06:07:00Z"},
		{"1709618828", "2024-03-05T06:07:08Z"},
		{"1709618828.0", "2024-03-05T06:07:08Z"},
		{"1709618828250", "2024-03-05T06:07:08.25Z"},
		{"1709618828250000", "2024-03-05T06:07:08.25Z"},
		{"1709618828250000000", "2024-03-05T06:07:08.25Z"},
		{"Tue, 05 Mar 2024 06:07:08 GMT", "2024-03-05T06:07:08Z"},
		{"Tue, 5 Mar 2024 06:07:08 +0800", "2024-03-04T22:07:08Z"},
		{"Tue, 5 Mar 2024 06:07:08 EST", "2024-03-05T11:07:08Z"},
		{"Tue Mar  5 06:07:08 2024", "2024-03-05T06:07:08Z"},
		{"Tue Mar 05 06:07:08 +0800 2024", "2024-03-04T22:07:08Z"},
		{"Tue Mar 05 2024 06:07:08 GMT+0800 (China Standard Time)", "2024-03-04T22:07:08Z"},
		{"Mar 5, 2024", "2024-03-05T00:00:00Z"},
		{"Mar. 5, 2024", "2024-03-05T00:00:00Z"},
		{"March 5th, 2024 at 6:07 pm", "2024-03-05T18:07:00Z"},
		{"5 March 2024", "2024-03-05T00:00:00Z"},
		{"5th of March 2024", "2024-03-05T00:00:00Z"},
		{"Sept 1, 2024", "2024-09-01T00:00:00Z"},
		{"05-Mar-2024", "2024-03-05T00:00:00Z"},
		{"05-Mar-24 06:07", "2024-03-05T06:07:00Z"},
		{"03/05/2024", "2024-03-05T00:00:00Z"},
		{"3/5/24 6:07", "2024-03-05T06:07:00Z"},
		{"25/12/2024", "2024-12-25T00:00:00Z"},
		{"05.03.2024", "2024-03-05T00:00:00Z"},
		{"2024年3月5日", "2024-03-05T00:00:00Z"},
		{"2024年03月05日 06:07", "2024-03-05T06:07:00Z"},
		{"2024年3月5号06时07分08秒", "2024-03-05T06:07:08Z"},
		{"2024年3月5日 星期二 下午6:07", "2024-03-05T18:07:00Z"},
		{"2024年3月5日 上午12点", "2024-03-05T00:00:00Z"},
		{"12:30 AM 5 Mar 2024", "2024-03-05T00:30:00Z"},

		{"", ""},
		{"2024", ""},
		{"2024-03", ""},
		{"2024-13-01", ""},
		{"2023-02-29", ""},
		{"2024-02-30", ""},
		{"2024-03-05 25:00", ""},
		{"2024-03-05 06:7", ""},
		{"2024-03-05 hello", ""},
		{"2024-03-05-06", ""},
		{"0000-00-00", ""},
		{"32/13/2024", ""},
		{"March 2024", ""},
		{"yesterday", ""},
		{"3月5日", ""},
		{"123456", ""},
		{"99999999", ""},
		{"12345678901234567890", ""},
		{"-1709618828", ""},
		{"5 5 2024", ""},
		{"Mar Mar 5 2024", ""},
		{"May we talk, 12 of 2024 of us", ""},
		{"2024-03-05 06:07 PST8PDT", ""},
		{strings.Repeat("1", 100), ""},
	} {
		got, _, ok := parseDate(tc.in, time.UTC, false)
		if ok != (tc.want != "") || ok && got.Format(time.RFC3339Nano) != tc.want {
			t.Errorf("%q: got %v, %v; want %q", tc.in, got, ok, tc.want)
		}
	}
	if got, _, _ := parseDate("2024-03-05", shanghai, false); got.Format(time.RFC3339) != "2024-03-04T16:00:00Z" {
		t.Errorf("in Shanghai: %v", got)
	}
	if got, _, _ := parseDate("2024-03-05T00:00:00Z", shanghai, false); got.Hour() != 0 {
		t.Errorf("a date's own zone comes first: %v", got)
	}
	if got, kind, _ := parseDate("03/05/2024", time.UTC, true); got.Month() != time.May || kind != dateEither {
		t.Errorf("day first: %v", got)
	}
	if _, kind, _ := parseDate("12/25/2024", time.UTC, true); kind != dateMonthFirst {
		t.Error("12/25 is not evidence of month first")
	}
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"2024-03-05T06:07:08.25+08:00", "Tue, 5 Mar 2024 06:07:08 GMT", "2024年3月5日 下午6:07", "1709618828.0", "3/5/24 6 pm", "05-Mar-2024"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, kind, ok := parseDate(s, time.UTC, false)
		if !ok {
			return
		}
		if got.Location() != time.UTC {
			t.Errorf("%q is not in UTC", s)
		}
		if kind == dateEpoch || got.Year() < 1 || got.Year() > 9999 {
			return // epochs reach beyond four digits, offsets beyond the first and last year
		}
		again, _, ok := parseDate(got.Format(time.RFC3339Nano), time.UTC, false)
		if !ok || !again.Equal(got) {
			t.Errorf("%q gives %v, which is read back as %v", s, got, again)
		}
	})
}

func TestHeat(t *testing.T) {
	for in, want := range map[string]float64{
		"12": 12, "1,234": 1234, "1,234,567.5": 1234567.5, "1.2万": 12000, "3k": 3000, "3K": 3000, "2亿": 2e8, "1.5M": 1.5e6,
		"1万+": 10000, " 7 ": 7, "-5": 0, "+5": 5, "1e3": 1000, "0": 0,
		"many": 1, "12,5": 1, "1,23,456": 1, "NaN": 1, "Inf": 1, "0x10": 1, "9e99": 1, ".": 1, "万": 1, "1_000": 1, "5 stars": 1,
	} {
		if got := heat([]byte(in), nil); got != want {
			t.Errorf("heat %q: got %v, want %v", in, got, want)
		}
	}
	for in, want := range map[string]float64{"1": 1, "3": 0.5, "#7": 1.0 / 3, "0": 1, "-2": 1, "置顶": 1, "": 1} {
		if got := heat(nil, []byte(in)); math.Abs(got-want) > 1e-12 {
			t.Errorf("rank %q: got %v, want %v", in, got, want)
		}
	}
	if got := heat([]byte("40"), []byte("3")); got != 40 {
		t.Errorf("heat and rank: got %v, want the heat", got)
	}
	if got := heat([]byte(" "), []byte("3")); got != 0.5 {
		t.Errorf("no heat but a rank: got %v", got)
	}
}

func TestMappingSyntax(t *testing.T) {
	m, err := ParseMapping(` date=1, rank=2,text="Review, ""the"" text" `)
	if err != nil || m != (Mapping{Date: "1", Rank: "2", Text: `Review, "the" text`}) {
		t.Fatalf("got %+v, %v", m, err)
	}
	if again, err := ParseMapping(m.String()); err != nil || again != m {
		t.Errorf("%s is read back as %+v, %v", m, again, err)
	}
	for in, want := range map[string]string{
		"dat=1":         `unknown key "dat"; keys are text, title, body, date, author, heat, rank, url, label`,
		"date":          "is not key=value",
		"date=":         "date has no value",
		"date=1,date=2": "given twice",
		"text=1,body=2": "text and body both",
		`text="a`:       "does not end",
		`text="a"b`:     "does not end",
	} {
		if _, err := ParseMapping(in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", in, err, want)
		}
	}
	c, err := ParseConstants("channel=social,market=cn,segment=Edgy,date=2024-05-01")
	if err != nil || c != (Constants{Channel: "social", Market: "cn", Segment: "edgy", Date: "2024-05-01"}) {
		t.Errorf("got %+v, %v", c, err)
	}
	for in, want := range map[string]string{
		"chanel=social": `unknown key "chanel"; keys are source, market, channel, segment, author, label, date`,
		"segment=posh":  "segments are edgy, trendy, mainstream",
		"date=soon":     "was not understood",
	} {
		if _, err := ParseConstants(in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", in, err, want)
		}
	}
}

func FuzzMapping(f *testing.F) {
	f.Add("date=1,rank=2,text=3")
	f.Add(`text="Review, ""x""",date=data.created`)
	f.Fuzz(func(t *testing.T, s string) {
		m, err := ParseMapping(s)
		if err != nil {
			return
		}
		again, err := ParseMapping(m.String())
		if err != nil || again != m {
			t.Errorf("%q: %q is read back as %+v, %v", s, m, again, err)
		}
		ParseConstants(s)
	})
}
