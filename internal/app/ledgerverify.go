package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"hemline/forecast/ledger"
)

// LedgerVerifyOptions are the flags of `hemline ledger verify`.
type LedgerVerifyOptions struct {
	Workspace string
	Head      string // a hash somebody wrote down; empty: none
	JSON      bool
}

// Verified is what `hemline ledger verify --json` prints.
type Verified struct {
	OK        bool             `json:"ok"`
	Lines     int              `json:"lines"`
	Forecasts int              `json:"forecasts"`
	Scores    int              `json:"scores"`
	Head      string           `json:"head"`
	Held      int              `json:"held,omitempty"` // line whose hash --head gave
	Torn      int              `json:"torn,omitempty"` // line an append was cut short in; it is no part of the ledger
	Problems  []ledger.Problem `json:"problems"`
}

// wholeHash is a SHA-256 in hex: its first digits alone would be easy to forge.
var wholeHash = regexp.MustCompile("^[0-9a-f]{64}$")

// VerifyLedger checks the ledger of a workspace; what is wrong is an error.
func (a *App) VerifyLedger(_ context.Context, o LedgerVerifyOptions) error {
	if o.Head != "" && !wholeHash.MatchString(o.Head) {
		return usage("--head %s is no hash: write all of the 64 digits that publish and verify print", o.Head)
	}
	book, err := readLedger(o.Workspace)
	var damage *ledger.DamageError
	if err != nil && !errors.As(err, &damage) {
		return err
	}
	v := Verified{Lines: book.Head.Line, Head: book.Head.Hash, Forecasts: len(book.Entries), Problems: []ledger.Problem{}}
	for _, e := range book.Entries {
		v.Scores += len(e.Scores)
	}
	if book.Torn != nil {
		v.Torn = book.Torn.Line
	}
	if damage != nil {
		v.Problems = damage.Problems
	}
	if o.Head != "" {
		if v.Held = book.Holds(o.Head); v.Held == 0 {
			v.Problems = append(v.Problems, ledger.Problem{What: fmt.Sprintf("no line has the hash %s: the line it was of has been changed or removed, or it is of another ledger", o.Head)})
		}
	}
	v.OK = len(v.Problems) == 0
	if err := a.showVerified(v, book, o); err != nil {
		return err
	}
	if !v.OK {
		return fmt.Errorf("%s is not what it was; docs/ledger.md says what to do", filepath.Join(o.Workspace, ledger.FileName))
	}
	return nil
}

func (a *App) showVerified(v Verified, book *ledger.Ledger, o LedgerVerifyOptions) error {
	if o.JSON {
		return writeJSON(a.Stdout, v)
	}
	path := filepath.Join(o.Workspace, ledger.FileName)
	for _, p := range v.Problems {
		if _, err := fmt.Fprintf(a.Stdout, "%s: %s\n", path, p); err != nil {
			return err
		}
	}
	if v.OK {
		if _, err := fmt.Fprintf(a.Stdout, "%s: %d lines, %d forecasts and %d scores, unbroken\nhead %s\n", path, v.Lines, v.Forecasts, v.Scores, v.Head); err != nil {
			return err
		}
	}
	switch {
	case v.Held == v.Lines && v.Held > 0:
		a.say("the hash given is that of the last line")
	case v.Held > 0:
		a.say("the hash given is that of line %d: all up to there is as it was, and %d lines were added since", v.Held, v.Lines-v.Held)
	}
	if v.Torn > 0 {
		a.say("after line %d are %d bytes of an append that was cut short: they are no part of the ledger, and the next publish or score moves them to a file of their own", v.Torn-1, len(book.Torn.Bytes))
	}
	if book.Unnoted > 0 {
		a.say("%s lacks the last %d lines, whose append was cut short before it noted them; the next publish or score does", ledger.HeadName, book.Unnoted)
	}
	return nil
}

// readLedger reads the ledger of a workspace, which must have one.
func readLedger(dir string) (*ledger.Ledger, error) {
	_, noFile := os.Stat(filepath.Join(dir, ledger.FileName))
	_, noHead := os.Stat(filepath.Join(dir, ledger.HeadName))
	if noFile != nil && noHead != nil {
		return nil, fmt.Errorf("no ledger in %s; begin one with `hemline ledger publish --workspace %s`", dir, dir)
	}
	return ledger.Read(dir)
}
