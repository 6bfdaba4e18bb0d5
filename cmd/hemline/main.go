// Command hemline reads what people write about fashion and reports which
// trends rise and fall, with the evidence.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
	"golang.org/x/term"

	"hemline/internal/app"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// Exit codes.
const (
	done   = 0
	failed = 1
	misuse = 2
)

// run is the whole program. Results go to stdout, everything else to stderr.
func run(args []string, stdin *os.File, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // the first Ctrl-C ends the work in good order, a second one at once
	var cli commands
	exited := -1
	parser, err := kong.New(&cli,
		kong.Name("hemline"),
		kong.Description(about),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { exited = code }),
		kong.Help(withExamples),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Vars{"version": app.Version},
	)
	if err != nil {
		fmt.Fprintln(stderr, "hemline:", err)
		return failed
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if exited >= 0 { // --help and --version have said it all
		return exited
	}
	if err != nil {
		fmt.Fprintf(stderr, "hemline: %v\nRun hemline --help, or hemline COMMAND --help.\n", err)
		return misuse
	}
	now, err := clock()
	if err != nil {
		fmt.Fprintln(stderr, "hemline:", err)
		return misuse
	}
	a := &app.App{
		Stdin: stdin, Stdout: stdout, Stderr: stderr, Now: now,
		Terminal: terminal(stderr), Ask: term.IsTerminal(int(stdin.Fd())),
	}
	command.BindTo(ctx, (*context.Context)(nil))
	err = command.Run(a)
	if errors.Is(err, context.Canceled) {
		err = errors.New("interrupted; what was written is whole, run the same command again")
	}
	if err != nil {
		fmt.Fprintln(stderr, "hemline:", err)
		var wrong *app.UsageError
		if errors.As(err, &wrong) {
			return misuse
		}
		return failed
	}
	return done
}

func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// clock is the machine's, or stands still at SOURCE_DATE_EPOCH (seconds since
// 1970) for those who want the same bytes out twice
// (reproducible-builds.org/specs/source-date-epoch).
func clock() (func() time.Time, error) {
	set := os.Getenv("SOURCE_DATE_EPOCH")
	if set == "" {
		return time.Now, nil
	}
	epoch, err := strconv.ParseInt(set, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("SOURCE_DATE_EPOCH=%s is not a number of seconds; unset it or write one", set)
	}
	return func() time.Time { return time.Unix(epoch, 0).UTC() }, nil
}
