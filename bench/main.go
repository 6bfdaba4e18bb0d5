// Command bench measures what the engine promises and prints one table: each
// figure, the peak of the same run beside it, what is wanted, and whether that
// is met.
//
//	go run ./bench --data DIR     the whole table, in about four minutes
//	go run ./bench --only gemm    some of it
//
// Only neural and lm are called, as any program would; what is measured of the
// data's texts is numbers. docs/performance.md holds the table.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr, time.Now))
}

// Exit codes.
const (
	done   = 0
	failed = 1
	misuse = 2
)

// flags is the command line.
type flags struct {
	Data     string   `placeholder:"DIR" help:"Folder of real texts; rows that need them are skipped without."`
	Only     []string `placeholder:"NAME,..." help:"Measure these alone: ${groups}."`
	JSON     bool     `xor:"form" help:"Print JSON."`
	Markdown bool     `xor:"form" help:"Print a table for a document."`
	Child    bool     `name:"measured-child" hidden:""`
}

// group is what --only names: rows measured together.
type group struct {
	name string
	run  func(context.Context) ([]row, error)
}

func (b *bench) groups() []group {
	return []group{
		{"peak", b.peakRows},
		{"gemm", b.gemmRows},
		{"train", b.trainRows},
		{"loss", b.lossRows},
		{"generate", b.generateRows},
		{"bpe", b.vocabularyRows},
		{"cnn", b.cnnRows},
		{"memory", b.memoryRows},
	}
}

func names(groups []group) []string {
	var out []string
	for _, g := range groups {
		out = append(out, g.name)
	}
	return out
}

// run is the whole program: the table goes to stdout, everything else to
// stderr. now is the clock.
func run(args []string, stdout, stderr io.Writer, now func() time.Time) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends it at once
	b := &bench{now: now, plan: full()}
	var cli flags
	exited := -1
	parser, err := kong.New(&cli,
		kong.Name("bench"),
		kong.Description("Measures speed, memory and losses of the engine, each figure beside the peak of the same run. Close other programs first."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { exited = code }),
		kong.Vars{"groups": strings.Join(names(b.groups()), ", ")},
	)
	if err != nil {
		fmt.Fprintln(stderr, "bench:", err)
		return failed
	}
	_, err = parser.Parse(args)
	if exited >= 0 {
		return exited
	}
	if err == nil {
		err = b.known(cli.Only)
	}
	if err != nil {
		fmt.Fprintf(stderr, "bench: %v\nRun bench --help.\n", err)
		return misuse
	}
	b.data = cli.Data
	if cli.Child {
		return child(ctx, b, stdout, stderr)
	}
	if b.self, err = os.Executable(); err != nil {
		fmt.Fprintln(stderr, "bench:", err)
		return failed
	}
	rows, failure := b.measure(ctx, cli.Only, stderr)
	form := writeText
	switch {
	case cli.JSON:
		form = writeJSON
	case cli.Markdown:
		form = writeMarkdown
	}
	if len(rows) > 0 {
		err = form(stdout, thisMachine(), rows)
	}
	if errors.Is(failure, context.Canceled) {
		failure = errors.New("interrupted; the table has what was measured before")
	}
	if err := errors.Join(failure, err); err != nil {
		fmt.Fprintln(stderr, "bench:", err)
		return failed
	}
	return done
}

// known refuses names of groups that do not exist.
func (b *bench) known(only []string) error {
	have := names(b.groups())
	for _, name := range only {
		if !slices.Contains(have, name) {
			return fmt.Errorf("there is nothing called %q to measure; there are %s", name, strings.Join(have, ", "))
		}
	}
	return nil
}

// measure runs the groups asked for, all when none is named, and tells of each
// row as it comes. A group that fails does not keep the others from running.
func (b *bench) measure(ctx context.Context, only []string, stderr io.Writer) ([]row, error) {
	var out []row
	var failure error
	for _, g := range b.groups() {
		if len(only) > 0 && !slices.Contains(only, g.name) {
			continue
		}
		runtime.GC() // what the group before left is not swept on this one's time
		rows, err := g.run(ctx)
		for i := range rows {
			rows[i].settle()
			fmt.Fprintln(stderr, strings.Join(rows[i].cells(), "  "))
		}
		out = append(out, rows...)
		if ctx.Err() != nil {
			return out, ctx.Err()
		}
		if err != nil {
			failure = errors.Join(failure, fmt.Errorf("%s: %w", g.name, err))
		}
	}
	return out, failure
}

// child is the process whose memory is measured.
func child(ctx context.Context, b *bench, stdout, stderr io.Writer) int {
	kib, err := b.trainSmall(ctx)
	if err != nil {
		fmt.Fprintln(stderr, "bench:", err)
		return failed
	}
	fmt.Fprintln(stdout, kib)
	return done
}
