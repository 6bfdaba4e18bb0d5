package file

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

var (
	constantNames = []string{"source", "market", "channel", "segment", "author", "label", "date"}
	segmentNames  = []string{"edgy", "trendy", "mainstream"}
)

// Constants fills what the rows do not say. Source, Market, Channel and
// Segment hold for every row; Author and Label for the rows that leave them
// empty. Date holds for every row when no date column is mapped, which is
// then not guessed either, else for the rows whose date is empty.
type Constants struct {
	Source  string // instead of the file's base name
	Market  string
	Channel string
	Segment string
	Author  string
	Label   string
	Date    string // in any spelling a date column may have
}

// ParseConstants reads "channel=social,market=cn"; values are quoted as in
// ParseMapping.
func ParseConstants(s string) (Constants, error) {
	var c Constants
	err := parsePairs(s, constantNames, func(key, value string) error {
		at := []*string{&c.Source, &c.Market, &c.Channel, &c.Segment, &c.Author, &c.Label, &c.Date}[slices.Index(constantNames, key)]
		if *at != "" {
			return fmt.Errorf("%s is given twice", key)
		}
		switch key {
		case "segment":
			value = strings.ToLower(value)
			if !slices.Contains(segmentNames, value) {
				return fmt.Errorf("unknown segment %q; segments are %s", value, strings.Join(segmentNames, ", "))
			}
		case "date":
			if _, _, ok := parseDate(value, time.UTC, false); !ok {
				return fmt.Errorf("date %q was not understood: write it as 2024-05-01", value)
			}
		}
		*at = value
		return nil
	})
	if err != nil {
		return Constants{}, fmt.Errorf("file: constants %q: %w", s, err)
	}
	return c, nil
}
