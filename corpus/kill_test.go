package corpus

import (
	"bufio"
	"context"
	"database/sql/driver"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"hemline/taxonomy"
	"hemline/text"
)

// Environment of the test binary when a test runs it as another process.
const (
	childMode = "HEMLINE_CORPUS_TEST_CHILD"
	childPath = "HEMLINE_CORPUS_TEST_PATH"
)

func TestMain(m *testing.M) {
	switch os.Getenv(childMode) {
	case "import":
		childImport(os.Getenv(childPath))
	case "open":
		childOpen(os.Getenv(childPath))
	case "read":
		childRead(os.Getenv(childPath))
	default:
		os.Exit(m.Run())
	}
}

// childOpen tries to open for writing and says what came of it.
func childOpen(path string) {
	s, err := Open(context.Background(), path, Options{})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("open")
	if err := s.Close(); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	os.Exit(0)
}

// childRead reads and says how many stories there are.
func childRead(path string) {
	s, err := Open(context.Background(), path, Options{ReadOnly: true})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	st, err := s.Stats(context.Background())
	fmt.Println("stories", st.Documents, err, s.Close())
	os.Exit(0)
}

const (
	childBatches = 40
	childRows    = 250
)

// childBatch makes batch b of a fixed import: repeats, copies, mentions,
// rejects, times out of order.
func childBatch(b int) ([]Entry, []Reject) {
	entries := make([]Entry, 0, childRows)
	for i := range childRows {
		k := mix(uint64(b*childRows+i)) % (childBatches * childRows * 9 / 10)
		title := fmt.Sprintf("第%d号设计师谈今年秋冬流行的大衣款式", k%97)
		if k%5 == 0 {
			title += "！😍"
		}
		if k%7 == 0 {
			title = fmt.Sprintf("Look %d: a wide coat over a narrow skirt", k)
		}
		e := titled(mix(k), day(int(k%700)), text.Simplified, title)
		if at := strings.Index(title, "大衣"); at >= 0 {
			e.Mentions = []taxonomy.Mention{{Concept: fmt.Sprintf("category/coat-%d", k%11), Start: at, End: at + len("大衣")}}
			e.Relevant = true
		}
		entries = append(entries, e)
	}
	rejects := []Reject{{Source: "test", File: "rows.tsv", Line: int64(b/2 + 1), Reason: "no date", Raw: fmt.Sprint("row ", b/2)}}
	return entries, rejects
}

// childImport adds all batches and reports each on its output.
func childImport(path string) {
	ctx := context.Background()
	fail := func(err error) {
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
	}
	s, err := Open(ctx, path, Options{})
	fail(err)
	for b := range childBatches {
		entries, rejects := childBatch(b)
		_, err := s.Add(ctx, entries, rejects)
		fail(err)
		fmt.Println("batch", b)
	}
	fail(s.Close())
	os.Exit(0)
}

func child(ctx context.Context, mode, path string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), childMode+"="+mode, childPath+"="+path)
	return cmd
}

// digest hashes all rows of all tables and what search finds.
func digest(t *testing.T, s *Store) uint64 {
	t.Helper()
	h := fnv.New64a()
	err := s.reading(func(c *conn) error {
		for _, sql := range [...]string{
			"SELECT * FROM documents ORDER BY n", "SELECT * FROM mentions ORDER BY 1, 2, 3, 4, 5", "SELECT * FROM scopes ORDER BY id",
			"SELECT * FROM concepts ORDER BY id", "SELECT * FROM days ORDER BY 1, 2", "SELECT * FROM quarantine ORDER BY n",
			"SELECT * FROM meta ORDER BY key", `SELECT rowid FROM terms WHERE terms MATCH '"大衣"'`,
		} {
			rows := 0
			err := c.each(context.Background(), sql, nil, func(row []driver.Value) error {
				rows++
				fmt.Fprintf(h, "%#v\n", row)
				return nil
			})
			if err != nil {
				return err
			}
			fmt.Fprintln(h, sql, rows)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return h.Sum64()
}

// TestKilledImport kills an import twice without warning, at a point of its
// own choosing each time, runs it again, and wants what an undisturbed one
// leaves.
func TestKilledImport(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	whole, killed := filepath.Join(t.TempDir(), "whole.db"), filepath.Join(t.TempDir(), "killed.db")
	if out, err := child(ctx, "import", whole).CombinedOutput(); err != nil {
		t.Fatalf("undisturbed import: %v\n%s", err, out)
	}
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1)) // different points each time the test runs
	for range 2 {
		cmd := child(ctx, "import", killed)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		at := 2 + r.IntN(childBatches-10)
		lines := bufio.NewScanner(out)
		for lines.Scan() && lines.Text() != fmt.Sprint("batch ", at) {
		}
		time.Sleep(time.Duration(r.IntN(8000)) * time.Microsecond) // into the next batch
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err == nil {
			t.Fatal("the import ended before it was killed")
		}
		t.Logf("killed after batch %d", at)
	}
	if out, err := child(ctx, "import", killed).CombinedOutput(); err != nil {
		t.Fatalf("resumed import: %v\n%s", err, out)
	}
	var stats [2]Stats
	var digests [2]uint64
	for i, path := range [...]string{whole, killed} {
		s, err := Open(ctx, path, Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		if stats[i], err = s.Stats(ctx); err != nil {
			t.Fatal(err)
		}
		digests[i] = digest(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if !reflect.DeepEqual(stats[0], stats[1]) || digests[0] != digests[1] {
		t.Errorf("undisturbed %x %+v\nkilled and resumed %x %+v", digests[0], stats[0], digests[1], stats[1])
	}
	if stats[0].Documents == 0 || stats[0].Copies == 0 || stats[0].Mentions == 0 || stats[0].Quarantined != childBatches/2 {
		t.Errorf("the import tests too little: %+v", stats[0])
	}
}
