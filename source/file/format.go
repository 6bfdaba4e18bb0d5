package file

import (
	"fmt"
	"path"
	"strings"
)

// Format is how the rows of a file are written. The zero value means: find
// out from the content and the name.
type Format string

// The formats read.
const (
	CSV     Format = "csv"     // delimited by the comma, semicolon, bar or tab of its first line, quoted as RFC 4180
	TSV     Format = "tsv"     // delimited by tabs; quotes are letters like any other
	JSON    Format = "json"    // an array of objects, or an object holding one
	JSONL   Format = "jsonl"   // one object a line
	Parquet Format = "parquet" // Apache Parquet
)

// ParseFormat reads a format's name as a user writes it; "" and "auto" are
// the zero Format.
func ParseFormat(s string) (Format, error) {
	switch f := Format(strings.ToLower(strings.TrimPrefix(strings.TrimSpace(s), "."))); f {
	case "", "auto":
		return "", nil
	case CSV, TSV, JSON, JSONL, Parquet:
		return f, nil
	case "ndjson":
		return JSONL, nil
	}
	return "", fmt.Errorf("file: unknown format %q: use csv, tsv, json, jsonl, parquet or auto", s)
}

// formatOf reads the format off a file name, looking through compression
// suffixes; "" when the name does not say.
func formatOf(name string) Format {
	name = strings.ToLower(name)
	for {
		ext := path.Ext(name)
		switch ext {
		case ".gz", ".gzip", ".zst", ".zstd", ".zip":
			name = strings.TrimSuffix(name, ext)
			continue
		case ".csv":
			return CSV
		case ".tsv", ".tab":
			return TSV
		case ".json":
			return JSON
		case ".jsonl", ".ndjson":
			return JSONL
		case ".parquet", ".pq":
			return Parquet
		}
		return ""
	}
}

// sourceName is a file's base name without the extensions known here.
func sourceName(name string) string {
	base := name
	for {
		ext := path.Ext(base)
		switch strings.ToLower(ext) {
		case ".gz", ".gzip", ".zst", ".zstd", ".zip", ".csv", ".tsv", ".tab", ".txt", ".json", ".jsonl", ".ndjson", ".parquet", ".pq":
			if len(ext) < len(base) {
				base = strings.TrimSuffix(base, ext)
				continue
			}
		}
		return base
	}
}
