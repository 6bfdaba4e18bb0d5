package app

import (
	"fmt"
	"io"
	"runtime"
	"time"
)

// Version is the program's version, shown in reports and by --version.
const Version = "0.1.0"

// App runs commands. Stdout gets results, Stderr everything else.
type App struct {
	Stdin    io.Reader
	Stdout   io.Writer
	Stderr   io.Writer
	Now      func() time.Time
	Terminal bool // Stderr is a terminal: show progress bars
	Ask      bool // Stdin is a terminal: a guess may be confirmed there
}

// UsageError is a command used wrongly; the program exits with 2.
type UsageError struct{ Err error }

func (e *UsageError) Error() string { return e.Err.Error() }
func (e *UsageError) Unwrap() error { return e.Err }

func usage(format string, args ...any) error {
	return &UsageError{fmt.Errorf(format, args...)}
}

// say writes a remark for the person at the terminal.
func (a *App) say(format string, args ...any) {
	fmt.Fprintf(a.Stderr, format+"\n", args...)
}

// workers is the number of goroutines to use: as set, else one per core.
func workers(set int) int {
	if set > 0 {
		return set
	}
	return runtime.GOMAXPROCS(0)
}

// ParseDay reads a date as the last day that counts: the result is the first
// instant after it.
func ParseDay(s string) (time.Time, error) {
	day, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return time.Time{}, usage("%q is not a date; write it as 2023-09-30", s)
	}
	return day.AddDate(0, 0, 1), nil
}
